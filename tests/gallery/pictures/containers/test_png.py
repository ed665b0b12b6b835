"""What only PNG has: text chunks of three kinds, before and after the picture, compressed or not."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gallery.errors import DisclosureError
from gallery.pictures.containers import read_xmp, with_xmp

KEY = b"XML:com.adobe.xmp\0"


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def png(*, before: bytes = b"", after: bytes = b"") -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    data = file.getvalue()
    first, last = data.index(b"IDAT") - 4, data.index(b"IEND") - 4
    return data[:first] + before + data[first:last] + after + data[last:]


TEXTS = {
    "iTXt": chunk(b"iTXt", KEY + b"\0\0\0\0<a/>"),
    "iTXt, compressed": chunk(b"iTXt", KEY + b"\1\0\0\0" + zlib.compress(b"<a/>")),
    "iTXt in a language": chunk(b"iTXt", KEY + b"\0\0de\0Titel\0<a/>"),
    "zTXt": chunk(b"zTXt", KEY + b"\0" + zlib.compress(b"<a/>")),
    "tEXt": chunk(b"tEXt", KEY + b"<a/>"),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("place", ["before", "after"])
def test_text_of_every_kind_is_read_and_replaced(text: bytes, place: str) -> None:
    data = png(**{place: text})
    assert read_xmp(data) == b"<a/>"
    assert with_xmp(data, b"<b/>") == with_xmp(png(), b"<b/>")


def test_pillow_s_text_is_read() -> None:
    texts, file = PngInfo(), BytesIO()
    texts.add_itxt("XML:com.adobe.xmp", "<a>ü</a>", zip=True)
    Image.new("RGB", (8, 8)).save(file, "PNG", pnginfo=texts)
    assert read_xmp(file.getvalue()) == "<a>ü</a>".encode()


def test_other_texts_stay() -> None:
    other = chunk(b"tEXt", b"Title\0A title")
    assert other in with_xmp(png(before=other), b"<a/>")
    assert read_xmp(png(before=other)) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TEXTS["iTXt"] * 2, "two XMP packets"),
        (TEXTS["iTXt"][:-1] + b"\xee", "checksum"),
        (chunk(b"iTXt", KEY + b"\0\0"), "no text"),
        (chunk(b"zTXt", KEY + b"\0no stream"), "cannot be unpacked"),
        (chunk(b"zTXt", KEY + b"\0" + zlib.compress(b"<a/>")[:-4]), "has no end"),
        (chunk(b"zTXt", KEY + b"\0" + zlib.compress(b" " * 20_000_000)), "has no end"),
    ],
)
def test_damaged_text_is_refused(text: bytes, message: str) -> None:
    with pytest.raises(DisclosureError, match=message):
        read_xmp(png(before=text))
