"""Which data a folder holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from model.datasets.cifar10 import VALIDATION, Cifar10
from model.datasets.folder import Photographs
from model.datasets.source import open_data, wants_cifar10
from model.errors import DatasetError


def test_the_folder_of_cifar10_is_cifar10_also_with_photographs_in_it(small_cifar10: Path, tmp_path: Path) -> None:
    both = tmp_path / "both"
    shutil.copytree(small_cifar10, both)
    (both / "holiday.jpg").touch()
    for folder in (small_cifar10, small_cifar10 / "cifar-10-batches-py", both):
        opened = open_data(folder, tmp_path / "cache")
        assert isinstance(opened, Cifar10)
        assert not wants_cifar10(folder)
    training, validation = opened.load()
    assert (len(training), len(validation)) == (5300 - VALIDATION, VALIDATION)
    assert opened.description == "CIFAR-10, 45,000 training images"


def test_a_folder_of_photographs_is_ones_own(photographs: Callable[..., Path], tmp_path: Path) -> None:
    folder = photographs(8)
    assert not wants_cifar10(folder)
    assert isinstance(open_data(folder, tmp_path / "cache"), Photographs)


def test_no_folder_an_empty_one_and_that_of_measuring_are_meant_for_cifar10(tmp_path: Path) -> None:
    assert wants_cifar10(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    assert wants_cifar10(tmp_path / "empty")
    measured = tmp_path / "data" / "photographs" / "modern"
    measured.mkdir(parents=True)
    (measured / "never-train-on-me.webp").touch()
    assert wants_cifar10(tmp_path / "data")


def test_a_file_is_not_meant_for_cifar10(tmp_path: Path) -> None:
    (tmp_path / "settings.json").touch()
    with pytest.raises(DatasetError, match=r"settings\.json is a file; name a folder"):
        wants_cifar10(tmp_path / "settings.json")


def test_other_files_only_say_what_to_name_instead(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(DatasetError, match=r"no photographs in .* For CIFAR-10 name its folder, or an empty one"):
        open_data(tmp_path, tmp_path / "cache")


def test_a_part_of_cifar10_is_not_taken_for_a_folder_without_photographs(tmp_path: Path) -> None:
    (tmp_path / "data_batch_2").touch()
    with pytest.raises(DatasetError, match=r"holds only data_batch_2 of CIFAR-10; unpack cifar-10-python.tar.gz again"):
        wants_cifar10(tmp_path)
