"""Where everything in a manifest stands, by the keys that lead to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Keys = tuple[str | int, ...]
"""The way to a value: ``("rooms", 0, "works", 2, "title")``."""

Place = tuple[int, int]
"""Line and column, both from 1."""


@dataclass(frozen=True)
class Positions:
    """Places of values and of the keys that name them."""

    values: Mapping[Keys, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Where each value begins."""
    keys: Mapping[Keys, Place] = field(default_factory=lambda: MappingProxyType({}))
    """Where the key that names each value begins (mappings only)."""

    def value(self, keys: Keys) -> Place:
        """Place of the value at ``keys``, or of the nearest parent that stands in the file."""
        return self._nearest(self.values, keys)

    def key(self, keys: Keys) -> Place:
        """Place of the key that names the value at ``keys``; where it has none, of the value."""
        return self.keys.get(keys) or self.value(keys)

    @staticmethod
    def _nearest(places: Mapping[Keys, Place], keys: Keys) -> Place:
        for length in range(len(keys), -1, -1):
            if (place := places.get(keys[:length])) is not None:
                return place
        return 1, 1
