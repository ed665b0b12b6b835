"""Items of a list as blocks of lines, taken out of a manifest's text and put in elsewhere as they are: with their
comments, and with the blank lines that the list has between its items.

Comments right above an item belong to it, unless they stand further in than its dash; those belong to the item before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gallery.manifest.layout import MAPPING, Node
from gallery.manifest.rendering import in_brackets


@dataclass(frozen=True)
class Block:
    """Lines that were taken out, or that are to be put in."""

    lines: str
    """Whole lines, the last one's break with them."""
    column: int
    """Of the dash."""
    gap: str = ""
    """The blank lines that stood between it and its neighbour."""


@dataclass(frozen=True)
class Slot:
    """A place in a list: what holds the list, under which key, and the item's number."""

    parent: Node
    key: str | int
    index: int

    @property
    def items(self) -> Node:
        """The list; ValueError where there is none."""
        found = self.parent.child(self.key)
        if found is None or (not found.items and not found.in_brackets):
            raise ValueError("there is no list")
        return found


def cut(text: str, slot: Slot) -> tuple[str, Block]:
    """``text`` without the item in ``slot``, and that item. Raises ValueError where there is no list."""
    items, index = slot.items, slot.index
    node = items.items[index]
    if items.in_brackets:
        first, last = node.start, node.end
        if index + 1 < len(items.items):
            last = items.items[index + 1].start
        elif index:
            first = items.items[index - 1].end
        return text[:first] + text[last:], Block(f"- {text[node.start : node.end]}\n", 0)
    start, end = _span(text, items, index)
    block = text[start:end] if text[:end].endswith("\n") else text[start:end] + "\n"
    if len(items.items) == 1:
        return _emptied(text, slot, (start, end)), Block(block, items.column)
    above, below = _blanks_above(text, start), _blanks_below(text, end)
    if index + 1 < len(items.items):
        return text[:start] + text[below:], Block(block, items.column, text[end:below])
    return text[:above] + text[end:], Block(block, items.column, text[above:start])


def put(text: str, slot: Slot, block: Block, value: Any) -> str:
    """``text`` with ``block``, which says ``value``, in ``slot``. Raises ValueError where there is no list."""
    items, index = slot.items, slot.index
    if items.in_brackets and (items.items or slot.parent.in_brackets):
        return _put_in_brackets(text, items, index, value)
    if not items.items:
        return _put_first(text, slot.parent, str(slot.key), block)
    lines, gap = _shifted(block, items.column), own_gap(text, items)
    gap = block.gap if gap is None else gap
    if index == 0:
        at, _ = _span(text, items, 0)
        return text[:at] + lines + gap + text[at:]
    _, at = _span(text, items, index - 1)
    if not text[:at].endswith("\n"):
        return text[:at] + "\n" + gap + lines.removesuffix("\n") + text[at:]
    return text[:at] + gap + lines + text[at:]


def own_gap(text: str, items: Node) -> str | None:
    """The blank lines between the items of a list; None where it has but one."""
    if len(items.items) < 2:
        return None
    start, _ = _span(text, items, 1)
    return text[_blanks_above(text, start) : start]


def _span(text: str, items: Node, index: int) -> tuple[int, int]:
    """Where the lines of an item begin and end, its comments among them."""
    node = items.items[index]
    dash = text.rfind("-", 0, node.start)
    start = text.rfind("\n", 0, dash) + 1
    while start and _is_comment(above := text[text.rfind("\n", 0, start - 1) + 1 : start]):
        if _indent(above) > items.column:
            break
        start -= len(above)
    end = _end_of_line(text, node.end)
    while _is_comment(below := text[(after := _blanks_below(text, end)) : _end_of_line(text, after)]):
        if _indent(below) <= items.column:
            break
        end = after + len(below)
    return start, end


def _end_of_line(text: str, at: int) -> int:
    """Behind the break of the line in which ``at`` is; what ends with a break ends there."""
    if at and text[at - 1] == "\n" and text[at - 1 : at + 1].strip() == "" and at == len(text):
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _is_comment(line: str) -> bool:
    return line.lstrip(" \t").startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _blanks_above(text: str, at: int) -> int:
    """Where the blank lines right above begin."""
    while at and not text[(line := text.rfind("\n", 0, at - 1) + 1) : at].strip():
        at = line
    return at


def _blanks_below(text: str, at: int) -> int:
    """Where the blank lines right below end."""
    while at < len(text) and not text[at : (line := _end_of_line(text, at))].strip():
        at = line
    return at


def _emptied(text: str, slot: Slot, span: tuple[int, int]) -> str:
    if slot.parent.kind != MAPPING or str(slot.key) not in slot.parent.entries:
        raise ValueError("a list of lists is not emptied")
    colon = text.index(":", slot.parent.entries[str(slot.key)][0].end) + 1
    return text[:colon] + " []" + text[colon : span[0]] + text[span[1] :]


def _put_first(text: str, parent: Node, key: str, block: Block) -> str:
    """The first item of a list that is written as ``[]``."""
    name, items = parent.entries[key]
    colon = text.index(":", name.end) + 1
    indent = next(iter(parent.entries.values()))[0].column
    rest = text[items.end : (end := _end_of_line(text, items.end))]
    line = text[:colon] + rest.rstrip() + "\n"
    lines = _shifted(block, indent + 2)
    return line + (lines if rest.endswith("\n") else lines.removesuffix("\n")) + text[end:]


def _put_in_brackets(text: str, items: Node, index: int, value: Any) -> str:
    written = in_brackets(value)
    if not items.items:
        return f"{text[: items.start]}[{written}]{text[items.end :]}"
    if index < len(items.items):
        at = items.items[index].start
        return f"{text[:at]}{written}, {text[at:]}"
    at = items.items[-1].end
    return f"{text[:at]}, {written}{text[at:]}"


def _shifted(block: Block, column: int) -> str:
    """The lines with their dash at ``column``."""
    by = column - block.column
    if by == 0:
        return block.lines
    return "".join(
        line if not line.strip() else " " * by + line if by > 0 else line[min(-by, _indent(line)) :]
        for line in re.findall(r"[^\n]*\n|[^\n]+", block.lines)
    )
