"""Jobs taken and made, whatever happens to a worker, a step or the disk."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gallery.errors import StoreError
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.steps import Mount, Order
from gallery.pipeline.workers import DIED, LATE, WorkerDiedError, WorkerLateError, by_worker
from gallery.problems import Problem
from gallery.service import press as module
from gallery.service.jobs import Job, Jobs
from gallery.service.metrics import Metrics
from gallery.service.options import Options
from gallery.service.orders import Orders
from gallery.service.press import Press
from gallery.sources import downloads

Made = Callable[[Order], Awaitable[Problem | None]]


@pytest.fixture
def press(furnished: Path, tmp_path: Path) -> Iterator[Press]:
    folder = tmp_path / "service"
    shutil.copytree(furnished, folder)
    store, jobs = FolderStore(folder), Jobs(folder / "jobs.sqlite3")
    yield Press(jobs, store, Orders(("default",), store), 3600.0, Metrics())
    jobs.close()


def accepted(press: Press, content: bytes) -> Job:
    """A job for a file with this content."""
    import io

    path = downloads.keep_stream(io.BytesIO(content), press.store.cache)
    return press.jobs.accept(press.orders.job(path.name, (48, 40), len(content), Options()), 99)


@pytest.fixture
def over(in_a_loop: Callable[..., Any]) -> Callable[..., list[Job]]:
    """Gives jobs when all are over, made by what is given."""

    async def run(press: Press, make: Made, *jobs: Job) -> list[Job]:
        press.start([make])
        try:
            return [await press.wait_for(job, 20) for job in jobs]
        finally:
            await press.end()

    return lambda *given: in_a_loop(run(*given))


def test_a_step_that_fails_fails_its_job_and_the_next_one_is_made(press: Press, over: Callable[..., list[Job]]) -> None:
    calls = []

    async def make(order: Order) -> Problem | None:
        calls.append(order.id)
        if len(calls) == 1:
            raise ValueError("a bug")
        return Problem(message="damaged")

    first, second = over(press, make, accepted(press, b"1"), accepted(press, b"2"))
    assert [job.problem.code for job in (first, second) if job.problem] == ["bug", "photograph"]
    assert press.jobs.counts()["failed"] == 2


def test_a_photograph_that_vanished_is_told(press: Press, over: Callable[..., list[Job]]) -> None:
    job = accepted(press, b"1")
    downloads.entry(press.store.cache, job.master).unlink()

    async def make(order: Order) -> Problem | None:
        raise AssertionError("there is nothing to make it of")

    (gone,) = over(press, make, job)
    assert gone.problem is not None
    assert gone.problem.code == "gone"


def test_a_disk_that_is_full_for_a_while_ends_nothing(
    press: Press, over: Callable[..., list[Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    take, refusals = press.jobs.take, iter([True, True])

    def full_at_first() -> Job | None:
        if next(refusals, False):
            raise StoreError("no space left")
        return take()

    monkeypatch.setattr(press.jobs, "take", full_at_first)

    async def make(order: Order) -> Problem | None:
        return LATE

    (job,) = over(press, make, accepted(press, b"1"))
    assert job.problem is not None
    assert job.problem.code == "late"


def test_what_is_deleted_while_it_is_made_leaves_nothing_behind(press: Press, over: Callable[..., list[Job]]) -> None:
    job = accepted(press, b"1")
    before = set(press.store.root.glob("??/*"))

    async def make(order: Order) -> Problem | None:
        press.store.make(order.key, lambda out: (out / "x").touch(), order.id)
        await press.remove(job)
        return Problem(message="too late")

    over(press, make, job)
    assert press.jobs.get(job.id) is None
    assert set(press.store.root.glob("??/*")) == before
    assert not downloads.entry(press.store.cache, job.master).exists()


def test_what_a_killed_service_left_is_swept(press: Press, over: Callable[..., list[Job]]) -> None:
    import io

    stray = downloads.keep_stream(io.BytesIO(b"never accepted"), press.store.cache)
    job = accepted(press, b"1")

    async def make(order: Order) -> Problem | None:
        return LATE

    over(press, make, job)
    assert not stray.exists()
    assert downloads.entry(press.store.cache, job.master).exists()


@pytest.mark.parametrize(
    ("happens", "problem"),
    [([WorkerDiedError()], None), ([WorkerDiedError(), WorkerDiedError()], DIED), ([WorkerLateError()], LATE)],
)
def test_a_worker_that_died_once_may_have_been_ended_for_anothers_greed(
    press: Press, in_a_loop: Callable[..., Any], happens: list[Exception], problem: Problem | None
) -> None:
    class Worker:
        async def call(self, *_arguments: Any) -> None:
            if happens:
                raise happens.pop(0)

    order = press.orders.colorization(accepted(press, b"1"))
    made: Any = by_worker(Worker(), Mount())  # type: ignore[arg-type]
    assert in_a_loop(made(order)) == problem
