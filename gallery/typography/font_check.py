"""Whether a font file can be used: all that a build does with one is tried, so that no build finds out later."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from PIL import ImageFont

from gallery.files import read_bytes, whole
from gallery.typography.pieces import ALPHABETS, piece
from gallery.typography.typeface import Typeface

MAX_BYTES = 100_000_000
"""Of a font file; those with all of Chinese, Japanese and Korean have 30 million."""

_SOUND = "sound"


def font_problem(path: Path, verdicts: Path | None = None) -> str | None:
    """Why the font at ``path`` cannot be used; None when it can.

    The answer takes seconds; it is remembered by the file's digest, and in the folder ``verdicts``, where one is
    named, for later runs.
    """
    try:
        data = read_bytes(path, MAX_BYTES)
    except OSError as error:
        return error.strerror or str(error)
    digest = hashlib.sha256(data).hexdigest()
    known = verdicts and verdicts / f"{digest}-{_versions()}"
    if digest not in _FOUND:
        _FOUND[digest] = _remembered(known) or _verdict(path, data)
    said = _FOUND[digest]
    if known and not known.exists():
        _remember(known, said)
    return None if said == _SOUND else said


_FOUND: dict[str, str] = {}


def _remembered(file: Path | None) -> str | None:
    try:
        return file.read_text(encoding="utf-8") if file else None
    except (OSError, ValueError):
        return None


def _remember(file: Path, said: str) -> None:
    # Where nothing can be kept, the font is tried again next time.
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole(file) as draft:
            draft.write_text(said, encoding="utf-8", newline="\n")


@cache
def _versions() -> str:
    """What tries: another version may come to another verdict."""
    return "-".join(version(name) for name in ("nostalgia-gallery", "fonttools", "pillow", "uharfbuzz"))


def _verdict(path: Path, data: bytes) -> str:
    """What is wrong with the font of these bytes, which lies at ``path``, or :data:`_SOUND`."""
    with _silent():
        try:
            return _try(path, data) or _SOUND
        except Exception as error:  # noqa: BLE001 - a damaged table makes any kind of error, in code that is not ours
            said = " ".join(str(error).split())[:200]
            return f"it is no font, or damaged: {said or type(error).__name__}"


@contextmanager
def _silent() -> Iterator[None]:
    """fontTools warns of each oddity by logging; what matters comes as the verdict."""
    logger = logging.getLogger("fontTools")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _try(path: Path, data: bytes) -> str | None:
    """Do what a build does: measure, draw, cut into pieces. What is wrong, or None; anything may be raised."""
    from fontTools.ttLib import TTFont  # slow to import, and verdicts are remembered

    with TTFont(BytesIO(data), lazy=True) as font:
        if font.flavor is not None or "hmtx" not in font or not font.getBestCmap():
            return "it is not a plain font with Unicode characters"
        if not {"glyf", "CFF ", "CFF2"}.intersection(font.keys()):
            return "it has no outlines"
        if not 16 <= font["head"].unitsPerEm <= 16384:
            return f"its em has {font['head'].unitsPerEm} units, and not 16 to 16384"
    face = Typeface(str(path))
    ranges = [one for pieces in ALPHABETS.values() for one in pieces]
    shown = [chr(code) for first, last in ranges for code in range(first, last + 1) if code in face.characters]
    if not face.width("".join(shown)) > 0:
        return "its letters have no width"
    drawn = ImageFont.truetype(BytesIO(data), 24.0, layout_engine=ImageFont.Layout.BASIC)
    for character in shown:
        drawn.getmask(character)
    for alphabet in ALPHABETS:
        piece(data, alphabet)
    return None
