"""What a file says of its photograph beside the pixels: metadata as they are embedded, and the resolution.

What they mean, :mod:`gallery.intake.embedded` knows. Sources: ISO 16684-1 (XMP); IPTC-IIM 4.2; Exif 3.0.
"""

from __future__ import annotations

import logging
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from gallery.errors import PhotographError
from gallery.photograph import directories
from gallery.photograph.damage import RAISED
from gallery.photograph.directories import ARTIST, COPYRIGHT, DESCRIPTION
from gallery.photograph.header import look, pillow_image
from gallery.photograph.photoshop import read_resources
from gallery.photograph.tiff import photograph_in

LOG = logging.getLogger(__name__)

"""Tags of Exif and TIFF that say something of the photograph."""

_IPTC, _XMP, _RESOLUTION = 1028, 1060, 1005
"""Photoshop's resources."""
_DPI = (1, 30_000)
"""Pixels per inch that are believed."""


@dataclass(frozen=True)
class Embedded:
    """What is embedded in a file."""

    xmp: bytes = b""
    iptc: bytes = b""
    """Records of IPTC-IIM."""
    exif: Image.Exif = field(default_factory=Image.Exif)
    """Its own tags, and those of the directories for Exif and GPS, are read already."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """A PNG's texts, by keyword."""
    dpi: tuple[float, float] | None = None
    """Pixels per inch across and down, upright."""


def embedded_in(path: Path) -> Embedded:
    """What is embedded in the picture file at ``path``; metadata that are damaged are as good as none.

    PhotographError where it is no photograph.
    """
    header = look(path)
    try:
        found = _READ.get(header.format, _by_pillow)(path, header.format)
    except (PhotographError, *RAISED) as error:
        LOG.info("%s: its metadata cannot be read: %s", path, error)
        return Embedded()
    return replace(found, dpi=found.dpi[::-1]) if found.dpi and header.is_sideways else found


def _in_tiff(path: Path, kind: str) -> Embedded:
    with path.open("rb") as file:
        page = photograph_in(file, path)[0]
        exif = Image.Exif()
        exif.update({tag: _text(data) for tag in (DESCRIPTION, ARTIST, COPYRIGHT) if (data := page.raw(tag, file))})
        xmp, iptc = page.raw(directories.XMP, file), page.raw(directories.IPTC, file)
        found = Embedded(xmp, iptc, exif, dpi=_believed(page.resolution(file)))
    try:
        with pillow_image(path, kind) as image:
            return replace(found, exif=_exif_of(image))
    except (PhotographError, *RAISED):
        return found  # of samples that Pillow does not read; those tags do


def _in_photoshop(path: Path, _: str) -> Embedded:
    with path.open("rb") as file:
        found = read_resources(file)
    across = found.get(_RESOLUTION, b"").ljust(12, b"\0")
    dpi = struct.unpack_from(">I", across)[0] / 65536, struct.unpack_from(">I", across, 8)[0] / 65536
    return Embedded(found.get(_XMP, b""), found.get(_IPTC, b""), dpi=_believed(dpi))


def _by_pillow(path: Path, kind: str) -> Embedded:
    with pillow_image(path, kind) as image:
        info: dict[Any, Any] = dict(image.info)
        exif = _exif_of(image)
    xmp, resources = info.get("xmp") or info.get("XML:com.adobe.xmp") or b"", info.get("photoshop", {})
    iptc = resources.get(_IPTC, b"") if isinstance(resources, dict) else b""
    return Embedded(
        xmp.encode("utf-8", "replace") if isinstance(xmp, str) else bytes(xmp),
        iptc if isinstance(iptc, bytes) else b"",
        exif,
        {name: value for name, value in info.items() if kind == "PNG" and isinstance(value, str)},
        _believed(info.get("dpi")),
    )


def _exif_of(image: Image.Image) -> Image.Exif:
    """The image's Exif, read while its file is open; none where it is damaged."""
    try:
        exif = Image.Image.getexif(image)
        for directory in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
            exif.get_ifd(directory)
        for tag in (DESCRIPTION, ARTIST, COPYRIGHT):
            if isinstance(text := exif.get(tag), str):
                exif[tag] = _text(text.encode("latin-1", "replace"))  # Pillow's guess; many are UTF-8
    except RAISED as error:
        LOG.info("the Exif cannot be read: %s", error)
        return Image.Exif()
    return exif


_READ: dict[str, Callable[[Path, str], Embedded]] = {
    "TIFF": _in_tiff,
    "PSD": _in_photoshop,
    "PDF": lambda *_: Embedded(),
}
"""By kind, those that Pillow does not read so."""


def _believed(dpi: Any) -> tuple[float, float] | None:
    try:
        across, down = (float(one) for one in dpi)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    believed = all(math.isfinite(one) and _DPI[0] < one <= _DPI[1] for one in (across, down))
    return (across, down) if believed else None


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
