"""The list of jobs: in order, bounded, none twice, and none lost whatever happens to the process."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gallery.errors import GalleryError
from gallery.problems import Problem
from gallery.service.jobs import TRIES, FullError, Job, Jobs

PROBLEM = Problem(code="photograph", message="damaged", hint="get it again")


def job(name: str, master: str = "m") -> Job:
    return Job(name, master, {"format": "jpeg"}, 48, 40, bytes=100, colorization=f"c-{master}")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "jobs.sqlite3"


@pytest.fixture
def jobs(place: Path) -> Iterator[Jobs]:
    opened = Jobs(place)
    yield opened
    opened.close()


def test_jobs_are_taken_in_the_order_of_their_arrival_and_know_their_place(jobs: Jobs) -> None:
    accepted = [jobs.accept(job(name), 9) for name in ("a", "b", "c")]
    assert [jobs.place(one) for one in accepted] == [1, 2, 3]
    first = jobs.take()
    assert first is not None
    assert (first.id, first.state, jobs.place(first)) == ("a", "running", 0)
    assert jobs.place(accepted[2]) == 2
    assert jobs.counts() == {"waiting": 2, "running": 1, "done": 0, "failed": 0}


def test_the_same_question_is_one_job_until_it_failed(jobs: Jobs) -> None:
    first = jobs.accept(job("a"), 9)
    assert jobs.accept(job("a"), 9) == first
    jobs.take()
    assert jobs.accept(job("a"), 9).state == "running"
    jobs.finish("a", 500)
    done = jobs.accept(job("a"), 9)
    assert (done.state, done.bytes) == ("done", 500)
    assert jobs.accept(job("a"), 9, again=True).state == "waiting"
    jobs.fail("a", PROBLEM)
    failed = jobs.get("a")
    assert failed is not None
    assert (failed.state, failed.problem) == ("failed", PROBLEM)
    again = jobs.accept(job("a"), 9)
    assert (again.state, again.problem) == ("waiting", None)


def test_a_full_queue_takes_no_more_but_knows_what_it_has(jobs: Jobs) -> None:
    jobs.accept(job("a"), 1)
    with pytest.raises(FullError):
        jobs.accept(job("b"), 1)
    assert jobs.accept(job("a"), 1).id == "a"
    jobs.take()
    assert jobs.accept(job("b"), 1).state == "waiting"


def test_what_was_being_made_when_the_service_ended_waits_again_in_its_place(place: Path) -> None:
    first = Jobs(place)
    for name in ("a", "b"):
        first.accept(job(name), 9)
    first.take()
    first.close()
    second = Jobs(place)
    taken = second.take()
    assert taken is not None
    assert (taken.id, taken.tries) == ("a", 2)
    second.close()


def test_what_ends_the_service_each_time_is_given_up(place: Path) -> None:
    for _ in range(TRIES):
        opened = Jobs(place)
        opened.accept(job("a"), 9)
        assert opened.take() is not None
        opened.close()
    opened = Jobs(place)
    found = opened.get("a")
    assert found is not None
    assert found.problem is not None
    assert (found.state, found.problem.code) == ("failed", "died")
    opened.close()


def test_two_services_never_work_on_one_list(jobs: Jobs, place: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from gallery.service.jobs import Jobs; "
        "from gallery.errors import GalleryError\n"
        "try: Jobs(Path(sys.argv[1]))\n"
        "except GalleryError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(place)], capture_output=True, text=True, check=True).stdout
    assert "another service works in" in said


def test_a_list_that_is_none_is_told_and_left_alone(place: Path) -> None:
    place.write_bytes(b"no database" * 100)
    with pytest.raises(GalleryError, match="cannot be used"):
        Jobs(place)
    assert place.read_bytes() == b"no database" * 100


def test_results_that_several_share_are_known_by_all_of_them(jobs: Jobs) -> None:
    for name in ("a", "b"):
        jobs.accept(job(name), 9)
        jobs.note(name, "picture", f"p-{name}")
    assert [one.id for one in jobs.using("colorization", "c-m")] == ["a", "b"]
    assert [one.id for one in jobs.using("picture", "p-b")] == ["b"]
    jobs.remove("a")
    assert [one.id for one in jobs.using("master", "m")] == ["b"]
    assert jobs.masters() == {"m"}
    assert jobs.kept() == 100


def test_only_what_is_over_grows_old(jobs: Jobs) -> None:
    for name in ("a", "b"):
        jobs.accept(job(name), 9)
    jobs.take()
    jobs.finish("a", 1)
    assert jobs.older(time.time() - 60) == []
    assert [one.id for one in jobs.older(time.time() + 60)] == ["a"]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["accept", "take", "finish", "fail", "crash"]), max_size=25))
def test_whatever_happens_every_accepted_job_is_somewhere_and_only_once(
    tmp_path_factory: pytest.TempPathFactory, events: list[str]
) -> None:
    place = tmp_path_factory.mktemp("jobs") / "jobs.sqlite3"
    jobs, accepted, running = Jobs(place), 0, []
    for event in events:
        if event == "accept":
            jobs.accept(job(f"{accepted}"), 99)
            accepted += 1
        elif event == "take" and (taken := jobs.take()):
            assert taken.id not in running
            running.append(taken.id)
        elif event in ("finish", "fail") and running:
            jobs.finish(running.pop(), 1) if event == "finish" else jobs.fail(running.pop(), PROBLEM)
        elif event == "crash":
            jobs.close()
            jobs, running = Jobs(place), []
    assert sum(jobs.counts().values()) == accepted
    jobs.close()
    with sqlite3.connect(place) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
