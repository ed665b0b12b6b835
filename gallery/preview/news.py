"""What the open pages are told: which version of the exhibition stands, and what keeps the next one from standing."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator, Sequence

from gallery.problems import Problem

HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it is still there, and so finds out whether anybody listens."""


class News:
    """The latest news, for any number of listeners in threads of their own."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._run = secrets.token_hex(4)  # pages of an earlier preview are of another version
        self._version = 0
        self._number = 0
        self._problems: tuple[Problem, ...] = ()
        self._ended = False

    @property
    def version(self) -> str:
        """Names what is published now."""
        with self._changed:
            return f"{self._run}-{self._version}"

    def tell(self, problems: Sequence[Problem], *, renewed: bool = False) -> None:
        """Tell everybody; ``renewed`` says that what is published is another version now."""
        with self._changed:
            self._problems = tuple(problems)
            self._version += renewed
            self._number += 1
            self._changed.notify_all()

    def end(self) -> None:
        """There will be no more news: every listener's stream ends."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def listen(self) -> Iterator[bytes]:
        """The news as a stream of Server-Sent Events (HTML Living Standard, 9.2), from the latest on."""
        heard = -1
        while True:
            with self._changed:
                if self._number == heard and not self._ended:
                    self._changed.wait(HEARTBEAT)
                if self._ended:
                    return
                fresh, heard = self._number != heard, self._number
                message = json.dumps(
                    {
                        "version": f"{self._run}-{self._version}",
                        "problems": [_shown(problem) for problem in self._problems],
                    }
                )
            yield f"data: {message}\n\n".encode() if fresh else b":\n\n"


def _shown(problem: Problem) -> dict[str, str]:
    """What a page shows of a problem."""
    return {"place": problem.place, "message": problem.message, "hint": problem.hint}
