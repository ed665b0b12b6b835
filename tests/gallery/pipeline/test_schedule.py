"""The schedule: order, lanes, failures."""

from __future__ import annotations

from gallery.pipeline.schedule import Schedule

NEEDS = {"fetch/a": [], "b": [], "c": ["fetch/a", "b"], "d": ["c"], "e": ["b"]}


def test_names_are_handed_out_once_in_order_when_their_needs_are_done() -> None:
    schedule = Schedule(NEEDS)
    assert [schedule.take(), schedule.take(), schedule.take()] == ["fetch/a", "b", None]
    schedule.finish("b")
    assert [schedule.take(), schedule.take()] == ["e", None]
    schedule.finish("fetch/a")
    assert schedule.take() == "c"


def test_lanes_do_not_wait_for_each_other() -> None:
    schedule = Schedule(NEEDS, lanes=("fetch",))
    assert [schedule.take("fetch"), schedule.take("fetch")] == ["fetch/a", None]
    assert [schedule.take(), schedule.take()] == ["b", None]


def test_a_failure_skips_all_that_need_it_however_far_and_nothing_else() -> None:
    schedule = Schedule(NEEDS)
    assert schedule.take() == "fetch/a"
    assert schedule.fail("fetch/a") == ["c", "d"]
    schedule.take()
    schedule.finish("b")
    assert [schedule.take(), schedule.take()] == ["e", None]
    assert schedule.skipped == {"c": "fetch/a", "d": "fetch/a"}


def test_what_is_skipped_twice_is_told_once() -> None:
    schedule = Schedule({"a": [], "b": [], "c": ["a", "b"]})
    assert schedule.fail("a") == ["c"]
    assert schedule.fail("b") == []


def test_a_need_named_twice_counts_once() -> None:
    schedule = Schedule({"a": [], "b": ["a", "a"]})
    schedule.take()
    schedule.finish("a")
    assert schedule.take() == "b"
