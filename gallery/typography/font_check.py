"""Whether a font file can be used: all that a build does with one is tried, so that no build finds out later.

It is tried in a process of its own: libraries that draw fonts die of some that are damaged.
"""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from PIL import ImageFont

from gallery.files import read_bytes, whole
from gallery.typography.pieces import ALPHABETS, piece
from gallery.typography.stand_ins import STAND_INS, stand_ins
from gallery.typography.typeface import Typeface

MAX_BYTES = 100_000_000
"""Of a font file; those with all of Chinese, Japanese and Korean have 30 million."""

SECONDS = 120
"""That trying a font may take; those with all of Chinese take ten."""

_SOUND = "sound"
_WIDEST, _NARROWEST = 4.0, 0.05
"""Ems that characters are wide in the mean; those of writing hands are 0.4 and of square ones 1."""
_TRIAL = "import sys; sys.path[:] = {path!r}; from gallery.typography.font_check import tell; tell({file!r})"


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
    program = [sys.executable, "-c", _TRIAL.format(path=sys.path, file=str(path))]
    try:
        done = subprocess.run(program, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"it cannot be drawn within {SECONDS} seconds"
    if done.returncode < 0 or not done.stdout:  # by a signal, or by Windows
        return "it is damaged: the program that draws it dies of it"
    return done.stdout.decode()


def tell(file: str) -> None:
    """In the process of its own: the font comes on standard input, and the verdict goes to standard output."""
    data = sys.stdin.buffer.read()
    with _silent():
        try:
            verdict = _try(Path(file), data) or _SOUND
        except Exception as error:  # noqa: BLE001 - a damaged table makes any kind of error, in code that is not ours
            said = " ".join(str(error).split())[:200]
            verdict = f"it is no font, or damaged: {said or type(error).__name__}"
    sys.stdout.buffer.write(verdict.encode("utf-8", "replace"))


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
    if wrong := _of_letters(face, shown, data):
        return wrong
    _cut(data)
    return None


def _of_letters(face: Typeface, shown: list[str], data: bytes) -> str | None:
    """What is wrong with how wide characters are, and whether they can be seen; all are drawn."""
    wide = face.width("".join(shown)) / len(shown) if shown else 0.0
    if not wide > _NARROWEST:
        return "its letters have no width"
    if wide > _WIDEST:
        return f"its letters are {wide:.0f} ems wide in the mean: what it says of its em is wrong"
    drawn = ImageFont.truetype(BytesIO(data), 24.0, layout_engine=ImageFont.Layout.BASIC)
    seen = {character: drawn.getmask(character).getbbox() is not None for character in shown}
    letters = [is_seen for character, is_seen in seen.items() if character.isalpha()]
    return "most of its letters are empty" if 2 * sum(letters) < len(letters) else None


def _cut(data: bytes) -> None:
    """Cut it into pieces for pages, and fit others to it."""
    for alphabet in ALPHABETS:
        piece(data, alphabet)
    for role in STAND_INS:
        list(stand_ins(role, data))
