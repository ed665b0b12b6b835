"""Pictures whose true colours are known, to measure on: the protocol's sets, and photographs of one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from model.datasets.cifar10 import CLASSES, load_cifar10
from model.datasets.cleaning import SIDE, is_monochrome
from model.datasets.copies import Grey, degraded, orthochromatic
from model.datasets.pictures import Picture, find_pictures, read_picture
from model.errors import DatasetError, PictureError

Copy = Callable[[Picture, int], Grey]
"""A picture ``(H, W, 3)`` and its number → what is seen of it, ``(H, W)``."""

SETS = ("cifar10-test", "modern", "true-colour", "orthochromatic", "degraded")
"""The protocol's."""

COPIES: dict[str, tuple[str, Copy]] = {
    "orthochromatic": ("true-colour", orthochromatic),
    "degraded": ("modern", degraded),
}
"""Sets that are another one's photographs, of which something else is seen (:mod:`model.datasets.copies`)."""

OWN = "own"
"""Any folder of colour photographs."""

LONGEST = {"true-colour": 768, "orthochromatic": 768, OWN: 768}
"""Longer side, in px, to which the photographs of a set are shrunk; the others are measured as they are."""

LEAST = 16
"""Px that the shorter side must have then: less cannot be colorized."""

_CHUNK = 256
_NAMED = 5


@dataclass(frozen=True)
class MeasuringSet:
    """Pictures with true colours."""

    name: str
    of: int
    """How many pictures the whole set has."""
    n: int
    """How many of them are measured: the first ones."""
    batches: Callable[[], Iterator[Picture]] = field(repr=False)
    """The pictures in batches of one size, uint8 (N, H, W, 3)."""
    thumbnails: bool = False
    """Whether they are small enough to be colorized in batches, with single pixels as hints."""
    pictures: tuple[str, ...] = field(default=(), repr=False)
    """What each is called: its path in the set's folder, or its number."""
    subjects: tuple[str, ...] = field(default=(), repr=False)
    """What each shows: its class, or the folder that it lies in; empty where all would be the same."""
    labels: NDArray[np.int64] | None = field(default=None, repr=False)
    """The class of each, where they are labelled."""
    seen: Copy | None = field(default=None, repr=False)
    """What a colourist is shown of a picture, by its number, in place of the picture itself."""
    left_out: tuple[str, ...] = ()
    """Photographs of one's own without colours, and so without a truth to measure against: their paths."""


def open_set(name: str, data: Path, limit: int | None = None) -> MeasuringSet:
    """Find the pictures of a set of the protocol in ``data``; DatasetError with the remedy if they are not there."""
    if name == "cifar10-test":
        images, labels = load_cifar10(data, "test")
        n = len(images[:limit])
        return MeasuringSet(
            name,
            len(images),
            n,
            lambda: _chunks(images[:limit]),
            thumbnails=True,
            labels=labels,
            pictures=tuple(map(str, range(n))),
            subjects=tuple(CLASSES[label] for label in labels[:n]),
        )
    if name not in SETS:
        raise DatasetError(f"there is no set {name!r}; the sets are {', '.join(SETS)}")
    of, seen = COPIES.get(name, (name, None))
    folder, suffix = data / "photographs" / of, "jpg" if of == "true-colour" else "webp"
    paths = sorted(folder.rglob(f"*.{suffix}"))
    if not paths:
        raise DatasetError(
            f"no photographs in {folder} (*.{suffix}); the data folder must hold them in photographs/{of}/"
        )
    chosen, read = paths[:limit], partial(_read, side=LONGEST.get(name))
    called = tuple(path.relative_to(folder).as_posix() for path in chosen)
    return MeasuringSet(
        name,
        len(paths),
        len(chosen),
        lambda: (read(path)[None] for path in chosen),
        pictures=called,
        subjects=_folders(called),
        seen=seen,
    )


def open_own(folder: Path, limit: int | None = None) -> MeasuringSet:
    """The colour photographs below ``folder``, JPEG, PNG, TIFF or WebP, the first ``limit`` of its files.

    Each is looked at before any is measured: those without colours of their own are left out, since nothing says
    what their colours were. Raises DatasetError that names every one that cannot be decoded or is too small, and
    when none has colours.
    """
    paths = find_pictures(folder)
    coloured: list[str] = []
    left_out: list[str] = []
    wrong: list[str] = []
    for path in paths[:limit]:
        try:
            small, (width, height) = read_picture(folder / path, SIDE)
        except PictureError as error:
            wrong.append(f"{path}: {error}")
            continue
        if min(width, height) * min(1, LONGEST[OWN] / max(width, height)) < LEAST:
            wrong.append(f"{path}: {width} × {height} px is too small, or too narrow at {LONGEST[OWN]} px")
        else:
            (left_out if is_monochrome(small) else coloured).append(path)
    if wrong:
        raise DatasetError(
            f"{folder} cannot be measured on as it is; repair or take away\n" + "\n".join(_some(wrong, len(wrong)))
        )
    if not coloured:
        raise DatasetError(
            f"{folder}: no photograph has colours of its own, they are grey or toned; results are measured "
            "against true colours, so name a folder of colour photographs"
        )
    opened = partial(_read_own, folder)
    return MeasuringSet(
        OWN,
        len(paths),
        len(coloured),
        lambda: (opened(path)[None] for path in coloured),
        pictures=tuple(coloured),
        subjects=_folders(coloured),
        left_out=tuple(left_out),
    )


def _folders(paths: Sequence[str]) -> tuple[str, ...]:
    """The folder of each path, as a subject; none where all lie in one."""
    found = tuple(PurePosixPath(path).parts[0] if "/" in path else "." for path in paths)
    return found if len(set(found)) > 1 else ()


def _chunks(images: Picture) -> Iterator[Picture]:
    return (images[start : start + _CHUNK] for start in range(0, len(images), _CHUNK))


def _read(path: Path, side: int | None) -> Picture:
    """Decode a photograph to (H, W, 3), at most ``side`` px long (bicubic, as for the protocol's values)."""
    try:
        with Image.open(path) as file:
            image = file.convert("RGB")
    except (OSError, UnidentifiedImageError) as error:
        raise DatasetError(f"{path}: cannot be decoded ({error}); copy the file again") from error
    return _shrunk(image, side)


def _read_own(folder: Path, path: str) -> Picture:
    """Decode a photograph upright and in sRGB, of whatever kind, to the size at which one's own are measured."""
    try:
        return _shrunk(Image.fromarray(read_picture(folder / path)[0]), LONGEST[OWN])
    except PictureError as error:
        raise DatasetError(f"{folder / path}: {error}; repair it or take it away") from error


def _shrunk(image: Image.Image, side: int | None) -> Picture:
    scale = side / max(image.size) if side else 1
    if scale < 1:
        size = (round(image.width * scale), round(image.height * scale))
        image = image.resize(size, Image.Resampling.BICUBIC)
    return np.asarray(image)


def _some(lines: list[str], count: int) -> list[str]:
    return lines[:_NAMED] + ([f"and {count - _NAMED:,} more"] if count > _NAMED else [])
