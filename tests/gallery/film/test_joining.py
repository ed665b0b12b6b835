"""A film written again: as many frames at the same times, lightness kept, sound untouched, all else carried over."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

pytest.importorskip("av")
sys.path.append(str(Path(__file__).parent))
import av
from clips import FRAMES, HEIGHT, WIDTH, make, picture

from gallery.errors import FilmError
from gallery.film import Encoding, FilmHead, Frame, coloured, frames, head_of, join, write_segment
from gallery.photograph.color import lab


def again(source: Path, form: str = "mp4", cuts: tuple[int, ...] = (11, 12)) -> tuple[Path, tuple[str, ...]]:
    """The film ``source`` written again in the colours that it has, in parts that end before ``cuts``."""
    head, encoding = head_of(source), Encoding("webm" if form == "webm" else "mp4")
    segments = []
    for first, last in zip((0, *cuts), (*cuts, head.frames), strict=True):
        segments.append(source.with_name(f"{first}.nut"))
        write_segment(segments[-1], head, coloured(source, head, first, last), encoding)
    out = source.with_name(f"again.{form}")
    return out, join(segments, source, head, out, encoding, metadata={"comment": "Colours inferred"})


def times(path: Path) -> list[Fraction]:
    return [frame.time for frame in frames(path, head_of(path))]


def packets(path: Path, kind: str) -> list[tuple[str, Fraction]]:
    """Of the first stream of that kind: digest and time of each packet, before which the picture begins at zero."""
    with av.open(str(path)) as container:
        start = Fraction(container.streams.video[0].start_time * container.streams.video[0].time_base)
        stream = next(each for each in container.streams if each.type == kind)
        return [
            (hashlib.sha256(bytes(packet)).hexdigest(), packet.pts * packet.time_base - start)
            for packet in container.demux(stream)
            if packet.size
        ]


@pytest.mark.parametrize("form", ["mp4", "webm"])
@pytest.mark.parametrize(
    ("ending", "codec", "pixels"),
    [("mp4", "libx264", "yuv420p"), ("mkv", "ffv1", "yuv444p10le"), ("webm", "libvpx-vp9", "yuv420p"),
     ("avi", "mpeg4", "yuv420p"), ("mpg", "mpeg2video", "yuv420p")],
)  # fmt: skip
def test_as_many_frames_come_out_as_went_in_at_the_same_times(
    tmp_path: Path, form: str, ending: str, codec: str, pixels: str
) -> None:
    source = make(tmp_path / f"film.{ending}", codec, pixels)
    out, _ = again(source, form)
    head = head_of(out)
    assert (head.frames, head.width, head.height) == (FRAMES, WIDTH, HEIGHT)
    assert times(out) == times(source)
    assert head.duration == head_of(source).duration
    assert not head.warnings


def test_uneven_times_are_kept_to_the_tick_and_a_late_beginning_stays_beside_the_sound(tmp_path: Path) -> None:
    uneven = [9000 + 3003 * number + (700 if number % 3 else 0) for number in range(FRAMES)]
    source = make(tmp_path / "film.mp4", times=uneven, tick=Fraction(1, 90_000), sound="aac")
    out, _ = again(source)
    assert times(out) == times(source)
    assert packets(out, "audio") == packets(source, "audio")


@pytest.mark.parametrize(
    ("ending", "sound", "form"),
    [("mp4", "aac", "mp4"), ("mov", "pcm_s16le", "mp4"), ("mkv", "libopus", "webm"), ("mkv", "flac", "mp4"),
     ("ts", "aac", "mp4")],
)  # fmt: skip
def test_sound_is_copied_packet_by_packet(tmp_path: Path, ending: str, sound: str, form: str) -> None:
    source = make(tmp_path / f"film.{ending}", sound=sound)
    out, notes = again(source, form)
    assert not notes
    before, after = packets(source, "audio"), packets(out, "audio")
    assert len(before) == len(after) > 1
    if ending != "ts":  # where each packet has a header of its own, which an MP4 has once
        assert [digest for digest, _ in before] == [digest for digest, _ in after]
    assert max(abs(one - other) for (_, one), (_, other) in zip(before, after, strict=True)) < Fraction(1, 900)


@pytest.mark.parametrize(("sound", "form", "said"), [
    ("aac", "webm", "sound: webm cannot hold aac, so it is coded anew as opus"),
    ("pcm_alaw", "mp4", "sound: mp4 cannot hold pcm_alaw, so it is coded anew as aac"),
    ("pcm_s16le", "mp4", "sound: mp4 cannot hold pcm_s16le, so it is coded anew as aac"),
    ("pcm_s24le", "mp4", "sound: mp4 cannot hold pcm_s24le, so it is coded anew as aac"),
    ("pcm_f32le", "mp4", "sound: mp4 cannot hold pcm_f32le, so it is coded anew as aac"),
])  # fmt: skip
def test_sound_that_the_container_forbids_is_coded_anew_and_that_is_said(
    tmp_path: Path, sound: str, form: str, said: str
) -> None:
    source = make(tmp_path / ("film.mp4" if sound == "aac" else "film.avi"), sound=sound)
    out, notes = again(source, form)
    assert notes == (said,)
    loud, start = _sound(out)
    assert abs(start) < 0.05
    assert len(loud) == pytest.approx(FRAMES / 25 * 48_000, abs=3000)
    assert loud.std() == pytest.approx(8000 / 2**0.5, rel=0.15)


def _sound(path: Path) -> tuple[NDArray[Any], float]:
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("s16", "mono", 48_000)
        found = [each for frame in container.decode(audio=0) for each in resampler.resample(frame)]
        return np.concatenate([each.to_ndarray()[0] for each in found]).astype(float), float(found[0].time)


@pytest.mark.parametrize(("ending", "subtitles", "form", "become"), [
    ("mp4", "mov_text", "mp4", ""), ("mkv", "subrip", "mp4", "mov_text"), ("mkv", "ass", "webm", "webvtt"),
])  # fmt: skip
def test_subtitles_and_chapters_are_kept(tmp_path: Path, ending: str, subtitles: str, form: str, become: str) -> None:
    source = make(tmp_path / f"film.{ending}", subtitles=subtitles, chapters=True)
    out, notes = again(source, form)
    assert notes == ((f"subtitles: {form} cannot hold {subtitles}, so they become {become}",) if become else ())
    with av.open(str(out)) as container:
        stream = container.streams.subtitles[0]
        assert stream.metadata["language"] == "eng"
        said = [(packet.pts * packet.time_base, bytes(packet)) for packet in container.demux(stream) if packet.size > 2]
        assert [time for time, _ in said] == [Fraction(1, 10), Fraction(7, 10)]
        assert b"First line" in said[0][1]
        chapters = container.chapters()
        assert [each["metadata"]["title"] for each in chapters] == ["One", "Two"]
        assert [each["start"] * each["time_base"] for each in chapters] == [0, Fraction(1, 2)]


@pytest.mark.parametrize(("form", "size"), [("mp4", (98, 66)), ("webm", (97, 65))])
def test_odd_sizes_lose_nothing(tmp_path: Path, form: str, size: tuple[int, int]) -> None:
    source = make(tmp_path / "film.mkv", "ffv1", "yuv444p", size=(97, 65))
    out, _ = again(source, form)
    head = head_of(out)
    assert (head.width, head.height) == size
    for frame in frames(out, head):
        kept = frame.grey[:65, :97].astype(int)
        assert np.abs(kept - picture(frame.number, (97, 65))[..., 0]).mean() < 2
        if form == "mp4":  # the last column and line once more
            assert np.abs(frame.grey[:, 97].astype(int) - frame.grey[:, 96]).mean() < 3


def test_the_shape_of_pixels_is_kept_or_made_square_and_colours_are_named(tmp_path: Path) -> None:
    source = make(tmp_path / "film.mp4", aspect=Fraction(16, 15))
    for form, size, aspect in (("mp4", (96, 64), Fraction(16, 15)), ("webm", (102, 64), Fraction(1))):
        out, _ = again(source, form)
        head = head_of(out)
        assert (head.width, head.height, head.aspect) == (*size, aspect)
        with av.open(str(out)) as container:
            frame = next(container.decode(video=0))
            assert (frame.color_range, frame.colorspace, frame.color_primaries, frame.color_trc) == (1, 1, 1, 1)
            assert frame.format.name == "yuv420p"


def test_an_mp4_begins_with_its_index_and_says_what_it_is(tmp_path: Path) -> None:
    source = make(tmp_path / "film.mp4", sound="aac")
    out, _ = again(source)
    content = out.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    with av.open(str(out)) as container:
        assert container.metadata["comment"] == "Colours inferred"


def test_the_same_film_gives_the_same_bytes(tmp_path: Path) -> None:
    source = make(tmp_path / "film.mkv", "ffv1", sound="libopus")
    for form in ("mp4", "webm"):
        first = again(source, form)[0].read_bytes()
        assert again(source, form)[0].read_bytes() == first


@pytest.mark.parametrize("form", ["mp4", "webm", "av1"])
def test_lightness_after_encoding_is_no_further_off_than_that_of_the_grey_film(tmp_path: Path, form: str) -> None:
    """Root mean square of ΔL*, a player's picture against the frame's own lightness."""
    camera = data.camera()[100:228, 100:]
    pictures = [np.repeat(camera[:, 4 * number : 4 * number + 192, None], 3, 2) for number in range(16)]
    source = make(tmp_path / "film.mkv", "ffv1", pictures=pictures)
    head = head_of(source)
    shown = list(frames(source, head))
    tinted = [_tinted(frame) for frame in shown]
    assert np.mean([np.abs(lab(each)[..., 1:]).mean() for each in tinted]) > 7  # there are colours
    off = {}
    for name, pictures in (("grey", [np.repeat(each.grey[..., None], 3, 2) for each in shown]), ("colour", tinted)):
        # Painted frames are coded a step finer than is asked, grey ones here exactly as asked.
        encoding = Encoding("mp4" if form == "mp4" else "webm", 18 if name == "colour" else 19, av1=form == "av1")
        write_segment(tmp_path / f"{name}.nut", head, zip(shown, pictures, strict=True), encoding)
        off[name] = _off(tmp_path / f"{name}.nut", shown)
    assert off["colour"] <= off["grey"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="priorities are looked up in /proc")
def test_no_coder_makes_this_process_one_that_all_others_wait_for(tmp_path: Path) -> None:
    source = make(tmp_path / "film.mkv", "ffv1", frames=4)
    shown = list(frames(source, head_of(source)))

    def coded() -> Iterator[tuple[Frame, NDArray[np.uint8]]]:
        for frame in shown:
            yield frame, _tinted(frame)
            threads = [int(place.name) for place in Path("/proc/self/task").iterdir()]
            assert {os.sched_getscheduler(thread) for thread in threads} == {os.SCHED_OTHER}

    write_segment(tmp_path / "film.nut", head_of(source), coded(), Encoding("webm", av1=True))
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def _tinted(frame: Frame) -> NDArray[np.uint8]:
    """The frame with colours that change with place, its lightness as near as 8 bits allow."""
    from model.color.gamut import to_rgb8

    height, width = frame.grey.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    a, b = 15 * np.sin(x / 30), 15 * np.cos((x + y) / 25)
    light = lab(np.repeat(frame.grey[..., None], 3, 2))[..., 0]
    return to_rgb8(light.astype(np.float32), a, b)


def _off(path: Path, shown: list[Frame]) -> float:
    with av.open(str(path)) as container:
        squares = []
        for frame, own in zip(container.decode(video=0), shown, strict=True):
            how = av.video.reformatter.Interpolation
            rgb = frame.reformat(
                format="rgb24", src_colorspace=1, src_color_range=1, dst_color_range=2,
                interpolation=how.BILINEAR | how.FULL_CHR_H_INP | how.FULL_CHR_H_INT | how.ACCURATE_RND,
            ).to_ndarray()  # fmt: skip
            light = lab(np.repeat(own.grey[..., None], 3, 2))[..., 0]
            squares.append(np.mean((lab(rgb)[..., 0] - light) ** 2))
    return float(np.sqrt(np.mean(squares)))


def test_a_film_of_which_a_part_is_missing_is_not_joined(tmp_path: Path) -> None:
    source = make(tmp_path / "film.mkv", "ffv1")
    head: FilmHead = head_of(source)
    write_segment(tmp_path / "0.nut", head, coloured(source, head, 0, 20), Encoding())
    with pytest.raises(FilmError, match="20 of 32 frames are there"):
        join([tmp_path / "0.nut"], source, head, tmp_path / "out.mp4", Encoding(), metadata={})
    (tmp_path / "1.nut").write_bytes(b"")
    with pytest.raises(FilmError, match=r"1\.nut: this part of the film cannot be read"):
        join([tmp_path / "0.nut", tmp_path / "1.nut"], source, head, tmp_path / "out.mp4", Encoding(), metadata={})
    assert not list(tmp_path.glob("*.part*"))
    assert not list(tmp_path.glob("out*"))
