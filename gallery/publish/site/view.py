"""The exhibition in one language, as the pages of the site see it; and what a page is.

The exhibit's own language stands at the site's root, every other under its tag: ``works/moon/index.html`` and
``de/works/moon/index.html``. A page knows two ways: ``page.root`` to what all languages share (pictures, assets),
``page.base`` to the pages of its own language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gallery.labels.label import Label, label_of
from gallery.manifest.institution import is_link
from gallery.manifest.schema import Work
from gallery.manifest.text import Text
from gallery.pictures import addresses
from gallery.publication.films import clock
from gallery.publication.show import Show
from gallery.publish.site.steps.pages import page_step
from gallery.tasks import Step
from gallery.words.texts import Texts, texts_in
from gallery.words.tongues import locale_of, name_of


@dataclass(frozen=True)
class Page:
    """One page, planned."""

    name: str
    """Last part of the task's id: ``home``, ``works/first-flight``, ``de/home``."""
    path: str
    """Where it stands in the site: ``works/first-flight/index.html``."""
    template: str
    context: Mapping[str, Any]
    works: tuple[str, ...] = ()
    """Works whose pictures it shows."""
    labels: tuple[str, ...] = ()
    """Entries of the context that are labels of such works."""
    subject: str = ""
    step: Step = page_step
    """What renders it."""
    films: tuple[str, ...] = ()
    """Tasks that make the films it plays, ``film/<version>/<work>``."""


@dataclass(frozen=True)
class View:
    """One language of the exhibition."""

    show: Show
    language: str
    """BCP 47 tag of the exhibit's texts."""

    @cached_property
    def t(self) -> Texts:
        """The words of the interface."""
        return texts_in(self.language)

    @property
    def prefix(self) -> str:
        """Folder of this language in the site, with its slash; empty for the exhibit's own."""
        return "" if self.language == self.show.exhibit.language else f"{self.language}/"

    @property
    def interface(self) -> str:
        """Language of the interface's words."""
        return self.t.language

    @property
    def lang(self) -> str:
        """BCP 47 tag of the interface's words: this language, with its region, where they are in it."""
        return self.language if self.language.partition("-")[0] == self.interface else self.interface

    @property
    def numbers(self) -> Mapping[str, int]:
        """Hanging number of each work, from 1."""
        return self.show.numbers

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """The label of each work, by its id, in hanging order."""
        exhibit = self.show.exhibit
        return {work.id: label_of(work, exhibit, self.numbers[work.id], self.language) for work in exhibit.works}

    @cached_property
    def rooms(self) -> list[dict[str, Any]]:
        """Rooms in order: ``slug`` (of its own), ``number``, ``title`` and ``works``, entries in hanging order."""
        rooms = zip(self.show.exhibit.rooms, self.show.room_slugs, strict=True)
        return [
            {"slug": name, "number": number, "works": [self.entry(work) for work in room.works]}
            | self.texts(title=room.title)
            for number, (room, name) in enumerate(rooms, start=1)
        ]

    @cached_property
    def institution(self) -> dict[str, Any] | None:
        """Who shows the exhibition, as the foot of every page says it: ``name``, ``url``, ``logo`` (from the site's
        root), ``contact`` with its ``link``, and ``notes``: a ``kind`` and an address, None for a page of ours."""
        institution, logo = self.show.exhibit.institution, self.show.logo
        if institution is None:
            return None
        return {
            "url": institution.url,
            "logo": None if logo is None else addresses.logo(logo),
            "contact": institution.contact,
            "link": institution.contact_link,
            "notes": [
                {"kind": kind, "address": text.pick(self.language) if is_link(text) else None}
                for kind, text in institution.notes.items()
            ],
        } | self.texts(name=institution.name)

    @cached_property
    def versions(self) -> dict[str, str]:
        """What is put behind the addresses of styles and scripts, so that a browser never mixes old and new ones:
        ``assets`` for those of the site, ``theme`` for those of the exhibit's own."""
        accent = self.show.exhibit.publications.site.accent
        resources = self.show.resources
        shared = [accent, *(resources[name].digest for name in ("bundles", "fonts", "site") if name in resources)]
        own = resources["theme"].digest if "theme" in resources else ""
        return {"assets": version_of(shared), "theme": version_of([own])}

    def pick(self, text: Text | None) -> str | None:
        """``text`` in this language, None if there is none."""
        return None if text is None else text.pick(self.language)

    def texts(self, **given: Text | None) -> dict[str, Any]:
        """Each text as :meth:`pick` gives it, and ``elsewhere``: the language of those not given in this one."""
        own = self.show.exhibit.language
        tags = {name: text.language(self.language, own) for name, text in given.items() if text is not None}
        elsewhere = {name: tag for name, tag in tags.items() if tag != self.language}
        return {name: self.pick(text) for name, text in given.items()} | {"elsewhere": elsewhere}

    def label(self, work: Work) -> Label:
        """The work's label."""
        return self.labels[work.id]

    def entry(self, work: Work) -> dict[str, Any]:
        """A work in a list: what stands under its picture."""
        shown = entry_of(self.labels[work.id], ("number", "title", "creator", "date", "alt", "colorized"))
        return shown | {"film": clock(self.show.films[work.id].duration)} if work.is_film else shown

    def page(
        self,
        name: str,
        path: str,
        template: str,
        title: str,
        more: Mapping[str, Any],
        *,
        kind: str | None = None,
        works: tuple[str, ...] = (),
        labels: tuple[str, ...] = (),
        subject: str = "",
        step: Step = page_step,
        films: tuple[str, ...] = (),
    ) -> Page:
        """A page of this language; ``name`` and ``path`` without the language's folder.

        ``kind`` (the body's class) is the first part of the name, without a plural's s, unless given.
        """
        kind = kind or name.partition("/")[0].removesuffix("s")
        context = self.context(kind, path, title) | dict(more)
        return Page(self.prefix + name, self.prefix + path, template, context, works, labels, subject, step, films)

    def context(self, kind: str, path: str, title: str) -> dict[str, Any]:
        """What every page has: ``site``, the exhibition as a whole, and ``page``."""
        exhibit, offers = self.show.exhibit, self.show.offers
        base = "../" * path.count("/")
        root = base + ("../" if self.prefix else "")
        return {
            "site": {
                "curator": exhibit.curator,
                "institution": self.institution,
                "language": self.language,
                "base_url": exhibit.base_url,
                "walk": offers.walk,
                "tiles": offers.tiles,
                "colorizer": offers.colorizer,
                "weights": self.show.weights is not None,
                "theme": "theme" in self.show.resources,
                "indexes": list(offers.indexes),
                "feed": offers.feed,
                "versions": self.versions,
            }
            | self.texts(title=exhibit.title),
            "page": {
                "kind": kind,
                "title": title,
                "path": self.prefix + path,
                "root": root,
                "base": base,
                "interface": self.interface,
                "lang": self.lang,
                "locale": locale_of(self.language),
                "url": self.url(path),
                "languages": [view.address(root, path) for view in views(self.show)],
            },
        }

    def address(self, root: str, path: str) -> dict[str, Any]:
        """Where the page ``path`` stands in this language, seen from a page whose way to the root is ``root``."""
        return {
            "tag": self.language,
            "prefix": self.prefix,
            "name": name_of(self.language),
            "path": root + self.prefix + path,
            "url": self.url(path),
            "own": not self.prefix,
        }

    def url(self, path: str) -> str | None:
        """The address of the page ``path`` of this language; None where the site's is not known."""
        base = self.show.exhibit.base_url
        return base + self.prefix + path.removesuffix("index.html") if base else None


def version_of(what: Any) -> str:
    """A short digest of plain JSON, for an address: another one whenever ``what`` is."""
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:8]


def views(show: Show) -> Iterator[View]:
    """The exhibition in each of its languages, its own first."""
    return (View(show, language) for language in show.offers.languages)


def entry_of(label: Label, fields: tuple[str, ...]) -> dict[str, Any]:
    """Some fields of a label as plain JSON, with its id and the language of those that are in another one."""
    elsewhere = {name: tag for name, tag in label.elsewhere.items() if name in fields}
    return {"id": label.id, **{name: getattr(label, name) for name in fields}, "elsewhere": elsewhere}
