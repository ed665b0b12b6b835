"""What each page of the site says, as plain JSON: planned from the exhibit alone, without opening anything.

Every page has ``site`` (the exhibit as a whole) and ``page`` (its kind, title, path, the way to the root);
the rest is its own. A page's context holds nothing that it does not show: a change re-renders no other page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from gallery.manifest.schema import PackageSource, PathSource, Room, Text, UrlSource, Work, slug
from gallery.publish.site.metrics import metric_tables
from gallery.render.label import Label, label_of
from gallery.render.show import Show

FIRST_WORKS = 6
"""Works of a room shown on the home page; the room's own page shows all."""


@dataclass(frozen=True)
class Page:
    """One page, planned."""

    name: str
    """Last part of the task's id: ``home``, ``works/first-flight``."""
    path: str
    """Where it stands in the site: ``works/first-flight/index.html``."""
    template: str
    context: Mapping[str, Any]
    works: tuple[str, ...] = ()
    """Works whose pictures it shows."""
    labels: tuple[str, ...] = ()
    """Entries of the context that are labels of such works."""
    subject: str = ""


def planned_pages(show: Show) -> Iterator[Page]:
    """Every page of the site, home first."""
    rooms = _rooms(show)
    yield _home(show, rooms)
    for index, planned in enumerate(show.exhibit.rooms):
        yield _room(show, rooms, index, planned)
    yield from _works(show, rooms)
    yield _method(show)
    yield _about(show, rooms)
    yield _missing(show)


def _home(show: Show, rooms: list[dict[str, Any]]) -> Page:
    exhibit = show.exhibit
    hero = next((work for work in exhibit.works if work.colorize), exhibit.works[0])
    sections = [room | {"works": room["works"][:FIRST_WORKS], "count": len(room["works"])} for room in rooms]
    shown = dict.fromkeys([hero.id, *(work["id"] for room in sections for work in room["works"])])
    context = _context(show, "home", "index.html", exhibit.title.pick(exhibit.language)) | {
        "subtitle": _pick(show, exhibit.subtitle),
        "curator": exhibit.curator,
        "statement": exhibit.statement.pick(exhibit.language),
        "hero": _label(show, hero).to_json() | {"description": None},
        "rooms": sections,
    }
    return Page("home", "index.html", "home.html", context, tuple(shown), ("hero",))


def _room(show: Show, rooms: list[dict[str, Any]], index: int, planned: Room) -> Page:
    room = rooms[index]
    path = f"rooms/{room['slug']}/index.html"
    context = _context(show, "room", path, room["title"]) | {
        "room": room | {"text": _pick(show, planned.text)},
        "previous": _short(rooms[index - 1]) if index else None,
        "next": _short(rooms[index + 1]) if index + 1 < len(rooms) else None,
    }
    works = tuple(work["id"] for work in room["works"])
    return Page(f"rooms/{room['slug']}", path, "room.html", context, works)


def _works(show: Show, rooms: list[dict[str, Any]]) -> Iterator[Page]:
    places = [(room, entry) for room in rooms for entry in room["works"]]
    by_id = {work.id: work for work in show.exhibit.works}
    for index, (room, entry) in enumerate(places):
        work = by_id[entry["id"]]
        path = f"works/{work.id}/index.html"
        context = _context(show, "work", path, entry["title"]) | {
            "label": _label(show, work).to_json(),
            "room": _short(room),
            "source": _source(work),
            "hints": _hints(show, work),
            "previous": _titled(places[index - 1][1]) if index else None,
            "next": _titled(places[index + 1][1]) if index + 1 < len(places) else None,
        }
        yield Page(f"works/{work.id}", path, "work.html", context, (work.id,), ("label",), work.id)


def _method(show: Show) -> Page:
    path = "method/index.html"
    exhibit = show.exhibit
    context = _context(show, "method", path, "How the colours came about") | {
        "weights": dict(show.weights) if show.weights is not None else None,
        "metrics": metric_tables(show.weights.get("metrics") if show.weights is not None else None),
        "hinted": [_titled(_entry(show, work)) for work in exhibit.works if work.colorize and work.hints],
        "uncolorized": [_titled(_entry(show, work)) for work in exhibit.works if not work.colorize],
    }
    return Page("method", path, "method.html", context)


def _about(show: Show, rooms: list[dict[str, Any]]) -> Page:
    path = "about/index.html"
    by_id = {work.id: work for work in show.exhibit.works}
    listed = [
        room | {"works": [_rights(_label(show, by_id[entry["id"]])) for entry in room["works"]]} for room in rooms
    ]
    context = _context(show, "about", path, "About and rights") | {
        "curator": show.exhibit.curator,
        "rooms": listed,
        "shipped_type": show.exhibit.fonts.serif is None and show.exhibit.fonts.sans is None,
    }
    return Page("about", path, "about.html", context)


def _missing(show: Show) -> Page:
    # A server shows this page at any address, so its links start at the site's own root where that is known.
    base = show.exhibit.base_url
    context = _context(show, "missing", "404.html", "This page is not here")
    context["page"]["root"] = urlsplit(base).path if base else ""
    return Page("404", "404.html", "missing.html", context)


def _context(show: Show, kind: str, path: str, title: str) -> dict[str, Any]:
    exhibit = show.exhibit
    address = path.removesuffix("index.html")
    return {
        "site": {
            "title": exhibit.title.pick(exhibit.language),
            "curator": exhibit.curator,
            "language": exhibit.language,
            "base_url": exhibit.base_url,
        },
        "page": {
            "kind": kind,
            "title": title,
            "path": path,
            "root": "../" * path.count("/"),
            "url": exhibit.base_url + address if exhibit.base_url else None,
        },
    }


def _rooms(show: Show) -> list[dict[str, Any]]:
    """Rooms in order, each with a slug of its own and its works in hanging order."""
    taken: set[str] = set()
    found = []
    for index, room in enumerate(show.exhibit.rooms):
        title = room.title.pick(show.exhibit.language)
        name = slug(title)
        while name in taken:
            name = f"{name}-{index + 1}"
        taken.add(name)
        works = [_entry(show, work) for work in room.works]
        found.append({"slug": name, "number": index + 1, "title": title, "works": works})
    return found


def _label(show: Show, work: Work) -> Label:
    return label_of(work, show.exhibit, show.number(work.id))


def _entry(show: Show, work: Work) -> dict[str, Any]:
    """A work in a list: what stands under its picture."""
    label = label_of(work, show.exhibit, 0)
    shown = ("id", "title", "creator", "date", "alt", "colorized")
    return {name: value for name, value in label.to_json().items() if name in shown}


def _rights(label: Label) -> dict[str, Any]:
    shown = ("id", "title", "creator", "date", "credit", "rights", "rights_label", "rights_note")
    return {name: value for name, value in label.to_json().items() if name in shown}


def _titled(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": entry["id"], "title": entry["title"]}


def _short(room: Mapping[str, Any]) -> dict[str, Any]:
    return {"slug": room["slug"], "number": room["number"], "title": room["title"]}


def _source(work: Work) -> dict[str, str]:
    """Where the master comes from, in the manifest's words; never a path of this machine."""
    match work.source:
        case UrlSource(url=url):
            return {"kind": "url", "url": url}
        case PackageSource(package=package, path=path):
            return {"kind": "package", "package": package, "path": path}
        case PathSource(path=path):
            return {"kind": "path", "path": path}


def _hints(show: Show, work: Work) -> list[dict[str, Any]]:
    if not work.colorize:
        return []
    return [
        {
            "x": hint.at[0],
            "y": hint.at[1],
            "color": hint.color.lower(),
            "radius": hint.radius,
            "evidence": hint.evidence.pick(show.exhibit.language),
            "assumption": hint.assumption,
        }
        for hint in work.hints
    ]


def _pick(show: Show, text: Text | None) -> str | None:
    return None if text is None else text.pick(show.exhibit.language)
