"""What a photograph's file says of itself: IPTC, XMP and EXIF, as the fields of a work.

Where they disagree, XMP comes before IPTC and EXIF, as the Metadata Working Group had it, since it alone says its
characters and languages; a PNG's own texts come last. What scanners and cameras write of their own accord is no
caption.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import ExifTags, Image

from gallery.photograph import embedded_in

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "iptc": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "cc": "http://creativecommons.org/ns#",
}
ANY_LANGUAGE = "x-default"
"""What XMP calls the language of the text for those whose own is not among the others."""
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
    """title, creator, date, place, credit, rights, alt, description: texts, as written there or by language, that of
    :data:`ANY_LANGUAGE` first; and coordinates: latitude and longitude in degrees."""
    copyright: str = ""
    """The notice, as it stands there."""
    keywords: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    """What was read and not used, for the user."""


def read_embedded(path: Path) -> Embedded:
    """What the photograph at ``path`` says of itself. Raises PhotographError where it is no photograph.

    Damaged metadata are as good as none.
    """
    raw = embedded_in(path)
    exif = _exif(raw.exif)
    found: dict[str, Any] = {}
    for source in (_xmp(raw.xmp), _iptc(raw.iptc), exif, _png(raw.texts)):
        found |= {name: value for name, value in source.items() if value and name not in found}
    keywords, notice = found.pop("keywords", ()), found.pop("copyright", "")
    remarks: tuple[str, ...] = ()
    taken, digitized = exif.get("date", ""), exif.get("digitized", "")
    if found.pop("digitized", "") and found.get("date") == taken == digitized:
        # Scanners write one time for both; a day of scanning on the label would be a lie.
        remarks = (f"EXIF says {taken}, which is when it was digitized",)
        del found["date"]
    return Embedded(found, notice, tuple(dict.fromkeys(keywords)), remarks)


def _exif(tags: Image.Exif) -> dict[str, Any]:
    inner, gps = tags.get_ifd(ExifTags.IFD.Exif), tags.get_ifd(ExifTags.IFD.GPSInfo)
    base = ExifTags.Base
    return {
        "title": _wide(tags.get(base.XPTitle)),
        "description": _caption(tags.get(base.ImageDescription)) or _wide(tags.get(base.XPComment)),
        "creator": _text(tags.get(base.Artist)) or _wide(tags.get(base.XPAuthor)),
        "rights": _text(tags.get(base.Copyright)),
        "copyright": _text(tags.get(base.Copyright)),
        "date": _day(inner.get(base.DateTimeOriginal)),
        "coordinates": _coordinates(gps),
        "digitized": _day(inner.get(base.DateTimeDigitized)),
        "keywords": [word.strip() for word in _wide(tags.get(base.XPKeywords)).split(";") if word.strip()],
    }


def _coordinates(gps: Mapping[int, Any]) -> list[float]:
    """Latitude and longitude in degrees, as EXIF 2.3 has them: degrees, minutes and seconds, and a letter; none where
    they are not there whole."""
    tags = ExifTags.GPS
    found = []
    for value, letter, negative in (
        (tags.GPSLatitude, tags.GPSLatitudeRef, "S"),
        (tags.GPSLongitude, tags.GPSLongitudeRef, "W"),
    ):
        try:
            degrees = sum(float(part) / 60**place for place, part in enumerate(gps[value]))
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            return []
        if not math.isfinite(degrees):
            return []
        found.append(-degrees if _text(gps.get(letter)).upper().startswith(negative) else degrees)
    return found


def _iptc(data: bytes) -> dict[str, Any]:
    records = list(_datasets(data))
    utf8 = (1, 90, b"\x1b%G") in records

    def said(wanted: int) -> list[str]:
        texts = (_decoded(value, utf8) for record, number, value in records if (record, number) == (2, wanted))
        return [text for text in texts if text]

    def one(number: int) -> str:
        return next(iter(said(number)), "")

    return {
        "title": one(5) or one(105),
        "description": _caption(one(120)),
        "creator": "; ".join(said(80)),
        "rights": one(116),
        "copyright": one(116),
        "credit": one(110),
        "date": _day(one(55)),
        "place": ", ".join(filter(None, (one(92), one(90), one(95), one(101)))),
        "keywords": said(25),
    }


def _datasets(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Record, number and value of each dataset of IPTC-IIM 4.2; what is damaged ends them."""
    at = 0
    while at + 5 <= len(data) and data[at] == 0x1C:
        length = int.from_bytes(data[at + 3 : at + 5])
        if length & 0x8000:
            return
        yield data[at + 1], data[at + 2], data[at + 5 : at + 5 + length]
        at += 5 + length


def _png(texts: Mapping[str, str]) -> dict[str, Any]:
    names = {"Title": "title", "Author": "creator", "Description": "description", "Copyright": "copyright"}
    found = {names[name]: _caption(text) for name, text in texts.items() if name in names}
    return found | ({"rights": found["copyright"]} if "copyright" in found else {})


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
        "creator": "; ".join(text for _, text in found.get("dc:creator", [])),
        "rights": licence or _one(found, "dc:rights") or _one(found, "xmpRights:UsageTerms"),
        "copyright": _one(found, "dc:rights"),
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
    """A text; by language where there are several that say theirs, or one beside another for any language."""
    named = {language: text for language, text in values if language not in ("", ANY_LANGUAGE)}
    default = next((text for language, text in values if language in ("", ANY_LANGUAGE)), "")
    texts = ({ANY_LANGUAGE: default} if default else {}) | named
    return texts if len(named) > 1 or len(set(texts.values())) > 1 else next(iter(texts.values()), "")


def in_language(text: Any, language: str) -> tuple[Any, str]:
    """A text by language as an exhibit in ``language`` has it, and what is left out of it; whatever else as it is.

    Where the exhibit's language lacks, its form in some country serves, and else the text for any language.
    """
    if not isinstance(text, Mapping):
        return text, ""
    named = {tongue: said for tongue, said in text.items() if tongue != ANY_LANGUAGE}
    default, base = text.get(ANY_LANGUAGE, ""), language.partition("-")[0]
    if language not in named and base not in named:
        near = next((tongue for tongue in named if tongue.partition("-")[0].lower() == base), "")
        if served := named.pop(near, default):
            named = {language: served, **named}
    left = "" if default in named.values() else default
    return named[language] if [*named] == [language] else named, left


def _captions(text: str | dict[str, str]) -> str | dict[str, str]:
    if isinstance(text, str):
        return _caption(text)
    return {language: caption for language, one in text.items() if (caption := _caption(one))}


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
