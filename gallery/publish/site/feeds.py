"""What machines read of the site: the map of its pages, the works as a feed, and the way to the map for crawlers.

    sitemap.xml   every page in every language; with more than :data:`MOST`, an index of such files
    feed.xml      Atom, one for each language: the works in hanging order
    robots.txt    names the map; only at the root of a host, since crawlers ask for it nowhere else

All need ``base_url``, since their addresses are absolute. The feed also needs ``published``: a feed states when each
entry last changed, and a build has no clock.

Sources: sitemaps.org, protocol 0.9; RFC 4287 (Atom).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from xml.etree import ElementTree

from gallery.manifest.schema import Exhibit, Work
from gallery.publish.site.view import Page, View, views
from gallery.render.addresses import image, work_page
from gallery.render.pages import markdown
from gallery.render.show import Show
from gallery.tasks import Inputs, Task

MOST = 50_000
"""Addresses in one file (sitemaps.org)."""

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ATOM = "http://www.w3.org/2005/Atom"

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def has_feed(exhibit: Exhibit) -> bool:
    """Whether every language has a ``feed.xml`` at its root."""
    return exhibit.base_url is not None and exhibit.published is not None


def tasks(show: Show, pages: Iterable[Page]) -> list[Task]:
    """The map of ``pages``, robots.txt and the feeds, as far as ``show`` has what they need."""
    base = show.exhibit.base_url
    if base is None:
        return []
    planned = [_map(base, list(_addresses(pages)))]
    if urlsplit(base).path == "/":
        planned.append(
            Task("site/robots", robots_step, {"base": base}, publishes={"robots.txt": "site/robots.txt"}),
        )
    if has_feed(show.exhibit):
        planned += [_feed(view) for view in views(show)]
    return planned


def _map(base: str, addresses: list[dict[str, Any]]) -> Task:
    files = -(-len(addresses) // MOST)
    names = ["sitemap.xml"] + [f"sitemap-{number}.xml" for number in range(1, files + 1) if files > 1]
    return Task(
        "site/sitemap",
        sitemap_step,
        {"base": base, "addresses": addresses, "most": MOST},
        publishes={name: f"site/{name}" for name in names},
    )


def _addresses(pages: Iterable[Page]) -> Iterator[dict[str, Any]]:
    """``url`` of each page, and ``others``: language → address, of itself and its translations, if it has any.

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
        yield {"url": url, "others": mutual if len(mutual) > 1 else {}}


def sitemap_step(_inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``sitemap.xml``, or with more than ``most`` addresses ``sitemap-1.xml`` … and an index of them."""
    addresses, most = parameters["addresses"], parameters["most"]
    parts = [addresses[start : start + most] for start in range(0, len(addresses), most)]
    if len(parts) == 1:
        _write(_urls(parts[0]), out / "sitemap.xml")
        return
    index = ElementTree.Element("sitemapindex", {"xmlns": SITEMAP})
    for number, part in enumerate(parts, start=1):
        name = f"sitemap-{number}.xml"
        _write(_urls(part), out / name)
        _add(_add(index, "sitemap"), "loc", plain_address(parameters["base"] + name))
    _write(index, out / "sitemap.xml")


def _urls(addresses: list[dict[str, Any]]) -> ElementTree.Element:
    urls = ElementTree.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    for address in addresses:
        url = _add(urls, "url")
        _add(url, "loc", plain_address(address["url"]))
        for tag, other in address["others"].items():
            _add(url, "xhtml:link", rel="alternate", hreflang=tag, href=plain_address(other))
    return urls


def robots_step(_inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``robots.txt``: everything may be read, and here is the map."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {plain_address(parameters['base'])}sitemap.xml\n"
    (out / "robots.txt").write_text(text, encoding="ascii", newline="\n")


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
    return Task(f"site/feed/{view.language}", feed_step, parameters, publishes={"feed.xml": path})


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


def feed_step(_inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``feed.xml``: one entry for each work, all dated by the day on which the exhibition was published."""
    address = plain_address(parameters["address"])
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": parameters["language"]})
    _add(feed, "id", address)
    _add(feed, "title", parameters["title"])
    if parameters["subtitle"]:
        _add(feed, "subtitle", parameters["subtitle"])
    _add(feed, "updated", parameters["updated"])
    _add(_add(feed, "author"), "name", parameters["author"])
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{address}feed.xml")
    _add(feed, "link", rel="alternate", type="text/html", href=address)
    for work in parameters["works"]:
        _entry(feed, work, parameters["updated"])
    _write(feed, out / "feed.xml")


def _entry(feed: ElementTree.Element, work: Mapping[str, Any], updated: str) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", plain_address(work["address"]))
    _add(entry, "title", work["title"])
    _add(entry, "updated", updated)
    _add(entry, "link", rel="alternate", type="text/html", href=plain_address(work["address"]))
    _add(entry, "link", rel="enclosure", type="image/jpeg", href=plain_address(work["picture"]))
    described = markdown(work["description"]).striptags() if work["description"] else work["alt"]
    _add(entry, "summary", "\n\n".join(filter(None, [work["creator"], described, work["notice"]])))
    _add(entry, "rights", work["rights"])


def plain_address(address: str) -> str:
    """``address`` in ASCII, as a machine asks for it: the host in Punycode, the rest percent-encoded."""
    parts = urlsplit(address)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    rest = (quote(part, safe="/%:@!$&'()*+,;=~?-._") for part in parts[2:])
    return urlunsplit((parts.scheme, host, *rest))


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **given: str) -> ElementTree.Element:
    """A new last child of ``parent``, without the characters that XML cannot hold."""
    made = ElementTree.SubElement(parent, name, given)
    made.text = None if text is None else _UNWRITABLE.sub("", text)
    return made


def _write(root: ElementTree.Element, path: Path) -> None:
    ElementTree.indent(root, " ")
    content = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n{content}\n', encoding="utf-8", newline="\n")
