"""Colours that a file describes by numbers: the gamma of its samples, and its primaries, as an ICC profile.

A profile is made of primaries only; its curve is sRGB's, since a gamma is undone when samples become eight bits.
Sources: PNG specification, third edition, 11.3.2; ITU-T H.273, tables 2 and 3; ICC.1:2010, 9 and 10.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gallery.errors import PhotographError
from gallery.photograph.color import linear

SRGB = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
"""x and y of white, red, green and blue (IEC 61966-2-1)."""

_KNOWN = {
    9: (*SRGB[:2], 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    12: (*SRGB[:2], 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}
"""Numbers of H.273 for primaries other than sRGB's: Rec. 2020 and Display P3."""
_LIKE_SRGB = (1, 2, 5, 6, 7)
"""Those whose colours are sRGB's, or so near that programs show them so, and 2, which says nothing."""
_HDR = (16, 18)
"""Transfer functions of pictures brighter than white (PQ, HLG)."""

_PLAIN_GAMMA = (0.45, 0.46)
"""A PNG's gamma that stands for sRGB itself: writers put 0.45455 for programs that do not know sRGB."""
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_D50 = np.array([0.9642, 1.0, 0.8249])
_CHUNKS = (b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP")


def png_colours(path: Path) -> tuple[float | None, bytes | None]:
    """The gamma with which the PNG at ``path`` holds its samples, and its primaries as a profile; each None where the
    samples are sRGB's or a profile of its own says it all."""
    chunks = _png_chunks(path)
    if b"cICP" in chunks:
        return None, profile_of(path, *struct.unpack(">BB", chunks[b"cICP"][:2].ljust(2, b"\2")))
    if b"sRGB" in chunks or b"iCCP" in chunks or len(chunks.get(b"gAMA", b"")) != 4:
        return None, None
    gamma = struct.unpack(">I", chunks[b"gAMA"])[0] / 100_000
    if not 0.1 <= gamma <= 2:
        return None, None
    profile = None
    if len(chunks.get(b"cHRM", b"")) == 32:
        points = [number / 100_000 for number in struct.unpack(">8I", chunks[b"cHRM"])]
        if max(abs(one - other) for one, other in zip(points, SRGB, strict=True)) > 0.005:
            profile = matrix_profile(points)
    return None if _PLAIN_GAMMA[0] <= gamma <= _PLAIN_GAMMA[1] and profile is None else gamma, profile


def profile_of(path: Path, primaries: int, transfer: int) -> bytes | None:
    """The profile of colours by their numbers in H.273; None where they are sRGB's.

    PhotographError for pictures brighter than white, which need a rendering that is not made here.
    """
    if transfer in _HDR:
        raise PhotographError(f"{path}: a picture of high dynamic range (HDR); save it as TIFF or JPEG in sRGB")
    if primaries in _LIKE_SRGB or primaries not in _KNOWN:
        return None
    return matrix_profile(_KNOWN[primaries])


def matrix_profile(points: Sequence[float]) -> bytes | None:
    """An ICC profile (version 2) of primaries, given like SRGB, and sRGB's curve; None for points that make none."""
    matrix = _to_xyz(points)
    if matrix is None:
        return None
    steps = np.rint(linear(np.arange(1024) / 1023) * 65535).astype(int)
    curve = b"curv" + bytes(4) + struct.pack(">I1024H", 1024, *steps)
    tags: list[tuple[bytes, bytes]] = [(b"wtpt", _xyz(_D50))]
    tags += [(name, _xyz(matrix[:, index])) for index, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))]
    tags += [(name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")]
    tags += [(b"desc", b"desc" + bytes(4) + struct.pack(">I", 1) + bytes(80)), (b"cprt", b"text" + bytes(5))]
    table, body, begin = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags:
        table += struct.pack(">4sII", name, begin + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    length = begin + len(body)
    head = struct.pack(">I4xI4s4s4s", length, 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    head = head.ljust(68, b"\0") + _xyz(_D50)[8:]
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _to_xyz(points: Sequence[float]) -> NDArray[np.floating] | None:
    """Columns red, green and blue: linear light to CIE XYZ under D50, adapted from their white by Bradford."""
    white, *primaries = (np.array([x / y, 1, (1 - x - y) / y]) if y > 0 else None for x, y in _pairs(points))
    if white is None or any(one is None for one in primaries):
        return None
    columns = np.stack([one for one in primaries if one is not None], -1)
    if abs(np.linalg.det(columns)) < 1e-6:
        return None
    there, here = _BRADFORD @ white, _BRADFORD @ _D50
    if min(there) <= 0:
        return None
    adapted = np.linalg.inv(_BRADFORD) @ np.diag(here / there) @ _BRADFORD
    return np.asarray(adapted @ (columns * np.linalg.solve(columns, white)))


def _pairs(points: Sequence[float]) -> list[tuple[float, float]]:
    return list(zip(points[::2], points[1::2], strict=True))


def _xyz(values: NDArray[np.floating]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(float(value) * 65536) for value in values))


def _png_chunks(path: Path) -> Mapping[bytes, bytes]:
    """What the chunks before the picture say of its colours."""
    found: dict[bytes, bytes] = {}
    with path.open("rb") as file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            length, name = struct.unpack(">I4s", head)
            if name == b"IDAT":
                break
            if name in _CHUNKS:
                found.setdefault(name, file.read(min(length, 64)))
                length = max(0, length - 64)
            file.seek(length + 4, os.SEEK_CUR)
    return found
