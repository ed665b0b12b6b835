"""Shots: cuts and dissolves are found, and nothing that only looks like them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from model.film import Shot, find_shots
from model.film import shots as module

Frames = list[NDArray[np.uint8]]
Pan = Callable[..., Frames]


def starts(frames: Frames) -> list[int]:
    return [shot.first for shot in find_shots(frames)]


def test_a_cut_is_found_at_its_frame(pan: Pan) -> None:
    frames = pan("astronaut", 30) + pan("coffee", 12) + pan("chelsea", 25)
    assert find_shots(frames) == [Shot(0, 30), Shot(30, 42), Shot(42, 67)]


@pytest.mark.parametrize("length", [8, 12, 20, 32])
def test_a_dissolve_is_cut_in_its_middle(pan: Pan, length: int) -> None:
    before, after = pan("astronaut", 40 + length, 0.5), pan("coffee", 40 + length, 0.5)
    mixed = [
        np.round(one + (other - one.astype(float)) * (index + 1) / (length + 1)).astype(np.uint8)
        for index, (one, other) in enumerate(zip(before[40:], after[:length], strict=True))
    ]
    (_, found) = starts(before[:40] + mixed + after[length:])
    assert abs(found - (40 + length / 2)) <= max(2, length / 6)


def test_a_camera_that_moves_fast_cuts_nothing(pan: Pan) -> None:
    assert starts(pan("chelsea", 16, 5)) == [0]


def test_a_film_that_flickers_is_one_shot(pan: Pan) -> None:
    random = np.random.default_rng(3)
    frames = [
        np.clip(frame * random.uniform(0.6, 1.1) + random.uniform(-20, 20), 0, 255).astype(np.uint8)
        for frame in pan("camera", 50)
    ]
    assert starts(frames) == [0]


def test_a_flash_is_no_cut_and_neither_are_frames_that_are_missing(pan: Pan) -> None:
    frames = pan("astronaut", 40)
    frames[20] = np.full_like(frames[20], 250)
    frames[30:32] = [np.zeros_like(frames[0])] * 2
    assert starts(frames) == [0]


def test_what_comes_out_of_black_is_a_new_shot_if_it_is_another_scene(pan: Pan) -> None:
    black = [np.zeros((96, 128), np.uint8)] * 50
    assert starts(pan("astronaut", 30) + black + pan("coffee", 30)) == [0, 80]
    assert starts(black + pan("coffee", 30)) == [0]


def test_a_dark_scene_with_noise_is_one_shot() -> None:
    random = np.random.default_rng(5)
    assert starts([random.integers(0, 12, (96, 128), np.uint8) for _ in range(40)]) == [0]


def test_a_long_shot_is_parted_and_each_part_sees_beyond_its_ends(pan: Pan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST", 50)
    monkeypatch.setattr(module, "OVERLAP", 10)
    frames = pan("camera", 33)
    shots = find_shots((frames + frames[::-1]) * 2)  # to and fro
    assert [shot.first for shot in shots] == [0, 44, 88]
    assert shots[1].looked == range(34, 98)
    assert (shots[0].before, shots[-1].after) == (0, 0)


def test_a_film_without_frames_has_no_shots_and_one_frame_is_a_shot(pan: Pan) -> None:
    assert find_shots([]) == []
    assert find_shots(pan("camera", 1)) == [Shot(0, 1)]
