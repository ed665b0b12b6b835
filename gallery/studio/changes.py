"""Changes that a page asks for, made in the text of a manifest; what stands beside them stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from gallery.errors import GalleryError
from gallery.intake.labels import language_of
from gallery.manifest.checks import works_in
from gallery.manifest.editing import Edits
from gallery.manifest.fields import is_text
from gallery.manifest.positions import Keys
from gallery.problems import Problem

FIXED = ("id", "source", "approved", "works")
"""Fields that no page sets: what a work is called and where it lies, and what an approval says."""

MOST = 500
"""Changes at a time."""

_DIGITS = 4
"""Of a place in a picture: a ten-thousandth of its width."""

Field_ = Annotated[tuple[str | int, ...], Field(min_length=1, max_length=6, strict=False)]


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Set(_Change):
    """A value put into a field of a work, or of a room."""

    do: Literal["set"]
    field: Field_
    value: Any
    work: str | None = None
    room: int | None = None


class Remove(_Change):
    """A field taken out of a work or a room; of a room without works, without a field, the room."""

    do: Literal["remove"]
    field: Field_ | None = None
    work: str | None = None
    room: int | None = None


class Move(_Change):
    """A work hung elsewhere: ``position`` counts from 0 in the room as it is without it."""

    do: Literal["move"]
    work: str
    room: int
    position: int


class Approve(_Change):
    """The colours of a work looked at and let stand; or not any more."""

    do: Literal["approve"]
    work: str
    approved: bool


class AddRoom(_Change):
    """A new room, at a place from 0."""

    do: Literal["add-room"]
    title: dict[str, str]
    position: int | None = None


Change = Annotated[Set | Remove | Move | Approve | AddRoom, Field(discriminator="do")]
_CHANGES: TypeAdapter[list[Any]] = TypeAdapter(Annotated[list[Change], Field(max_length=MOST)])

Stamp = Callable[[str, str], Mapping[str, str]]
"""What an approval says, by the text of the manifest and the id of the work."""


def changes_of(value: Any) -> list[Any]:
    """The changes in plain JSON. Raises GalleryError for what is none."""
    try:
        return _CHANGES.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(key) for key in first["loc"])
        raise _wrong(f"this is no list of changes: {place}: {first['msg']}") from None


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
        elif _at(edits.value, keys) is not None:
            edits.remove(keys)
    return edits.text()


def _make(edits: Edits, change: Any) -> None:
    rooms = _at(edits.value, ("rooms",))
    count = len(rooms) if isinstance(rooms, list) else 0
    if isinstance(change, AddRoom):
        place = count if change.position is None else min(max(change.position, 0), count)
        title = _plain_text(change.title, language_of(edits.value))
        edits.insert(("rooms", place), {"title": title, "works": []})
        return
    if isinstance(change, Move):
        keys, target = _keys(edits, change.work), _room(edits, change.room)
        there = _at(edits.value, (*target, "works"))
        last = len(there) - (keys[:2] == target) if isinstance(there, list) else 0
        edits.move(keys, (*target, "works", min(max(change.position, 0), last)))
        return
    if (change.work is None) == (change.room is None):
        raise _wrong("a change is of a work or of a room")
    home = _keys(edits, change.work) if change.work is not None else _room(edits, change.room)
    if change.field is None:
        if change.room is None or _at(edits.value, (*home, "works")):
            raise _wrong("only a room without works can be removed")
        edits.remove(home)
        return
    if change.field[0] in FIXED:
        raise _wrong(f"{change.field[0]!r} is not changed here")
    pen = _Pen(edits, language_of(edits.value))
    try:
        if isinstance(change, Set):
            pen.put((*home, *change.field), _tidy(change.value, str(change.field[0])))
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
    if not isinstance(_at(edits.value, ("rooms", room or 0)), dict) or (room or 0) < 0:
        raise _wrong(f"there is no room {(room or 0) + 1} any more")
    return ("rooms", room or 0)


def _wrong(message: str) -> GalleryError:
    return GalleryError(Problem(code="wrong-change", message=message, hint="load the page again"))


def _at(value: Any, keys: Sequence[str | int]) -> Any:
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        else:
            value = value[key] if isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value) else None
    return value


class _Pen:
    """Puts values where they differ from what is there, and no further up than that."""

    def __init__(self, edits: Edits, language: str) -> None:
        self.edits, self.language = edits, language

    def put(self, keys: Keys, value: Any) -> None:
        """Make ``value`` what stands at ``keys``. Raises KeyError where nothing can stand."""
        if is_text(keys[:-1]) and isinstance(keys[-1], str):
            self._put_text(keys[:-1], keys[-1], value)
        elif is_text(keys) and isinstance(value, dict):
            there = _at(self.edits.value, keys)
            if isinstance(there, list):
                self.edits.set(keys, _plain_text(value, self.language))
                return
            for tongue in [*value, *(tag for tag in (there if isinstance(there, dict) else ()) if tag not in value)]:
                self._put_text(keys, tongue, value.get(tongue, ""))
        else:
            self._put_other(keys, value)

    def take(self, keys: Keys) -> None:
        """Take what stands at ``keys`` out, if anything does."""
        if is_text(keys[:-1]) and isinstance(keys[-1], str):
            self._put_text(keys[:-1], keys[-1], "")
        elif _at(self.edits.value, keys) is not None:
            self.edits.remove(keys)

    def _put_text(self, keys: Keys, language: str, text: str) -> None:
        there = _at(self.edits.value, keys)
        if isinstance(there, list) or not isinstance(text, str):
            raise KeyError(keys)
        said = dict(there) if isinstance(there, dict) else {} if there is None else {self.language: str(there)}
        wanted = {tag: one for tag, one in {**said, language: text.strip()}.items() if one or tag != language}
        if wanted == said:
            return
        if not wanted:
            self.take_whole(keys)
        elif isinstance(there, dict):
            if text.strip():
                self.edits.set((*keys, language), text.strip())
            else:
                self.edits.remove((*keys, language))
        else:
            self._set(keys, _plain_text(wanted, self.language))

    def take_whole(self, keys: Keys) -> None:
        """Take a key out."""
        if _at(self.edits.value, keys) is not None:
            self.edits.remove(keys)

    def _put_other(self, keys: Keys, value: Any) -> None:
        there = _at(self.edits.value, keys)
        if isinstance(value, dict) and isinstance(there, dict):
            for name in [name for name in there if name not in value]:
                self.take((*keys, name))
            for name, inner in value.items():
                self.put((*keys, name), inner)
        elif isinstance(value, list) and isinstance(there, list) and there and _holds_items(value, there):
            self._put_items(keys, value, there)
        elif there != value or type(there) is not type(value):
            self._set(keys, _plain_texts(keys, value, self.language))

    def _put_items(self, keys: Keys, value: list[Any], there: list[Any]) -> None:
        """A list of mappings or areas: items that are the same stay, wherever they come to stand."""
        if not value:
            self.edits.remove(keys)
            return
        before = [json.dumps(_plain_texts((*keys, 0), one, self.language), sort_keys=True) for one in there]
        after = [json.dumps(_plain_texts((*keys, 0), one, self.language), sort_keys=True) for one in value]
        moved = 0
        for _, old, old_end, new, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            both = min(old_end - old, new_end - new)
            if before[old:old_end] != after[new:new_end]:
                for place in range(both):
                    self.put((*keys, old + moved + place), value[new + place])
            for _ in range(old_end - old - both):
                self.edits.remove((*keys, old + moved + both))
                moved -= 1
            for place in range(new + both, new_end):
                item = _plain_texts((*keys, 0), value[place], self.language)
                at = old + moved + both
                if at == len(_at(self.edits.value, keys)):
                    self.edits.append(keys, item)
                else:
                    self.edits.insert((*keys, at), item)
                moved += 1

    def _set(self, keys: Keys, value: Any) -> None:
        """Put a value where there is none, and the mappings that hold it."""
        if len(keys) > 5 and _at(self.edits.value, keys[:-1]) is None and isinstance(keys[-1], str):
            self._set(keys[:-1], {keys[-1]: value})
        else:
            self.edits.set(keys, value)


def _holds_items(value: list[Any], there: list[Any]) -> bool:
    """Whether these are lists of things, and not the two numbers of a place or the points of a line."""
    items = [*value, *there]
    return all(isinstance(one, dict) for one in items) or all(
        isinstance(one, list) and one and isinstance(one[0], list) for one in items
    )


def _plain_text(text: Mapping[str, str], language: str) -> Any:
    """A text by language, as one writes it: alone where it is in the exhibit's language only."""
    return text[language] if list(text) == [language] else dict(text)


def _plain_texts(keys: Keys, value: Any, language: str) -> Any:
    """``value`` with every text in it as one writes it."""
    if is_text(keys) and isinstance(value, dict):
        return _plain_text({tag: text for tag, text in value.items() if text}, language)
    if isinstance(value, dict):
        return {name: _plain_texts((*keys, name), inner, language) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain_texts((*keys, place), inner, language) for place, inner in enumerate(value)]
    return value


def _tidy(value: Any, field: str) -> Any:
    """Places in a picture without the digits that no eye sees."""
    if field not in ("hints", "protect", "crop", "vividness"):
        return value
    if isinstance(value, dict):
        return {name: _tidy(inner, field) for name, inner in value.items()}
    if isinstance(value, list):
        return [_tidy(inner, field) for inner in value]
    return round(value, _DIGITS) if isinstance(value, float) else value
