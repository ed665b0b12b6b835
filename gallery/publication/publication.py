"""What a publication says of itself: everything that the rest of the press knows of it.

One is a package in ``gallery/publish``: ``section.py`` is its section of the manifest, ``plan.py`` ends in its
``PUBLICATION``. It is named once more, in :mod:`gallery.manifest.publications`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from gallery.manifest.kinds import Section
from gallery.manifest.reader import Manifest
from gallery.manifest.schema import Exhibit
from gallery.problems import Problem
from gallery.publication.profiles import Profile
from gallery.publication.show import Show
from gallery.tasks import Task
from gallery.words.texts import Texts


def nothing(*_: object) -> tuple[()]:
    """What a publication has to say that says nothing."""
    return ()


@dataclass(frozen=True)
class Publication:
    """One of the forms in which an exhibit appears."""

    name: str
    """As its section in the manifest; its tasks are called ``<name>/…``."""
    plan: Callable[[Show], list[Task]]
    """Its tasks (pure)."""
    reads: tuple[str, ...] = ()
    """Resources that its tasks may read: folders of templates, ``fonts``, ``logo``, ``theme``, ``weights``."""
    disclosed: Callable[[Show, Texts], Iterable[Mapping[str, str]]] = nothing
    """How it says that colours are inferred, for the report and in its words: rows of :func:`disclosure_row`."""
    left_out: Callable[[Exhibit, Texts], Iterable[str]] = nothing
    """What an exhibit wants of it and cannot have, and how to have it, in the words of one language."""
    problems: Callable[[Manifest, Profile], Iterable[Problem]] = nothing
    """What in a manifest it would refuse, at its place."""

    def wanted(self, exhibit: Exhibit) -> bool:
        """Whether ``exhibit`` asks for it; one that has no section there is always made."""
        section: Section | None = getattr(exhibit.publications, self.name, None)
        return section is None or section.enabled


def disclosure_row(words: Texts, pictures: str, beside: str, *, signed: bool = True) -> dict[str, str]:
    """Where the ``pictures`` of a publication lie, what stands ``beside`` each, and whether it is signed itself.

    ``beside`` is a key of the report's texts.
    """
    return {
        "pictures": pictures,
        "on_picture": words("report.signed" if signed else "report.unsigned"),
        "in_file": words("report.read_back"),
        "beside": words(f"report.{beside}"),
    }
