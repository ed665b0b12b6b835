"""The objective: the sum of its parts by their weights, whatever the network is sure of."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from model.color import grid  # noqa: E402
from model.color.lab import rgb_to_lab  # noqa: E402
from model.color.lab_torch import lab_to_rgb  # noqa: E402
from model.losses import (  # noqa: E402
    BinCrossEntropy,
    Decoder,
    Losses,
    Objective,
    absolute_error,
    dullness,
    log_squared_error,
    regression,
    squared_error,
)

BINS = len(grid.bins())
PARTS = ["classification", "huber", "l1", "l2", "psnr", "colourfulness", "perceptual", "lpips", "context"]
PARTS += ["distillation"]


class Brightness(torch.nn.Module):
    """A judge that is simple enough to do by hand: the difference of the means."""

    def forward(self, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        return (one.mean() - other.mean()).abs()


class Constant(torch.nn.Module):
    """Says the same of every picture."""

    def __init__(self, answer: torch.Tensor) -> None:
        super().__init__()
        self.answer = answer

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.answer.expand(len(pictures), *self.answer.shape[1:])


CLASSES = torch.tensor([[0.1, 0.7, 0.2]])
TAUGHT = torch.softmax(torch.randn(1, BINS, 3, 4, generator=torch.Generator().manual_seed(1)), 1)
TOLD = torch.randn(3, 3, generator=torch.Generator().manual_seed(2))
"""What the network says of the classes of three pictures."""


def objective(**weights: float) -> Objective:
    judges = {"perceptual": Brightness(), "lpips": Brightness()}
    judges |= {"classifier": Constant(CLASSES), "teachers": Constant(TAUGHT)}
    return Objective(Losses(**weights), rarity=torch.linspace(0, 2, BINS), **judges)


def loss(weights: dict[str, float], logits: torch.Tensor, lab: torch.Tensor) -> float:
    return objective(**weights)(logits, lab, torch.zeros(3, 4, 6, 8), TOLD).item()


@pytest.fixture(scope="module")
def lab() -> torch.Tensor:
    """True Lab of random sRGB, (3, 3, 6, 8)."""
    rgb = np.random.default_rng(0).integers(0, 256, (3, 6, 8, 3), np.uint8)
    return torch.from_numpy(rgb_to_lab(rgb).transpose(0, 3, 1, 2).copy())


@pytest.fixture(scope="module")
def logits() -> torch.Tensor:
    return torch.randn(3, BINS, 3, 4, generator=torch.Generator().manual_seed(0))


def by_hand(part: str, logits: torch.Tensor, lab: torch.Tensor) -> torch.Tensor:
    probabilities = torch.softmax(logits, 1)
    colour = Decoder()(probabilities)[0]
    predicted = objective().predict(logits, lab)
    rgb, truth = lab_to_rgb(predicted), lab_to_rgb(lab)
    return {
        "classification": BinCrossEntropy()(probabilities.log(), torch.nn.functional.avg_pool2d(lab[:, 1:], 2)),
        "huber": regression(colour, lab[:, 1:]),
        "l1": absolute_error(colour, lab[:, 1:]),
        "l2": squared_error(colour, lab[:, 1:]),
        "psnr": log_squared_error(colour, lab),
        "colourfulness": dullness(rgb, truth),
        "perceptual": (predicted.mean() - lab.mean()).abs(),
        "lpips": (rgb.mean() - truth.mean()).abs(),
        "context": -(CLASSES * TOLD.log_softmax(1)).sum(1).mean(),
        "distillation": -(TAUGHT * logits.log_softmax(1)).sum(1).mean(),
    }[part]


@pytest.mark.parametrize("part", PARTS)
def test_each_loss_counts_by_its_weight(part: str, logits: torch.Tensor, lab: torch.Tensor) -> None:
    found = loss({"classification": 0.0, part: 3.0}, logits, lab)
    assert found == pytest.approx(3 * by_hand(part, logits, lab).item(), rel=1e-5)


def test_the_objective_is_the_sum_of_its_parts(logits: torch.Tensor, lab: torch.Tensor) -> None:
    whole = sum(weight * by_hand(part, logits, lab) for weight, part in enumerate(PARTS, 1))
    weights = {part: float(weight) for weight, part in enumerate(PARTS, 1)}
    assert loss(weights, logits, lab) == pytest.approx(whole.item(), rel=1e-5)


def test_rebalancing_mixes_even_weights_with_those_of_rarity(logits: torch.Tensor, lab: torch.Tensor) -> None:
    even, half, whole = (objective(rebalance=share)(logits, lab).item() for share in (0.0, 0.5, 1.0))
    assert even != pytest.approx(whole, rel=1e-3)
    assert half == pytest.approx((even + whole) / 2, rel=1e-5)


def test_the_picture_keeps_its_lightness_and_takes_the_expected_colours(lab: torch.Tensor) -> None:
    certain = torch.zeros(3, BINS, 3, 4)
    certain[:, grid.bins().tolist().index([20, -30])] = 100
    predicted = objective().predict(certain, lab)
    assert torch.equal(predicted[:, 0], lab[:, 0])
    assert torch.allclose(predicted[:, 1:].mean(dim=(0, 2, 3)), torch.tensor([20.0, -30.0]), atol=1e-3)


@pytest.mark.parametrize("name", ["rebalance", "perceptual", "lpips", "context", "distillation"])
def test_a_loss_without_its_network_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"the loss '{name}' lacks what it needs"):
        Objective(Losses(**{name: 1.0}))


@pytest.mark.parametrize("scale", [0.0, 1.0, 1e3, 1e4])
@pytest.mark.parametrize(
    "weights", [{}, {"huber": 5.0}, {"psnr": 4.0}, {"l1": 1.0, "l2": 1.0, "colourfulness": 1.0, "rebalance": 1.0}]
)
def test_gradients_are_finite_however_wrong_the_network_is_sure(scale: float, weights: dict[str, float]) -> None:
    logits = (scale * torch.randn(2, BINS, 4, 4, generator=torch.Generator().manual_seed(0))).requires_grad_()
    loss = objective(**weights)(logits, torch.full((2, 3, 8, 8), 25.0))
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(logits.grad).all()


@pytest.mark.parametrize("name", ["context", "distillation"])
def test_a_loss_that_is_not_told_what_it_needs_is_not_left_out(
    name: str, logits: torch.Tensor, lab: torch.Tensor
) -> None:
    with pytest.raises(ValueError, match=f"the loss '{name}' was not told what it needs"):
        objective(**{name: 1.0})(logits, lab)
