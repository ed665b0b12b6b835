"""What films say of themselves is found in real files and in files made by hand, and damage is no traceback."""

from __future__ import annotations

import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from gallery.errors import DisclosureError
from gallery.pictures.containers.boxes import box
from gallery.pictures.containers.film import read_packet
from gallery.pictures.containers.mp4 import packet_box

PACKET = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="r"?>'


def element(code: int, *content: bytes) -> bytes:
    body = b"".join(content)
    return code.to_bytes((code.bit_length() + 7) // 8, "big") + (0x0800000000 | len(body)).to_bytes(5, "big") + body


def tag(name: bytes, text: bytes) -> bytes:
    return element(0x7373, element(0x67C8, element(0x45A3, name), element(0x4487, text)))


def matroska(*tags: bytes) -> bytes:
    content = element(0x1F43B675, bytes(40)) + element(0x1254C367, *tags)
    return element(0x1A45DFA3, element(0x4282, b"webm")) + element(0x18538067, content)


def test_a_matroska_film_says_it_in_a_tag() -> None:
    assert read_packet(BytesIO(matroska(tag(b"TITLE", b"Pier"), tag(b"XMP", PACKET)))) == PACKET
    assert read_packet(BytesIO(matroska(tag(b"TITLE", b"Pier")))) is None


def test_a_film_with_two_packets_is_refused() -> None:
    for data in (matroska(*[tag(b"XMP", PACKET)] * 2), box(b"moov") + packet_box(PACKET) * 2):
        with pytest.raises(DisclosureError, match="two XMP packets"):
            read_packet(BytesIO(data))


def test_a_segment_of_unknown_size_reaches_to_the_end_and_a_cluster_of_unknown_size_is_refused() -> None:
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    unknown = (0x18538067).to_bytes(4, "big") + b"\x01" + b"\xff" * 7
    assert read_packet(BytesIO(head + unknown + element(0x1254C367, tag(b"XMP", PACKET)))) == PACKET
    with pytest.raises(DisclosureError, match="in parts of unknown size"):
        read_packet(BytesIO(head + unknown + (0x1F43B675).to_bytes(4, "big") + b"\xff" + bytes(10)))


def test_a_film_that_is_cut_anywhere_is_damaged_or_says_nothing() -> None:
    data = matroska(tag(b"XMP", PACKET))
    for length in range(4, len(data)):
        with suppress(DisclosureError):
            assert read_packet(BytesIO(data[:length])) is None


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "webm"])
def test_a_real_film_that_says_nothing_says_nothing(tmp_path: Path, ending: str) -> None:
    pytest.importorskip("av")
    sys.path.append(str(Path(__file__).parents[2] / "film"))
    from clips import make

    path = make(tmp_path / f"film.{ending}", "libvpx-vp9" if ending == "webm" else "libx264", frames=3)
    with path.open("rb") as file:
        assert read_packet(file) is None
    if ending != "mp4":
        return
    with path.open("ab") as file:
        file.write(packet_box(PACKET))
    with path.open("rb") as file:
        assert read_packet(file) == PACKET
