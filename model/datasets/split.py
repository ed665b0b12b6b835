"""Which of one's own pictures are for training, for choosing, and for the last measurement; kept in a file.

A picture is known by its SHA-256. Once it has a part it keeps it: when others are added, when it is renamed, when
it is edited in place, and when it goes away and comes back. Copies of a file share a part.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from model.datasets.pictures import find_pictures, sha256_of
from model.errors import DatasetError
from model.files import json_of, whole

NAME = "split.json"
FORMAT = 1

Part = Literal["train", "validation", "test"]
SHARES: dict[Part, float] = {"train": 0.8, "validation": 0.1, "test": 0.1}
"""Of the pictures; CIFAR-10 has 75, 8 and 17 %."""

LEAST = 5
"""Different photographs with which neither the training part nor the validation part is empty."""

_KEYS = {"format", "seed", "files", "gone"}


@dataclass(frozen=True)
class Entry:
    """One picture and its part."""

    path: str
    """Relative to the folder, with ``/``."""
    sha256: str
    part: Part


@dataclass(frozen=True)
class Split:
    """The pictures of a folder, each with its part."""

    seed: int
    files: tuple[Entry, ...]
    """Those that were there when the file was written, by path."""
    gone: tuple[Entry, ...] = ()
    """Those that were there before; they keep their parts in case they come back."""

    def of(self, part: Part) -> tuple[Entry, ...]:
        """The pictures of one part."""
        return self._parts[part]

    @cached_property
    def _parts(self) -> dict[Part, tuple[Entry, ...]]:
        return {part: tuple(entry for entry in self.files if entry.part == part) for part in SHARES}

    def digest(self) -> str:
        """SHA-256 of what is in the parts: the same for the same pictures, wherever they lie."""
        lines = sorted(f"{entry.part} {entry.sha256}\n" for entry in self.files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def assign(digests: Mapping[str, str], seed: int = 0, before: Split | None = None) -> Split:
    """Give a part to each file of ``digests``, path → SHA-256, leaving those of ``before`` where they are.

    New pictures come in an order that only ``seed`` and their content decide, each to the part that lacks most.
    """
    known = {entry.sha256: entry.part for entry in (*before.gone, *before.files)} if before else {}
    places = {entry.path: entry.part for entry in before.files} if before else {}
    for path, sha256 in digests.items():
        if sha256 not in known and path in places:
            known[sha256] = places[path]  # edited in place
    new = sorted({sha256 for sha256 in digests.values() if sha256 not in known}, key=lambda s: _order(seed, s))
    present = set(digests.values())
    counts = Counter(part for sha256, part in known.items() if sha256 in present)
    for sha256 in new:
        known[sha256] = max(SHARES, key=lambda part: SHARES[part] * len(present) - counts[part])
        counts[known[sha256]] += 1
    files = tuple(Entry(path, sha256, known[sha256]) for path, sha256 in sorted(digests.items()))
    old = (*before.gone, *before.files) if before else ()
    gone = {entry.sha256: entry for entry in old if entry.sha256 not in present}
    return Split(seed, files, tuple(sorted(gone.values(), key=lambda entry: (entry.path, entry.sha256))))


def _order(seed: int, sha256: str) -> str:
    return hashlib.sha256(f"{seed} {sha256}".encode()).hexdigest()


def divide(folder: Path, seed: int | None = None) -> tuple[Split, int]:
    """:func:`update` the split of all photographs below ``folder``; it, and how many of its paths are new to it."""
    before = read(folder)
    split = update(folder, find_pictures(folder), seed)
    known = {entry.path for entry in before.files} if before else set()
    return split, sum(entry.path not in known for entry in split.files)


def update(folder: Path, paths: Sequence[str], seed: int | None = None) -> Split:
    """Write ``split.json`` in ``folder`` for the pictures at ``paths``; what was in it keeps its part.

    ``seed`` is for a new split, 0 when None; DatasetError when it is not that of the split which is there.
    """
    before = read(folder)
    if before is not None and seed not in (None, before.seed):
        raise DatasetError(
            f"{folder / NAME} was made with seed {before.seed}, not {seed}; leave the seed out to add to it, or delete "
            "it to begin again, and train again then, since what was for measuring may be trained on"
        )
    digests = {path: sha256_of(folder / path) for path in paths}
    made = assign(digests, before.seed if before else seed or 0, before)
    require_enough(folder, made)
    if made != before:
        write(folder, made)
    return made


def require_enough(folder: Path, split: Split) -> None:
    """Raise DatasetError when a part that training needs is empty."""
    if not (split.of("train") and split.of("validation")):
        raise DatasetError(
            f"{folder}: {len(split.files)} photographs are too few: none is left to validate on; {LEAST} are the "
            "least, and some hundreds are needed to learn anything"
        )


def write(folder: Path, split: Split) -> None:
    """Write ``split.json`` whole or not at all."""
    path, values = folder / NAME, {"format": FORMAT, **asdict(split)}
    try:
        with whole(path) as temporary:
            temporary.write_bytes(f"{json_of(values)}\n".encode())
    except OSError as error:
        raise DatasetError(
            f"{path} cannot be written ({error.strerror}); copy the photographs to a folder of your own"
        ) from error


def read(folder: Path) -> Split | None:
    """The split of ``folder``, None where there is none yet; DatasetError when the file is not a split."""
    path = folder / NAME
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise DatasetError(f"{path} cannot be read ({error}); restore it, or delete it for a new split") from error
    try:
        return _parse(values)
    except (KeyError, TypeError, ValueError) as error:
        raise DatasetError(f"{path} is not a split ({error}); restore it, or delete it for a new split") from error


def _parse(values: Any) -> Split:
    if not isinstance(values, dict) or values.keys() != _KEYS or values["format"] != FORMAT:
        raise ValueError(f"expected format {FORMAT} and the keys {', '.join(sorted(_KEYS))}")
    files, gone = (tuple(_entry(**entry) for entry in values[key]) for key in ("files", "gone"))
    outside = [entry.path for entry in files if Path(entry.path).is_absolute() or ".." in Path(entry.path).parts]
    if outside:
        raise ValueError(f"{outside[0]!r} is not inside the folder")
    if len({entry.path for entry in files}) < len(files):
        raise ValueError("a path stands in it twice")
    parts = {(entry.sha256, entry.part) for entry in (*files, *gone)}
    if len({sha256 for sha256, _ in parts}) < len(parts):
        raise ValueError("a picture is in two parts")
    return Split(int(values["seed"]), files, gone)


def _entry(path: str, sha256: str, part: Part) -> Entry:
    if part not in SHARES:
        raise ValueError(f"unknown part {part!r}")
    if not (isinstance(path, str) and isinstance(sha256, str)):
        raise TypeError("paths and hashes are texts")
    return Entry(path, sha256, part)
