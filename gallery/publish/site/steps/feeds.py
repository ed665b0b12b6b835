"""Writing what machines read of the site: the map of its pages, the way to it, the feeds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from xml.etree import ElementTree

from gallery.pages.environment import markdown
from gallery.tasks import Inputs

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"


XHTML = "http://www.w3.org/1999/xhtml"


ATOM = "http://www.w3.org/2005/Atom"


_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def sitemap_step(_inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``sitemap.xml``, or with more than ``most`` addresses ``sitemap-1.xml`` … and an index of them."""
    addresses, most = parameters["addresses"], parameters["most"]
    parts = [addresses[start : start + most] for start in range(0, len(addresses), most)]
    if len(parts) == 1:
        _write(_urls(parts[0], parameters["changed"]), out / "sitemap.xml")
        return
    index = ElementTree.Element("sitemapindex", {"xmlns": SITEMAP})
    for number, part in enumerate(parts, start=1):
        name = f"sitemap-{number}.xml"
        _write(_urls(part, parameters["changed"]), out / name)
        _add(_add(index, "sitemap"), "loc", plain_address(parameters["base"] + name))
    _write(index, out / "sitemap.xml")


def _urls(addresses: list[dict[str, Any]], changed: str | None) -> ElementTree.Element:
    urls = ElementTree.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML, "xmlns:image": IMAGES})
    for address in addresses:
        url = _add(urls, "url")
        _add(url, "loc", plain_address(address["url"]))
        if changed is not None:
            _add(url, "lastmod", changed)
        for tag, other in address["others"].items():
            _add(url, "xhtml:link", rel="alternate", hreflang=tag, href=plain_address(other))
        for picture in address["pictures"]:
            _add(_add(url, "image:image"), "image:loc", plain_address(picture))
    return urls


def robots_step(_inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``robots.txt``: everything may be read, and here is the map."""
    text = f"User-agent: *\nAllow: /\n\nSitemap: {plain_address(parameters['base'])}sitemap.xml\n"
    (out / "robots.txt").write_text(text, encoding="ascii", newline="\n")


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
