"""What a finished run leaves: weights to serve, weights to train on, and the card that says what they are."""

from __future__ import annotations

import os
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from torch import nn

from model.datasets.source import Source
from model.export import export, export_classifier
from model.training.config import ClassifierConfig, Config, TrainingConfig
from model.training.data import opened
from model.training.log import entries
from model.training.serving import serving_for, start_for
from model.weights import Card, write_card

LICENCE = "MIT"


def release(network: nn.Module, config: TrainingConfig, out: Path, data: Path | Source, name: str = "weights") -> Path:
    """Export ``network`` to ``out``, choose how it is served on the validation images, write the card; its path."""
    data = opened(data, out, config)
    files = export(network, out, name)
    card: dict[str, Any] = {
        "name": name,
        "network": config.network,
        "network_arguments": dict(config.network_arguments),
        **_origin(network, config, data),
        "metrics": {},
        "files": files,
    }
    # The card is written once it is whole: weights that were interrupted here are not served without calibration.
    start = start_for(config.canvas.side)
    serving = serving_for(Card(**card, serving=start, folder=out, stem=name), data, config.limit)
    write_card(out / f"{name}.json", {**card, "serving": asdict(serving)})
    return out / f"{name}.json"


def _origin(network: nn.Module, config: Config, data: Source) -> dict[str, Any]:
    """What a card says of where weights come from."""
    return {
        "parameters": sum(p.numel() for p in network.parameters()),
        "dataset": data.description,
        "config": config.to_json(),
        "trained": today(),
        "commit": commit(),
        "licence": LICENCE,
    }


def release_classifier(
    network: nn.Module, config: ClassifierConfig, out: Path, data: Source, name: str = "classifier"
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
            **_origin(network, config, data),
            "metrics": {key: value for entry in measured for key, value in entry.items() if key.startswith("accuracy")},
            "files": files,
        },
    )
    return path


def today() -> str:
    """The day, ISO 8601; of SOURCE_DATE_EPOCH where that is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date().isoformat()


def commit() -> str:
    """The commit of the checkout the code runs from; empty outside a checkout."""
    here = Path(__file__).resolve()

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(here.parent), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        git("ls-files", "--error-unmatch", here.name)  # not somebody else's checkout that we are installed in
        return git("rev-parse", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        return ""
