"""Parts of a step: Muon moves kernels in all directions alike, and compiled losses are the losses."""

from __future__ import annotations

import copy
import shutil

import pytest

torch = pytest.importorskip("torch")

from torch import Tensor, nn  # noqa: E402

from model.color import grid  # noqa: E402
from model.losses import Losses, Objective  # noqa: E402
from model.training.optimizer import KernelMuon, create_optimizer  # noqa: E402


def network() -> nn.Sequential:
    torch.manual_seed(0)
    layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(8, 16, 3), nn.BatchNorm2d(16), nn.Conv2d(16, 5, 1))
    return layers.to(memory_format=torch.channels_last)


def moved(kind: str) -> list[Tensor]:
    """What one step changes of each kernel, where all rows of the gradient are much alike."""
    layers = network()
    kernels = [layer.weight for layer in layers if isinstance(layer, nn.Conv2d)]
    before = [kernel.detach().clone() for kernel in kernels]
    optimizer = create_optimizer(layers, kind, 0.1, 0.0)
    for kernel in kernels:
        random = torch.Generator().manual_seed(1)
        gradient = torch.randn(kernel.shape, generator=random) + 10 * torch.randn(kernel.shape[1:], generator=random)
        kernel.grad = gradient.contiguous(memory_format=torch.channels_last)
    optimizer.step()
    return [kernel.detach() - old for kernel, old in zip(kernels, before, strict=True)]


def conditions(changes: list[Tensor]) -> list[float]:
    """The largest singular value of each change over its smallest."""
    values = [torch.linalg.svdvals(change.flatten(1)) for change in changes]
    return [float(each[0] / each[-1]) for each in values]


def test_muon_moves_hidden_kernels_in_all_directions_alike() -> None:
    assert conditions(moved("muon"))[1] < 3


def test_adamw_does_not() -> None:
    assert conditions(moved("adamw"))[1] > 10


def test_muon_leaves_the_first_and_the_last_kernel_to_adamw() -> None:
    muon, adamw = moved("muon"), moved("adamw")
    assert [torch.equal(one, other) for one, other in zip(muon, adamw, strict=True)] == [True, False, True]


def test_steps_of_muon_have_the_size_of_adamws() -> None:
    sizes = [float(changes[1].square().mean().sqrt()) for changes in (moved("muon"), moved("adamw"))]
    assert 0.1 < sizes[0] / sizes[1] < 1  # 0.2 of what AdamW's first step is, which is the rate itself


def test_the_state_goes_on_where_it_was() -> None:
    layers, again = network(), network()
    first = create_optimizer(layers, "muon", 0.1, 0.01)
    for kernel in layers.parameters():
        kernel.grad = torch.ones_like(kernel)
    first.step()
    second = create_optimizer(again, "muon", 0.1, 0.01)
    again.load_state_dict(layers.state_dict())
    second.load_state_dict(copy.deepcopy(first.state_dict()))
    for optimizer, each in ((first, layers), (second, again)):
        for kernel in each.parameters():
            kernel.grad = torch.full_like(kernel, 0.5)
        optimizer.step()
    assert all(torch.equal(one, other) for one, other in zip(layers.parameters(), again.parameters(), strict=True))


def test_kernels_that_it_could_only_copy_are_refused() -> None:
    with pytest.raises(ValueError, match="channels-last"):
        KernelMuon([nn.Conv2d(4, 8, 3).weight], 0.1, 0.0)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("c++") is None, reason="no C++ compiler")
@pytest.mark.filterwarnings("ignore")
def test_compiled_losses_are_the_same_but_for_rounding() -> None:
    random = torch.Generator().manual_seed(0)
    lab = torch.rand(4, 3, 16, 16, generator=random) * 60
    answers = []
    for compiled in (False, True):
        logits = torch.randn(4, len(grid.bins()), 8, 8, generator=torch.Generator().manual_seed(1)).requires_grad_()
        objective = Objective(Losses(psnr=4.0))
        if compiled:
            objective.compile(dynamic=False)
        loss = objective(logits, lab)
        loss.backward()
        answers.append((loss.detach(), logits.grad))
    for found, expected in zip(*answers, strict=True):
        torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-6)
