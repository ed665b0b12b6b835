"""Items of lists that come, go or move: the change of a manifest's text that each of them is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gallery.manifest.blocks import Block, Slot, cut, own_gap, put
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

    Raises ValueError where the text has no such list.
    """
    block = None
    if shift.source is not None:
        text, block = cut(text, _slot(text, shift.source, parser))
    if shift.target is None:
        return text
    slot = _slot(text, shift.target, parser)
    if block is None or careful:
        lines = f"- {all_quoted(shift.value)}" if careful else item_lines(shift.value, 0)
        block = Block(f"{lines}\n".replace("\n", newline), 0)
    if not block.gap:
        block = replace(block, gap=_usual_gap(text, lay_out(text, parser), str(shift.target[-2]), newline))
    return put(text, slot, block, shift.value)


def _slot(text: str, keys: Keys, parser: Any) -> Slot:
    """Where ``keys`` lead to in a list of ``text``."""
    parent = find(lay_out(text, parser), keys[:-2])
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
