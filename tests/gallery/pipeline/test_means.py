"""What runs the steps of a build: worker processes, where they save time."""

from __future__ import annotations

from pathlib import Path

import pytest
import toy_exhibition as toy

from gallery.pipeline.executors import SerialExecutor
from gallery.pipeline.means import FEW
from gallery.tasks import Task


def asked(tmp_path: Path, tasks: list[Task], **more: bool) -> int:
    """For how many jobs ``tasks`` ask for an executor, where four may run at a time."""
    found: list[int] = []

    def make(jobs: int) -> SerialExecutor:
        found.append(jobs)
        return SerialExecutor()

    toy.means(tmp_path, 4, executor=make, **more).workers(tasks)
    return found[0]


def tasks(count: int, *, light: bool) -> list[Task]:
    return [Task(f"site/{number}", toy.page_step, light=light) for number in range(count)]


def test_a_few_light_steps_wait_for_no_worker_process(tmp_path: Path) -> None:
    assert asked(tmp_path, tasks(17, light=True)) == 1


@pytest.mark.parametrize(
    "made",
    [
        tasks(FEW + 1, light=True),
        [*tasks(2, light=True), *tasks(1, light=False)],
        [Task("report/report", toy.page_step, needs=tuple(map(str, range(FEW))), light=True)],
    ],
    ids=["many", "a heavy one", "one of many works"],
)
def test_worker_processes_run_what_takes_long(tmp_path: Path, made: list[Task]) -> None:
    assert asked(tmp_path, made) == 4


def test_other_machines_run_a_few_light_steps_too(tmp_path: Path) -> None:
    assert asked(tmp_path, tasks(3, light=True), remote=True) == 4
