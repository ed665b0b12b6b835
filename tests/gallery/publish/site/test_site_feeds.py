"""The map of the site, robots.txt and the feed: well formed, absolute, and only where there is a base_url."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import many_works
import publishing
import pytest

from gallery.manifest.schema import Exhibit
from gallery.publish.site import feeds
from gallery.publish.site.plan import plan
from gallery.publish.site.steps.feeds import plain_address
from gallery.tasks import Task

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://example.org/show/"


def planned(exhibit: Exhibit) -> dict[str, Task]:
    return {task.id: task for task in plan(many_works.a_show_of(exhibit))}


def made(tasks: list[Task], folder: Path) -> Path:
    nothing = many_works.a_show_of(many_works.an_exhibit_of(1))
    publishing.run(tasks, nothing, {}, folder / "scratch", folder / "out")
    return folder / "out" / "site"


def published(exhibit: Exhibit, day: str = "2026-03-01") -> Exhibit:
    return exhibit.model_copy(update={"published": day})


def locations(path: Path) -> list[str]:
    return [loc.text or "" for loc in ElementTree.parse(path).getroot().iter(f"{MAP}loc")]


def test_without_an_address_there_is_nothing_for_machines() -> None:
    tasks = planned(published(many_works.an_exhibit_of(3)))
    assert not [name for name in tasks if name.startswith(("site/sitemap", "site/robots", "site/feed"))]


def test_the_map_names_every_page_but_the_missing_one(tmp_path: Path) -> None:
    tasks = planned(many_works.an_exhibit_of(120, ("en", "de"), base_url=BASE))
    found = locations(made([tasks["site/sitemap"]], tmp_path) / "sitemap.xml")
    paths = {path for task in tasks.values() for path in task.publishes.values() if path.endswith(".html")}
    assert len(found) == len(set(found))
    assert {f"site/{url.removeprefix(BASE)}index.html" for url in found} == {
        path for path in paths if not path.endswith("404.html")
    }


def test_the_map_tells_when_the_pages_came_and_which_photographs_they_show(tmp_path: Path) -> None:
    exhibit = published(many_works.an_exhibit_of(3, base_url=BASE))
    root = ElementTree.parse(made([planned(exhibit)["site/sitemap"]], tmp_path) / "sitemap.xml").getroot()
    assert {url.findtext(f"{MAP}lastmod") for url in root} == {str(exhibit.published)}
    image = "{http://www.google.com/schemas/sitemap-image/1.1}"
    shown = {url.findtext(f"{MAP}loc"): [loc.text for loc in url.iter(f"{image}loc")] for url in root}
    assert shown[f"{BASE}works/work-2/"] == [f"{BASE}iiif/work-2/original/full/max/0/default.jpg"]
    assert shown[BASE] == []


def test_languages_of_a_page_name_one_another(tmp_path: Path) -> None:
    tasks = planned(many_works.an_exhibit_of(450, ("en", "de", "pt-BR"), base_url=BASE))
    root = ElementTree.parse(made([tasks["site/sitemap"]], tmp_path) / "sitemap.xml").getroot()
    others = {
        url.findtext(f"{MAP}loc"): {link.get("hreflang"): link.get("href") for link in url.iter(LINK)} for url in root
    }
    assert others[BASE] == {"en": BASE, "de": f"{BASE}de/", "pt-BR": f"{BASE}pt-BR/"}
    assert others[f"{BASE}pt-BR/works/work-7/"]["de"] == f"{BASE}de/works/work-7/"
    for url, named in others.items():
        assert all(others[other][tag] == other and url in others[other].values() for tag, other in named.items()), url
    assert others[f"{BASE}people/2/"] == {}  # letters divide each language's index elsewhere


def test_more_pages_than_a_file_may_name_get_an_index_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST", 10)
    tasks = planned(many_works.an_exhibit_of(20, base_url=BASE))
    folder = made([tasks["site/sitemap"]], tmp_path)
    root = ElementTree.parse(folder / "sitemap.xml").getroot()
    assert root.tag == f"{MAP}sitemapindex"
    files = [url.removeprefix(BASE) for url in locations(folder / "sitemap.xml")]
    assert files == [f"sitemap-{number}.xml" for number in range(1, len(files) + 1)]
    assert sorted(path.name for path in folder.iterdir()) == sorted(["sitemap.xml", *files])
    counts = [len(locations(folder / name)) for name in files]
    assert set(counts[:-1]) == {10}
    assert 1 <= counts[-1] <= 10


def test_robots_are_told_the_way_only_at_the_root_of_a_host(tmp_path: Path) -> None:
    assert "site/robots" not in planned(many_works.an_exhibit_of(3, base_url=BASE))
    task = planned(many_works.an_exhibit_of(3, base_url="https://example.org/"))["site/robots"]
    text = (made([task], tmp_path) / "robots.txt").read_text(encoding="ascii")
    assert text == "User-agent: *\nAllow: /\n\nSitemap: https://example.org/sitemap.xml\n"


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://example.org/a/", "https://example.org/a/"),
        ("https://bücher.example:8080/Ausstellung/", "https://xn--bcher-kva.example:8080/Ausstellung/"),
        ("https://example.org/größe/ok%20so/", "https://example.org/gr%C3%B6%C3%9Fe/ok%20so/"),
        ('https://example.org/"<&>/', "https://example.org/%22%3C&%3E/"),
    ],
)
def test_addresses_are_written_in_ascii(address: str, plain: str) -> None:
    assert plain_address(address) == plain


def test_a_feed_needs_a_day_since_a_build_has_no_clock() -> None:
    exhibit = many_works.an_exhibit_of(3, base_url=BASE)
    assert not many_works.a_show_of(exhibit).offers.feed
    assert "site/feed/en" not in planned(exhibit)
    assert "site/feed/en" in planned(published(exhibit))


def test_the_feed_holds_the_works_in_hanging_order(tmp_path: Path) -> None:
    exhibit = published(many_works.an_exhibit_of(60, ("en", "de"), base_url=BASE))
    tasks = planned(exhibit)
    folder = made([tasks["site/feed/en"], tasks["site/feed/de"]], tmp_path)
    for prefix, language in (("", "en"), ("de/", "de")):
        feed = ElementTree.parse(folder / prefix / "feed.xml").getroot()
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        assert feed.findtext(f"{ATOM}id") == BASE + prefix
        assert feed.findtext(f"{ATOM}title") == f"60 photographs ({language})"
        entries = feed.findall(f"{ATOM}entry")
        assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
            f"{BASE}{prefix}works/{work.id}/" for work in exhibit.works
        ]
        assert {entry.findtext(f"{ATOM}updated") for entry in entries} == {"2026-03-01T00:00:00Z"}


def test_an_entry_has_what_atom_requires_and_shows_the_original(tmp_path: Path) -> None:
    exhibit = published(many_works.an_exhibit_of(60, base_url=BASE))
    feed = ElementTree.parse(made([planned(exhibit)["site/feed/en"]], tmp_path) / "feed.xml").getroot()
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "A. Curator"
    for entry in feed.iter(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "summary", "rights"):
            assert entry.findtext(f"{ATOM}{name}"), name
        links = {link.get("rel"): link.get("href") or "" for link in entry.iter(f"{ATOM}link")}
        assert links["enclosure"].endswith("/original/full/max/0/default.jpg")
        assert all(link.startswith(BASE) for link in links.values())
        assert "neural network" in (entry.findtext(f"{ATOM}summary") or "") or "uncolorized" in (
            entry.findtext(f"{ATOM}summary") or ""
        )


def test_hostile_texts_give_well_formed_feeds(known_exhibit: Any, tmp_path: Path) -> None:
    path = made([planned(published(known_exhibit))["site/feed/en"]], tmp_path) / "feed.xml"
    entry = ElementTree.parse(path).getroot().findall(f"{ATOM}entry")[-1]
    title = entry.findtext(f"{ATOM}title") or ""
    assert title.startswith("</script><script>alert(1)</script> \" ' & ]]>")
    assert "\x1b" not in path.read_text(encoding="utf-8")


def test_the_map_of_a_built_site_names_pages_that_are_there(found_site: Path, known_exhibit: Exhibit) -> None:
    found = [unquote(url.removeprefix(BASE)) for url in locations(found_site / "sitemap.xml")]
    paths = {path for task in planned(known_exhibit).values() for path in task.publishes.values()}
    assert all(f"site/{path}index.html" in paths for path in found)
    raw = (found_site / "sitemap.xml").read_text(encoding="utf-8")
    assert raw.startswith('<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/')
    assert not re.search(r"<ns\d:", raw)
