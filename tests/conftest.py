"""Fixtures that every test may use."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import struct
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent

# Before PyTorch is imported: its threads otherwise wait for one another at full speed, and starve on a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

settings.register_profile("house", deadline=None)  # a busy machine is no mistake
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with slow tests first: at the end no worker then waits long for another."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of CIFAR-10 and of real photographs, named by ``GALLERY_TEST_DATA`` or beside the checkout."""
    folder = Path(os.environ.get("GALLERY_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "photographs").is_dir():
        pytest.skip(
            "no folder of photographs: set GALLERY_TEST_DATA to one that holds photographs/ and cifar-10-batches-py/"
        )
    return folder


@pytest.fixture(scope="session")
def dejavu() -> str:
    """A font file with Latin, Hebrew and Arabic letters, which comes with matplotlib."""
    return str(files("matplotlib").joinpath("mpl-data", "fonts", "ttf", "DejaVuSans.ttf"))


@pytest.fixture(scope="session")
def installed_font() -> Callable[[str], str]:
    """Finds a font file of this name among those of the machine; the test is skipped where there is none."""

    def find(name: str) -> str:
        homes = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
        found = next((path for home in homes for path in sorted(home.rglob(name))), None)
        if found is None:
            pytest.skip(f"no font {name} on this machine")
        return str(found)

    return find


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or fills the user's cache."""
    monkeypatch.setenv("GALLERY_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def _small_cifar10(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("data") / "cifar-10-batches-py"
    folder.mkdir()
    random = np.random.default_rng(10)
    digests = {}
    for name in ("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"):
        coarse = random.integers(0, 256, (1060, 3, 4, 4), np.uint8)
        images = coarse.repeat(8, axis=2).repeat(8, axis=3).reshape(-1, 3072)
        content = python2_batch(images, random.integers(0, 10, len(images)).tolist())
        (folder / name).write_bytes(content)
        digests[name] = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return folder.parent, digests


@pytest.fixture
def small_cifar10(_small_cifar10: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with 5,300 training and 1,060 test images of 8-pixel squares, in CIFAR-10's official format."""
    folder, digests = _small_cifar10
    monkeypatch.setattr("model.datasets.cifar10.MD5", digests)
    return folder


@pytest.fixture
def photographs(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of up to 22 colour photographs, no two alike, 128 × 128 px, JPEG, some of them in ``more/``."""
    from PIL import Image
    from skimage import data

    def make(number: int = 12, name: str = "photographs") -> Path:
        folder = tmp_path / name
        (folder / "more").mkdir(parents=True)
        parts = [("astronaut", i) for i in range(16)] + [("chelsea", i) for i in (0, 1, 2, 4, 5, 6)]
        for place, (source, index) in enumerate(parts[:number]):
            picture = getattr(data, source)()
            down, across = divmod(index, picture.shape[1] // 128)
            part = picture[128 * down : 128 * (down + 1), 128 * across : 128 * (across + 1)]
            path = folder / ("more" if place % 3 == 2 else "") / f"{source}-{index}.jpg"
            Image.fromarray(part).save(path, quality=92)
        return folder

    return make


def python2_batch(images: NDArray[np.uint8], labels: list[int]) -> bytes:
    """A batch as CIFAR-10's files hold it, the pickle of a Python 2: images (N, 3072), labels 0..9."""

    def text(value: bytes) -> bytes:
        return b"U" + bytes([len(value)]) + value

    kind = b"cnumpy\ndtype\n" + text(b"u1") + b"K\x00K\x01\x87R(K\x03" + text(b"|") + b"NNN" + b"J\xff\xff\xff\xff" * 2
    empty = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + text(b"b") + b"\x87R"
    shape = b"".join(b"J" + struct.pack("<i", side) for side in images.shape) + b"\x86"
    data = b"T" + struct.pack("<i", images.size) + images.tobytes()
    array = empty + b"(K\x01" + shape + kind + b"K\x00tb\x89" + data + b"tb"
    numbers = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    return b"\x80\x02}(" + text(b"labels") + numbers + text(b"data") + array + b"u."


ARGUMENTS = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader", "--disable-gpu-compositing",
)  # fmt: skip
"""What is 3D is drawn by a GPU in software; pages are not, which takes a quarter less time."""


AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""Rules of axe-core that pages keep."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests read what the browser says."""


@pytest.fixture(scope="session")
def in_a_loop() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """Runs a coroutine to its end, in a thread: that of the tests has a loop already where a browser was driven."""
    with ThreadPoolExecutor(1) as thread:
        yield lambda coroutine: thread.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Serves a folder on the loopback until the tests end, as ``handler`` does; gives its address, with a slash at the
    end."""
    with ExitStack() as stack:

        def start(folder: Path, handler: type[SimpleHTTPRequestHandler] = Quiet) -> str:
            answering = partial(handler, directory=str(folder))
            server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), answering))
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_address[1]}/"

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is in the dev extra")
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("no chromium on PATH: apt-get install chromium")
    with playwright_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@contextmanager
def _visits(browser: Any) -> Iterator[Callable[..., Any]]:
    complaints: list[str] = []
    contexts = []

    def route(request: Any) -> None:
        url = urlsplit(request.request.url)
        if url.scheme in ("file", "data") or url.hostname == "127.0.0.1":
            request.continue_()
        else:
            complaints.append(f"asked for {request.request.url}")
            request.abort()

    def said(message: Any) -> None:
        if "GL Driver Message" not in message.text:  # the software's own, on how slow it is
            complaints.append(f"{message.type}: {message.text}")

    def failed(request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left before its pictures had come
            complaints.append(f"failed: {request.url}: {request.failure}")

    def open_page(address: str, **options: Any) -> Any:
        viewport = options.pop("viewport", {"width": 1200, "height": 900})
        context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
        contexts.append(context)
        context.set_default_timeout(60_000)  # a busy machine is no mistake
        page = context.new_page()
        page.route("**/*", route)
        page.on("console", said)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", failed)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens an address; afterwards there must be no console message, no page error, no request that left."""
    with _visits(browser) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def visit_for_all(browser: Any) -> Iterator[Callable[..., Any]]:
    """The same, for a page that the tests of a file share."""
    with _visits(browser) as open_page:
        yield open_page


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """What axe-core finds wrong in a page as it stands; with ``contrast`` of its colours alone: by night nothing else
    is otherwise than by day."""
    core = pytest.importorskip("axe_playwright_python", reason="axe-core, in the dev extra")
    source = (files(core) / "axe.min.js").read_text(encoding="utf-8")

    def violations(page: Any, *, contrast: bool = False) -> list[str]:
        page.evaluate(f"globalThis.axe || (() => {{ {source} }})()")
        # preload: axe would fetch style sheets again, which neither file:// nor the page's policy allows.
        rules = ["color-contrast"] if contrast else AXE
        found = page.evaluate("rules => axe.run({preload: false, runOnly: rules})", rules)
        return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]]

    return violations
