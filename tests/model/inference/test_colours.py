"""Painting by rows: any rows, in any order, into any buffer, with bounded memory, give the same photograph."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from skimage import data

from model import Colorist, Colours, Hint, weights
from model.color import table
from model.inference import network


@pytest.fixture(scope="module")
def picture() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.tile(data.camera(), (1, 2))


@pytest.fixture(scope="module")
def colours(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Colours:
    card = weights.load()
    colorist = Colorist(replace(card, serving=replace(card.serving, scales=(32, 64), guide=128)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(table, "SHARE", 0.1)  # a table of colours, which a picture so small does without
        found = colorist.infer(picture, [Hint((0.2, 0.1), (150, 190, 215))])
    assert found.table is not None
    return found


@pytest.mark.parametrize("looked_up", [True, False])
def test_rows_painted_apart_are_those_of_the_whole(picture, colours: Colours, looked_up: bool) -> None:
    colours = colours if looked_up else replace(colours, table=None)
    whole = colours.paint(slice(0, 512), picture)
    for top, bottom in ((0, 1), (511, 512), (100, 333), (255, 257)):
        rows = slice(top, bottom)
        assert (colours.paint(rows, picture[rows]) == whole[rows]).all()
        four = np.empty((bottom - top, picture.shape[1], 4), np.uint8)
        assert (colours.paint(rows, picture[rows], four)[..., :3] == whole[rows]).all()


def test_the_table_changes_channels_by_a_step_and_more_only_where_the_gamut_ends(picture, colours: Colours) -> None:
    rows = slice(0, 512)
    off = np.abs(colours.paint(rows, picture).astype(int) - replace(colours, table=None).paint(rows, picture))
    assert off.max() <= 10
    assert (off <= 1).mean() > 0.9998


def test_colorize_is_infer_and_paint(picture, colours: Colours) -> None:
    card = weights.load()
    colorist = Colorist(replace(card, serving=replace(card.serving, scales=(32, 64), guide=128)))
    result = colorist.colorize(picture, [Hint((0.2, 0.1), (150, 190, 215))])
    colours = replace(colours, table=None)
    assert (result.rgb == colours.paint(slice(0, 512), picture)).all()
    assert (result.coarse_confidence == colours.coarse_confidence).all()


def test_a_picture_asked_apart_from_its_mirror_image_is_answered_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = network.Network(weights.load().file("onnx"))
    light = np.random.default_rng(0).uniform(0, 100, (1, 40, 56)).astype(np.float32)
    hints = np.zeros((1, 3, 40, 56), np.float32)
    together = asked.predict(light, hints)
    monkeypatch.setattr(network, "MOST", 100)
    for one, other in zip(together, asked.predict(light, hints), strict=True):
        assert (one == other).all()


MEMORY = """
import sys
from pathlib import Path
import numpy as np
from model import Colorist

height, width = int(sys.argv[1]), int(sys.argv[2])
colours = Colorist.load().infer(np.resize(np.arange(251, dtype=np.uint8), (height, width)))
colours.paint(slice(0, 8), np.zeros((8, width), np.uint8))
print(int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1e3)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
@pytest.mark.parametrize("size", [(200, 24_000), (60_000, 16)])
def test_a_strip_of_any_length_takes_bounded_memory(size: tuple[int, int]) -> None:
    command = [sys.executable, "-c", MEMORY, *map(str, size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 600
