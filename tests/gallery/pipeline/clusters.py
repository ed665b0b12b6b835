"""Real clusters for tests: a scheduler and workers as processes of their own, on the loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import gallery
from gallery.pipeline.cluster.connection import Scheduler, Timeouts
from gallery.pipeline.cluster.executor import ClusterExecutor
from gallery.pipeline.execute import Means
from gallery.pipeline.folder_store import FolderStore

TOYS = Path(__file__).resolve().parent
PROGRAM = Path(gallery.__file__).resolve().parents[1]
QUICK = Timeouts(answer=10, change=2, worker=20, sight=3)
BOUND = 60.0
"""Seconds after which whatever is waited for has failed."""


def until(found: Callable[[], Any], what: str, seconds: float = BOUND) -> Any:
    """Wait until ``found()`` is true; what it found."""
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.02)
    return value


class Cluster:
    """A scheduler and its workers, which end with the ``with`` that it is in."""

    def __init__(self, folder: Path, cache: Path, *, failures: int = 3) -> None:
        self.folder, self.cache = folder, cache
        self.file = folder / "scheduler.json"
        self.scheduler_process: subprocess.Popen[bytes]
        self.failures = failures
        self._stack = ExitStack()
        self._number = 0

    def __enter__(self) -> Cluster:
        self.folder.mkdir(parents=True)
        self._begin("scheduler")
        return self

    def _begin(self, name: str) -> None:
        # The scheduler has no program of ours: it must not need one.
        self.scheduler_process = self._start(
            ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file)],
            name,
            {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(self.failures)},
        )
        until(self.file.is_file, "the scheduler")

    def restart(self) -> None:
        """Start another scheduler in the place of the one that was killed."""
        self.file.unlink()
        self._begin("scheduler-again")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    @property
    def scheduler(self) -> Scheduler:
        return Scheduler(file=self.file)

    def worker(
        self,
        *more: str,
        path: list[Path] | None = None,
        cache: Path | None = None,
        nanny: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a worker with a working folder of its own; ``path`` is where it finds modules."""
        self._number += 1
        options = ["worker", "--scheduler-file", str(self.file), "--no-dashboard", "--nworkers", "1", "--nthreads", "1"]
        options += ["--host", "127.0.0.1", "--death-timeout", "60", "--nanny" if nanny else "--no-nanny", *more]
        where = [PROGRAM, TOYS] if path is None else path
        own = {"PYTHONPATH": os.pathsep.join(map(str, where)), "GALLERY_CACHE": str(cache or self.cache)}
        return self._start(options, f"worker-{self._number}", {**own, **(environment or {})})

    def workers(self, number: int) -> list[subprocess.Popen[bytes]]:
        return [self.worker() for _ in range(number)]

    def means(self, timeouts: Timeouts = QUICK, most: int | None = None) -> Means:
        """Means that build here, with the store that the workers share."""
        store = FolderStore(self.cache)
        return Means(
            self.cache,
            unchanged=lambda: True,
            executor=lambda _: ClusterExecutor(self.scheduler, store, most, timeouts),
            remote=True,
        )

    def log(self, name: str) -> str:
        return (self.folder / name / "log").read_text(encoding="utf-8", errors="replace")

    def _start(self, arguments: list[str], name: str, more: Mapping[str, str]) -> subprocess.Popen[bytes]:
        place = self.folder / name
        place.mkdir()
        kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "GALLERY_CACHE")}
        with (place / "log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                cwd=place,
                env={**kept, "TMPDIR": str(place), **more},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._stack.callback(kill, process)
        return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill -9, with whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(BOUND)


def finished(cache: Path) -> int:
    """How many results the store holds."""
    return sum(1 for _ in cache.glob("store/??/*/entry.json"))


def records(cache: Path) -> list[str]:
    """What the results in the store are about, in order."""
    return sorted(json.loads(path.read_bytes())["about"] for path in cache.glob("store/??/*/entry.json"))
