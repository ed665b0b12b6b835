"""TIFFs of every layout that the format allows, written by the specification."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[Any]
UNSIGNED, SIGNED, FLOAT = 1, 2, 3
NONE, LZW, DEFLATE, PACKBITS = 1, 5, 8, 32773


@dataclass(frozen=True)
class Layout:
    """How a TIFF holds its samples."""

    bits: int = 8
    kind: int = UNSIGNED
    channels: int = 3
    extra: int | None = None
    """What the last channel is: 0 unknown, 1 premultiplied alpha, 2 straight alpha; None where there is none."""
    planar: bool = False
    compression: int = NONE
    big: bool = False
    inverted: bool = False
    """The least number is white; for greys."""
    strips: int = 1
    orientation: int = 1
    more: tuple[tuple[int, int], ...] = ()
    """Further tags of one whole number."""


def written(samples: Samples, layout: Layout) -> bytes:
    """A TIFF of ``samples`` (H, W, channels), by the specification; they are of the layout's type."""
    order = ">" if layout.big else "<"
    height, width, channels = samples.shape
    colours = channels - (layout.extra is not None)
    rows = -(-height // layout.strips)
    planes = np.moveaxis(samples, -1, 0)[..., None] if layout.planar else samples[None]
    stored = planes.astype(planes.dtype.newbyteorder(order))
    parts = [
        packed(plane[top : top + rows].tobytes(), layout.compression, width * plane.shape[-1] * layout.bits // 8)
        for plane in stored
        for top in range(0, height, rows)
    ]
    tags: dict[int, tuple[str, list[int]]] = {
        256: ("I", [width]),
        257: ("I", [height]),
        258: ("H", [layout.bits] * channels),
        259: ("H", [layout.compression]),
        262: ("H", [2 if colours == 3 else 0 if layout.inverted else 1]),
        274: ("H", [layout.orientation]),
        277: ("H", [channels]),
        278: ("I", [rows]),
        284: ("H", [2 if layout.planar else 1]),
        339: ("H", [layout.kind] * channels),
    }
    if layout.extra is not None:
        tags[338] = ("H", [layout.extra])
    tags |= {tag: ("I", [value]) for tag, value in layout.more}
    return directory(tags, parts, order)


def directory(tags: dict[int, tuple[str, list[int]]], parts: list[bytes], order: str) -> bytes:
    """A file of one directory, then the values that do not fit it, then the ``parts`` of the picture."""
    tags = tags | {273: ("I", [0] * len(parts)), 279: ("I", [len(part) for part in parts])}
    behind = 8 + 2 + 12 * len(tags) + 4
    sizes = {tag: struct.calcsize(f"{order}{len(values)}{kind}") for tag, (kind, values) in tags.items()}
    picture = behind + sum(size + size % 2 for size in sizes.values() if size > 4)
    starts = np.cumsum([picture] + [len(part) for part in parts])[:-1].tolist()
    tags[273] = ("I", starts)
    entries, values_behind = b"", b""
    for tag, (kind, values) in sorted(tags.items()):
        data = struct.pack(f"{order}{len(values)}{kind}", *values)
        entries += struct.pack(f"{order}HHI", tag, {"H": 3, "I": 4}[kind], len(values))
        if len(data) > 4:
            entries += struct.pack(f"{order}I", behind + len(values_behind))
            values_behind += data + b"\0" * (len(data) % 2)
        else:
            entries += data.ljust(4, b"\0")
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(f"{order}IH", 8, len(tags))
    return head + entries + b"\0\0\0\0" + values_behind + b"".join(parts)


def packed(data: bytes, compression: int, row: int) -> bytes:
    if compression == DEFLATE:
        return zlib.compress(data)
    if compression == LZW:
        return lzw(data)
    if compression == PACKBITS:  # literal runs, which end where a row does
        rows = [data[start : start + row] for start in range(0, len(data), row)]
        runs = [one[start : start + 128] for one in rows for start in range(0, len(one), 128)]
        return b"".join(bytes([len(run) - 1]) + run for run in runs)
    return data


def lzw(data: bytes) -> bytes:
    """LZW that forgets its table before it is ever used: codes of nine bits, most significant bit first."""
    clear, end, codes = 256, 257, []
    for start in range(0, len(data), 200):
        codes += [clear, *data[start : start + 200]]
    bits = "".join(f"{code:09b}" for code in [*(codes or [clear]), end])
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def drawn(layout: Layout, height: int = 19, width: int = 23) -> Samples:
    """Samples of all values that the layout's type has."""
    random = np.random.default_rng(layout.bits + layout.channels)
    size = (height, width, layout.channels)
    if layout.kind == FLOAT:
        return random.random(size).astype(f"f{layout.bits // 8}")
    samples = random.integers(0, 256, size).astype(np.uint64) * ((1 << layout.bits) - 1) // 255
    return samples.astype(f"{'i' if layout.kind == SIGNED else 'u'}{layout.bits // 8}", casting="unsafe")
