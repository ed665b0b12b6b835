"""PDF: the pictures in it, and what the whole says of itself.

Every object of the file is looked at, whether a page shows it or not. A picture is a JPEG with metadata of its own, as
it comes out of the PDF again; a picture of another kind, or one written into the commands of a page, is none that can
be looked at. Attached files are looked into by their kinds.

Source: ISO 32000-1:2008, sections 7.11.4 (embedded files), 8.9.5 and 8.9.7 (pictures), 14.3.2 (metadata).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from gallery.errors import DisclosureError
from gallery.pictures.metadata import properties_of
from gallery.pipeline.disclosure.findings import Finding
from gallery.pipeline.disclosure.looking import Looking

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject, StreamObject

_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError)
"""What pypdf raises for damaged files, beside errors of its own."""

_INLINE = re.compile(rb"(?:^|[\s\]>)])BI\s.{0,4000}?\sID\s", re.DOTALL)
"""A picture among the commands of a page."""


def document(file: BinaryIO, looking: Looking) -> Iterator[Finding]:
    """PDF. A document without pictures shows nothing, and need say nothing."""
    from pypdf import PdfReader  # slow to import, and most exhibitions hold no PDF
    from pypdf.errors import PyPdfError

    data = file.read()
    damage = (PyPdfError, *_DAMAGE)
    try:
        reader = PdfReader(BytesIO(data), strict=True)
        if reader.is_encrypted:
            raise DisclosureError("the PDF is encrypted")
        streams = list(_streams(reader))
        packet = reader.root_object.get("/Metadata")
        said = packet.get_object().get_data() if packet is not None else b""
    except damage as error:
        raise DisclosureError(f"it is no PDF, or damaged: {error}") from error
    found: list[Finding] = []
    for number, stream in streams:
        try:
            found += _of_stream(number, stream, looking)
        except damage as error:
            found.append(Finding(f"object {number}", problem=f"cannot be looked into: it is damaged: {error}"))
    if found:
        yield Finding(says=properties_of(said).get("digital_source_type", "") if said else "")
    yield from found


def _streams(reader: PdfReader) -> Iterator[tuple[int, StreamObject]]:
    """Every stream of the file with the number of its object, in order."""
    from pypdf.generic import IndirectObject, StreamObject

    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    for number in sorted(numbers):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(found, StreamObject):
            yield number, found


def _of_stream(number: int, stream: StreamObject, looking: Looking) -> Iterator[Finding]:
    kind, subtype = stream.get("/Type"), stream.get("/Subtype")
    if subtype == "/Image":
        yield from _picture(number, stream, looking)
    elif kind == "/EmbeddedFile":
        data = stream.get_data()
        looking.reserve(len(data))
        suffix = "." + str(subtype or "").rpartition("/")[2].rpartition("#2F")[2].lower()
        yield from looking.inside(f"object {number}", f"member{suffix}", data)
    elif _draws(stream) and _INLINE.search(stream.get_data()):
        yield Finding(f"object {number}", problem="cannot be looked into: it has a picture among its commands")


def _picture(number: int, stream: StreamObject, looking: Looking) -> Iterator[Finding]:
    filters = stream.get("/Filter")
    listed: list[Any] = [filters] if isinstance(filters, str) else list(filters or [])
    if listed != ["/DCTDecode"]:
        kind = ", ".join(map(str, listed)) or "bare pixels"
        yield Finding(f"object {number}", problem=f"cannot be looked into: a picture as {kind} has no metadata")
        return
    data = stream.get_data()
    looking.reserve(len(data))
    yield from looking.inside(f"object {number}", "member.jpg", data)


def _draws(stream: DictionaryObject) -> bool:
    """Whether ``stream`` may hold commands that paint: all but fonts, profiles, metadata and the like."""
    if stream.get("/Type") in ("/XObject", "/Pattern"):
        return True
    others = ("/Length1", "/N", "/CMapName", "/FunctionType")
    return stream.get("/Type") not in ("/Metadata", "/XRef", "/ObjStm", "/CMap") and not any(
        entry in stream for entry in others
    )
