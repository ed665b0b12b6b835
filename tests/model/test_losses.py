"""Losses: the soft target means the colour itself, and the sparse sums are those of the dense definition."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from model.color import grid  # noqa: E402
from model.color.lab import rgb_to_lab  # noqa: E402
from model.color.lab_torch import lab_to_rgb  # noqa: E402
from model.losses import BinCrossEntropy, Decoder, Objective, log_squared_error, regression  # noqa: E402

BINS = len(grid.bins())


@pytest.fixture(scope="module")
def ab() -> torch.Tensor:
    """True colours: a and b of random sRGB, (3, 2, 6, 8)."""
    rgb = np.random.default_rng(0).integers(0, 256, (3, 6, 8, 3), np.uint8)
    return torch.from_numpy(rgb_to_lab(rgb)[..., 1:].transpose(0, 3, 1, 2).copy())


def soft_targets(ab: torch.Tensor) -> torch.Tensor:
    """The bilinear targets, dense, float64 (N, Q, h, w), by the NumPy half."""
    indices, weights = grid.corners(ab.numpy().transpose(0, 2, 3, 1))
    dense = np.zeros((*indices.shape[:-1], BINS))
    np.put_along_axis(dense, indices[..., 3:], 0, -1)
    for corner in range(4):
        at = indices[..., corner, None]
        np.put_along_axis(dense, at, np.take_along_axis(dense, at, -1) + weights[..., corner, None], -1)
    return torch.from_numpy(dense.transpose(0, 3, 1, 2).copy())


def test_the_expectation_of_a_soft_target_is_the_colour(ab: torch.Tensor) -> None:
    found, spread = Decoder()(soft_targets(ab).float())
    assert (found - ab).abs().max() < 1e-3
    assert spread.max() <= grid.STEP  # four corners of one cell: at most its side from their mean


def test_a_certain_answer_has_no_spread_and_its_bins_colour() -> None:
    certain = torch.eye(BINS)[:, :, None, None]
    found, spread = Decoder()(certain)
    assert torch.equal(found[:, :, 0, 0], torch.from_numpy(grid.bins()))
    assert spread.max() < 0.1


def test_two_equal_colours_are_spread_by_half_their_distance() -> None:
    bins = grid.bins().tolist()
    probabilities = torch.zeros(1, BINS, 1, 1)
    probabilities[0, [bins.index([-20, 0]), bins.index([40, 0])]] = 0.5
    found, spread = Decoder()(probabilities)
    assert found.flatten().tolist() == pytest.approx([10, 0], abs=1e-4)
    assert spread.item() == pytest.approx(30, abs=1e-3)


def test_cross_entropy_is_that_of_the_dense_definition_in_float64(ab: torch.Tensor) -> None:
    logits = torch.randn(3, BINS, 6, 8, generator=torch.Generator().manual_seed(0))
    expected = -(soft_targets(ab) * torch.log_softmax(logits.double(), 1)).sum(1).mean()
    found = BinCrossEntropy()(torch.softmax(logits, 1), ab)
    assert found.item() == pytest.approx(expected.item(), rel=1e-5)


def test_cross_entropy_is_least_at_the_target_itself(ab: torch.Tensor) -> None:
    entropy, target = BinCrossEntropy(), soft_targets(ab).float()
    least = entropy(target, ab)
    assert least < entropy(0.9 * target + 0.1 / BINS, ab) < entropy(torch.full_like(target, 1 / BINS), ab)
    assert entropy(torch.full_like(target, 1 / BINS), ab).item() == pytest.approx(np.log(BINS), rel=1e-4)


def test_regression_is_nought_for_the_truth_and_grows_with_the_distance(ab: torch.Tensor) -> None:
    flat = torch.full((1, 2, 4, 4), 30.0)
    full = torch.full((1, 2, 8, 8), 30.0)
    assert regression(flat, full).item() == 0
    assert 0 < regression(flat + 5, full) < regression(flat + 50, full)
    # Huber in units of 110, δ 0.2: half the square below δ, δ (|x| - δ/2) above.
    assert regression(flat + 11, full).item() == pytest.approx(0.5 * 0.1**2, rel=1e-4)
    assert regression(flat + 55, full).item() == pytest.approx(0.2 * (0.5 - 0.1), rel=1e-4)


@pytest.mark.parametrize("scale", [0.0, 1.0, 1e3, 1e4])
@pytest.mark.parametrize("weights", [(0.0, 0.0), (5.0, 0.0), (0.0, 4.0)])
def test_gradients_are_finite_however_wrong_the_network_is_sure(scale: float, weights: tuple[float, float]) -> None:
    logits = (scale * torch.randn(2, BINS, 4, 4, generator=torch.Generator().manual_seed(0))).requires_grad_()
    loss = Objective(*weights)(logits, torch.full((2, 3, 8, 8), 25.0))
    loss.backward()
    assert torch.isfinite(loss)
    assert torch.isfinite(logits.grad).all()


def test_colours_at_the_very_edge_of_the_grid_are_taken() -> None:
    edge = torch.tensor([-120.0, 120.0]).reshape(1, 2, 1, 1)
    assert torch.isfinite(BinCrossEntropy()(torch.full((1, BINS, 1, 1), 1 / BINS), edge))


def test_the_objective_is_the_sum_of_its_parts(ab: torch.Tensor) -> None:
    logits = torch.randn(3, BINS, 3, 4, generator=torch.Generator().manual_seed(0))
    probabilities = torch.softmax(logits, 1)
    half = torch.nn.functional.avg_pool2d(ab, 2)
    lab = torch.cat([torch.full_like(ab[:, :1], 60.0), ab], dim=1)
    entropy, colour = BinCrossEntropy()(probabilities, half), Decoder()(probabilities)[0]
    whole = entropy + 5 * regression(colour, ab) + 4 * log_squared_error(colour, lab)
    assert Objective(5, 4)(logits, lab).item() == pytest.approx(whole.item(), rel=1e-6)
    assert Objective(0, 0)(logits, lab).item() == pytest.approx(entropy.item(), rel=1e-6)


def test_the_logarithm_of_the_squared_error_is_the_psnr_up_to_a_factor() -> None:
    lab = torch.tensor([55.0, 10.0, -20.0]).reshape(1, 3, 1, 1).expand(2, 3, 8, 8)
    found = lab[:, 1:, ::2, ::2] + torch.tensor([8.0, 20.0]).reshape(2, 1, 1, 1)
    shown = [
        lab_to_rgb(torch.cat([lab[:, :1], chroma.expand(2, 2, 8, 8)], 1)) for chroma in (lab[:, 1:], found[..., :1, :1])
    ]
    psnr = 10 * torch.log10(1 / ((shown[0] - shown[1]) ** 2).mean(dim=(1, 2, 3)))
    assert log_squared_error(found, lab).item() == pytest.approx((psnr * -np.log(10) / 10).mean().item(), rel=1e-2)
