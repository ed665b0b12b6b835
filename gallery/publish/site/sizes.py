"""Which sizes of a picture the site offers, and what the files are called."""

from __future__ import annotations

LADDER = (480, 960, 1600)
"""Widths in pixels for small screens; the largest offered size comes on top of these."""

LIMIT = 2400
"""Pixels; the longer side of the largest size offered."""

_WORTHWHILE = 0.9
"""A size wider than this share of the largest saves too little to be kept."""


def ladder(width: int, height: int) -> list[tuple[int, int]]:
    """Sizes (width, height) of a picture of that many pixels, ascending; none larger than the picture."""
    scale = min(1.0, LIMIT / max(width, height))
    full = max(1, round(width * scale)), max(1, round(height * scale))
    smaller = [step for step in LADDER if step <= full[0] * _WORTHWHILE]
    return [(step, max(1, round(step * height / width))) for step in smaller] + [full]


def file_name(version: str, width: int, suffix: str) -> str:
    """File of one version (``original``, ``grey``, ``colour``) at one width: ``colour-960.webp``."""
    return f"{version}-{width}.{suffix}"
