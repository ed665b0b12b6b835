"""Which way each character of a line runs where scripts of both directions meet: the Unicode bidirectional algorithm.

Source: UAX #9, revision 50 (Unicode 16); the names of its rules stand beside what follows them. HarfBuzz mirrors (L4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import bidirectional, category, mirrored

LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"
"""Characters without a shape that only have a direction."""

_EMBEDDINGS = {"LRE": 0, "RLE": 1, "LRO": 0, "RLO": 1}
_OPENING = ("LRI", "RLI", "FSI")
_ISOLATES = (*_OPENING, "PDI")
_REMOVED = (*_EMBEDDINGS, "PDF", "BN")
"""Characters that take no part once they have been obeyed (X9)."""
_NEUTRAL = ("B", "S", "WS", "ON", *_ISOLATES)
_DEEPEST = 125


def base_level(text: str) -> int:
    """1 for a paragraph that runs from right to left, which its first strong character says; else 0 (P2, P3)."""
    return _base_level([bidirectional(character) for character in text])


def has_direction(text: str) -> bool:
    """Whether any character of ``text`` says which way it runs, as figures and signs do not."""
    return any(bidirectional(character) in ("L", "R", "AL") for character in text)


def levels(text: str, base: int) -> list[int]:
    """The embedding level of each character of ``text``, a line of a paragraph of level ``base``; odd ones run from
    right to left."""
    kinds = [bidirectional(character) or "L" for character in text]
    ends = _ends(kinds)
    found, resolved = _explicit(kinds, ends, base)
    kept = [at for at, kind in enumerate(kinds) if kind not in _REMOVED]
    for sequence in list(_sequences(kept, found, kinds, ends, base)):
        _Sequence(text, resolved, *sequence).resolve(found)
    level = base
    for at, kind in enumerate(kinds):
        level = found[at] = level if kind in _REMOVED else found[at]
    for at in reversed(range(len(text))):
        if kinds[at] not in ("B", "S", "WS", *_ISOLATES, *_REMOVED):
            break
        found[at] = base  # L1
    return found


def in_visual_order(levels: Sequence[int]) -> list[int]:
    """The numbers of runs of these ``levels``, from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        parts = (list(part) for _, part in groupby(order, key=lambda at: levels[at] >= level))
        order = [at for part in parts for at in (part[::-1] if levels[part[0]] >= level else part)]
    return order


def _base_level(kinds: Iterable[str]) -> int:
    depth = 0
    for kind in kinds:
        depth = max(0, depth + (kind in _OPENING) - (kind == "PDI"))
        if depth == 0 and kind in ("L", "R", "AL"):
            return int(kind != "L")
    return 0


def _ends(kinds: Sequence[str]) -> dict[int, int]:
    """Each character that opens an isolate, with that which closes it (BD9)."""
    ends, opened = {}, []
    for at, kind in enumerate(kinds):
        if kind in _OPENING:
            opened.append(at)
        elif kind == "PDI" and opened:
            ends[opened.pop()] = at
    return ends


def _explicit(kinds: Sequence[str], ends: Mapping[int, int], base: int) -> tuple[list[int], list[str]]:
    """Levels as embeddings, overrides and isolates say, and the kinds that overrides make (X1 to X8)."""
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    found, resolved = [], list(kinds)
    closed = set(ends.values())
    isolates = embeddings = 0  # that overflow
    for at, kind in enumerate(kinds):
        if kind == "PDI" and isolates and at in closed:
            isolates -= 1
        elif kind == "PDI" and at in closed:
            embeddings = 0
            while not stack.pop()[2]:
                pass
        elif kind == "PDF" and not isolates:
            if embeddings:
                embeddings -= 1
            elif len(stack) > 1 and not stack[-1][2]:
                stack.pop()
        level, override, _ = stack[-1]
        found.append(level)
        if override and kind not in _REMOVED:
            resolved[at] = override
        if kind not in _EMBEDDINGS and kind not in _OPENING:
            continue
        deeper = level + 1 + (level + 1 + _inner(kinds, at, ends)) % 2
        if deeper <= _DEEPEST and not isolates and not embeddings:
            stack.append((deeper, {"LRO": "L", "RLO": "R"}.get(kind, ""), kind in _OPENING))
        elif kind in _OPENING:
            isolates += 1
        elif not isolates:
            embeddings += 1
    return found, resolved


def _inner(kinds: Sequence[str], at: int, ends: Mapping[int, int]) -> int:
    """1 if what opens at ``at`` runs from right to left, else 0 (X2 to X5c)."""
    if kinds[at] == "FSI":
        return _base_level(kinds[at + 1 : ends.get(at, len(kinds))])
    return _EMBEDDINGS.get(kinds[at], int(kinds[at] == "RLI"))


def _sequences(
    kept: Sequence[int], found: Sequence[int], kinds: Sequence[str], ends: Mapping[int, int], base: int
) -> Iterator[tuple[list[int], int, str, str]]:
    """The isolating run sequences (X10): their characters, their level, and the kinds before and after them."""
    runs = [list(run) for _, run in groupby(kept, key=lambda at: found[at])]
    of_first = {run[0]: run for run in runs}
    continued = {ends[run[-1]] for run in runs if run[-1] in ends}
    place = {at: number for number, at in enumerate(kept)}
    for run in runs:
        if run[0] in continued:
            continue
        whole = list(run)
        while (end := ends.get(whole[-1])) is not None:
            whole += of_first[end]
        level, first, last = found[run[0]], place[whole[0]], place[whole[-1]]
        before = found[kept[first - 1]] if first else base
        after = base if kinds[whole[-1]] in _OPENING or last + 1 == len(kept) else found[kept[last + 1]]
        yield whole, level, _direction(max(level, before)), _direction(max(level, after))


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


@dataclass
class _Sequence:
    """Characters that are resolved together."""

    text: str
    kinds: list[str]
    """Of the whole text, changed as rules are followed."""
    places: list[int]
    level: int
    before: str
    after: str

    def resolve(self, found: list[int]) -> None:
        """Follow the rules for this sequence, and write its levels into ``found``."""
        marks = {at for at in self.places if self.kinds[at] == "NSM"}
        self._weak()
        self._brackets(marks)
        self._neutral()
        for at in self.places:  # I1, I2
            kind = self.kinds[at]
            found[at] += 1 if (kind == "R" and not self.level % 2) or (kind != "R" and self.level % 2) else 0
            found[at] += 2 if kind in ("EN", "AN") and not self.level % 2 else 0

    def _weak(self) -> None:
        kinds, before = self.kinds, self.before
        for at in self.places:  # W1
            if kinds[at] == "NSM":
                kinds[at] = "ON" if before in _ISOLATES else before
            before = kinds[at]
        self._after_strong("EN", lambda strong: "AN" if strong == "AL" else "EN")  # W2
        for at in self.places:  # W3
            kinds[at] = "R" if kinds[at] == "AL" else kinds[at]
        for left, at, right in zip(self.places, self.places[1:], self.places[2:], strict=False):  # W4
            both = kinds[left] == kinds[right] and kinds[left]
            if (both == "EN" and kinds[at] in ("ES", "CS")) or (both == "AN" and kinds[at] == "CS"):
                kinds[at] = kinds[left]
        parts = [(kind, list(part)) for kind, part in groupby(self.places, key=lambda at: kinds[at])]
        for number, (kind, part) in enumerate(parts):  # W5
            beside = [parts[one][0] for one in (number - 1, number + 1) if 0 <= one < len(parts)]
            if kind == "ET" and "EN" in beside:
                self._set(part, "EN")
        for at in self.places:  # W6
            kinds[at] = "ON" if kinds[at] in ("ES", "ET", "CS") else kinds[at]
        self._after_strong("EN", lambda strong: "L" if strong == "L" else "EN")  # W7

    def _after_strong(self, kind: str, becomes: Callable[[str], str]) -> None:
        strong = self.before
        for at in self.places:
            if self.kinds[at] in ("L", "R", "AL"):
                strong = self.kinds[at]
            elif self.kinds[at] == kind:
                self.kinds[at] = becomes(strong)

    def _brackets(self, marks: set[int]) -> None:
        """Brackets run with what they hold (N0)."""
        outer = _direction(self.level)
        for first, last in self._pairs():
            held = {_strong(self.kinds[at]) for at in self.places[first + 1 : last]}
            inner = "L" if outer == "R" else "R"
            if outer in held:
                found = outer
            elif inner in held:
                above = (_strong(self.kinds[at]) for at in reversed(self.places[:first]))
                found = inner if next((kind for kind in above if kind), self.before) == inner else outer
            else:
                continue
            for number in (first, last):
                after = number + 1
                while after < len(self.places) and self.places[after] in marks:
                    after += 1
                self._set(self.places[number:after], found)

    def _pairs(self) -> list[tuple[int, int]]:
        """Numbers of the places of brackets that belong together, by the first (BD16)."""
        found: list[tuple[int, int]] = []
        opened: list[tuple[str, int]] = []
        for number, at in enumerate(self.places):
            character = self.text[at]
            if self.kinds[at] != "ON" or not mirrored(character):
                continue
            if category(character) == "Ps":
                if len(opened) == 63:
                    return []
                opened.append((_closing(character), number))
            elif category(character) == "Pe" and character in (closing for closing, _ in opened):
                while opened[-1][0] != character:
                    opened.pop()
                found.append((opened.pop()[1], number))
        return sorted(found)

    def _neutral(self) -> None:
        strong = ["", *(_strong(self.kinds[at]) for at in self.places), ""]
        strong[0], strong[-1] = self.before, self.after
        parts = groupby(range(1, len(strong) - 1), key=lambda number: self.kinds[self.places[number - 1]] in _NEUTRAL)
        for part in [list(numbers) for neutral, numbers in parts if neutral]:
            before, after = strong[part[0] - 1], strong[part[-1] + 1]
            found = before if before == after else _direction(self.level)  # N1, N2
            self._set([self.places[number - 1] for number in part], found)

    def _set(self, places: Iterable[int], kind: str) -> None:
        for at in places:
            self.kinds[at] = kind


def _strong(kind: str) -> str:
    """The direction that ``kind`` has for what stands beside it; empty for neutrals."""
    return {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _closing(bracket: str) -> str:
    """What closes ``bracket``: the next closing one in Unicode, which is right for all but two rare brackets."""
    following = (chr(ord(bracket) + step) for step in (1, 2))
    return next((one for one in following if category(one) == "Pe"), "")
