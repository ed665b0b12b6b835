"""A sample of what the site does in Chromium, in the two other engines: Firefox, and WebKit in its GTK form.

Each is started once and opens a few kinds of pages; ``pytest -m matrix`` opens them all.
"""

from __future__ import annotations

import base64
import http.server
import io
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import publishing
import pytest
import tifffile
import webdriver

from gallery.publish.site.plan import plan

pytestmark = pytest.mark.browser

RECORDER = b"""
if (!globalThis.complaints) {
  globalThis.complaints = [];
  addEventListener("error", (event) => complaints.push(event.message ?? `not loaded: ${event.target.outerHTML}`), true);
  addEventListener("unhandledrejection", (event) => complaints.push(String(event.reason)));
  addEventListener("securitypolicyviolation", (event) => complaints.push(`policy: ${event.violatedDirective}`));
  for (const way of ["error", "warn"]) console[way] = (...words) => complaints.push(words.join(" "));
  const canvas = globalThis.HTMLCanvasElement?.prototype; // a worker has none
  const getContext = canvas?.getContext;
  if (canvas) canvas.getContext = function (kind, ...more) {
    return kind.startsWith("webgl") ? null : getContext.call(this, kind, ...more);
  };
}
"""
"""Put before each script that is served: what a page complains of can be read afterwards, in every browser alike, and
WebGL is not to be had."""

KINDS = {
    "home": "index.html", "room": "rooms/near/index.html", "work": "works/camera/index.html",
    "uncolorized work": "works/moon/index.html", "people": "people/index.html", "places": "places/index.html",
    "dates": "dates/index.html", "search": "search/index.html", "walk": "walk/index.html",
    "method": "method/index.html", "about": "about/index.html", "rooms": "rooms/index.html",
    "work in Arabic": "ar/works/camera/index.html",
}  # fmt: skip


class Recorded(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, with the recorder before each script, and ``/frame?WIDTH/PAGE``, a page in a frame."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/frame":
            width, _, page = query.partition("/")
            self._answer("text/html", f"<iframe width={width} height=760 src='/{page}'></iframe>".encode())
        elif path.endswith(".js"):
            self._answer("text/javascript", RECORDER + Path(self.translate_path(self.path)).read_bytes())
        else:
            super().do_GET()

    def _answer(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def root(
    an_exhibit: Callable[..., Any],
    a_show: Callable[..., Any],
    derivatives: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a site, ``show/``, in English and Arabic."""
    folder = tmp_path_factory.mktemp("engines")
    show = a_show(an_exhibit(title={"en": "Small Things", "ar": "أشياء صغيرة"}))
    publishing.run(plan(show), show, derivatives, folder / "scratch", folder / "out")
    (folder / "out" / "site").rename(folder / "show")
    handler = partial(Recorded, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Browser]:
    with webdriver.browser(request.param, tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def visit(engine: webdriver.Browser, root: str) -> Iterator[Callable[..., webdriver.Browser]]:
    """Opens a page; afterwards it must have complained of nothing."""

    def open_page(path: str, width: int = 1200) -> webdriver.Browser:
        engine.visit(f"{root}frame?{width}/{path}")
        return engine

    yield open_page
    assert engine.read("globalThis.complaints") == []


Visit = Callable[..., webdriver.Browser]
SHARE = "Number(document.querySelector('.slider').value)"


@pytest.mark.parametrize("path", ["show/works/camera/index.html", "show/ar/works/camera/index.html"])
def test_the_curtain_goes_where_the_arrow_points(path: str, visit: Visit) -> None:
    page = visit(path)
    page.focus(".slider")
    for key, share in (("End", 100), ("ArrowRight", 99), ("ArrowLeft", 100), ("Home", 0), ("ArrowLeft", 1)):
        page.press(key)
        page.until(f"{SHARE} === {share}")
    clip = page.read("getComputedStyle(document.querySelector('.colour .frame')).clipPath")
    assert clip.endswith("99%)")
    page.click(".original .frame", at=(0.25, 0.5))
    page.until(f"Math.abs({SHARE} - 75) <= 2")


def test_the_zoom_opens_comes_closer_and_gives_the_page_back(visit: Visit) -> None:
    page = visit("show/works/camera/index.html")
    page.click(".zoom, [data-zoom]")
    page.until("document.querySelector('dialog[open] canvas')?.width > 0")
    page.press("+")
    page.press("Escape")
    page.until("!document.querySelector('dialog[open]')")


def test_a_search_finds_and_marks(visit: Visit) -> None:
    page = visit("show/search/index.html?q=varsh")
    page.until("document.querySelector('mark')?.textContent.toLowerCase().includes('varsh')")
    assert page.read("[...document.querySelectorAll('main a')].some(a => a.href.includes('works/camera'))")


def test_the_menu_opens_and_leads_on_at_the_width_of_a_telephone(visit: Visit) -> None:
    page = visit("show/works/camera/index.html", width=390)
    page.click(".menu")
    page.until("document.querySelector('#ways').checkVisibility()")
    page.press("Escape")
    page.until("!document.querySelector('#ways').checkVisibility()")


def test_the_rooms_are_a_tour_in_pictures_without_webgl(visit: Visit) -> None:
    page = visit("show/walk/index.html")
    page.until("document.querySelector('#label h2')?.textContent === 'Camera'")
    page.read("[...document.querySelectorAll('button')].find(b => b.textContent.includes('Next')).click()")
    page.until("document.querySelector('#label h2').textContent === 'Astronaut'")


CHOSEN = """(data => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const all = new DataTransfer();
  all.items.add(new File([bytes], "scan.tif", { type: "image/tiff" }));
  const chooser = document.getElementById("file");
  chooser.files = all.files;
  chooser.dispatchEvent(new Event("change", { bubbles: true }));
})(arguments[0])"""
SHOWN = """(shown => {
  const copy = Object.assign(document.createElement("canvas"), { width: 96, height: 64 }).getContext("2d");
  copy.drawImage(shown, 0, 0);
  return shown.width === 96 && [[10, 10], [80, 50]].map(([x, y]) => copy.getImageData(x, y, 1, 1).data[0]);
})(document.getElementById("original"))"""


@pytest.mark.parametrize("compression", ["zlib", None])
def test_a_scan_as_tiff_is_shown_as_it_is(compression: str | None, visit: Visit) -> None:
    scan = np.full((64, 96), 60 * 257, np.uint16)
    scan[:, 48:] = 200 * 257
    file = io.BytesIO()
    tifffile.imwrite(file, scan, compression=compression, photometric="minisblack")
    page = visit("show/colorize/index.html")
    page.read(CHOSEN, base64.b64encode(file.getvalue()).decode())
    page.until(SHOWN)
    assert page.read(SHOWN) == [pytest.approx(60, abs=1), pytest.approx(200, abs=1)]


@pytest.mark.parametrize("kinds", [["home", "work", "walk"], pytest.param(list(KINDS), marks=pytest.mark.matrix)])
def test_pages_open_whole_and_no_wider_than_a_telephone(kinds: list[str], visit: Visit) -> None:
    for kind in kinds:
        page = visit("show/" + KINDS[kind], width=390)
        assert page.read("document.documentElement.scrollWidth") <= page.read("innerWidth") == 390, kind
        page.read("document.images.length && [...document.images].forEach(i => { i.loading = 'eager'; })")
        page.until("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
        assert page.read("document.fonts.check('16px \"Gallery Serif\"')"), kind
        assert page.read("globalThis.complaints") == [], kind
