"""Real services, each a process of its own on the loopback, and photographs to send."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
from PIL import Image

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


class Service:
    """One service: where it is, and how it is asked, started and ended."""

    def __init__(
        self, cache: Path, *arguments: str, environment: dict[str, str] | None = None, files: int | None = None
    ) -> None:
        """``files`` is how many the process may have open, if not as many as this one."""
        self.cache, self.arguments, self._files = cache, arguments, files
        self._environment = {**os.environ, "GALLERY_CACHE": str(cache), **(environment or {})}
        self.session = requests.Session()
        self.session.trust_env = False

    def start(self) -> Service:
        """Start it, and wait until it answers."""
        program = [sys.executable, "-c", "from gallery.cli import main; main()", "serve", *self.arguments]
        if self._files:
            program = ["sh", "-c", f'ulimit -n {self._files}; exec "$@"', "sh", *program]
        self._log = (self.cache.parent / f"{self.cache.name}.log").open("ab")
        self.process = subprocess.Popen(
            program, env=self._environment, stdout=subprocess.PIPE, stderr=self._log, start_new_session=True
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().decode().strip().rstrip("/")
        assert self.url, Path(self._log.name).read_text()
        self.port = int(self.url.rpartition(":")[2])
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if self.session.get(f"{self.url}/healthz", timeout=10).ok:
                    return self
            except requests.ConnectionError:
                time.sleep(0.05)
        raise AssertionError(f"the service does not answer: {self.log()}")

    def kill(self) -> None:
        """End it and its workers as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._close()

    def stop(self) -> int:
        """End it as Ctrl-C does; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(30)
        self._close()
        return code

    def _close(self) -> None:
        self.session.close()
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._log.close()

    def log(self) -> str:
        """What it said on standard error."""
        return (self.cache.parent / f"{self.cache.name}.log").read_text(encoding="utf-8")

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Send a request."""
        return self.session.request(method, self.url + path, timeout=60, **options)

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
            made = Service(
                place, "--port", "0", "--jobs", "1", *arguments, environment=environment, files=files
            ).start()
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
