"""Picture files as containers: the XMP packet in them is read and replaced, the coded picture is never touched.

    jpeg.py     an APP1 segment                  ISO 16684-3:2021, 4.2.2 (XMP part 3, 1.1.3); ITU-T T.81, annex B
    png.py      an iTXt chunk                    ISO 16684-3:2021; PNG specification, third edition, 11.3.3
    webp.py     a RIFF chunk and the VP8X header RFC 9649, section 2.7
    tiff.py     tag 700 of a directory           TIFF 6.0, section 2; ISO 16684-3:2021
    avif.py     an item of the meta box          ISO/IEC 23008-12 (HEIF), ISO/IEC 14496-12, sections 8.11 and 4.2

Which kind a file is, its own first bytes say, not its name. Every function takes and gives the bytes of a whole
file, decodes no pixel, takes time in proportion to the file's length, and raises DisclosureError, which the caller
completes by the file's name, for whatever is damaged or of another kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from gallery.errors import DisclosureError
from gallery.pictures.containers import avif, jpeg, png, tiff, webp

_KINDS: Mapping[str, ModuleType] = {
    "image/jpeg": jpeg,
    "image/png": png,
    "image/webp": webp,
    "image/avif": avif,
    "image/tiff": tiff,
}
"""Media type → module with ``recognises(data)``, ``read(data)`` and ``put(data, packet)``."""


def media_type(data: bytes) -> str | None:
    """Which of the kinds it is by the first bytes, such as ``image/jpeg``; None for anything else."""
    return next((kind for kind, module in _KINDS.items() if module.recognises(data)), None)


def read_xmp(data: bytes) -> bytes | None:
    """The XMP packet of a picture file; None if it has none. Raises DisclosureError if it cannot be read."""
    found: bytes | None = _module(data).read(data)
    return found


def with_xmp(data: bytes, packet: bytes) -> bytes:
    """The picture file ``data`` with ``packet`` as its only XMP; all else in it is kept, the coded picture byte for
    byte. Raises DisclosureError if the file is damaged, cannot hold the packet, or does not give it back when read."""
    module = _module(data)
    stamped: bytes = module.put(data, packet)
    if module.read(stamped) != packet:
        raise DisclosureError("reading the file back, its XMP is missing or differs")
    return stamped


def _module(data: bytes) -> ModuleType:
    kind = media_type(data)
    if kind is None:
        raise DisclosureError("it is no JPEG, PNG, WebP, AVIF or TIFF file")
    return _KINDS[kind]
