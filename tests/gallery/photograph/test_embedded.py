"""What a file says of its photograph, by XMP, IPTC, Exif or a PNG's texts, is found; the first that says it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
import pyvips
from PIL import Image, PngImagePlugin

from gallery.errors import PhotographError
from gallery.intake.embedded import read_embedded
from gallery.photograph import embedded_in
from gallery.pictures.metadata import xmp_packet

SAID = {"title": "The pier", "creator": "Ada Smith", "rights": "© City Archive", "description": "At dawn."}


def iptc(*given: tuple[int, str], utf8: bool = False) -> bytes:
    """Records of IPTC-IIM."""
    sets = [(1, 90, b"\x1b%G")] if utf8 else []
    sets += [(2, number, text.encode("utf-8" if utf8 else "cp1252")) for number, text in given]
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(data)) + data for record, number, data in sets)


def picture(path: Path, **options: Any) -> Path:
    Image.new("L", (20, 20)).save(path, **options)
    return path


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif", "a.webp", "a.avif"])
def test_xmp_is_found_in_every_kind_of_file(name: str, tmp_path: Path) -> None:
    packet = xmp_packet(SAID, "en")
    options: dict[str, Any] = {"xmp": packet}
    if name == "a.png":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet.decode())
        options = {"pnginfo": info}
    elif name == "a.tif":
        options = {"tiffinfo": {700: packet}}
    found = read_embedded(picture(tmp_path / name, **options))
    assert found.fields == SAID
    assert found.copyright == "© City Archive"


def test_xmp_comes_before_iptc_and_iptc_before_exif(tmp_path: Path) -> None:
    texts = {270: "by exif", 315: "by exif", 33_432: "by exif"}
    own = {700: xmp_packet({"creator": "by xmp"}, "en"), 33_723: iptc((80, "no"), (116, "by iptc"))}
    found = read_embedded(picture(tmp_path / "a.tif", tiffinfo=texts | own))
    assert found.fields == {"creator": "by xmp", "rights": "by iptc", "description": "by exif"}


@pytest.mark.parametrize("utf8", [False, True])
def test_letters_with_accents_are_read_in_either_coding_of_iptc(utf8: bool, tmp_path: Path) -> None:
    caption = "Frühling in Łódź" if utf8 else "Frühling"
    found = read_embedded(picture(tmp_path / "a.tif", tiffinfo={33_723: iptc((120, caption), utf8=utf8)}))
    assert found.fields["description"] == caption


def test_a_tiff_that_pillow_does_not_open_says_as_much(tmp_path: Path) -> None:
    floating = pyvips.Image.black(20, 20, bands=3).cast("float").copy(interpretation="scrgb")
    floating.set_type(pyvips.GValue.blob_type, "xmp-data", xmp_packet(SAID, "en"))
    floating.tiffsave(str(tmp_path / "a.tif"))
    assert read_embedded(tmp_path / "a.tif").fields == SAID


def test_iptc_of_a_jpeg_and_texts_of_a_png_are_found(tmp_path: Path) -> None:
    resource = b"8BIM" + struct.pack(">HHI", 1028, 0, len(iptc((116, "© 1936")))) + iptc((116, "© 1936"))
    segment = b"Photoshop 3.0\0" + resource + bytes(len(resource) % 2)
    jpeg = picture(tmp_path / "a.jpg").read_bytes()
    head = b"\xff\xed" + struct.pack(">H", len(segment) + 2)
    (tmp_path / "a.jpg").write_bytes(jpeg[:20] + head + segment + jpeg[20:])
    assert read_embedded(tmp_path / "a.jpg").copyright == "© 1936"
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ada Smith")
    info.add_text("Software", "A program")
    path = picture(tmp_path / "a.png", pnginfo=info, dpi=(400, 400))
    assert read_embedded(path).fields == {"creator": "Ada Smith"}
    found = embedded_in(path).dpi
    assert found is not None
    assert round(found[0]) == 400


def test_the_resolution_of_a_tiff_is_read_in_inches_and_centimetres(tmp_path: Path) -> None:
    for unit, value in ((2, 600), (3, 600 / 2.54)):
        dpi = embedded_in(picture(tmp_path / "a.tif", tiffinfo={282: value, 283: value, 296: unit})).dpi
        assert dpi is not None
        assert abs(dpi[0] - 600) < 0.1
    assert embedded_in(picture(tmp_path / "a.tif", tiffinfo={282: 600, 283: 600, 296: 1})).dpi is None


def test_damaged_metadata_are_as_good_as_none(tmp_path: Path) -> None:
    own = {700: b"<x:xmpmeta", 33_723: b"\x1c\x02\x50\x80\x04aaaa"}
    assert read_embedded(picture(tmp_path / "a.tif", tiffinfo=own)).fields == {}
    cut = iptc((80, "Ada Smith"))[:-3]
    assert read_embedded(picture(tmp_path / "a.tif", tiffinfo={33_723: cut})).fields == {"creator": "Ada Sm"}
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(PhotographError):
        read_embedded(tmp_path / "a.jpg")
