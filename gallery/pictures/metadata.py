"""Saving pictures with their label inside, and reading it back.

What a file says of itself is an XMP packet: title, creator, credit, rights, alternative text, the notice,
and IPTC's DigitalSourceType where colours are inferred. Where it lies in a file, :mod:`gallery.pictures.containers`
knows. No file appears before the packet has been read back from its bytes.

A picture whose pixels do not show the label is encoded once (:mod:`gallery.pictures.encoding`), and its label put in as
it is published (:mod:`gallery.pictures.packets`); :func:`save_picture` does both at once.

Source: XMP specification part 1 (ISO 16684-1:2019); IPTC Photo Metadata Standard 2025.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, SubElement, register_namespace, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image

from gallery.errors import DisclosureError
from gallery.files import whole
from gallery.labels.label import Label
from gallery.pictures.containers import read_xmp, with_xmp
from gallery.pictures.encoding import encoded

_NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}

_OBJECT = "Iptc4xmpExt:ArtworkOrObject"

_PROPERTIES = {
    "title": ("dc:title", "Alt"),
    "creator": ("dc:creator", "Seq"),
    "credit": ("photoshop:Credit", None),
    "rights": ("dc:rights", "Alt"),
    "web_statement": ("xmpRights:WebStatement", None),
    "usage_terms": ("xmpRights:UsageTerms", "Alt"),
    "digital_source_type": ("Iptc4xmpExt:DigitalSourceType", None),
    "description": ("dc:description", "Alt"),
    "alt": ("Iptc4xmpCore:AltTextAccessibility", "Alt"),
    "inventory_number": ("Iptc4xmpExt:AOSourceInvNo", _OBJECT),
    "catalogue": ("Iptc4xmpExt:AOSourceInvURL", _OBJECT),
}
"""Our name of each property → its XMP name and, for a property that is a list, its kind; or that it is told of the
original, as IPTC's "Artwork or Object in the Image" (Source Inventory Number, Source Inventory URL)."""

MAX_PACKET = 60_000
"""Bytes; a JPEG segment holds 65 502 of XMP, and a label has no business near that."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

for _prefix, _uri in _NAMESPACES.items():
    register_namespace(_prefix, _uri)


def save_picture(
    image: Image.Image, path: Path, label: Label, *, inferred: bool, quality: int = 90, dpi: int | None = None
) -> None:
    """Write ``image`` to ``path`` (``.jpg``, ``.webp`` or ``.png``, by its name) with ``label`` inside.

    ``inferred`` says that colours in this picture come from a network: the file then names its
    DigitalSourceType and carries the notice. ``quality`` is 1..100 (JPEG, WebP), ``dpi`` the resolution noted
    in JPEG and PNG. The same arguments write the same bytes. The file appears whole or not at all; raises
    DisclosureError if what must be in it cannot be put there or is not found on reading back.
    """
    expected = disclosure(label, inferred=inferred)
    packet = fitting_packet(expected, label.language, f"work {label.id}: the label")
    data = with_xmp(encoded(image, path.suffix, quality=quality, dpi=dpi), packet)
    _require(expected, _said(data), path)
    with whole(path) as draft:
        draft.write_bytes(data)


def read_disclosure(path: Path) -> dict[str, str]:
    """What the picture at ``path`` says of itself: ``title``, ``creator``, ``credit``, ``rights``,
    ``web_statement``, ``usage_terms``, ``digital_source_type``, ``description``, ``alt``, ``inventory_number``,
    ``catalogue``; several creators stand in a line each. Absent ones are missing; a file without XMP gives ``{}``. No
    pixel is decoded. Raises DisclosureError if the file is no JPEG, PNG, WebP or AVIF, or is damaged, or its packet
    is; OSError if it cannot be read.
    """
    data = path.read_bytes()
    try:
        return _said(data)
    except DisclosureError as error:
        raise DisclosureError(f"{path.name}: {error}") from error


def properties_of(packet: bytes) -> dict[str, str]:
    """What an XMP packet says, by the names of :func:`read_disclosure`; DisclosureError if it is damaged."""
    try:
        root = fromstring(packet)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:  # the latter two: of its encoding
        raise DisclosureError(f"the XMP metadata cannot be read: {error}") from error
    found = {name: _value(root, *form) for name, form in _PROPERTIES.items()}
    return {name: value for name, value in found.items() if value is not None}


def disclosure(label: Label, *, inferred: bool) -> dict[str, str]:
    """What a picture under ``label`` says of itself, by the names of :func:`read_disclosure`.

    Characters that XML cannot hold (most control characters) are dropped and line ends become ``\\n``. An
    original beside its colorization does not carry the notice: its own colours are not inferred.
    """
    if inferred and not (label.digital_source_type and label.notice.strip()):
        raise DisclosureError(f"work {label.id}: an inferred picture needs a notice and a DigitalSourceType")
    with_notice = inferred or not label.colorized
    texts = {
        "title": label.title,
        "creator": _creators(label),
        "credit": label.credit,
        "rights": label.rights_label,
        "web_statement": label.rights,
        "usage_terms": label.rights_note,
        "digital_source_type": label.digital_source_type if inferred else None,
        "description": f"{label.alt}\n{label.notice}" if with_notice else label.alt,
        "alt": label.alt,
        "inventory_number": label.inventory_number,
        "catalogue": label.catalogue,
    }
    cleaned = {name: clean(text) for name, text in texts.items() if text is not None}
    return {name: text for name, text in cleaned.items() if text}


def _creators(label: Label) -> str | None:
    """Names of those who made it, a line each; nobody's is none."""
    if not label.creators:
        return label.creator
    return "\n".join(creator.name for creator in label.creators if creator.sort is not None)


def brief_disclosure(label: Label, *, inferred: bool) -> dict[str, str]:
    """The part of :func:`disclosure` that each of hundreds of tiles repeats: credit, rights and, where colours are
    inferred, the notice and the DigitalSourceType."""
    whole = disclosure(label, inferred=inferred)
    brief = {name: whole[name] for name in ("credit", "web_statement", "digital_source_type") if name in whole}
    return brief | ({"description": clean(label.notice)} if inferred else {})


def require_disclosure(path: Path, expected: dict[str, str]) -> None:
    """Raise DisclosureError unless the picture at ``path``, read back, says all of ``expected``."""
    _require(expected, read_disclosure(path), path)


def clean(text: str) -> str:
    """``text`` as XML holds it: without characters that XML 1.0 forbids, lines ended by ``\\n``."""
    return _NOT_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def xmp_packet(properties: Mapping[str, str], language: str) -> bytes:
    """``properties`` (names of :func:`read_disclosure`) as XMP in UTF-8, texts marked as ``language``."""
    root = Element(_tag("x:xmpmeta"))
    about = SubElement(SubElement(root, _tag("rdf:RDF")), _tag("rdf:Description"), {_tag("rdf:about"): ""})
    for name, text in properties.items():
        tag, kind = _PROPERTIES[name]
        if kind == _OBJECT:
            SubElement(_object(about), _tag(tag)).text = text
            continue
        element = SubElement(about, _tag(tag))
        if kind is None:
            element.text = text
            continue
        items = SubElement(element, _tag(f"rdf:{kind}"))
        # Readers look for x-default first; the second entry says which language it is.
        entries = (
            [("x-default", text), (language, text)] if kind == "Alt" else [("", line) for line in text.split("\n")]
        )
        for lang, entry in entries:
            item = SubElement(items, _tag("rdf:li"), {"xml:lang": lang} if lang else {})
            item.text = entry
    body: str = tostring(root, encoding="unicode")
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{body}<?xpacket end="r"?>'.encode()


def fitting_packet(properties: Mapping[str, str], language: str, what: str = "the label") -> bytes:
    """:func:`xmp_packet`; DisclosureError, about ``what``, if no picture file holds it."""
    packet = xmp_packet(properties, language)
    if len(packet) > MAX_PACKET:
        raise DisclosureError(
            f"{what} is {len(packet)} bytes as metadata, over the {MAX_PACKET} that a picture file holds; "
            "shorten its longest text"
        )
    return packet


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _object(about: Element) -> Element:
    """What ``about`` says of the original: the one entry of a list, begun where there is none yet."""
    found = about.find(f"{_tag(_OBJECT)}/{_tag('rdf:Bag')}/{_tag('rdf:li')}")
    if found is not None:
        return found
    items = SubElement(SubElement(about, _tag(_OBJECT)), _tag("rdf:Bag"))
    return SubElement(items, _tag("rdf:li"), {_tag("rdf:parseType"): "Resource"})


def _value(root: Element, tag: str, kind: str | None) -> str | None:
    """The property's text (of a list in languages, its first item's; of another, all in lines) in a parsed packet, None
    if absent or empty."""
    element = root.find(f".//{_tag(tag)}")
    if element is not None and kind == "Seq":
        return "\n".join(item.text or "" for item in element.iterfind(f"{_tag('rdf:Seq')}/{_tag('rdf:li')}")) or None
    if element is not None and kind == "Alt":
        element = element.find(f"{_tag('rdf:Alt')}/{_tag('rdf:li')}")
    return None if element is None else element.text or None


def _said(data: bytes) -> dict[str, str]:
    packet = read_xmp(data)
    return properties_of(packet) if packet else {}


def _require(expected: dict[str, str], found: dict[str, str], path: Path) -> None:
    wrong = [name for name, text in expected.items() if found.get(name) != text]
    if wrong:
        raise DisclosureError(f"{path.name}: reading the file back, {', '.join(wrong)} is missing or differs")
