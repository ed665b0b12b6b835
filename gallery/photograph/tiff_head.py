"""The head of a TIFF, put before samples that lie in a file of another kind in the same form. BigTIFF; TIFF 6.0."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

NONE, GROUP3, GROUP4, PACKBITS = 1, 3, 4, 32_773

_FORMS = {3: "H", 4: "I", 16: "Q"}
_SHORT, _LONG, _LONG8 = 3, 4, 16


@dataclass(frozen=True)
class Samples:
    """How samples lie behind the head."""

    width: int
    height: int
    bits: int
    channels: int
    photometric: int
    compression: int
    strips: Sequence[tuple[int, int]]
    """Where each strip begins behind the head, and its bytes; with planes, those of the first come first."""
    rows: int
    """Of a strip; the last may have fewer."""
    apart: bool = False
    """Whether each channel has a plane of its own."""
    palette: Sequence[int] = ()
    """All reds, all greens and all blues, 0..65535."""
    more: tuple[tuple[int, int], ...] = ()
    """Further tags of one number."""


def tiff_head(samples: Samples) -> bytes:
    """A head, big-endian, of which ``samples.strips`` count."""
    tags: dict[int, tuple[int, Sequence[int]]] = {
        256: (_LONG, [samples.width]),
        257: (_LONG, [samples.height]),
        258: (_SHORT, [samples.bits] * samples.channels),
        259: (_SHORT, [samples.compression]),
        262: (_SHORT, [samples.photometric]),
        273: (_LONG8, [0] * len(samples.strips)),
        277: (_SHORT, [samples.channels]),
        278: (_LONG, [samples.rows]),
        279: (_LONG8, [length for _, length in samples.strips]),
        284: (_SHORT, [2 if samples.apart else 1]),
    }
    if samples.palette:
        tags[320] = (_SHORT, samples.palette)
    tags |= {tag: (_LONG, [value]) for tag, value in samples.more}
    length = len(_written(tags))
    tags[273] = (_LONG8, [length + start for start, _ in samples.strips])
    return _written(tags)


def _written(tags: dict[int, tuple[int, Sequence[int]]]) -> bytes:
    behind = 16 + 8 + 20 * len(tags) + 8
    entries, values = b"", b""
    for tag, (kind, numbers) in sorted(tags.items()):
        data = struct.pack(f">{len(numbers)}{_FORMS[kind]}", *numbers)
        entries += struct.pack(">HHQ", tag, kind, len(numbers))
        if len(data) > 8:
            entries += struct.pack(">Q", behind + len(values))
            values += data + bytes(-len(data) % 8)
        else:
            entries += data.ljust(8, b"\0")
    return b"MM\0+\0\x08\0\0" + struct.pack(">QQ", 16, len(tags)) + entries + bytes(8) + values
