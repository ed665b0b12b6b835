"""The exhibit's one accent, made legible on paper and on the night's wall.

An accent that a curator sets is a hue they know from a poster or a logo; refusing it would not help them. So
it is kept where it can be read, and otherwise moved towards black (at night, towards white) in small steps
until text set in it reaches 4.5 : 1. Contrast and luminance as WCAG 2.2 defines them.
"""

from __future__ import annotations

PAPER, INK = "#fafaf8", "#1a1a18"
"""Wall and ink by day."""

WALL, CHALK = "#151514", "#ecebe7"
"""Wall and ink by night."""

DEFAULT = "#8a3324"
"""Burnt umber, when the exhibit sets no accent."""

READABLE = 4.5
"""Least contrast of text (WCAG 2.2, 1.4.3)."""

_STEPS = 100


def accents(color: str | None) -> tuple[str, str]:
    """The accent by day and by night, each at least 4.5 : 1 on its wall, from ``#rrggbb`` or None."""
    wanted = (color or DEFAULT).lower()
    return _legible(wanted, PAPER, "#000000"), _legible(wanted, WALL, "#ffffff")


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two sRGB colours, 1..21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """WCAG relative luminance of ``#rrggbb``, 0..1."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _legible(color: str, wall: str, pole: str) -> str:
    """``color``, moved towards ``pole`` (black or white) only as far as it takes to be read on ``wall``."""
    mixes = (_mix(color, pole, step / _STEPS) for step in range(_STEPS + 1))
    return next(mix for mix in mixes if contrast(mix, wall) >= READABLE)


def _mix(color: str, other: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(color), _channels(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
