"""Pictures and films: what they say of themselves, in XMP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from gallery.pictures.containers import read_xmp
from gallery.pictures.containers.film import read_packet
from gallery.pictures.metadata import properties_of
from gallery.pipeline.disclosure.findings import Finding
from gallery.pipeline.disclosure.looking import Looking


def picture(file: BinaryIO, _: Looking) -> Iterator[Finding]:
    """JPEG, PNG, WebP, AVIF, TIFF."""
    yield _said(read_xmp(file.read()))


def film(file: BinaryIO, _: Looking) -> Iterator[Finding]:
    """MP4, QuickTime, WebM and Matroska."""
    yield _said(read_packet(file))


def _said(packet: bytes | None) -> Finding:
    return Finding(says=properties_of(packet).get("digital_source_type", "") if packet else "")
