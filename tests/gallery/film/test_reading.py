"""Films of every common kind are read frame by frame: all frames, their times, their lightness, upright."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("av")
sys.path.append(str(Path(__file__).parent))
from clips import FRAMES, HEIGHT, WIDTH, make, picture

from gallery.film import FilmHead, frames, head_of
from gallery.film.survey import Survey
from gallery.photograph.color import lightness_grey

GREYS = [picture(number)[..., 0] for number in range(FRAMES)]
LOSSY = 4.0
"""Mean steps of 255 that coders which lose something may be off."""

SAMPLE = [
    ("mp4", "libx264", "yuv420p", 0.2),
    ("mov", "prores_ks", "yuv422p10le", 0.2),
    ("mkv", "ffv1", "yuv444p10le", 0),
    ("mkv", "libx265", "yuv420p12le", 0),
    ("webm", "libvpx-vp9", "yuv420p", 0.2),
    ("avi", "mpeg4", "yuv420p", LOSSY),
    ("mpg", "mpeg2video", "yuv420p", LOSSY),
    ("ogv", "libvpx", "yuv420p", LOSSY),
]
_FORMS = {
    "libx264": ("mp4 mov mkv avi ts", "yuv420p yuv422p yuv444p yuv420p10le yuv422p10le yuv444p10le", 0.2),
    "libx265": ("mp4 mov mkv", "yuv420p yuv420p10le yuv422p10le yuv444p12le", 0.2),
    "libvpx-vp9": ("webm mkv mp4", "yuv420p yuv422p yuv444p", 0.2),
    "libsvtav1": ("webm mkv mp4", "yuv420p yuv420p10le", LOSSY),
    "libvpx": ("webm mkv avi ogv", "yuv420p", LOSSY),
    "mpeg2video": ("ts mkv mov", "yuv420p yuv422p", LOSSY),
    "mpeg4": ("mp4 avi mkv", "yuv420p", LOSSY),
    "mjpeg": ("avi mov", "yuvj420p", LOSSY),
    "prores_ks": ("mov mkv", "yuv422p10le yuv444p10le yuva444p10le", 0.2),
    "ffv1": ("mkv avi", "yuv420p yuv411p yuv444p yuv420p12le gray gray10le gray12le bgr0 yuva420p", 0.2),
    "rawvideo": ("avi", "yuv420p", 0.2),
}
MATRIX = [
    (ending, codec, form, off)
    for codec, (endings, forms, off) in _FORMS.items()
    for ending in endings.split()
    for form in forms.split()
]


def read(path: Path) -> tuple[FilmHead, list[NDArray[np.uint8]], list[Fraction]]:
    head = head_of(path)
    found = list(frames(path, head))
    assert [frame.number for frame in found] == list(range(head.frames))
    survey = Survey(path, short_side=8)
    assert len(list(survey.greys())) == head.frames
    assert (survey.head, survey.times) == (head, [frame.time for frame in found])
    return head, [frame.grey for frame in found], [frame.time for frame in found]


def check(tmp_path: Path, ending: str, codec: str, form: str, off: float) -> None:
    full = form.startswith(("gray", "yuvj", "bgr"))
    path = make(tmp_path / f"film.{ending}", codec, form, tags={"color_range": 2} if full else {})
    head, greys, times = read(path)
    assert (head.width, head.height, head.frames) == (WIDTH, HEIGHT, FRAMES)
    assert times == [Fraction(number, 25) for number in range(FRAMES)]
    assert head.duration == Fraction(FRAMES, 25)
    assert (head.has_colour, head.interlaced, head.has_sound, head.warnings) == (False, False, False, ())
    for grey, expected in zip(greys, GREYS, strict=True):
        assert np.abs(grey.astype(int) - expected).mean() <= off
    part = list(frames(path, head, 20, 24, short_side=32))
    assert [frame.number for frame in part] == [20, 21, 22, 23]
    assert [frame.time for frame in part] == times[20:24]
    assert part[0].grey.shape == (32, 48)


@pytest.mark.parametrize(("ending", "codec", "form", "off"), SAMPLE)
def test_every_frame_comes_with_its_time_and_its_lightness(
    tmp_path: Path, ending: str, codec: str, form: str, off: float
) -> None:
    check(tmp_path, ending, codec, form, off)


@pytest.mark.matrix
@pytest.mark.parametrize(("ending", "codec", "form", "off"), MATRIX)
def test_so_it_is_for_every_container_codec_and_pixel_format(
    tmp_path: Path, ending: str, codec: str, form: str, off: float
) -> None:
    check(tmp_path, ending, codec, form, off)


@pytest.mark.parametrize(("range_", "matrix"), [(1, 1), (2, 1), (1, 5), (2, 5), (1, 9)])
@pytest.mark.parametrize("form", ["yuv420p", "yuv444p10le"])
def test_the_lightness_of_colours_follows_range_and_matrix(tmp_path: Path, range_: int, matrix: int, form: str) -> None:
    colours = [picture(number, colours=True) for number in range(3)]
    path = make(
        tmp_path / "film.mkv", "ffv1", form, pictures=colours, tags={"color_range": range_, "colorspace": matrix}
    )
    head, greys, _ = read(path)
    assert head.has_colour
    for grey, rgb in zip(greys, colours, strict=True):
        # Chroma that four pixels share leaves edges off.
        assert np.abs(grey.astype(int) - lightness_grey(rgb)).mean() < (1.2 if form == "yuv420p" else 0.5)


@pytest.mark.parametrize("transfer", [16, 18])
def test_high_dynamic_range_is_toned_down_and_keeps_the_order_of_greys(tmp_path: Path, transfer: int) -> None:
    ramp = np.repeat(np.linspace(0, 255, WIDTH).astype(np.uint8)[None, :, None], HEIGHT, 0).repeat(3, 2)
    tags = {"color_trc": transfer, "color_primaries": 9, "colorspace": 9}
    path = make(tmp_path / "film.mkv", "ffv1", "yuv420p10le", pictures=[ramp] * 2, tags=tags)
    grey = read(path)[1][0][0].astype(int)
    assert (np.diff(grey) >= 0).all()
    assert grey[0] == 0
    assert grey[-1] == 255
    white = round(0.581 * 95) if transfer == 16 else round(0.75 * 95)  # 203 cd/m², diffuse white
    assert 215 < grey[white] < 240


def test_times_may_be_uneven_and_need_not_begin_at_zero(tmp_path: Path) -> None:
    times = [9000 + 3000 * number + (700 if number % 3 else 0) for number in range(FRAMES)]
    path = make(tmp_path / "film.mp4", times=times, tick=Fraction(1, 90_000))
    head, _, found = read(path)
    assert found == [Fraction(time - times[0], 90_000) for time in times]
    assert head.frames == FRAMES


@pytest.mark.parametrize("ending", ["mp4", "ts"])
def test_reading_from_the_middle_gives_what_reading_from_the_beginning_gives(tmp_path: Path, ending: str) -> None:
    pictures = [picture(number % FRAMES) for number in range(150)]
    path = make(tmp_path / f"film.{ending}", pictures=pictures, options={"g": "20", "bf": "2"})
    head = head_of(path)
    assert len(head.keys) > 1
    everything = list(frames(path, head))
    for first in (0, 1, 59, 60, 61, 120, 149):
        frame = next(frames(path, head, first, first + 1))
        assert (frame.number, frame.time) == (first, everything[first].time)
        np.testing.assert_array_equal(frame.grey, everything[first].grey)


@pytest.mark.parametrize(("matrix", "turn"), [((0, 1, -1, 0), -1), ((-1, 0, 0, -1), 2), ((0, -1, 1, 0), 1)])
def test_a_film_that_lies_on_its_side_is_stood_upright(tmp_path: Path, matrix: tuple[int, ...], turn: int) -> None:
    path = make(tmp_path / "film.mp4", aspect=Fraction(4, 3))
    _turn(path, matrix)
    head, greys, _ = read(path)
    sideways = turn % 2 != 0
    assert (head.width, head.height) == ((HEIGHT, WIDTH) if sideways else (WIDTH, HEIGHT))
    assert head.aspect == (Fraction(3, 4) if sideways else Fraction(4, 3))
    assert np.abs(greys[5].astype(int) - np.rot90(GREYS[5], turn)).mean() < 0.2


def _turn(path: Path, matrix: tuple[int, ...]) -> None:
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40  # version 0: the matrix comes after 40 bytes
    a, b, c, d = (value << 16 for value in matrix)
    values = (a, b, 0, c, d, 0, 0, 0, 1 << 30)
    data[at : at + 36] = b"".join(value.to_bytes(4, "big", signed=True) for value in values)
    path.write_bytes(data)


def test_woven_fields_are_seen_and_drawn_apart_frame_for_frame(tmp_path: Path) -> None:
    moments = [picture(number) for number in range(0, 2 * FRAMES)]
    woven = [np.where(np.arange(HEIGHT)[:, None, None] % 2 == 0, moments[2 * n], moments[2 * n + 1]) for n in range(24)]
    path = make(tmp_path / "film.mkv", "ffv1", pictures=woven)
    head, greys, times = read(path)
    assert head.interlaced
    assert (len(greys), times[-1]) == (24, Fraction(23, 25))
    after, before, clean = (
        np.mean([np.abs(np.diff(each.astype(int), axis=0)).mean() for each in some])
        for some in (greys, [each[..., 0] for each in woven], [each[..., 0] for each in moments[:48:2]])
    )
    assert after - clean < 0.3 * (before - clean)
    part = [frame.grey for frame in frames(path, head, 10, 14)]
    for grey, expected in zip(part, greys[10:14], strict=True):
        np.testing.assert_array_equal(grey, expected)


def test_real_films_are_what_they_are(shared_data: Path) -> None:
    folder = shared_data / "film"
    known = {
        "roundhay_garden_scene_1888.mp4": (192, 144, 52, False),
        "nasa_13013.mp4": (320, 180, 325, True),
        "nasa_13013_rotated.mp4": (270, 480, 17, True),
        "test_non_zero_start.mp4": (200, 112, 12, True),
        "h264_10bits.mp4": (200, 200, 30, True),
        "testsrc2_odd_height_and_width_444.mp4": (321, 241, 25, True),
    }
    for name, expected in known.items():
        head = head_of(folder / name)
        assert (head.width, head.height, head.frames, head.has_colour) == expected
        assert not head.interlaced
        assert FilmHead.from_json(head.to_json()) == head
        times = [frame.time for frame in frames(folder / name, head, short_side=64)]
        assert len(times) == head.frames
        assert all(a < b for a, b in pairwise(times))
