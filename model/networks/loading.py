"""Weights from files into networks: all that fit, or an error that says what does not."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from model.errors import WeightsError

NEW = re.compile(r"(deeper\.\d+|classes)\.")
"""Layers of networks that the weights they start from may lack, each whole."""

_SAID = 250
"""Characters of a report on tensors that do not fit."""


def read_state(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, float32; WeightsError when it is not there or not one."""
    try:
        state: dict[str, Tensor] = load_file(path)
    except (OSError, RuntimeError, ValueError, SafetensorError) as error:
        raise WeightsError(f"{path} cannot be read as weights: {in_short(error)}; copy it again") from error
    return {name: value.float() if value.is_floating_point() else value for name, value in state.items()}


def load_weights(network: nn.Module, path: Path) -> nn.Module:
    """Load the safetensors at ``path`` into ``network``; WeightsError when they do not belong together.

    The network may have more residual blocks than the weights know, or classes to tell. New blocks are identities to
    begin with, so it answers as the smaller one did (Net2Net, Chen et al. 2016).
    """
    state, own = read_state(path), network.state_dict()
    known = {layer.group() for name in state if (layer := NEW.match(name))}
    new = {name for name in own if (layer := NEW.match(name)) and layer.group() not in known}
    try:
        network.load_state_dict({**{name: own[name] for name in new}, **state})
    except RuntimeError as error:
        raise WeightsError(
            f"{path} does not hold weights of this network, are network and network_arguments theirs? {in_short(error)}"
        ) from error
    return network


def read_torch(path: Path) -> Any:
    """The tensors and plain values in a file of torch, nothing in it run; ValueError that says why there are none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's, of files that are not what it expects: we say what they are
            return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise ValueError(_why_unread(error)) from error


def _why_unread(error: Exception) -> str:
    """In words, without torch's advice to read it all the same, without looking.

    A file of other bytes is taken for a pickle, and can raise anything: KeyError for a letter that is no instruction.
    """
    if isinstance(error, OSError):
        return error.strerror or str(error)
    if not isinstance(error, RuntimeError):
        return "it is cut short or damaged, holds more than tensors, or is no file of torch"
    return "it holds a program, TorchScript, and not tensors" if "TorchScript" in str(error) else in_short(error)


def in_short(error: Exception) -> str:
    """What torch says of tensors that do not fit: some of them named, the others counted."""
    first, *more = [line.strip() for line in str(error).splitlines()] or [type(error).__name__]
    said = " ".join([first, *more[:1]])
    return (said if len(said) <= _SAID else f"{said[:_SAID]}…") + (f" And {len(more) - 1} more" if more[1:] else "")
