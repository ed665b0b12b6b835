"""The networks by name. A network registers once; its name is what configurations and cards say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

from model.color import grid
from model.errors import ConfigError, WeightsError
from model.networks.loading import load_weights
from model.weights import load

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


def create_model(name: str, bins: int | None = None, *, weights: str | None = None, **arguments: Any) -> nn.Module:
    """A network of the zoo, freshly initialised or with trained weights: ``create_model("unet", weights="default")``.

    ``bins`` is the length of the distribution that it answers with, by default that of :func:`model.color.grid.bins`.
    ``weights`` are released ones by name, or a run's by the path of their card; arguments that are not given are then
    the card's, and layers that the weights lack begin as :func:`model.networks.loading.load_weights` says.

    Raises:
        ConfigError: no network is called so, or it cannot be built with these arguments.
        WeightsError: there are no such weights, or they are another network's.
    """
    if name not in _NETWORKS:
        raise ConfigError(f"no network is called {name!r}; there are: {', '.join(names())}")
    card = load(weights) if weights is not None else None
    if card is not None:
        if card.network != name:
            raise WeightsError(f"the weights {weights} are those of {card.network}, not of {name}")
        arguments = {**card.network_arguments, **arguments}
    try:
        network = _NETWORKS[name](bins=len(grid.bins()) if bins is None else bins, **arguments)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise ConfigError(f"network {name!r}: {error}") from error
    return network if card is None else load_weights(network, card.file("safetensors"))
