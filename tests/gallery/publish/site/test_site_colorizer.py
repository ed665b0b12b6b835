"""The page on which visitors colorize their own photograph: what they see, and the same colours as Python's."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import publishing
import pytest
import skimage
import yaml
from numpy.typing import NDArray
from PIL import Image

from gallery.colorize import find_weights
from gallery.labels.label import DIGITAL_SOURCE_TYPE
from gallery.pictures.mark import mark_inferred, patch
from gallery.pictures.metadata import read_disclosure
from gallery.pictures.planned_mark import mark_in
from gallery.pictures.veil import VEILS
from gallery.publish.site import colorizer
from gallery.publish.site.plan import plan
from gallery.publish.site.view import views
from gallery.typography.lines import default_fonts
from model import Colorist, Hint
from model import weights as shelf

pytestmark = pytest.mark.slow

ONNX = shelf.FOLDER / "default.onnx"
COLOUR = (40, 80, 190)
NEEDED = ("site/assets", "site/colorizer", "site/pages/colorize", "site/pages/de/colorize")
Visit = Callable[..., Any]
Pixels = NDArray[np.uint8]


@pytest.fixture(scope="session")
def show_of(an_exhibit: Callable[..., Any], a_show: Callable[..., Any]) -> Callable[[str], Any]:
    """A show with shipped weights, by their name, in two languages."""

    def make(weights: str) -> Any:
        exhibit = an_exhibit(title={"en": "Small Things", "de": "Kleine Dinge"})
        found = find_weights(weights)
        resources = publishing.resources(weights=found.files)
        return a_show(exhibit, weights=found.facts, resources=resources)

    return make


@pytest.fixture(scope="session")
def colorizer_show(show_of: Callable[[str], Any]) -> Any:
    return show_of("default")


def built(show: Any, folder: Path) -> Path:
    """The page and all that it loads: a folder that holds ``site/``."""
    tasks = [task for task in plan(show) if task.id in NEEDED]
    publishing.run(tasks, show, {}, folder / "scratch", folder / "out")
    return folder / "out"


@pytest.fixture(scope="session")
def colorizer_site(colorizer_show: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(colorizer_show, tmp_path_factory.mktemp("colorizer"))


@pytest.fixture(scope="session")
def address(colorizer_site: Path, serve: Callable[[Path], str]) -> str:
    return serve(colorizer_site) + "site/colorize/index.html"


@pytest.fixture(scope="session")
def colorist() -> Colorist:
    return Colorist.load()


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """A real photograph, small, as a PNG: what the browser reads from it are the very pixels."""
    return write(tmp_path / "rocket.png", shipped("rocket.jpg", 213, 141))


@pytest.fixture(scope="module")
def bench(address: str, visit_for_all: Visit) -> Any:
    """The page, opened once for all tests that need none of their own: its network takes seconds to load."""
    opened = visit_for_all(address)
    opened.eval_on_selector("#vividness", "e => { e.dataset.usual = e.value; }")
    return opened


@pytest.fixture
def page(bench: Any, photograph: Path) -> Any:
    """That page with the small photograph, as if it had just been opened."""
    bench.keyboard.press("Escape")
    bench.emulate_media(color_scheme="light")
    choose(bench, photograph)
    usual = bench.locator("#vividness").get_attribute("data-usual")
    if bench.locator("#vividness").input_value() != usual:
        set_range(bench, "#vividness", int(usual))
        wait(bench)
    if bench.locator("#doubt").is_visible():
        bench.get_by_role("button", name="Confidence").click()
    assert bench.locator("#given li").count() == 0
    return bench


def shipped(name: str, width: int, height: int) -> Pixels:
    """A photograph that scikit-image ships, scaled."""
    with Image.open(Path(skimage.__file__).parent / "data" / name) as opened:
        return np.asarray(opened.convert("RGB").resize((width, height)))


def write(path: Path, pixels: Pixels) -> Path:
    Image.fromarray(pixels).save(path)
    return path


def choose(page: Any, *paths: Path) -> None:
    page.set_input_files("#file", [str(path) for path in paths])
    wait(page)


def wait(page: Any, state: str = "done") -> None:
    page.wait_for_selector(f"#bench[data-state={state}]")


def shown(page: Any, canvas: str = "#colour") -> Pixels:
    """The pixels of a canvas, (H, W, 3)."""
    url = page.eval_on_selector(
        canvas,
        "e => { const c = Object.assign(document.createElement('canvas'), {width: e.width, height: e.height});"
        "c.getContext('2d').drawImage(e, 0, 0); return c.toDataURL('image/png'); }",
    )
    with Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) as picture:
        return np.asarray(picture.convert("RGB"))


def set_range(page: Any, selector: str, value: int) -> None:
    page.eval_on_selector(
        selector, "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})); }", str(value)
    )


def colour_at_centre(page: Any) -> None:
    page.eval_on_selector("#next-colour", "(e, v) => { e.value = v; }", "#{:02x}{:02x}{:02x}".format(*COLOUR))
    page.locator("#place").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    wait(page)


def assert_same(found: Pixels, expected: Pixels, *, hinted: bool = False) -> None:
    """Within rounding: the two add numbers in another order, and so do processors, which moves some of what has eight
    bits by one. More, where it was ``hinted`` much: what hints correct is a difference of such numbers. A
    stroke that lies one pixel off makes a mean of 0.65 and more. That all else is the same is held by
    ``test_site_hints.py``, with a network that rounds nothing."""
    mean, by_two, by_four = (0.3, 0.98, 0.995) if hinted else (0.2, 0.995, 0.999)
    difference = np.abs(found.astype(int) - expected)
    assert found.shape == expected.shape
    assert difference.mean() < mean
    assert (difference <= 2).mean() > by_two
    assert (difference <= 4).mean() > by_four


def test_the_page_is_planned_in_every_language_with_what_it_loads(colorizer_show: Any) -> None:
    pages = [page for view in views(colorizer_show) for page in colorizer.pages(view)]
    assert [page.path for page in pages] == ["colorize/index.html", "de/colorize/index.html"]
    assert pages[1].context["page"]["title"] == "Ihre eigene Fotografie kolorieren"
    (task,) = colorizer.tasks(colorizer_show)
    assert str(ONNX) not in json.dumps(dict(task.parameters))


def test_other_weights_make_what_the_page_loads_anew(colorizer_show: Any) -> None:
    def version(show: Any) -> str:
        (first, *_) = [page for view in views(show) for page in colorizer.pages(view)]
        return str(first.context["colorizer"]["worker"])

    def key(show: Any) -> str:
        return publishing.keys(colorizer.tasks(show), show)["site/colorizer"]

    other = dataclasses.replace(colorizer_show, resources=publishing.resources())
    assert version(other) != version(colorizer_show)
    assert key(other) != key(colorizer_show)


@pytest.mark.parametrize("without", ["weights", "the page"])
def test_without_weights_or_where_it_is_not_wanted_there_is_no_page(
    without: str, colorizer_show: Any, an_exhibit: Callable[..., Any]
) -> None:
    plain = an_exhibit(publications={"site": {"colorizer": False}})
    changed = {"weights": None} if without == "weights" else {"exhibit": plain}
    show = dataclasses.replace(colorizer_show, **changed)
    assert colorizer.tasks(show) == []
    assert [page for view in views(show) for page in colorizer.pages(view)] == []


def test_it_comes_with_the_weights_and_how_they_are_served(colorizer_site: Path) -> None:
    folder = colorizer_site / "site" / "colorizer"
    assert (folder / "model.onnx").read_bytes() == ONNX.read_bytes()
    first = {path.name: path.stat().st_size for path in folder.iterdir()}
    assert first.pop("tiff.js") > 100_000  # comes only when a TIFF is chosen
    megabytes = sum(first.values()) / 1e6
    page = (colorizer_site / "site" / "colorize" / "index.html").read_text(encoding="utf-8")
    assert f"The network comes to your browser (about {megabytes:.0f} megabytes, once)" in page
    serving = json.loads((folder / "serving.json").read_text(encoding="utf-8"))
    assert serving.pop("mark")["corner"] == "lower-left"
    assert serving == json.loads(json.dumps(dataclasses.asdict(shelf.load().serving)))


def test_what_is_downloaded_has_the_exhibits_mark_or_none(colorizer_show: Any, an_exhibit: Callable[..., Any]) -> None:
    def planned(**changed: Any) -> Any:
        show = dataclasses.replace(colorizer_show, exhibit=an_exhibit(**changed))
        (task,) = colorizer.tasks(show)
        return task.parameters["mark"]

    assert planned(mark={"corner": "upper-right", "form": "icon"}, language="de") == {
        "words": "KI-Farbe",
        "icon": "KI",
        "corner": "upper-right",
        "form": "icon",
    }
    assert planned(publications={"site": {"mark": False}}) is None


@pytest.mark.browser
def test_a_chosen_photograph_is_shown_original_first_then_in_colour(
    address: str, photograph: Path, colorist: Colorist, visit: Visit
) -> None:
    page = visit(address)
    assert page.get_by_text("Nothing is uploaded").is_visible()
    assert page.locator("#bench").get_attribute("data-network") is None  # nobody has asked for it
    page.locator("#empty").hover()
    page.wait_for_selector("#bench[data-network=loaded]")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    choose(page, photograph)
    assert [url for url in asked if "/fonts/" not in url] == []
    original = np.asarray(Image.open(photograph))
    assert np.array_equal(shown(page, "#original"), original)
    result = colorist.colorize(original)
    assert_same(shown(page), result.rgb)
    certain = round(float(result.coarse_confidence.mean()) * 100)
    assert f"{certain}\u00a0% certain" in page.locator("#status").inner_text()
    assert "rocket.png, 213\u00a0×\u00a0141" in page.locator("#facts").inner_text()
    slider = page.get_by_role("slider", name="How much of the photograph is shown in colour")
    assert slider.input_value() == "50"
    slider.focus()
    page.keyboard.press("Home")
    assert page.eval_on_selector(".colour .frame", "e => getComputedStyle(e).clipPath") == "inset(0px 0px 0px 100%)"
    assert page.get_by_text("Colours inferred", exact=True).is_hidden()


@pytest.mark.browser
def test_a_photograph_of_the_exhibition_is_there_to_try(address: str, photograph: Path, visit: Visit) -> None:
    page = visit(address)
    picture = photograph.read_bytes()
    page.route("**/iiif/camera/original/full/max/0/default.jpg", lambda route: route.fulfill(body=picture))
    page.get_by_role("button", name="Try it with a photograph of the exhibition").click()
    page.locator("#facts", has_text="camera.png, 213\u00a0×\u00a0141").wait_for()


@pytest.mark.browser
def test_where_every_byte_is_paid_for_the_network_comes_with_a_photograph_only(
    address: str, photograph: Path, visit: Visit
) -> None:
    page = visit("about:blank")
    page.add_init_script("Object.defineProperty(navigator, 'connection', { value: { type: 'cellular' } })")
    page.goto(address)
    page.locator("#empty").hover()
    page.wait_for_timeout(300)
    assert page.locator("#bench").get_attribute("data-network") is None
    choose(page, photograph)
    assert page.locator("#bench").get_attribute("data-network") == "loaded"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "size"),
    [("astronaut.png", (61, 35)), ("coins.png", (40, 333)), ("camera.png", (16, 23)), ("rocket.jpg", (213, 141))],
)
def test_colours_hints_and_vividness_are_those_of_python(
    page: Any, name: str, size: tuple[int, int], colorist: Colorist, tmp_path: Path
) -> None:
    pixels = shipped(name, *size)
    choose(page, write(tmp_path / "picture.png", pixels))
    for vividness in (100, 35):
        set_range(page, "#vividness", vividness)
        assert page.locator("#vividness-value").inner_text() == f"{vividness}\u00a0%"
        wait(page)
        assert_same(shown(page), colorist.colorize(pixels, (), vividness / 100).rgb)
    colour_at_centre(page)
    given = [Hint((0.5, 0.5), COLOUR)]
    assert_same(shown(page), colorist.colorize(pixels, given, 0.35).rgb)
    for key in ("Enter", "Shift+ArrowLeft", "Enter"):  # one on the first, one beside it
        page.keyboard.press(key)
    given += [Hint((0.5, 0.5), COLOUR), Hint((0.4, 0.5), COLOUR)]
    page.wait_for_function("() => document.querySelectorAll('#given li').length === 3")
    wait(page)
    page.locator("#join").click()
    page.locator("#aim").focus()
    for key in ("Enter", "Shift+ArrowUp", "Enter", "Shift+ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    given.append(Hint(along=[(0.4, 0.5), (0.4, 0.4), (0.6, 0.4)], color=COLOUR))
    page.wait_for_function("() => document.querySelectorAll('#given li').length === 4")
    wait(page)
    result = colorist.colorize(pixels, given, 0.35)
    assert_same(shown(page), result.rgb, hinted=True)
    assert f"{result.coarse_confidence.mean() * 100:.0f}\u00a0% certain" in page.locator("#status").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["both", pytest.param("photographs", marks=pytest.mark.matrix)])
def test_whatever_weights_ship_the_page_colours_as_python_does(
    name: str, show_of: Callable[[str], Any], serve: Callable[[Path], str], tmp_path: Path, visit: Visit
) -> None:
    colorist, pixels = Colorist.load(name), shipped("rocket.jpg", 213, 141)
    page = visit(serve(built(show_of(name), tmp_path / "site")) + "site/colorize/index.html")
    choose(page, write(tmp_path / "rocket.png", pixels))
    assert_same(shown(page), colorist.colorize(pixels).rgb)
    colour_at_centre(page)
    assert_same(shown(page), colorist.colorize(pixels, [Hint((0.5, 0.5), COLOUR)]).rgb)


@pytest.mark.browser
def test_historical_photographs_are_as_python_makes_them(
    page: Any, colorist: Colorist, shared_data: Path, tmp_path: Path
) -> None:
    for path in sorted((shared_data / "photographs" / "historical").glob("*.jpg"))[:2]:
        with Image.open(path) as opened:
            opened.thumbnail((700, 700))
            pixels = np.asarray(opened.convert("RGB"))
        choose(page, write(tmp_path / f"{path.stem}.png", pixels))
        page.locator("#facts", has_text=path.stem).wait_for()
        assert_same(shown(page), colorist.colorize(pixels).rgb)


@pytest.mark.browser
def test_photographs_are_dropped_pasted_and_taken(page: Any, photograph: Path) -> None:
    content = base64.b64encode(photograph.read_bytes()).decode()
    events = {"dropped.png": "DragEvent('drop', {dataTransfer", "pasted.png": "ClipboardEvent('paste', {clipboardData"}
    for name, kind in events.items():
        page.evaluate(
            "([name, content]) => { const files = new DataTransfer();"
            "const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));"
            "files.items.add(new File([bytes], name, {type: 'image/png'}));"
            f"document.querySelector('main').dispatchEvent(new {kind}: files, bubbles: true, cancelable: true}})); }}",
            [name, content],
        )
        page.locator("#facts", has_text=name).wait_for()
        wait(page)
    camera = page.locator("#camera")
    assert camera.get_attribute("capture") == "environment"
    camera.set_input_files({"name": "taken.png", "mimeType": "image/png", "buffer": photograph.read_bytes()})
    page.locator("#facts", has_text="taken.png").wait_for()
    wait(page)


@pytest.mark.browser
def test_a_photograph_held_sideways_stands_upright(page: Any, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(shipped("rocket.jpg", 96, 64)).save(tmp_path / "sideways.jpg", exif=exif)
    choose(page, tmp_path / "sideways.jpg")
    assert shown(page).shape == (96, 64, 3)
    assert "64\u00a0×\u00a096" in page.locator("#facts").inner_text()


@pytest.mark.browser
def test_a_clicked_colour_spreads_is_listed_changed_and_removed(page: Any) -> None:
    before = shown(page).astype(int)
    page.fill("#next-colour", "#2850be")
    page.get_by_role("button", name="Place it in the picture").click()
    aim = page.get_by_role("application", name="Place for the colour")
    box = aim.bounding_box()
    aim.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.5})
    wait(page)
    after = shown(page).astype(int)
    moved = (after - before)[..., 2] - (after - before)[..., 0]  # towards blue
    assert moved[70, 53] > 10
    assert (moved > 4).mean() > 0.02
    entries = page.locator("#given li")
    assert "25\u00a0% from the left, 50\u00a0% from the top" in entries.inner_text()
    assert page.locator("#markers circle").count() == 3
    page.get_by_label("Colour 1", exact=True).fill("#be2828")
    wait(page)
    assert (shown(page).astype(int) - after)[70, 53, 0] > 10
    page.get_by_role("button", name="Remove colour 1").click()
    wait(page)
    assert entries.count() == 0
    assert np.array_equal(shown(page), before)
    page.keyboard.press("Control+z")
    assert "25\u00a0% from the left" in entries.inner_text()
    told = yaml.safe_load(page.locator("#hints").inner_text())["hints"]
    assert [hint["color"] for hint in told] == ["#be2828"]
    assert told[0]["at"] == pytest.approx([0.25, 0.5], abs=0.01)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert entries.count() == 0
    assert page.get_by_role("button", name="Undo").is_disabled()
    assert page.locator("#hints").is_hidden()
    wait(page)


def aim_at(page: Any) -> Callable[[float, float], tuple[float, float]]:
    """Be ready to give a blue; where a place in the picture is on the screen."""
    page.fill("#next-colour", "#2850be")
    page.get_by_role("button", name="Place it in the picture").click()
    box = page.get_by_role("application", name="Place for the colour").bounding_box()
    return lambda x, y: (box["x"] + x * box["width"], box["y"] + y * box["height"])


@pytest.mark.browser
def test_a_line_that_is_drawn_is_coloured_listed_and_removed_as_one(page: Any) -> None:
    set_range(page, "#vividness", 0)
    wait(page)
    before = shown(page).astype(int)
    at = aim_at(page)
    page.mouse.move(*at(0.25, 0.5))
    page.mouse.down()
    page.mouse.move(*at(0.25, 0.8), steps=90)
    assert page.locator("#markers polyline").count() == 3  # while it is drawn
    assert page.locator("#given li").count() == 0
    page.mouse.move(*at(0.75, 0.8), steps=90)
    page.mouse.up()
    wait(page)
    (entry,) = page.locator("#given li").all()
    start, end = "25\u00a0% from the left, 50\u00a0% from the top", "75\u00a0% from the left, 80\u00a0% from the top"
    assert f"along a line; start: {start}; end: {end}" in entry.inner_text()
    points = page.locator("#markers polyline").last.get_attribute("points").split(" ")
    assert 30 < len(points) <= 64
    change = shown(page).astype(int) - before
    moved = change[..., 2] - change[..., 0]  # towards blue
    for y, x in [(72, 53), (92, 53), (112, 53), (113, 80), (113, 120), (113, 158)]:
        assert moved[y, x] > 10
    page.get_by_role("button", name="Remove colour 1").click()
    wait(page)
    assert page.locator("#markers > *").count() == 0
    assert np.array_equal(shown(page), before)


@pytest.mark.browser
def test_a_line_is_made_of_clicks_too_and_a_hand_that_trembles_has_clicked(page: Any) -> None:
    at = aim_at(page)
    page.mouse.move(*at(0.1, 0.1))
    page.mouse.down()
    page.mouse.move(at(0.1, 0.1)[0] + 2, at(0.1, 0.1)[1])
    page.mouse.up()
    join = page.get_by_role("button", name="Join points")
    join.click()
    for place in ((0.2, 0.2), (0.4, 0.2), (0.4, 0.6)):
        page.mouse.click(*at(*place))
    join.click()
    page.mouse.click(*at(0.9, 0.9))
    dot, line, last = page.locator("#given li").all_inner_texts()
    assert "along a line" not in dot + last
    assert "start: 20\u00a0% from the left, 20\u00a0% from the top; end: 40\u00a0% from the left, 60" in line
    assert len(page.locator("#markers polyline").last.get_attribute("points").split(" ")) == 3
    join.click()
    page.fill("#next-colour", "#be2828")
    page.mouse.click(*at(0.5, 0.9))
    page.fill("#next-colour", "#28be28")
    page.mouse.click(*at(0.6, 0.9))  # another colour is another hint
    assert page.locator("#given li").count() == 5
    page.keyboard.press("Escape")
    assert join.is_hidden()


@pytest.mark.browser
def test_a_line_that_is_given_up_leaves_nothing(page: Any) -> None:
    at = aim_at(page)
    page.mouse.move(*at(0.2, 0.2))
    page.mouse.down()
    page.mouse.move(*at(0.6, 0.6), steps=10)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert page.locator("#given li").count() == 0
    assert page.locator("#markers > *").count() == 0
    at = aim_at(page)
    page.mouse.click(*at(0.2, 0.2))
    assert page.locator("#given li").count() == 1


@pytest.mark.browser
def test_a_colour_is_placed_by_keyboard_alone(page: Any) -> None:
    page.locator("#place").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "aim"
    for key in ("Shift+ArrowLeft", "ArrowLeft", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert page.locator("#position").inner_text() == "39\u00a0% from the left, 52\u00a0% from the top"
    page.keyboard.press("Enter")
    wait(page)
    assert "39\u00a0% from the left, 52\u00a0% from the top" in page.locator("#given li").inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "place"
    assert page.locator("#aim").is_hidden()


@pytest.mark.browser
def test_the_confidence_lies_over_the_photograph_with_its_legend(page: Any) -> None:
    assert page.locator("#doubt").is_hidden()
    page.get_by_role("button", name="Confidence").click()
    assert page.locator("#doubt").is_visible()
    assert page.get_by_text("How certain the network is of the colours").is_visible()
    assert page.locator("#confidence .step").count() == 5
    opacities = page.eval_on_selector(
        "#doubt",
        "e => { const c = new OffscreenCanvas(e.width, e.height).getContext('2d'); c.drawImage(e, 0, 0);"
        "return [...new Set(c.getImageData(0, 0, e.width, e.height).data.filter((_, i) => i % 4 === 3))]; }",
    )
    assert set(opacities) <= {round(opacity * 255) for opacity in VEILS}
    assert len(opacities) > 1


@pytest.mark.browser
def test_the_download_discloses_itself_with_the_mark_and_keeps_the_lightness(
    page: Any, photograph: Path, colorist: Colorist, tmp_path: Path
) -> None:
    colour_at_centre(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as JPEG").click()
    assert waiting.value.suggested_filename == "rocket-colours-inferred.jpg"
    path = tmp_path / "downloaded.jpg"
    waiting.value.save_as(path)
    assert read_disclosure(path) == {
        "digital_source_type": DIGITAL_SOURCE_TYPE + "compositeWithTrainedAlgorithmicMedia",
        "description": "Colours inferred by a neural network from the lightness of the photograph. "
        "One colour was given by hand.",
    }
    expected = colorist.colorize(np.asarray(Image.open(photograph)), [Hint((0.5, 0.5), COLOUR)]).rgb
    with Image.open(path) as opened:
        found = np.asarray(opened.convert("RGB")).astype(int)
    mark = patch((213, 141), mark_in("en"), default_fonts().serif_semibold)
    marked = mark_inferred(Image.fromarray(expected), mark_in("en"), default_fonts().serif_semibold)
    assert np.abs(found - np.asarray(marked)).mean() < 4  # JPEG's own loss
    corner = (slice(mark.top, None), slice(mark.left, mark.left + mark.image.width))
    assert np.abs(found[corner] - np.asarray(mark.image)).mean() < 16  # of 256: letters are drawn a little otherwise
    assert np.abs(expected[corner].astype(int) - np.asarray(mark.image)).mean() > 40
    wait(page, "saved")


@pytest.mark.browser
def test_what_cannot_be_colorized_is_told_in_words_and_the_last_picture_stays(
    address: str, photograph: Path, tmp_path: Path, visit: Visit
) -> None:
    page = visit(address)
    problem = page.get_by_role("alert")
    refused = {
        "note.txt": (b"no picture", "It is not a picture that this browser reads, or it is damaged"),
        "phone.heic": (b"\0\0\0\x18ftypheic" + bytes(40), "is a HEIC picture, which this browser does not read"),
        "scan.tif": (b"II*\0" + bytes(40), "is a TIFF picture"),
    }
    Image.new("RGB", (15, 40)).save(tmp_path / "small.png")
    Image.new("1", (9000, 7200)).save(tmp_path / "large.png")
    for name, (content, _) in refused.items():
        (tmp_path / name).write_bytes(content)
    words = {name: text for name, (_, text) in refused.items()}
    words |= {"small.png": "is too small, 15 × 40 pixels", "large.png": "is too large, 9000 × 7200 pixels"}
    for name, text in words.items():
        page.set_input_files("#file", str(tmp_path / name))
        problem.get_by_text(f"“{name}”").wait_for()
        assert text in problem.inner_text()
        wait(page, "failed")
    page.evaluate(
        "document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: new DataTransfer(), bubbles: true}))"
    )
    assert "There is no picture in that" in problem.inner_text()
    choose(page, photograph)
    assert problem.inner_text() == ""
    before = shown(page)
    page.set_input_files("#file", str(tmp_path / "small.png"))
    problem.get_by_text("“small.png”").wait_for()
    wait(page)
    assert np.array_equal(shown(page), before)


@pytest.mark.browser
def test_a_network_that_cannot_be_loaded_is_told(
    colorizer_site: Path, photograph: Path, serve: Callable[[Path], str], tmp_path: Path, browser: Any
) -> None:
    shutil.copytree(colorizer_site, tmp_path / "broken")
    (tmp_path / "broken" / "site" / "colorizer" / "model.onnx").unlink()
    context = browser.new_context()
    page = context.new_page()  # the browser itself complains about the missing file, so not by `visit`
    page.goto(serve(tmp_path / "broken") + "site/colorize/index.html")
    page.set_input_files("#file", str(photograph))
    page.get_by_role("alert").get_by_text("The network could not be loaded").wait_for()
    wait(page, "failed")
    shutil.copyfile(ONNX, tmp_path / "broken" / "site" / "colorizer" / "model.onnx")
    choose(page, photograph)
    assert page.get_by_role("alert").inner_text() == ""
    context.close()


@pytest.mark.browser
def test_from_disk_it_says_how_to_serve(colorizer_site: Path, visit: Visit) -> None:
    page = visit((colorizer_site / "site" / "colorize" / "index.html").as_uri())
    assert page.get_by_text("gallery preview").is_visible()
    assert page.get_by_text("python -m http.server").is_visible()
    assert page.locator("#bench").is_hidden()


@pytest.mark.browser
def test_it_speaks_german_where_the_exhibit_does(address: str, photograph: Path, visit: Visit) -> None:
    page = visit(address.replace("colorize/", "de/colorize/"))
    assert page.get_by_role("heading", name="Ihre eigene Fotografie kolorieren").is_visible()
    choose(page, photograph)
    assert "Die Farben sind erschlossen." in page.locator("#status").inner_text()
    assert page.locator("#choose").inner_text() == "Andere Fotografie auswählen"


@pytest.mark.browser
def test_the_page_stays_live_while_the_worker_computes(page: Any, tmp_path: Path) -> None:
    page.evaluate(
        "window.began = performance.now(); window.longest = 0; let last = performance.now();"
        "setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 4)"
    )
    choose(page, write(tmp_path / "large.png", shipped("astronaut.png", 1000, 1000)))
    # The target is 50 ms, which tests/benchmarks/browser.py measures; here a busy machine may stop any process.
    assert page.evaluate("longest / (performance.now() - began)") < 0.15


@pytest.mark.browser
def test_axe_finds_no_violation(address: str, page: Any, visit: Visit, axe: Callable[..., list[str]]) -> None:
    assert axe(visit(address)) == []
    colour_at_centre(page)
    assert axe(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Confidence").click()
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page, contrast=True) == []
