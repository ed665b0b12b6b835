"""The classifier's run: it learns, resumes exactly, and is released with a card that loads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch")

from model.datasets.cifar10 import Cifar10  # noqa: E402
from model.errors import CheckpointError, ConfigError, TrainingError, WeightsError  # noqa: E402
from model.networks.classifier import Classifier  # noqa: E402
from model.training import train  # noqa: E402
from model.training.classification import accuracies, augmented  # noqa: E402
from model.training.config import ClassifierConfig  # noqa: E402
from model.training.progress import Progress  # noqa: E402
from model.training.release import release_classifier  # noqa: E402
from model.weights import classifiers  # noqa: E402
from model.weights.classifiers import load_classifier_card  # noqa: E402

SMALL = ClassifierConfig(widths=(8, 8, 16, 16), depths=(1, 1, 1), epochs=2, batch_size=64, limit=256, grey=0.5)


class InterruptedRunError(Exception):
    """As a kill: raised out of the middle of a run."""


def test_interrupted_and_resumed_it_ends_with_the_same_weights(small_cifar10: Path, tmp_path: Path) -> None:
    def tell(progress: Progress) -> None:
        if progress.step == 6:
            raise InterruptedRunError

    whole = train(SMALL, small_cifar10, tmp_path / "whole")
    with pytest.raises(InterruptedRunError):
        train(SMALL, small_cifar10, tmp_path / "cut", tell=tell)
    resumed = train(SMALL, small_cifar10, tmp_path / "cut", resume=True)
    states = whole.state_dict(), resumed.state_dict()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    with pytest.raises(CheckpointError, match="belongs to another run: grey differ"):
        train(SMALL.replace(grey=0.0), small_cifar10, tmp_path / "cut", resume=True)


def test_it_learns_what_is_in_real_pictures(shared_data: Path, tmp_path: Path) -> None:
    told: list[Progress] = []
    config = SMALL.replace(limit=1024, grey=0.0, epochs=3, widths=(8, 8, 16, 32), smoothing=0.0, shift=0)
    train(config, shared_data, tmp_path, tell=told.append)
    measured = [entry.validation for entry in told if entry.validation]
    assert len(measured) == 3
    assert measured[-1]["accuracy"] > 0.2  # a tenth by guessing


def test_the_released_card_loads_and_onnx_runtime_classifies_alike(small_cifar10: Path, tmp_path: Path) -> None:
    network = train(SMALL.replace(epochs=1), small_cifar10, tmp_path)
    path = release_classifier(network, SMALL, tmp_path, Cifar10(small_cifar10))
    card = load_classifier_card(path)
    assert card.config == SMALL.to_json()
    assert set(card.metrics) == {"accuracy", "accuracy_grey", "accuracy_hidden"}
    assert card.parameters == sum(p.numel() for p in Classifier(**SMALL.network_arguments()).parameters())
    x = np.random.default_rng(1).uniform(-1, 1, (3, 4, 24, 40)).astype(np.float32)
    session = onnxruntime.InferenceSession(card.file("onnx"), providers=["CPUExecutionProvider"])
    (found,) = session.run(["logits"], {"input": x})
    with torch.no_grad():
        assert np.abs(found - network(torch.from_numpy(x)).numpy()).max() < 0.01


def test_accuracy_is_the_share_of_right_answers_with_and_without_colours() -> None:
    class Reddish(torch.nn.Module):
        """Says 1 for pictures told to be red, else 0."""

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            red = (x[:, 1].mean(dim=(1, 2)) > 0.1).float()
            return torch.stack([1 - red, red], dim=1)

    lab = torch.full((4, 3, 8, 8), 50.0)
    lab[1, 1] = 0
    found = accuracies(Reddish(), lab, torch.tensor([1, 1, 1, 0]), batch=3)
    assert found == {"accuracy": 0.5, "accuracy_grey": 0.25, "accuracy_hidden": 0.25}


def test_images_are_moved_each_by_itself_and_some_lose_their_colours() -> None:
    ramp = torch.arange(32.0).expand(32, 32)
    lab = torch.stack([50 + ramp, 0 * ramp + 11, ramp.T]).expand(64, 3, 32, 32)
    inputs = augmented(lab, SMALL, 3)
    hidden = inputs[:, 3, 0, 0] == 0
    assert 10 < hidden.sum() < 54
    assert (inputs[hidden, 1:3] == 0).all()
    assert torch.allclose(inputs[~hidden, 1], torch.tensor(0.1))
    middle = (inputs[:, 0, 16, 16] * 50).round()
    assert len(middle.unique()) > 6
    assert torch.equal(inputs, augmented(lab, SMALL, 3))
    assert torch.equal(augmented(lab, SMALL.replace(shift=0, grey=0.0), 3)[:, 2], lab[:, 2] / 110)


def test_a_loss_that_is_not_finite_stops_the_run(
    small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Classifier, "forward", lambda self, x: self.encoder(x).mean(dim=(2, 3))[:, :10] * float("nan"))
    with pytest.raises(TrainingError, match=r"by step \d the loss is nan .*: nothing was saved"):
        train(SMALL, small_cifar10, tmp_path)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"epochs": 0, "grey": 2}, "epochs must be at least 1, not 0; grey must be in 0..1, not 2"),
        ({"widths": [1, 2]}, "widths must be 4 whole numbers above 0, not [1, 2]"),
        (
            {"dropout": "some", "shift": 1.5},
            "dropout must be a number, not 'some'; shift must be a whole number, not 1.5",
        ),
        ({"limit": 5}, "limit must be none or at least one batch (128), not 5"),
        ({"task": "guess"}, "task must be 'classify', not 'guess'"),
    ],
)
def test_all_problems_of_a_configuration_are_said_at_once(values: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        ClassifierConfig.from_json(values)
    assert str(caught.value) == f"the classifier's configuration has problems: {message}"


def test_a_configuration_survives_json_and_unknown_keys_are_named() -> None:
    assert ClassifierConfig.from_json(json.loads(json.dumps(SMALL.to_json()))) == SMALL
    with pytest.raises(ConfigError, match="unknown keys in the classifier's configuration: lr, gray"):
        ClassifierConfig.from_json({"lr": 1, "gray": 0})


def test_without_a_shipped_classifier_the_error_says_how_to_train_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classifiers, "SHIPPED", tmp_path / "classifier.json")
    with pytest.raises(WeightsError, match=r"train one with gallery train --config .*recipes/classifier\.json"):
        load_classifier_card()
    (tmp_path / "classifier.json").write_text('{"name": "x"}')
    with pytest.raises(WeightsError, match="is not the card of a classifier"):
        load_classifier_card()
