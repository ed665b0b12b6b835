"""Every publication, in the order in which their tasks are planned; each says of itself what there is to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module

from gallery.manifest.publications import Publications
from gallery.manifest.schema import Exhibit
from gallery.publication.publication import Publication
from gallery.publication.show import Show
from gallery.tasks import Task
from gallery.words.texts import FALLBACK, Texts, texts_in


def _declared(name: str) -> Publication:
    publication: Publication = import_module(f"gallery.publish.{name}.plan").PUBLICATION
    return publication


REPORT = "report"
"""Made of every exhibit, after all others: it has no section in the manifest."""

PUBLICATIONS = tuple(_declared(name) for name in (*Publications.model_fields, REPORT))


def planned(show: Show, publications: Sequence[Publication] = PUBLICATIONS) -> list[Task]:
    """The tasks of every publication that the exhibit asks for (pure).

    Raises:
        ValueError: one plans a task of another's name, or one that reads what it does not declare (a bug in it).
    """
    wanted = [publication for publication in publications if publication.wanted(show.exhibit)]
    words = texts_in(show.exhibit.language)
    told = replace(
        show,
        disclosed=tuple(row for publication in wanted for row in publication.disclosed(show, words)),
        left_out=left_out(show.exhibit, publications, words),
    )
    tasks = []
    for publication in wanted:
        for task in publication.plan(told):
            if task.stage != publication.name:
                raise ValueError(f"{publication.name} plans {task.id}, which is not called {publication.name}/…")
            if undeclared := sorted(set(task.reads) - set(publication.reads)):
                raise ValueError(f"{task.id} reads {', '.join(undeclared)}, which {publication.name} does not declare")
            tasks.append(task)
    return tasks


def left_out(
    exhibit: Exhibit, publications: Sequence[Publication] = PUBLICATIONS, words: Texts | None = None
) -> tuple[str, ...]:
    """What the exhibit asks for and cannot have, and how to have it; in English, as the commands speak, or in
    ``words``."""
    words = words or texts_in(FALLBACK)
    return tuple(line for publication in publications for line in publication.left_out(exhibit, words))
