"""Colours of a shot: steady, of its own scene only, repeatable, with lightness kept and hints that follow motion."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from model import Colorist, Hint, ModelError
from model.color.lab import lightness, rgb_to_lab
from model.errors import HintError, PictureError
from model.film import ShotColours, TimedArea, TimedHint

Frames = list[NDArray[np.uint8]]
Pan = Callable[..., Frames]
RED = (200, 30, 30)


class Answering:
    """A colourist whose network is replaced by a rule, so that the truth is known."""

    def __init__(self, colorist: Colorist, answer: Callable[[int, NDArray[np.uint8]], tuple[Any, Any]]) -> None:
        self._colorist, self._answer, self.asked = colorist, answer, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._colorist, name)

    def chroma(
        self, pictures: NDArray[np.uint8], hints: Any = None, gain: float = 1.0, *, by_turns: bool = False
    ) -> Any:
        found = []
        for picture in pictures:
            found.append(self._answer(self.asked, picture))
            self.asked += 1
        ab, confidence = (np.stack(planes).astype(np.float32) for planes in zip(*found, strict=True))
        return lightness(pictures[0]), ab, confidence


def chroma(colours: ShotColours, number: int, grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    return rgb_to_lab(colours.paint(number, grey))[..., 1:]


def test_every_frame_is_painted_at_its_own_size_and_keeps_its_lightness(colorist: Colorist, pan: Pan) -> None:
    small = pan("astronaut", 20)
    colours = ShotColours.of(colorist, small)
    for number, side in ((0, 1), (9, 2), (19, 3)):
        grey = small[number].repeat(side, axis=0).repeat(side, axis=1)[:-1]
        painted = colours.paint(number, grey)
        assert painted.shape == (*grey.shape, 3)
        assert np.abs(rgb_to_lab(painted)[..., 0] - lightness(grey)).mean() < 0.3
        assert np.abs(rgb_to_lab(painted)[..., 1:]).mean() > 1
        assert colours.confidence(number).shape == small[0].shape
    assert 0 < colours.mean_confidence < 1


def test_the_network_is_asked_for_key_frames_only(colorist: Colorist, pan: Pan) -> None:
    asked = Answering(colorist, lambda _, picture: (np.zeros((2, *picture.shape)), np.full(picture.shape, 0.5)))
    ShotColours.of(asked, pan("chelsea", 90))  # type: ignore[arg-type]
    assert 4 <= asked.asked <= 12


def test_answers_that_flicker_give_steady_colours(colorist: Colorist, pan: Pan) -> None:
    random = np.random.default_rng(1)

    def flickering(_: int, picture: NDArray[np.uint8]) -> tuple[Any, Any]:
        return np.broadcast_to(random.normal(0, 12, (2, 1, 1)), (2, *picture.shape)), np.full(picture.shape, 0.5)

    small = pan("chelsea", 96, 0.5)
    colours = ShotColours.of(Answering(colorist, flickering), small)  # type: ignore[arg-type]
    means = np.array([chroma(colours, number, small[number]).mean(axis=(0, 1)) for number in range(96)])
    assert np.abs(np.diff(means, axis=0)).max() < 0.6
    assert means.std(axis=0).max() < 3


def test_a_dark_frame_that_nobody_is_sure_of_does_not_flash(colorist: Colorist, pan: Pan) -> None:
    small = pan("camera", 60, 0.5)
    small[24:30] = [frame // 16 for frame in small[24:30]]

    def answer(_: int, picture: NDArray[np.uint8]) -> tuple[Any, Any]:
        dark = picture.mean() < 20
        colour = np.array([60.0, -60.0] if dark else [5.0, 15.0])[:, None, None]
        return np.broadcast_to(colour, (2, *picture.shape)), np.full(picture.shape, 0.15 if dark else 0.6)

    colours = ShotColours.of(Answering(colorist, answer), small)  # type: ignore[arg-type]
    means = np.array(
        [chroma(colours, number, pan("camera", 60, 0.5)[number]).mean(axis=(0, 1)) for number in range(60)]
    )
    lit = np.r_[:24, 30:60]
    assert np.abs(means[lit] - [5, 15]).max() < 2
    assert (means[24:30] > 0).all()  # theirs, and fainter, as the scene is
    assert (means[24:30] < [5, 15]).all()


def test_what_no_key_frame_shows_is_as_sure_as_what_its_colour_comes_from(colorist: Colorist, pan: Pan) -> None:
    random = np.random.default_rng(2)
    small = [frame[:90] for frame in pan("camera", 30)]
    for number in range(3, 27, 2):  # it comes and goes between key frames
        small[number] = small[number].copy()
        small[number][20:76, 40:96] = random.integers(0, 255, (14, 14), np.uint8).repeat(4, axis=0).repeat(4, axis=1)
    steady = Answering(colorist, lambda _, picture: (np.full((2, *picture.shape), 9.0), np.full(picture.shape, 0.7)))
    colours = ShotColours.of(steady, small)  # type: ignore[arg-type]
    unseen = [number for number in range(3, 27, 2) if number not in colours.ways.keys]
    for number in unseen:
        assert colours.confidence(number)[30:66, 50:86].min() > 0.6


def test_colour_goes_with_what_moves_and_leaves_what_does_not(colorist: Colorist, pan: Pan) -> None:
    ground, moving = pan("camera", 1)[0], pan("coffee", 1)[0][:40, :30]
    small, where = [], []
    for number in range(40):
        frame = ground.copy()
        left = 10 + 2 * number
        frame[30:70, left : left + 30] = moving
        small.append(frame)
        where.append(left)

    def answer(_: int, picture: NDArray[np.uint8]) -> tuple[Any, Any]:
        left = next(left for frame, left in zip(small, where, strict=True) if (frame == picture).all())
        ab = np.zeros((2, *picture.shape))
        ab[0], ab[0, 30:70, left : left + 30] = -20, 40
        return ab, np.full(picture.shape, 0.6)

    colours = ShotColours.of(Answering(colorist, answer), small)  # type: ignore[arg-type]
    for number in (3, 12, 20, 29):
        a = chroma(colours, number, small[number])[..., 0]
        left = where[number]
        assert a[34:66, left + 4 : left + 26].mean() > 20
        rest = np.ones(a.shape, bool)
        rest[26:74, left - 4 : left + 34] = False
        assert a[rest].mean() < -14
        assert (a[rest] > 0).mean() < 0.08


def test_the_same_shot_gives_the_same_bytes_in_another_process_with_other_threads(colorist: Colorist) -> None:
    program = """
import hashlib
from skimage import data
from model import Colorist
from model.film import ShotColours
picture = data.camera()[::2, ::2]
small = [picture[20:116, left : left + 128].copy() for left in range(20)]
colours = ShotColours.of(Colorist.load(), small)
print(hashlib.sha256(b"".join(colours.paint(number, small[number]).tobytes() for number in range(20))).hexdigest())
"""
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"OMP_NUM_THREADS": count},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for count in ("1", "3")
    }
    assert len(digests) == 1


def test_parts_of_a_long_shot_go_on_without_a_jump(colorist: Colorist, pan: Pan) -> None:
    small = [*pan("chelsea", 90, 0.5), *pan("chelsea", 90, 0.5)[::-1]] * 2
    first = ShotColours.of(colorist, small[:252])
    second = ShotColours.of(colorist, small[108:])
    jump = np.abs(chroma(second, 180 - 108, small[180]) - chroma(first, 179, small[179]))
    step = np.abs(chroma(first, 180, small[180]) - chroma(first, 179, small[179]))
    assert jump.mean() < step.mean() + 0.5  # a fourth of what the eye would see


def test_a_hint_follows_what_it_lies_on(colorist: Colorist, pan: Pan) -> None:
    small = pan("chelsea", 40, 2)
    hint = TimedHint(Hint((0.8, 0.5), RED, 0.06), 20, 21)
    plain, hinted = ShotColours.of(colorist, small), ShotColours.of(colorist, small, hints=[hint])
    for number in (8, 20, 30):
        left = round(0.8 * 128) - 2 * (number - 20)
        change = chroma(hinted, number, small[number]) - chroma(plain, number, small[number])
        if left < 124:
            assert np.hypot(*change[44:52, left - 4 : left + 4].mean(axis=(0, 1))) > 25


def test_a_protected_area_follows_the_motion_and_stays_grey(colorist: Colorist, pan: Pan) -> None:
    small = pan("chelsea", 30, 2)
    area = TimedArea([(0.5, 0.3), (0.8, 0.3), (0.8, 0.7), (0.5, 0.7)], 0, 1)
    colours = ShotColours.of(colorist, small, protect=[area], vividness=1)
    for number in (0, 5, 14, 27):
        moved = 2 * number
        within = chroma(colours, number, small[number])[33:63, 68 - moved if moved < 60 else 8 : 98 - moved]
        assert np.abs(within).mean() < 0.5
    assert np.abs(chroma(colours, 14, small[14])[:, 90:]).mean() > 2


def test_what_is_wrong_is_told(colorist: Colorist, pan: Pan) -> None:
    small = pan("camera", 3)
    with pytest.raises(PictureError, match="no frames"):
        ShotColours.of(colorist, [])
    with pytest.raises(PictureError, match=r"frame 1 is uint8 of \(95, 128\), and frame 0 \(96, 128\)"):
        ShotColours.of(colorist, [small[0], small[1][1:]])
    with pytest.raises(HintError, match="an area has 3 to 64 points"):
        ShotColours.of(colorist, small, protect=[TimedArea([(0, 0), (1, 1)], 0, 1)])
    with pytest.raises(ModelError, match="vividness"):
        ShotColours.of(colorist, small, vividness=2)
