"""Items of lists that come, go or move: the change of a manifest's text that each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gallery.manifest.blocks import Block, Slot, cut, put
from gallery.manifest.layout import find, lay_out
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
    if block is None or careful:
        lines = f"- {all_quoted(shift.value)}" if careful else item_lines(shift.value, 0)
        block = Block(f"{lines}\n".replace("\n", newline), 0, block.gap if block else _gap(shift, newline))
    return put(text, _slot(text, shift.target, parser), block, shift.value)


def _slot(text: str, keys: Keys, parser: Any) -> Slot:
    """Where ``keys`` lead to in a list of ``text``."""
    parent = find(lay_out(text, parser), keys[:-2])
    if parent is None:
        raise ValueError("there is no such list in the text")
    return Slot(parent, keys[-2], int(keys[-1]))


def _gap(shift: Shift, newline: str) -> str:
    """What stands before a new item of a list that has but one: works and rooms are set apart by a blank line."""
    return newline if shift.target is not None and shift.target[-2] in ("rooms", "works") else ""
