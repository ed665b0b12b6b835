"""What a build with failures says of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from gallery.errors import BuildError
from gallery.pipeline.schedule import Schedule
from gallery.pipeline.steps import DIFFERS, STORE
from gallery.problems import Problem

LOG = logging.getLogger(__name__)

MEMORY = "memory"
"""Code of the problem that nobody has the memory for a step."""

_NAMED = 10
"""Steps that failed for one reason and are named."""


def error_of(problems: Mapping[str, Problem], schedule: Schedule) -> BuildError:
    """The error of a build in which tasks failed, by their ids: in the order of the plan, with those that were skipped.

    What is wrong with the workers or the program, and not with a work, is told once for all steps that it met.
    """
    place = schedule.place.__getitem__
    groups: dict[object, list[str]] = {}
    for name in sorted(problems, key=place):
        problem = problems[name]
        common = problem.code in (DIFFERS, MEMORY) or problem.trace
        groups.setdefault(replace(problem, task="") if common else name, []).append(name)
    skipped: dict[str, list[str]] = {name: [] for name in problems}
    for other, why in schedule.skipped.items():
        skipped[why].append(other)
    told = []
    for names in groups.values():
        problem = problems[names[0]]
        told.append(replace(problem, message=problem.message + _others(names, skipped, place)))
        if problem.trace:
            LOG.error("%s: a bug of ours\n%s", names[0], problem.trace)
    stores = [problem for problem in told if problem.code == STORE]
    return BuildError(stores[:1] or told)


def _others(names: list[str], skipped: Mapping[str, list[str]], place: Callable[[str], int]) -> str:
    """Whom else the problem of the first of ``names`` met, in further lines."""
    because = sorted((other for name in names for other in skipped[name]), key=place)
    if len(names) == 1:
        return f"\n  skipped because of it: {', '.join(because)}" if because else ""
    same = f"\n  the same of {_listed(names[1:])}"
    return f"{same}\n  skipped because of these: {_listed(because)}" if because else same


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
