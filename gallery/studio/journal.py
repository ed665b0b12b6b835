"""The last saves of an exhibit's manifest, to go back to, after a crash too.

    <cache>/studio/<digest of the manifest's place>/
        000017.json    number, time, summary, which text it came from (SHA-256), and the whole text after it

An entry is on the disk before the manifest is replaced. So whatever happens between the two, the manifest is as it was
before a save or after it, and which of both tells its text: the current entry is the last one that has it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from gallery.errors import StoreError
from gallery.files import synced, whole

LOG = logging.getLogger(__name__)

FOLDER = "studio"
"""Of the cache."""

MOST = 50
"""Saves that are kept."""

FOUND = "found"
"""Summary of an entry that no save made: the text that the first save found, or that an editor wrote."""


def digest_of(text: str) -> str:
    """What tells a text from others: the SHA-256 of its bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Entry:
    """A save."""

    number: int
    time: float
    """Seconds since 1970."""
    summary: str
    """What was done, as the page said it; :data:`FOUND` for a text that was found."""
    before: str
    """Digest of the text that was changed."""
    after: str
    """The text."""
    of: int | None = None
    """The entry whose text was brought back."""

    @property
    def digest(self) -> str:
        """Of the text."""
        return digest_of(self.after)


class Journal:
    """The saves of one manifest."""

    def __init__(self, cache: Path, manifest: Path) -> None:
        """Raises StoreError where the cache cannot be written."""
        place = hashlib.sha256(os.fsencode(manifest.resolve())).hexdigest()
        self.folder = cache / FOLDER / place[:32]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _refused(self.folder, error) from error
        self._known: dict[int, Entry] = {}

    def entries(self) -> list[Entry]:
        """All that are kept, the oldest first; damaged ones are passed over, with a line in the log."""
        return list(self._read())

    def note(self, before: str, after: str, summary: str, of: int | None = None) -> Entry:
        """Write down a save that is about to be made. Raises StoreError where it cannot be written."""
        entries = self.entries()
        number = entries[-1].number + 1 if entries else 1
        if not entries or current(entries, digest_of(before)) is None:
            self._write(Entry(number, time.time(), FOUND, digest_of(before), before))
            number += 1
        entry = Entry(number, time.time(), summary, digest_of(before), after, of)
        self._write(entry)
        for old in self.entries()[:-MOST]:
            (self.folder / _name(old.number)).unlink(missing_ok=True)
            self._known.pop(old.number, None)
        return entry

    def forget(self, entry: Entry) -> None:
        """Take back the note of a save that was not made."""
        (self.folder / _name(entry.number)).unlink(missing_ok=True)
        self._known.pop(entry.number, None)

    def _write(self, entry: Entry) -> None:
        path = self.folder / _name(entry.number)
        try:
            with whole(path) as draft:
                draft.write_text(json.dumps(asdict(entry)), encoding="utf-8", newline="\n")
                synced(draft)
            synced(self.folder)
        except OSError as error:
            raise _refused(path, error) from error

    def _read(self) -> Iterator[Entry]:
        for path in sorted(self.folder.glob("[0-9]*.json")):
            number = int(path.stem) if path.stem.isdigit() else 0
            if number not in self._known:
                try:
                    self._known[number] = Entry(**json.loads(path.read_text(encoding="utf-8")))
                except (OSError, ValueError, TypeError) as error:
                    LOG.warning("%s: this entry of the journal cannot be read: %s", path, error)
                    continue
            yield self._known[number]


def current(entries: list[Entry], digest: str) -> Entry | None:
    """The last entry whose text has ``digest``."""
    return next((entry for entry in reversed(entries) if entry.digest == digest), None)


def _name(number: int) -> str:
    return f"{number:06d}.json"


def _refused(path: Path, error: OSError) -> StoreError:
    message = f"{path}: the journal cannot be written ({error.strerror or error}); nothing was saved"
    return StoreError(message, "free space there, or let the cache be written")
