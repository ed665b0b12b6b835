"""Processes that work: one that dies or dawdles is replaced, and what it was asked fails with a reason."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gallery.errors import PhotographError
from gallery.pipeline.workers import Worker, WorkerDiedError, WorkerLateError
from gallery.service.uploads import head_of


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(20.0)
    yield made
    made.end()


def test_it_answers_and_hands_on_errors(worker: Worker, tmp_path: Path, in_a_loop: Callable[..., Any]) -> None:
    assert in_a_loop(worker.call(abs, -3)) == 3
    with pytest.raises(PhotographError, match="no such file"):
        in_a_loop(worker.call(head_of, tmp_path / "none", 100))


def test_one_that_dies_is_replaced(worker: Worker, in_a_loop: Callable[..., Any]) -> None:
    first = in_a_loop(worker.call(os.getpid))
    with pytest.raises(WorkerDiedError):
        in_a_loop(worker.call(os._exit, 3))
    assert in_a_loop(worker.call(os.getpid)) not in (first, os.getpid())


def test_one_that_dawdles_is_ended(worker: Worker, in_a_loop: Callable[..., Any]) -> None:
    in_a_loop(worker.call(os.getpid))
    worker.seconds = 0.5
    began = time.monotonic()
    with pytest.raises(WorkerLateError):
        in_a_loop(worker.call(time.sleep, 60))
    assert time.monotonic() - began < 20
    worker.seconds = 20.0
    assert in_a_loop(worker.call(abs, -1)) == 1
