"""Reading a manifest: YAML → values with positions → a valid :class:`Exhibit`, or every problem at once."""

from __future__ import annotations

import errno
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from gallery.errors import GalleryError, ManifestError
from gallery.files import read_bytes
from gallery.manifest.checks import check
from gallery.manifest.colorizer import Colorizer
from gallery.manifest.find import find_manifest
from gallery.manifest.institution import Institution
from gallery.manifest.kinds import Angle, Crop, Model
from gallery.manifest.mending import read_mended, together
from gallery.manifest.nodes import Tree
from gallery.manifest.placing import with_places
from gallery.manifest.positions import Keys, Positions
from gallery.manifest.publications import Publications
from gallery.manifest.scalars import place_of
from gallery.manifest.schema import Exhibit, Fonts, Source
from gallery.manifest.unfinished import take_unfinished
from gallery.manifest.wrong_files import HEAD, NO_TEXT, beginning, not_there, others, wrong_kind
from gallery.problems import Problem, errors_in

MAX_BYTES = 250_000_000
"""A hundred thousand works with long descriptions take this much. A larger file is no manifest, and is not read."""

Section = TypeVar("Section", bound=Model)


@dataclass(frozen=True)
class Written:
    """A manifest as a file, and where everything in it stands."""

    path: Path
    name: str
    """The path as the user gave it, for messages."""
    positions: Positions

    @property
    def folder(self) -> Path:
        """The exhibit's folder: paths in the manifest are relative to it."""
        return self.path.parent

    def problem(self, keys: Keys, code: str, message: str, hint: str = "") -> Problem:
        """A problem with the value at ``keys``, placed there or at the nearest parent that is written."""
        return self.placed(keys, Problem(code=code, message=message, hint=hint))

    def placed(self, keys: Keys, problem: Problem) -> Problem:
        """``problem``, which was found with the value at ``keys``, with its place in the manifest."""
        line, column = self.positions.value(keys)
        return replace(problem, path=self.name, line=line, column=column)

    def told(self, keys: Keys, code: str, error: GalleryError) -> list[Problem]:
        """What ``error`` says about the value at ``keys``: placed there, but for what has a place in another file."""
        return [
            problem if problem.path else self.placed(keys, replace(problem, code=problem.code or code))
            for problem in error.problems
        ]


@dataclass(frozen=True)
class Manifest(Written):
    """A valid exhibit and where everything in it stands."""

    exhibit: Exhibit
    warnings: tuple[Problem, ...] = ()
    """What may not be meant, in reading order."""


@dataclass(frozen=True)
class Draft(Written):
    """What can be looked at of a manifest that has problems."""

    sources: tuple[tuple[Keys, Source], ...]
    """Each source that is well-formed, with the keys that lead to it."""
    framings: Mapping[Keys, tuple[float, Crop | None]] = field(default_factory=dict)
    """How far each of these photographs is turned, and how it is cut, by the keys of its source, where well-formed."""
    uncolorized: frozenset[Keys] = frozenset()
    """Which of these photographs say that they get no colours, by the keys of their sources."""
    colorizer: Colorizer = Colorizer()
    """As written, where that is well-formed; so are the others."""
    fonts: Fonts = Fonts()
    institution: Institution | None = None
    publications: Publications = Publications()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for circles, of which a manifest has none: a third of the time of a large one."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def read_manifest(path: Path) -> Manifest:
    """The exhibit that ``path`` (a manifest, or its folder) describes.

    Raises ManifestError with every problem, in reading order, where one is an error; warnings go with the manifest.
    """
    path = find_manifest(path)
    return parse_manifest(manifest_text(path), path)


def parse_manifest(text: str, path: Path) -> Manifest:
    """The exhibit that ``text`` describes, which is or would be the manifest at ``path``.

    Raises ManifestError with every problem, in reading order.
    """
    with _uncollected():
        return _parsed(text.removeprefix("\ufeff"), path)


def _parsed(text: str, path: Path) -> Manifest:
    name = str(path)
    tree = read_mended(text, name)
    if tree.value is None and errors_in(tree.problems):
        raise ManifestError(tree.problems)
    if tree.value is None:
        hint = "'gallery init FOLDER' writes one to begin with"
        raise ManifestError([Problem(name, 1, 1, "empty-manifest", "the manifest is empty", hint)])
    if not isinstance(tree.value, dict):
        place = tree.positions.value(())
        hint = "begin with 'title: …'"
        raise ManifestError([Problem(name, *place, "wrong-type", "the manifest must be a mapping of keys", hint)])
    unfinished = take_unfinished(tree.value, tree.positions, name)
    exhibit, invalid = _validate(tree, name)
    unwritten = {(problem.line, problem.column) for problem in unfinished}
    checked = [each for each in check(tree.value, tree.positions, name) if not tree.mended.get(each.line)]
    found = {*together(tree, [*invalid, *checked]), *_beside(path, name)}
    problems = sorted({*unfinished, *(each for each in found if (each.line, each.column) not in unwritten)})
    if exhibit is None and not errors_in(problems):  # never: but if it were, it would not be passed over in silence
        problems.append(Problem(name, 1, 1, "invalid", "this is no valid exhibit", "compare it with the manual"))
    if exhibit is None or errors_in(problems):
        raise ManifestError(problems)
    warnings = tuple(problems)
    return Manifest(path=path, name=name, exhibit=with_places(exhibit), positions=tree.positions, warnings=warnings)


def _beside(path: Path, name: str) -> Iterator[Problem]:
    """A second manifest of nearly the same name, which nobody reads."""
    for other in others(path):
        if other.stem.lower() == path.stem.lower():
            message = f"{other.name} lies beside it and is not read"
            hint = "keep one of the two"
            yield Problem(name, 1, 1, "second-manifest", message, hint, severity="warning")


def read_draft(path: Path, text: str | None = None) -> Draft:
    """What ``path`` names beside itself, whatever else is wrong there, so that missing files are told in the same run.

    ``text`` is what the file would say; None for what it says. Raises ManifestError where not even the YAML can be
    read.
    """
    path = find_manifest(path)
    with _uncollected():
        tree = read_mended(manifest_text(path) if text is None else text.removeprefix("\ufeff"), str(path))
    sources: list[tuple[Keys, Source]] = []
    framings: dict[Keys, tuple[float, Crop | None]] = {}
    uncolorized: set[Keys] = set()
    for room_place, room in enumerate(_items(tree.value, "rooms")):
        for place, work in enumerate(_items(room, "works")):
            try:
                source = _kind(Source).validate_python(work.get("source") if isinstance(work, dict) else None)
            except ValidationError:
                continue  # told as a problem of the manifest
            keys: Keys = ("rooms", room_place, "works", place, "source")
            sources.append((keys, source))
            framings[keys] = _framing(work)
            if work.get("colorize") is False:
                uncolorized.add(keys)
    return Draft(
        path=path,
        name=str(path),
        positions=tree.positions,
        sources=tuple(sources),
        framings=framings,
        uncolorized=frozenset(uncolorized),
        colorizer=_section(tree.value, "colorizer", Colorizer) or Colorizer(),
        fonts=_section(tree.value, "fonts", Fonts) or Fonts(),
        institution=_section(tree.value, "institution", Institution),
        publications=_section(tree.value, "publications", Publications) or Publications(),
    )


@cache
def _kind(annotation: Any) -> TypeAdapter[Any]:
    """What validates a part of a draft. Made when there is one: a valid manifest need not wait for it."""
    return TypeAdapter(annotation)


def _framing(work: dict[str, Any]) -> tuple[float, Crop | None]:
    """As if nothing were written where it is malformed, which is told already."""
    try:
        return _kind(Angle).validate_python(work.get("rotate", 0)), _kind(Crop | None).validate_python(work.get("crop"))
    except ValidationError:
        return 0, None


def _section(value: Any, key: str, kind: type[Section]) -> Section | None:
    """The section ``key``; None where it is not written, or malformed, which is told already."""
    written = value.get(key) if isinstance(value, dict) else None
    try:
        return None if written is None else kind.model_validate(written)
    except ValidationError:
        return None


def _items(value: Any, key: str) -> list[Any]:
    items = value.get(key) if isinstance(value, dict) else None
    return items if isinstance(items, list) else []


def manifest_text(path: Path) -> str:
    """The text of the manifest at ``path``. Raises ManifestError where it cannot be had."""
    name = str(path)

    def refuse(code: str, message: str, hint: str, line: int = 1, column: int = 1) -> ManifestError:
        return ManifestError([Problem(name, line, column, code, message, hint)])

    hint = "name a manifest or a folder with an exhibit.yaml; 'gallery init FOLDER' writes one"
    try:
        data = read_bytes(path, MAX_BYTES)
    except FileNotFoundError:
        raise refuse("no-manifest", *not_there(path)) from None
    except OSError as error:
        if error.errno == errno.EFBIG and (kind := wrong_kind(beginning(path), path.name)) and kind[0] != NO_TEXT:
            raise refuse("no-manifest", *kind) from None
        raise refuse("no-manifest", f"the file cannot be read: {error.strerror}", hint) from None
    if (kind := wrong_kind(data[:HEAD], path.name)) is not None:
        raise refuse("no-manifest", *kind)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8 text"
        raise refuse("not-utf8", message, "save the file as UTF-8", *place_of(before, len(before))) from None


def written_text(path: Path) -> str:
    """The manifest's text with its byte order mark, if it has one. Raises ManifestError as :func:`manifest_text`."""
    text = manifest_text(path)
    return f"\ufeff{text}" if path.read_bytes().startswith(b"\xef\xbb\xbf") else text


def _validate(tree: Tree, name: str) -> tuple[Exhibit | None, list[Problem]]:
    """The exhibit, or what the schema has against it."""
    try:
        return Exhibit.model_validate(tree.value), []
    except ValidationError as error:
        first = error
    from gallery.manifest.explain import explain, keys_of  # a valid manifest need not wait for it

    # A number where a text belongs (date: 1936, title: 1984) is that text as it is written.
    for wrong in first.errors(include_url=False):
        keys = keys_of(wrong)
        if wrong["type"] == "string_type" and (text := tree.written(keys)) is not None:
            _replace(tree.value, keys, text)
    try:
        return Exhibit.model_validate(tree.value), []
    except ValidationError as error:
        return None, explain(error.errors(include_url=False), tree, name)


def _replace(value: Any, keys: Keys, text: str) -> None:
    for key in keys[:-1]:
        value = value[key]
    value[keys[-1]] = text
