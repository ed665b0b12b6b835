"""What only AVIF has: items that lie anywhere, found by tables. The files here are made by hand, without pictures."""

from __future__ import annotations

import struct

import pytest

from gallery.errors import DisclosureError
from gallery.pictures.containers import read_xmp, with_xmp
from gallery.pictures.containers.boxes import box

FTYP = box(b"ftyp", b"avif\0\0\0\0avifmif1")


def iloc(*items: tuple[int, int, int], sizes: int = 0x4400, method: int = 0, more: bytes = b"") -> bytes:
    """A table of items as (number, offset, length)."""
    rows = (struct.pack(">HHHHII", item, method, 0, 1, offset, length) for item, offset, length in items)
    return box(b"iloc", struct.pack(">IHH", 1 << 24, sizes, len(items)), *rows, more)


def infe(item: int, kind: bytes = b"av01", *texts: bytes) -> bytes:
    return box(b"infe", struct.pack(">IHH4s", 2 << 24, item, 0, kind), b"\0", *(text + b"\0" for text in texts))


def avif(locations: bytes, *entries: bytes, more: tuple[bytes, ...] = (), count: int | None = None) -> bytes:
    number = len(entries) if count is None else count
    children = (
        box(b"hdlr", b"\0" * 8, b"pict", b"\0" * 13),
        box(b"pitm", b"\0\0\0\0\0\1"),
        locations,
        box(b"iinf", struct.pack(">IH", 0, number), *entries),
        *more,
    )
    return FTYP + box(b"meta", b"\0\0\0\0", *children)


def whole(length: int = 4, **options: object) -> bytes:
    """A file whose only item lies in its mdat box."""
    start = len(avif(iloc((1, 0, length)), infe(1), **options)) + 8
    return avif(iloc((1, start, length)), infe(1), **options) + box(b"mdat", b"PIXL")


def test_an_item_moves_and_holds_what_it_held() -> None:
    stamped = with_xmp(whole(), b"<a/>")
    assert read_xmp(stamped) == b"<a/>"
    at = stamped.index(b"iloc") + 4 + 8 + 8
    offset, length = struct.unpack_from(">II", stamped, at)
    assert stamped[offset : offset + length] == b"PIXL"


def test_an_item_in_the_meta_box_stays_there() -> None:
    data = avif(iloc((1, 0, 4), method=1), infe(1), more=(box(b"idat", b"PIXL"),))
    stamped = with_xmp(data, b"<a/>")
    assert read_xmp(stamped) == b"<a/>"
    assert box(b"idat", b"PIXL") in stamped
    assert stamped.endswith(box(b"mdat", b"<a/>"))


def test_xmp_of_another_item_is_not_the_picture_s() -> None:
    """A thumbnail's, or a depth map's."""
    entries = infe(1), infe(2, b"mime", b"application/rdf+xml"), infe(3)
    reference = box(b"iref", b"\0\0\0\0", box(b"cdsc", struct.pack(">HHH", 2, 1, 3)))
    data = avif(iloc((1, 0, 4), (2, 4, 4), (3, 0, 4)), *entries, more=(reference,))
    assert read_xmp(data) is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (FTYP, "0 meta boxes"),
        (whole() + box(b"moov"), "sequence cannot be given XMP"),
        (whole(length=5), "lies outside"),
        (avif(iloc((1, 0, 4), method=2), infe(1)), "lie inside others"),
        (avif(iloc((1, 0, 4), sizes=0x4000), infe(1)), "not known here"),
        (avif(iloc((1, 0, 4)), infe(1), count=2), "has 1 items and says 2"),
        (avif(iloc((1, 0, 4)), infe(1), infe(1)), "the same number"),
        (avif(iloc((1, 0, 4), (1, 0, 4)), infe(1)), "the same number"),
        (avif(iloc((1, 0, 4)), infe(1), infe(0xFFFF)), "too many items"),
        (avif(b"", infe(1)), "no iloc box"),
        (avif(iloc((1, 0, 4))[:-2], infe(1)), "is damaged"),
        (whole() + struct.pack(">I4s", 0, b"free"), "open size"),
        (FTYP + struct.pack(">I4s", 4, b"meta"), "says it has 4 bytes"),
    ],
)
def test_what_cannot_be_understood_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(DisclosureError, match=message):
        with_xmp(data, b"<a/>")


def test_tables_that_name_the_same_bytes_over_and_over_take_no_memory() -> None:
    many = [(item, 0, 400_000) for item in range(1, 4000)]
    data = avif(iloc(*many), *(infe(item) for item, _, _ in many)) + box(b"mdat", bytes(400_000))
    with pytest.raises(DisclosureError, match="overlap"):
        with_xmp(data, b"<a/>")
