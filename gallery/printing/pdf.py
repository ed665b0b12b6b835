"""Sheets as a PDF: text as text in embedded fonts, pictures as the JPEG files they are, everything in sRGB.

The same sheets give the same bytes: no time is written, and nothing is deflated, since libraries differ in how. Readers
for those who do not see are told what is a paragraph and what a picture shows (tagged PDF).

Source: ISO 32000-1:2008 (PDF 1.7), sections 7 (syntax), 8.6.5.5 (ICC), 9.7 (composite fonts), 14.3.2 (metadata), 14.7
and 14.8 (structure), 14.11.2 (boxes), 14.11.5 (output intents).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from gallery.printing.fonts import EmbeddedFont, embedded
from gallery.printing.marks import Trim, around
from gallery.printing.page import Page, page_of
from gallery.printing.profile import srgb
from gallery.printing.sheet import POINTS, Sheet
from gallery.printing.spelling import meanings
from gallery.printing.strings import text_string
from gallery.typography.typeface import typeface


def pdf(
    sheets: Sequence[Sheet],
    pictures: Mapping[str, bytes],
    *,
    title: str,
    language: str,
    packet: bytes | None = None,
    bleed: float = 0.0,
) -> bytes:
    """A page for each of ``sheets``.

    Args:
        pictures: JPEG files in RGB, by the names that the sheets give them; each is embedded once, as it is.
        packet: the XMP metadata of the whole.
        bleed: millimetres by which the ground goes on outside the sheet; then crop marks say where to cut.
    """
    document = _Document()
    profile = document.stream(f"/N 3 /Length {len(srgb())}", srgb())
    space = document.add(f"[/ICCBased {profile} 0 R]")
    fonts = {path: document.font(face) for path, face in _fonts(sheets).items()}
    shown = dict.fromkeys(placed.name for sheet in sheets for placed in sheet.pictures)
    images = {name: document.image(pictures[name], space) for name in shown}
    tree, root, pages = document.reserve(), document.reserve(), document.reserve()
    resources = _resources(space, fonts, images)
    written = []
    for number, sheet in enumerate(sheets):
        trim = around(sheet, bleed)
        page = page_of(sheet, trim, {path: (f"F{at}", font.face) for at, (path, font) in enumerate(fonts.items())},
                       {name: f"P{at}" for at, name in enumerate(images)})  # fmt: skip
        written.append(_write(document, page, trim, at=number, pages=pages, root=root, resources=resources))
    kids = " ".join(f"{reference} 0 R" for reference, _ in written)
    document.put(pages, f"<< /Type /Pages /Kids [{kids}] /Count {len(written)} >>")
    _structure(document, tree, root, [elements for _, elements in written])
    intent = (
        f"<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /DestOutputProfile {profile} 0 R >>"
    )
    extras = f" /Metadata {document.metadata(packet)} 0 R" if packet else ""
    catalog = document.add(
        f"<< /Type /Catalog /Pages {pages} 0 R /Lang {text_string(language)} /MarkInfo << /Marked true >> "
        f"/StructTreeRoot {tree} 0 R /ViewerPreferences << /DisplayDocTitle true >> /OutputIntents [{intent}]"
        f"{extras} >>"
    )
    return document.finished(catalog, document.add(f"<< /Title {text_string(title)} >>"))


@dataclass(frozen=True)
class _Font:
    reference: int
    face: EmbeddedFont


@dataclass
class _Document:
    """The objects of a file, numbered from 1."""

    objects: list[bytes] = field(default_factory=list)

    def reserve(self) -> int:
        """The number of an object that is :meth:`put` later."""
        self.objects.append(b"")
        return len(self.objects)

    def put(self, reference: int, body: str) -> None:
        self.objects[reference - 1] = body.encode("latin-1")

    def add(self, body: str) -> int:
        reference = self.reserve()
        self.put(reference, body)
        return reference

    def stream(self, entries: str, data: bytes) -> int:
        self.objects.append(f"<< {entries} >>\nstream\n".encode("latin-1") + data + b"\nendstream")
        return len(self.objects)

    def metadata(self, packet: bytes) -> int:
        return self.stream(f"/Type /Metadata /Subtype /XML /Length {len(packet)}", packet)

    def image(self, jpeg: bytes, space: int) -> int:
        with Image.open(BytesIO(jpeg)) as opened:
            if (opened.format, opened.mode) != ("JPEG", "RGB"):
                raise ValueError(f"a PDF takes JPEG pictures in RGB, not {opened.format} in {opened.mode}")
            width, height = opened.size
        return self.stream(
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace {space} 0 R "
            f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(jpeg)}",
            jpeg,
        )

    def font(self, face: EmbeddedFont) -> _Font:
        """A composite font whose codes are the numbers of its shapes."""
        length = len(face.data)
        glyf = face.outlines == "glyf"
        kind = f"/Length1 {length}" if glyf else "/Subtype /OpenType"
        file = self.stream(f"{kind} /Length {length}", face.data)
        box = " ".join(map(str, face.box))
        descriptor = self.add(
            f"<< /Type /FontDescriptor /FontName /{face.name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 "
            f"/Ascent {face.ascent} /Descent {face.descent} /CapHeight {face.cap_height} /StemV 80 "
            f"/FontFile{2 if glyf else 3} {file} 0 R >>"
        )
        listed = " ".join(f"{glyph} [{number(width)}]" for glyph, width in sorted(face.widths.items()))
        system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        kind = "/CIDFontType2 /CIDToGIDMap /Identity" if glyf else "/CIDFontType0"
        descendant = self.add(
            f"<< /Type /Font /Subtype {kind} /BaseFont /{face.name} {system} /FontDescriptor {descriptor} 0 R "
            f"/DW 1000 /W [{listed}] >>"
        )
        mapping = _to_unicode(face)
        unicode = self.stream(f"/Length {len(mapping)}", mapping)
        reference = self.add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{face.name} /Encoding /Identity-H "
            f"/DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>"
        )
        return _Font(reference, face)

    def finished(self, catalog: int, information: int) -> bytes:
        """The whole file."""
        file = BytesIO()
        file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for reference, body in enumerate(self.objects, start=1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n%b\nendobj\n" % (reference, body))
        digest = hashlib.sha256(file.getvalue()).hexdigest()[:32].upper()
        table = file.tell()
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        file.writelines(b"%010d 00000 n \n" % place for place in places)
        trailer = f"/Size {len(places) + 1} /Root {catalog} 0 R /Info {information} 0 R /ID [<{digest}> <{digest}>]"
        file.write(f"trailer\n<< {trailer} >>\nstartxref\n{table}\n%%EOF\n".encode("ascii"))
        return file.getvalue()


def _fonts(sheets: Sequence[Sheet]) -> dict[str, EmbeddedFont]:
    """Each font file with the characters and the shapes that are set in it."""
    characters: dict[str, set[str]] = {}
    shapes: dict[str, dict[int, str]] = {}
    for line in (line for sheet in sheets for line in sheet.lines):
        face = typeface(line.font)
        if not face.joins(line.text):
            characters.setdefault(face.fonts[0], set()).update(line.text)
            continue
        for glyph, said in meanings(line):
            known = shapes.setdefault(glyph.font, {})
            known[glyph.number] = known.get(glyph.number) or said
    return {
        path: embedded(path, characters.get(path, ()), shapes.get(path, {}), typeface(path).cap_height)
        for path in sorted(characters | shapes)
    }


def _resources(space: int, fonts: Mapping[str, _Font], images: Mapping[str, int]) -> str:
    faces = " ".join(f"/F{at} {font.reference} 0 R" for at, font in enumerate(fonts.values()))
    pictures = " ".join(f"/P{at} {image} 0 R" for at, image in enumerate(images.values()))
    return f"<< /ColorSpace << /S {space} 0 R >> /Font << {faces} >> /XObject << {pictures} >> >>"


def _write(
    document: _Document, page: Page, trim: Trim, *, at: int, pages: int, root: int, resources: str
) -> tuple[int, list[int]]:
    """A page, and the elements of its structure in the order in which they are read."""
    reference = document.reserve()
    content = document.stream(f"/Length {len(page.content)}", page.content)
    boxes = " ".join(f"/{name}Box [{' '.join(map(number, box))}]" for name, box in trim.boxes(POINTS).items())
    document.put(
        reference,
        f"<< /Type /Page /Parent {pages} 0 R {boxes} /Resources {resources} /Contents {content} 0 R "
        f"/StructParents {at} /Tabs /S >>",
    )
    elements = []
    for marked, element in enumerate(page.elements):
        alt = f" /Alt {text_string(element.alt)}" if element.alt else ""
        alt += f" /ActualText {text_string(element.said)}" if element.said else ""
        elements.append(
            document.add(
                f"<< /Type /StructElem /S /{element.kind} /P {root} 0 R /Pg {reference} 0 R /K {marked}{alt} >>"
            )
        )
    return reference, elements


def _structure(document: _Document, tree: int, root: int, pages: Sequence[Sequence[int]]) -> None:
    """The tree of what is read: one document, and in it the elements of every page."""
    elements = " ".join(f"{element} 0 R" for page in pages for element in page)
    document.put(root, f"<< /Type /StructElem /S /Document /P {tree} 0 R /K [{elements}] >>")
    parents = " ".join(f"{at} [{' '.join(f'{e} 0 R' for e in page)}]" for at, page in enumerate(pages))
    document.put(
        tree,
        f"<< /Type /StructTreeRoot /K {root} 0 R /ParentTree << /Nums [{parents}] >> "
        f"/ParentTreeNextKey {len(pages)} >>",
    )


def number(value: float) -> str:
    """``value`` as PDF writes numbers: to a thousandth, without an exponent."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _to_unicode(face: EmbeddedFont) -> bytes:
    """Which characters each code stands for, so that text can be searched and copied."""
    pairs = sorted(face.meanings.items())
    blocks = []
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines = "\n".join(f"<{glyph:04X}> <{c.encode('utf-16-be').hex().upper()}>" for glyph, c in block)
        blocks.append(f"{len(block)} beginbfchar\n{lines}\nendbfchar\n")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{''.join(blocks)}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode("ascii")
