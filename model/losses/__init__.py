"""What training minimises: one file per kind of loss, and their weighted sum."""

from model.losses.adversarial import discriminator_loss, generator_loss
from model.losses.bins import BinCrossEntropy, Decoder, prior_of, rarity_of
from model.losses.chroma import absolute_error, colourfulness, dullness, log_squared_error, regression, squared_error
from model.losses.distillation import SoftLabels, Teachers
from model.losses.lpips import Lpips, load_lpips
from model.losses.objective import Losses, Objective
from model.losses.perceptual import Perceptual

__all__ = [
    "BinCrossEntropy",
    "Decoder",
    "Losses",
    "Lpips",
    "Objective",
    "Perceptual",
    "SoftLabels",
    "Teachers",
    "absolute_error",
    "colourfulness",
    "discriminator_loss",
    "dullness",
    "generator_loss",
    "load_lpips",
    "log_squared_error",
    "prior_of",
    "rarity_of",
    "regression",
    "squared_error",
]
