"""``python -m model.train RECIPE``: train by a recipe, by its name or as a file of JSON, without the gallery."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from model.datasets.cifar10 import Cifar10, download_cifar10
from model.datasets.source import open_data, wants_cifar10
from model.errors import CacheError, ModelError
from model.training.data import CACHE
from model.training.device import check_device, slow_on
from model.training.progress import Progress
from model.training.runs import config_for, kept_side, recipe_file, train_and_release


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and release; the exit code, 1 for what a user can mend."""
    given = _parser().parse_args(arguments)
    recipe = Path(given.recipe)
    out: Path = given.out or Path("runs") / recipe.stem
    try:
        file = recipe if recipe.suffix == ".json" else recipe_file(given.recipe)
        config = config_for(file, out, resume=given.resume)
        check_device(given.device)
        if wants_cifar10(given.data):
            _say(f"CIFAR-10 is not in {given.data}: downloading it, 163 MB")
            download_cifar10(given.data)
        source = open_data(given.data, out / CACHE, side=kept_side(config))
        if given.cifar10 is not None and not isinstance(source, Cifar10):
            source = replace(source, beside=Cifar10(given.cifar10))
        if slow := slow_on(config, given.device):
            _say(slow)
        card = train_and_release(
            config, source, out, resume=given.resume, device=given.device, compiled=given.compile, tell=_tell
        )
    except CacheError as error:
        _say(f"Error: {error}, or choose another --out")
        return 1
    except ModelError as error:
        _say(f"Error: {error}")
        return 1
    except OSError as error:
        _say(f"Error: {error.filename or out}: {error.strerror or error}; mend that, or choose another --out")
        return 1
    sys.stdout.write(f"{card}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m model.train", description=__doc__)
    parser.add_argument("recipe", help="a recipe that comes along, such as unet, or the path of one, a .json file")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of CIFAR-10, or of photographs")
    parser.add_argument("--cifar10", type=Path, help="folder of CIFAR-10, to learn from beside photographs")
    parser.add_argument("--out", type=Path, help="folder of the run; default: runs/ and the recipe's name")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--compile", action="store_true", help="compile network and loss first")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    return parser


def _tell(progress: Progress) -> None:
    if progress.validation is not None:
        measured = ", ".join(f"{name} {value:.4f}" for name, value in progress.validation.items())
        _say(f"epoch {progress.epoch}: loss {progress.loss:.4f}, {measured}, {progress.images_per_second:.0f} images/s")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
