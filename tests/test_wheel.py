"""The wheel: what is in it, and that it works alone, in a fresh environment far from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

UNREACHABLE = (
    "NewConnectionError",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Network is unreachable",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
)
"""What pip says when there is no registry, as opposed to a package that is not in it."""

pytestmark = pytest.mark.slow


def pip(python: Path, *arguments: str) -> None:
    """Run pip; skip where the registry cannot be reached, fail where anything else is wrong."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "--retries", "1", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    if done.returncode and any(sign in said for sign in UNREACHABLE):
        pytest.skip("no package registry can be reached from here")
    assert done.returncode == 0, said[-4000:]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip(Path(sys.executable), "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with the wheel and what it needs, and no PyTorch."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    found = folder / "venv" / "bin" / "python"
    constraint = folder / "constraint.txt"
    # A version that does not exist: if anything in the base install asked for PyTorch, pip would fail.
    constraint.write_text("torch==0.0.0\n", encoding="utf-8")
    pip(found, "install", "--constraint", str(constraint), str(wheel))
    return found


def alone(python: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the fresh environment in ``folder``, knowing nothing of the checkout or of the user."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    environment = {"PATH": f"{python.parent}{os.pathsep}{os.defpath}", "HOME": str(home), "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_it_holds_the_program_with_templates_exhibits_and_weights_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
    for name in (
        "gallery/cli/build.py",
        "gallery/py.typed",
        "model/py.typed",
        "gallery/templates/site/base.html",
        "gallery/templates/compare/report.html",
        "gallery/templates/profiles/artsteps.yaml",
        "gallery/templates/schema/exhibit.schema.json",
        "gallery/templates/starter/exhibit.yaml",
        "gallery/templates/example/exhibit.yaml",
        "gallery/exhibits/nostalgia-and-memory/exhibit.yaml",
        "gallery/exhibits/witnesses/exhibit.yaml",
        "gallery/exhibits/empire-in-colour/exhibit.yaml",
        "gallery/exhibits/films/exhibit.yaml",
        "model/weights/default.json",
    ):
        assert name in sizes, name
    tops = {name.split("/")[0] for name in sizes}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"gallery", "model"}
    assert [name for name in sizes if "__pycache__" in name or name.endswith((".pyc", ".pt"))] == []


def test_every_file_that_a_card_names_is_in_it_and_below_12_megabytes(wheel: Path) -> None:
    """The .safetensors too: ``gallery weights`` verifies it, and training on from the release needs it."""
    with zipfile.ZipFile(wheel) as archive:
        cards = [name for name in archive.namelist() if name.startswith("model/weights/") and name.endswith(".json")]
        for card in cards:
            for suffix in json.loads(archive.read(card))["files"]:
                assert archive.getinfo(card.removesuffix("json") + suffix).file_size < 12_000_000


def test_the_base_install_brings_no_torch(python: Path, tmp_path: Path) -> None:
    code = "import importlib.metadata as m; print(*sorted(d.name.lower() for d in m.distributions()))"
    installed = alone(python, tmp_path, str(python), "-c", code).stdout.split()
    assert "nostalgia-gallery" in installed
    assert {"torch", "onnx", "safetensors", "torchvision"} & set(installed) == set()


def test_it_builds_the_shipped_exhibit_without_a_network(python: Path, tmp_path: Path) -> None:
    done = alone(python, tmp_path, "gallery", "build", "--output", "out", "--offline", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["works"], summary["problems"], summary["output"]) == (8, 0, str(tmp_path / "out"))
    for name in ("site/index.html", "packages/artsteps.zip", "report.json", "report.html"):
        assert (tmp_path / "out" / name).is_file(), name
    assert len(list((tmp_path / "out" / "panels").glob("*.jpg"))) == 8
    code = "import gallery.resources as r; print(r.TEMPLATES, r.EXHIBITS, sep='\\n')"
    places = alone(python, tmp_path, str(python), "-c", code).stdout.split()
    assert all(Path(place).is_relative_to(python.parent.parent) for place in places), places


def test_its_weights_are_whole(python: Path, tmp_path: Path) -> None:
    done = alone(python, tmp_path, "gallery", "weights")
    assert done.returncode == 0, done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["both", "default", "photographs"]


def test_training_without_its_extra_says_what_to_install(python: Path, tmp_path: Path) -> None:
    done = alone(python, tmp_path, "gallery", "train", "--data", "data", "--out", "run")
    assert done.returncode == 1
    assert "pip install 'nostalgia-gallery[train]'" in done.stderr
