"""Bins: the soft target means the colour itself, and the sparse sums are those of the dense definition."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from model.color import grid  # noqa: E402
from model.color.lab import rgb_to_lab  # noqa: E402
from model.losses.bins import BinCrossEntropy, Decoder, prior_of, rarity_of  # noqa: E402

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
    found = BinCrossEntropy()(torch.log_softmax(logits, 1), ab)
    assert found.item() == pytest.approx(expected.item(), rel=1e-5)


def test_cross_entropy_is_least_at_the_target_itself(ab: torch.Tensor) -> None:
    entropy, target = BinCrossEntropy(), soft_targets(ab).float()
    uniform = torch.full_like(target, 1 / BINS).log()
    least = entropy(target.clamp_min(1e-30).log(), ab)
    assert least < entropy((0.9 * target + 0.1 / BINS).log(), ab) < entropy(uniform, ab)
    assert entropy(uniform, ab).item() == pytest.approx(np.log(BINS), rel=1e-4)


def test_what_is_wrong_beyond_all_doubt_is_still_learned_from(ab: torch.Tensor) -> None:
    logits = torch.zeros(3, BINS, 6, 8)
    logits[:, 0] = 200.0  # the others' probability is no number that float32 can hold
    logits.requires_grad_()
    loss = BinCrossEntropy()(torch.log_softmax(logits, 1), ab)
    loss.backward()
    assert loss.item() > 100
    assert (logits.grad[:, 0].abs() > 1e-4).any()


def test_colours_at_the_very_edge_of_the_grid_are_taken() -> None:
    edge = torch.tensor([-120.0, 120.0]).reshape(1, 2, 1, 1)
    assert torch.isfinite(BinCrossEntropy()(torch.zeros(1, BINS, 1, 1), edge))


def test_the_prior_is_the_mean_of_the_soft_targets(ab: torch.Tensor) -> None:
    lab = torch.cat([torch.full_like(ab[:, :1], 50.0), ab], dim=1)
    half = torch.nn.functional.avg_pool2d(ab, 2)
    expected = soft_targets(half).mean(dim=(0, 2, 3)).float()
    assert torch.allclose(prior_of([lab[:2], lab[2:]]), expected, atol=1e-6)


def test_rare_colours_weigh_more_and_the_expectation_is_one() -> None:
    bins = grid.bins().tolist()
    grey, vivid = bins.index([0, 0]), bins.index([60, 40])
    prior = torch.full((BINS,), 0.01 / (BINS - 1))
    prior[grey] = 0.99
    weights = rarity_of(prior)
    assert weights[vivid] > 10 * weights[grey] > 0
    # By the paper's words, bin by bin, in float64: smooth, mix with the uniform distribution, invert, normalise.
    centres = np.array(bins)
    smooth = np.zeros(BINS)
    for index in range(BINS):
        kernel = np.exp(-((centres - centres[index]) ** 2).sum(1) / (2 * 5.0**2))
        smooth += prior[index].item() * kernel / kernel.sum()
    expected = 1 / (0.5 * smooth + 0.5 / BINS)
    expected /= (smooth * expected).sum()
    assert np.allclose(weights.numpy(), expected, rtol=1e-4)
    assert (smooth * weights.numpy()).sum() == pytest.approx(1, abs=1e-5)


def test_a_uniform_prior_weighs_all_bins_nearly_alike() -> None:
    weights = rarity_of(torch.full((BINS,), 1 / BINS), uniform=1.0)
    assert torch.allclose(weights, torch.ones(BINS), atol=1e-5)


def test_a_position_counts_by_the_rarity_of_its_likeliest_bin() -> None:
    bins = grid.bins().tolist()
    rarity = torch.ones(BINS)
    rarity[bins.index([10, 20])] = 7.0
    probabilities = torch.full((1, BINS, 1, 2), 1 / BINS)
    colours = torch.tensor([[11.0, -40.0], [22.0, 3.0]]).reshape(1, 2, 1, 2)  # near (10, 20), and near (-40, 0)
    found = BinCrossEntropy(rarity)(probabilities.log(), colours)
    assert found.item() == pytest.approx(np.log(BINS) * (7 + 1) / 2, rel=1e-5)
