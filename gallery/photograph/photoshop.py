"""Photoshop documents: their flat picture, which Photoshop writes behind the layers for other programs.

Source: Adobe Photoshop File Formats Specification (2019). The rows of the flat picture are stored as a TIFF stores
them, a plane for each channel, plain or by PackBits: so they are read as one, with a head put before them.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from gallery.errors import PhotographError
from gallery.photograph import directories as tags
from gallery.photograph.spliced import Parts
from gallery.photograph.tiff_head import NONE, PACKBITS, Samples, tiff_head

SIGNATURE = b"8BPS"

_ROWS = 64
"""Of a strip."""

_MODES = {
    0: ("L", 1, tags.GREY_INVERTED),
    1: ("L", 1, tags.GREY),
    2: ("P", 1, tags.PALETTE),
    3: ("RGB", 3, tags.RGB),
    4: ("CMYK", 4, tags.INKS),
    8: ("L", 1, tags.GREY),  # a duotone: its greys, which its inks colour in print
    9: ("LAB", 3, tags.RGB),  # read as plain samples
}
"""Photoshop's number → the mode, its channels, and how a TIFF codes them. Channels behind these are left out: the
flat picture stands on white already where the layers are transparent."""

_RESOLUTION, _PROFILE, _VERSION = 1005, 1039, 1057
_MOST_RESOURCE = 64 << 20


@dataclass(frozen=True)
class Document:
    """The flat picture."""

    width: int
    height: int
    mode: str
    bits: int
    profile: bytes | None
    parts: Parts
    """The file as a TIFF."""


def read_document(file: BinaryIO, path: Path) -> Document:
    """The flat picture of the document in ``file``; PhotographError, about ``path``, where there is none to be had."""
    try:
        return _read(file, path)
    except (struct.error, OverflowError, OSError, ValueError):
        raise PhotographError(f"{path}: damaged or cut short, a Photoshop document; get the file again") from None


def _read(file: BinaryIO, path: Path) -> Document:
    version, channels, height, width, bits, number = struct.unpack(">4xH6xHIIHH", _some(file, 26))
    large = version == 2
    _refuse(path, bits, number, channels)
    mode, count, photometric = _MODES[number]
    palette = [value * 257 for value in _block(file, ">I")]
    resources = dict(_resources(_block(file, ">I")))
    if resources.get(_VERSION, b"\0\0\0\0\1")[4:5] == b"\0":
        cause = "a Photoshop document without a flat picture; save it with 'Maximize Compatibility', or as TIFF"
        raise PhotographError(f"{path}: {cause}")
    _skip(file, ">Q" if large else ">I")
    (compression,) = struct.unpack(">H", _some(file, 2))
    if compression not in (0, 1) or min(width, height) < 1 or (mode == "P" and len(palette) != 768):
        raise ValueError("a flat picture of another form")
    row = (width * bits + 7) // 8
    lengths = [row] * (count * height)
    if compression:
        form = f">{channels * height}{'I' if large else 'H'}"
        lengths = list(struct.unpack(form, _some(file, struct.calcsize(form))))[: count * height]
    strips = list(_strips(lengths, height))
    begin, end = file.tell(), os.fstat(file.fileno()).st_size
    if begin + sum(lengths) > end:
        raise ValueError("the flat picture is cut short")
    kind = PACKBITS if compression else NONE
    form_of = Samples(width, height, bits, count, photometric, kind, strips, _ROWS, apart=count > 1, palette=palette)
    profile = resources.get(_PROFILE)
    return Document(width, height, mode, bits, profile, (tiff_head(form_of), slice(begin, end)))


def read_resources(file: BinaryIO) -> dict[int, bytes]:
    """The image resources of the document in ``file``, by number; ValueError or struct.error where it is damaged."""
    file.seek(26)
    _skip(file, ">I")
    return dict(_resources(_block(file, ">I")))


def _refuse(path: Path, bits: int, number: int, channels: int) -> None:
    if number not in _MODES:
        kind = "of several inks of its own" if number == 7 else f"in colour mode {number}"
        raise PhotographError(f"{path}: a Photoshop document {kind}, which is not read here; save it as TIFF in RGB")
    if bits not in (1, 8, 16):
        cause = f"a Photoshop document of {bits} bits a channel; convert it to 16 bits, or save it as TIFF of 16 bits"
        raise PhotographError(f"{path}: {cause}")
    if channels < _MODES[number][1]:
        raise ValueError("fewer channels than colours")


def _strips(lengths: list[int], height: int) -> Iterator[tuple[int, int]]:
    """Where each strip of some rows begins, and its bytes, plane after plane."""
    starts = [0, *accumulate(lengths)]
    for plane in range(0, len(lengths), height):
        for top in range(plane, plane + height, _ROWS):
            end = min(top + _ROWS, plane + height)
            yield starts[top], starts[end] - starts[top]


def _resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The image resources, by number; what is damaged among them ends them, since the picture is not."""
    at = 0
    while at + 12 <= len(data) and data[at : at + 4] in (b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR"):
        (number,) = struct.unpack_from(">H", data, at + 4)
        at += 6 + (data[at + 6] + 2) // 2 * 2  # a name of some letters, and one that counts them
        if at + 4 > len(data):
            return
        (length,) = struct.unpack_from(">I", data, at)
        yield number, data[at + 4 : at + 4 + length]
        at += 4 + length + length % 2


def _block(file: BinaryIO, form: str) -> bytes:
    (length,) = struct.unpack(form, _some(file, struct.calcsize(form)))
    if length > _MOST_RESOURCE:
        raise ValueError(f"a section of {length} bytes")
    return _some(file, length)


def _skip(file: BinaryIO, form: str) -> None:
    (length,) = struct.unpack(form, _some(file, struct.calcsize(form)))
    file.seek(length, os.SEEK_CUR)


def _some(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise ValueError("cut short")
    return data
