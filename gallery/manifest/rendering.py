"""Values → YAML as a curator writes it: plain where that is safe, in quotes where not, long texts folded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

WIDTH = 120
"""Characters of a line; a longer text is folded."""

_NOT_FIRST = tuple("-?:,[]{}#&*!|>'\"%@`=~")
_NUMBER_OR_WORD = re.compile(
    r"[-+]?(\.[0-9_]+|[0-9][0-9_]*\.?[0-9_]*)([eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F_]+|[-+]?[0-9]+(:[0-9_.]+)+"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|(?i:true|false|null|yes|no|on|off|y|n)|[-+]?\.(?i:inf|nan)",
    re.ASCII,
)
"""What this or another program would read as a number, a time, a truth value or nothing."""
_YEAR_OR_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_NAMED = {"\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P"}


def scalar(value: Any, *, key: str = "", brackets: bool = False, style: str = "") -> str:
    """A text, number or truth value in one line.

    Args:
        key: what it is the value of; a ``date`` stays unquoted, as one writes it.
        brackets: whether it stands inside ``{…}`` or ``[…]``.
        style: the quote to use if it can be; without one, none where none is needed.
    """
    if value is None:
        return "null"
    if not isinstance(value, str):
        return json.dumps(value)
    if style == "'" and value and not _UNPRINTABLE.search(value):
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _is_plain(value, key, brackets=brackets):
        return value
    return quoted(value)


def quoted(text: str) -> str:
    """``text`` in double quotes."""

    def escaped(found: re.Match[str]) -> str:
        return _NAMED.get(found[0]) or f"\\u{ord(found[0]):04X}"

    return _UNPRINTABLE.sub(escaped, json.dumps(text, ensure_ascii=False))


def _is_plain(text: str, key: str, *, brackets: bool) -> bool:
    """Whether ``text`` may stand without quotes."""
    if not text or text != text.strip() or text.startswith(_NOT_FIRST) or _UNPRINTABLE.search(text) or "\t" in text:
        return False
    if ": " in text or " #" in text or text.endswith(":") or text.startswith(("---", "...")):
        return False
    if brackets and re.search(r"[,?\[\]{}]|:(?!//)", text):
        return False
    return _NUMBER_OR_WORD.fullmatch(text) is None or (key == "date" and _YEAR_OR_DATE.fullmatch(text) is not None)


def in_brackets(value: Any, key: str = "") -> str:
    """Any value in one line, mappings as ``{…}`` and lists as ``[…]``."""
    if isinstance(value, Mapping):
        inner = (f"{scalar(name, brackets=True)}: {in_brackets(one, name)}" for name, one in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(in_brackets(one) for one in value) + "]"
    return scalar(value, key=key, brackets=True)


def all_quoted(value: Any) -> str:
    """Any value in one line with every text and key in quotes, which no context reads otherwise."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(str(name))}: {all_quoted(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(all_quoted(one) for one in value) + "]"
    return quoted(value) if isinstance(value, str) else scalar(value)


def block_text(text: str, indent: int, header: str) -> str | None:
    """``text`` as a block scalar whose lines have ``indent`` blanks; None where it cannot be one.

    ``header`` is its first line, such as ``>-`` or ``|``.
    """
    if not text.strip() or text != text.strip("\n") or text.startswith((" ", "\t")) or "\r" in text:
        return None
    if _UNPRINTABLE.search(text.replace("\n", "")):
        return None
    lines = text.split("\n")
    if header.startswith(">"):
        if any(line != line.strip() for line in lines):
            return None
        lines = _folded(lines, max(40, WIDTH - indent))
    elif any(line.strip() == "" and line for line in lines):
        return None
    return "\n".join([header, *(" " * indent + line if line else "" for line in lines)])


def _folded(paragraphs: list[str], width: int) -> list[str]:
    """Lines of a folded scalar: a break in the text is a blank line more, and a blank between words may be a break."""
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        # Before a line that is not blank one break is dropped, so one more is needed.
        if number and paragraph:
            lines.append("")
        current = ""
        for word in re.split(r"(?<=\S) (?=\S)", paragraph):
            if current and len(current) + 1 + len(word) > width:
                lines.append(current)
                current = word
            else:
                current = f"{current} {word}" if current else word
        lines.append(current)
    return lines


def text_value(text: str, indent: int, *, key: str = "", style: str = "", taken: int = 0) -> str:
    """A text after ``key:``, in one line or as a block scalar of lines with ``indent`` blanks.

    Args:
        style: how it was written until now: a quote, or the header of a block scalar.
        taken: characters that stand in its line already.
    """
    header = style if style[:1] in ("|", ">") else ""
    one = scalar(text, key=key, style=style if style in ("'", '"') else "")
    if "\n" in text:
        header = header or "|-"
    elif not header and style not in ("'", '"') and taken + len(one) > WIDTH and " " in text:
        header = ">-"
    block = block_text(text, indent, header) if header else None
    return one if block is None else block


def value_lines(value: Any, indent: int, key: str) -> str:
    """What stands behind ``key:`` in a mapping whose keys have ``indent`` blanks before them."""
    if isinstance(value, str):
        return " " + text_value(value, indent + 2, key=key, taken=indent + len(key) + 2)
    if not isinstance(value, Mapping | list | tuple) or not value:
        return " " + in_brackets(value, key)
    one = in_brackets(value, key)
    deep = any(_is_deep(inner) for inner in _values(value))
    if not deep and indent + len(key) + 2 + len(one) <= WIDTH and "\\n" not in one:
        return " " + one
    if isinstance(value, Mapping):
        return "\n" + mapping_lines(value, indent + 2)
    return "".join("\n" + item_lines(inner, indent + 2) for inner in value)


def _is_deep(value: Any) -> bool:
    """Whether a value is more than a text or a number, and more than a point."""
    if isinstance(value, list | tuple):
        return any(isinstance(inner, Mapping | list | tuple) for inner in value)
    return isinstance(value, Mapping)


def _values(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, Mapping) else list(value)


def mapping_lines(value: Mapping[str, Any], indent: int, comments: Mapping[str, str] | None = None) -> str:
    """A mapping, a key a line; ``comments`` stand above the keys that they are for."""
    lines = []
    for key, inner in value.items():
        comment = " ".join((comments or {}).get(key, "").split())
        if comment:
            lines.append(f"{' ' * indent}# {_printable(comment)}")
        lines.append(f"{' ' * indent}{scalar(key)}:{value_lines(inner, indent, key)}")
    return "\n".join(lines)


def item_lines(value: Any, dash: int, comments: Mapping[str, str] | None = None) -> str:
    """An item of a list whose dashes have ``dash`` blanks before them."""
    start = " " * dash + "- "
    if not isinstance(value, Mapping) or not value:
        return start + in_brackets(value)
    one = in_brackets(value)
    is_hint = any(key in value for key in ("at", "along", "area"))
    if not comments and is_hint and dash + 2 + len(one) <= WIDTH:  # as the manual writes it
        return start + one
    return start + mapping_lines(value, dash + 2, comments).lstrip(" ")


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
