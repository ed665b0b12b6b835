"""What training minimises: one file per kind of loss, and their weighted sum."""

from model.losses.adversarial import critic_hinge, painter_hinge
from model.losses.bins import BinCrossEntropy, Decoder, prior_of, rarity_of
from model.losses.chroma import absolute_error, colourfulness, dullness, log_squared_error, regression, squared_error
from model.losses.lpips import Lpips, load_lpips
from model.losses.objective import Losses, Objective
from model.losses.perceptual import Perceptual
from model.losses.taught import Seen, Teachers

__all__ = [
    "BinCrossEntropy",
    "Decoder",
    "Losses",
    "Lpips",
    "Objective",
    "Perceptual",
    "Seen",
    "Teachers",
    "absolute_error",
    "colourfulness",
    "critic_hinge",
    "dullness",
    "load_lpips",
    "log_squared_error",
    "painter_hinge",
    "prior_of",
    "rarity_of",
    "regression",
    "squared_error",
]
