"""Processes that work: one that dies or dawdles is replaced, and what it was asked fails with a reason."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gallery.errors import PhotographError
from gallery.service.uploads import head_of
from gallery.service.workers import Worker, WorkerDiedError, WorkerLateError


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(20.0)
    yield made
    made.end()


def test_it_answers_and_hands_on_errors(worker: Worker, tmp_path: Path) -> None:
    assert asyncio.run(worker.call(abs, -3)) == 3
    with pytest.raises(PhotographError, match="no such file"):
        asyncio.run(worker.call(head_of, tmp_path / "none", 100))


def test_one_that_dies_is_replaced(worker: Worker) -> None:
    first = asyncio.run(worker.call(os.getpid))
    with pytest.raises(WorkerDiedError):
        asyncio.run(worker.call(os._exit, 3))
    assert asyncio.run(worker.call(os.getpid)) not in (first, os.getpid())


def test_one_that_dawdles_is_ended(worker: Worker) -> None:
    asyncio.run(worker.call(os.getpid))
    worker.seconds = 0.5
    began = time.monotonic()
    with pytest.raises(WorkerLateError):
        asyncio.run(worker.call(time.sleep, 60))
    assert time.monotonic() - began < 20
    worker.seconds = 20.0
    assert asyncio.run(worker.call(abs, -1)) == 1
