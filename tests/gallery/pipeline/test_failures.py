"""What a build with failures says of them, without one."""

from __future__ import annotations

import logging

import pytest

from gallery.pipeline.failures import error_of
from gallery.pipeline.schedule import Schedule
from gallery.problems import Problem


def failed(problems: dict[str, Problem]) -> list[str]:
    """What is told where each page needs its colours and all of these failed."""
    works = [name.partition("/")[2] for name in problems]
    needs = {f"colorize/{work}": [] for work in works} | {f"site/{work}": [f"colorize/{work}"] for work in works}
    schedule = Schedule(needs)
    for name in problems:
        schedule.fail(name)
    return [str(problem) for problem in error_of(problems, schedule).problems]


def of_each(number: int, **facts: str) -> dict[str, Problem]:
    names = [f"colorize/{place}" for place in range(number)]
    return {name: Problem(task=name, **facts) for name in names}


def test_what_is_wrong_with_the_workers_is_told_once_for_all_steps() -> None:
    refused = of_each(3, message="no worker takes it", hint="start one", code="worker-differs")
    refused["colorize/moon"] = Problem(task="colorize/moon", message="moon.png: the file ends early")
    assert failed(refused) == [
        "colorize/0: no worker takes it\n  the same of colorize/1, colorize/2\n"
        "  skipped because of these: site/0, site/1, site/2; start one [worker-differs]",
        "colorize/moon: moon.png: the file ends early\n  skipped because of it: site/moon",
    ]


def test_of_many_steps_some_are_named() -> None:
    (told,) = failed(of_each(1200, message="it may take 400 MB", code="memory"))
    assert "colorize/9, colorize/10 and 1,189 more\n" in told


def test_what_is_wrong_with_works_is_told_of_each() -> None:
    assert len(failed(of_each(3, message="workers died of it", code="died"))) == 3


def test_one_bug_that_met_many_steps_is_one_report(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        (told,) = failed(of_each(3, message="internal error: KeyError", trace="Traceback"))
    assert "the same of colorize/1, colorize/2" in told
    assert [record.message for record in caplog.records] == ["colorize/0: a bug of ours\nTraceback"]
