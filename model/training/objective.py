"""The objective of a run, with what its losses need: the data's prior, a classifier, LPIPS."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import Tensor, nn

from model import weights
from model.color import grid
from model.errors import CheckpointError, ConfigError
from model.files import whole
from model.losses import Objective, Perceptual, SoftLabels, Teachers, load_lpips, prior_of, rarity_of
from model.networks import create_model
from model.networks.classifier import Classifier, classifier_inputs
from model.training.config import TrainingConfig
from model.training.data import TrainingImages
from model.training.transfer import load_classifier

PRIOR = "prior.json"
"""How often each ab bin occurs in the run's training images."""


def create_objective(config: TrainingConfig, prior: Tensor | None) -> Objective:
    """The losses of ``config``, ``prior`` ``(Q,)`` is needed to rebalance.

    WeightsError when those of a network that a loss needs are missing.
    """
    losses = config.losses
    classifier = None
    if losses.perceptual or losses.context:
        classifier = load_classifier(Path(config.classifier) if config.classifier else None)
    return Objective(
        losses,
        rarity=rarity_of(prior) if losses.rebalance and prior is not None else None,
        perceptual=_perceptual(classifier) if losses.perceptual and classifier else None,
        lpips=load_lpips(Path(config.lpips_weights)) if losses.lpips and config.lpips_weights else None,
        classifier=_context(classifier, config) if losses.context and classifier else None,
        teachers=Teachers(*map(_teacher, config.teachers)) if losses.distillation else None,
    )


def _teacher(name: str) -> nn.Module:
    return create_model(weights.load(name).network, weights=name)


def _perceptual(classifier: Classifier) -> Perceptual:
    return Perceptual(classifier, lambda lab: classifier.features(classifier_inputs(lab)))


def _context(classifier: Classifier, config: TrainingConfig) -> SoftLabels:
    """What the classifier sees in true colours; ConfigError when it knows other classes than the network is to."""
    known, wanted = classifier.head.out_features, config.network_arguments["context"]
    if known != wanted:
        raise ConfigError(f"the classifier knows {known} classes: network_arguments.context must be that, not {wanted}")
    return SoftLabels(classifier, classifier_inputs)


def create_prior(config: TrainingConfig, images: TrainingImages, out: Path, resume: bool) -> Tensor | None:
    """The prior ``(Q,)`` to rebalance by: of the training images, or the one a resumed run keeps; else None."""
    if not config.losses.rebalance:
        return None
    path = out / PRIOR
    if not (resume and path.exists()):
        return prior_of(images.batch(which, 0) for which in torch.split(torch.arange(len(images)), 1000))
    try:
        prior = torch.tensor(json.loads(path.read_text(encoding="utf-8")), dtype=torch.float32)
    except (OSError, ValueError, TypeError) as error:
        raise CheckpointError(f"{path} is damaged ({error}); delete it: it is computed again") from error
    if prior.shape != (len(grid.bins()),):
        raise CheckpointError(f"{path} is not a prior over {len(grid.bins())} bins; delete it: it is computed again")
    return prior


def save_prior(prior: Tensor, out: Path) -> None:
    """Write the prior beside the run's other files."""
    with whole(out / PRIOR) as temporary:
        temporary.write_text(json.dumps(prior.tolist()) + "\n", encoding="utf-8", newline="\n")
