"""The search of one language: a page, and beside it what can be found, which no other page loads.

search/index.html           the field, the filters and, without a script, the way to the indexes
assets/search-<language>.js the words of every work, as a script, so that it also loads from a folder on a stick
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gallery.manifest.schema import Work
from gallery.publication.show import Show
from gallery.publish.site.films import told_in
from gallery.publish.site.order import years
from gallery.publish.site.steps.search import SCRIPT, search_step
from gallery.publish.site.view import Page, View, version_of, views
from gallery.tasks import Task
from gallery.words.dates import readable

_WORDS = ("title", "creator", "date", "place", "medium", "credit", "lender", "inventory_number", "alt")
"""What is found and shown as the label has it; the description is Markdown and loses its marks."""

_LONGEST = 100
"""Years; of a longer span only its ends can be found."""

_PRECISE = 20
"""Years; a longer span, such as a century, brings no decade into the filter by itself."""


def pages(view: View) -> Iterator[Page]:
    """The page of the search."""
    exhibit = view.show.exhibit
    more = {
        "rooms": [{name: room[name] for name in ("number", "title", "elsewhere")} for room in view.rooms],
        "decades": _decade_names(view, _PRECISE),
        "undated": any(work.date is None for work in exhibit.works),
        "kinds": _kinds(exhibit.works),
        "count": len(exhibit.works),
        "words_version": version_of(_parameters(view)),
    }
    yield view.page("search", "search/index.html", "search.html", view.t("site.search"), more)


def tasks(show: Show) -> list[Task]:
    """What can be found in each language. It needs every work's derivatives, for the sizes of the small pictures."""
    return [
        Task(
            id=f"site/search/{view.language}",
            step=search_step,
            parameters=_parameters(view),
            needs=tuple(f"colorize/{work.id}" for work in show.exhibit.works),
            publishes={SCRIPT: f"site/assets/search-{view.language}.js"},
            light=True,
        )
        for view in views(show)
    ]


def _parameters(view: View) -> dict[str, Any]:
    return {
        "language": view.language,
        "decades": _decade_names(view, _LONGEST),
        "works": [_words(view, number, work) for number, room in _rooms(view.show) for work in room],
    }


def _rooms(show: Show) -> Iterator[tuple[int, tuple[Work, ...]]]:
    return ((number, room.works) for number, room in enumerate(show.exhibit.rooms, start=1))


def _words(view: View, room: int, work: Work) -> dict[str, Any]:
    label = view.label(work)
    words = {name: getattr(label, name) for name in (*_WORDS, "description") if getattr(label, name)}
    if said := _said(view, work):
        words["transcript"] = said
    told: dict[str, Any] = {"id": work.id, "room": room, "kind": _kind(work)} | words
    if elsewhere := {name: tag for name, tag in label.elsewhere.items() if name in words}:
        told["elsewhere"] = elsewhere
    return told if work.date is None else told | {"years": list(years(work.date))}


def _said(view: View, work: Work) -> str | None:
    """What is said in a film, as Markdown: its transcript, else its captions in this language, or any."""
    if work.transcript is not None:
        return work.transcript.pick(view.language)
    track = told_in(view, view.show.films[work.id]) if work.is_film else None
    return None if track is None else " ".join(cue.text for cue in track.cues)


def _kind(work: Work) -> str:
    """``uncolorized``, ``given`` (colours inferred around given ones) or ``inferred``."""
    if not work.colorize:
        return "uncolorized"
    return "given" if work.hints else "inferred"


def _kinds(works: tuple[Work, ...]) -> list[str]:
    """What the filter of colours offers: nothing where all works are of one kind."""
    given = {_kind(work) for work in works}
    if len(given) == 1:
        return []
    # Given colours are the firm part of inferred ones: whoever asks for the inferred gets both.
    return [kind for kind in ("inferred", "given", "uncolorized") if kind in {"inferred", *given}]


def _decade_names(view: View, longest: int) -> list[dict[str, Any]]:
    """Every decade of the works whose date spans at most ``longest`` years: its first year and its name."""
    spans = [years(work.date) for work in view.show.exhibit.works if work.date is not None]
    tens = {
        ten
        for first, last in spans
        if last - first <= longest
        for ten in range(first // 10, last // 10 + 1)
        if 0 <= ten <= 999
    }
    return [{"year": ten * 10, "name": readable(f"{ten:03d}X", view.t.language)} for ten in sorted(tens)]
