"""Pictures made to fit: into a box of pixels, and into a number of bytes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from gallery.files import whole
from gallery.pictures.encoding import encoded

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyvips

QUALITIES = (92, 88, 84, 80, 75, 70)
"""JPEG qualities, tried in turn until a file is small enough. Below the last the picture shrinks instead."""

_SHRINK = 0.85


def scaled(path: Path, box: tuple[int, int]) -> Image.Image:
    """The picture at ``path`` as RGB, shrunk to fit ``box`` (width, height), never enlarged or squashed."""
    from gallery.photograph import open_derivative  # slow to import, as libvips is, for who only plans

    with open_derivative(path) as image:
        ratio = min(box[0] / image.width, box[1] / image.height, 1.0)
        size = max(1, round(image.width * ratio)), max(1, round(image.height * ratio))
        if size == image.size:
            picture: Image.Image = image.convert("RGB")
            return picture
    return Image.fromarray(shrunk(path, *size))


def shrunk(path: Path, width: int, height: int) -> npt.NDArray[np.uint8]:
    """The picture at ``path`` in exactly that size, uint8 (H, W, 3) sRGB; memory stays bounded."""
    pixels: npt.NDArray[np.uint8] = _thumbnail(path, width, height).numpy()
    return pixels


def resized(path: Path, width: int, height: int) -> Image.Image:
    """The picture at ``path`` in exactly that size, which may be larger than its own; memory stays bounded. It is RGB,
    or L where the file has one channel: that is resized and encoded in a third of the time."""
    from gallery.photograph import open_derivative

    with open_derivative(path) as image:
        mode = "L" if image.mode == "L" else "RGB"
        if width * height > image.width * image.height:
            # libvips (8.18) enlarges in more than twice the time, and to a third of a pixel up and left.
            picture: Image.Image = image.convert(mode)
            return picture.resize((width, height), Image.Resampling.BICUBIC)
    pixels = shrunk(path, width, height)
    return Image.fromarray(pixels[..., 1] if mode == "L" else pixels)


def in_sizes(path: Path, sizes: Sequence[tuple[int, int]]) -> Iterator[npt.NDArray[np.uint8]]:
    """The picture at ``path`` in each of ``sizes`` (width, height), of which the last is the largest, as
    :func:`shrunk`: it is decoded once, for that one, and the others are made of it."""
    largest = _thumbnail(path, *sizes[-1]).copy_memory()
    for width, height in sizes:
        whole = (width, height) == (largest.width, largest.height)
        yield (largest if whole else largest.thumbnail_image(width, height=height, size="force")).numpy()


def _thumbnail(path: Path, width: int, height: int) -> pyvips.Image:
    import pyvips

    image = pyvips.Image.thumbnail(str(path), width, height=height, size="force", no_rotate=True)
    # A grey JPEG has one band until it is asked for three.
    return image.colourspace("srgb").extract_band(0, n=3)


def save_fitted(image: Image.Image, path: Path, *, most: int, least_side: int) -> bool:
    """Encode ``image`` in at most ``most`` bytes: first at lower quality, then smaller.

    Nothing is made smaller than ``least_side`` pixels along its longer side: the file then has the last quality
    and more bytes. Whether it fits.
    """
    while True:
        data = _fitting(image, path.suffix, most)
        size = max(1, round(image.width * _SHRINK)), max(1, round(image.height * _SHRINK))
        if len(data) <= most or max(size) < least_side:
            with whole(path) as draft:
                draft.write_bytes(data)
            return len(data) <= most
        image = image.resize(size, Image.Resampling.LANCZOS)


def _fitting(image: Image.Image, suffix: str, most: int) -> bytes:
    """``image`` at the first of the :data:`QUALITIES` at which it has at most ``most`` bytes, or at the last."""

    @cache
    def at(quality: int) -> bytes:
        return encoded(image, suffix, quality=quality)

    if len(at(QUALITIES[0])) <= most:
        return at(QUALITIES[0])
    # Bytes fall with the quality, and each coding takes as long as the next: two or three find it among six.
    found = bisect_left(QUALITIES, True, lo=1, key=lambda quality: len(at(quality)) <= most)
    return at(QUALITIES[min(found, len(QUALITIES) - 1)])
