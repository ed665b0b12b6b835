"""What the commands of the laboratory refuse: errors of the colourist, and extras that are not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

EXTRAS = {
    "train": ("torch", "onnx", "safetensors", "sympy"),
    "film": ("av", "cv2"),
    "report": ("matplotlib", "contourpy", "cycler", "dateutil", "kiwisolver", "pyparsing"),
}
"""What each extra of the distribution brings that a curator's installation does not have, as it is imported."""


@contextmanager
def model_errors() -> Iterator[None]:
    """While the colourist works: what it refuses ends the command with exit code 1."""
    from model.errors import CacheError, ModelError

    try:
        yield
    except CacheError as error:
        raise click.ClickException(f"{error}, or name another folder in GALLERY_CACHE") from error
    except ModelError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def needing(what: str, extra: str) -> Iterator[None]:
    """While what an extra of the distribution brings is imported: say which to install where something is missing.

    ``what`` begins the message and is followed by the missing package: ``training needs``.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in EXTRAS[extra]:
            raise
        raise click.ClickException(f"{what} {error.name}: pip install 'nostalgia-gallery[{extra}]'") from error
