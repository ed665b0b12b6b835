"""Whether a build would change nothing, told by a look at the files that the last one read and wrote.

After a build it is remembered, in the cache, which files it read and wrote and how they were: size, both times of
change, number in the file system. While all are so still, and the same program is asked for the same, there is nothing
to do: one look a file, and no manifest is read. ``gallery build --verify`` takes no such word for anything.

    <cache>/builds/<digest of the output's place>
        a line of JSON: what was asked for, digests of the looks (at the manifest alone, too), the summary
        the paths of the files, each ended by a null: folders of input, files of input, files of output
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import platform
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gallery.files import TICK, whole
from gallery.resources import TEMPLATES

LOG = logging.getLogger(__name__)

FORMAT = 5
FOLDER = "builds"
"""Of the cache."""


@dataclass(frozen=True)
class Question:
    """What is asked for: an exhibit, into a folder, by this program."""

    manifest: Path
    output: Path
    approved_only: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it is remembered: absolute places, and all of the program that no file of ours says."""
        return {
            "format": FORMAT,
            "manifest": os.path.abspath(self.manifest),  # noqa: PTH100 - links are kept: they may lead elsewhere
            "output": os.path.realpath(self.output),
            "approved_only": self.approved_only,
            "python": platform.python_version(),
            # Another copy of the program, or libraries from elsewhere; the first place is the command's own.
            "program": [str(TEMPLATES), *sys.path[1:]],
        }

    def place(self, cache: Path) -> Path:
        """Where the cache remembers the last build into this output."""
        name = hashlib.sha256(os.fsencode(os.path.realpath(self.output))).hexdigest()
        return cache / FOLDER / name[:32]


def recall(question: Question, cache: Path) -> Mapping[str, Any] | None:
    """The summary of the last build, if this one would change nothing; None if it might."""
    try:
        head, _, rest = question.place(cache).read_bytes().partition(b"\n")
        known = json.loads(head)
        if known["question"] != question.to_json():
            return None
        if known["manifest"] != _look([os.fsencode(question.manifest)]).digest:
            return None  # it changes most often, and all else need not be looked at then
        folders, inputs, outputs = (part.split(b"\0") for part in rest.split(b"\0\0"))
        listed = {os.fsencode(path) for path in walk(map(os.fsdecode, filter(None, folders)))}
        found = _look([*filter(None, inputs), *sorted(listed)])
        if found.digest != known["inputs"] or _look(filter(None, outputs)).digest != known["outputs"]:
            return None
        summary: Mapping[str, Any] = known["summary"]
        return summary
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        LOG.debug("nothing is known of an earlier build: %s", error)
        return None


def remember(
    question: Question,
    cache: Path,
    *,
    began: int,
    folders: Iterable[Path],
    inputs: Iterable[Path],
    outputs: Iterable[Path],
    summary: Mapping[str, Any],
) -> None:
    """Remember a build that ended well.

    Args:
        began: when it did (ns since the epoch). What changed since may have been read before or after it did, so that
            nothing is remembered.
        folders: of input, with all that is in them.
        inputs: single files.
        outputs: every file of the exhibition, and its record.
    """
    places = [os.fsencode(path) for path in folders]
    listed = sorted(os.fsencode(path) for path in walk(map(os.fsdecode, places)))
    files = sorted({os.fsencode(path) for path in inputs} - set(listed))
    written = [os.fsencode(path) for path in outputs]
    try:
        read = _look([*files, *listed])
        if read.newest + TICK >= began:
            return
        head = {
            "question": question.to_json(),
            "manifest": _look([os.fsencode(question.manifest)]).digest,
            "inputs": read.digest,
            "outputs": _look(written).digest,
            "summary": dict(summary),
        }
        place = question.place(cache)
        place.parent.mkdir(parents=True, exist_ok=True)
        parts = b"\0\0".join(b"\0".join(part) for part in (places, files, written))
        with whole(place) as draft:
            draft.write_bytes(json.dumps(head).encode("ascii") + b"\n" + parts)
    except OSError as error:
        LOG.info("what this build read is not remembered (%s)", error)


def now() -> int:
    """The time as files of this machine are stamped, in ns since the epoch."""
    return time.time_ns()


@dataclass(frozen=True)
class _Seen:
    digest: str
    """Of the stamps of all files, in order."""
    newest: int
    """The latest change of any of them, in ns since the epoch."""


def _look(paths: Iterable[bytes]) -> _Seen:
    """Look at files; that one is missing is part of what is seen."""
    stamps: list[tuple[int, int, int, int] | None] = []
    newest = 0
    for path in paths:
        try:
            facts = os.stat(path)  # noqa: PTH116 - a Path for each of many thousand files takes longer than the look
        except (FileNotFoundError, NotADirectoryError):
            stamps.append(None)
            continue
        newest = max(newest, facts.st_mtime_ns, facts.st_ctime_ns)
        stamps.append((facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino))
    return _Seen(hashlib.sha256(repr(stamps).encode("ascii")).hexdigest(), newest)


def walk(folders: Iterable[str]) -> Iterator[str]:
    """Every file in ``folders``, hidden ones and compiled Python left out."""
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner[:] = [name for name in inner if not name.startswith(".") and name != "__pycache__"]
            yield from (os.path.join(place, name) for name in names if not name.startswith("."))  # noqa: PTH118
