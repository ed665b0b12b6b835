"""Which colorizations were accepted, and what became of them: a table in SQLite, beside the store.

An accepted job is on the disk before anybody is told so, and only this table says what is to be done. So a service may
be killed at any moment: the next one begins with what waited, and once more with what was being made. The file is
locked while a service lives; no two work on one list.

    waiting → running → done | failed          a failed one that is asked for again waits again
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from gallery.errors import GalleryError, StoreError
from gallery.problems import Problem
from gallery.service.table import SINCE, TABLE

State = Literal["waiting", "running", "done", "failed"]

Result = Literal["colorization", "picture", "panel", "film"]
"""What is made for a job; so the column that holds its key is called. What a film is made of, ``parts``, has many."""

TRIES = 3
"""How often a job is begun: what ends the whole service every time is not begun for ever."""

DEADLY = Problem(code="died", message="the service ended each time while this was made", hint="send a smaller picture")


class FullError(Exception):
    """There is no room in the queue."""


@dataclass(frozen=True)
class Job:
    """One colorization that was asked for."""

    id: str
    """Follows from the photograph, the options and the weights."""
    master: str
    """SHA-256 of the photograph's file."""
    options: Mapping[str, Any]
    """As plain JSON: :class:`gallery.service.options.Options`."""
    width: int
    """Pixels of the photograph, upright."""
    height: int
    bytes: int
    """Of the photograph and of all that was made of it."""
    colorization: str
    """Key of the derivatives in the store."""
    picture: str = ""
    """Key of the picture that is handed out; empty until it is known."""
    panel: str = ""
    """Key of the panel; empty until somebody asks for it."""
    number: int = 0
    """Order of arrival."""
    state: State = "waiting"
    tries: int = 0
    problem: Problem | None = None
    changed: float = 0.0
    """When it came into this state, seconds since 1970."""
    seconds: float = 0.0
    """Of a film, as its file announces them; 0 for a photograph."""
    frames: int = 0
    """Of a film that was looked through; 0 until then."""
    film: str = ""
    """Key of the film in colour; empty until it is known."""
    parts: str = ""
    """Keys of what a film is made of, its shots among them, with blanks between."""

    @property
    def is_film(self) -> bool:
        """Whether it is a film, and not a photograph."""
        return self.seconds > 0

    @property
    def over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in ("done", "failed")


_COLUMNS = ", ".join(field.name for field in fields(Job))


class Jobs:
    """The table. For several threads; each call is one transaction."""

    def __init__(self, path: Path) -> None:
        """Open, or begin, the table at ``path``; what was being made when the last service ended waits again.

        Raises GalleryError when another service works with it, or when it cannot be read or written.
        """
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
            self._db.row_factory = sqlite3.Row
            # Held as long as the file is open, and let go by the system whatever becomes of this process.
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(TABLE)
            there = {row["name"] for row in self._db.execute("PRAGMA table_info(jobs)")}
            for column in SINCE.keys() - there:
                self._db.execute(f"ALTER TABLE jobs ADD COLUMN {column} {SINCE[column]}")
            self._begin_again()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                message = f"another service works in {path.parent}; end it, or choose another folder with --cache DIR"
            else:
                message = f"{path}: the list of jobs cannot be used ({error}); move it away to begin a new one"
            raise GalleryError(message) from error

    def _begin_again(self) -> None:
        with self._transaction():
            deadly = json.dumps(DEADLY.to_json())
            self._db.execute(
                "UPDATE jobs SET state = 'failed', problem = ?, changed = ? WHERE state = 'running' AND tries >= ?",
                (deadly, time.time(), TRIES),
            )
            self._db.execute("UPDATE jobs SET state = 'waiting' WHERE state = 'running'")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise StoreError(f"the list of jobs cannot be written: {error}; free some space") from error
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._db.close()

    def accept(self, job: Job, most: int, *, again: bool = False) -> Job:
        """Put ``job`` into the queue, unless it is there, was done, or is being made: then nothing changes.

        ``again`` has it made even if it was done. Raises FullError when ``most`` wait already.
        """
        with self._transaction():
            known = self._one(job.id)
            if known is not None and known.state != "failed" and not (again and known.over):
                return known
            if self._count("waiting") >= most:
                raise FullError
            number = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM jobs").fetchone()[0]
            self._db.execute(
                f"INSERT OR REPLACE INTO jobs ({_COLUMNS}) VALUES (:id, :master, :options, :width, :height, :bytes,"
                " :colorization, '', '', :number, 'waiting', 0, '', :changed, :seconds, 0, '', '')",
                {
                    **{name: getattr(job, name) for name in ("id", "master", "width", "height", "bytes", "seconds")},
                    "colorization": job.colorization,
                    "options": json.dumps(job.options, sort_keys=True),
                    "number": number,
                    "changed": time.time(),
                },
            )
            found = self._one(job.id)
        assert found is not None
        return found

    def take(self) -> Job | None:
        """The job that has waited longest, which is running from now on; None when none waits."""
        with self._transaction():
            row = self._db.execute("SELECT id FROM jobs WHERE state = 'waiting' ORDER BY number LIMIT 1").fetchone()
            if row is None:
                return None
            self._db.execute("UPDATE jobs SET state = 'running', tries = tries + 1 WHERE id = ?", (row["id"],))
            return self._one(row["id"])

    def note(self, id: str, column: Result, key: str) -> None:
        """Note the key of a result before it is made, so that nothing lies in the store that no job knows."""
        with self._transaction():
            self._db.execute(f"UPDATE jobs SET {column} = ? WHERE id = ?", (key, id))

    def note_parts(self, id: str, frames: int, keys: Sequence[str]) -> None:
        """The same for what a film is made of, when it is known how many frames it has."""
        with self._transaction():
            self._db.execute("UPDATE jobs SET frames = ?, parts = ? WHERE id = ?", (frames, " ".join(keys), id))

    def progressed(self, id: str) -> None:
        """Part of a film is done: what ends the service later does not do so every time."""
        with self._transaction():
            self._db.execute("UPDATE jobs SET tries = 1 WHERE id = ?", (id,))

    def finish(self, id: str, size: int) -> None:
        """The job is done; it now takes ``size`` bytes."""
        self._end(id, "done", size, None)

    def fail(self, id: str, problem: Problem) -> None:
        """The job cannot be done."""
        self._end(id, "failed", None, problem)

    def _end(self, id: str, state: State, size: int | None, problem: Problem | None) -> None:
        told = "" if problem is None else json.dumps(problem.to_json())
        with self._transaction():
            self._db.execute(
                "UPDATE jobs SET state = ?, bytes = coalesce(?, bytes), problem = ?, changed = ? WHERE id = ?",
                (state, size, told, time.time(), id),
            )

    def remove(self, id: str) -> None:
        """Forget the job."""
        with self._transaction():
            self._db.execute("DELETE FROM jobs WHERE id = ?", (id,))

    def get(self, id: str) -> Job | None:
        """The job with this id."""
        with self._lock:
            return self._one(id)

    def place(self, job: Job) -> int:
        """How many jobs come before it and itself: 1 for the next; 0 for one that does not wait."""
        if job.state != "waiting":
            return 0
        with self._lock:
            before = "SELECT count(*) FROM jobs WHERE state = 'waiting' AND number <= ?"
            return int(self._db.execute(before, (job.number,)).fetchone()[0])

    def counts(self) -> dict[str, int]:
        """How many jobs there are in each state."""
        with self._lock:
            return {state: self._count(state) for state in ("waiting", "running", "done", "failed")}

    def kept(self) -> int:
        """Bytes that all jobs take together."""
        with self._lock:
            return int(self._db.execute("SELECT coalesce(sum(bytes), 0) FROM jobs").fetchone()[0])

    def older(self, than: float) -> list[Job]:
        """Jobs that were over before ``than``, seconds since 1970."""
        return self._where("state IN ('done', 'failed') AND changed < ?", than)

    def using(self, column: Result | Literal["master"], value: str) -> list[Job]:
        """Jobs that were sent this photograph, or whose results have this key."""
        return self._where(f"{column} = ?", value)

    def made_of(self, key: str) -> list[Job]:
        """Jobs whose films are made of what has this key."""
        return self._where("instr(parts, ?) > 0", key)

    def masters(self) -> frozenset[str]:
        """SHA-256 of the photographs of all jobs."""
        with self._lock:
            return frozenset(row["master"] for row in self._db.execute("SELECT DISTINCT master FROM jobs"))

    def _where(self, condition: str, value: object) -> list[Job]:
        with self._lock:
            rows = self._db.execute(f"SELECT * FROM jobs WHERE {condition} ORDER BY number", (value,)).fetchall()
        return [_job(row) for row in rows]

    def _one(self, id: str) -> Job | None:
        row = self._db.execute("SELECT * FROM jobs WHERE id = ?", (id,)).fetchone()
        return None if row is None else _job(row)

    def _count(self, state: str) -> int:
        return int(self._db.execute("SELECT count(*) FROM jobs WHERE state = ?", (state,)).fetchone()[0])


def _job(row: sqlite3.Row) -> Job:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118 - iterating a row gives its values
    values["options"] = json.loads(row["options"])
    values["problem"] = Problem(**json.loads(row["problem"])) if row["problem"] else None
    return Job(**values)
