"""A text that is no YAML, mended by trying.

Where the text cannot be read, lines near that place are tried as they may have been meant, and the first with which the
parser gets further stands in for what was written. Where nothing helps, the line is left out. The text keeps its lines,
so that all places stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from gallery.manifest.mend import Mend, rewritten
from gallery.manifest.mends import mends, unread
from gallery.manifest.nodes import NotReadError, Tree, read_tree
from gallery.manifest.scalars import lines_of
from gallery.manifest.shifts import deeper, shifted
from gallery.manifest.syntax import FAST, SURE, events, parser_of, place, syntax_problem
from gallery.manifest.writing import bounded, entry, quoted
from gallery.problems import Problem

MAX_MENDS = 60
"""Mistakes of this kind that are told in one run."""

MAX_LOST = 6
"""Lines that are left out before it is given up: a text with more of them is no manifest."""

WINDOW = 400
"""Lines after a mistake by which it is told whether something helps."""

MAX_READ = 30_000_000
"""Characters that are parsed to find them: some seconds."""

_SLOWER = 20
"""As many times longer takes PyYAML's own parser."""

_UNUSED = {"alias", "tag", "anchor"}
"""Problems with a text that YAML takes for something that a manifest does not use."""


@dataclass(frozen=True)
class _Failure:
    line: int
    """From 0; where the parser gave up."""
    begun: int
    """From 0; where what it was reading then began."""
    events: int
    """What the parser read before it."""
    long: tuple[int, ...] = ()
    """From 0; where quoted texts that go over several lines began, the last ones first."""


class Trial:
    """A text that is being mended."""

    def __init__(self, text: str, name: str) -> None:
        self.name, self.lines = name, lines_of(text)
        self.tree: Tree | None = None
        self.problems: list[Problem] = []
        self.mended: dict[int, bool] = {}
        """Lines from 1 that are not as they were written."""
        self.left = MAX_READ

    def succeeds(self) -> bool:
        """Mend all that can be mended; whether all is then read."""
        while mended := self._step():
            pass
        return mended is None

    def worth_telling(self) -> list[Problem]:
        """Where nothing more helps, the mistakes that were found before: none of a text that is no manifest."""
        return [] if sum(self.mended.values()) > MAX_LOST else self.problems

    def _step(self) -> bool | None:
        """Mend one mistake. None when all is read, False when nothing helps."""
        text = "\n".join(self.lines)
        failure = self._failure(self.lines)
        if len(self.problems) > MAX_MENDS or sum(self.mended.values()) > MAX_LOST or self.left < 0:
            return False
        if failure is not None:
            return self._mend(failure)
        try:
            self.tree = read_tree(text, self.name, again=False)
        except NotReadError as error:
            return self._quote(error.problems)
        for number in {problem.line - 1 for problem in self.tree.problems if problem.code == "not-a-key"}:
            found = entry(self.lines[number])
            if found is not None and found.value.startswith("{") and number + 1 not in self.mended:
                text = quoted((found.value + found.comment).rstrip())
                mend = rewritten(number, found, text, "a text that begins with a brace must be in quotes")
                return self._take(mend, mend.message, mend.hint)
        second = next((problem for problem in self.tree.problems if problem.code == "second-document"), None)
        if second is None:
            return None
        return self._join(second)

    def _failure(self, lines: Sequence[str]) -> _Failure | None:
        text = "\n".join(lines)
        parser = parser_of(text)
        last, read, long = 0, 0, list[int]()
        try:
            for event in events(text, parser):
                read += 1
                if type(event) is yaml.ScalarEvent:
                    last = place(event.start_mark)[0] - 1
                    if event.style in ("'", '"') and place(event.end_mark)[0] - 1 > last:
                        long.append(last)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self.left -= len(text) * (1 if parser is FAST else _SLOWER)
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            begun = getattr(error, "context_mark", None)
            line = min(mark.line if mark else last, len(lines) - 1)
            return _Failure(line, begun.line if begun else last, read, tuple(long[:-4:-1]))
        return None

    def _mend(self, failure: _Failure) -> bool:
        near = list(_near(failure, self.lines))
        for group in self._groups(near, failure):
            if (best := self._best(group, failure)) is not None:
                return self._take(best, best.message, best.hint)
        said = self._said()
        for number in dict.fromkeys((failure.line, *near)):
            mend = unread(self.lines, number)
            if self.lines[number].strip() and self._helps(mend, failure):
                self.problems.append(said)
                return self._put(mend)
        return False

    def _groups(self, near: Sequence[int], failure: _Failure) -> Iterator[list[Mend]]:
        """What to try, the likeliest first; of a group, whatever gets furthest."""
        found = [mend for number in near for mend in mends(self.lines, number)]
        yield [mend for mend in found if mend.first]
        yield from ([mend] for mend in found if mend.sure and not mend.first)
        yield from ([mend] for mend in found if not mend.sure and not mend.first)
        yield [*shifted(self.lines, failure.line), *deeper(self.lines, failure.line)]

    def _said(self) -> Problem:
        """What the parser itself says."""
        text = "\n".join(self.lines)
        for parser in (SURE, FAST) if len(text) < 200_000 else (FAST,):
            try:
                for _ in events(text, parser):
                    pass
            except (yaml.YAMLError, ValueError, OverflowError) as error:
                return syntax_problem(error, text, self.name, (1, 1))
        return Problem(self.name, 1, 1, "yaml-syntax", "this is not YAML", "")

    def _helps(self, mend: Mend, failure: _Failure) -> int:
        """Up to which line the parser gets with it, from 1; 0 where it does not get further."""
        if mend.lost and self.lines[mend.number].lstrip().startswith("#"):
            return 0
        end = max(mend.number, min(failure.line, mend.number + WINDOW)) + WINDOW
        after = self._failure(_applied(self.lines[:end], mend)[:end])
        if after is None:
            return len(self.lines) + 1
        further = after.line > max(failure.line, mend.number)
        return after.line + 1 if further or (mend.sure and after.events > failure.events) else 0

    def _best(self, group: Sequence[Mend], failure: _Failure) -> Mend | None:
        """The one with which the parser gets furthest; of several the first."""
        helps = [self._helps(mend, failure) for mend in group]
        return group[helps.index(max(helps))] if any(helps) else None

    def _take(self, mend: Mend, message: str, hint: str) -> bool:
        place = mend.number + 1, mend.column
        self.problems.append(Problem(self.name, *place, "yaml-syntax", bounded(message), bounded(hint)))
        return self._put(mend)

    def _put(self, mend: Mend) -> bool:
        before, self.lines = self.lines, _applied(self.lines, mend)
        for number in range(mend.number, mend.number + len(mend.lines)):
            if number == mend.number or before[number].strip() != self.lines[number].strip():
                self.mended[number + 1] = self.mended.get(number + 1, False) or mend.lost
        return True

    def _quote(self, problems: Iterable[Problem]) -> bool:
        """Texts that begin as aliases, tags or anchors do."""
        done = False
        for problem in [each for each in problems if each.code in _UNUSED]:
            number = problem.line - 1
            found = entry(self.lines[number])
            own = found is not None and found.key not in ("<<",) and not _is_alias(found.value, self.lines)
            mend = next((each for each in mends(self.lines, number) if each.lines[0][:1] != "#"), None) if own else None
            if mend is not None and problem.line not in self.mended:
                done = self._take(mend, mend.message, mend.hint)
            elif not self.lines[number].lstrip().startswith("#"):
                self.problems.append(problem)
                done = self._put(unread(self.lines, number))
        return done

    def _join(self, second: Problem) -> bool:
        """One document of two."""
        number = second.line - 1
        while number >= 0 and not self.lines[number].startswith(("---", "...")):
            number -= 1
        if number < 0:
            return False
        marker = self.lines[number][:3]
        hint = f"remove the line '{marker}'"
        self.problems.append(replace(second, line=number + 1, column=1, hint=hint))
        return self._put(Mend(number, ("#" + self.lines[number],), "", ""))


def _is_alias(value: str, lines: Sequence[str]) -> bool:
    """Whether ``value`` is an alias of what stands elsewhere, or an anchor that is used."""
    if value[:1] not in "*&" or " " in value.strip():
        return False
    other = ("&" if value[0] == "*" else "*") + value[1:].strip()
    return any(other in line for line in lines)


def _near(failure: _Failure, lines: Sequence[str]) -> Iterator[int]:
    """Lines in which the mistake may be, the likeliest first: numbers from 0."""
    before: Any = next((n for n in range(failure.line - 1, -1, -1) if _is_written(lines[n])), None)
    seen = [failure.line, failure.begun, *failure.long, before]
    if before is not None:
        seen += [n for n in range(before - 1, max(before - 4, -1), -1) if _is_written(lines[n])]
    for number in dict.fromkeys(seen):
        if number is not None and 0 <= number < len(lines):
            yield number


def _is_written(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _applied(lines: Sequence[str], mend: Mend) -> list[str]:
    return [*lines[: mend.number], *mend.lines, *lines[mend.number + len(mend.lines) :]]
