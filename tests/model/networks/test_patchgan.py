"""PatchGAN: a score for each patch that sees just that patch, and convolutions that stretch nothing."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from model.networks import names  # noqa: E402
from model.networks.patchgan import PatchGan  # noqa: E402


def test_a_critic_is_no_colourist() -> None:
    assert not any("gan" in name for name in names())


@pytest.mark.parametrize(("layers", "field"), [(1, 16), (2, 34), (3, 70)])
def test_a_score_sees_a_patch_of_the_papers_size(layers: int, field: int) -> None:
    torch.manual_seed(0)
    network = PatchGan(width=4, layers=layers).eval()
    x = torch.randn(1, 3, 160, 160, requires_grad=True)
    scores = network(x)
    scores[0, 0, scores.shape[2] // 2, scores.shape[3] // 2].backward()
    rows = x.grad.abs().sum(dim=(0, 1, 3)).nonzero().flatten()
    assert len(rows) == rows.max() - rows.min() + 1 == field


@pytest.mark.parametrize("size", [(32, 32), (33, 47), (64, 48)])
def test_it_takes_odd_sizes_and_every_parameter_learns(size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    network = PatchGan(width=8, layers=2)
    scores = network(torch.randn(2, 3, *size))
    assert scores.shape[:2] == (2, 1)
    scores.square().mean().backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in network.parameters())


def test_its_convolutions_have_spectral_norm_one() -> None:
    torch.manual_seed(0)
    network = PatchGan(width=8, layers=2)
    with torch.no_grad():
        for convolution in network.modules():
            if isinstance(convolution, torch.nn.Conv2d):
                convolution.parametrizations.weight.original.mul_(50)
        for _ in range(60):  # the power iterations settle
            network(torch.randn(1, 3, 32, 32))
        network.eval()
        norms = [
            torch.linalg.matrix_norm(m.weight.flatten(1), 2).item()
            for m in network.modules()
            if isinstance(m, torch.nn.Conv2d)
        ]
    assert norms == pytest.approx([1.0] * len(norms), rel=0.05)


@pytest.mark.parametrize("arguments", [{"width": 0}, {"layers": 0}])
def test_a_critic_without_channels_or_layers_is_refused(arguments: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least one channel and one layer"):
        PatchGan(**arguments)
