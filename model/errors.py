"""Errors of the colourist.

ModelError
├── PictureError       an array that is not a picture the colourist can read
├── HintError          a hint outside the picture, or not a colour
├── WeightsError       weights that are missing, damaged, or of another network
├── DatasetError       training data that are missing, damaged or unusable
│   └── CacheError     small versions of photographs that cannot be kept
├── ConfigError        a training configuration with problems (says all of them)
├── CheckpointError    a checkpoint that is damaged or of another run
└── TrainingError      training that cannot go on, such as a loss that is not finite
"""

from __future__ import annotations


class ModelError(Exception):
    """Base of every error of the colourist that is not a bug of ours."""


class PictureError(ModelError):
    """An array that is not a picture the colourist can read."""


class HintError(ModelError):
    """A hint outside the picture, or not a colour."""


class WeightsError(ModelError):
    """Weights that are missing, damaged, or of another network."""


class DatasetError(ModelError):
    """Training data that are missing, damaged or unusable."""


class CacheError(DatasetError):
    """Small versions of photographs that cannot be kept; who chose their folder says how to choose another."""


class ConfigError(ModelError):
    """A training configuration with problems; the message lists all of them."""


class CheckpointError(ModelError):
    """A checkpoint that is damaged or belongs to another run."""


class TrainingError(ModelError):
    """Training that cannot go on, such as a loss that is not finite."""
