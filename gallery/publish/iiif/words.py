"""What the descriptions say, planned from the exhibit alone: texts as IIIF language maps, plain JSON.

A viewer takes a value for HTML that begins with ``<`` and ends with ``>``, in a summary, a fact and the required
statement; some take any value for it, anywhere. So texts leave by one of two doors, :func:`shown` or :func:`named`.

Source: IIIF Presentation API 3.0, section 4.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import PurePosixPath
from typing import Any

from gallery.labels.creators import creators_of
from gallery.labels.label import Label, label_of
from gallery.manifest.dates import Interval, Moment, parse
from gallery.manifest.schema import Exhibit, Work
from gallery.manifest.text import Text
from gallery.pages.environment import markdown
from gallery.pages.logo import KINDS
from gallery.pictures import addresses
from gallery.publication.show import Show
from gallery.words.texts import sections, texts_in
from gallery.words.tongues import name_of

Words = dict[str, list[str]]
"""A language map: BCP 47 tag, or ``none`` for what is said alike in all, → values."""

_MARKS = re.compile("[<>&]")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML, and so HTML in a description, cannot hold."""

_SHOWN = ("place", "medium", "credit", "lender", "rights_note")
"""Fields of a work whose texts are shown as facts."""


def planned_exhibit(show: Show) -> dict[str, Any]:
    """What every description says of the exhibition: ``base``, ``curator``, ``title``, ``homepages``, ``languages``
    (its own first), ``words``, those of the interface, which speaks ``interface`` where it has no better language;
    whether there are tiles (``tiled``), the ``server`` of images, if any, and the ``institution``, if any.
    """
    exhibit = show.exhibit
    return {
        "base": exhibit.base_url,
        "tiled": show.offers.tiles,
        "server": exhibit.publications.iiif.image_server if exhibit.publications.site.tiles == "pyramid" else None,
        "curator": exhibit.curator,
        "institution": _institution(show),
        "title": by_language(exhibit.title, exhibit),
        "homepages": homepages(exhibit, "", exhibit.title),
        "languages": list(exhibit.languages),
        "interface": texts_in(exhibit.language).language,
        "words": {key: _interface(f"iiif.{key}", exhibit.languages) for key in sections()["iiif"]},
    }


def planned_text(text: Text | None, exhibit: Exhibit) -> Words | None:
    """Markdown of the exhibit, without its marks."""
    return None if text is None else plain(by_language(text, exhibit))


def planned_work(show: Show, work: Work) -> dict[str, Any]:
    """A work: ``id``, ``labels`` (one for each language, the exhibit's own first), ``texts`` by field, ``homepages``,
    ``coordinates``, ``date`` (its first moment), ``hints``, and where its ``panel`` and the ``download`` with the mark
    are, if any."""
    exhibit = show.exhibit
    fields = {name: getattr(work, name) for name in ("title", "alt", "description", *_SHOWN)}
    texts = {name: by_language(text, exhibit) for name, text in fields.items() if text is not None}
    if work.creators:
        texts["creator"] = _creators(work, exhibit)
    if "description" in texts:
        texts["description"] = plain(texts["description"])
    return {
        "id": work.id,
        "labels": [label_of(work, exhibit, 0, language).to_json() for language in exhibit.languages],
        "texts": texts,
        "homepages": homepages(exhibit, addresses.work_page(work.id), work.title),
        "coordinates": None if work.coordinates is None else list(work.coordinates),
        "date": None if work.date is None else _begins(work.date),
        "panel": addresses.panel(work.id, show.offers.panels) if show.offers.panels else None,
        "download": addresses.download(work.id) if show.offers.downloads and work.colorize else None,
        "film": _film(show, work),
        "hints": [
            {
                **hint.place,
                "radius": hint.radius,
                "color": hint.color.lower(),
                "assumption": hint.assumption,
                "span": hint.span,
                "evidence": by_language(hint.evidence, exhibit),
            }
            for hint in work.hints
            if work.colorize
        ],
    }


def _film(show: Show, work: Work) -> dict[str, Any] | None:
    """Of a work that is one: its size, its length in seconds, and its captions."""
    if not work.is_film:
        return None
    film = show.films[work.id]
    return {
        "width": film.size[0],
        "height": film.size[1],
        "duration": film.duration,
        "tracks": [
            {"language": tag, "name": name_of(tag), "path": addresses.captions(work.id, tag)}
            for tag in (track.language for track in film.tracks)
        ],
    }


def by_language(text: Text, exhibit: Exhibit) -> Words:
    """``text`` in each language that it is given in."""
    return {(keys or (exhibit.language,))[0]: [string] for keys, string in text.strings()}


def _creators(work: Work, exhibit: Exhibit) -> Words:
    """Those who made it, each by itself, in the exhibit's language, and in each other one that says it otherwise."""
    texts = [text for creator in work.creators for text in (creator.name, creator.role) if text is not None]
    given = [tag for text in texts for keys, _ in text.strings() for tag in keys]
    found: Words = {}
    for language in dict.fromkeys([*exhibit.languages, *given]):
        named_in = creators_of(work, language, exhibit.language)
        said = [creator.said for creator in named_in]
        if said not in found.values():
            found[language if found else named_in[0].language] = said
    return found


def _institution(show: Show) -> dict[str, Any] | None:
    institution, logo = show.exhibit.institution, show.logo
    if institution is None:
        return None
    return {
        "name": by_language(institution.name, show.exhibit),
        "url": institution.url,
        "logo": None if logo is None else addresses.logo(logo),
        "logo_type": None if logo is None else KINDS[PurePosixPath(logo).suffix],
    }


def neutral(*values: str) -> Words:
    """Values that need no language: names, numbers, digests."""
    return {"none": list(values)}


def from_labels(labels: Iterable[Label], *fields: str) -> Words:
    """Fields of the labels that are given, by the language in which the first of them is written."""
    found: Words = {}
    for label in labels:
        texts = [text for field in fields if (text := getattr(label, field))]
        found.setdefault(label.elsewhere.get(fields[0], label.language), texts)
    return found


def plain(words: Words) -> Words:
    """Markdown without its marks: summaries may hold little HTML, and viewers less."""
    return {language: [markdown(text).striptags() for text in texts] for language, texts in words.items()}


def shown(words: Words) -> Words:
    """``words`` for a property in which IIIF allows HTML: every viewer shows the very characters."""
    return {language: [shown_text(text) for text in texts] for language, texts in words.items()}


def shown_text(text: str) -> str:
    """``text`` as HTML that holds no element but the one around it, where it could be taken for HTML; else as it is."""
    if not _MARKS.search(text):
        return text
    content = escape(_NOT_XML.sub("\ufffd", text), quote=False)
    return f"<span>{content}</span>"


def named(words: Words) -> Words:
    """``words`` for a label or another property that must not hold HTML: no viewer finds a tag in it."""
    return {language: [_named(text) for text in texts] for language, texts in words.items()}


def _named(text: str) -> str:
    # A word joiner is not seen, and no tag's name begins with it; the blank is what IIIF advises.
    text = _TAG.sub("<\u2060", text)
    return f"{text} " if text.startswith("<") and text.endswith(">") else text


def _interface(key: str, languages: Iterable[str]) -> Words:
    spoken = dict.fromkeys(texts_in(language) for language in languages)
    return {texts.language: [texts(key)] for texts in spoken}


def _begins(date: str) -> str | None:
    """The first moment that an EDTF date may mean, as a viewer's time line wants it; None before the year 1.

    Source: IIIF Presentation API 3.0, navDate (xsd:dateTime with a time zone).
    """
    found = parse(date)
    moment = found.start if isinstance(found, Interval) else found
    if not isinstance(moment, Moment) or moment.years[0] < 1 or moment.years[0] > 9999:
        return None
    month = moment.month if moment.month and moment.month.isdigit() and int(moment.month) <= 12 else "01"
    day = moment.day if moment.day and moment.day.isdigit() else "01"
    return f"{moment.years[0]:04}-{month}-{day}T00:00:00Z"


def homepages(exhibit: Exhibit, page: str, title: Text) -> list[dict[str, Any]]:
    """The page in each language; ``page`` is relative to that language's root."""
    found: list[dict[str, Any]] = []
    for language in exhibit.languages:
        prefix = "" if language == exhibit.language else f"{language}/"
        found.append(
            {
                "id": f"{exhibit.base_url}{prefix}{page.removesuffix('index.html')}",
                "type": "Text",
                "label": {title.language(language, exhibit.language): [_named(title.pick(language))]},
                "format": "text/html",
                "language": [language],
            }
        )
    return found
