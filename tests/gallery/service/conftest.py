"""Real services, each a process of its own on the loopback, and photographs to send."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
from PIL import Image
from serving import Server

from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.orders import page_assets
from gallery.pipeline.steps import Mount

SMALL = (48, 40)
"""Width and height of photographs that are sent."""


def photograph(seed: int = 0, size: tuple[int, int] = SMALL, kind: str = "PNG") -> bytes:
    """A grey photograph, another one for each ``seed``."""
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1] // 8, size[0] // 8), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).resize(size).save(file, kind)
    return file.getvalue()


class Service(Server):
    """One service."""

    HEALTH = "/healthz"

    def __init__(self, cache: Path, *arguments: str, files: int | None = None, **environment: str) -> None:
        log = cache.parent / f"{cache.name}.log"
        super().__init__(cache, "serve", *arguments, log=log, files=files, **environment)

    def colorize(self, data: bytes, headers: dict[str, str] | None = None, **query: Any) -> requests.Response:
        """Send a photograph as the body."""
        given = {"Content-Type": "application/octet-stream", "Accept": "application/json"} | (headers or {})
        return self.ask("POST", "/v1/colorizations", data=data, params=query, headers=given)

    def done(self, id: str) -> dict[str, Any]:
        """A colorization when it is over."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            told: dict[str, Any] = self.ask("GET", f"/v1/colorizations/{id}").json()
            if told["state"] in ("done", "failed"):
                return told
            time.sleep(0.05)
        raise AssertionError(f"{id} is not done: {self.log()}")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a service with all that it makes when it starts for the first time, which takes seconds."""
    folder = tmp_path_factory.mktemp("furnished") / "service"
    folder.mkdir()
    page_assets(FolderStore(folder), Mount(folder))
    return folder


@pytest.fixture(scope="session")
def new_service(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Service]]:
    """Starts a service with a cache of its own; all are ended when the tests are, without a word of a bug."""
    with ExitStack() as stack:

        def begin(*arguments: str, cache: Path | None = None, files: int | None = None, **environment: str) -> Service:
            place = cache or tmp_path_factory.mktemp("service") / "cache"
            if cache is None:
                shutil.copytree(furnished, place / "service")
            made = Service(place, "--port", "0", "--jobs", "1", *arguments, files=files, **environment).start()
            stack.callback(made.stop)
            return made

        yield begin


@pytest.fixture(scope="session")
def service(new_service: Callable[..., Service]) -> Iterator[Service]:
    """A service on this computer, as it is started without options."""
    found = new_service("--keep", "1h", "--max-megabytes", "4")
    yield found
    assert "Traceback" not in found.log()


@pytest.fixture
def picture() -> Callable[..., bytes]:
    """Makes photographs."""
    return photograph
