"""Lines that stand too far in or out, tried where their neighbours stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gallery.manifest.mend import Mend
from gallery.manifest.writing import KEY, entry


def shifted(lines: Sequence[str], number: int) -> Iterator[Mend]:
    """A key, alone or with all that stands below it, at the places where keys before it stand."""
    for at in dict.fromkeys((number, _before(lines, number))):
        if at is None or re.match(rf"\s*(- +)*[\"']?{KEY}[\"']? *:", lines[at]) is None:
            continue
        yield from _with_dash(lines, at)
        own = _indent(lines[at])
        for wanted in _places(lines, at):
            if wanted != own:
                yield _moved(lines, at, wanted, at + 1)
                yield _moved(lines, at, wanted, _below(lines, at))


def _with_dash(lines: Sequence[str], at: int) -> Iterator[Mend]:
    """The first key of an item, without its dash."""
    after = next((line for line in lines[at + 1 :] if line.strip()), "")
    if _indent(after) > _indent(lines[at]) and lines[at].strip()[:1] != "-":
        made = " " * _indent(lines[at]) + "- " + lines[at].strip()
        message = "a dash is missing where the next one of a list begins"
        yield Mend(at, (made,), message, f"write {made.strip()}", _indent(lines[at]) + 1, sure=False)


def _below(lines: Sequence[str], at: int) -> int:
    """The line after all that stands below ``at``."""
    last = at + 1
    while last < len(lines) and (not lines[last].strip() or _indent(lines[last]) >= max(_indent(lines[at]), 1)):
        last += 1
    return last


def _places(lines: Sequence[str], at: int) -> list[int]:
    """Columns where keys stand before the line, the nearest line first; of an item those of its dash and its key."""
    found: set[int] = set()
    for other in reversed(lines[max(0, at - 300) : at]):
        if (key := entry(other)) is not None:
            found |= {_indent(other)} if lines[at].lstrip().startswith("- ") else {key.indent, _indent(other)}
        if len(found) > 6:
            break
    return sorted(found, key=lambda column: abs(column - _indent(lines[at])))


def _moved(lines: Sequence[str], at: int, wanted: int, last: int) -> Mend:
    own = _indent(lines[at])
    made = [_by(line, wanted - own) for line in lines[at:last]]
    more = sum(1 for line in lines[at + 1 : last] if line.strip())
    many = (
        f", and move the {more} lines below it as far" if more > 1 else ", and move the line below it" if more else ""
    )
    message = f"this does not belong here: its line begins with {_spaces(own)}"
    hint = f"give lines of one mapping the same indentation: begin it with {_spaces(wanted)}{many}"
    return Mend(at, tuple(made), message, hint, own + 1, sure=False)


def _spaces(number: int) -> str:
    return {0: "no space", 1: "1 space"}.get(number, f"{number} spaces")


def _by(line: str, step: int) -> str:
    if not line.strip():
        return line
    return " " * step + line if step > 0 else line[min(-step, _indent(line)) :]


def deeper(lines: Sequence[str], number: int) -> Iterator[Mend]:
    """Lines without a key, as the rest of the text before them."""
    for at in dict.fromkeys((_before(lines, number), number)):
        if at is None or entry(lines[at]) is not None or not lines[at].strip() or lines[at].lstrip()[:1] in "-#":
            continue
        before = _before(lines, at)
        if before is None:
            continue
        owner = entry(lines[before])
        wanted = owner.indent + 2 if owner is not None else _indent(lines[before])
        message = "this line is no 'key: value'"
        hint = f"add the colon, or indent it by {wanted} spaces as part of the text before it"
        yield Mend(at, (" " * wanted + lines[at].lstrip(),), message, hint, 1, sure=False)


def _before(lines: Sequence[str], number: int) -> int | None:
    return next(
        (n for n in range(number - 1, -1, -1) if lines[n].strip() and not lines[n].lstrip().startswith("#")), None
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
