"""What the pages beside the exhibition say: the method, who made it and the rights, and where nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from gallery.publish.site.contexts import parts, short, titled
from gallery.publish.site.metrics import metric_tables
from gallery.publish.site.view import Page, View, entry_of

RIGHTS_ON_A_PAGE = 200
"""Works whose rights stand on one page."""

_RIGHTS = ("title", "creator", "date", "credit", "rights", "rights_label", "rights_note")


def pages(view: View) -> Iterator[Page]:
    """Method, about and rights, 404."""
    yield _method(view)
    yield from _about(view)
    yield _missing(view)


def _method(view: View) -> Page:
    works = view.show.exhibit.works
    weights = view.show.weights
    more = {
        "weights": dict(weights) if weights is not None else None,
        "metrics": metric_tables(weights.get("metrics") if weights is not None else None, view.t),
        "hinted": [titled(view.entry(work)) for work in works if work.colorize and work.hints],
        "uncolorized": [titled(view.entry(work)) for work in works if not work.colorize],
    }
    return view.page("method", "method/index.html", "method.html", view.t("method.title"), more)


def _about(view: View) -> Iterator[Page]:
    exhibit = view.show.exhibit
    places = [(room, entry) for room in view.rooms for entry in room["works"]]
    for folder, listed, part in parts("about", places, RIGHTS_ON_A_PAGE):
        rooms: dict[int, dict[str, Any]] = {}
        for room, entry in listed:
            found = rooms.setdefault(room["number"], short(room) | {"works": []})
            found["works"].append(entry_of(view.labels[entry["id"]], _RIGHTS))
        more = {
            "curator": exhibit.curator,
            "address": view.texts(text=exhibit.institution.address if exhibit.institution is not None else None),
            "rooms": list(rooms.values()),
            "part": part,
            "shipped_type": exhibit.fonts.serif is None and exhibit.fonts.sans is None,
        }
        title = view.t("site.about")
        if part["number"] > 1:
            title = f"{title}, {view.t('site.page', number=part['number'])}"
        yield view.page(folder, f"{folder}/index.html", "about.html", title, more, kind="about")


def _missing(view: View) -> Page:
    # A server shows this page at any address, so its links start at the site's own root where that is known.
    page = view.page("404", "404.html", "missing.html", view.t("site.missing"), {}, kind="missing")
    base = view.show.exhibit.base_url
    if base:
        root = urlsplit(base).path
        page.context["page"].update(root=root, base=root + view.prefix)
        for language in page.context["page"]["languages"]:
            language["path"] = root + ("" if language["own"] else f"{language['tag']}/") + "404.html"
    return page
