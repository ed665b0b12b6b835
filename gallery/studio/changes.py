"""Changes that a page asks for, made in the text of a manifest; what stands beside them stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from gallery.errors import GalleryError
from gallery.intake.labels import language_of
from gallery.manifest.checks import works_in
from gallery.manifest.editing import Edits
from gallery.manifest.plain_words import mistakes
from gallery.manifest.positions import Keys
from gallery.problems import Problem
from gallery.studio.pen import Pen, at, plain_text, tidy

FIXED = ("id", "source", "approved", "works")
"""Fields that no page sets: what a work is called and where it lies, and what an approval says."""

MOST = 500
"""Changes at a time."""

Number = Annotated[int, Field(le=100_000)]
"""Of a room, or of a place in a list; what is not there is told later."""

Field_ = Annotated[tuple[str | Number, ...], Field(min_length=1, max_length=6, strict=False)]


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Set(_Change):
    """A value put into a field of a work, or of a room."""

    do: Literal["set"]
    field: Field_
    value: Any
    work: str | None = None
    room: Number | None = None


class Remove(_Change):
    """A field taken out of a work or a room; of a room without works, without a field, the room."""

    do: Literal["remove"]
    field: Field_ | None = None
    work: str | None = None
    room: Number | None = None


class Move(_Change):
    """A work hung elsewhere: ``position`` counts from 0 in the room as it is without it."""

    do: Literal["move"]
    work: str
    room: Number
    position: Number


class Approve(_Change):
    """The colours of a work looked at and let stand; or not any more."""

    do: Literal["approve"]
    work: str
    approved: bool


class AddRoom(_Change):
    """A new room, at a place from 0."""

    do: Literal["add-room"]
    title: dict[str, str]
    position: Number | None = None


Change = Annotated[Set | Remove | Move | Approve | AddRoom, Field(discriminator="do")]
_CHANGES: TypeAdapter[list[Any]] = TypeAdapter(Annotated[list[Change], Field(max_length=MOST)])

Stamp = Callable[[str, str], Mapping[str, str]]
"""What an approval says, by the text of the manifest and the id of the work."""


def changes_of(value: Any) -> list[Any]:
    """The changes in plain JSON. Raises GalleryError for what is none."""
    try:
        return _CHANGES.validate_python(value)
    except ValidationError as error:
        raise _wrong(f"this is no list of changes: {mistakes(error)[0].message}") from None


def changed(text: str, name: str, changes: Iterable[Any], stamp: Stamp) -> str:
    """``text`` with ``changes``, in their order. ``name`` is the file's in messages.

    Raises GalleryError for a change of what is not there, and ManifestError where the text is no YAML.
    """
    edits, approvals = Edits(text, name), {}
    for change in changes:
        if isinstance(change, Approve):
            _keys(edits, change.work)
            approvals[change.work] = change.approved
        else:
            _make(edits, change)
    text = edits.text()
    if not approvals:
        return text
    # What is approved is what comes out of all the other changes.
    edits = Edits(text, name)
    for work, approved in approvals.items():
        keys = (*_keys(edits, work), "approved")
        if approved:
            edits.set(keys, dict(stamp(text, work)))
        elif at(edits.value, keys) is not None:
            edits.remove(keys)
    return edits.text()


def _make(edits: Edits, change: Any) -> None:
    rooms = at(edits.value, ("rooms",))
    count = len(rooms) if isinstance(rooms, list) else 0
    if isinstance(change, AddRoom):
        place = count if change.position is None else min(max(change.position, 0), count)
        title = plain_text(change.title, language_of(edits.value))
        edits.insert(("rooms", place), {"title": title, "works": []})
        return
    if isinstance(change, Move):
        keys, target = _keys(edits, change.work), _room(edits, change.room)
        there = at(edits.value, (*target, "works"))
        last = len(there) - (keys[:2] == target) if isinstance(there, list) else 0
        edits.move(keys, (*target, "works", min(max(change.position, 0), last)))
        return
    if (change.work is None) == (change.room is None):
        raise _wrong("a change is of a work or of a room")
    home = _keys(edits, change.work) if change.work is not None else _room(edits, change.room)
    if change.field is None:
        if change.room is None or at(edits.value, (*home, "works")):
            raise _wrong("only a room without works can be removed")
        edits.remove(home)
        return
    if change.field[0] in FIXED:
        raise _wrong(f"{change.field[0]!r} is not changed here")
    pen = Pen(edits, language_of(edits.value))
    try:
        if isinstance(change, Set):
            pen.put((*home, *change.field), tidy(change.value, str(change.field[0])))
        else:
            pen.take((*home, *change.field))
    except KeyError:
        raise _wrong(f"there is no place for {'.'.join(map(str, change.field))}") from None


def _keys(edits: Edits, work: str) -> Keys:
    for keys, one in works_in(edits.value):
        if str(one.get("id", "")) == work:
            return keys
    raise _wrong(f"there is no work {work!r} any more")


def _room(edits: Edits, room: int | None) -> Keys:
    if not isinstance(at(edits.value, ("rooms", room or 0)), dict) or (room or 0) < 0:
        raise _wrong(f"there is no room {(room or 0) + 1} any more")
    return ("rooms", room or 0)


def _wrong(message: str) -> GalleryError:
    return GalleryError(Problem(code="wrong-change", message=message, hint="load the page again"))
