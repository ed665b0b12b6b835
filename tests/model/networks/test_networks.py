"""Every registered network: whatever is in the registry is tested from the day it registers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest

torch = pytest.importorskip("torch")

from model.color import grid  # noqa: E402
from model.errors import ConfigError, WeightsError  # noqa: E402
from model.export import Served, export, parity  # noqa: E402
from model.networks import INPUTS, create_model, names  # noqa: E402
from model.networks.loading import load_weights  # noqa: E402
from model.networks.registry import register  # noqa: E402

BINS = len(grid.bins())
SMALLER: dict[str, dict[str, object]] = {"inception-resnet-v2": {"side": 75, "repeats": (1, 1, 1), "classes": 10}}
"""Arguments that spare time where the whole network is too large for a test; its whole shape has a test of its own."""


def fresh(name: str, bins: int = BINS) -> torch.nn.Module:
    return create_model(name, bins, **SMALLER.get(name, {}))


@pytest.fixture(scope="module", params=names())
def network(request: pytest.FixtureRequest) -> torch.nn.Module:
    torch.manual_seed(0)
    return fresh(request.param).eval()


def test_the_zoo_is_not_empty_and_sorted() -> None:
    assert set(names()) >= {"cnn", "efficientnet-lite", "inception-resnet-v2", "resnet", "unet"}
    assert names() == tuple(sorted(names()))


@pytest.mark.parametrize("size", [(32, 32), (8, 8), (24, 40), (56, 8)])
def test_it_answers_with_a_distribution_at_its_stride(network: torch.nn.Module, size: tuple[int, int]) -> None:
    with torch.no_grad():
        logits = network(torch.zeros(2, INPUTS, *size))
    stride = getattr(network, "stride", 2)
    assert logits.shape == (2, BINS, size[0] // stride, size[1] // stride)
    assert torch.isfinite(logits).all()


def test_every_parameter_gets_a_finite_gradient(network: torch.nn.Module) -> None:
    torch.manual_seed(0)
    network.train()
    network(torch.rand(2, INPUTS, 16, 16)).square().mean().backward()
    grads = {name: parameter.grad for name, parameter in network.named_parameters() if parameter.requires_grad}
    network.zero_grad(set_to_none=True)
    network.eval()
    assert [name for name, grad in grads.items() if grad is None or not torch.isfinite(grad).all()] == []


def test_every_input_reaches_the_answer(network: torch.nn.Module) -> None:
    x = torch.zeros(1, INPUTS, 16, 16, requires_grad=True)
    network(x).logsumexp(1).sum().backward()
    network.zero_grad(set_to_none=True)
    assert (x.grad.abs().sum(dim=(0, 2, 3)) > 0).all()


def test_the_same_seed_gives_the_same_weights() -> None:
    for name in names():
        states = []
        for _ in range(2):
            torch.manual_seed(7)
            states.append(fresh(name, 9).state_dict())
        assert all(torch.equal(a, b) for a, b in zip(states[0].values(), states[1].values(), strict=True))


def test_saved_and_restored_it_answers_the_same(network: torch.nn.Module, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    save_file({k: v.contiguous() for k, v in network.state_dict().items()}, tmp_path / "w.safetensors")
    name = next(name for name in names() if type(fresh(name)) is type(network))
    other = load_weights(fresh(name), tmp_path / "w.safetensors").eval()
    x = torch.rand(1, INPUTS, 16, 24)
    with torch.no_grad():
        assert torch.equal(network(x), other(x))


def test_a_state_with_a_missing_tensor_is_refused(network: torch.nn.Module, tmp_path: Path) -> None:
    from safetensors.torch import save_file

    state = {k: v.contiguous() for k, v in network.state_dict().items()}
    state.pop(next(iter(state)))
    save_file(state, tmp_path / "w.safetensors")
    with pytest.raises(WeightsError, match=r"(?s)w\.safetensors does not hold weights of this network, .*Missing key"):
        load_weights(network, tmp_path / "w.safetensors")


def test_onnx_runtime_answers_as_torch_does(network: torch.nn.Module, tmp_path: Path) -> None:
    export(network, tmp_path, "w")
    content = (tmp_path / "w.onnx").read_bytes()
    assert parity(network, content) < 0.01
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    x = np.random.default_rng(0).uniform(-1, 1, (3, INPUTS, 8, 72)).astype(np.float32)
    with torch.no_grad():
        expected = Served(network).eval()(torch.from_numpy(x))
    for found, value in zip(session.run(["ab", "spread"], {"input": x}), expected, strict=True):
        assert np.abs(found - value.numpy()).max() < 0.01


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="two networks are called 'unet'"):
        register("unet")(torch.nn.Identity)
    assert type(create_model("unet", 4)).__name__ == "UNet"


def test_an_unknown_name_is_an_error_that_lists_what_there_is() -> None:
    with pytest.raises(ConfigError, match=r"no network is called 'vgg'; there are: .*unet"):
        create_model("vgg", 4)


@pytest.mark.parametrize(
    "arguments", [{"widht": 3}, {"widths": 3}, {"widths": [8, 8]}, {"widths": [-1, 8, 8, 8]}, {"depths": ["a", 1, 1]}]
)
def test_arguments_it_cannot_be_built_with_are_an_error_that_names_it(arguments: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match="network 'unet': "):
        create_model("unet", 4, **arguments)


LISTS = {"cnn": {"widths": 3}, "efficientnet-lite": {}, "inception-resnet-v2": {"widths": 3, "repeats": 3}}
RESIDUAL = {"widths": 4, "depths": 3}
"""The lists among a network's arguments, by their lengths."""


@pytest.mark.parametrize("name", names())
def test_a_list_of_another_length_or_of_negative_numbers_is_refused(name: str) -> None:
    for argument, count in LISTS.get(name, RESIDUAL).items():
        for wrong in ([8] * (count - 1), [8] * (count + 1), [], [-1] * count, ["8"] * count, "8" * count):
            said = f"network '{name}': {argument} must be {count} whole numbers, each (1 or more|0 to 1000), not "
            with pytest.raises(ConfigError, match=said):
                create_model(name, 4, **{argument: wrong})


def test_dropout_of_the_unet_is_for_training_only_and_keeps_its_tensors() -> None:
    torch.manual_seed(0)
    plain, dropping = fresh("unet"), create_model("unet", BINS, dropout=0.5)
    dropping.load_state_dict(plain.state_dict())
    x = torch.rand(1, INPUTS, 16, 16)
    with torch.no_grad():
        assert torch.equal(dropping.eval()(x), plain.eval()(x))
        dropping.train()
        for part in dropping.modules():
            if isinstance(part, torch.nn.BatchNorm2d):
                part.eval()  # so that only the dropout differs
        assert not torch.equal(dropping(x), dropping(x))


def test_a_network_comes_with_released_weights_by_name() -> None:
    from model.weights import load

    network = create_model("unet", weights="default").eval()
    session = onnxruntime.InferenceSession(load("default").file("onnx"), providers=["CPUExecutionProvider"])
    x = np.zeros((1, INPUTS, 32, 32), np.float32)
    x[0, 0] = np.linspace(-0.8, 0.8, 32)  # a grey ramp without hints
    with torch.no_grad():
        expected, _ = Served(network)(torch.from_numpy(x))
    assert np.abs(session.run(["ab"], {"input": x})[0] - expected.numpy()).mean() < 1.5  # served in eight bits
    assert len(create_model("unet", weights="default", deeper=3).deeper) == 3


def test_weights_of_another_network_are_refused() -> None:
    with pytest.raises(WeightsError, match="the weights default are those of unet, not of resnet"):
        create_model("resnet", weights="default")
