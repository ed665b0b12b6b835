"""Transfer: an encoder goes from one network to another whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import save_file  # noqa: E402

from model.datasets.cifar10 import Cifar10  # noqa: E402
from model.errors import ConfigError, WeightsError  # noqa: E402
from model.networks import create_model  # noqa: E402
from model.networks.classifier import Classifier  # noqa: E402
from model.networks.loading import load_weights  # noqa: E402
from model.training.config import ClassifierConfig  # noqa: E402
from model.training.release import release_classifier  # noqa: E402
from model.training.transfer import load_classifier, start_encoder  # noqa: E402

SMALL = ClassifierConfig(widths=(4, 8, 8, 16), depths=(1, 1, 1))
COLOURIST = {"widths": (4, 8, 8, 16), "depths": (1, 1, 1)}


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """The card of a classifier fresh from initialisation."""
    torch.manual_seed(0)
    return release_classifier(Classifier(**SMALL.network_arguments()), SMALL, tmp_path, Cifar10(tmp_path))


def test_a_classifiers_encoder_starts_a_colourist(card: Path) -> None:
    classifier = load_classifier(card)
    torch.manual_seed(1)
    network = create_model("resnet", 9, **COLOURIST)
    head = network.head[1].weight.clone()
    start_encoder(network, str(card))
    expected = classifier.encoder.state_dict()
    assert all(torch.equal(value, expected[name]) for name, value in network.encoder.state_dict().items())
    assert torch.equal(network.head[1].weight, head)


def test_a_colourists_encoder_starts_another(tmp_path: Path) -> None:
    first, second = (create_model("resnet", bins, **COLOURIST) for bins in (5, 9))
    save_file(first.state_dict(), tmp_path / "w.safetensors")
    start_encoder(second, str(tmp_path / "w.safetensors"))
    states = [network.encoder.state_dict() for network in (first, second)]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


@pytest.mark.parametrize("more", [{"deeper": 2}, {"context": 10}, {"deeper": 1, "context": 3}])
def test_a_network_with_more_layers_answers_as_the_one_it_grew_from(more: dict[str, int], tmp_path: Path) -> None:
    torch.manual_seed(0)
    smaller, larger = create_model("unet", 9, **COLOURIST).eval(), create_model("unet", 9, **COLOURIST, **more).eval()
    save_file(smaller.state_dict(), tmp_path / "w.safetensors")
    load_weights(larger, tmp_path / "w.safetensors")
    picture = torch.rand(2, 4, 32, 32)
    with torch.no_grad():
        answer, classes = larger.forward_with_classes(picture)
        assert torch.equal(answer, smaller(picture))
    assert (None if classes is None else classes.shape) == ((2, more["context"]) if "context" in more else None)


def test_a_network_does_not_grow_from_weights_of_other_widths(tmp_path: Path) -> None:
    save_file(create_model("unet", 9, widths=(4, 8, 8, 8), depths=(1, 1, 1)).state_dict(), tmp_path / "w.safetensors")
    with pytest.raises(WeightsError, match=r"w\.safetensors does not hold weights of this network"):
        load_weights(create_model("unet", 9, **COLOURIST, deeper=1), tmp_path / "w.safetensors")


def test_a_network_does_not_grow_from_weights_that_have_half_a_block(tmp_path: Path) -> None:
    state = create_model("unet", 9, **COLOURIST, deeper=1).state_dict()
    del state["deeper.0.body.0.weight"]
    save_file(state, tmp_path / "w.safetensors")
    with pytest.raises(WeightsError, match=r"(?s)w\.safetensors does not hold .*Missing key.*deeper\.0\.body\.0"):
        load_weights(create_model("unet", 9, **COLOURIST, deeper=1), tmp_path / "w.safetensors")


def test_a_network_does_not_grow_from_weights_that_know_more(tmp_path: Path) -> None:
    save_file(create_model("unet", 9, **COLOURIST, deeper=1).state_dict(), tmp_path / "w.safetensors")
    with pytest.raises(WeightsError, match=r"w\.safetensors does not hold weights of this network"):
        load_weights(create_model("unet", 9, **COLOURIST), tmp_path / "w.safetensors")


def test_a_network_without_an_encoder_cannot_be_started_so(card: Path) -> None:
    with pytest.raises(ConfigError, match="this network has no encoder of its own to start; resnet has"):
        start_encoder(create_model("unet", 9, **COLOURIST), str(card))


def test_an_encoder_of_other_widths_is_refused(card: Path) -> None:
    with pytest.raises(WeightsError, match=r"(?s)does not hold weights of this network's encoder: .*size mismatch"):
        start_encoder(create_model("resnet", 9), str(card))


def test_weights_that_are_not_there_or_damaged_are_refused(card: Path, tmp_path: Path) -> None:
    network = create_model("resnet", 9, **COLOURIST)
    with pytest.raises(WeightsError, match=r"no\.safetensors cannot be read as weights: "):
        start_encoder(network, str(tmp_path / "no.safetensors"))
    with pytest.raises(WeightsError, match=r"no\.json cannot be read .*train one with gallery train --config"):
        start_encoder(network, str(tmp_path / "no.json"))
    card.with_suffix(".safetensors").write_bytes(b"half")
    with pytest.raises(WeightsError, match="is not the file on its card"):
        load_classifier(card)
