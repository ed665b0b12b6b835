"""What the entrance, the rooms and the works say, as plain JSON: planned from the exhibit alone.

Every page has ``site`` (the exhibit as a whole) and ``page`` (its kind, title, path, the way to the root);
the rest is its own. A page's context holds nothing that it does not show: a change re-renders no other page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gallery.manifest.schema import PackageSource, PathSource, Room, UrlSource, Work
from gallery.pictures import addresses
from gallery.publication.films import clock
from gallery.publish.site import indexes
from gallery.publish.site.citation import citation
from gallery.publish.site.films import planned_film
from gallery.publish.site.structured import breadcrumbs, exhibition, photograph
from gallery.publish.site.view import Page, View

FIRST_WORKS = 4
"""Works of a room shown on the home page, one that leads and a row; the room's own page shows all."""

FIRST_ROOMS = 12
"""Rooms shown on the home page; the list of rooms has all."""

ON_A_PAGE = 48
"""Works on one page of a room, and rooms on one page of their list: as many as load and are looked at in one go."""


def pages(view: View) -> Iterator[Page]:
    """Home, the list of rooms, every room and every work."""
    yield _home(view)
    yield from _all_rooms(view)
    for index, planned in enumerate(view.show.exhibit.rooms):
        yield from _room(view, index, planned)
    yield from _works(view)


def parts(
    path: str, items: Sequence[Any], size: int = ON_A_PAGE
) -> Iterator[tuple[str, Sequence[Any], dict[str, Any]]]:
    """``items`` on pages of at most ``size``: the page's folder (``path``, ``path/2`` …), its items, and where it is
    among the pages."""
    count = max(1, -(-len(items) // size))
    for number in range(1, count + 1):
        folder = path if number == 1 else f"{path}/{number}"
        yield folder, items[(number - 1) * size : number * size], {"number": number, "count": count, "folder": path}


def _home(view: View) -> Page:
    exhibit = view.show.exhibit
    hero = next((work for work in exhibit.works if work.colorize), exhibit.works[0])
    sections = [
        room | {"works": _first(room["works"], hero.id), "count": len(room["works"])}
        for room in view.rooms[:FIRST_ROOMS]
    ]
    shown = dict.fromkeys([hero.id, *(work["id"] for room in sections for work in room["works"])])
    more = {
        "curator": exhibit.curator,
        "hero": view.label(hero).to_json() | {"description": None},
        "rooms": sections,
        "rooms_count": len(view.rooms),
        "said": view.texts(subtitle=exhibit.subtitle, statement=exhibit.statement),
        "structured": [exhibition(view, view.context("home", "index.html", "")["page"])],
    }
    title = exhibit.title.pick(view.language)
    return view.page("home", "index.html", "home.html", title, more, works=tuple(shown), labels=("hero",))


def _first(works: Sequence[Mapping[str, Any]], hero: str) -> list[Mapping[str, Any]]:
    """Those of a room that the home page shows: not once more what hangs above, unless it is all there is."""
    others = [work for work in works if work["id"] != hero]
    return list((others or works)[:FIRST_WORKS])


def _all_rooms(view: View) -> Iterator[Page]:
    for folder, rooms, part in parts("rooms", view.rooms):
        listed = [
            short(room) | {"count": len(room["works"]), "first": room["works"][0]} for room in rooms if room["works"]
        ]
        title = _numbered(view, view.t("site.rooms"), part)
        first = tuple(dict.fromkeys(room["first"]["id"] for room in listed))
        more = {"rooms": listed, "part": part}
        yield view.page(folder, f"{folder}/index.html", "rooms.html", title, more, kind="rooms", works=first)


def _room(view: View, index: int, planned: Room) -> Iterator[Page]:
    rooms = view.rooms
    room = rooms[index]
    around = {
        "previous": short(rooms[index - 1]) if index else None,
        "next": short(rooms[index + 1]) if index + 1 < len(rooms) else None,
    }
    for folder, works, part in parts(f"rooms/{room['slug']}", room["works"]):
        said = view.texts(text=planned.text) if part["number"] == 1 else view.texts(text=None)
        path = f"{folder}/index.html"
        more = {
            "room": short(room) | {"works": works, "count": len(room["works"])},
            "said": said,
            "part": part,
            "structured": [breadcrumbs(view, path, _way(view, room))],
        }
        title = _numbered(view, room["title"], part)
        shown = tuple(work["id"] for work in works)
        yield view.page(folder, path, "room.html", title, more | around, works=shown)


def _works(view: View) -> Iterator[Page]:
    places = [(room, at, entry) for room in view.rooms for at, entry in enumerate(room["works"])]
    works = view.show.exhibit.works
    ways = indexes.ways(view)
    for index, (work, (room, at, entry)) in enumerate(zip(works, places, strict=True)):
        path = addresses.work_page(work.id)
        label = view.label(work)
        context = view.context("work", path, entry["title"])
        more = {
            "label": label.to_json(),
            "room": short(room) | {"folder": _folder(room, at)},
            "source": source(work),
            "hints": _hints(view, work),
            "film": planned_film(view, work),
            "ways": ways[work.id],
            "protect": work.protect if work.colorize else (),
            "previous": titled(places[index - 1][2]) if index else None,
            "next": titled(places[index + 1][2]) if index + 1 < len(places) else None,
            "citation": citation(view, label, context["page"]),
            "structured": [
                photograph(view, work, context["page"]),
                breadcrumbs(view, path, _way(view, room), (entry["title"], path)),
            ],
            "download": addresses.download(work.id) if work.colorize and view.show.offers.downloads else None,
            "panel": addresses.panel(work.id, view.show.offers.panels) if view.show.offers.panels else None,
            "manifest": addresses.manifest(work.id) if view.show.offers.iiif else None,
        }
        yield view.page(
            f"works/{work.id}", path, "work.html", entry["title"], more,
            works=tuple(each.id for each in works[max(0, index - 1) : index + 2]), labels=("label",), subject=work.id,
            films=film_tasks(work) if view.show.offers.films else (),
        )  # fmt: skip


def _way(view: View, room: Mapping[str, Any]) -> tuple[str, str]:
    """A room as a step on the way to a page: its name, its page."""
    return f"{view.t('site.room', number=room['number'])}, {room['title']}", addresses.room_page(room["slug"])


def film_tasks(work: Work) -> tuple[str, ...]:
    """The tasks that make the films of a work, the original first."""
    versions = ("original", "colour") if work.colorize else ("original",)
    return tuple(f"film/{version}/{work.id}" for version in versions) if work.is_film else ()


def titled(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A work as a link."""
    return {name: entry[name] for name in ("id", "title", "elsewhere")}


def short(room: Mapping[str, Any]) -> dict[str, Any]:
    """A room as a link."""
    return {name: room[name] for name in ("slug", "number", "title", "elsewhere")}


def source(work: Work) -> dict[str, str]:
    """Where the master comes from, in the manifest's words; never a path of this machine."""
    match work.source:
        case UrlSource(url=url):
            return {"kind": "url", "url": url}
        case PackageSource(package=package, path=path):
            return {"kind": "package", "package": package, "path": path}
        case PathSource(path=path):
            return {"kind": "path", "path": path}


def _folder(room: Mapping[str, Any], at: int) -> str:
    """Folder of the page of ``room`` on which its work number ``at`` (from 0) hangs."""
    page = at // ON_A_PAGE + 1
    return f"rooms/{room['slug']}" if page == 1 else f"rooms/{room['slug']}/{page}"


def _numbered(view: View, title: str, part: Mapping[str, Any]) -> str:
    """``title`` with the number of the page behind it, unless it is the first."""
    return title if part["number"] == 1 else f"{title}, {view.t('site.page', number=part['number'])}"


def _hints(view: View, work: Work) -> list[dict[str, Any]]:
    if not work.colorize:
        return []
    return [
        {
            "points": hint.points,
            "form": next(iter(hint.place)),
            "color": hint.color.lower(),
            "radius": hint.radius,
            "assumption": hint.assumption,
            "while": None if hint.span is None else [clock(seconds) for seconds in hint.span],
        }
        | view.texts(evidence=hint.evidence)
        for hint in work.hints
    ]
