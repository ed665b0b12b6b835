"""What machines read of the site: the map of its pages, the works as a feed, and the way to the map for crawlers.

    sitemap.xml   every page in every language; with more than :data:`MOST`, an index of such files
    feed.xml      Atom, one for each language: the works in hanging order
    robots.txt    names the map; only at the root of a host, since crawlers ask for it nowhere else

All need ``base_url``, since their addresses are absolute. The feed also needs ``published``: a feed states when each
entry last changed, and a build has no clock.

Sources: sitemaps.org, protocol 0.9, with Google's extension for images; RFC 4287 (Atom).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from gallery.manifest.schema import Work
from gallery.pictures.addresses import image, work_page
from gallery.publication.show import Show
from gallery.publish.site.steps.feeds import feed_step, robots_step, sitemap_step
from gallery.publish.site.view import Page, View, views
from gallery.tasks import Task

MOST = 50_000
"""Addresses in one file (sitemaps.org)."""


def tasks(show: Show, pages: Iterable[Page]) -> list[Task]:
    """The map of ``pages``, robots.txt and the feeds, as far as ``show`` has what they need."""
    base = show.exhibit.base_url
    if base is None:
        return []
    published = show.exhibit.published
    planned = [_map(base, list(_addresses(pages, base)), None if published is None else str(published))]
    if urlsplit(base).path == "/":
        planned.append(
            Task("site/robots", robots_step, {"base": base}, publishes={"robots.txt": "site/robots.txt"}),
        )
    if show.offers.feed:
        planned += [_feed(view) for view in views(show)]
    return planned


def _map(base: str, addresses: list[dict[str, Any]], changed: str | None) -> Task:
    """``changed`` is the day on which the exhibition was published."""
    files = -(-len(addresses) // MOST)
    names = ["sitemap.xml"] + [f"sitemap-{number}.xml" for number in range(1, files + 1) if files > 1]
    return Task(
        "site/sitemap",
        sitemap_step,
        {"base": base, "addresses": addresses, "most": MOST, "changed": changed},
        publishes={name: f"site/{name}" for name in names},
        light=True,
    )


def _addresses(pages: Iterable[Page], base: str) -> Iterator[dict[str, Any]]:
    """``url`` of each page; ``others``: language → address, of itself and its translations, if it has any; and
    ``pictures``, the originals' addresses on pages of works.

    Two pages translate each other only if each names the other: the second page of an index stands for itself.
    """
    known = {page.context["page"]["url"]: page for page in pages if page.context["page"]["kind"] != "missing"}
    for url, page in known.items():
        named = {other["tag"]: other["url"] for other in page.context["page"]["languages"] if other["url"] in known}
        mutual = {
            tag: other
            for tag, other in named.items()
            if url in [back["url"] for back in known[other].context["page"]["languages"]]
        }
        shown = [page.subject] if page.context["page"]["kind"] == "work" else []
        pictures = [f"{base}{image(work, 'original')}/full/max/0/default.jpg" for work in shown]
        yield {"url": url, "others": mutual if len(mutual) > 1 else {}, "pictures": pictures}


def _feed(view: View) -> Task:
    exhibit = view.show.exhibit
    base = f"{exhibit.base_url}{view.prefix}"
    parameters = {
        "address": base,
        "language": view.language,
        "updated": f"{exhibit.published}T00:00:00Z",
        "title": view.pick(exhibit.title),
        "subtitle": view.pick(exhibit.subtitle),
        "author": exhibit.curator,
        "works": [_work(view, work, base) for work in exhibit.works],
    }
    path = f"site/{view.prefix}feed.xml"
    return Task(f"site/feed/{view.language}", feed_step, parameters, publishes={"feed.xml": path}, light=True)


def _work(view: View, work: Work, base: str) -> dict[str, Any]:
    label = view.label(work)
    return {
        "address": base + work_page(work.id).removesuffix("index.html"),
        "title": f"{label.title}, {label.date}" if label.date else label.title,
        "creator": label.creator,
        "alt": label.alt,
        "description": label.description,
        "notice": label.notice,
        "rights": f"{label.rights_label}: {label.rights}",
        # The original: a feed shows one picture, and the notice beside it may be cut off.
        "picture": f"{view.show.exhibit.base_url}{image(work.id, 'original')}/full/max/0/default.jpg",
    }
