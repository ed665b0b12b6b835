"""A manifest that is no YAML, read all the same: one mistake in it does not hide the others.

How it may have been meant is tried (:mod:`gallery.manifest.trial`), and its mistake is told with what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from gallery.errors import ManifestError
from gallery.manifest.nodes import NotReadError, Tree, read_tree
from gallery.manifest.remedies import is_taken_somewhere
from gallery.manifest.writing import bounded
from gallery.problems import Problem

_HALF_READ = {"not-a-key", "second-document"}
"""Problems of a text that can be read, but not all of it."""


def read_mended(text: str, name: str) -> Tree:
    """The tree that ``text`` writes, or is meant to write: its problems say what is wrong with the YAML.

    Raises ManifestError where it cannot be read even so.
    """
    try:
        tree: Tree | None = read_tree(text, name, again=False)
    except NotReadError:
        tree = None
    if tree is not None and not any(problem.code in _HALF_READ for problem in tree.problems):
        return tree
    from gallery.manifest.trial import Trial  # most manifests have no such mistake, and need not wait for it

    trial = Trial(text, name)
    if not trial.succeeds() or trial.tree is None:
        raise ManifestError(sorted({*trial.worth_telling(), *_problems(text, name)}))
    tree = trial.tree
    return replace(tree, problems=tuple(sorted({*trial.problems, *tree.problems})), mended=trial.mended)


def together(tree: Tree, problems: Iterable[Problem]) -> Iterator[Problem]:
    """``problems`` of ``tree`` and what is wrong with its YAML: one message where both are about one key and its value.

    What to write then is the line in which both are mended, and no text in quotes that is none of those the key takes.
    """
    was = {problem.line: problem for problem in tree.problems if problem.code == "yaml-syntax"}
    left = dict(was)
    for problem in problems:
        first = left.get(problem.line) if problem.line in tree.mended and problem.code != "missing-key" else None
        if first is None:
            yield problem
            continue
        del left[problem.line]
        message = f"{first.message}; and {problem.message}"
        yield replace(first, message=bounded(message), hint=bounded(_both(first, problem)))
    told = {problem for line, problem in was.items() if line not in left}
    yield from (problem for problem in tree.problems if problem not in told)


def _both(first: Problem, then: Problem) -> str:
    """What to write where ``first`` was mended and the line is refused for ``then``, too."""
    if not first.hint or "write " in then.hint:
        return then.hint
    line = first.hint.removeprefix("write ")
    is_about_it = line.partition(": ")[2][:1] not in ("{", "[") or f" of {_key(then)}" in first.message
    if then.hint and then.code != "too-long" and is_about_it and not is_taken_somewhere(line):
        return then.hint
    return f"{first.hint}, but {then.hint}"


def _key(problem: Problem) -> str:
    """The key that its message begins with, in its quotes."""
    found = re.match("'[^']+'", problem.message)
    return found[0] if found else problem.message


def _problems(text: str, name: str) -> tuple[Problem, ...]:
    """What is said of a text that nothing helps."""
    try:
        return read_tree(text, name).problems
    except NotReadError as error:
        return error.problems
