"""The zoo: one file per architecture, known by its name in the registry."""

from model.networks import cnn as cnn
from model.networks import efficientnet_lite as efficientnet_lite
from model.networks import inception_resnet_v2 as inception_resnet_v2
from model.networks import resnet as resnet
from model.networks import unet as unet
from model.networks.registry import INPUTS, create_model, names

__all__ = ["INPUTS", "create_model", "names"]
