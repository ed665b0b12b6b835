"""What a finished classifier leaves: weights to judge with, weights to train on, and their card."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from model.datasets.cifar10 import Cifar10
from model.export import export_classifier
from model.training.config import ClassifierConfig
from model.training.log import entries
from model.training.release import LICENCE, commit, today
from model.weights import write_card


def release_classifier(
    network: nn.Module, config: ClassifierConfig, out: Path, data: Cifar10, name: str = "classifier"
) -> Path:
    """Export ``network`` to ``out`` and write the card, with the last validation of the run's log; the card's path."""
    files = export_classifier(network, out, name)
    measured = entries(out)[-1:]
    path = out / f"{name}.json"
    write_card(
        path,
        {
            "name": name,
            "network_arguments": config.network_arguments(),
            "parameters": sum(p.numel() for p in network.parameters()),
            "dataset": data.description,
            "config": config.to_json(),
            "trained": today(),
            "commit": commit(),
            "licence": LICENCE,
            "metrics": {key: value for entry in measured for key, value in entry.items() if key.startswith("accuracy")},
            "files": files,
        },
    )
    return path
