"""Where everything in a manifest stands, by the keys that lead to it."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping, Sequence

Keys = tuple[str | int, ...]
"""The way to a value: ``("rooms", 0, "works", 2, "title")``."""

Place = tuple[int, int]
"""Line and column, both from 1."""

_MAPPING = "{"
_LIST = "["


class Positions:
    """Places of values and of the keys that name them, in twenty bytes for each.

    They are written down in the order of the text, every key and value with the end of what it holds. The way to
    one of them is found when it is asked for, which is where something is wrong.
    """

    def __init__(self) -> None:
        self._lines, self._columns, self._ends = array("I"), array("I"), array("I")
        self._names: list[str | None] = []
        self._inside: dict[int, Mapping[str, tuple[int, int]] | Sequence[int]] = {}

    def note(self, mark: object, name: str | None = None) -> int:
        """Write down that a key called ``name``, or a value, begins at PyYAML's ``mark``; its number."""
        number = len(self._lines)
        self._lines.append(mark.line + 1)  # type: ignore[attr-defined]  # marks count from 0
        self._columns.append(mark.column + 1)  # type: ignore[attr-defined]
        self._ends.append(number + 1)
        self._names.append(name if name is None else sys.intern(name))
        return number

    def opened(self, number: int, *, mapping: bool) -> None:
        """Value ``number`` is a mapping, or else a list; what is noted from here on it holds …"""
        self._names[number] = _MAPPING if mapping else _LIST

    def closed(self, number: int) -> None:
        """… up to here."""
        self._ends[number] = len(self._lines)

    def keys_of(self, number: int) -> dict[str, Place]:
        """Where each key of mapping ``number``, which may still be open, is given first."""
        found: dict[str, Place] = {}
        at = number + 1
        while at < len(self._lines):
            if (name := self._names[at]) is not None:
                found.setdefault(name, self._place(at))
            value = self._ends[at]
            at = self._ends[value] if value < len(self._lines) else value
        return found

    @property
    def last(self) -> Place:
        """Place of what was noted last."""
        return self._place(-1) if self._lines else (1, 1)

    def value(self, keys: Keys) -> Place:
        """Place of the value at ``keys``, or of the nearest parent that stands in the file."""
        return self._place(self._way(keys)[-1]) if self._lines else (1, 1)

    def key(self, keys: Keys) -> Place:
        """Place of the key that names the value at ``keys``; where it has none, of the value."""
        way, last = self._way(keys), keys[-1] if keys else None
        if len(way) <= len(keys) or not isinstance(last, str):
            return self.value(keys)
        named = self._children(way[-2])
        return self._place(named[last][0]) if isinstance(named, Mapping) else self.value(keys)

    def number(self, keys: Keys) -> int | None:
        """The number of the value at ``keys``, as :meth:`note` gave it; None where none stands."""
        way = self._way(keys) if self._lines else []
        return way[-1] if len(way) == len(keys) + 1 else None

    def lines(self, keys: Keys) -> tuple[int, int]:
        """The first line of what stands at ``keys``, and the line in which the next thing begins."""
        number = self._way(keys)[-1] if self._lines else 0
        end = self._ends[number] if self._lines else 0
        return self._lines[number] if self._lines else 1, self._lines[end] if end < len(self._lines) else sys.maxsize

    def _place(self, number: int) -> Place:
        return self._lines[number], self._columns[number]

    def _way(self, keys: Keys) -> list[int]:
        """Numbers of the values on the way to ``keys``, the whole first, as far as they stand in the file."""
        way = [0] if self._lines else []
        for key in keys if way else ():
            children = self._children(way[-1])
            if isinstance(children, Mapping) and isinstance(key, str) and key in children:
                way.append(children[key][1])
            elif isinstance(children, Sequence) and isinstance(key, int) and 0 <= key < len(children):
                way.append(children[key])
            else:
                break
        return way

    def _children(self, number: int) -> Mapping[str, tuple[int, int]] | Sequence[int]:
        """What value ``number`` holds: key and value by the key's name, or the items' numbers."""
        if number not in self._inside:
            items, kind = self._items(number), self._names[number]
            if kind == _MAPPING:
                pairs = zip(items[::2], items[1::2], strict=False)
                found: dict[str, tuple[int, int]] = {}
                for key, value in pairs:
                    if (name := self._names[key]) is not None:
                        found.setdefault(name, (key, value))
                self._inside[number] = found
            else:
                self._inside[number] = items
        return self._inside[number]

    def _items(self, number: int) -> array[int]:
        items, at = array("I"), number + 1
        while at < self._ends[number]:
            items.append(at)
            at = self._ends[at]
        return items
