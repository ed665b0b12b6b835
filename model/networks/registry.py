"""The networks by name. A network registers once; its name is what configurations and cards say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

from model.errors import ConfigError

INPUTS = 4
"""Channels every network reads: L/50-1, the hints' a/110 and b/110, and the hints' mask."""

_NETWORKS: dict[str, type[nn.Module]] = {}


def register(name: str) -> Callable[[type[nn.Module]], type[nn.Module]]:
    """Class decorator: make a network known by ``name``; a name that is taken is a mistake of ours."""

    def add(network: type[nn.Module]) -> type[nn.Module]:
        if name in _NETWORKS:
            raise ValueError(f"two networks are called {name!r}")
        _NETWORKS[name] = network
        return network

    return add


def names() -> tuple[str, ...]:
    """Every registered name, sorted."""
    return tuple(sorted(_NETWORKS))


def build(name: str, bins: int, **arguments: Any) -> nn.Module:
    """A freshly initialised network; an unknown name, or arguments it cannot be built with, is a ConfigError."""
    if name not in _NETWORKS:
        raise ConfigError(f"no network is called {name!r}; there are: {', '.join(names())}")
    try:
        return _NETWORKS[name](bins=bins, **arguments)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ConfigError(f"network {name!r}: {error}") from error
