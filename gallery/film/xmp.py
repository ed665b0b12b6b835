"""The XMP packet of an MP4 or QuickTime film, in a uuid box at its end.

Source: ISO 16684-3:2021 (XMP part 3, 2.3.1).
"""

from __future__ import annotations

import struct
from pathlib import Path

XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""The type of the uuid box that holds a film's packet."""


def add_packet(path: Path, packet: bytes) -> None:
    """Add ``packet`` to the film at ``path``, which has none yet."""
    with path.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + len(XMP_BOX) + len(packet), b"uuid") + XMP_BOX + packet)
