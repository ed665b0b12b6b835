"""Three ways to find a work: by who made it, by where and by when it was taken.

    people/index.html   A to Z by family name, works under each name; works without one, or by nobody known, last
    places/index.html   likewise
    dates/index.html    by decade; undated works last

An index is left out when nothing could be found in it: when no work has a creator, a place or a date. A long one
goes on at ``people/2/index.html``, so that no page lists more than :data:`MOST` works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from typing import Any

from gallery.labels.creators import CreatorName
from gallery.manifest.schema import Work
from gallery.publish.site.map import located
from gallery.publish.site.order import date_key, decade, decade_key, letter, name_key
from gallery.publish.site.timeline import timeline
from gallery.publish.site.view import Page, View
from gallery.words.dates import readable

MOST = 100
"""Works on one page."""


@dataclass(frozen=True)
class Heading:
    """A name and the works under it; in the index of dates there are no names."""

    name: str | None
    works: list[dict[str, Any]]
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Language of the name, by ``name``, if it is not the page's."""
    continued: bool = False
    """The page before has the first of its works."""


@dataclass(frozen=True)
class Group:
    """What stands under one letter or decade."""

    anchor: str
    """Its id on the page: ``at-a``, ``at-193x``, ``at-u416``."""
    name: str
    """As a visitor reads it: ``A``, ``1930s``."""
    headings: list[Heading] = field(default_factory=list)


def pages(view: View) -> Iterator[Page]:
    """Every page of every index, in one language."""
    for name in view.show.offers.indexes:
        yield from _index(view, name, _pages_of(view, name))


def ways(view: View) -> dict[str, dict[str, Any]]:
    """Where the label of each work leads, in this language's pages: work → ``places`` and ``dates``, the address of its
    group there, and ``people``, that of each name's, by the name as the index has it."""
    found: dict[str, dict[str, Any]] = {work.id: {"people": {}} for work in view.show.exhibit.works}
    for name in view.show.offers.indexes:
        for number, groups in enumerate(_pages_of(view, name), start=1):
            for group, heading in ((each, heading) for each in groups for heading in each.headings):
                address = f"{_place(name, number)}#{group.anchor}"
                for work in heading.works:
                    places = found[work["id"]]
                    if name != "people":
                        places.setdefault(name, address)
                    elif heading.name is not None:
                        places["people"].setdefault(heading.name, address)
    return found


def _pages_of(view: View, name: str) -> list[list[Group]]:
    return list(_paged(_by_date(view) if name == "dates" else _by_name(view, name)))


def _by_name(view: View, index: str) -> list[Group]:
    """Works under names, names under letters; works without a name in a last group."""
    named: dict[str, Heading] = {}
    nameless: list[dict[str, Any]] = []
    for work in view.show.exhibit.works:
        found = list(_names(view, index, work))
        for name, tag, role in found:
            heading = named.setdefault(name, Heading(name, [], {} if tag == view.language else {"name": tag}))
            heading.works.append(_entry(view, work) | ({"role": role} if role else {}))
        if not found:
            nameless.append(_entry(view, work))
    names = sorted(named, key=lambda name: name_key(name, view.language))
    groups = [
        Group(_anchor(first), first, [named[name] for name in under])
        for first, under in groupby(names, key=lambda name: letter(name, view.language))
    ]
    return [*groups, *_last(view, index, nameless)]


def _names(view: View, index: str, work: Work) -> Iterator[tuple[str, str, str | None]]:
    """Names under which ``work`` stands, each once: the name, its language, and of people what they did."""
    if index == "places":
        if work.place is not None:
            own = view.show.exhibit.language
            yield work.place.pick(view.language), work.place.language(view.language, own), None
        return
    found: dict[str, list[CreatorName]] = {}
    for creator in view.label(work).creators:
        if creator.sort is not None:
            found.setdefault(creator.sort, []).append(creator)
    for name, same in found.items():
        yield name, same[0].language, ", ".join(one.role for one in same if one.role) or None


def _by_date(view: View) -> list[Group]:
    """Works under decades in the order of their dates; works without a date in a last group."""
    dated: dict[str, list[Work]] = {}
    for work in view.show.exhibit.works:
        if work.date is not None:
            dated.setdefault(decade(work.date), []).append(work)
    groups = [
        Group(_anchor(name), readable(name, view.t.language), [Heading(None, _in_order(view, dated[name]))])
        for name in sorted(dated, key=decade_key)
    ]
    undated = [_entry(view, work) for work in view.show.exhibit.works if work.date is None]
    return [*groups, *_last(view, "dates", undated)]


def _in_order(view: View, works: list[Work]) -> list[dict[str, Any]]:
    ordered = sorted(works, key=lambda work: (date_key(work.date or ""), view.numbers[work.id]))
    return [_entry(view, work) for work in ordered]


def _last(view: View, index: str, works: list[dict[str, Any]]) -> list[Group]:
    """The group of works that the index has no other place for, if there are any."""
    return [Group("at-none", view.t(f"search.no_{index}"), [Heading(None, works)])] if works else []


def _anchor(name: str) -> str:
    plain = name.casefold()
    return f"at-{plain}" if plain.isascii() and plain.isalnum() else f"at-u{ord(name[0]):x}"


def _entry(view: View, work: Work) -> dict[str, Any]:
    """What a line of an index says of a work."""
    entry = view.entry(work)
    return {name: entry[name] for name in ("id", "title", "creator", "date", "elsewhere")}


def _paged(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """``groups`` in pages of at most :data:`MOST` works; a name is divided only if it has more by itself."""
    page: list[Group] = []
    count = 0
    for group in groups:
        for piece in (piece for heading in group.headings for piece in _pieces(heading)):
            if count + len(piece.works) > MOST:
                yield page
                page, count = [], 0
            if not page or page[-1].anchor != group.anchor:
                page.append(Group(group.anchor, group.name))
            page[-1].headings.append(piece)
            count += len(piece.works)
    yield page


def _pieces(heading: Heading) -> Iterator[Heading]:
    for start in range(0, len(heading.works), MOST):
        yield replace(heading, works=heading.works[start : start + MOST], continued=start > 0)


def _index(view: View, name: str, paged: list[list[Group]]) -> Iterator[Page]:
    title = view.t(f"site.{name}")
    jumps = _jumps(paged, name)
    dates = [work.date for work in view.show.exhibit.works if work.date is not None]
    line = timeline(dates, jumps) if name == "dates" else []
    for number, groups in enumerate(paged, start=1):
        place = _place(name, number)
        shown = title if number == 1 else f"{title}, {view.t('site.page', number=number)}"
        more = {
            "page": _page(view, name, number, shown),
            "heading": title,
            "groups": [asdict(group) for group in groups],
            "jumps": jumps,
            "timeline": line,
            "map": located(view) if name == "places" and number == 1 else None,
            "part": {"number": number, "count": len(paged), "folder": name},
        }
        works = dict.fromkeys(work["id"] for group in groups for heading in group.headings for work in heading.works)
        page = place.removesuffix("/index.html")
        yield view.page(page, place, f"{name}.html", shown, more, kind=name, works=tuple(works))


def _page(view: View, name: str, number: int, title: str) -> dict[str, Any]:
    """What a page knows of itself. A language divides its index in its own way, so another's begins at the front."""
    page: dict[str, Any] = view.context(name, _place(name, number), title)["page"]
    if number > 1:
        front = view.context(name, _place(name, 1), title)["page"]["languages"]
        page["languages"] = [
            here if here["tag"] == view.language else there | {"path": f"../{there['path']}"}
            for here, there in zip(page["languages"], front, strict=True)
        ]
    return page


def _place(name: str, number: int) -> str:
    return f"{name}/index.html" if number == 1 else f"{name}/{number}/index.html"


def _jumps(paged: list[list[Group]], name: str) -> list[dict[str, Any]]:
    """Where each letter or decade begins."""
    found: dict[str, dict[str, Any]] = {}
    for number, groups in enumerate(paged, start=1):
        for group in groups:
            jump = {"name": group.name, "anchor": group.anchor, "number": number, "path": _place(name, number)}
            found.setdefault(group.anchor, jump)
    return list(found.values())
