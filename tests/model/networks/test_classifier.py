"""The classifier reads what colourists read, and its encoder is theirs."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from model.networks import INPUTS, create_model  # noqa: E402
from model.networks.classifier import Classifier, classifier_inputs  # noqa: E402

SMALL = {"widths": (4, 8, 8, 16), "depths": (1, 1, 1)}


@pytest.mark.parametrize("size", [(32, 32), (8, 8), (17, 40)])
def test_it_answers_for_the_whole_picture_and_every_parameter_learns(size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    network = Classifier(**SMALL)
    logits = network(torch.rand(3, INPUTS, *size))
    assert logits.shape == (3, 10)
    logits.square().mean().backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in network.parameters())


def test_its_features_are_those_that_lead_to_its_answer() -> None:
    torch.manual_seed(0)
    network = Classifier(**SMALL).eval()
    x = torch.rand(2, INPUTS, 32, 24)
    maps = network.features(x)
    assert [tuple(m.shape[1:]) for m in maps] == [(4, 32, 24), (8, 16, 12), (8, 8, 6), (16, 4, 3)]
    assert torch.allclose(network.head(maps[-1].mean(dim=(2, 3))), network(x), atol=1e-6)


def test_a_colourist_with_the_same_widths_has_the_same_encoder() -> None:
    with torch.device("meta"):
        states = [network.encoder.state_dict() for network in (Classifier(), create_model("resnet", 9))]
    assert {k: v.shape for k, v in states[0].items()} == {k: v.shape for k, v in states[1].items()}


def test_colours_are_told_by_hints_at_every_pixel_or_not_at_all() -> None:
    lab = torch.tensor([75.0, 55, -110]).reshape(1, 3, 1, 1).expand(2, 3, 2, 2)
    told = classifier_inputs(lab, torch.tensor([1.0, 0.0])[:, None, None, None])
    assert told[0, :, 0, 0].tolist() == [0.5, 0.5, -1, 1]
    assert told[1, :, 0, 0].tolist() == [0.5, 0, 0, 0]
    assert torch.equal(classifier_inputs(lab)[0], told[0])


def test_widths_and_depths_of_another_number_are_refused() -> None:
    with pytest.raises(ValueError, match=r"widths must be 4 whole numbers, each 1 or more, not "):
        Classifier(widths=(4, 8, 8))
