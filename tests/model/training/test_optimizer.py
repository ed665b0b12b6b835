"""Parts of a step: Muon moves kernels in all directions alike, and what is compiled is the same."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from torch import Tensor, nn  # noqa: E402

from model.losses import Losses  # noqa: E402
from model.training import TrainingConfig, train  # noqa: E402
from model.training.optimizer import KernelMuon, MovingAverage, create_optimizer  # noqa: E402


def network() -> nn.Sequential:
    torch.manual_seed(0)
    layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(8, 16, 3), nn.BatchNorm2d(16), nn.Conv2d(16, 5, 1))
    return layers.to(memory_format=torch.channels_last)


def settings(kind: str, decay: float) -> TrainingConfig:
    return TrainingConfig(optimizer=kind, learning_rate=0.1, weight_decay=decay)


def moved(kind: str) -> list[Tensor]:
    """What one step changes of each kernel, where all rows of the gradient are much alike."""
    layers = network()
    kernels = [layer.weight for layer in layers if isinstance(layer, nn.Conv2d)]
    before = [kernel.detach().clone() for kernel in kernels]
    optimizer = create_optimizer(layers, settings(kind, 0.0))
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
    first = create_optimizer(layers, settings("muon", 0.01))
    for kernel in layers.parameters():
        kernel.grad = torch.ones_like(kernel)
    first.step()
    second = create_optimizer(again, settings("muon", 0.01))
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


def test_the_moving_average_moves_by_what_the_decay_leaves_and_counts_along() -> None:
    layers = network()
    average = MovingAverage(layers)
    before = {name: value.clone() for name, value in layers.state_dict().items()}
    with torch.no_grad():
        for parameter in layers.parameters():
            parameter.add_(1)
    layers[2].num_batches_tracked += 3
    average.update(0.9)
    found = average.network.state_dict()
    assert all(torch.allclose(found[name], before[name] + 0.1) for name, _ in layers.named_parameters())
    assert found["2.num_batches_tracked"] == 3
    assert not average.network.training


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("c++") is None, reason="no C++ compiler")
@pytest.mark.filterwarnings("ignore")
def test_network_and_loss_compiled_together_are_the_same_but_for_rounding(small_cifar10: Path, tmp_path: Path) -> None:
    tiny = {"widths": [4, 4, 4, 4], "depths": [1, 1, 1]}
    config = TrainingConfig(
        network_arguments=tiny, batch_size=8, limit=8, losses=Losses(psnr=4.0), precision="float32", epochs=1
    )
    states = [
        train(config, small_cifar10, tmp_path / str(compiled), compiled=compiled).state_dict()
        for compiled in (False, True)
    ]
    for name, value in states[0].items():
        torch.testing.assert_close(states[1][name], value, rtol=1e-3, atol=1e-4)
