"""Where things stand in the site, for the publications that share them: pages, pictures, tiles and IIIF documents.

Every path is relative to the site's root, with forward slashes. Pictures follow the IIIF Image API 3 at level 0:
``{region}/{size}/{rotation}/{quality}.{format}``.
"""

from __future__ import annotations

LADDER = (240, 480, 720, 960, 1600)
"""Widths in pixels for lists and small screens, 720 for telephones; the largest offered size comes on top of these."""

LIMIT = 2400
"""Pixels; the longer side of the largest size offered whole. Larger ones are offered in tiles."""

TILE = 512
"""Pixels; side of a tile."""

PYRAMID = ".tif"
"""How the pyramid of a version is called: :func:`image`, and this."""

WHOLE = "whole"
"""All of a master that is cut, beside the versions that are shown; without tiles."""

_WORTHWHILE = 0.9
"""A size wider than this share of the largest saves too little to be kept."""


def ladder(width: int, height: int) -> list[tuple[int, int]]:
    """Sizes (width, height) in which a picture of that many pixels is offered, ascending; none larger than it."""
    scale = min(1.0, LIMIT / max(width, height))
    full = max(1, round(width * scale)), max(1, round(height * scale))
    smaller = [step for step in LADDER if step <= full[0] * _WORTHWHILE]
    return [(step, max(1, round(step * height / width))) for step in smaller] + [full]


def image(work: str, version: str) -> str:
    """The IIIF image of a version (``original``, ``grey``, ``colour``) of a work: its folder, without a slash."""
    return f"iiif/{work}/{version}"


def jpeg(work: str, version: str, width: int, height: int) -> str:
    """The whole picture in one of the sizes of :func:`ladder`."""
    return f"{image(work, version)}/full/{width},{height}/0/default.jpg"


def webp(work: str, version: str, width: int) -> str:
    """The whole picture in one of the widths of :func:`ladder`, smaller by about a third."""
    return f"pictures/{work}/{version}-{width}.webp"


def avif(work: str, version: str, width: int) -> str:
    """The same as AVIF, where it is smaller still and the exhibit wants it."""
    return f"pictures/{work}/{version}-{width}.avif"


def confidence(work: str) -> str:
    """The veil over a picture, stronger where its colours are less certain."""
    return f"pictures/{work}/confidence.png"


def record(work: str) -> str:
    """What machines read of a work: linked data, as the page of the work has it."""
    return f"works/{work}/record.json"


def manifest(work: str) -> str:
    """The IIIF Presentation manifest of a work."""
    return f"iiif/{work}/manifest.json"


COLLECTION = "iiif/collection.json"
"""The IIIF Presentation collection of the exhibition."""


def work_page(work: str) -> str:
    """The page of a work, relative to the root of one language."""
    return f"works/{work}/index.html"


def room_page(slug: str) -> str:
    """The page of a room, likewise."""
    return f"rooms/{slug}/index.html"


def logo(name: str) -> str:
    """The institution's logo, whose file is called ``name``."""
    return f"assets/{name}"


def download(work: str) -> str:
    """The picture of a work with inferred colours and the mark, to take away."""
    return f"downloads/{work}-colour.jpg"


def panel(work: str, suffix: str) -> str:
    """The panel of a work, to print, as a file of the kind that ``suffix`` names (``jpg``, ``pdf``)."""
    return f"panels/{work}.{suffix}"


def film(work: str, version: str) -> str:
    """The film of a work in a version (``original``, ``colour``), as browsers play it."""
    return f"films/{work}/{version}.mp4"


def captions(work: str, language: str) -> str:
    """The captions of a film in a language."""
    return f"films/{work}/captions-{language}.vtt"
