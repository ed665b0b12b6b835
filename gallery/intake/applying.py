"""A table of labels that somebody has worked on, brought back into the manifest that it came from.

Three states are compared: the labels when they were written out (a digest in the table), as the table has them now, and
as the manifest has them now. What only the table changed is taken; what both changed is a conflict, and is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gallery.errors import ManifestError
from gallery.intake.changes import WorkChanges
from gallery.intake.labels import (
    FILE,
    ID,
    STATE,
    LabelColumn,
    LabelRow,
    language_of,
    parse,
    plain,
    rows_of,
    same,
    state_of,
)
from gallery.intake.tables import Row, Table
from gallery.manifest.editing import Edits
from gallery.manifest.nodes import read_tree
from gallery.manifest.reader import parse_manifest
from gallery.manifest.unfinished import is_unfinished
from gallery.problems import Problem


@dataclass
class Applied:
    """What a table changes."""

    text: str
    """The manifest with the changes."""
    changed: dict[str, list[str]] = field(default_factory=dict)
    """Columns by the work's id."""
    conflicts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """Why nothing is changed."""
    ignored: list[str] = field(default_factory=list)
    """Columns that are no fields of a work."""
    works: int = 0
    """In the exhibit."""
    no_state: bool = False
    """The table does not say what the labels were."""


def apply(text: str, manifest: Path, table: Table, read: Callable[[str], str] = str) -> Applied:
    """What ``table`` changes of the manifest ``text`` at ``manifest``. Nothing is written.

    Args:
        read: the text that a cell stands for.

    Raises ManifestError where the manifest is no YAML.
    """
    tree = read_tree(text.removeprefix("\ufeff"), str(manifest))
    edits = Edits(text, str(manifest))
    by_id: dict[str, list[LabelRow]] = {}
    for one in rows_of(tree):
        by_id.setdefault(one.id, []).append(one)
    columns = {name: column for name in table.columns if (column := parse(name)) is not None}
    done = Applied(text, works=sum(map(len, by_id.values())), no_state=STATE not in table.columns)
    own = (ID, FILE, STATE)
    done.ignored = [name for name in table.columns if name not in columns and name.casefold() not in own]
    # Read as empty, such a cell would take out what the manifest says.
    done.problems += [table.without_value] if table.without_value else []
    seen: dict[str, int] = {}
    for row in table.rows:
        label = _label_of(row, by_id, seen, done)
        if label is not None:
            _Sheet(edits, done, columns, language_of(tree.value), read, table.encoding).apply(row, label)
    if not done.problems:
        done.text = edits.text()
        done.problems = [str(problem) for problem in new_problems(text, done.text, manifest)]
    if done.problems:
        done.text, done.changed = text, {}
    return done


def _label_of(row: Row, by_id: Mapping[str, list[LabelRow]], seen: dict[str, int], done: Applied) -> LabelRow | None:
    """The work that a row is of; a problem where there is not just one."""
    name = _cell(row, ID)
    found = by_id.get(name, [])
    if not name:
        done.problems.append(f"row {row.number} has no id, and so is of no work")
    elif len(found) != 1:
        many = f"{len(found)} works have" if found else "no work of the exhibit has"
        hint = "give each its own" if found else "'gallery init FOLDER --from PHOTOGRAPHS --table FILE' adds works"
        done.problems.append(f"row {row.number}: {many} the id {name!r}; {hint}")
    elif name in seen:
        done.problems.append(f"row {row.number}: the id {name!r} is in row {seen[name]} already; keep one of them")
    else:
        seen[name] = row.number
        return found[0]
    return None


def _cell(row: Row, wanted: str) -> str:
    return next((cell for name, cell in row.cells.items() if name.casefold() == wanted), "")


@dataclass
class _Sheet:
    """Brings rows of one table into one manifest."""

    edits: Edits
    done: Applied
    columns: Mapping[str, LabelColumn]
    language: str
    read: Callable[[str], str]
    encoding: str

    def apply(self, row: Row, label: LabelRow) -> None:
        """Take what ``row`` changed of a work; a conflict where the manifest changed it too."""
        now: dict[str, str] = {}
        for name, column in self.columns.items():
            full = LabelColumn(column.keys, column.language or self._own_language(column)).name
            cell = plain(self.read(row.cells.get(name, "")))
            said = label.cells.get(full, "")
            now.setdefault(full, said if _is_what_is_left(cell, said, self.encoding) else cell)
        differing = [name for name, cell in now.items() if not same(cell, label.cells.get(name, ""))]
        if not differing:
            return
        before = _cell(row, STATE)
        if before and before != label.state:
            # Columns that somebody took out of the table are as the manifest has them.
            if state_of({**label.cells, **now}) != before:
                self._conflict(label, differing, now)
            return
        cells = {**label.cells, **now}
        work = WorkChanges(self.edits, label.keys, self.language)
        for name, problem in work.make({name: cells[name] for name in differing}, cells):
            self.done.problems.append(f"row {row.number}, {name!r} of {label.id!r}: {problem}")
        self.done.changed[label.id] = differing

    def _own_language(self, column: LabelColumn) -> str:
        """A text's column without a language is in the exhibit's."""
        return self.language if parse(f"{column.name} [{self.language}]") else ""

    def _conflict(self, label: LabelRow, names: Sequence[str], now: Mapping[str, str]) -> None:
        for name in names:
            said, wanted = label.cells.get(name, ""), now[name]
            self.done.conflicts.append(
                f"{label.id}: {name}: {_short(said)} in the exhibit, {_short(wanted)} in the table"
            )


def _is_what_is_left(cell: str, said: str, encoding: str) -> bool:
    """Whether ``cell`` is ``said`` without the letters that an old ``encoding`` has not, for which it has ``?``."""
    if "?" not in cell or not encoding or encoding.startswith("utf"):
        return False
    return same(cell, said.encode(encoding, "replace").decode(encoding))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= 60 else f"{plain[:59]}…") if plain else "nothing"


def new_problems(before: str, after: str, manifest: Path) -> list[Problem]:
    """What is wrong with the text ``after`` and was not wrong ``before``."""
    known = {(problem.code, problem.message, problem.hint) for problem in _problems(before, manifest)}
    return [
        problem
        for problem in _problems(after, manifest)
        if problem.is_error
        and not is_unfinished(problem)
        and (problem.code, problem.message, problem.hint) not in known
    ]


def _problems(text: str, manifest: Path) -> tuple[Problem, ...]:
    try:
        return parse_manifest(text, manifest).warnings
    except ManifestError as error:
        return error.problems
