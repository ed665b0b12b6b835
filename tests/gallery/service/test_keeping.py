"""Nothing is kept longer than it may be, two services do not share a folder, and an ended one goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gallery.cli.serve import _Time
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.workers import Worker
from gallery.service.application import JOBS
from gallery.service.jobs import Job, Jobs
from gallery.service.metrics import Metrics
from gallery.service.orders import Orders
from gallery.service.press import Press
from gallery.service.reception import Reception
from gallery.service.settings import Settings
from gallery.web.problems import Refusal


def test_times_are_minutes_hours_or_days() -> None:
    assert [_Time().convert(text, None, None) for text in ("30m", "24h", "7d")] == [1800.0, 86400.0, 604800.0]


def test_what_is_too_old_is_forgotten_with_all_that_was_made_of_it(
    new_service: Callable[..., Any], picture: Callable[..., bytes]
) -> None:
    first = new_service("--keep", "1h")
    told = first.colorize(picture(50)).json()
    assert told["kept_until"] is not None
    assert first.stop() == 130
    folder = first.cache / "service"
    # As if two hours had passed.
    jobs = Jobs(folder / JOBS)
    jobs._db.execute("UPDATE jobs SET changed = changed - 7200")
    jobs.close()
    second = new_service("--keep", "1h", cache=first.cache)
    end = time.monotonic() + 20
    while second.ask("GET", told["links"]["self"]).status_code != 404 and time.monotonic() < end:
        time.sleep(0.1)
    assert second.ask("GET", told["links"]["self"]).status_code == 404
    while list((folder / "downloads").glob("??/*")) and time.monotonic() < end:
        time.sleep(0.1)  # the list forgets first, then the files go
    assert not list((folder / "downloads").glob("??/*"))
    assert len(list((folder / "store").glob("??/*"))) == 3


def test_a_second_service_on_the_same_folder_says_so(service: Any) -> None:
    program = [sys.executable, "-c", "from gallery.cli import main; main()", "serve", "--port", "0"]
    environment = {**os.environ, "GALLERY_CACHE": str(service.cache)}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "another service works in" in done.stderr


def test_a_full_queue_and_a_full_disk_say_when_to_come_back(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    jobs = Jobs(tmp_path / JOBS)
    press = Press(jobs, store, Orders(("default",), store), 60.0, Metrics())
    reception = Reception(Settings(tmp_path, queue=1, most_disk=150), press, Worker(1.0))
    reception.require_room()
    with pytest.raises(Refusal) as full:
        reception.require_room(2)
    assert (full.value.status, full.value.problem.code) == (429, "queue-full")
    assert int(full.value.headers["Retry-After"]) >= 1
    jobs.accept(Job("a", "m", {}, 1, 1, bytes=200, colorization="c"), 9)
    jobs.take()
    with pytest.raises(Refusal) as disk:
        reception.require_room()
    assert (disk.value.status, disk.value.problem.code) == (507, "disk")
    jobs.close()
    reception.looker.end()
