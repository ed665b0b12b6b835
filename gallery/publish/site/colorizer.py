"""The page on which visitors colorize a photograph of their own, in their own browser.

site/colorizer         the network, how it is served, the program that runs it; nothing comes from elsewhere

What runs there is ``templates/frontend/colorize``, the colourist of :mod:`model.inference` once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gallery.labels.label import DIGITAL_SOURCE_TYPE
from gallery.pictures.addresses import image
from gallery.pictures.metadata import xmp_packet
from gallery.pictures.planned_mark import mark_in
from gallery.pictures.veil import TINT, VEILS
from gallery.publication.show import Show
from gallery.publish.site.steps.colorizer import FILES, NETWORK, colorizer_step
from gallery.publish.site.view import Page, View, version_of
from gallery.tasks import Task

PATH = "colorize/index.html"


_NOTICE = "{notice}"
"""In the packet of metadata: where the page puts the notice of what was made."""


def pages(view: View) -> Iterator[Page]:
    """The page in one language; none without weights, or where the exhibit does not want it."""
    if not view.show.offers.colorizer:
        return
    more = {
        "colorizer": {
            "worker": f"colorizer/worker.js?v={_version(view.show)}",
            "megabytes": _megabytes(view.show),
            "vividness": _vividness(view.show),
            "veil": {"tint": TINT, "opacities": VEILS},
            "packet": _packet(view),
        },
        "sample": _sample(view.show),
    }
    yield view.page("colorize", PATH, "colorize.html", view.t("colorize.title"), more)


def tasks(show: Show) -> list[Task]:
    """What the page loads."""
    if not show.offers.colorizer:
        return []
    return [
        Task(
            id="site/colorizer",
            step=colorizer_step,
            parameters={"mark": _mark(show)},
            reads=("bundles", "fonts", "weights"),
            publishes={"colorizer/": "site/colorizer/"},
        )
    ]


def _mark(show: Show) -> dict[str, Any] | None:
    """The mark of what visitors make here, in the exhibit's language; None where downloads have none."""
    chosen = show.exhibit.mark
    marked = show.exhibit.publications.site.mark
    return mark_in(show.exhibit.language, chosen.corner, chosen.form).to_json() if marked else None


def _sample(show: Show) -> dict[str, str] | None:
    """The first photograph of the exhibition that is colorized, to try the page with."""
    work = next((work for work in show.exhibit.works if work.colorize), None)
    if work is None:
        return None
    return {"address": f"{image(work.id, 'original')}/full/max/0/default.jpg", "name": f"{work.id}.png"}


def _version(show: Show) -> str:
    """Changes with every file of :func:`colorizer_step`, so that no browser mixes old and new ones."""
    files = [show.resources[name].digest for name in ("weights", "bundles", "fonts")]
    return version_of([*files, _mark(show)])


def _megabytes(show: Show) -> int:
    """What a visitor's browser loads before it can begin."""
    bundles, weights = show.resources["bundles"].sizes, show.resources["weights"].sizes
    return round((sum(bundles[name] for name in FILES) + weights[NETWORK]) / 1e6)


def _vividness(show: Show) -> object:
    chosen = show.exhibit.colorizer.vividness
    return (show.weights or {})["vividness"] if chosen is None else chosen


def _packet(view: View) -> str:
    """The metadata of a picture made on the page, which says like ours that its colours are inferred."""
    kind = DIGITAL_SOURCE_TYPE + view.show.exhibit.colorizer.digital_source_type
    return xmp_packet({"digital_source_type": kind, "description": _NOTICE}, view.t.language).decode()
