"""What is stated: the probability of the colours that are shown, however vivid, and whoever they come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from model import Colorist, Hint
from model.color.lab import rgb_to_lab
from model.datasets.cifar10 import load_cifar10
from model.metrics.calibration import Calibration
from model.metrics.delta_e import delta_e00

BLUE, RED = (40, 60, 150), (150, 30, 30)


@pytest.fixture(scope="module")
def colorist() -> Colorist:
    return Colorist.load(remember=16)


@pytest.mark.parametrize("picture", [lambda: data.coffee()[::2, ::2], data.chelsea], ids=["coffee", "cat"])
def test_the_more_vivid_the_less_sure_and_most_where_there_is_most_colour(
    picture: Callable[[], np.ndarray], colorist: Colorist
) -> None:
    results = [colorist.colorize(picture(), vividness=vividness) for vividness in (0, 0.5, 1)]
    faithful, half, vivid = (result.confidence for result in results)
    assert (faithful >= half).all()
    assert (half >= vivid).all()
    chroma = np.hypot(*np.moveaxis(rgb_to_lab(results[0].rgb)[..., 1:], -1, 0))
    lost = faithful - vivid
    assert lost[chroma < 2].mean() < 0.1 * lost[chroma > np.quantile(chroma, 0.9)].mean()


@pytest.mark.parametrize("vividness", [0, 0.4, 1])
def test_what_is_stated_of_validation_images_is_so_at_every_vividness(
    vividness: float, colorist: Colorist, shared_data: Path
) -> None:
    truth = load_cifar10(shared_data, "train")[0][49_000:]
    rgb, confidence = colorist.colorize_batch(truth, vividness=vividness)
    stated = Calibration()
    stated.update(confidence, delta_e00(rgb_to_lab(truth), rgb_to_lab(rgb)))
    assert stated.compute() < 0.025


def test_an_assumed_colour_is_painted_as_a_known_one_and_makes_nothing_surer(colorist: Colorist) -> None:
    picture = data.camera()
    plain = colorist.colorize(picture)
    known, assumed = (colorist.colorize(picture, [Hint((0.2, 0.2), BLUE, 0.05, assumed=its)]) for its in (False, True))
    assert (known.rgb == assumed.rgb).all()
    assert (assumed.confidence <= plain.confidence + 1e-6).all()
    row, column = (round(0.2 * side) for side in picture.shape)
    assert known.confidence[row, column] == pytest.approx(1, abs=1e-3)
    assert assumed.confidence[row, column] < plain.confidence[row, column] < 1


def test_an_assumption_leaves_what_is_known_beside_it_as_sure_as_it_was(colorist: Colorist) -> None:
    known, assumed = Hint((0.2, 0.2), BLUE, 0.05), Hint((0.7, 0.9), RED, 0.05, assumed=True)
    picture = data.camera()
    alone, both = colorist.colorize(picture, [known]), colorist.colorize(picture, [known, assumed])
    row, column = (round(0.2 * side) for side in picture.shape)
    assert both.confidence[row, column] == pytest.approx(1, abs=1e-3)
    assert (both.confidence <= alone.confidence + 1e-6).all()
