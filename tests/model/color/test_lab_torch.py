import numpy as np
import pytest

torch = pytest.importorskip("torch")

from model.color import lab, lab_torch  # noqa: E402


def test_torch_and_numpy_give_the_same_lab():
    rgb = np.random.default_rng(1).uniform(0, 1, (4, 16, 16, 3)).astype(np.float32)
    theirs = lab_torch.rgb_to_lab(torch.from_numpy(rgb).permute(0, 3, 1, 2)).permute(0, 2, 3, 1).numpy()
    assert theirs == pytest.approx(lab.rgb_to_lab(rgb), abs=2e-3)


def test_torch_and_numpy_give_the_same_srgb_inside_and_outside_the_gamut():
    rng = np.random.default_rng(2)
    colours = rng.uniform([0, -110, -110], [100, 110, 110], (4, 16, 16, 3)).astype(np.float32)
    theirs = lab_torch.lab_to_rgb(torch.from_numpy(colours).permute(0, 3, 1, 2)).permute(0, 2, 3, 1).numpy()
    assert theirs == pytest.approx(lab.lab_to_rgb(colours), abs=2e-4)


def test_the_round_trip_is_exact_on_8_bit_colours():
    rgb = torch.from_numpy(np.random.default_rng(3).integers(0, 256, (2, 3, 64, 64))).float()
    back = (lab_torch.lab_to_rgb(lab_torch.rgb_to_lab(rgb / 255)) * 255).round()
    assert torch.equal(back, rgb)


def test_greys_are_neutral():
    greys = (torch.arange(256) / 255).view(1, 1, 16, 16).expand(1, 3, 16, 16)
    assert lab_torch.rgb_to_lab(greys)[:, 1:].abs().max() < 1e-3


def test_gradients_are_finite_at_black_white_and_the_gamut_border():
    rgb = torch.tensor([0.0, 1.0, 0.5]).view(1, 3, 1, 1).requires_grad_()
    colour = lab_torch.rgb_to_lab(rgb)
    lab_torch.lab_to_rgb(colour * 1.3).sum().backward()
    assert rgb.grad is not None
    assert torch.isfinite(rgb.grad).all()
