"""Sheets and curves: the pictures are where they should be, and the curve goes where the figures go."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch")

from model.color import grid  # noqa: E402
from model.training.sheets import draw_curves, draw_samples  # noqa: E402


class Red(torch.nn.Module):
    """Answers with one red everywhere."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        logits = torch.zeros(len(x), len(grid.bins()), x.shape[2] // 2, x.shape[3] // 2)
        logits[:, grid.bins().tolist().index([60, 40])] = 99
        return logits


def test_a_row_is_the_original_then_grey_then_colour(tmp_path: Path) -> None:
    lab = torch.tensor([60.0, -40, 30])[:, None, None].expand(3, 32, 32).repeat(5, 1, 1, 1)
    path = draw_samples(tmp_path, 7, Red(), lab, count=2, scale=2)
    assert path == tmp_path / "samples" / "epoch-007.png"
    sheet = pixels(path)
    assert sheet.shape == (2 * 33 * 2, 3 * 33 * 2, 3)
    for row in (32, 98):
        original, grey, colour = (sheet[row, column] for column in (32, 98, 164))
        assert original[1] > original[0] + 50  # green, as it was
        assert grey.max() - grey.min() <= 1
        assert colour[0] > colour[1] + 80  # red, as the network says


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture).astype(int)


def ink(path: Path, panel: int) -> np.ndarray:
    """Height of the curve at each column of a panel, from below; NaN where there is none."""
    picture = pixels(path)[44:197, panel * 360 + 45 : panel * 360 + 317]
    curve = (np.abs(picture - np.array([0x9A, 0x33, 0x24])).sum(-1) < 60).astype(float)
    rows = np.arange(len(curve))[::-1, None]
    return (curve * rows).sum(0) / np.where(curve.sum(0) == 0, np.nan, curve.sum(0))


def test_a_curve_falls_with_the_loss_and_rises_with_the_gain(tmp_path: Path) -> None:
    entries = [{"epoch": n, "step": 9 * n, "loss": 5.0 - n, "images_per_second": 3, "gain": n / 3} for n in (1, 2, 3)]
    path = draw_curves(tmp_path, entries)
    assert pixels(path).shape == (240, 720, 3)  # two panels: neither step nor speed is drawn
    loss, gain = ink(path, 0), ink(path, 1)
    assert loss[5] - loss[-8] > 100
    assert gain[-8] - gain[5] > 100


def test_one_epoch_a_constant_and_a_missing_figure_can_be_drawn(tmp_path: Path) -> None:
    draw_curves(tmp_path, [{"epoch": 1, "step": 1, "loss": 2.0, "gain": None}])
    path = draw_curves(tmp_path, [{"epoch": n, "step": n, "loss": 2.0, "gain": None} for n in (1, 2)])
    assert np.nanstd(ink(path, 0)[:-8]) < 1
    assert np.isnan(ink(path, 1)).all()
    assert [entry.name for entry in tmp_path.iterdir()] == ["curves.png"]
