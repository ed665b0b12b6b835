"""How a value is written in a manifest, ready to copy into one; and what a line of one is made of."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

_SAFE = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^\n\t]*")
_NOT_TEXT = re.compile(r"(?i)~|null|true|false|yes|no|on|off|[-+]?[0-9.][0-9.,_eE+-]*")
LONGEST_SAID = 700
"""Characters of a message, and of a hint."""
LONGEST = 160
"""Characters of a value that a message repeats."""


def bounded(text: str) -> str:
    """``text`` for a message: its beginning, where what somebody wrote made it long."""
    return text if len(text) <= LONGEST_SAID else text[: LONGEST_SAID - 1] + "…"


def quoted(text: str) -> str:
    """``text`` in quotes: double ones, or single ones where it holds double ones or a backslash."""
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    if ('"' in text or "\\" in text) and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def written(text: str, *, flow: bool = False) -> str:
    """``text`` as a value, in quotes only where YAML needs them; ``flow`` is inside brackets or braces."""
    plain = _SAFE.fullmatch(text) and ": " not in text and " #" not in text and not text.endswith((":", " "))
    if not plain or _NOT_TEXT.fullmatch(text) or (flow and set(text) & set(",[]{}")) or len(text) > LONGEST:
        return quoted(text)
    return text


def flow(value: Any) -> str:
    """``value`` in one line: ``{path: a.jpg}``, ``[0.4, 0.6]``."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "…"
    if isinstance(value, float):
        return number(value)
    return written(value, flow=True) if isinstance(value, str) else str(value)


def number(value: float) -> str:
    """A number without needless zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


KEY = r"[^\W\d][\w-]*"
_ENTRY = re.compile(
    rf"(?P<indent>[ \t\u00a0]*)(?P<dashes>(?:-[ ]+)*)(?:(?P<key>{KEY}|\"{KEY}\"|'{KEY}')[ ]*:(?:[ \t]+(?P<value>.*))?)?"
)


@dataclass(frozen=True)
class Entry:
    """A line ``- key: value``, as far as it is one."""

    before: str
    """Indentation and dashes."""
    key: str
    value: str
    """As written, without the comment after it; may go on in the next lines."""
    comment: str
    """With the spaces before it."""

    def having(self, value: str) -> str:
        """The line with another value."""
        return f"{self.before}{self.key}: {value}{self.comment}" if self.key else f"{self.before}{value}{self.comment}"

    @property
    def indent(self) -> int:
        """Column of the key, from 0."""
        return len(self.before)


def entry(line: str) -> Entry | None:
    """The key and the value that ``line`` gives; None where it gives none."""
    found = _ENTRY.fullmatch(line)
    if found is None or found["key"] is None:
        return None
    value, comment = split_comment((found["value"] or "").rstrip())
    return Entry(found["indent"] + found["dashes"], found["key"].strip("\"'"), value, comment)


def item(line: str) -> Entry | None:
    """An item of a list that is in braces or brackets, as an entry without a key."""
    found = re.fullmatch(r"([ ]*(?:- +)+)([\[{].*)", line)
    return Entry(found[1], "", *split_comment(found[2].rstrip())) if found else None


def split_comment(value: str) -> tuple[str, str]:
    """A value and the comment after it, as YAML divides them; a ``#`` in quotes begins none."""
    quote = ""
    for at, sign in enumerate(value):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and (at == 0 or value[at - 1] in " ,[{:"):
            quote = sign
        elif sign == "#" and (at == 0 or value[at - 1] in " \t"):
            kept = value[:at].rstrip()
            return kept, value[len(kept) :]
    return value, ""


Braces = dict[str, "str | Braces"]
"""What stands in braces by its keys, with braces in them as they are nested."""


def braces(inner: str, names: str) -> tuple[Braces, int]:
    """Keys and what is meant as their values in ``inner``, which stood after a brace and may be no YAML; and how many
    braces nothing closes, below 0 those that close none.

    ``names`` is a regular expression of what counts as a key.
    """
    top: Braces = {}
    inside = [top]
    left = 1
    found = list(re.finditer(rf"(?:^|(?<=[,\s{{]))[\"']?({names})[\"']?\s*[:=](?=\s|[^/\\]|$)", inner))
    for one, following in zip_longest(found, found[1:]):
        value = inner[one.end() : following.start() if following else None].strip().removesuffix(",").strip()
        if value == "{" and following:
            below: Braces = {}
            inside[-1][one[1]] = below
            inside.append(below)
            left += 1
            continue
        value, closers = _unclosed(value)
        inside[-1][one[1]] = value
        left -= closers
        del inside[max(1, len(inside) - closers) :]
    return top, left


def _unclosed(value: str) -> tuple[str, int]:
    """``value`` without the braces at its end that belong to what is around it, and how many those are."""
    closers = 0
    while value[-1:] == "}" and (surplus(value) is not None or (value[0] in "\"'" and not closed(value))):
        value, closers = value[:-1].rstrip(), closers + 1
    return value, closers


def closed(value: str) -> bool:
    """Whether ``value`` is one quoted text, or brackets and braces that all close."""
    if value[:1] in "\"'" and value:
        body = value[1:].replace("''", "") if value[0] == "'" else re.sub(r"\\.", "", value[1:])
        return body.endswith(value[0]) and value[0] not in body[:-1]
    return not missing_closers(value) and value[-1:] in ("]", "}") and surplus(value) is None


def missing_closers(value: str) -> str:
    """What would close the brackets and braces that are open at the end of ``value``."""
    return "".join(reversed([{"[": "]", "{": "}"}[sign] for sign in _open(value)[0]]))


def surplus(value: str) -> int | None:
    """Where the first bracket or brace closes what none opened, or text follows what was closed."""
    return _open(value)[1]


def _open(value: str) -> tuple[list[str], int | None]:
    stack: list[str] = []
    quote, begun = "", False
    for at, sign in enumerate(value):
        if begun and not stack and not sign.isspace():
            return stack, at
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and value[at - 1 : at] in ("", " ", ",", "[", "{", ":"):
            quote = sign
        elif sign in "[{":
            stack.append(sign)
            begun = True
        elif sign in "]}":
            if not stack or {"[": "]", "{": "}"}[stack[-1]] != sign:
                return stack, at
            stack.pop()
    return stack, None
