"""``gallery init --from``: an exhibit begun, or one that is there grown by new photographs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gallery.errors import GalleryError, ManifestError
from gallery.files import whole
from gallery.intake.cells import has_field, without_field
from gallery.intake.columns import column, is_known, language_of
from gallery.intake.drafts import new_manifest, with_works
from gallery.intake.gathering import COPIES, Gathered, Place, gather
from gallery.intake.tables import SUFFIXES as TABLES
from gallery.intake.tables import Table, read_table
from gallery.manifest.find import MANIFEST
from gallery.manifest.json_schema import SCHEMA_FILE, json_schema
from gallery.manifest.nodes import read_tree
from gallery.manifest.reader import parse_manifest, written_text
from gallery.manifest.saving import save_manifest
from gallery.manifest.unfinished import counted, is_unfinished
from gallery.problems import Problem


@dataclass(frozen=True)
class Intake:
    """An exhibit as it will be, and what there is to tell."""

    manifest: Path
    text: str
    is_new: bool
    gathered: Gathered
    table: Table | None
    language: str
    problems: tuple[Problem, ...]
    """What ``gallery check`` will say of the manifest, what is unfinished among it."""


def prepare(
    place: Place, table: Path | None = None, language: str | None = None, encoding: str | None = None
) -> Intake:
    """What ``place`` and ``table`` make of the exhibit. Writes nothing.

    Args:
        language: of the texts, for a new exhibit; None for that of the table's columns.
        encoding: of the table; None to find out.

    Raises GalleryError for what cannot be read, and ManifestError where the exhibit that is there is no YAML.
    """
    manifest = place.folder / MANIFEST
    read = read_table(table, is_known, encoding) if table else None
    old = written_text(manifest) if manifest.exists() else None
    exhibit = None if old is None else read_tree(old.removeprefix("\ufeff"), str(manifest)).value
    if isinstance(exhibit, dict):
        language = str(exhibit.get("language", "en"))
    language = language or language_of(read.columns if read else ())
    gathered = gather(place, read, language, exhibit)
    if old is None and not gathered.drafts:
        raise GalleryError("\n".join(["nothing to begin with", *gathered.refused, *gathered.rows_without_file]))
    return begun(place.folder, gathered, language, read)


def begun(
    folder: Path,
    gathered: Gathered,
    language: str,
    table: Table | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Intake:
    """The exhibit in ``folder`` with the works that were gathered, or a new one, of which ``facts`` are known."""
    manifest = folder / MANIFEST
    old = written_text(manifest) if manifest.exists() else None
    text = new_manifest(gathered.drafts, language, facts) if old is None else old
    if old is not None and gathered.drafts:
        text = with_works(old, gathered.drafts, str(manifest))
    return Intake(manifest, text, old is None, gathered, table, language, tuple(_problems(text, manifest)))


def _problems(text: str, manifest: Path) -> list[Problem]:
    try:
        return list(parse_manifest(text, manifest).warnings)
    except ManifestError as error:
        return list(error.problems)


def carry_out(intake: Intake) -> None:
    """Copy the photographs and write the manifest. Raises GalleryError where that cannot be."""
    folder = intake.manifest.parent
    try:
        for source, target in intake.gathered.copies:
            (folder / target).parent.mkdir(parents=True, exist_ok=True)
            with whole(folder / target) as draft:
                shutil.copyfile(source, draft)
        folder.mkdir(parents=True, exist_ok=True)
        if intake.is_new:
            _write(folder / SCHEMA_FILE, json_schema())
        if intake.is_new or intake.gathered.drafts:
            save_manifest(intake.manifest, intake.text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise GalleryError(f"{folder} cannot be written: {reason}; name another folder") from error


def _write(path: Path, text: str) -> None:
    with whole(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


def summary(intake: Intake) -> dict[str, Any]:
    """What was done, as plain JSON."""
    found, table = intake.gathered, intake.table
    names = table.columns if table else ()
    known = {name: known.field for name in names if (known := column(name)) and has_field(known)}
    unfinished = [problem for problem in intake.problems if is_unfinished(problem)]
    return {
        "exhibit": str(intake.manifest),
        "language": intake.language,
        "added": [draft.id for draft in found.drafts],
        "there": found.there,
        "copied": [target for _, target in found.copies],
        "table": {
            "read_as": table.how,
            "rows": len(table.rows),
            "columns": known,
            "columns_without_field": without_field(names),
            "columns_not_used": found.unused,
            "sheets_not_read": list(table.unread),
            "remarks": list(table.remarks),
        }
        if table
        else None,
        "rows_without_file": found.rows_without_file,
        "files_without_row": found.files_without_row,
        "refused": found.refused,
        "facts_without_field": found.other_facts,
        "other_files": found.other_files,
        "not_as_pinned": found.not_pinned,
        "from_files": found.from_files,
        "unfinished": counted(unfinished),
        "problems": len(intake.problems) - len(unfinished),
    }


def lines(intake: Intake) -> Iterator[str]:
    """The summary for people."""
    facts = summary(intake)
    if table := facts["table"]:
        taken = ", ".join(name if name.casefold() == to else f"{name} → {to}" for name, to in table["columns"].items())
        yield f"the table was read as {table['read_as']}: {table['rows']} rows"
        yield f"columns taken: {taken or 'none'}"
        yield from _listed("columns that a work has no field for", table["columns_without_field"])
        shadowed = [f"{name} ({times})" for name, times in table["columns_not_used"].items()]
        yield from _listed("columns not used where another says the same", shadowed)
        yield from _listed("sheets that were not read", table["sheets_not_read"])
        yield from table["remarks"]
        if "subject" in table["columns"].values() and facts["added"]:
            yield "a subject in words was taken as alt: read whether it says what the photograph shows"
    yield from _listed("rows without a photograph", facts["rows_without_file"])
    yield from _listed("photographs without a row", facts["files_without_row"])
    yield from _listed("pictures that cannot be shown", facts["refused"])
    others = [f"{name} ({times})" for name, times in facts["facts_without_field"].items()]
    yield from _listed("facts that a work has no field for", others)
    yield from _listed("photographs that are not what the table's sha256 says", facts["not_as_pinned"])
    yield from _listed("other files, left alone", facts["other_files"])
    tables = [name for name in facts["other_files"] if name.lower().endswith(TABLES)]
    if tables and not table:
        yield f"if {tables[0]} is the table of the labels, add --table and its path"
    told = [f"{name} ({times})" for name, times in facts["from_files"].items()]
    yield from _listed("told by the photographs' files themselves", told)
    if facts["there"]:
        yield f"in the exhibit already: {_count(len(facts['there']), 'photograph')}"
    if facts["copied"]:
        yield f"copied into {intake.manifest.parent / COPIES}: {_count(len(facts['copied']), 'photograph')}"
    if facts["added"]:
        verb = "begun with" if intake.is_new else "grown by"
        yield f"{intake.manifest}: {verb} {_count(len(facts['added']), 'work')}, texts in {intake.language!r}"
    else:
        yield f"{intake.manifest}: nothing new; it is as it was"
    if intake.gathered.left_for_later:
        yield intake.gathered.left_for_later
    if intake.gathered.not_opened:
        yield intake.gathered.not_opened
    if facts["unfinished"]:
        yield f"to be written in place of TODO: {facts['unfinished']}"
    if facts["problems"]:
        yield f"besides, 'gallery check' finds {_count(facts['problems'], 'problem')}"


def _listed(what: str, names: list[str], most: int = 20) -> Iterator[str]:
    """A line, or a line for each where they are sentences; how many more there are where there are many."""
    if not names:
        return
    rest = f"and {len(names) - most} more" if len(names) > most else ""
    shown = [*names[:most], *([rest] if rest else [])]
    if any(" " in name for name in shown[:most]) and what.startswith(("rows", "pictures")):
        yield f"{what}:"
        yield from (f"  {name}" for name in shown)
    else:
        yield f"{what}: {', '.join(shown)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
