"""Which workers a cluster has, what each may take, and who refused what (bookkeeping, without effects)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from gallery.pipeline.code import step_name
from gallery.pipeline.steps import DIFFERS, STORE, Order
from gallery.problems import Problem

MEMORY_RESOURCE = "MEMORY"
"""The resource in which workers declare, in bytes, the memory that they give to steps at a time."""

MORE_MEMORY = "give the workers more memory, or fewer threads each"
PAUSED = "Dask has paused it for want of memory"
RESTART = "start it again with a larger --memory-limit"
NO_HANDS = "start workers that have the program and the store of this build, and build again: what is done stays"

Kind = tuple[str, tuple[str, ...]]
"""What a worker refuses: a step, with what it reads."""


def kind_of(order: Order) -> Kind:
    """Orders of the same kind are refused by the same workers."""
    return step_name(order.step), tuple(sorted(order.reads))


def met_by(worker: str, problem: Problem) -> Problem:
    """A step's problem as the build tells it: with the worker's name where it is the worker that lacks something."""
    if problem.code == STORE:
        return replace(problem, message=f"on {worker}: {problem.message}")
    if problem.code == "memory":
        return replace(problem, message=f"not enough memory on {worker}", hint=MORE_MEMORY)
    return problem


@dataclass(frozen=True)
class Worker:
    """A worker as its scheduler describes it."""

    address: str
    threads: int
    memory: int | None
    """Bytes that it gives to steps at a time; None: it declares none."""
    name: str = ""
    paused: bool = False
    """Whether nothing runs there, and nothing will: Dask lets it begin no step, for want of memory."""

    @classmethod
    def described(cls, address: str, facts: Mapping[str, Any]) -> Worker:
        """From an entry of the scheduler's ``workers``."""
        declared = facts.get("resources", {}).get(MEMORY_RESOURCE)
        # The scheduler takes any number: some declare an infinite one.
        memory = None if declared is None else int(min(declared, sys.maxsize)) if declared > 0 else 0
        runs = facts.get("metrics", {}).get("task_counts", {}).get("executing", 0)
        paused = facts.get("status") == "paused" and not runs
        return cls(address, int(facts.get("nthreads", 1)), memory, str(facts.get("name", address)), paused)

    def __str__(self) -> str:
        return self.address if self.name in ("", self.address) else f"{self.name} ({self.address})"


class Placement(NamedTuple):
    """Where an order may run."""

    workers: frozenset[str] | None
    """Their addresses; None: on any."""
    declared: bool
    """Whether the scheduler is to watch their memory."""


@dataclass
class Roster:
    """The workers that are there."""

    known: dict[str, Worker] = field(default_factory=dict)
    """By address, greeted or not."""
    fit: set[str] = field(default_factory=set)
    unfit: dict[str, str] = field(default_factory=dict)
    """Workers that can do nothing for this build → why."""
    refused: dict[Kind, dict[str, Problem]] = field(default_factory=dict)
    paused: dict[str, float] = field(default_factory=dict)
    """Workers that are paused → when that was first seen."""
    busy: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    """Orders in flight among the workers that declare their memory, and among the others."""

    @property
    def threads(self) -> int:
        """Of the workers that take orders."""
        return sum(self.known[address].threads for address in self.fit)

    @property
    def is_greeting(self) -> bool:
        """Whether somebody who is there has not been heard yet."""
        return bool(self.known.keys() - self.fit - self.unfit.keys())

    def named(self, address: str) -> str:
        """A worker as messages name it."""
        return f"the worker {self.known.get(address, address)}"

    def see(self, workers: Iterable[Worker], now: float = 0) -> tuple[list[Worker], bool]:
        """Note who is there ``now``; the new ones, and whether anybody came or went."""
        there = {worker.address: worker for worker in workers}
        new = [worker for address, worker in there.items() if address not in self.known]
        gone = self.known.keys() - there.keys()
        self.known = there
        self.fit -= gone
        for address in gone:
            self.unfit.pop(address, None)
        self.paused = {
            worker.address: self.paused.get(worker.address, now) for worker in there.values() if worker.paused
        }
        return new, bool(new or gone)

    def rest(self, since: float) -> list[str]:
        """Count on nobody who has been paused ``since`` then, and again on those who are not any more; the former."""
        for address in [address for address, why in self.unfit.items() if why == PAUSED and address not in self.paused]:
            del self.unfit[address]
            self.fit.add(address)
        resting = sorted(address for address, seen in self.paused.items() if seen <= since and address in self.fit)
        self.fit.difference_update(resting)
        self.unfit.update(dict.fromkeys(resting, PAUSED))
        return resting

    def hear(self, address: str, answer: object) -> str:
        """Note what a worker says to its greeting (:func:`~gallery.pipeline.cluster.worker.greet`), or the exception
        that came of it; why it takes no part, empty when it does."""
        if answer == "":
            self.fit.add(address)
            return ""
        why = str(answer)
        if isinstance(answer, Exception):
            cause = why if why not in ("", "None") else type(answer).__name__  # an error of syntax loses its words
            why = (
                f"it does not answer ({cause})" if isinstance(answer, OSError) else f"it has not this program ({cause})"
            )
        self.unfit[address] = why
        return why

    def refuse(self, order: Order, address: str, problem: Problem) -> bool:
        """The worker does not take orders of this kind; whether it is the first time that it refuses anything."""
        first = not any(address in refusals for refusals in self.refused.values())
        self.refused.setdefault(kind_of(order), {})[address] = problem
        return first

    def place(self, order: Order) -> Placement | Problem:
        """Where ``order`` may run now; else why nowhere."""
        refused = self.refused.get(kind_of(order), {})
        willing = [self.known[address] for address in sorted(self.fit) if address not in refused]
        if not willing:
            return self._unplaced(order, refused)
        able = [worker for worker in willing if worker.memory is None or worker.memory >= order.memory]
        if not able:
            most = max(worker.memory or 0 for worker in willing)
            return Problem(
                code="memory",
                message=f"it may take {_megabytes(order.memory)} and no worker declares more than {_megabytes(most)}",
                hint=f"start one with --resources {MEMORY_RESOURCE}={order.memory} or more",
                task=order.id,
            )
        declared = self._less_busy(able)
        group = frozenset(worker.address for worker in able if (worker.memory is not None) == declared)
        # The scheduler looks for the memory by itself, and moves freely what is bound to no address.
        anywhere = len(group) == sum((worker.memory is not None) == declared for worker in self.known.values())
        free = anywhere and (declared or len(group) == len(self.known))
        return Placement(None if free else group, declared)

    def is_stranded(self, placement: Placement) -> bool:
        """Whether nobody is left where an order was sent."""
        if placement.workers is not None:
            return self.known.keys().isdisjoint(placement.workers)
        return placement.declared and all(worker.memory is None for worker in self.known.values())

    def _less_busy(self, able: Iterable[Worker]) -> bool:
        """Which of the two groups of workers has less to do for each thread: True: those that declare their memory."""
        threads = {True: 0, False: 0}
        for worker in able:
            threads[worker.memory is not None] += worker.threads
        groups = [declared for declared in (True, False) if threads[declared]]
        return min(groups, key=lambda declared: self.busy[declared] / threads[declared])

    def _unplaced(self, order: Order, refused: Mapping[str, Problem]) -> Problem:
        said = [f"{self.named(address)}: {why.message}" for address, why in refused.items() if address in self.known]
        said += [f"{self.named(address)}: {why}" for address, why in self.unfit.items()]
        if not said:
            return Problem(code=DIFFERS, message="there is no worker", hint=NO_HANDS, task=order.id)
        least = f" (and {len(said) - 3} more workers)" if len(said) > 3 else ""
        hint = "give all machines the same program and the same store, and build again"
        if PAUSED in self.unfit.values():
            hint = f"{RESTART}, and build again"
        return Problem(
            code=DIFFERS, message=f"no worker takes it. {'. '.join(said[:3])}{least}", hint=hint, task=order.id
        )


def _megabytes(number: int) -> str:
    return f"{number / 1e6:,.0f} MB"
