"""``gallery train``: train a network on CIFAR-10 and export it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from model.training import TrainingConfig

EXTRA = ("torch", "onnx", "safetensors")
"""Packages that training needs and a curator's installation does not have."""


@click.command("train")
@click.option("--network", metavar="NAME", help="Architecture, such as unet. Default: the configuration's.")
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON file of settings.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder of CIFAR-10; downloaded into it when it is not there.",
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
    resume: bool,
) -> None:
    """Train a network on CIFAR-10, validate it after every epoch, and export it to serve.

    A run that was stopped goes on with --resume and ends with the same weights. The log is OUT/log.jsonl, a
    line of JSON for each epoch.
    """
    try:
        import torch

        from model.training.release import release
    except ModuleNotFoundError as error:
        if error.name not in EXTRA:
            raise
        raise click.ClickException(f"training needs {error.name}: pip install 'nostalgia-gallery[train]'") from error
    from model.datasets.cifar10 import download_cifar10, find_cifar10
    from model.errors import ModelError

    if threads:
        torch.set_num_threads(threads)
    try:
        settings = _settings(config, out, resume, network=network, epochs=epochs, limit=limit, seed=seed)
        if find_cifar10(data) is None:
            click.echo(f"CIFAR-10 is not in {data}: downloading it, 163 MB", err=True)
        folder = download_cifar10(data)
        trained = _with_progress(settings, folder, out, resume, device)
        click.echo("exporting the averaged weights, and calibrating them on validation images", err=True)
        card = release(trained, settings, out, folder)
    except ModelError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{error.filename or out}: {error.strerror or error}") from error
    click.echo(str(card))


def _settings(config: Path | None, out: Path, resume: bool, **given: Any) -> TrainingConfig:
    """The configuration: of the file, else (resuming) of the run, else the default; options win."""
    from model.errors import CheckpointError, ConfigError
    from model.training import TrainingConfig
    from model.training.loop import CONFIG

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
    return TrainingConfig.from_json({**values, **{k: v for k, v in given.items() if v is not None}})


def _with_progress(settings: TrainingConfig, data: Path, out: Path, resume: bool, device: str) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from model.training import train
    from model.training.loop import Progress as Step

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"epoch 1/{settings.epochs}")

        def tell(step: Step) -> None:
            words = f"epoch {step.epoch}/{settings.epochs}  loss {step.loss:.3f}  {step.images_per_second:.0f} images/s"
            bar.update(task, total=step.steps, completed=step.step, description=words)
            if step.validation:
                psnr, gain = step.validation["psnr"], step.validation["gain"]
                bar.console.print(
                    f"epoch {step.epoch}: loss {step.loss:.3f}, PSNR {psnr:.2f} dB, {gain:+.2f} over grey"
                )

        return train(settings, data, out, resume=resume, device=device, tell=tell)
