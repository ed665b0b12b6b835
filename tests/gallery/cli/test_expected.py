"""What the commands of the laboratory refuse, and what they do not hide."""

from __future__ import annotations

import importlib
import tomllib
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from gallery.cli.expected import EXTRAS, model_errors, needing
from model.errors import ModelError, WeightsError

PYPROJECT = Path(__file__).resolve().parents[3] / "pyproject.toml"


@pytest.mark.parametrize("kind", [ModelError, WeightsError])
def test_what_the_colourist_refuses_is_an_expected_error(kind: type[ModelError]) -> None:
    with pytest.raises(click.ClickException, match="take it away") as caught, model_errors():
        raise kind("take it away")
    assert caught.value.exit_code == 1


def test_a_bug_stays_one() -> None:
    with pytest.raises(KeyError), model_errors():
        raise KeyError("ours")


@pytest.mark.parametrize(("extra", "missing"), [(extra, name) for extra, names in EXTRAS.items() for name in names])
def test_the_extra_to_install_is_named(extra: str, missing: str) -> None:
    with pytest.raises(click.ClickException) as caught, needing("training needs", extra):
        raise ModuleNotFoundError(f"No module named '{missing}.nn'", name=f"{missing}.nn")
    assert caught.value.message == f"training needs {missing}.nn: pip install 'nostalgia-gallery[{extra}]'"


def test_a_missing_module_of_ours_is_a_bug_and_not_an_extra() -> None:
    with pytest.raises(ModuleNotFoundError), needing("training needs", "train"):
        importlib.import_module("model.training.nowhere")


@pytest.mark.parametrize("extra", list(EXTRAS))
def test_the_extras_are_those_of_the_distribution_and_their_packages_are_real(extra: str) -> None:
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    assert extra in project["optional-dependencies"]
    if find_spec(EXTRAS[extra][0]):
        assert [name for name in EXTRAS[extra] if find_spec(name) is None] == []
