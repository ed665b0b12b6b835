"""The perceptual loss: it sees what is shown, and only the picture learns from it."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from model.losses.perceptual import Perceptual, unit  # noqa: E402


@pytest.fixture
def judge() -> Perceptual:
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Conv2d(3, 5, 3, padding=1), torch.nn.BatchNorm2d(5), torch.nn.ReLU())
    return Perceptual(network, lambda lab: [network(lab / 50), lab])


def test_the_same_picture_is_at_no_distance_and_another_is(judge: Perceptual) -> None:
    lab = torch.rand(2, 3, 8, 8) * torch.tensor([60.0, 20, 20])[:, None, None] + 20
    assert judge(lab, lab).item() == 0
    assert judge(lab * torch.tensor([1.0, 0.2, 0.2])[:, None, None], lab).item() > 1e-4


def test_colours_that_screens_show_alike_are_at_no_distance(judge: Perceptual) -> None:
    white = torch.tensor([150.0, 0, 0]).reshape(1, 3, 1, 1).expand(1, 3, 4, 4)  # brighter than screens can show
    assert judge(white * 2, white).item() < 1e-6


def test_the_judge_stays_as_it_is_and_the_picture_gets_the_gradient(judge: Perceptual) -> None:
    before = {name: value.clone() for name, value in judge.network.state_dict().items()}
    judge.train()
    lab = (torch.rand(2, 3, 8, 8) * 20 + 40).requires_grad_()
    judge(lab, torch.full((2, 3, 8, 8), 45.0)).backward()
    assert torch.isfinite(lab.grad).all()
    assert lab.grad.abs().sum() > 0
    assert all(parameter.grad is None for parameter in judge.network.parameters())
    assert all(torch.equal(before[name], value) for name, value in judge.network.state_dict().items())


def test_vectors_have_length_one_and_none_stays_none() -> None:
    maps = torch.tensor([3.0, 4.0, 0.0, 0.0]).reshape(1, 2, 2, 1).transpose(1, 2)
    assert unit(maps).flatten().tolist() == pytest.approx([0.6, 0, 0.8, 0], abs=1e-6)
