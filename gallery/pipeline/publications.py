"""Every publication, in the order in which their tasks are planned; each says of itself what there is to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gallery.manifest.schema import Exhibit
from gallery.publication.publication import Publication
from gallery.publication.show import Show
from gallery.publish.artsteps.plan import PUBLICATION as ARTSTEPS
from gallery.publish.iiif.plan import PUBLICATION as IIIF
from gallery.publish.panels.plan import PUBLICATION as PANELS
from gallery.publish.report.plan import PUBLICATION as REPORT
from gallery.publish.room.plan import PUBLICATION as ROOM
from gallery.publish.site.plan import PUBLICATION as SITE
from gallery.tasks import Task

PUBLICATIONS: tuple[Publication, ...] = (PANELS, ARTSTEPS, SITE, IIIF, ROOM, REPORT)


def planned(show: Show, publications: Sequence[Publication] = PUBLICATIONS) -> list[Task]:
    """The tasks of every publication that the exhibit asks for (pure).

    Raises:
        ValueError: one plans a task of another's name, or one that reads what it does not declare (a bug in it).
    """
    wanted = [publication for publication in publications if publication.wanted(show.exhibit)]
    told = replace(
        show,
        disclosed=tuple(row for publication in wanted for row in publication.disclosed(show)),
        left_out=left_out(show.exhibit, publications),
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


def left_out(exhibit: Exhibit, publications: Sequence[Publication] = PUBLICATIONS) -> tuple[str, ...]:
    """What the exhibit asks for and cannot have, and how to have it."""
    return tuple(line for publication in publications for line in publication.left_out(exhibit))
