"""Items of lists that come, go or move: the change of a manifest's text that each of them is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gallery.manifest.blocks import Block, Slot, cut, own_gap, put
from gallery.manifest.comments import LostCommentsError, comments_in, in_lines
from gallery.manifest.layout import LIST, Node, find, lay_out
from gallery.manifest.positions import Keys
from gallery.manifest.rendering import all_quoted, item_lines


@dataclass(frozen=True)
class Shift:
    """An item that is taken out at ``source``, put in at ``target``, or both."""

    source: Keys | None
    target: Keys | None
    value: Any = None
    """What it says, where it is put in."""


def shifted(text: str, shift: Shift, parser: Any, newline: str, *, careful: bool) -> str:
    """``text`` with the change. ``careful`` writes a value anew, in quotes, in place of lines that moved.

    A list in brackets becomes one in lines where comments stand in it or come with the item. Raises ValueError where
    the text has no such list, LostCommentsError where a comment of something else, or of an item that moves, would be
    lost.
    """
    whole = lay_out(text, parser)
    before = comments_in(text, whole)
    block, gone = None, before - before
    if shift.source is not None:
        text, whole = _unbracketed(text, whole, shift.source, parser)
        text, block = cut(text, _slot(whole, shift.source))
        lines, whole = textwrap.dedent(block.lines), lay_out(text, parser)
        gone = comments_in(lines, lay_out(lines, parser))
    if shift.target is not None:
        text, whole = _unbracketed(text, whole, shift.target, parser, wanted=bool(gone))
        slot = _slot(whole, shift.target)
        if block is None or careful:
            lines = f"- {all_quoted(shift.value)}" if careful else item_lines(shift.value, 0)
            block = Block(f"{lines}\n".replace("\n", newline), 0)
        if not block.gap:
            block = replace(block, gap=_usual_gap(text, whole, str(shift.target[-2]), newline))
        text, gone = put(text, slot, block, shift.value), gone - gone
        whole = lay_out(text, parser)
    if before - gone - comments_in(text, whole):
        raise LostCommentsError
    return text


def _unbracketed(text: str, whole: Node, keys: Keys, parser: Any, *, wanted: bool = False) -> tuple[str, Node]:
    """``text`` with the list of the item at ``keys`` in lines, where that is ``wanted`` or comments stand in it; and
    how it lies then."""
    slot = _slot(whole, keys)
    found, items = in_lines(text, slot.parent, str(slot.key)), slot.items
    if found is None or not (wanted or comments_in(text, items, within=True)):
        return text, whole
    start, end, lines = found
    text = text[:start] + lines + text[end:]
    return text, lay_out(text, parser)


def _slot(whole: Node, keys: Keys) -> Slot:
    """Where ``keys`` lead to in a list of the text that lies so."""
    parent = find(whole, keys[:-2])
    if parent is None:
        raise ValueError("there is no such list in the text")
    return Slot(parent, keys[-2], int(keys[-1]))


def _usual_gap(text: str, whole: Node, key: str, newline: str) -> str:
    """The blank lines between the items of other lists under ``key``. Where there are none, works and rooms are set
    apart by one."""

    def lists(node: Node) -> Iterator[Node]:
        for name, (_, value) in node.entries.items():
            if name == key and value.kind == LIST and not value.in_brackets:
                yield value
            yield from lists(value)
        for item in node.items:
            yield from lists(item)

    gaps = (own_gap(text, items) for items in lists(whole))
    default = newline if key in ("rooms", "works") else ""
    return next((gap for gap in gaps if gap is not None), default)
