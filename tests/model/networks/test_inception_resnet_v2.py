"""Inception-ResNet-v2: the published shape, and a trunk that stays still when it is frozen."""

from __future__ import annotations

from math import prod

import pytest

torch = pytest.importorskip("torch")

from model.errors import ConfigError  # noqa: E402
from model.networks import INPUTS, create_model  # noqa: E402
from model.networks.inception_resnet_v2 import Trunk  # noqa: E402

SMALL = {"side": 75, "repeats": (1, 1, 1), "classes": 12}


@pytest.fixture(scope="module")
def published() -> dict[str, tuple[int, ...]]:
    with torch.device("meta"):
        return {name: tuple(value.shape) for name, value in Trunk(1000).state_dict().items()}


def test_it_has_the_published_number_of_parameters(published: dict[str, tuple[int, ...]]) -> None:
    # 55,873,736 in Keras's documentation (with statistics, without scales of normalisation): 244 normalisations
    # of 30,272 channels in all have their 2 x 30,272 statistics taken off and 30,272 scales added.
    channels = sum(shape[0] for name, shape in published.items() if name.endswith("bn.weight"))
    assert channels == 30_272
    learned = {n: s for n, s in published.items() if "running" not in n and "num_batches" not in n}
    assert sum(prod(shape) for shape in learned.values()) == 55_873_736 - 2 * channels + channels


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("conv2d_1a.conv.weight", (32, 3, 3, 3)),
        ("conv2d_2b.bn.running_mean", (64,)),
        ("conv2d_4a.conv.weight", (192, 80, 3, 3)),
        ("mixed_5b.branch0.conv.weight", (96, 192, 1, 1)),
        ("mixed_5b.branch1.1.conv.weight", (64, 48, 5, 5)),
        ("mixed_5b.branch3.1.conv.weight", (64, 192, 1, 1)),
        ("repeat.9.branch2.2.conv.weight", (64, 48, 3, 3)),
        ("repeat.0.conv2d.bias", (320,)),
        ("mixed_6a.branch1.2.conv.weight", (384, 256, 3, 3)),
        ("repeat_1.19.branch1.1.conv.weight", (160, 128, 1, 7)),
        ("repeat_1.0.branch1.2.conv.weight", (192, 160, 7, 1)),
        ("mixed_7a.branch2.2.conv.weight", (320, 288, 3, 3)),
        ("repeat_2.8.branch1.2.conv.weight", (256, 224, 3, 1)),
        ("block8.conv2d.weight", (2080, 448, 1, 1)),
        ("conv2d_7b.conv.weight", (1536, 2080, 1, 1)),
        ("last_linear.weight", (1000, 1536)),
    ],
)
def test_its_tensors_bear_the_published_names(
    published: dict[str, tuple[int, ...]], name: str, shape: tuple[int, ...]
) -> None:
    assert published[name] == shape


def test_its_maps_have_the_papers_sizes_at_299_pixels() -> None:
    sizes: dict[str, tuple[int, ...]] = {}
    with torch.device("meta"):
        trunk = Trunk(repeats=(1, 1, 1)).eval()
        for name in ("mixed_5b", "mixed_6a", "mixed_7a", "conv2d_7b"):
            trunk.get_submodule(name).register_forward_hook(
                lambda _module, _inputs, out, name=name: sizes.__setitem__(name, tuple(out.shape[1:]))
            )
        assert trunk(torch.zeros(2, 3, 299, 299)).shape == (2, 1001)
    assert sizes == {
        "mixed_5b": (320, 35, 35), "mixed_6a": (1088, 17, 17), "mixed_7a": (2080, 8, 8), "conv2d_7b": (1536, 8, 8),
    }  # fmt: skip


def test_a_frozen_trunk_keeps_weights_and_statistics_while_the_rest_learns() -> None:
    torch.manual_seed(0)
    network = create_model("inception-resnet-v2", 9, frozen=True, **SMALL).train()
    before = {name: value.clone() for name, value in network.encoder.state_dict().items()}
    network(torch.rand(2, INPUTS, 16, 16)).square().mean().backward()
    assert all(p.grad is None for p in network.encoder.parameters())
    assert all(p.grad is not None for p in network.local.parameters())
    assert all(torch.equal(before[name], value) for name, value in network.encoder.state_dict().items())


@pytest.mark.parametrize("feature", ["classes", "pooled"])
def test_what_the_trunk_sees_reaches_every_position(feature: str) -> None:
    torch.manual_seed(0)
    network = create_model("inception-resnet-v2", 9, feature=feature, **SMALL).eval()
    x = torch.zeros(1, INPUTS, 128, 128)
    other = x.clone()
    other[:, 0, :8, :8] = 1.0
    with torch.no_grad():
        far = (network(x) - network(other))[0, :, -1, -1]  # out of the encoder's reach of the changed corner
    assert far.abs().max() > 0


@pytest.mark.parametrize("arguments", [{"side": 74}, {"feature": "top"}, {"widths": (8, 8)}])
def test_arguments_it_cannot_be_built_with_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="network 'inception-resnet-v2': "):
        create_model("inception-resnet-v2", 9, **{**SMALL, **arguments})
