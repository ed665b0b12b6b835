"""The rooms to walk through: a page for each language, and the pictures as a script can hang them.

    walk/index.html             the plan, the list of works, and for those who can see it the rooms themselves
    walk/<work>-original.js     the picture inside a script: from a folder on a stick a page may load no other into
    walk/<work>-colour.js       three dimensions

Where everything hangs follows from the sizes of the pictures, so it is the page's step that plans the rooms
(:mod:`gallery.halls.floor_plan`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gallery.manifest.schema import Work
from gallery.pictures.packets import packets_id
from gallery.publication.show import Show
from gallery.publish.site.steps.walk import textures_step, walk_step
from gallery.publish.site.view import Page, View
from gallery.tasks import Task


def pages(view: View) -> Iterator[Page]:
    """The page of one language. It is rendered by :func:`walk_step`."""
    rooms = [
        {"number": number, "works": [_listed(view, work) for work in room.works]}
        | view.texts(title=room.title, text=room.text)
        for number, room in enumerate(view.show.exhibit.rooms, start=1)
    ]
    works = tuple(work.id for work in view.show.exhibit.works)
    yield view.page(
        "walk", "walk/index.html", "walk.html", view.t("walk.title"), {"rooms": rooms}, works=works, step=walk_step
    )


def tasks(show: Show) -> list[Task]:
    """The pictures of each work as scripts, with their labels inside."""
    return [_of_work(work) for work in show.exhibit.works] if show.offers.walk else []


def _of_work(work: Work) -> Task:
    versions = ("original", "colour") if work.colorize else ("original",)
    return Task(
        id=f"site/walk/{work.id}",
        step=textures_step,
        parameters={"work": work.id, "versions": list(versions)},
        needs=(f"site/pictures/{work.id}", packets_id(work.id)),
        publishes={f"{version}.js": f"site/walk/{work.id}-{version}.js" for version in versions},
        subject=work.id,
    )


def _listed(view: View, work: Work) -> dict[str, Any]:
    size = work.dimensions
    return {
        "label": replace(view.label(work), description=None).to_json(),
        "dimensions": None if size is None else list(size.centimetres),
        "film": work.is_film,
    }
