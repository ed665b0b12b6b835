"""Which training data a folder holds: CIFAR-10, or photographs of one's own."""

from __future__ import annotations

from pathlib import Path

from model.datasets.cifar10 import FOLDER, MD5, Cifar10, find_cifar10
from model.datasets.folder import Photographs, Tell, open_folder
from model.datasets.pictures import find_pictures
from model.datasets.small import SIDE
from model.errors import DatasetError

Source = Cifar10 | Photographs

MEASURED = ("photographs/modern", "photographs/true-colour")
"""Photographs of the measuring protocol beside CIFAR-10: never trained on."""


def open_data(folder: Path, cache: Path, tell: Tell = lambda _done, _all: None, side: int = SIDE) -> Source:
    """The training data in ``folder``; small versions of photographs are kept in ``cache``.

    CIFAR-10 wins where both are. Raises DatasetError with the remedy when there is neither.
    """
    if wants_cifar10(folder) or find_cifar10(folder) is not None:
        return Cifar10(folder)
    return open_folder(folder, cache, tell, side)


def wants_cifar10(folder: Path) -> bool:
    """Whether ``folder`` is meant for CIFAR-10, which is not there yet: no folder, an empty one, or that of measuring.

    Raises DatasetError for a file, and for a folder that holds other files only, or a part of CIFAR-10.
    """
    if folder.exists() and not folder.is_dir():
        raise DatasetError(f"{folder} is a file; name a folder, of photographs or for CIFAR-10")
    if find_cifar10(folder) is not None:
        return False
    if parts := [name for name in MD5 if any((place / name).is_file() for place in (folder, folder / FOLDER))]:
        raise DatasetError(f"{folder} holds only {', '.join(parts)} of CIFAR-10; unpack cifar-10-python.tar.gz again")
    if not folder.is_dir() or not any(folder.iterdir()) or any((folder / name).is_dir() for name in MEASURED):
        return True
    try:
        find_pictures(folder)
    except DatasetError as error:
        raise DatasetError(f"{error}. For CIFAR-10 name its folder, or an empty one to download it into") from error
    return False
