"""Perceptual distance: the mean of a measure by row, and that in our classifier's features, as the loss has it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.color.lab import rgb_to_lab
from model.metrics.distance import Distance, classifier_measure


def darkness(truth: np.ndarray):
    """A measure: how much darker the first channel is on average."""

    def far(pictures: np.ndarray) -> np.ndarray:
        return (truth.astype(float) - pictures)[..., 0].mean(axis=(1, 2))

    return far


def test_each_rows_pictures_are_averaged_under_the_key() -> None:
    distance, truth = Distance("d", darkness), np.full((3, 2, 2, 3), 10, np.uint8)
    for part in (slice(0, 2), slice(2, 3)):
        other = truth[part].copy()
        other[0] = 4
        distance.update(truth[part], {"same": truth[part], "other": other})
    assert distance.scores("same") == {"d": 0.0}
    assert distance.scores("other") == {"d": pytest.approx((6 + 0 + 6) / 3)}


def test_a_row_without_pictures_has_no_distance() -> None:
    with pytest.raises(ValueError, match="nothing to average"):
        Distance("d", darkness).scores("mine")


def test_a_classifiers_file_measures_as_the_perceptual_loss_does(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from model.export import export_classifier
    from model.losses import Perceptual
    from model.networks.classifier import Classifier, classifier_inputs

    torch.manual_seed(0)
    network = Classifier(widths=(8, 8, 16, 16), depths=(1, 1, 1))
    export_classifier(network, tmp_path, "c")
    measure = classifier_measure(tmp_path / "c.onnx")
    assert measure is not None
    random = np.random.default_rng(0)
    truth, other = (random.integers(0, 256, (3, 32, 32, 3), np.uint8) for _ in range(2))
    found = measure(truth)(other)
    loss = Perceptual(network, lambda lab: network.features(classifier_inputs(lab)))
    tensors = [torch.from_numpy(rgb_to_lab(pictures).transpose(0, 3, 1, 2)) for pictures in (other, truth)]
    for index in range(3):
        expected = float(loss(*(tensor[index : index + 1] for tensor in tensors)))
        assert found[index] == pytest.approx(expected, rel=0.02)
    assert measure(truth)(truth).tolist() == [0, 0, 0]
    assert (found > 0.01).all()


def test_a_file_that_gives_logits_only_has_no_distance(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from model.export import export_classifier

    class Plain(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = torch.nn.Linear(4, 10)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.linear(x.mean(dim=(2, 3)))

    export_classifier(Plain(), tmp_path, "c")
    assert classifier_measure(tmp_path / "c.onnx") is None
