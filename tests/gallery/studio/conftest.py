"""Real studios, each a process of its own on the loopback, at work on a copy of an exhibit."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from serving import Server
from skimage.data import data_dir

from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.orders import page_assets
from gallery.pipeline.steps import Mount

MANIFEST = """\
# Two photographs.
title: {en: Two photographs, de: Zwei Fotografien}
curator: Me
statement: Words.

rooms:
  - title: Sky
    works:
      # The moon first.
      - id: moon
        source: {path: moon.png}
        title: Moon  # as the archive calls it
        date: 1936
        rights: http://rightsstatements.org/vocab/CNE/1.0/
        alt: The moon.

  - title: Ground
    works:
      - id: coins
        source: {path: coins.png}
        title: Coins
        rights: TODO
        alt: TODO
"""


class Studio(Server):
    """One studio, at work on the exhibit in ``folder``."""

    HEALTH = "/favicon.ico"

    def __init__(self, folder: Path, cache: Path, *arguments: str) -> None:
        line = ["studio", str(folder), "--port", "0", "--no-open", "--offline", *arguments]
        super().__init__(cache, *line, log=cache.parent / "studio.log")
        self.folder = folder

    @property
    def manifest(self) -> Path:
        return self.folder / "exhibit.yaml"

    def exhibit(self) -> dict[str, Any]:
        """The exhibit as the page is told of it."""
        answer = self.ask("GET", "/api/exhibit")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def save(self, *changes: dict[str, Any], digest: str = "") -> requests.Response:
        """Save changes to what is there now, or to the text that has ``digest``."""
        body = {"digest": digest or self.exhibit()["digest"], "changes": list(changes), "summary": "a test"}
        return self.ask("POST", "/api/changes", json=body)

    def ready(self, work: str) -> dict[str, Any]:
        """A work once its pictures are made."""
        end = time.monotonic() + 120
        while time.monotonic() < end:
            found: dict[str, Any] = next(one for one in self.exhibit()["works"] if one["id"] == work)
            if found["state"] != "waiting":
                return found
            time.sleep(0.2)
        raise AssertionError(f"{work} is not made: {self.log()}")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with all that a studio makes when it starts for the first time, which takes seconds."""
    folder = tmp_path_factory.mktemp("furnished") / "cache"
    folder.mkdir()
    page_assets(FolderStore(folder), Mount(folder))
    return folder


@pytest.fixture(scope="session")
def new_studio(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Studio]]:
    """Starts a studio with a cache of its own, on the exhibit in a folder; without one, on two photographs."""
    with ExitStack() as stack:

        def begin(folder: Path | None = None, *arguments: str, cache: Path | None = None) -> Studio:
            place = tmp_path_factory.mktemp("studio")
            if folder is None:
                folder = place / "exhibit"
                folder.mkdir()
                (folder / "exhibit.yaml").write_text(MANIFEST, encoding="utf-8")
                for name in ("moon.png", "coins.png"):
                    shutil.copyfile(Path(data_dir) / name, folder / name)
            if cache is None:
                cache = place / "cache"
                shutil.copytree(furnished, cache)
            made = Studio(folder, cache, *arguments).start()
            stack.callback(made.stop)
            return made

        yield begin


@pytest.fixture(scope="module")
def studio(new_studio: Callable[..., Studio]) -> Iterator[Studio]:
    """A studio at work on two photographs, without a word of a bug."""
    made = new_studio()
    yield made
    assert "Traceback" not in made.log()


@pytest.fixture
def fresh(studio: Studio) -> Studio:
    """The same with the manifest as it was at first."""
    studio.manifest.write_text(MANIFEST, encoding="utf-8")
    return studio
