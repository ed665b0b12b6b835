"""The zoo: one file per architecture, known by its name in the registry."""

from model.networks import unet as unet
from model.networks.registry import INPUTS, build, names

__all__ = ["INPUTS", "build", "names"]
