"""What only WebP has: a header that announces what else is in the file."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from gallery.errors import DisclosureError
from gallery.pictures.containers import read_xmp, with_xmp


def webp(mode: str = "RGB", size: tuple[int, int] = (8, 8), **options: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, "WEBP", **options)
    return file.getvalue()


@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("size", [(1, 1), (7, 300), (16383, 1)])
def test_the_canvas_is_as_large_as_the_picture(size: tuple[int, int], lossless: bool) -> None:
    stamped = with_xmp(webp(size=size, lossless=lossless), b"<a/>")
    assert stamped[12:20] == b"VP8X\x0a\0\0\0"
    width, height = (int.from_bytes(stamped[at : at + 3], "little") + 1 for at in (24, 27))
    assert (width, height) == size
    with Image.open(BytesIO(stamped)) as image:
        assert image.size == size


def test_a_packet_that_the_header_does_not_announce_is_not_there() -> None:
    stamped = bytearray(with_xmp(webp(), b"<a/>"))
    stamped[20] = 0
    assert read_xmp(bytes(stamped)) is None
    assert read_xmp(with_xmp(bytes(stamped), b"<b/>")) == b"<b/>"


def test_what_follows_the_file_stays_behind_it() -> None:
    assert with_xmp(webp() + b"more", b"<a/>") == with_xmp(webp(), b"<a/>") + b"more"


@pytest.mark.parametrize("size", [0, 3, 0xFFFFFFFF])
def test_a_wrong_length_is_refused(size: int) -> None:
    data = webp()
    with pytest.raises(DisclosureError, match="it says it has"):
        with_xmp(data[:4] + size.to_bytes(4, "little") + data[8:], b"<a/>")


def test_a_file_without_a_picture_is_refused() -> None:
    with pytest.raises(DisclosureError, match="no picture"):
        with_xmp(b"RIFF\x04\0\0\0WEBP", b"<a/>")
