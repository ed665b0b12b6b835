"""A build in a process of its own, and what is told of its end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import skimage.data
from PIL import Image

from gallery.pipeline.progress import Progress, Silence
from gallery.preview.builder import Commission, Outcome, build
from gallery.preview.session import quietly
from gallery.sources import FetchOptions

EXHIBIT = """\
title: T
curator: C
statement: S
rooms:
  - title: R
    works:
      - {id: moon, source: {path: moon.png}, title: Moon, alt: The moon., rights: PDM, colorize: false, reason: R.}
publications: {panels: {enabled: false}, artsteps: {enabled: false}, site: {enabled: false}, iiif: {enabled: false},
  room: {enabled: false}}
""".replace("PDM", '"http://creativecommons.org/publicdomain/mark/1.0/"')


@pytest.fixture
def commission(tmp_path: Path) -> Commission:
    """A small exhibit, of which only a report is made."""
    (tmp_path / "exhibit.yaml").write_text(EXHIBIT)
    Image.fromarray(skimage.data.moon()).resize((64, 48)).save(tmp_path / "moon.png")
    return Commission(tmp_path / "exhibit.yaml", tmp_path / "out", FetchOptions(cache=tmp_path / "cache"), 1)


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


def die() -> AbstractContextManager[Progress]:
    os._exit(9)


def stumble() -> AbstractContextManager[Progress]:
    raise ZeroDivisionError("by zero")


def linger() -> AbstractContextManager[Progress]:
    time.sleep(60)
    raise AssertionError("nobody ended it")


def test_it_builds_and_says_how_much_was_new(commission: Commission) -> None:
    outcome = build(commission, quietly)
    assert outcome == Outcome((), outcome.steps, outcome.changed, outcome.seconds)
    assert outcome.steps == 4
    assert outcome.changed == 2
    again = build(commission, quietly)
    assert (again.steps, again.changed) == (0, 0)


def test_problems_come_back_each_at_its_place(commission: Commission) -> None:
    commission.manifest.write_text(EXHIBIT.replace("title: T", "titel: T"))
    first, *_ = build(commission, quietly).problems
    assert (first.place, first.code) == (f"{commission.manifest}:1:1", "unknown-key")
    assert (first.message, first.hint) == ("unknown key 'titel'", "did you mean 'title'? write title: T")
    assert not commission.output.exists()


def test_a_failing_step_comes_back_by_its_name(commission: Commission) -> None:
    # Its head is sound, so that only a step sees it.
    whole = (commission.manifest.parent / "moon.png").read_bytes()
    (commission.manifest.parent / "moon.png").write_bytes(whole[: len(whole) // 2])
    outcome = build(commission, quietly)
    (problem,) = outcome.problems
    assert (problem.place, problem.task, problem.trace) == ("colorize/moon", "colorize/moon", "")
    assert "skipped because of it: label/moon, report" in str(problem)


def test_a_bug_is_told_as_one(commission: Commission, capfd: pytest.CaptureFixture[str]) -> None:
    (problem,) = build(commission, stumble).problems
    assert problem.message == "internal error: ZeroDivisionError: by zero"
    assert "this is a bug in gallery" in problem.hint
    assert "in stumble" in problem.trace
    assert "Traceback" in capfd.readouterr().err


def test_a_process_that_dies_is_told(commission: Commission) -> None:
    (problem,) = build(commission, die).problems
    assert problem.message == "the build's process died (exit code 9), perhaps for want of memory"


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="there are no such signals here")
def test_an_interrupt_ends_the_build_at_once(commission: Commission, capfd: pytest.CaptureFixture[str]) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    began = time.monotonic()
    timer = threading.Timer(2.0, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            build(commission, linger)
    finally:
        timer.join()
        signal.signal(signal.SIGINT, before)
    assert time.monotonic() - began < 10
    assert capfd.readouterr().err == ""


def test_silence_is_a_progress() -> None:
    with quietly() as progress:
        assert isinstance(progress, Silence)
