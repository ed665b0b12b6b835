"""Training: configuration, the loop, checkpoints that resume exactly."""

from model.training.config import TrainingConfig
from model.training.loop import train

__all__ = ["TrainingConfig", "train"]
