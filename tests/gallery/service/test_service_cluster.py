"""A service whose photographs the workers of a real cluster colorize."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))
from clusters import Cluster, kill, until

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path, furnished: Path) -> Path:
    """The cache of a service that has been started before."""
    shutil.copytree(furnished, tmp_path / "cache" / "service")
    return tmp_path / "cache"


@pytest.fixture
def cluster(tmp_path: Path, place: Path) -> Iterator[Cluster]:
    with Cluster(tmp_path / "cluster", place / "service") as cluster:
        yield cluster


def served(new_service: Callable[..., Any], cluster: Cluster, place: Path) -> Any:
    return new_service("--scheduler-file", str(cluster.file), "--jobs", "4", cache=place)


def sent(service: Any, data: bytes) -> str:
    answer = service.colorize(data, {"Prefer": "respond-async"})
    assert answer.status_code in (200, 202), answer.text
    return str(answer.json()["id"])


def test_workers_colorize_what_comes_as_this_computer_does_and_a_dead_one_costs_nothing(
    new_service: Callable[..., Any], cluster: Cluster, place: Path, service: Any, picture: Callable[..., bytes]
) -> None:
    first, _ = cluster.workers(2)
    made = served(new_service, cluster, place)
    ids = [sent(made, picture(800 + seed)) for seed in range(6)]
    until(lambda: made.ask("GET", f"/v1/colorizations/{ids[0]}").json()["state"] == "done", "the first")
    kill(first)
    assert {made.done(id)["state"] for id in ids} == {"done"}
    here = service.colorize(picture(800)).json()
    assert here["id"] == ids[0]
    for part in ("image", "confidence", "panel"):
        there = made.ask("GET", f"/v1/colorizations/{ids[0]}/{part}")
        assert there.content == service.ask("GET", here["links"][part]).content
    assert "Traceback" not in made.log()


def test_a_scheduler_that_went_away_is_awaited_and_nothing_that_was_accepted_fails(
    new_service: Callable[..., Any], cluster: Cluster, place: Path, picture: Callable[..., bytes]
) -> None:
    worker = cluster.worker()
    made = served(new_service, cluster, place)
    assert made.done(sent(made, picture(820)))["state"] == "done"
    kill(worker)
    kill(cluster.scheduler_process)
    waiting = [sent(made, picture(821 + seed)) for seed in range(3)]
    until(lambda: "is gone" in made.log(), "the loss")
    assert made.ask("GET", "/healthz").status_code == 200
    cluster.restart()
    cluster.worker()
    end = time.monotonic() + 120
    while {made.ask("GET", f"/v1/colorizations/{id}").json()["state"] for id in waiting} != {"done"}:
        assert time.monotonic() < end, made.log()
        time.sleep(0.2)


def test_a_scheduler_that_does_not_answer_is_told_at_the_start(place: Path) -> None:
    asked = ["--port", "0", "--cache", str(place), "--scheduler", "tcp://127.0.0.1:1"]
    program = [sys.executable, "-c", "from gallery.cli import main; main()", "serve", *asked]
    ended = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode != 0
    assert "the scheduler at tcp://127.0.0.1:1 does not answer" in ended.stderr
    assert "Traceback" not in ended.stderr
