"""What old plates and prints make of a photograph."""

import numpy as np

from model.color.lab import lightness
from model.datasets.copies import degraded, orthochromatic


def patch(red: int, green: int, blue: int) -> np.ndarray:
    return np.full((40, 50, 3), (red, green, blue), np.uint8)


def test_a_plate_that_is_blind_to_red_shows_it_black_and_blue_as_light_as_green() -> None:
    assert not orthochromatic(patch(255, 0, 0)).any()
    assert np.array_equal(orthochromatic(patch(0, 0, 255)), orthochromatic(patch(0, 255, 0)))
    assert (orthochromatic(patch(200, 60, 60)) == orthochromatic(patch(0, 60, 60))).all()


def test_greys_stay_as_they_are_on_a_plate() -> None:
    greys = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    assert np.array_equal(orthochromatic(greys), greys[..., 0])


def test_an_old_print_has_neither_black_nor_white_but_grain_that_is_the_same_each_time() -> None:
    black, white = (np.repeat(degraded(patch(*[level] * 3), 7)[..., None], 3, axis=2) for level in (0, 255))
    assert abs(lightness(black).mean() - 14) < 0.5
    assert abs(lightness(white).mean() - 86) < 0.5
    assert 2 < lightness(white).std() < 4
    assert np.array_equal(white[..., 0], degraded(patch(255, 255, 255), 7))
    assert not np.array_equal(white[..., 0], degraded(patch(255, 255, 255), 8))


def test_an_old_print_is_soft() -> None:
    edge = np.zeros((60, 60, 3), np.uint8)
    edge[:, 30:] = 255
    across = lightness(np.repeat(degraded(edge)[..., None], 3, axis=2)).mean(axis=0)
    assert 25 < across[29] < 40
    assert 60 < across[30] < 75
