"""What a line that is no YAML was meant to be: found by its form, with what to write instead.

Each of these looks at one line and says what is wrong there, or None. Whether that was the mistake is the business of
:mod:`gallery.manifest.trial`, which tries it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from gallery.manifest import writing
from gallery.manifest.brackets import LANGUAGE, brackets
from gallery.manifest.conversions import right_form
from gallery.manifest.fields import homes
from gallery.manifest.mend import Mend, rewritten
from gallery.manifest.scalars import plain_value, short
from gallery.manifest.synonyms import meant
from gallery.manifest.writing import entry, quoted


def mends(lines: Sequence[str], number: int) -> Iterator[Mend]:
    """What the line may have been meant to be, the likeliest first."""
    yield from _spaces(lines, number)
    for kind in _KINDS:
        found = kind(lines, number)
        if found is not None and found.lines != tuple(lines[number : number + len(found.lines)]):
            yield found


def _spaces(lines: Sequence[str], number: int) -> Iterator[Mend]:
    """Tabs or wide spaces before the key, in this line and those after it; tried in several widths."""
    wide = re.compile(r" *[\t\u00a0\u2000-\u200a\u202f\u3000\ufeff][\s\ufeff]*")
    begin = wide.match(lines[number])
    if begin is None:
        return
    kind = "a tab" if "\t" in begin[0] else "a wide space"
    more = sum(1 for line in lines[number + 1 :] if wide.match(line))
    hint = "indent with spaces" + (f", also in {more} lines below" if more else "")
    own = [
        len(line) - len(line.lstrip(" -")) for line in reversed(lines[:number]) if line.strip() and not wide.match(line)
    ]
    for width in (2, 4, 8):
        made = [wide.sub(lambda lead: _in_spaces(lead[0], width), line, count=1) for line in lines[number:]]  # noqa: B023
        yield Mend(number, tuple(made), f"{kind} where YAML wants spaces", hint, sure=False, first=True)
    for column in dict.fromkeys(own[:4] + [each + 2 for each in own[:1]]):
        made = [" " * column + lines[number].strip(), *lines[number + 1 :]]
        yield Mend(number, tuple(made), f"{kind} where YAML wants spaces", hint, sure=False, first=True)
    made = [wide.sub(lambda lead: _in_spaces(lead[0], 2), line, count=1) for line in lines[number:]]
    yield Mend(number, tuple(made), f"{kind} where YAML wants spaces", hint)


def _in_spaces(lead: str, width: int) -> str:
    return re.sub(r"[^ ]", " ", lead.replace("\ufeff", "").replace("\t", " " * width))


def _dash(lines: Sequence[str], number: int) -> Mend | None:
    """``-id: tram``, ``• id: tram``."""
    line = lines[number]
    found = re.fullmatch(rf"(\s*(?:- +)*)([-–—•*·+])( *)({writing.KEY})( *: .*| *:)", line)
    if found is None or (found[2] == "-" and found[3]):
        return None
    made = f"{found[1]}- {found[4]}{found[5]}"
    message = "a space is missing after the dash" if found[2] == "-" else f"{found[2]!r} begins no item of a list"
    return Mend(number, (made,), message, f"write {made.strip()}", len(found[1]) + 1)


def _colon_or_space(lines: Sequence[str], number: int) -> Mend | None:
    """``title:A tram``, ``title = A tram``, ``title A tram``: a key that is known, and its value."""
    found = re.fullmatch(
        rf"(\s*(?:- +)*)({writing.KEY})"
        r"(:(?=[^\s/])|:(?=[\u00a0\u2000-\u200a\u202f\u3000])| *[=：;] *| *:=+ *| +: *| +(?![:])|$)(.*)",
        lines[number],
    )
    if found is None or meant(found[2], homes().keys()) is None or entry(lines[number]) is not None:
        return None
    if found[3].strip() == "" and found[2] not in homes():
        return None
    what = "a plain space after the colon" if found[4][:1].isspace() and found[3] == ":" else ""
    what = what or "a space after the colon" if found[3] == ":" else "a colon and a space after the key"
    value = found[4].strip()
    value = value if plain_value(value) is None or writing.closed(value) else _plain(value)
    made = f"{found[1]}{found[2]}: {value}".rstrip()
    sure = found[3].strip() in (":", "=", "：", ";")
    return Mend(number, (made,), f"{what} is missing", f"write {made.strip()}", len(found[1] + found[2]) + 1, sure)


def _plain(value: str) -> str:
    """``value`` as it is where YAML reads it so, else in quotes."""
    return value if isinstance(plain_value(value), bool | int | float) else writing.written(value)


def _quotes(lines: Sequence[str], number: int) -> Mend | None:
    """A quote that nothing closes, or that closes too early."""
    found = entry(lines[number])
    whole = found and found.value + found.comment
    if found is None or not whole or whole[0] not in "\"'" or writing.closed(found.value):
        return None
    quote, body = whole[0], whole.rstrip()[1:]
    if found.value.endswith(",") and writing.closed(found.value[:-1]):
        return rewritten(
            number, found, found.value[:-1], f"a comma follows the text of {found.key!r}, as only JSON has it"
        )
    apostrophe = quote == "'" and re.search(r"\w'\w", body) and body.count("'") == 1
    if apostrophe or quote not in body.replace("''", "") or (quote == '"' and body.count('\\"') == body.count('"')):
        following = next((line for line in lines[number + 1 :] if line.strip()), "- x:")
        ends = re.match(rf"\s*(- |{writing.KEY} *:( |$)|#)", following) is not None
        message = f"the quoted text of {found.key!r} has no closing quote"
        text = whole.rstrip() if re.match(r"'(t|s|n|d|k|em)\b", whole) else body
        return rewritten(number, found, quoted(text), message, sure=ends)
    if body.endswith(quote):
        text = body[:-1].replace("''", "'") if quote == "'" else body[:-1].replace('\\"', '"')
        message = f"a quote inside the quoted text of {found.key!r} ends it"
        return rewritten(number, found, quoted(text), message)
    message = f"text follows the closing quote of {found.key!r}"
    return rewritten(number, found, quoted(whole.rstrip()), message)


def _escape(lines: Sequence[str], number: int) -> Mend | None:
    """A backslash in double quotes that begins no escape, as in a path of Windows."""
    found = re.search(r'"((?:[^"\\]|\\.)*)"', lines[number])
    if found is None or not re.search(
        r'\\(?![0abt\tnvfre "/\\N_LPxuU])|\\x(?![0-9a-fA-F]{2})|\\[uU](?![0-9a-fA-F]{4})', found[1]
    ):
        return None
    path = re.search(r"\.\w{2,4}$", found[1]) is not None
    right = quoted(found[1].replace("\\", "/")) if path else "'" + found[1].replace("'", "''") + "'"
    made = lines[number][: found.start()] + right + lines[number][found.end() :]
    what = "write the path with forward slashes" if path else "use single quotes"
    message = "in double quotes a backslash begins an escape, and this is none that YAML knows"
    return Mend(number, (made,), message, f"{what}: write {_without_dash(made)}", found.start() + 1)


def _without_dash(line: str) -> str:
    return re.sub(r"^\s*(- +)*", "", line).strip()


def _beginning(lines: Sequence[str], number: int) -> Mend | None:
    """A text that begins with a character that means something else to YAML."""
    found = entry(lines[number])
    if found is None or not found.value or found.value[0] not in "&*!|>%@`?-:,]}":
        return None
    whole = (found.value + found.comment).rstrip()
    if re.fullmatch(r"[|>][+-]?\d?[+-]?", found.value) or whole == "-":
        return None
    message = f"a text cannot begin with {found.value[0]!r} without quotes"
    return rewritten(number, found, quoted(whole), message, sure=found.value[0] in "&*!%@`")


def _colon(lines: Sequence[str], number: int) -> Mend | None:
    """A text with a colon and a space in it, in one line or in several."""
    found = entry(lines[number])
    if found is not None and re.search(r":(\s|$)", found.value) and found.value[0] not in "\"'[{|>":
        text = (found.value + found.comment).rstrip() if re.match(r"\s*#\S", found.comment) else found.value
        if text[0] in "“„«‘" and text[-1] in "”“»’":
            text = text[1:-1]
        value = right_form(found.key, text) or quoted(text)
        return rewritten(number, found, value, "a text that holds a colon and a space must be in quotes", sure=False)
    return _folded(lines, number)


def _folded(lines: Sequence[str], number: int) -> Mend | None:
    """A text of several lines that holds a colon and a space, with nothing that says so before its first line."""
    own = entry(lines[number])
    if own is not None and (own.key in homes() or re.fullmatch(LANGUAGE, own.key)):
        return None
    first = number
    indent = len(lines[number]) - len(lines[number].lstrip())
    while first > 0 and number - first < 200 and (first == number or entry(lines[first]) is None):
        first -= 1
    found = entry(lines[first])
    if found is None or found.indent >= indent or found.value[:1] in (*"\"'[{|>", ""):
        return None
    last = number
    while last + 1 < len(lines) and lines[last + 1].strip() and _indent(lines[last + 1]) > found.indent:
        last += 1
    body = [found.value, *lines[first + 1 : last + 1]]
    safe = [line.replace("\\", "\\\\").replace('"', '\\"') for line in body]
    safe[0], safe[-1] = '"' + safe[0], safe[-1].rstrip() + '"'
    made = (f"{found.before}{found.key}: {safe[0]}", *safe[1:])
    message = f"the text of {found.key!r} goes over several lines and holds a colon and a space"
    hint = f"write '{found.key}: >-' and the whole text below it, indented"
    return Mend(first, made, message, hint, found.indent + 1, sure=False)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _hash(lines: Sequence[str], number: int) -> Mend | None:
    """A plain text that a ``#`` cut off, and that goes on in the next line."""
    found = entry(lines[number])
    if found is None or not found.value or not re.match(r"\s*#\S", found.comment) or found.value[0] in "\"'[{|>":
        return None
    message = f"'#' begins a comment where no quotes stand around it, and cuts off the text of {found.key!r}"
    return rewritten(number, found, quoted((found.value + found.comment).strip()), message, sure=False)


def unread(lines: Sequence[str], number: int) -> Mend:
    """The line left out."""
    found = entry(lines[number])
    shown = found.key if found else lines[number].strip()
    return Mend(number, ("#" + lines[number],), f"this cannot be read: {short(shown)}", "", sure=False, lost=True)


def _marker(lines: Sequence[str], number: int) -> Mend | None:
    """A line of dots or dashes, which ends the document."""
    if not re.fullmatch(r"(---|\.\.\.)\s*", lines[number]) or not any(line.strip() for line in lines[:number]):
        return None
    marker = lines[number].strip()
    return Mend(number, ("#" + lines[number],), f"the line {marker!r} ends the manifest", f"remove the line {marker!r}")


_KINDS: tuple[Callable[[Sequence[str], int], Mend | None], ...] = (
    _marker,
    _dash,
    _colon_or_space,
    _escape,
    _quotes,
    brackets,
    _beginning,
    _colon,
    _hash,
)
