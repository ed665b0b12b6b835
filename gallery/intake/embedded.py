"""What a photograph's file says of itself: IPTC, XMP and EXIF, as the fields of a work.

Where they disagree, XMP comes before IPTC and EXIF, as the Metadata Working Group had it, since it alone says its
characters and languages. What scanners and cameras write of their own accord is no caption.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import ExifTags, Image, IptcImagePlugin

from gallery.photograph import open_derivative
from gallery.photograph.damage import RAISED, damage

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "iptc": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "cc": "http://creativecommons.org/ns#",
}
_MACHINES = re.compile(
    r"(?i)(olympus|samsung|sony|kodak|minolta|konica|casio|nikon|canon|fuji\w*|pentax|panasonic|hp|epson|exif)?[\s_-]*"
    r"(digital\s*camera|dsc|exif jpeg picture|scan(ned)?( image| document)?|untitled|image description|default)?"
    r"|created with .*|ascii\b.*|charset=.*|binary comment"
)
"""What devices and programs write where a caption belongs."""


@dataclass(frozen=True)
class Embedded:
    """What a file says."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    """title, creator, date, place, credit, rights, alt, description: texts, as written there or by language."""
    keywords: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What was read and not used, for the user."""


def read_embedded(path: Path) -> Embedded:
    """What the photograph at ``path`` says of itself. Raises PhotographError where it is no photograph.

    Damaged metadata are as good as none.
    """
    with damage(path):
        image = open_derivative(path)
    with image:
        exif, iptc, xmp = _exif(image), _iptc(image), _xmp(_packet(image))
    found: dict[str, Any] = {}
    for source in (xmp, iptc, exif):
        found |= {name: value for name, value in source.items() if value and name not in found}
    keywords = found.pop("keywords", ())
    remarks: tuple[str, ...] = ()
    taken, digitized = exif.get("date", ""), exif.get("digitized", "")
    if found.pop("digitized", "") and found.get("date") == taken == digitized:
        # Scanners write one time for both; a day of scanning on the label would be a lie.
        remarks = (f"EXIF says {taken}, which is when it was digitized",)
        del found["date"]
    return Embedded(found, tuple(dict.fromkeys(keywords)), remarks)


def _exif(image: Image.Image) -> dict[str, Any]:
    try:
        tags = Image.Image.getexif(image)
        inner = tags.get_ifd(ExifTags.IFD.Exif)
    except RAISED:
        return {}
    base = ExifTags.Base
    return {
        "title": _wide(tags.get(base.XPTitle)),
        "description": _caption(tags.get(base.ImageDescription)) or _wide(tags.get(base.XPComment)),
        "creator": _text(tags.get(base.Artist)) or _wide(tags.get(base.XPAuthor)),
        "rights": _text(tags.get(base.Copyright)),
        "date": _day(inner.get(base.DateTimeOriginal)),
        "digitized": _day(inner.get(base.DateTimeDigitized)),
        "keywords": [word.strip() for word in _wide(tags.get(base.XPKeywords)).split(";") if word.strip()],
    }


def _iptc(image: Image.Image) -> dict[str, Any]:
    try:
        found = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]  # every file is one
    except RAISED:
        return {}
    utf8 = found.get((1, 90)) == b"\x1b%G"

    def said(number: int) -> list[str]:
        values = found.get((2, number), [])
        texts = (_decoded(value, utf8) for value in (values if isinstance(values, list) else [values]))
        return [text for text in texts if text]

    def one(number: int) -> str:
        return next(iter(said(number)), "")

    return {
        "title": one(5) or one(105),
        "description": _caption(one(120)),
        "creator": ", ".join(said(80)),
        "rights": one(116),
        "credit": one(110),
        "date": _day(one(55)),
        "place": ", ".join(filter(None, (one(92), one(90), one(95), one(101)))),
        "keywords": said(25),
    }


def _packet(image: Image.Image) -> bytes:
    """The XMP packet of the file, wherever its format keeps it."""
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if not packet and image.format == "TIFF":
        packet = image.tag_v2.get(700, b"")  # type: ignore[attr-defined]  # TIFFs have one
    return packet.encode("utf-8", "replace") if isinstance(packet, str) else bytes(packet)


def _xmp(packet: bytes) -> dict[str, Any]:
    try:
        root = fromstring(packet.strip(b"\0 \n\r\t")) if packet else None
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return {}
    if root is None:
        return {}
    found: dict[str, Any] = {}
    for about in root.iter(f"{_RDF}Description"):
        for prefix, space in _SPACES.items():
            for name, value in about.attrib.items():
                if name.startswith(f"{{{space}}}"):
                    found.setdefault(f"{prefix}:{name.partition('}')[2]}", [("", value.strip())])
            for element in about:
                if element.tag.startswith(f"{{{space}}}"):
                    found.setdefault(f"{prefix}:{element.tag.partition('}')[2]}", _values(element))
    place = [_one(found, name) for name in ("iptc:Location", "photoshop:City", "photoshop:State", "photoshop:Country")]
    licence = _one(found, "cc:license") or _one(found, "xmpRights:WebStatement")
    return {
        "title": _by_language(found.get("dc:title", [])) or _one(found, "photoshop:Headline"),
        "description": _captions(_by_language(found.get("dc:description", []))),
        "creator": ", ".join(text for _, text in found.get("dc:creator", [])),
        "rights": licence or _one(found, "dc:rights") or _one(found, "xmpRights:UsageTerms"),
        "credit": _one(found, "photoshop:Credit"),
        "date": _day(_one(found, "photoshop:DateCreated")),
        "place": ", ".join(filter(None, place)),
        "alt": _by_language(found.get("iptc:AltTextAccessibility", [])),
        "keywords": [text for _, text in found.get("dc:subject", [])],
    }


def _values(element: Element) -> list[tuple[str, str]]:
    """What an element of XMP says: a text, or the items of a list, each with its language."""
    if resource := element.get(f"{_RDF}resource"):
        return [("", resource.strip())]
    items = element.findall(f"./*/{_RDF}li") or [element]
    pairs = ((item.get(_XML_LANG, ""), " ".join((item.text or "").split())) for item in items)
    return [(language, text) for language, text in pairs if text]


def _one(found: Mapping[str, list[tuple[str, str]]], name: str) -> str:
    return next((text for _, text in found.get(name, [])), "")


def _by_language(values: list[tuple[str, str]]) -> str | dict[str, str]:
    """A text; by language where there are several that say theirs."""
    named = {language: text for language, text in values if language not in ("", "x-default")}
    if len(named) > 1:
        return named
    return next((text for _, text in values), "")


def _captions(text: str | dict[str, str]) -> str | dict[str, str]:
    return _caption(text) if isinstance(text, str) else text


def _caption(value: Any) -> str:
    """A caption that somebody wrote."""
    text = _text(value)
    return "" if _MACHINES.fullmatch(text) else text


def _text(value: Any) -> str:
    text = _decoded(value, utf8=False) if isinstance(value, bytes) else str(value or "")
    # EXIF ends texts with NUL; some programs put the photographer and the editor on both sides of one.
    return " ".join(text.partition("\0")[0].split())


def _wide(value: Any) -> str:
    """A text of Windows, in UTF-16."""
    if isinstance(value, tuple):
        value = bytes(value)
    return _text(value.decode("utf-16-le", "replace").partition("\0")[0]) if isinstance(value, bytes) else ""


def _decoded(value: bytes, utf8: bool) -> str:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("utf-8" if utf8 else "cp1252", "replace")
    return text.replace("\0", "").strip()


def _day(value: Any) -> str:
    """``1903-12-17``, ``1903-12`` or ``1903`` out of EXIF, IPTC and XMP; empty where there is none."""
    match = re.match(r"(\d{4})(?:[:-]?(\d\d)(?:[:-]?(\d\d))?)?(?:\D|$)", _text(value))
    if not match or match[1] == "0000":
        return ""
    month = match[2] if match[2] not in (None, "00") else None
    day = match[3] if month and match[3] not in (None, "00") else None
    return "-".join(filter(None, (match[1], month, day)))
