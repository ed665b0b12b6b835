"""The same pictures for every colourist: chosen by a seed, colorized once, and kept as small files."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.color.lab import grey_of, rgb_to_lab
from model.comparison.candidates import Candidate
from model.comparison.measured import key_of, served
from model.datasets.pictures import find_pictures, read_picture
from model.errors import DatasetError, ModelError, PictureError
from model.evaluate import MeasuringSet
from model.files import whole
from model.inference.colorist import Colorist

FOLDER = "tiles"
"""Where the small files are, beside the report."""

SEED = 2017
TILE = 400
"""Longer side of a photograph's tile, in pixels; small pictures keep their size."""

SIDE = 768
"""Shorter side, in pixels, at which photographs without a truth are colorized at most."""

THUMBNAILS, PHOTOGRAPHS, MOST = 8, 4, 24
"""Pictures that are shown: of a set of small ones, of a set of photographs, and of a folder without truth."""

TRUTH, GREY, ORIGINAL = "truth", "grey", "original"
"""Labels of what is not a colourist's."""

COMMENT = "Colours inferred by a neural network."
"""Written into every file with such colours."""

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
    shown: Sequence[Shown], candidates: Sequence[Candidate], vividness: float, folder: Path, tell: Tell
) -> list[Strip]:
    """Colorize pictures by every candidate, except where ``folder`` has the tile already; ``tell`` (done, all)."""
    rows: list[list[Tile]] = [list(_given(picture, folder)) for picture in shown]
    done, total = 0, len(shown) * len(candidates)
    tell(done, total)
    for candidate in candidates:
        colorist: Colorist | None = None
        for row, picture in zip(rows, shown, strict=True):
            of = {"picture": _digest(picture), "vividness": vividness, **served(candidate.card)}
            path = folder / f"{key_of(of)[:24]}{_suffix(picture)}"
            if not path.is_file():
                colorist = colorist or Colorist(candidate.card)
                try:
                    _keep(colorist.colorize(picture.pixels, (), vividness).rgb, picture, path, COMMENT)
                except PictureError as error:
                    raise PictureError(f"{picture.title}: {error}; take it away") from error
            row.append(Tile(candidate.label, path, inferred=True))
            done += 1
            tell(done, total)
    return [Strip(picture.title, picture.small, tuple(row)) for picture, row in zip(shown, rows, strict=True)]


def _given(picture: Shown, folder: Path) -> Iterator[Tile]:
    """What is shown before the colourists' tiles."""
    lightness = grey_of(rgb_to_lab(picture.pixels)[..., 0])
    neutral = np.repeat(lightness[..., None], 3, axis=-1)
    both = ((TRUTH, picture.pixels), (GREY, neutral)) if picture.true else ((ORIGINAL, picture.pixels),)
    for label, pixels in both:
        path = folder / f"{key_of({'picture': _digest(picture), 'as': label})[:24]}{_suffix(picture)}"
        if not path.is_file():
            _keep(pixels, picture, path, None)
        yield Tile(label, path, inferred=False)


def _suffix(picture: Shown) -> str:
    return ".png" if picture.small else ".jpg"


def _digest(picture: Shown) -> str:
    pixels = np.ascontiguousarray(picture.pixels)
    return hashlib.sha256(f"{pixels.shape} {TILE}".encode() + pixels.tobytes()).hexdigest()


def _keep(pixels: Pixels, picture: Shown, path: Path, comment: str | None) -> None:
    """Write a tile whole or not at all."""
    image, content = Image.fromarray(pixels), io.BytesIO()
    if picture.small:
        image.save(content, "PNG")
    else:
        image.thumbnail((TILE, TILE), Image.Resampling.LANCZOS, reducing_gap=None)
        image.save(content, "JPEG", quality=88, optimize=True, **({"comment": comment} if comment else {}))
    try:
        with whole(path) as temporary:
            temporary.write_bytes(content.getvalue())
    except OSError as error:
        raise ModelError(f"{path} cannot be written ({error.strerror}); choose another --output") from error
