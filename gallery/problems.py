"""What is wrong: where, what, and what to do about it. The one form in which anything is told that keeps an
exhibit from being built, or that may not be meant, whoever finds it: the reader of a manifest, a check, a step, the
executor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong, printed as ``place: message; hint [code]``, as far as each is given. Sorts in reading order.

    A warning says so before its message, and does not keep the exhibit from being built.
    """

    path: str = ""
    """The file, as the user named it; empty when it is about none."""
    line: int = 0
    """Line in the file, from 1; 0 when it is about the whole file."""
    column: int = 0
    """Column in the line, from 1; 0 when it is about the whole line."""
    code: str = ""
    """Stable kebab-case name of this kind of problem, such as ``unknown-key``."""
    message: str = ""
    """What is wrong, with the offending value."""
    hint: str = ""
    """What to do about it, where we know."""
    severity: Literal["error", "warning"] = "error"
    """Whether the exhibit cannot be built, or is built and may not be what was meant."""
    task: str = ""
    """Id of the task that failed, such as ``colorize/moon``; empty for what was found without running any."""
    trace: str = ""
    """The traceback of what must be a bug of ours; empty for an expected problem."""

    @property
    def place(self) -> str:
        """``exhibit.yaml:7:5``, as exact as is known; else the task, ``colorize/moon``; empty when about the whole."""
        if not self.path:
            return self.task
        return ":".join([self.path, *(str(number) for number in (self.line, self.column) if number)])

    @property
    def is_error(self) -> bool:
        """Whether it keeps the exhibit from being built."""
        return self.severity == "error"

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        place += "" if self.is_error else "warning: "
        hint = f"; {self.hint}" if self.hint else ""
        code = f" [{self.code}]" if self.code else ""
        return f"{place}{self.message}{hint}{code}"

    def to_json(self) -> dict[str, str | int]:
        """As ``gallery check --json`` prints it, with everything but what only a run of tasks adds."""
        names = ("path", "line", "column", "severity", "code", "message", "hint")
        return {name: getattr(self, name) for name in names}


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those of ``problems`` that keep the exhibit from being built."""
    return tuple(problem for problem in problems if problem.is_error)
