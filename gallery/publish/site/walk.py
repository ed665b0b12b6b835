"""The rooms to walk through: a page for each language, and the pictures as a script can hang them.

    walk/index.html             the plan, the list of works, and for those who can see it the rooms themselves
    walk/labels-<part>.js       the labels of a few works, for a script and in the page's language
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
from gallery.pictures import addresses
from gallery.pictures.packets import packets_id
from gallery.publication.show import Show
from gallery.publish.site.steps.pages import PAGE
from gallery.publish.site.steps.walk import labels_step, textures_step, walk_step
from gallery.publish.site.view import Page, View, views
from gallery.tasks import Task

LABELS = 25
"""Works whose labels one script holds: a walk of a thousand works brings those of the halls that are near."""


def pages(view: View) -> Iterator[Page]:
    """The page of one language. It is rendered by :func:`walk_step`."""
    rooms = [
        {"number": number, "works": [_listed(view, work) for work in room.works]}
        | view.texts(title=room.title, text=room.text)
        for number, room in enumerate(view.show.exhibit.rooms, start=1)
    ]
    works = tuple(work.id for work in view.show.exhibit.works)
    yield view.page(
        "walk", "walk/index.html", "walk.html", view.t("walk.title"), {"rooms": rooms, "labels": LABELS},
        works=works, step=walk_step,
    )  # fmt: skip


def tasks(show: Show) -> list[Task]:
    """The pictures of each work as scripts, with their labels inside; and the labels of each language."""
    if not show.offers.walk:
        return []
    return [
        *(_of_work(work) for work in show.exhibit.works),
        *(_labels(view, first) for view in views(show) for first in range(0, len(show.exhibit.works), LABELS)),
    ]


def _of_work(work: Work) -> Task:
    versions = ("original", "colour") if work.colorize else ("original",)
    return Task(
        id=f"site/walk/{work.id}",
        step=textures_step,
        parameters={"work": work.id, "versions": list(versions)},
        needs=(f"site/pictures/{work.id}", packets_id(work.id)),
        publishes={f"{version}.js": f"site/walk/{work.id}-{version}.js" for version in versions},
        light=True,
        subject=work.id,
    )


def _labels(view: View, first: int) -> Task:
    works = view.show.exhibit.works[first : first + LABELS]
    name = f"walk/labels-{first // LABELS + 1}"
    entries = [replace(view.label(work), description=None).to_json() for work in works]
    return Task(
        id=f"site/pages/{view.prefix}{name}",
        step=labels_step,
        parameters={
            "template": "walk-labels.js",
            "context": view.context("walk", "walk/index.html", view.t("walk.title"))
            | {"entries": entries, "moving": {work.id: _films(work) for work in works if work.is_film}},
            "works": [work.id for work in works],
            "labels": [],
            "films": [],
            "theme": view.show.exhibit.publications.site.theme,
        },
        needs=tuple(f"colorize/{work.id}" for work in works),
        reads=("site", "texts", *(("theme",) if "theme" in view.show.resources else ())),
        publishes={PAGE: f"site/{view.prefix}{name}.js"},
        light=True,
    )


def _films(work: Work) -> dict[str, str]:
    """Where the film is that can play on the wall, for each version."""
    versions = ("original", "colour") if work.colorize else ("original",)
    return {version: addresses.film(work.id, version) for version in versions}


def _listed(view: View, work: Work) -> dict[str, Any]:
    size = work.dimensions
    return {
        "label": replace(view.label(work), description=None).to_json(),
        "dimensions": None if size is None else list(size.centimetres),
        "film": work.is_film,
    }
