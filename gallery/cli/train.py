"""``gallery train``: train a network on CIFAR-10 and export it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from model.datasets.source import Source
    from model.training import TrainingConfig
    from model.training.classify import ClassifierConfig

EXTRA = ("torch", "onnx", "safetensors")
"""Packages that training needs and a curator's installation does not have."""


@click.command("train")
@click.option("--network", metavar="NAME", help="Architecture, such as unet. Default: the configuration's.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON file of settings.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of CIFAR-10, downloaded into it when it is empty; or of photographs of one's own.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of the run: checkpoint, log, configuration, and at the end the weights and their card.",
)
@click.option("--epochs", type=click.IntRange(min=1), help="Passes over the training images.")
@click.option("--limit", type=click.IntRange(min=2), help="Use only this many images, for trying things.")
@click.option("--seed", type=int, help="Of initialisation, order and augmentation.")
@click.option("--device", default="cpu", show_default=True, help="cpu or cuda.")
@click.option("--threads", type=click.IntRange(min=1), help="CPU threads.")
@click.option("--compile", "compiled", is_flag=True, help="Compile the losses first: faster on CPUs; needs C++.")
@click.option("--resume", is_flag=True, help="Go on from the checkpoint in --out.")
def command(
    *,
    network: str | None,
    config: Path | None,
    data: Path,
    out: Path,
    epochs: int | None,
    limit: int | None,
    seed: int | None,
    device: str,
    threads: int | None,
    compiled: bool,
    resume: bool,
) -> None:
    """Train a network on CIFAR-10 or on photographs of one's own, and export it to serve.

    It is validated after every epoch. Photographs are divided as their folder's split.json says, which is written
    if there is none. "gallery data clean" finds those that are not fit to learn from.

    A run that was stopped goes on with --resume and ends with the same weights. The log is OUT/log.jsonl, a
    line of JSON for each epoch; OUT/curves.png draws it, and OUT/samples/ shows validation pictures.
    """
    try:
        import torch

        importlib.import_module("model.training.release")
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        raise click.ClickException(f"training needs {error.name}: pip install 'nostalgia-gallery[train]'") from error
    from model.errors import ModelError

    if threads:
        torch.set_num_threads(threads)
    try:
        settings = _settings(config, out, resume, network=network, epochs=epochs, limit=limit, seed=seed)
        source = _open(data)
        card = _trained(settings, source, out, resume=resume, device=device, compiled=compiled)
    except ModelError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        place = f"{error.filename or out}: {error.strerror or error}"
        raise click.ClickException(f"{place}; mend that and go on with --resume, or choose another --out") from error
    if card is not None:
        click.echo(str(card))


def _open(data: Path) -> Source:
    """The training data in a folder, verified; CIFAR-10 is downloaded into one that is meant for it."""
    from gallery.cli.progress import bar
    from gallery.sources import default_cache
    from model.datasets.cifar10 import Cifar10, download_cifar10
    from model.datasets.source import open_data, wants_cifar10

    if wants_cifar10(data):
        click.echo(f"CIFAR-10 is not in {data}: downloading it, 163 MB", err=True)
        return Cifar10(download_cifar10(data))
    with bar("photographs") as tell:
        opened = open_data(data, default_cache() / "training", tell)
    click.echo(f"{data}: {opened.description}", err=True)
    for notice in opened.notices:
        click.echo(f"{data}: {notice}", err=True)
    return opened


def _settings(config: Path | None, out: Path, resume: bool, **given: Any) -> TrainingConfig | ClassifierConfig:
    """The configuration: of the file, else (resuming) of the run, else the default; options win.

    One that starts from weights and names no network has theirs.
    """
    from model import weights
    from model.errors import CheckpointError, ConfigError
    from model.training import TrainingConfig
    from model.training.classify import TASK, ClassifierConfig
    from model.training.journal import CONFIG

    if resume and not (out / CONFIG).is_file():
        raise CheckpointError(f"{out} holds no run: nothing to resume; start without --resume")
    source = config or (out / CONFIG if resume else None)
    values: dict[str, Any] = {}
    if source is not None:
        try:
            values = json.loads(source.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ConfigError(f"{source} cannot be read as a configuration: {error}") from error
        if not isinstance(values, dict):
            raise ConfigError(f'{source} is not a configuration: an object of settings, such as {{"epochs": 20}}')
    values |= {key: value for key, value in given.items() if value is not None}
    if isinstance(start := values.get("start"), str) and not {"network", "network_arguments"} & values.keys():
        card = weights.load(start)
        values |= {"network": card.network, "network_arguments": dict(card.network_arguments)}
    return ClassifierConfig.from_json(values) if values.get("task") == TASK else TrainingConfig.from_json(values)


def _trained(
    settings: TrainingConfig | ClassifierConfig, source: Source, out: Path, *, resume: bool, device: str, compiled: bool
) -> Path | None:
    """Train and release what ``settings`` are of; the card's path, None in a process that does not lead."""
    from model.datasets.cifar10 import Cifar10
    from model.errors import ConfigError
    from model.training import train
    from model.training.classified import release_classifier
    from model.training.classify import ClassifierConfig, train_classifier
    from model.training.release import release
    from model.training.team import leads

    with _progress(settings.epochs, leads()) as tell:
        if isinstance(settings, ClassifierConfig):
            if not isinstance(source, Cifar10):
                raise ConfigError("a classifier learns from labels: it needs CIFAR-10, not photographs without any")
            classifier = train_classifier(settings, source.folder, out, resume=resume, device=device, tell=tell)
            return release_classifier(classifier, settings, out, source)
        network = train(settings, source, out, resume=resume, device=device, compiled=compiled, tell=tell)
    if not leads():
        return None
    click.echo("exporting the averaged weights, and calibrating them on validation images", err=True)
    return release(network, settings, out, source)


@contextmanager
def _progress(epochs: int, leads: bool) -> Iterator[Callable[[Any], None]]:
    """A bar on standard error, and a line for each epoch; silent in a process that does not lead."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    console = Console(stderr=True, quiet=not leads)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"epoch 1/{epochs}")

        def tell(step: Any) -> None:
            words = f"epoch {step.epoch}/{epochs}  loss {step.loss:.3f}  {step.images_per_second:.0f} images/s"
            bar.update(task, total=step.steps, completed=step.step, description=words)
            if measured := step.validation:
                bar.console.print(f"epoch {step.epoch}: loss {step.loss:.3f}, {_in_words(measured)}")

        yield tell


def _in_words(measured: dict[str, float]) -> str:
    if "psnr" in measured:
        return f"PSNR {measured['psnr']:.2f} dB, {measured['gain']:+.2f} over grey"
    how = {"accuracy": "in colour", "accuracy_grey": "in grey", "accuracy_hidden": "with colours not told"}
    return "right: " + ", ".join(f"{measured[name]:.1%} {words}" for name, words in how.items())
