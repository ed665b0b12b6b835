"""Who may start, who waits, who failed and who is skipped because of it (bookkeeping, without effects)."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence


class Schedule:
    """Names with their needs, handed out in the order given as soon as their needs are done.

    Each name is in a lane, by its first part (``fetch/first-flight``: ``fetch``) if that is one of ``lanes``,
    else in the lane ``""``, so that what waits for one kind of worker does not stand in the way of another
    kind.
    """

    def __init__(self, needs: Mapping[str, Sequence[str]], lanes: Sequence[str] = ()) -> None:
        """``needs`` maps every name, in order, to those that it waits for (keys of ``needs`` themselves)."""
        self._lanes = frozenset(lanes)
        self._ready: dict[str, list[tuple[int, str]]] = {lane: [] for lane in ("", *lanes)}
        self.place = {name: place for place, name in enumerate(needs)}
        """Where each name stands in the order."""
        self.failed: list[str] = []
        self.skipped: dict[str, str] = {}
        """Never to start → the failed name that is the reason."""
        self._waits = {name: len(set(wanted)) for name, wanted in needs.items()}
        self._followers: dict[str, list[str]] = {name: [] for name in needs}
        for name, wanted in needs.items():
            for need in dict.fromkeys(wanted):
                self._followers[need].append(name)
        for name, waits in self._waits.items():
            if waits == 0:
                self._admit(name)

    def take(self, lane: str = "") -> str | None:
        """The first name of ``lane`` that may start, handed out once; None when there is none."""
        ready = self._ready[lane]
        return heapq.heappop(ready)[1] if ready else None

    def put_back(self, name: str) -> None:
        """``name`` was taken and cannot start yet: it is handed out again, first of those that may."""
        self._admit(name)

    def _admit(self, name: str) -> None:
        first = name.partition("/")[0]
        heapq.heappush(self._ready[first if first in self._lanes else ""], (self.place[name], name))

    def finish(self, name: str) -> None:
        """``name`` is done: those that waited for nothing else may start."""
        for follower in self._followers[name]:
            self._waits[follower] -= 1
            if self._waits[follower] == 0 and follower not in self.skipped:
                self._admit(follower)

    def fail(self, name: str) -> list[str]:
        """``name`` failed; those that are skipped because of it, in order, and were not skipped before."""
        self.failed.append(name)
        skipped: list[str] = []
        pending = list(self._followers[name])
        while pending:
            follower = pending.pop()
            if follower not in self.skipped:
                self.skipped[follower] = name
                skipped.append(follower)
                pending.extend(self._followers[follower])
        return sorted(skipped, key=self.place.__getitem__)
