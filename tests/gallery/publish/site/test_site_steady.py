"""Nothing on a page moves while it comes: in pieces, as over a slow line, and with its type last."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import filming
import pytest

pytestmark = pytest.mark.browser

PIECES, PAUSE = 8, 0.06
"""A page comes in so many pieces, so many seconds apart."""

LATE = 0.5
"""Seconds that type takes, long after the page is drawn in other type."""

WIDTHS = {390: 844, 1440: 900}

INDEXED = ("people", "places", "dates", "search?q=a")
SHOWN = {
    "home": "index.html",
    "room": "rooms/near/index.html",
    "work": "works/camera/index.html",
    "uncolorized work": "works/moon/index.html",
    "walk": "walk/index.html",
    "method": "method/index.html",
}

SHIFTED = """
    globalThis.shifted = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries())
        shifted.push([value, sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80))]);
    }).observe({ type: "layout-shift", buffered: true });
"""


class _Slow(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.endswith(".woff2"):
            time.sleep(LATE)
        if not path.endswith(".html"):
            return super().do_GET()
        content = Path(self.translate_path(path)).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        size = len(content) // PIECES + 1
        for start in range(0, len(content), size):
            self.wfile.write(content[start : start + size])
            time.sleep(PAUSE)
        return None


@pytest.fixture
def slowly(serve: Callable[..., str]) -> Callable[[Path], str]:
    """Serves a folder over a slow line; gives its address."""
    return partial(serve, handler=_Slow)


def moved(address: str, width: int, visit: Callable[..., Any]) -> list[Any]:
    """What has moved on a page until everything has come, each with how much."""
    page = visit("about:blank", viewport={"width": width, "height": WIDTHS[width]})
    page.add_init_script(SHIFTED)
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))")
    found: list[Any] = page.evaluate("shifted")
    page.close()
    return found


def keeps_still(address: str, visit: Callable[..., Any]) -> None:
    for width in WIDTHS:
        found = moved(address, width, visit)
        assert sum(value for value, _ in found) < 0.01, (width, found)


@pytest.mark.parametrize("path", SHOWN.values(), ids=list(SHOWN))
def test_a_page_keeps_still(
    path: str, built_site: Path, slowly: Callable[[Path], str], visit: Callable[..., Any]
) -> None:
    keeps_still(slowly(built_site / "site") + path, visit)


@pytest.mark.parametrize("path", INDEXED)
def test_indexes_and_search_keep_still(
    path: str, found_site: Path, slowly: Callable[[Path], str], visit: Callable[..., Any]
) -> None:
    folder, mark, query = path.partition("?")
    keeps_still(f"{slowly(found_site)}{folder}/index.html{mark}{query}", visit)


def test_the_page_of_a_film_keeps_still(
    films_made: dict[str, Path],
    a_show: Any,
    tmp_path: Path,
    slowly: Callable[[Path], str],
    visit: Callable[..., Any],
) -> None:
    site = filming.build(a_show, films_made, tmp_path, filming.an_exhibit())
    keeps_still(slowly(site) + "works/garden/index.html", visit)


def test_type_that_is_there_is_used(served: str, visit: Callable[..., Any]) -> None:
    """At the first drawing where it comes at once, and on the next page however late it came."""
    page = visit(served + "method/index.html")
    page.wait_for_load_state("networkidle")
    page.goto(served + "about/index.html")
    page.evaluate("document.fonts.ready")
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    for part in ("h1", ".colophon p"):
        node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": part})["nodeId"]
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert [font["isCustomFont"] for font in fonts] == [True], (part, fonts)
