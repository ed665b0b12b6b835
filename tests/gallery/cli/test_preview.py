"""``gallery preview``: a real one, of a tiny exhibit, seen by a real browser."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import skimage.data
from click.testing import CliRunner
from PIL import Image

from gallery.cli.preview import command
from gallery.errors import GalleryError, ManifestError, OutputError
from gallery.pipeline.output import publish
from gallery.pipeline.record import owner_of

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 60
"""In which a change is to be seen. It takes one or two; machines, and moments of one machine, differ by far."""

EXHIBIT = """\
title: A winter
curator: C
statement: S
rooms:
  - title: The street
    works:
      - {id: camera, source: {path: scans/camera.png}, title: Camera, alt: A man., rights: PDM, colorize: false,
         reason: It is quicker.}
      - {id: coins, source: {path: scans/coins.png}, title: Coins, alt: Coins., rights: PDM, colorize: false,
         reason: It is quicker.}
publications:
  panels: {enabled: false}
  artsteps: {enabled: false}
  iiif: {enabled: false}
  room: {enabled: false}
  site: {walk: false, colorizer: false}
""".replace("PDM", '"http://creativecommons.org/publicdomain/mark/1.0/"')


def write_exhibit(folder: Path) -> Path:
    (folder / "scans").mkdir(parents=True, exist_ok=True)
    (folder / "exhibit.yaml").write_text(EXHIBIT, encoding="utf-8")
    for name in ("camera", "coins"):
        scan(name, (96, 72)).save(folder / "scans" / f"{name}.png")
    return folder


def scan(name: str, size: tuple[int, int]) -> Image.Image:
    return Image.fromarray(getattr(skimage.data, name)()).resize(size)


class Preview:
    """A running ``gallery preview`` in a process group of its own."""

    def __init__(self, house: Path, exhibit: Path, folder: Path, *more: str, jobs: int = 1) -> None:
        self.folder, self.exhibit, self.house = folder, exhibit, house
        folder.mkdir(parents=True, exist_ok=True)
        # Where the tests run in the background of a shell, Ctrl-C is ignored, and children inherit that.
        program = (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "from gallery.cli import main; main()"
        )
        places = ["--output", str(folder / "out"), "--cache", str(folder.parent / "cache"), "--jobs", str(jobs)]
        with (folder / "said").open("wb") as said, (folder / "printed").open("wb") as printed:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program, "preview", str(exhibit), "--port", "0", "--no-open", *places, *more],
                env={**os.environ, "PYTHONPATH": str(house)},
                cwd=folder,
                stdout=printed,
                stderr=said,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text(encoding="utf-8")

    def wait_for(self, word: str, times: int = 1) -> None:
        end = time.monotonic() + SECONDS
        while self.said.count(word) < times:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(0.02)

    @property
    def url(self) -> str:
        end = time.monotonic() + SECONDS
        while not (printed := (self.folder / "printed").read_text(encoding="utf-8")).endswith("\n"):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end
            time.sleep(0.02)
        return printed.strip()

    def write(self, text: str) -> None:
        draft = self.exhibit / "draft.yaml"
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.exhibit / "exhibit.yaml")  # as editors save: nobody sees half of it

    def interrupt(self) -> int:
        """Ctrl-C, which reaches every process of the terminal; the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(SECONDS)

    def has_ended(self) -> bool:
        """Whether no process of the group is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def end(self) -> None:
        if self.process.poll() is None:
            self.interrupt()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program and its templates, so that a test can change a template."""
    folder = tmp_path_factory.mktemp("house")
    unneeded = shutil.ignore_patterns("__pycache__", "*.onnx", "*.safetensors")
    for package in ("gallery", "model"):
        shutil.copytree(ROOT / package, folder / package, ignore=unneeded)
    shutil.copytree(ROOT / "templates", folder / "templates", ignore=shutil.ignore_patterns("frontend", ".*"))
    return folder


@pytest.fixture(scope="module")
def running(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for all tests; its output lies in the exhibit's folder, as curators have it."""
    folder = tmp_path_factory.mktemp("desk")
    exhibit = write_exhibit(folder / "winter")
    started = Preview(house, exhibit, exhibit / "build")
    try:
        started.wait_for("built in")
        yield started
    finally:
        started.end()


@pytest.fixture
def preview(running: Preview) -> Iterator[Preview]:
    """The running preview; afterwards its exhibit is as it was."""
    yield running
    before = running.said.count("built in")
    if (running.exhibit / "exhibit.yaml").read_text(encoding="utf-8") != EXHIBIT:
        running.write(EXHIBIT)
        running.wait_for("built in", before + 1)


def expect(page: Any, script: str, value: object = True) -> None:
    """Wait until an expression has a value in the page, over reloads."""
    end = time.monotonic() + SECONDS
    found = None
    while time.monotonic() < end:
        try:
            found = page.evaluate(script)
        except Exception as error:  # noqa: BLE001 - the page is being loaded again at this moment
            found = error
        if found == value:
            return
        time.sleep(0.05)
    raise AssertionError(f"{script} is {found!r}, not {value!r}")


TITLE = "document.querySelector('h1').textContent.trim()"
STRIP = "document.querySelector('#gallery-preview').shadowRoot.querySelector('[role=status]').innerText"
Visit = Callable[..., Any]


@pytest.mark.browser
def test_the_page_follows_the_manifest(preview: Preview, visit: Visit) -> None:
    page = visit(preview.url)
    assert page.url == f"{preview.url}site/"
    expect(page, TITLE, "A winter")
    began = time.monotonic()
    preview.write(EXHIBIT.replace("A winter", "A spring"))
    expect(page, TITLE, "A spring")
    assert time.monotonic() - began < SECONDS
    assert "exhibit.yaml changed\nbuilt in" in preview.said


@pytest.mark.browser
def test_a_mistake_shows_in_a_strip_under_the_last_good_build_until_it_is_mended(
    preview: Preview, visit: Visit
) -> None:
    page = visit(preview.url)
    preview.write(EXHIBIT.replace("title: A winter", "titel: [A winter"))
    expect(page, f"{STRIP}.startsWith('1 problem The last good build is shown.')")
    expect(page, f"{STRIP}.includes('exhibit.yaml:1:8')")
    expect(page, f"{STRIP}.includes('must be in quotes')")
    expect(page, TITLE, "A winter")
    preview.wait_for(f"{preview.exhibit / 'exhibit.yaml'}:1:8: a text that begins with a bracket must be in quotes")
    preview.write(EXHIBIT.replace("title: A winter", "titel: A winter").replace("statement: S\n", ""))
    expect(page, f"{STRIP}.startsWith('2 problems')")
    expect(page, f"{STRIP}.includes(\"did you mean 'title'?\")")
    preview.write(EXHIBIT)
    expect(page, STRIP, "")
    expect(page, TITLE, "A winter")


@pytest.mark.browser
def test_a_photograph_that_is_replaced_is_shown_anew(preview: Preview, visit: Visit) -> None:
    ratio = "image.complete && Math.round(20 * image.naturalWidth / image.naturalHeight)"
    shape = f"(image => {ratio})(document.querySelector('main img'))"
    page = visit(f"{preview.url}site/works/camera/")
    expect(page, shape, 27)
    draft = preview.exhibit / "scans" / "draft.png"
    scan("camera", (72, 96)).save(draft)
    draft.replace(preview.exhibit / "scans" / "camera.png")  # as many programs save
    expect(page, shape, 15)


@pytest.mark.browser
def test_templates_and_words_of_the_interface_that_are_changed_are_used_anew(preview: Preview, visit: Visit) -> None:
    page = visit(preview.url)
    template = preview.house / "templates" / "site" / "base.html"
    words = preview.house / "templates" / "texts" / "site.yaml"
    before = {path: path.read_text(encoding="utf-8") for path in (template, words)}
    (rooms,) = re.findall(r"(?<=^rooms: \{en: )[^,]+", before[words], re.MULTILINE)
    words.write_text(before[words].replace(f"rooms: {{en: {rooms}", "rooms: {en: Halls"), encoding="utf-8")
    template.write_text(before[template].replace("</footer>", '<p id="mark">new</p></footer>'), encoding="utf-8")
    mark = "document.querySelector('#mark')?.textContent"
    halls = "document.querySelector('nav').innerText.includes('Halls')"
    expect(page, mark, "new")
    expect(page, halls)
    for path, text in before.items():
        path.write_text(text, encoding="utf-8")
    expect(page, mark, None)
    expect(page, halls, False)


@pytest.mark.browser
def test_a_theme_is_followed_and_a_mistake_in_it_is_shown_at_its_line(preview: Preview, visit: Visit) -> None:
    page = visit(preview.url)
    theme = preview.exhibit / "look"
    theme.mkdir()
    preview.write(EXHIBIT.replace("site: {", "site: {theme: look, "))
    (theme / "room.html").write_text("{% extends 'shipped/room.html' %}\n{{ nobody }}\n{% block main %}{{ nobody }}")
    expect(page, f"{STRIP}.includes('look/room.html:3')")
    (theme / "room.html").unlink()
    (theme / "theme.css").write_text("h1 { font-variant: small-caps; }")
    expect(page, "getComputedStyle(document.querySelector('h1')).fontVariantCaps", "small-caps")
    expect(page, STRIP, "")


@pytest.mark.browser
def test_the_files_on_disk_know_nothing_of_the_preview(preview: Preview, visit: Visit) -> None:
    page = visit(preview.url)
    assert page.locator("script[src='/.preview/preview.js']").count() == 1
    pages = list((preview.folder / "out").rglob("*.html"))
    assert len(pages) > 4
    assert [path for path in pages if b"preview" in path.read_bytes()] == []


def test_its_own_output_is_no_change(preview: Preview) -> None:
    """Which lies in the exhibit's folder."""
    built = preview.said.count("built in")
    (preview.folder / "out" / "site" / "index.html").touch()
    (preview.exhibit / ".exhibit.yaml.swp").write_text("an editor's")
    time.sleep(1)
    assert preview.said.count("built in") == built
    assert preview.said.splitlines()[-1].startswith("built in")


def test_the_whole_output_is_served(preview: Preview) -> None:
    with urlopen(f"{preview.url}report.html") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        assert b"preview.js" in answer.read()


@pytest.mark.browser
def test_an_exhibit_that_cannot_be_built_yet_says_why_and_appears_when_mended(
    running: Preview, tmp_path: Path, browser: Any
) -> None:
    exhibit = write_exhibit(tmp_path / "winter")
    (exhibit / "scans" / "coins.png").rename(tmp_path / "coins.png")
    started = Preview(running.house, exhibit, tmp_path / "more" / "run", "--cache", str(running.exhibit / "cache"))
    context = browser.new_context(reduced_motion="reduce")
    try:
        page = context.new_page()
        assert page.goto(started.url).status == 503
        expect(page, f"{STRIP}.startsWith('1 problem Nothing could be built yet.')")
        assert page.locator(".place").inner_text() == f"{exhibit / 'exhibit.yaml'}:9:29"
        (tmp_path / "coins.png").rename(exhibit / "scans" / "coins.png")
        expect(page, TITLE, "A winter")
    finally:
        context.close()
        started.end()


def test_ctrl_c_ends_it_and_everything_it_started(running: Preview, tmp_path: Path) -> None:
    """At rest, and then in the middle of a build."""
    resting = Preview(running.house, running.exhibit, tmp_path / "resting", "--cache", str(running.exhibit / "cache"))
    resting.wait_for("built in")
    with socket.create_connection(("127.0.0.1", int(resting.url.rpartition(":")[2].strip("/")))):  # which says nothing
        assert resting.interrupt() == 130
    assert resting.said.endswith("\ninterrupted\n")
    building = Preview(running.house, running.exhibit, tmp_path / "building", jobs=2)
    building.wait_for("colorize: 2 steps")
    assert building.interrupt() == 130
    assert building.said.endswith("\ninterrupted\n")
    assert "Traceback" not in resting.said + building.said
    assert list((tmp_path / "cache" / "store" / "unfinished").iterdir()) == []
    end = time.monotonic() + SECONDS
    while not (resting.has_ended() and building.has_ended()):
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("kill", [os.kill, os.killpg], ids=["itself", "with all of its processes"])
def test_a_termination_ends_it_as_ctrl_c_does(
    running: Preview, tmp_path: Path, kill: Callable[[int, int], None]
) -> None:
    building = Preview(running.house, running.exhibit, tmp_path / "building", jobs=2)
    building.wait_for("colorize: 2 steps")
    kill(building.process.pid, signal.SIGTERM)
    assert building.process.wait(SECONDS) == 143
    assert building.said.endswith("\nterminated\n")
    assert "Traceback" not in building.said
    assert "leaked" not in building.said
    assert list((tmp_path / "cache" / "store" / "unfinished").iterdir()) == []
    end = time.monotonic() + SECONDS
    while not building.has_ended():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_an_output_inside_the_theme_is_refused_before_anything_runs(tmp_path: Path) -> None:
    exhibit = write_exhibit(tmp_path / "winter")
    (exhibit / "look").mkdir()
    (exhibit / "exhibit.yaml").write_text(EXHIBIT.replace("site: {", "site: {theme: look, "), encoding="utf-8")
    result = CliRunner().invoke(command, [str(exhibit), "--output", str(exhibit / "look" / "build")])
    assert isinstance(result.exception, OutputError)
    assert "lies inside" in str(result.exception)


def test_an_output_of_another_exhibit_is_refused_before_anything_runs(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_exhibit(tmp_path / name / "winter")
    out = tmp_path / "out"
    publish([], out, owner_of(tmp_path / "a" / "winter" / "exhibit.yaml", out))
    result = CliRunner().invoke(command, [str(tmp_path / "b" / "winter"), "--output", str(out)])
    assert isinstance(result.exception, OutputError)
    assert "holds another exhibit" in str(result.exception)


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    exhibit = write_exhibit(tmp_path / "winter")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = [str(exhibit), "--port", str(port), "--output", str(tmp_path / "out")]
        result = CliRunner().invoke(command, arguments)
    assert isinstance(result.exception, GalleryError)
    assert str(result.exception) == (
        f"port {port} of 127.0.0.1 is in use; name another with --port N, or leave it out for the next free one"
    )


def test_there_must_be_a_manifest_to_watch(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(tmp_path / "nowhere")])
    assert isinstance(result.exception, ManifestError)
    assert "there is no such file" in str(result.exception)


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    exhibit = write_exhibit(tmp_path / "winter")
    result = CliRunner().invoke(command, [str(exhibit), "--output", str(exhibit)])
    assert isinstance(result.exception, OutputError)


def test_every_option_is_explained() -> None:
    said = CliRunner().invoke(command, ["--help"]).stdout
    for option in (
        "--port",
        "--host",
        "--output",
        "--open",
        "--offline",
        "--mirror",
        "--allow-private",
        "--jobs",
        "--cache",
    ):
        assert option in said


def test_importing_the_command_loads_nothing_heavy() -> None:
    program = (
        "import sys, gallery.cli.preview\n"
        "heavy = {'PIL', 'numpy', 'jinja2', 'pydantic', 'watchfiles', 'http.server', 'multiprocessing'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
