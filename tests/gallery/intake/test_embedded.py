"""What files say of themselves."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from gallery.errors import PhotographError
from gallery.intake.embedded import in_language, read_embedded

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
  xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
  xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
  photoshop:City="Wien" photoshop:DateCreated="1900-01-02T00:00:00"
  xmpRights:WebStatement="https://rightsstatements.org/vocab/NKC/1.0/">
 <dc:title><rdf:Alt><rdf:li xml:lang="x-default">A tram</rdf:li><rdf:li xml:lang="en">A tram</rdf:li>
  <rdf:li xml:lang="de">Eine Straßenbahn</rdf:li></rdf:Alt></dc:title>
 <dc:creator><rdf:Seq><rdf:li>E. Novak</rdf:li><rdf:li>F. Novak</rdf:li></rdf:Seq></dc:creator>
 <dc:subject><rdf:Bag><rdf:li>tram</rdf:li><rdf:li>snow</rdf:li></rdf:Bag></dc:subject>
 <Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A tram in snow.</rdf:li></rdf:Alt>
 </Iptc4xmpCore:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def picture() -> Image.Image:
    return Image.new("L", (32, 24), 120)


def iptc(*values: tuple[int, int, bytes]) -> bytes:
    """A JPEG's APP13 segment of IPTC's datasets (record, number, value)."""
    data = b"".join(
        b"\x1c" + bytes([record, number]) + struct.pack(">H", len(value)) + value for record, number, value in values
    )
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
    body = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def jpeg_with_iptc(path: Path, *values: tuple[int, int, bytes]) -> Path:
    picture().save(path)
    content = path.read_bytes()
    path.write_bytes(content[:2] + iptc(*values) + content[2:])
    return path


def with_exif(path: Path, tags: dict[int, object], inner: dict[int, object] | None = None) -> Path:
    exif = Image.Exif()
    exif.update(tags)
    if inner:
        exif.get_ifd(ExifTags.IFD.Exif).update(inner)
    picture().save(path, exif=exif.tobytes())
    return path


@pytest.mark.parametrize("name", ["a.jpg", "a.webp", "a.tif", "a.png"])
def test_xmp_is_read_of_every_format_in_all_its_languages(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    packet = XMP.encode("utf-8")
    if name == "a.png":
        from PIL.PngImagePlugin import PngInfo

        chunks = PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", XMP)
        picture().save(path, pnginfo=chunks)
    elif name == "a.tif":
        picture().save(path, tiffinfo={700: packet})
    else:
        picture().save(path, xmp=packet)
    said = read_embedded(path)
    assert said.fields == {
        "title": {"x-default": "A tram", "en": "A tram", "de": "Eine Straßenbahn"},
        "creator": "E. Novak; F. Novak",
        "rights": "https://rightsstatements.org/vocab/NKC/1.0/",
        "date": "1900-01-02",
        "place": "Wien",
        "alt": "A tram in snow.",
    }
    assert said.keywords == ("tram", "snow")


def titled(path: Path, **texts: str) -> Path:
    """A photograph whose XMP has a title in these languages; ``any`` is x-default, and ``_`` a hyphen."""
    items = "".join(
        f'<rdf:li xml:lang="{tag.replace("any", "x-default").replace("_", "-")}">{text}</rdf:li>'
        for tag, text in texts.items()
    )
    before, _, rest = XMP.partition("<dc:title><rdf:Alt>")
    packet = f"{before}<dc:title><rdf:Alt>{items}{rest[rest.index('</rdf:Alt>') :]}"
    picture().save(path, xmp=packet.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    ("texts", "language", "title", "left"),
    [
        ({"any": "A tram", "de": "Eine Bahn"}, "en", {"en": "A tram", "de": "Eine Bahn"}, ""),
        ({"de": "Eine Bahn", "fr": "Un tram", "any": "A tram"}, "de", {"de": "Eine Bahn", "fr": "Un tram"}, "A tram"),
        ({"any": "A tram", "de": "Eine Bahn"}, "de-AT", {"de": "Eine Bahn"}, "A tram"),
        ({"any": "A tram", "de": "Eine Bahn"}, "de", "Eine Bahn", "A tram"),
        ({"any": "A", "en": "A", "fr": "Le tram"}, "it", {"it": "A", "en": "A", "fr": "Le tram"}, ""),
        ({"any": "A car", "en_GB": "A tram", "fr": "Le tram"}, "en", {"en": "A tram", "fr": "Le tram"}, "A car"),
        ({"any": "A tram", "en": "A tram"}, "it", "A tram", ""),
        ({"de": "Eine Bahn"}, "en", "Eine Bahn", ""),
    ],
)
def test_a_text_for_any_language_serves_where_the_exhibits_own_lacks_and_else_is_told(
    tmp_path: Path, texts: dict[str, str], language: str, title: str | dict[str, str], left: str
) -> None:
    said = read_embedded(titled(tmp_path / "a.jpg", **texts)).fields["title"]
    assert in_language(said, language) == (title, left)


def test_iptc_is_read_in_its_encodings(tmp_path: Path) -> None:
    values = [(2, 5, "Straße"), (2, 80, "É. Novak"), (2, 120, "Im Schnee."), (2, 55, "19000100"), (2, 90, "Wien")]
    plain = jpeg_with_iptc(tmp_path / "a.jpg", *((a, b, text.encode("cp1252")) for a, b, text in values))
    marked = [(1, 90, b"\x1b%G"), *((a, b, text.encode("utf-8")) for a, b, text in values)]
    utf8 = jpeg_with_iptc(tmp_path / "b.jpg", *marked, (2, 25, b"tram"), (2, 25, b"snow"))
    wanted = {"title": "Straße", "creator": "É. Novak", "description": "Im Schnee.", "date": "1900-01", "place": "Wien"}
    assert read_embedded(plain).fields == wanted
    assert read_embedded(utf8).fields == wanted
    assert read_embedded(utf8).keywords == ("tram", "snow")


def test_exif_is_read_and_what_devices_write_is_not(tmp_path: Path) -> None:
    base = ExifTags.Base
    said = read_embedded(
        with_exif(
            tmp_path / "a.jpg",
            {
                base.ImageDescription: "A tram",
                base.Artist: "E. Novak\0Editor",
                base.Copyright: "Public Domain",
                base.XPKeywords: "tram;snow".encode("utf-16-le"),
            },
            {base.DateTimeOriginal: "1999:12:31 10:00:00"},
        )
    )
    assert said.fields == {
        "description": "A tram",
        "creator": "E. Novak",
        "rights": "Public Domain",
        "date": "1999-12-31",
    }
    assert said.keywords == ("tram", "snow")
    for words in ("OLYMPUS DIGITAL CAMERA", "SONY DSC", "Created with GIMP", "Scanned Image", "  "):
        assert read_embedded(with_exif(tmp_path / "b.jpg", {base.ImageDescription: words})).fields == {}


def test_exif_says_where_the_camera_stood(tmp_path: Path) -> None:
    exif, tags = Image.Exif(), ExifTags.GPS
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            tags.GPSLatitudeRef: "N",
            tags.GPSLatitude: (51.0, 10.0, 48.0),
            tags.GPSLongitudeRef: "W",
            tags.GPSLongitude: (1.0, 49.0, 48.0),
        }
    )
    Image.new("RGB", (16, 16)).save(tmp_path / "a.jpg", exif=exif)
    assert read_embedded(tmp_path / "a.jpg").fields["coordinates"] == pytest.approx([51.18, -1.83])


def test_the_day_of_scanning_is_no_date_of_the_photograph(tmp_path: Path) -> None:
    base, when = ExifTags.Base, "2019:05:04 10:00:00"
    path = with_exif(tmp_path / "a.jpg", {}, {base.DateTimeOriginal: when, base.DateTimeDigitized: when})
    said = read_embedded(path)
    assert said.fields == {}
    assert said.remarks == ("EXIF says 2019-05-04, which is when it was digitized",)


def test_xmp_comes_before_iptc_and_exif(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Somebody else"
    exif[ExifTags.Base.ImageDescription] = "Of EXIF."
    picture().save(path, xmp=XMP.encode("utf-8"), exif=exif.tobytes())
    fields = read_embedded(path).fields
    assert (fields["creator"], fields["description"]) == ("E. Novak; F. Novak", "Of EXIF.")


@pytest.mark.parametrize(
    "packet", [b"<x:xmpmeta", b"\xff\xfe\x00", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a/>", b""]
)
def test_damaged_metadata_are_as_good_as_none(tmp_path: Path, packet: bytes) -> None:
    path = tmp_path / "a.jpg"
    picture().save(path, xmp=packet)
    assert read_embedded(path).fields == {}


def test_what_is_no_picture_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"no picture")
    with pytest.raises(PhotographError):
        read_embedded(path)
