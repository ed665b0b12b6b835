"""The exhibition on a line of time: decade beside decade, and in each how many photographs are of which year (pure).

What cannot be told by decades, such as a whole century, is left to the list below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gallery.publish.site.order import date_key, decade

LONGEST = 20
"""Decades; a longer line would say nothing at the width of a page."""

HEIGHT = 24
"""Units of the highest bar."""


def timeline(dates: Iterable[str], jumps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each decade from the first to the last of ``dates`` (EDTF): its ``jump`` in the list (one of ``jumps``, None
    where nothing is of that decade) and its ``bars``, the heights of its ten years in units up to :data:`HEIGHT`.
    Empty if there is no line to draw."""
    years = Counter(date_key(date)[0] for date in dates if _is_ten(decade(date)))
    if not years:
        return []
    first, last = min(years) // 10, max(years) // 10
    if not 1 <= last - first < LONGEST:
        return []
    places = {jump["anchor"]: jump for jump in jumps}
    most = max(years.values())
    return [
        {
            "jump": places.get(f"at-{ten:03d}x"),
            "bars": [-(-HEIGHT * years[ten * 10 + year] // most) for year in range(10)],
        }
        for ten in range(first, last + 1)
    ]


def _is_ten(name: str) -> bool:
    return len(name) == 4 and name[:3].isdigit()
