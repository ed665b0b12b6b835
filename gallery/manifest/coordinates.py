"""Coordinates as people write them: ``51.18, -1.83``, ``51°10′44″N 1°49′34″W``. The latitude comes first."""

from __future__ import annotations

import math
import re
from typing import Any

FORM = "write 'coordinates: [51.18, -1.83]', latitude and longitude in degrees, south and west below 0"
"""What to write."""

LONGEST = 100
"""Characters of such a text."""

_NUMBER = r"[+\-−]?\d{1,3}(?:\.\d{1,20})?"
_MINUTES = r"(?:\s*(?P<@m>\d{1,2}(?:\.\d{1,20})?)\s*['′’])?"
_SECONDS = r"(?:\s*(?P<@s>\d{1,2}(?:\.\d{1,20})?)\s*(?:[\"″”]|''))?"
_ANGLE = rf"(?P<@before>[NSEW])?\s*(?P<@d>{_NUMBER})\s*°?{_MINUTES}{_SECONDS}\s*(?P<@after>[NSEW])?"
_WRITTEN = rf"{_ANGLE.replace('@', 'one_')}\s*(?:[,;/]|\s)\s*{_ANGLE.replace('@', 'two_')}"
"""Compiled when the first such text is read, which most manifests have none of: it takes milliseconds."""


def as_coordinates(value: Any) -> Any:
    """Latitude and longitude of a text as :func:`written_coordinates` reads it; a list unchanged if it holds them, and
    what is neither, which the schema says.

    Raises ValueError ``message; hint`` for other lists and texts.
    """
    if isinstance(value, str) and value.strip():
        return written_coordinates(value)
    if not isinstance(value, list | tuple):
        return value
    if len(value) != 2 or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in value):
        raise ValueError(f"'coordinates' is not two numbers; {FORM}")
    return _checked(float(value[0]), float(value[1]))


def written_coordinates(text: str) -> tuple[float, float]:
    """Latitude and longitude in degrees of WGS 84, of a text in decimal degrees or in degrees, minutes and seconds.

    Letters for the directions may stand before or behind; without them the latitude comes first. O is none of them: it
    is east in German, and west in French and Spanish. Raises ValueError ``message; hint`` for other texts.
    """
    short = len(text) <= LONGEST
    found = re.fullmatch(_WRITTEN, text.strip().strip("()[]"), re.IGNORECASE) if short else None
    shown = repr(text if len(text) <= 100 else text[:99] + "…")
    if found is None:
        raise ValueError(f"{shown} gives no latitude and longitude; {FORM}")
    if any(float(found[name] or 0) >= 60 for name in ("one_m", "one_s", "two_m", "two_s")):
        raise ValueError(f"{shown} has 60 minutes or seconds, or more; {FORM}")
    (first, along), (second, across) = (_angle(found, name) for name in ("one_", "two_"))
    if along in ("E", "W") or across in ("N", "S"):
        first, second, along, across = second, first, across, along
    if along in ("E", "W") or across in ("N", "S"):
        raise ValueError(f"{shown} gives no latitude and longitude; {FORM}")
    return _checked(first, second)


def _angle(found: re.Match[str], name: str) -> tuple[float, str]:
    """Degrees, below 0 to the south and west, and the direction that was said, if any."""
    said = (found[f"{name}before"] or found[f"{name}after"] or "").upper()
    degrees = float(found[f"{name}d"].replace("−", "-"))
    parts = float(found[f"{name}m"] or 0) / 60 + float(found[f"{name}s"] or 0) / 3600
    size = abs(degrees) + parts
    south = degrees < 0 or found[f"{name}d"].startswith(("-", "−")) or said in ("S", "W")
    return (-size if south else size), said


def _checked(latitude: float, longitude: float) -> tuple[float, float]:
    if not math.isfinite(latitude) or not math.isfinite(longitude) or abs(longitude) > 180 or abs(latitude) > 90:
        if math.isfinite(latitude) and abs(longitude) <= 90 < abs(latitude) <= 180:
            turned = f"[{longitude:g}, {latitude:g}]"
            raise ValueError(f"the latitude comes first, and is at most 90; write 'coordinates: {turned}'")
        raise ValueError(f"'coordinates' lies beyond the globe; {FORM}")
    return latitude, longitude
