"""Draft works: what is known of a photograph, whoever said it, and its place in a manifest's text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gallery.errors import GalleryError
from gallery.manifest import forms
from gallery.manifest.checks import works_in
from gallery.manifest.editing import Edits
from gallery.manifest.rendering import mapping_lines
from gallery.manifest.scalars import readable
from gallery.manifest.schema import Work
from gallery.manifest.unfinished import TODO

LONGEST_ID = 80
"""Characters of a work's id."""

_NOT_HELD = "What a manifest cannot hold of this, such as control characters, stands as \ufffd or is left out."
_REQUIRED = tuple(name for name, known in Work.model_fields.items() if known.is_required())


@dataclass(frozen=True)
class DraftWork:
    """A work as far as it is known."""

    id: str
    """Wished for: it gets a number if it is taken."""
    source: Mapping[str, str]
    """As the manifest has it: ``{path}``, ``{url, sha256}``."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """The other keys of a work as plain values in the manifest's form; a text may be by language. Their order is
    nothing: they are written in the schema's."""
    todo: tuple[str, ...] = ()
    """Fields that somebody has to write, beside those that a work must have and ``fields`` lacks."""
    comments: Mapping[str, str] = field(default_factory=dict)
    """What is written as a comment above a key, ``source`` among them: what was found and could not be used."""

    def written(self) -> dict[str, Any]:
        """The work as a manifest has it, with ``TODO`` for what is missing."""
        known: dict[str, Any] = {"id": self.id, "source": dict(self.source)}
        known |= {name: TODO for name in (*_REQUIRED, *self.todo) if name not in known}
        known |= _readable(self.fields)
        return {name: known[name] for name in Work.model_fields if name in known}

    def placed(self) -> dict[str, str]:
        """The comments above keys that are written: those of others go above the alt text, which is always there.
        What a manifest cannot hold, and is written otherwise, is told there too."""
        written, found = self.written(), dict[str, str]()
        odd = [(name, _NOT_HELD) for name, value in self.fields.items() if value != _readable(value)]
        for name, comment in [*self.comments.items(), *odd]:
            key = name if name in written else "alt"
            found[key] = f"{found[key]} {comment}" if key in found else comment
        return found


def _readable(value: Any) -> Any:
    """A plain value with texts that a manifest can hold."""
    if isinstance(value, Mapping):
        return {key: _readable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_readable, value))
    return readable(value) if isinstance(value, str) else value


def slug(text: str) -> str:
    """An id made of ``text``: lower-case words joined by hyphens, with room for a number (:func:`with_own_ids`)."""
    return forms.slug(text, LONGEST_ID - len("-999")) or "work"


def with_own_ids(drafts: Iterable[DraftWork], taken: Iterable[str]) -> list[DraftWork]:
    """The drafts, each with an id that neither another one nor ``taken`` has: ``tram``, ``tram-2``."""
    used = set(taken)
    named = []
    for draft in drafts:
        own, number = draft.id, 1
        while own in used:
            number += 1
            own = f"{draft.id}-{number}"
        used.add(own)
        named.append(replace(draft, id=own))
    return named


def ids_in(value: Any) -> list[str]:
    """The ids of all works in the plain value of a manifest."""
    return [str(work["id"]) for _, work in works_in(value) if "id" in work]


def with_works(text: str, drafts: Sequence[DraftWork], name: str) -> str:
    """The manifest ``text`` with the drafts as works behind the last one of the last room; all else stays as it is.

    Their ids become unique. Raises ManifestError where ``text`` is no YAML, and GalleryError where it has no room.
    ``name`` is the file's in messages.
    """
    edits = Edits(text, name)
    rooms = edits.value.get("rooms") if isinstance(edits.value, dict) else None
    if not isinstance(rooms, list) or not rooms or not isinstance(rooms[-1], dict):
        raise GalleryError(f"{name} has no room to put works into", "add 'rooms:' with a room that has a title")
    for draft in with_own_ids(drafts, ids_in(edits.value)):
        edits.append(("rooms", len(rooms) - 1, "works"), draft.written(), draft.placed())
    return edits.text()


def new_manifest(drafts: Sequence[DraftWork], language: str, facts: Mapping[str, Any] | None = None) -> str:
    """The text of a manifest with one room of these works, and ``TODO`` for what only a curator can say.

    Args:
        language: of the texts, a BCP 47 tag.
        facts: keys of the exhibit that are known, such as its title.
    """
    known: dict[str, Any] = {"title": TODO, "curator": TODO, "language": language, "statement": TODO}
    known |= _readable(facts or {})
    lines = [
        "# yaml-language-server: $schema=exhibit.schema.json",
        "#",
        f"# Write something in place of each {TODO}; 'gallery check' counts those that are left.",
        "",
        mapping_lines(known, 0),
        "",
        "rooms:",
        f"  - title: {TODO}",
        "    works: []",
        "",
    ]
    return with_works("\n".join(lines), drafts, "exhibit.yaml")
