"""Who may take what: the books of a cluster, without one."""

from __future__ import annotations

import math
import sys
from dataclasses import replace

import pytest
import toy_exhibition as toy

from gallery.pipeline.cluster.roster import Placement, Roster, Worker
from gallery.pipeline.steps import Order
from gallery.problems import Problem


def order(memory: int = 100, reads: tuple[str, ...] = ()) -> Order:
    return Order("panels/moon", "key", toy.page_step, {}, {}, reads=dict.fromkeys(reads, "digest"), memory=memory)


def roster(**memories: int | None) -> Roster:
    """Workers of one thread, all greeted, by their names as addresses."""
    found = Roster()
    found.see([Worker(name, 1, memory) for name, memory in memories.items()])
    found.fit |= memories.keys()
    return found


def placed(found: Roster, wanted: Order) -> Placement:
    placement = found.place(wanted)
    assert isinstance(placement, Placement), placement
    return placement


def refused(found: Roster, wanted: Order) -> Problem:
    problem = found.place(wanted)
    assert isinstance(problem, Problem), problem
    return problem


def test_what_all_can_take_is_bound_to_nobody() -> None:
    assert placed(roster(a=None, b=None), order()) == Placement(None, declared=False)
    assert placed(roster(a=100, b=400), order()) == Placement(None, declared=True)


def test_a_worker_that_has_not_been_greeted_gets_nothing() -> None:
    found = roster(a=None)
    new, changed = found.see([Worker("a", 1, None), Worker("b", 1, None)])
    assert ([worker.address for worker in new], changed, found.is_greeting) == (["b"], True, True)
    assert placed(found, order()).workers == {"a"}


def test_a_worker_that_refused_a_kind_of_step_still_gets_others() -> None:
    found = roster(a=None, b=None)
    problem = Problem(message="numpy is 1 here and 2 where the build was planned")
    assert found.refuse(order(), "a", problem)
    assert not found.refuse(order(reads=("fonts",)), "a", problem), "told twice"
    assert placed(found, order()).workers == {"b"}
    assert placed(found, order(reads=("theme",))).workers is None
    found.refuse(order(), "b", problem)
    said = refused(found, order())
    assert (said.code, said.task) == ("worker-differs", "panels/moon")
    assert said.message == (
        "no worker takes it. the worker a: numpy is 1 here and 2 where the build was planned. "
        "the worker b: numpy is 1 here and 2 where the build was planned"
    )


def test_of_many_that_refuse_three_are_named() -> None:
    found = roster(a=None)
    found.fit.clear()
    found.see([Worker(name, 1, None) for name in "abcde"])
    found.unfit |= dict.fromkeys("abcde", "another store")
    assert refused(found, order()).message.endswith("the worker c: another store (and 2 more workers)")


def test_workers_that_declare_their_memory_and_others_share_by_load() -> None:
    found = roster(large=1000, free=None)
    found.busy[True] = 1
    assert placed(found, order()) == Placement(frozenset({"free"}), declared=False)
    found.busy[False] = 2
    assert placed(found, order()) == Placement(None, declared=True)
    assert placed(found, order(memory=2000)) == Placement(frozenset({"free"}), declared=False)


def test_what_no_worker_can_hold_is_told_with_what_it_takes() -> None:
    said = refused(roster(a=100, b=300_000_000), order(memory=400_000_000))
    assert said.message == "it may take 400 MB and no worker declares more than 300 MB"
    assert said.hint == "start one with --resources MEMORY=400000000 or more"


@pytest.mark.parametrize(
    ("left", "placement", "stranded"),
    [
        ("a", Placement(None, declared=False), False),
        ("a", Placement(frozenset({"b"}), declared=False), True),
        ("a", Placement(frozenset({"a", "b"}), declared=False), False),
        ("a", Placement(None, declared=True), True),
    ],
)
def test_orders_of_workers_that_left_are_known(left: str, placement: Placement, stranded: bool) -> None:
    found = roster(a=None, b=100)
    found.see([Worker(left, 1, None)])
    assert found.is_stranded(placement) == stranded


def test_a_worker_is_as_its_scheduler_describes_it() -> None:
    facts = {"nthreads": 4, "name": "node-7", "resources": {"MEMORY": 8e9}}
    worker = Worker.described("tcp://10.0.0.7:4000", facts)
    assert worker == Worker("tcp://10.0.0.7:4000", 4, 8_000_000_000, "node-7")
    assert str(worker) == "node-7 (tcp://10.0.0.7:4000)"
    assert str(Worker.described("tcp://10.0.0.7:4000", {"name": "tcp://10.0.0.7:4000"})) == "tcp://10.0.0.7:4000"


def test_nobody_counts_on_a_worker_that_is_paused_until_it_goes_on() -> None:
    found = roster(a=None, b=None)
    there = [Worker("a", 1, None), Worker("b", 1, None)]
    paused = [replace(there[0], paused=True), there[1]]
    found.see(paused, 100)
    found.see(paused, 105)
    assert (found.rest(99), placed(found, order())) == ([], Placement(None, declared=False))
    assert (found.rest(100), found.rest(105)) == (["a"], []), "told once"
    assert placed(found, order()).workers == {"b"}
    found.see(there, 106)
    assert (found.rest(96), placed(found, order())) == ([], Placement(None, declared=False))
    found.see([replace(worker, paused=True) for worker in there], 107)
    assert found.rest(110) == ["a", "b"]
    said = refused(found, order())
    assert said.message == (
        "no worker takes it. the worker a: Dask has paused it for want of memory. "
        "the worker b: Dask has paused it for want of memory"
    )
    assert said.hint == "start it again with a larger --memory-limit, and build again"


def test_a_worker_at_which_something_runs_is_not_called_paused() -> None:
    facts = {"nthreads": 1, "status": "paused", "metrics": {"task_counts": {"executing": 1, "ready": 2}}}
    assert not Worker.described("a", facts).paused
    assert Worker.described("a", {**facts, "metrics": {"task_counts": {"ready": 2}}}).paused
    assert not Worker.described("a", {**facts, "status": "running", "metrics": {}}).paused


@pytest.mark.parametrize(
    ("said", "memory"), [(2e9, 2_000_000_000), (math.inf, sys.maxsize), (math.nan, 0), (-1.0, 0), (0.5, 0)]
)
def test_whatever_number_a_worker_declares_is_one_of_bytes(said: float, memory: int) -> None:
    assert Worker.described("a", {"nthreads": 1, "resources": {"MEMORY": said}}).memory == memory


def test_why_a_worker_takes_no_part_is_told_in_words() -> None:
    found = Roster()
    found.see([Worker("a", 1, None)])
    assert found.hear("a", ModuleNotFoundError("No module named 'gallery'")) == (
        "it has not this program (No module named 'gallery')"
    )
    assert found.hear("a", SyntaxError(None)) == "it has not this program (SyntaxError)"
    assert found.hear("a", TimeoutError()) == "it does not answer (TimeoutError)"
    assert found.hear("a", "") == ""
    assert (found.fit, found.is_greeting) == ({"a"}, False)
