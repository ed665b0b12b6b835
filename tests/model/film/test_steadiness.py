"""Measures of steadiness, against what is known of them."""

from __future__ import annotations

from collections.abc import Callable
from math import log

import numpy as np
import pytest
from numpy.typing import NDArray

from model import Colorist
from model.errors import DatasetError
from model.film.flow import flow
from model.film.protocol import _compared, measure_film
from model.film.steadiness import ColourDistribution, Motion, WarpError

Pan = Callable[..., list[NDArray[np.uint8]]]


def test_the_warp_error_of_chroma_that_goes_with_the_motion_is_small_and_what_is_out_of_sight_does_not_count(
    pan: Pan,
) -> None:
    first, second = pan("chelsea", 2, 3)
    motion = Motion.between(first, second)
    ramp = np.arange(140, dtype=np.float32)[None].repeat(96, axis=0)
    moving, still = WarpError(), WarpError()
    moving.update(motion, *(np.dstack([ramp[:, left : left + 128]] * 2) for left in (0, 3)))
    still.update(motion, *(np.dstack([ramp[:, :128]] * 2) for _ in range(2)))
    error = moving.compute()["warp_error"]
    assert error is not None
    assert error < 0.3
    assert still.compute()["warp_error"] == pytest.approx(3 * 2**0.5, rel=0.1)
    assert not motion.visible[20:76, :2].any()
    assert WarpError().compute() == {"warp_error": None}


def test_distributions_without_anything_in_common_are_apart_by_the_logarithm_of_two() -> None:
    black, white = np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 255, np.uint8)
    measure = ColourDistribution()
    for frame in (black, white, black, white, black):
        measure.update(frame)
    assert measure.compute() == pytest.approx({"cdc": log(2) / 3, "cdc_1": log(2), "cdc_2": 0, "cdc_4": 0})


def test_distributions_are_not_compared_across_a_cut() -> None:
    measure = ColourDistribution()
    measure.update(np.zeros((4, 4, 3), np.uint8))
    measure.cut()
    measure.update(np.full((4, 4, 3), 255, np.uint8))
    assert measure.compute() == {"cdc": None, "cdc_1": None, "cdc_2": None, "cdc_4": None}


def test_a_film_is_measured_beside_grey_and_the_truth(colorist: Colorist, pan: Pan) -> None:
    film = pan("coffee", 5, grey=False) + pan("astronaut", 5, grey=False)
    told: list[tuple[int, int]] = []
    report = measure_film(lambda: film, colorist, progress=lambda done, frames: told.append((done, frames)))
    assert (report["frames"], report["shots"], told[-1]) == (10, [0, 5], (10, 10))
    grey, alone, shots, truth = (report[row] for row in ("grey", "frame_by_frame", "by_shots", "truth"))
    assert grey["warp_error"] == grey["colourfulness"] == grey["gain"] == 0
    assert truth["delta_e"] == 0
    assert truth["psnr"] is None
    assert 0 < shots["warp_error"] < truth["warp_error"]
    gained = shots["gain"] > 0 and alone["gain"] > 0
    assert shots["gain_ratio"] == (pytest.approx(shots["gain"] / alone["gain"]) if gained else None)
    assert len(shots["points"]) == 10
    assert 0 <= shots["ece"] <= 1


@pytest.mark.parametrize(("psnr", "ratio"), [((22, 21), 2.0), ((18, 19), None), ((21, 19), None), ((19, 21), None)])
def test_gains_are_compared_by_a_ratio_only_where_both_are_gains(
    psnr: tuple[float, float], ratio: float | None
) -> None:
    values = {"grey": 20.0, "by_shots": psnr[0], "frame_by_frame": psnr[1], "truth": None}
    rows = {name: {"psnr": value, "warp_error": 1.0, "seconds": 1.0} for name, value in values.items()}
    assert _compared(rows)["by_shots"]["gain_ratio"] == ratio


def test_a_film_in_grey_or_without_frames_has_nothing_to_measure_against(colorist: Colorist, pan: Pan) -> None:
    grey = [np.repeat(frame[..., None], 3, axis=-1) for frame in pan("camera", 4)]
    with pytest.raises(DatasetError, match="no colour"):
        measure_film(lambda: grey, colorist)
    with pytest.raises(DatasetError, match="no frames"):
        measure_film(lambda: [], colorist)


@pytest.mark.parametrize("size", [(2, 400), (400, 5), (11, 11), (1, 1), (24, 100), (16, 3000), (31, 31)])
def test_flows_of_frames_of_a_few_pixels_are_found(size: tuple[int, int]) -> None:
    frame = np.random.default_rng(0).integers(0, 255, size, np.uint8)
    for quickly in (True, False):
        found = flow(frame, frame, quickly=quickly)
        assert found.shape == (*size, 2)
        assert np.abs(found).max() < 1
