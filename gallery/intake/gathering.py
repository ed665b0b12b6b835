"""A folder of photographs, and perhaps a table, → draft works. Reads files, and writes none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gallery.errors import FilmError, GalleryError, PhotographError, SourceError
from gallery.files import sha256_of
from gallery.intake.cells import Known, accepts, cells_by_field, from_row
from gallery.intake.drafts import DraftWork, slug
from gallery.intake.embedded import Embedded, in_language, read_embedded
from gallery.intake.films import NOT_READ, can_open, is_film, said_by
from gallery.intake.matching import match, plain
from gallery.intake.tables import Row, Table
from gallery.manifest.checks import works_in
from gallery.manifest.find import MANIFEST
from gallery.manifest.nodes import read_tree
from gallery.manifest.reader import manifest_text
from gallery.manifest.schema import Work
from gallery.photograph import SUFFIXES, look_at
from gallery.sources.paths import relative_parts

COPIES = "photographs"
"""Folder in the exhibit's, into which photographs from elsewhere are copied."""
BUILT = ".gallery.json"
"""What lies in a folder that a build made: its pictures are no photographs."""


@dataclass
class Gathered:
    """What is to be put into an exhibit, and what is to be told of it."""

    drafts: list[DraftWork] = field(default_factory=list)
    copies: list[tuple[Path, str]] = field(default_factory=list)
    """Files, and where they are to be copied to, from the exhibit's folder."""
    there: list[str] = field(default_factory=list)
    """Photographs that are in the exhibit already."""
    other_files: list[str] = field(default_factory=list)
    """That are no pictures."""
    refused: list[str] = field(default_factory=list)
    """Pictures that cannot be shown, and why."""
    rows_without_file: list[str] = field(default_factory=list)
    files_without_row: list[str] = field(default_factory=list)
    unused: dict[str, int] = field(default_factory=dict)
    """Columns whose cells others took the place of, and in how many rows."""
    from_files: dict[str, int] = field(default_factory=dict)
    """Fields that files themselves told, and how often."""
    other_facts: dict[str, int] = field(default_factory=dict)
    """What descriptions tell that a work has no field for, and how often."""
    left_for_later: str = ""
    """Where not all was taken: a sentence that says so."""
    not_opened: str = ""
    """Where films were not looked into: a sentence that says why."""
    not_pinned: list[str] = field(default_factory=list)
    """Files that are not what the table's SHA-256 says."""


_ALIKE = "{}: some computers take this for the same file as {}; rename one of them"


@dataclass(frozen=True)
class Place:
    """Where photographs come from, and where they go."""

    folder: Path
    """The exhibit's."""
    photographs: Path | None
    """Folder of the photographs; None where a table alone names them, on the web."""

    def path(self, name: str) -> Path:
        """The photograph ``name``, where it is now."""
        return (self.photographs or self.folder) / name

    def target(self, name: str) -> tuple[str, bool]:
        """The path in the exhibit of the photograph ``name``, and whether it has to be copied there."""
        for file, folder in (
            (self.path(name).absolute(), self.folder.absolute()),
            (self.path("").resolve() / name, self.folder.resolve()),  # by another name, over a link
        ):
            if file.is_relative_to(folder):
                return file.relative_to(folder).as_posix(), False
        return f"{COPIES}/{name}", True


def gather(place: Place, table: Table | None, language: str, exhibit: Any = None) -> Gathered:
    """What lies in ``place`` and ``table`` and not yet in the exhibit, whose manifest says ``exhibit``.

    Raises GalleryError where the folder cannot be read or nothing is found in it.
    """
    found = Gathered()
    files = sorted(_pictures(place.photographs, found)) if place.photographs else []
    if not files and table is None:
        raise GalleryError(f"{place.photographs} holds no photographs", "name the folder they are in")
    known = _Sources(exhibit)
    matches = match(table.rows if table else (), files, _names)
    reasons = {row.number: why for row, why in matches.reasons}
    for row, file in matches.pairs:
        if file is not None:
            _add(found, place, known, (row, file), language)
        elif not _add_address(found, known, row, language):
            found.rows_without_file.append(f"row {row.number}: {reasons[row.number]}")
    for file in matches.unmatched:
        if table is not None:
            found.files_without_row.append(file)
        _add(found, place, known, (None, file), language)
    return found


def _pictures(folder: Path, found: Gathered) -> Iterator[str]:
    """Paths of the pictures and films in ``folder`` and below, but for hidden ones and what a build made."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise GalleryError(f"{folder} cannot be read: {error.strerror}", "name a folder of photographs") from error
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink() and not (path / BUILT).exists():  # a link may lead back here
                yield from (f"{path.name}/{name}" for name in _pictures(path, found))
        elif path.name.lower().endswith(SUFFIXES) or is_film(path.name):
            yield path.name
        else:
            found.other_files.append(path.name)


def known_sources(folder: Path) -> tuple[_Sources, Any]:
    """The photographs of the exhibit in ``folder``, and the plain value of its manifest; none where there is none."""
    manifest = folder / MANIFEST
    exhibit = read_tree(manifest_text(manifest), str(manifest)).value if manifest.exists() else None
    return _Sources(exhibit), exhibit


class _Sources:
    """The photographs that an exhibit has already."""

    def __init__(self, exhibit: Any) -> None:
        sources = [work.get("source") for _, work in works_in(exhibit)]
        named = [source for source in sources if isinstance(source, dict)]
        paths = [str(source["path"]) for source in named if "path" in source and "package" not in source]
        self.paths = {plain(path): path for path in paths}
        self.added: dict[str, str] = {}
        """Those of the files that come now: as they are compared, and as they are named."""
        self.urls = {str(source["url"]) for source in named if "url" in source}
        self.pins = {str(source["sha256"]) for source in named if "sha256" in source and "url" in source}


def _names(row: Row) -> list[str]:
    """What the file of ``row`` may be called."""
    by_field, _ = cells_by_field(row)
    cells = (by_field.get(name, {}) for name in ("file", "id", "inventory_number"))
    return [text for texts in cells for text in texts.values()]


def _add(found: Gathered, place: Place, known: _Sources, what: tuple[Row | None, str], language: str) -> None:
    """Add the photograph ``what``: a row that tells of it, if there is one, and its file."""
    row, name = what
    path = place.path(name)
    target, copied = place.target(name)
    if copied:
        target = _own_name(place.folder, target, path, found, known)
    there = known.paths.get(plain(target))
    if there is not None and there != target and _differ(place.folder / there, path):
        found.refused.append(_ALIKE.format(name, there))
        return
    if there is not None or (known.pins and sha256_of(path) in known.pins):
        found.there.append(name)
        return
    if other := known.added.get(plain(target)):
        found.refused.append(_ALIKE.format(name, other))
        return
    try:
        said, seen = _said_by(path, found)
        relative_parts(target)
    except (PhotographError, FilmError, SourceError) as error:
        found.refused.append(str(error))
        return
    known.added[plain(target)] = name
    told = from_row(row, language) if row else Known()
    source: dict[str, str] = {"path": target}
    if row:
        source |= _pin(found, told, row, path)
    _from_file(found, told, path, said, language)
    told.comments["source"] += [seen] if seen else []
    by_field = cells_by_field(row)[0] if row else {}
    wished = next(iter(by_field.get("id", {}).values()), Path(name).stem)
    _count_unused(found, told)
    found.drafts.append(_draft(slug(wished), source, told))
    if copied:
        found.copies.append((path, target))


def _differ(one: Path, other: Path) -> bool:
    """Whether these are two files that hold something else."""
    return one.exists() and not one.samefile(other) and sha256_of(one) != sha256_of(other)


def _own_name(folder: Path, target: str, path: Path, found: Gathered, known: _Sources) -> str:
    """``target``, or that with a number where another file lies there already."""
    stem, _, ending = target.rpartition(".")
    number, own = 1, target
    taken = {plain(copy) for _, copy in found.copies}
    while plain(own) in taken or _differ(folder / known.paths.get(plain(own), own), path):
        number += 1
        own = f"{stem}-{number}.{ending}"
    return own


def _pin(found: Gathered, told: Known, row: Row, path: Path) -> dict[str, str]:
    """The pin that the table has for a file, if the file is what it says; the address stays as a comment."""
    by_field, _ = cells_by_field(row)
    for url in by_field.get("url", {}).values():
        told.comments["source"].append(f"the table's address: {url}")
    digest = next(iter(by_field.get("sha256", {}).values()), "").lower()
    if not digest:
        return {}
    if not accepts("source", {"path": "x", "sha256": digest}):
        told.comments["source"].append(f"sha256, as the table says: {digest}")
        return {}
    if sha256_of(path) == digest:
        return {"sha256": digest}
    found.not_pinned.append(str(path))
    return {}


def _add_address(found: Gathered, known: _Sources, row: Row, language: str) -> bool:
    """Add a photograph that is on the web; whether the row says where."""
    by_field, _ = cells_by_field(row)
    cells = (text for name in ("url", "file") for text in by_field.get(name, {}).values())
    url = next((text for text in cells if text.startswith(("http://", "https://"))), "")
    digest = next(iter(by_field.get("sha256", {}).values()), "").lower()
    source = {"url": url, "sha256": digest} if digest else {"url": url}
    if not url or not accepts("source", source):
        return False
    if url in known.urls or digest in known.pins:
        found.there.append(url)
        return True
    known.urls.add(url)
    told = from_row(row, language)
    _count_unused(found, told)
    last = Path(url.partition("?")[0].rstrip("/")).stem
    wished = next(iter(by_field.get("id", {}).values()), last)
    found.drafts.append(_draft(slug(wished), source, told))
    return True


def _said_by(path: Path, found: Gathered) -> tuple[Embedded, str]:
    """What a file says of itself, and of a film how large and long it is. Raises PhotographError or FilmError where it
    cannot be shown."""
    if not is_film(path.name):
        look_at(path)
        try:
            return read_embedded(path), ""
        except PhotographError:
            return Embedded(), ""  # what Pillow does not open may still be a photograph; it says nothing of itself
    if not can_open():
        found.not_opened = NOT_READ
        return Embedded(), "a film that was not opened"
    return said_by(path)


def _from_file(found: Gathered, told: Known, path: Path, said: Embedded, language: str) -> None:
    """What the table lacks, as the file itself said it."""
    before = set(told.fields) | set(told.todo)
    for name, text in said.fields.items():
        value, left = in_language(text, language)
        if name == "title" and slug(str(value)) == slug(path.stem):
            continue  # some programs write the file's name there
        if left and name not in before:
            told.comments[name].append(f"{name}, as the file says for any other language: {left}")
        told.take(name, value, "the file")
    new = [name for name in Work.model_fields if name in (set(told.fields) | set(told.todo)) - before]
    for name in new:
        found.from_files[name] = found.from_files.get(name, 0) + 1
    if new:
        told.comments[new[0]].insert(0, f"From the file itself: {', '.join(new)}.")
    if said.keywords:
        told.comments["alt"].append(f"keywords in the file: {', '.join(said.keywords)}")
    told.comments["date"] += said.remarks if "date" in told.fields or "date" in told.todo else ()
    if said.remarks and "date" not in told.fields and "date" not in told.todo:
        told.comments["alt"] += said.remarks


def _count_unused(found: Gathered, told: Known) -> None:
    for name in told.unused:
        found.unused[name] = found.unused.get(name, 0) + 1


def _draft(wished: str, source: Mapping[str, str], told: Known) -> DraftWork:
    comments = {key: " ".join(lines) for key, lines in told.comments.items() if lines}
    return DraftWork(wished, source, told.fields, tuple(told.todo), comments)
