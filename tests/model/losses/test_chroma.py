"""Losses of the colour: their values at hand-made colours."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from model.color.lab import rgb_to_lab  # noqa: E402
from model.color.lab_torch import lab_to_rgb  # noqa: E402
from model.losses.chroma import (  # noqa: E402
    absolute_error,
    colourfulness,
    dullness,
    log_squared_error,
    regression,
    squared_error,
)
from model.metrics import colourfulness as metric  # noqa: E402


@pytest.fixture(scope="module")
def ab() -> torch.Tensor:
    """True colours: a and b of random sRGB, (3, 2, 6, 8)."""
    rgb = np.random.default_rng(0).integers(0, 256, (3, 6, 8, 3), np.uint8)
    return torch.from_numpy(rgb_to_lab(rgb)[..., 1:].transpose(0, 3, 1, 2).copy())


def test_regression_is_nought_for_the_truth_and_grows_with_the_distance(ab: torch.Tensor) -> None:
    flat = torch.full((1, 2, 4, 4), 30.0)
    full = torch.full((1, 2, 8, 8), 30.0)
    assert regression(flat, full).item() == 0
    assert 0 < regression(flat + 5, full) < regression(flat + 50, full)
    # Huber in units of 110, δ 0.2: half the square below δ, δ (|x| - δ/2) above.
    assert regression(flat + 11, full).item() == pytest.approx(0.5 * 0.1**2, rel=1e-4)
    assert regression(flat + 55, full).item() == pytest.approx(0.2 * (0.5 - 0.1), rel=1e-4)


def test_the_logarithm_of_the_squared_error_is_the_psnr_up_to_a_factor() -> None:
    lab = torch.tensor([55.0, 10.0, -20.0]).reshape(1, 3, 1, 1).expand(2, 3, 8, 8)
    found = lab[:, 1:, ::2, ::2] + torch.tensor([8.0, 20.0]).reshape(2, 1, 1, 1)
    shown = [
        lab_to_rgb(torch.cat([lab[:, :1], chroma.expand(2, 2, 8, 8)], 1)) for chroma in (lab[:, 1:], found[..., :1, :1])
    ]
    psnr = 10 * torch.log10(1 / ((shown[0] - shown[1]) ** 2).mean(dim=(1, 2, 3)))
    assert log_squared_error(found, lab).item() == pytest.approx((psnr * -np.log(10) / 10).mean().item(), rel=1e-2)


def test_absolute_and_squared_error_are_in_units_of_110() -> None:
    flat, full = torch.full((1, 2, 4, 4), 30.0), torch.full((1, 2, 8, 8), 30.0)
    assert absolute_error(flat, full).item() == squared_error(flat, full).item() == 0
    assert absolute_error(flat + 55, full).item() == pytest.approx(0.5)
    assert squared_error(flat + 55, full).item() == pytest.approx(0.25)


def test_colourfulness_is_the_metrics_over_255() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (4, 8, 6, 3), np.uint8)
    pictures[1] //= 3
    rgb = torch.from_numpy(pictures.transpose(0, 3, 1, 2) / 255)
    assert np.allclose(colourfulness(rgb).numpy() * 255, metric.colourfulness(pictures), rtol=1e-6)


def test_dullness_is_the_lack_of_colourfulness_and_never_negative(ab: torch.Tensor) -> None:
    lab = torch.cat([torch.full_like(ab[:, :1], 60.0), ab], dim=1)
    truth, grey = lab_to_rgb(lab), lab_to_rgb(lab * torch.tensor([1.0, 0, 0])[:, None, None])
    assert dullness(grey, truth).item() == pytest.approx(colourfulness(truth).mean().item(), abs=1e-3)
    assert dullness(truth, grey).item() == 0
    assert dullness(truth, truth).item() == 0


def test_colourfulness_of_grey_has_a_finite_gradient() -> None:
    grey = torch.full((1, 3, 4, 4), 0.5, requires_grad=True)
    colourfulness(grey).sum().backward()
    assert torch.isfinite(grey.grad).all()
