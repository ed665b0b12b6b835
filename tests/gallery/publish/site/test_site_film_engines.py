"""The player of films by keyboard in three engines: Chromium, Firefox, and WebKit in its GTK form; from servers that
give parts of a file, and from those that do not."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import filming
import pytest
import webdriver

from gallery.web.ranges import part_of

pytest.importorskip("av", reason="the extra film")
pytestmark = pytest.mark.browser

PAGE = "works/garden/index.html"
LAST = filming.FRAMES - 1
PLAYED = "document.createElement('video').canPlayType('video/mp4; codecs=\"avc1.42E01E\"')"
FRAME = """(video => {
  if (video.seeking || video.readyState < 2) return -1;
  const canvas = Object.assign(document.createElement("canvas"), { width: 96, height: 8 });
  const brush = canvas.getContext("2d");
  brush.drawImage(video, 0, 0, 96, 8);
  const row = brush.getImageData(0, 4, 96, 1).data.filter((_, at) => at % 4 === 1);
  const light = [...row.keys()].filter((at) => row[at] > 215);
  return Math.round((light.reduce((sum, at) => sum + at, 0) / light.length - 1.5) / 2);
})(document.querySelectorAll("video")[arguments[0]])"""
"""The frame that a film shows, by the bar in it; -1 while it is sought."""
ORIGINAL, COLOUR = 0, 1


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, and ``/frame?PAGE``, a page in a frame; with ``parts`` those of films that are asked for, and
    films not before they are ``opened``."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *given: Any, parts: bool, opened: threading.Event, **more: Any) -> None:
        self.parts, self.opened = parts, opened
        super().__init__(*given, **more)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path, _, page = self.path.partition("?")
        try:
            if path == "/frame":
                self._answer(200, "text/html", f"<iframe width=1200 height=760 src='/{page}'></iframe>".encode())
            elif path.endswith(".mp4") and Path(self.translate_path(path)).exists():
                self.opened.wait()
                self._film(Path(self.translate_path(path)).read_bytes())
            else:
                super().do_GET()
        except OSError:  # a browser that has seen enough goes
            self.close_connection = True

    def _film(self, film: bytes) -> None:
        part = part_of(self.headers.get("Range"), len(film)) if self.parts else None
        if part is None:
            self._answer(200, "video/mp4", film)
            return
        told = {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{len(film)}", "Accept-Ranges": "bytes"}
        self._answer(206, "video/mp4", film[part.start : part.stop], **told)

    def _answer(self, status: int, kind: str, content: bytes, **told: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Cache-Control": "no-store", **told}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def served(folder: Path, *, parts: bool, opened: threading.Event) -> Iterator[str]:
    handler = partial(Server, directory=str(folder), parts=parts, opened=opened)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True  # some browsers keep a connection
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def folder(a_show: Any, films_made: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of an exhibit with the film."""
    return filming.build(a_show, films_made, tmp_path_factory.mktemp("films"), filming.an_exhibit())


@pytest.fixture(scope="module", params=["chromium", "firefox", "webkit"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Browser]:
    if request.param == "chromium":
        with request.getfixturevalue("browser").new_page() as page:
            yield webdriver.Chromium(page)
        return
    with webdriver.browser(request.param, tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def visit(engine: webdriver.Browser, folder: Path) -> Iterator[Callable[..., webdriver.Browser]]:
    """Opens the film's page from a server of that kind, in an engine that has the codec."""
    opened = threading.Event()
    opened.set()
    running = []

    def open_page(*, parts: bool = True, whole: bool = True) -> webdriver.Browser:
        running.append(served(folder, parts=parts, opened=opened))
        engine.visit(f"{running[-1].__enter__()}frame?{PAGE}")
        if not engine.read(PLAYED):
            pytest.skip("no H.264: apt-get install gstreamer1.0-libav")
        if whole:
            engine.until("[...document.querySelectorAll('video')].every(video => video.readyState > 1)")
        return engine

    open_page.opened = opened  # type: ignore[attr-defined]
    yield open_page
    opened.set()
    for each in running:
        each.__exit__(None, None, None)


Visit = Callable[..., webdriver.Browser]


def shows(page: webdriver.Browser, frame: int, version: int = ORIGINAL) -> None:
    page.until(FRAME.replace("arguments[0]", str(version)) + f" === {frame}")


def presses(page: webdriver.Browser, *steps: tuple[str, int]) -> None:
    """Each key, and the frame that it leads to."""
    for key, frame in steps:
        page.press(key)
        shows(page, frame)


@pytest.mark.parametrize("parts", [True, False], ids=["in parts", "whole"])
def test_keys_lead_to_every_frame_and_both_films_keep_together(parts: bool, visit: Visit) -> None:
    page = visit(parts=parts)
    page.focus("[data-do=play]")
    page.press("Space")
    page.until("document.querySelector('video').currentTime > 0.1")
    page.press("k")
    page.until("document.querySelector('video').paused")
    page.focus(".position")
    presses(page, ("Home", 0), (".", 1), (".", 2), (",", 1), ("End", LAST), (",", LAST - 1), ("Home", 0), (",", 0))
    page.focus(".slider")
    page.press("End", "ArrowRight")
    page.until("Number(document.querySelector('.slider').value) === 99")
    page.focus("[data-do=on]")
    for key, frame in ((".", 1), (".", 2), ("ArrowRight", 4), (",", 3)):
        page.press(key)
        shows(page, frame)
        shows(page, frame, COLOUR)
    assert page.read("document.querySelector('.failed').hidden")


@pytest.mark.parametrize("parts", [True, False], ids=["in parts", "whole"])
def test_a_film_that_ran_to_its_end_is_stepped_back_in_and_begins_again(parts: bool, visit: Visit) -> None:
    page = visit(parts=parts)
    page.read("document.querySelector('[data-share-choice=\"50\"]').click()")
    page.focus(".position")
    presses(page, ("End", LAST), (",", LAST - 1), (",", LAST - 2))
    page.press("k")
    page.until("!document.querySelector('video').paused")
    page.until("document.querySelector('video').paused")
    shows(page, LAST)
    shows(page, LAST, COLOUR)
    presses(page, (",", LAST - 1))
    shows(page, LAST - 1, COLOUR)
    presses(page, (".", LAST))
    page.press("k")
    page.until("!document.querySelector('video').paused && document.querySelector('video').currentTime < 1")
    page.press("k")


@pytest.mark.parametrize("parts", [True, False], ids=["in parts", "whole"])
def test_speed_and_captions_follow_the_keys_also_when_the_film_was_sought_in(parts: bool, visit: Visit) -> None:
    page = visit(parts=parts)
    page.focus("[data-do=on]")
    page.press("ArrowUp")
    presses(page, (".", 1))
    page.until("document.querySelector('video').playbackRate === 1.5")
    page.press("c")
    page.until("document.querySelector('.said').textContent === 'They walk.'")
    page.focus(".position")
    presses(page, ("End", LAST))
    page.until("document.querySelector('.said').textContent === 'They turn.'")
    page.press("c")
    page.until("document.querySelector('.said').hidden")
    page.focus("[data-do=on]")
    page.press("ArrowDown", "ArrowDown")
    page.until("document.querySelector('video').playbackRate === 0.75")


def test_where_a_film_is_sought_before_it_has_come_it_begins_there(visit: Visit) -> None:
    page = visit()
    visit.opened.clear()  # type: ignore[attr-defined]
    page.read("document.querySelectorAll('video').forEach(video => video.load())")
    page.focus(".position")
    page.press("End", ",")
    assert page.read("document.querySelector('.position').value") > "1.8"
    visit.opened.set()  # type: ignore[attr-defined]
    shows(page, LAST - 1)


def test_a_film_that_is_not_there_is_said_to_be_out_of_reach(visit: Visit, folder: Path) -> None:
    film = folder / "films" / "garden" / "original.mp4"
    film.rename(film.with_suffix(".away"))
    try:
        page = visit(whole=False)
        page.until("document.querySelector('.failed').checkVisibility()")
    finally:
        film.with_suffix(".away").rename(film)
