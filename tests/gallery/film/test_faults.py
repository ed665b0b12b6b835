"""Films that are damaged, cut, locked or none: a clear error, or the part that could be read, with a warning."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("av")
sys.path.append(str(Path(__file__).parent))
from clips import FRAMES, make, picture

from gallery.errors import FilmError
from gallery.film import frames, head_of


def announce(tmp: Path, width: int, height: int) -> Path:
    """A film of small frames that announces others."""
    path = make(tmp / "film.mkv", "ffv1", size=(320, 256), frames=2)
    data = path.read_bytes()
    for code, old, new in ((b"\xb0\x82", 320, width), (b"\xba\x82", 256, height)):
        assert data.count(code + struct.pack(">H", old)) == 1
        data = data.replace(code + struct.pack(">H", old), code + struct.pack(">H", new))
    path.write_bytes(data)
    return path


def sound_only(tmp: Path) -> Path:
    import av

    make(tmp / "both.mp4", sound="aac")
    with av.open(str(tmp / "both.mp4")) as given, av.open(str(tmp / "film.mp4"), "w") as made:
        stream = made.add_stream_from_template(given.streams.audio[0])
        for packet in given.demux(audio=0):
            if packet.size:
                packet.stream = stream
                made.mux(packet)
    return tmp / "film.mp4"


def encrypted(tmp: Path) -> Path:
    key = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "01" * 16, "encryption_kid": "02" * 16}
    return make(tmp / "film.mp4", muxer=key)


def written(tmp: Path, name: str, data: bytes) -> Path:
    (tmp / name).write_bytes(data)
    return tmp / name


def headless(tmp: Path) -> Path:
    data = make(tmp / "film.mp4").read_bytes()
    return written(tmp, "film.mp4", data[: data.index(b"moov")])


def no_frames(tmp: Path) -> Path:
    """All that is coded is zeros."""
    path = make(tmp / "film.mp4")
    data = bytearray(path.read_bytes())
    at = data.index(b"mdat")
    size = int.from_bytes(data[at - 4 : at], "big")
    data[at + 4 : at - 4 + size] = bytes(size - 8)
    path.write_bytes(data)
    return path


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"

REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda tmp: tmp / "film.mp4", "there is no such file"),
    "folder": (lambda tmp: tmp, "it is no file"),
    "empty": (lambda tmp: written(tmp, "film.mp4", b""), "the file is empty"),
    "text": (lambda tmp: written(tmp, "film.mp4", b"no film at all\n" * 50), "cannot be opened as a film"),
    "playlist": (lambda tmp: written(tmp, "film.mp4", PLAYLIST), "cannot be opened as a film"),
    "without its head": (headless, "cannot be opened as a film"),
    "sound only": (sound_only, "it has sound but no picture; a film needs a video stream"),
    "encrypted": (encrypted, "its picture is encrypted; give a copy without copy protection"),
    "no frame": (no_frames, "none of its frames can be decoded"),
    "large": (lambda tmp: announce(tmp, 12_000, 12_000), "it announces frames of 12000×12000 pixels, more than the"),
    "enormous": (lambda tmp: announce(tmp, 30_000, 30_000), "its frames have no size, or one that cannot be decoded"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_shown_is_refused_by_file_and_cause(tmp_path: Path, fault: str) -> None:
    made, said = REFUSED[fault]
    path = made(tmp_path)
    with pytest.raises(FilmError) as caught:
        head_of(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("ending", ["ts", "mkv", "avi", "mp4"])
def test_of_a_film_that_is_cut_the_part_that_is_there_is_read(tmp_path: Path, ending: str) -> None:
    options = {"g": "8", "bf": "0", "qp": "0"}
    # Its index at the beginning, as films for the web have it.
    path = make(tmp_path / f"film.{ending}", options=options)
    if ending == "mp4":
        path = _index_first(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    head = head_of(path)
    assert 4 < head.frames < FRAMES - 4
    found = list(frames(path, head))
    assert len(found) == head.frames
    for frame in found[:-2]:  # the last may be cut itself
        assert np.abs(frame.grey.astype(int) - picture(frame.number)[..., 0]).mean() < 6
    (said,) = (each for each in head.warnings if "cut" in each)
    assert said.startswith("the file is cut short by ")
    if ending in ("mp4", "mkv"):  # the others do not announce how long they are
        assert said.endswith(f": {head.frames} of 32 frames could be read")


KINDS = {
    "mkv": ("libx264", "aac"),
    "webm": ("libvpx-vp9", "libopus"),
    "avi": ("mpeg4", "mp3"),
    "mp4": ("libx264", "aac"),
    "mov": ("libx264", "aac"),
    "mxf": ("mpeg2video", None),
    "flv": ("libx264", "aac"),
    "ogg": ("libvpx", "libopus"),
    "asf": ("wmv2", "mp3"),
    "ts": ("libx264", "aac"),
    "mpg": ("mpeg2video", "mp2"),
}


@pytest.mark.parametrize("ending", KINDS)
def test_a_film_that_lacks_only_its_last_bytes_is_told_as_cut_short(tmp_path: Path, ending: str) -> None:
    codec, sound = KINDS[ending]
    path = make(tmp_path / f"film.{ending}", codec, sound=sound, options={"g": "8"})
    if ending in ("mp4", "mov"):
        path = _index_first(path)
    assert not head_of(path).warnings
    data = path.read_bytes()
    for share in (0.95, 0.999):
        short = written(tmp_path, f"short.{ending}", data[: int(len(data) * share)])
        (said,) = (each for each in head_of(short).warnings if "cut" in each)
        assert said.startswith("the file is cut short by ")
        assert said.endswith("; its sound may end sooner") == bool(sound)


@pytest.mark.parametrize("ending", ["mkv", "mp4"])
def test_a_film_as_recorders_send_it_is_told_as_cut_short_by_what_it_ends_in(tmp_path: Path, ending: str) -> None:
    """Neither says at its beginning how long it will be."""
    live = {"live": "1"} if ending == "mkv" else {"movflags": "frag_keyframe+empty_moov"}
    path = make(tmp_path / f"film.{ending}", options={"g": "8", "bf": "0"}, muxer=live)
    assert not head_of(path).warnings
    (said,) = head_of(written(tmp_path, f"short.{ending}", path.read_bytes()[:-60])).warnings
    assert said.startswith("the file is cut short by ")


def test_what_follows_the_parts_of_a_film_is_no_cut(tmp_path: Path) -> None:
    for ending, codec in (("mkv", "libx264"), ("mp4", "libx264"), ("avi", "mpeg4"), ("flv", "libx264")):
        path = make(tmp_path / f"film.{ending}", codec)
        for more in (bytes(100), b"\xff" * 100):
            assert not head_of(written(tmp_path, f"more.{ending}", path.read_bytes() + more)).warnings


def _index_first(path: Path) -> Path:
    import av

    made = path.with_name(f"first-{path.name}")
    with av.open(str(path)) as given, av.open(str(made), "w", container_options={"movflags": "faststart"}) as out:
        streams = {stream.index: out.add_stream_from_template(stream) for stream in given.streams}
        for packet in given.demux():
            if packet.size:
                packet.stream = streams[packet.stream_index]
                out.mux(packet)
    return made


@pytest.mark.parametrize("ending", ["ts", "mp4", "mkv"])
def test_damage_in_the_middle_is_said_and_the_rest_is_read_the_same_each_time(tmp_path: Path, ending: str) -> None:
    in_pieces = {"cluster_time_limit": "100"} if ending == "mkv" else {}
    path = make(tmp_path / f"film.{ending}", options={"g": "4", "bf": "0", "qp": "0"}, muxer=in_pieces)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = bytes(600)
    path.write_bytes(data)
    head = head_of(path)
    assert head.frames >= FRAMES - 12
    assert any("damaged" in warning or "cut" in warning for warning in head.warnings)
    first = list(frames(path, head))
    assert len(first) == head.frames
    for _ in range(5):
        for one, other in zip(first, frames(path, head), strict=True):
            np.testing.assert_array_equal(one.grey, other.grey)
    last = next(frames(path, head, head.frames - 1))
    np.testing.assert_array_equal(last.grey, first[-1].grey)


def test_frames_of_another_size_are_brought_to_that_of_the_first_and_it_is_said(tmp_path: Path) -> None:
    first = make(tmp_path / "a.ts", "mpeg2video")
    second = make(tmp_path / "b.ts", "mpeg2video", size=(192, 128), times=range(FRAMES, 2 * FRAMES))
    path = written(tmp_path, "film.ts", first.read_bytes() + second.read_bytes())
    head = head_of(path)
    assert (head.width, head.height) == (96, 64)
    assert head.frames in (2 * FRAMES, 2 * FRAMES - 1)  # decoders forget a frame where the size changes
    number = head.frames - FRAMES
    said = f"frames are 192×128 pixels from number {number} on; they are brought to the size of the first"
    assert said in head.warnings
    assert {frame.grey.shape for frame in frames(path, head)} == {(64, 96)}


def test_a_film_without_times_is_shown_at_its_rate_and_it_is_said(tmp_path: Path) -> None:
    path = make(tmp_path / "film.h264", container="h264", options={"bf": "2", "qp": "0"})
    head = head_of(path)
    assert (head.frames, head.clock) == (FRAMES, "rate")
    assert "the file gives no times of its frames: they are shown at 25 a second" in head.warnings
    assert [frame.time for frame in frames(path, head)] == [Fraction(number, 25) for number in range(FRAMES)]
    assert next(frames(path, head, 20, 21)).number == 20


def test_avi_with_frames_coded_out_of_order_keeps_them_all_at_its_rate(tmp_path: Path) -> None:
    path = make(tmp_path / "film.avi", options={"bf": "2", "qp": "0"})
    head = head_of(path)
    found = list(frames(path, head))
    assert [frame.time for frame in found] == [Fraction(number, 25) for number in range(FRAMES)]
    assert np.abs(found[9].grey.astype(int) - picture(9)[..., 0]).mean() < 0.2
