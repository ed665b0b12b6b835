"""The same pictures for every colourist: chosen by a seed, colorized once, and kept as small files, *tiles*.

A *strip* is a picture's tiles beside one another; a *sheet* shows strips in one file, for documents without a layout.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from model.color.lab import grey_of, rgb_to_lab
from model.comparison.measured import keep, key_of, served
from model.comparison.style import FONT, INK, PAPER, QUIET
from model.datasets.pictures import find_pictures, read_picture
from model.errors import DatasetError, PictureError
from model.evaluate import MeasuringSet
from model.inference.colorist import Colorist
from model.weights import Card

FOLDER = "tiles"
"""Where the small files are, beside the report."""

SEED = 2017
TILE = 400
"""Longer side of a photograph's tile, in pixels; small pictures keep their size."""

SIDE = 768
"""Shorter side, in pixels, at which photographs without a truth are colorized at most."""

THUMBNAILS, PHOTOGRAPHS, MOST = 8, 4, 24
"""Pictures that are shown: of a set of small ones, of a set of photographs, and of a folder without truth."""

COMMENT = "Colours inferred by a neural network."
"""Written into every file with such colours."""

ACROSS = 5
"""Photographs side by side; more go on below."""

ENLARGED = 4
"""Small pictures are shown so many times as large."""

LARGEST = 500_000
"""Bytes of a sheet of photographs at most."""

QUALITIES = (88, 80, 72, 64, 56, 48, 40)
"""Of JPEG: the first one, or of a sheet the first that makes it small enough."""

_MARGIN, _LINE = 24, 30

Pixels = NDArray[np.uint8]
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Shown:
    """One picture of a comparison."""

    title: str
    pixels: Pixels
    """SRGB uint8 (H, W, 3): the truth where there is one."""
    small: bool
    """Whether it is to be shown enlarged, pixel by pixel."""
    true: bool
    """Whether its colours are true ones."""


@dataclass(frozen=True)
class Tile:
    """A picture as one painter has it."""

    label: str
    alt: str
    """What it shows, for those who do not see it."""
    path: Path
    """PNG of a small picture, JPEG of a photograph."""
    inferred: bool
    """Whether its colours are inferred."""


@dataclass(frozen=True)
class Strip:
    """A picture as all have it: the truth and grey, or the original; then every colourist."""

    title: str
    small: bool
    tiles: tuple[Tile, ...]


def look_through(pictures: MeasuringSet) -> tuple[str, list[Shown]]:
    """Read a set once: the digest of its pictures and labels, and a few of them that the seed chooses."""
    count = min(pictures.n, THUMBNAILS if pictures.thumbnails else PHOTOGRAPHS)
    chosen = set(np.random.default_rng(SEED).choice(pictures.n, count, replace=False).tolist())
    digest, shown, index = hashlib.sha256(), [], 0
    for batch in pictures.batches():
        digest.update(f"{batch.shape}".encode() + np.ascontiguousarray(batch).tobytes())
        for picture in batch:
            if index in chosen:
                title = f"{pictures.name}, picture {index + 1}"
                shown.append(Shown(title, picture, small=pictures.thumbnails, true=True))
            index += 1
    if pictures.labels is not None:
        digest.update(np.ascontiguousarray(pictures.labels[: pictures.n]).tobytes())
    return digest.hexdigest(), shown


def photographs_in(folder: Path) -> tuple[list[Shown], int]:
    """Photographs without a truth, at most ``MOST`` that the seed chooses, and how many there are.

    Raises DatasetError when there are none, or one of the chosen cannot be decoded.
    """
    paths = find_pictures(folder)
    chosen = np.random.default_rng(SEED).choice(len(paths), min(len(paths), MOST), replace=False)
    shown = []
    for index in sorted(chosen.tolist()):
        try:
            pixels, _ = read_picture(folder / paths[index], SIDE)
        except PictureError as error:
            raise DatasetError(f"{folder / paths[index]}: {error}; repair it or take it away") from error
        shown.append(Shown(paths[index], pixels, small=False, true=False))
    return shown, len(paths)


def strips(
    shown: Sequence[Shown], cards: Mapping[str, Card], vividness: float | None, folder: Path, tell: Tell
) -> list[Strip]:
    """Colorize pictures by all colourists, named by their labels, and keep the tiles in ``folder``, except where it has
    them already; ``tell`` (done, all)."""
    rows = [list(_given(picture, folder)) for picture in shown]
    done, total = 0, len(shown) * len(cards)
    tell(done, total)
    for label, card in cards.items():
        colorist: Colorist | None = None
        of = {"vividness": vividness, **served(card)}
        for row, picture in zip(rows, shown, strict=True):
            path = _path(picture, of, folder)
            if not path.is_file():
                colorist = colorist or Colorist(card)
                try:
                    _keep(colorist.colorize(picture.pixels, (), vividness).rgb, picture, path, COMMENT)
                except PictureError as error:
                    raise PictureError(f"{picture.title}: {error}; take it away") from error
            row.append(Tile(label, f"{picture.title}, coloured by {label}", path, inferred=True))
            done += 1
            tell(done, total)
    return [Strip(picture.title, picture.small, tuple(row)) for picture, row in zip(shown, rows, strict=True)]


def _given(picture: Shown, folder: Path) -> Iterator[Tile]:
    """What is shown before the colourists' tiles."""
    grey = np.repeat(grey_of(rgb_to_lab(picture.pixels)[..., 0])[..., None], 3, axis=-1)
    true = [("truth", "in its true colours", picture.pixels), ("grey", "without its colours", grey)]
    for label, how, pixels in true if picture.true else [("original", "as it is", picture.pixels)]:
        path = _path(picture, {"as": label}, folder)
        if not path.is_file():
            _keep(pixels, picture, path, None)
        yield Tile(label, f"{picture.title}, {how}", path, inferred=False)


def _path(picture: Shown, of: Mapping[str, Any], folder: Path) -> Path:
    """The tile of a picture; ``of`` says all else that decides how it looks."""
    pixels = np.ascontiguousarray(picture.pixels)
    digest = hashlib.sha256(f"{pixels.shape} {TILE}".encode() + pixels.tobytes()).hexdigest()
    return folder / f"{key_of({'picture': digest, **of})[:24]}{'.png' if picture.small else '.jpg'}"


def _keep(pixels: Pixels, picture: Shown, path: Path, comment: str | None) -> None:
    image = Image.fromarray(pixels)
    if not picture.small:
        image.thumbnail((TILE, TILE), Image.Resampling.LANCZOS, reducing_gap=None)
    keep(path, _encoded(image, picture.small, QUALITIES[0], comment))


def _encoded(image: Image.Image, small: bool, quality: int, comment: str | None) -> bytes:
    """A PNG of what is small, else a JPEG."""
    content = io.BytesIO()
    if small:
        image.save(content, "PNG", optimize=True)
    else:
        image.save(content, "JPEG", quality=quality, optimize=True, **({"comment": comment} if comment else {}))
    return content.getvalue()


def sheet_of(strips: Sequence[Strip]) -> bytes:
    """Pictures in columns below the painters' names, a row or more for each strip: PNG of small ones, else JPEG."""
    small, count = strips[0].small, len(strips[0].tiles)
    times, across, gap, size = (ENLARGED, count, 8, 13) if small else (1, min(count, ACROSS), 16, 19)
    rows = [strip.tiles[start : start + across] for strip in strips for start in range(0, count, across)]
    pictures = [[_opened(tile, times) for tile in row] for row in rows]
    labels = [[tile.label for tile in row] for row in rows]
    lines = [_LINE * (its != before) for before, its in pairwise([[], *labels])]
    wide = max(image.width for row in pictures for image in row)
    tall = [max(image.height for image in row) for row in pictures]
    height = sum(lines) + sum(tall) + gap * (len(rows) - 1)
    sheet = Image.new("RGB", (across * (wide + gap) - gap + 2 * _MARGIN, height + 2 * _MARGIN), PAPER)
    # The basic layout is the same with every build of Pillow.
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)
    y = _MARGIN
    for row, images, line, high in zip(rows, pictures, lines, tall, strict=True):
        for column, (tile, image) in enumerate(zip(row, images, strict=True)):
            x = _MARGIN + column * (wide + gap)
            if line:
                draw.text((x, y), _fitted(tile.label, wide, font), INK if tile.inferred else QUIET, font)
            sheet.paste(image, (x, y + line))
        y += line + high + gap
    for quality in QUALITIES:
        content = _encoded(sheet, small, quality, COMMENT)
        if small or len(content) <= LARGEST:
            break
    return content


def _opened(tile: Tile, times: int) -> Image.Image:
    with Image.open(tile.path) as file:
        image: Image.Image = file.convert("RGB")
    return image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)


def _fitted(text: str, width: int, font: ImageFont.FreeTypeFont) -> str:
    """``text``, its start left out where it is too long: names that are paths differ at their ends."""
    shorter = (text, *(f"…{text[start:]}" for start in range(1, len(text))))
    return next((each for each in shorter if font.getlength(each) <= width), "…")
