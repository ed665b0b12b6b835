"""What a classifier recognises: counts by row, and the share of the gap that is recovered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.errors import WeightsError
from model.metrics.meaning import Meaning, classifier_of, recovered


def brightest(pictures: np.ndarray) -> np.ndarray:
    """A classifier that names the channel with most in it."""
    return pictures.mean(axis=(1, 2)).argmax(1)


def test_rows_are_measured_against_grey_and_truth() -> None:
    truth = np.zeros((4, 2, 2, 3), np.uint8)
    for index, channel in enumerate((0, 1, 2, 2)):
        truth[index, ..., channel] = 200
    labels = np.array([0, 1, 2, 0])  # the last one is never recognised
    grey, half = np.full_like(truth, 90), truth.copy()
    half[1] = 90
    meaning = Meaning(brightest)
    for part in (slice(0, 3), slice(3, 4)):
        for row, pictures in (("truth", truth), ("grey", grey), ("mine", half)):
            meaning.update(row, pictures[part], labels[part])
    assert meaning.scores("truth") == {"accuracy": 75.0, "accuracy_truth": 75.0, "recovered": 1.0}
    assert meaning.scores("grey") == {"accuracy": 50.0, "accuracy_truth": 75.0, "recovered": 0.0}
    assert meaning.scores("mine") == {"accuracy": 50.0, "accuracy_truth": 75.0, "recovered": 0.0}


def test_the_share_is_of_the_gap_and_undefined_without_one() -> None:
    assert recovered(70.0, grey=60.0, truth=80.0) == 0.5
    assert recovered(55.0, grey=60.0, truth=80.0) == -0.25
    assert recovered(60.0, grey=60.0, truth=60.0) is None


def test_a_row_without_pictures_has_no_accuracy() -> None:
    with pytest.raises(ValueError, match="nothing to average"):
        Meaning(brightest).accuracy("mine")


def test_a_file_that_is_no_classifier_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.onnx").write_bytes(b"<html>")
    with pytest.raises(WeightsError, match="is not a classifier that ONNX Runtime can run"):
        classifier_of(tmp_path / "c.onnx")


def test_the_classifier_reads_the_picture_in_lab(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from model.export import export_classifier

    class Axes(torch.nn.Module):
        """Says 0 for reddish, 1 for greenish, 2 for what is neither, where the colours are told."""

        def __init__(self) -> None:
            super().__init__()
            self.scale = torch.nn.Parameter(torch.tensor([1.0]))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            a, told = x[:, 1].mean(dim=(1, 2)), x[:, 3].mean(dim=(1, 2))
            return self.scale * torch.stack([a, -a, 0.05 * told], dim=1)

    export_classifier(Axes(), tmp_path, "c")
    colours = np.array([[220, 40, 40], [40, 220, 40], [120, 120, 120]], np.uint8)
    pictures = np.broadcast_to(colours[:, None, None], (3, 32, 32, 3)).copy()
    assert classifier_of(tmp_path / "c.onnx")(pictures).tolist() == [0, 1, 2]
