"""``gallery train``: train a network on CIFAR-10 and export it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gallery.cli.expected import model_errors, needing
from gallery.cli.saying import say

if TYPE_CHECKING:
    from model.datasets.source import Source
    from model.training.config import Config

NETWORKS = ("cnn", "efficientnet-lite", "inception-resnet-v2", "resnet", "unet")
RECIPES = (
    "classifier", "classifier-grey", "cnn", "default", "gan", "inception-resnet-v2", "inception-resnet-v2-transfer",
    "photographs", "resnet", "resnet-transfer", "unet", "unet-context", "unet-distilled", "unet-gan",
    "unet-perceptual", "unet-rebalanced",
)  # fmt: skip
"""The same as ``model.networks.names()`` and ``model.training.runs.recipes()`` (a test compares them): ``--help`` must
not load torch."""


@click.command("train")
@click.option(
    "--network",
    type=click.Choice(NETWORKS),
    metavar="NAME",
    help=f"Architecture: {', '.join(NETWORKS)}. Default: the configuration's.",
)
@click.option("--config", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON file of settings.")
@click.option(
    "--recipe",
    type=click.Choice(RECIPES),
    metavar="NAME",
    help=f"In place of --config: settings that come along, {', '.join(RECIPES)}.",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    multiple=True,
    help="Folder of CIFAR-10, downloaded into it when it is empty; or of photographs of one's own. For a recipe that "
    "learns from both, given twice.",
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
@click.option("--compile", "compiled", is_flag=True, help="Compile network and loss together first; needs C++.")
@click.option("--resume", is_flag=True, help="Go on from the checkpoint in --out.")
def command(
    *,
    network: str | None,
    config: Path | None,
    recipe: str | None,
    data: tuple[Path, ...],
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

    It is validated after every epoch, or as often as validate_every says. Photographs are divided as their folder's
    split.json says, which is written if there is none. "gallery data clean" finds those that are not fit to learn from.

    A run that was stopped goes on with --resume, and on a CPU ends with the same weights. The log is OUT/log.jsonl, a
    line of JSON for each validation; OUT/curves.png draws it, and OUT/samples/ shows validation pictures.
    """
    with needing("training needs", "train"):
        import torch

        from model.training.device import check_device, slow_on
        from model.training.runs import config_for, recipe_file, train_and_release
    from gallery.cli.bars import epochs as bar_of_epochs

    if config and recipe:
        raise click.UsageError("--config and --recipe both name settings; give one of them")
    if threads:
        torch.set_num_threads(threads)
    try:
        with model_errors(), ExitStack() as shown:
            config = recipe_file(recipe) if recipe else config
            settings = config_for(config, out, resume=resume, network=network, epochs=epochs, limit=limit, seed=seed)
            check_device(device)
            source = _open(data, settings)
            if slow := slow_on(settings, device):
                say(slow, err=True)
            card = train_and_release(
                settings,
                source,
                out,
                resume=resume,
                device=device,
                compiled=compiled,
                tell=shown.enter_context(bar_of_epochs(settings.epochs)),
                trained=partial(_say_export, shown),
            )
    except OSError as error:
        place = f"{error.filename or out}: {error.strerror or error}"
        raise click.ClickException(f"{place}; mend that and go on with --resume, or choose another --out") from error
    say(str(card))


def _say_export(shown: ExitStack) -> None:
    shown.close()  # the bar, which is full
    say("exporting the averaged weights, and calibrating them on validation images", err=True)


def _open(folders: tuple[Path, ...], settings: Config) -> Source:
    """The training data in the folders, verified; CIFAR-10 is downloaded into one that is meant for it."""
    from model.datasets.cifar10 import Cifar10, find_cifar10
    from model.datasets.source import wants_cifar10

    wanting = [folder for folder in folders if wants_cifar10(folder)]
    if len(folders) > 1 and wanting and (len(wanting) > 1 or any(map(find_cifar10, folders))):
        raise click.ClickException(f"{wanting[0]} holds nothing to learn from; check how it is spelled")
    found = [_open_folder(folder, settings) for folder in folders]
    if len(found) == 1:
        return found[0]
    small = [each for each in found if isinstance(each, Cifar10)]
    photographs = [each for each in found if not isinstance(each, Cifar10)]
    if len(small) != 1 or len(photographs) != 1:
        raise click.ClickException("--data is one folder; or two, one of photographs and one of CIFAR-10")
    if not getattr(settings, "beside", 0):
        raise click.ClickException("these settings learn from one folder: --recipe photographs learns from both")
    return replace(photographs[0], beside=small[0])


def _open_folder(data: Path, settings: Config) -> Source:
    from gallery.cli.progress import bar
    from gallery.sources import default_cache
    from model.datasets.cifar10 import Cifar10, download_cifar10
    from model.datasets.source import open_data, wants_cifar10
    from model.training.data import opened
    from model.training.runs import kept_side

    if wants_cifar10(data):
        say(f"CIFAR-10 is not in {data}: downloading it, 163 MB", err=True)
        return Cifar10(download_cifar10(data))
    with bar("photographs") as tell:
        found = opened(open_data(data, default_cache() / "training", tell, kept_side(settings)), data, settings)
    say(f"{data}: {found.description}", err=True)
    for notice in found.notices:
        say(f"{data}: {notice}", err=True)
    return found
