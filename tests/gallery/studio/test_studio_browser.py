"""The studio's page in a browser, as a curator uses it: real photographs, the real server, the manifest on the disk."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60_000
"""Milliseconds that may pass on a busy machine until what is waited for is there."""

COLOURED = "#colours-state:has-text('confidence on average')"


class Desk:
    """A copy of a shipped exhibit, and the studio that works on it."""

    def __init__(self, studio: Any) -> None:
        self.studio, self.manifest = studio, studio.manifest
        self.url = f"{studio.url}/"
        self.before = self.text()

    def text(self) -> str:
        """The manifest as it is."""
        text: str = self.manifest.read_text(encoding="utf-8")
        return text

    def came(self) -> list[str]:
        """Lines that the manifest did not have at the start."""
        return list((Counter(lines(self.text())) - Counter(lines(self.before))).elements())

    def revive(self) -> None:
        """Start the studio again where it was."""
        self.studio.arguments = (*self.studio.arguments, "--port", str(self.studio.port))
        self.studio.start()


@pytest.fixture(scope="module")
def pictures(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of all studios here: what one has made, the next one finds."""
    return Path(shutil.copytree(furnished, tmp_path_factory.mktemp("curator") / "cache"))


@pytest.fixture
def desk(tmp_path: Path, pictures: Path, shared_data: Path, new_studio: Callable[..., Any]) -> Iterator[Desk]:
    """A studio that works on a copy of the witnesses."""
    folder = tmp_path / "witnesses"
    shutil.copytree(ROOT / "exhibits" / "witnesses", folder)
    mirror = str(shared_data / "photographs" / "historical")
    found = Desk(new_studio(folder, "--mirror", mirror, cache=pictures))
    yield found
    if found.studio.process.poll() is None:
        found.studio.kill()  # what it still makes nobody waits for


@pytest.fixture
def enter(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a studio's page; afterwards no script may have failed."""
    errors: list[str] = []
    with ExitStack() as stack:

        def open_page(address: str, **options: Any) -> Any:
            viewport = options.pop("viewport", {"width": 1280, "height": 900})
            context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(address)
            page.wait_for_selector("html[data-studio=ready]")
            return page

        yield open_page
    assert errors == []


def drag(page: Any, *places: tuple[float, float]) -> None:
    """Draw with the mouse through places of the picture, as shares of its width and height."""
    box = page.locator("#aim").bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=8)
    page.mouse.up()


def lines(text: str) -> list[str]:
    """The lines in which something stands."""
    return [line for line in text.splitlines() if line.strip()]


def block(found: list[str], work: str) -> list[str]:
    """The lines of a work that another one follows in its room."""
    start = found.index(f"      - id: {work}")
    return found[start : next(at for at in range(start + 1, len(found)) if found[at].startswith("      - id: "))]


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def save(page: Any) -> None:
    page.keyboard.press("Control+s")
    page.wait_for_selector("#spoken:has-text('Saved.')", state="attached")
    assert page.inner_text("#unsaved") == ""
    assert page.inner_text("#unsaved") == ""


def test_of_a_session_the_manifest_shows_the_curators_lines_and_no_others(desk: Desk, enter: Any) -> None:
    page = enter(desk.url)
    page.click("[data-work=ovington] .pair")
    page.wait_for_selector(COLOURED)
    for tool, places in (("point", [(0.5, 0.5)]), ("stroke", [(0.2, 0.8), (0.6, 0.8)])):
        page.click(f"[data-tool={tool}]")
        drag(page, *places, places[-1])
    page.fill("#next-colour", "#7a8450")
    page.click("[data-tool=area]")
    for x, y in ((0.1, 0.9), (0.3, 0.9), (0.3, 0.97)):
        drag(page, (x, y))
    page.click("#finish")
    page.click("[data-tool=protect]")
    drag(page, (0.7, 0.1), (0.9, 0.1), (0.9, 0.3), (0.7, 0.1))
    for number, words in enumerate(("Her dress is in a museum.", "So said a paper of 1911.", "Grass.")):
        page.fill(f"#evidence-{number}", words)
    page.locator(".hint-list input[type=checkbox]").nth(2).check()
    page.wait_for_selector(COLOURED)
    page.click("#to-label")
    page.fill("#field-place", "Mineola, New York")
    page.wait_for_selector("#printed:not([hidden])")
    page.click("[data-view=order]")
    for _ in range(3):  # a browser on a busy machine gives up some drags
        page.drag_and_drop("[data-work=vickers-vimy].hang", "[data-work=nc-4].hang", target_position={"x": 4, "y": 40})
        hung = page.eval_on_selector_all(".hang", "all => all.map((each) => each.dataset.work)")
        if hung.index("vickers-vimy") < hung.index("nc-4"):
            break
    save(page)

    before, after = (lines(text) for text in (desk.before, desk.text()))
    assert not Counter(before) - Counter(after)  # nothing went, no comment either
    own = desk.came()
    assert "        place: Mineola, New York" in own
    assert sum("evidence:" in line for line in own) == 3
    assert sum("assumption: true" in line for line in own) == 1
    assert [key for key in ("at: [0.", "along:", "area:", "protect:") if key not in "\n".join(own)] == []
    moved = block(before, "vickers-vimy")
    assert block(after, "vickers-vimy") == moved
    assert [line for line in after if line not in own and line not in moved] == [
        line for line in before if line not in own and line not in moved
    ]
    assert after.index("      - id: vickers-vimy") < after.index("      - id: nc-4")


def test_everything_is_done_by_keyboard(desk: Desk, enter: Any) -> None:
    page = enter(desk.url)
    page.focus("[data-work=first-flight] .pair")
    press(page, "End", "Home", "ArrowRight", "a")
    assert page.inner_text("#looked") == "2 of 18 looked at"
    press(page, "ArrowRight", "g")
    page.keyboard.type("Nobody remembers the dress.")
    press(page, "Tab", "Enter", "Control+z", "Control+Shift+z", "ArrowRight", "h")
    page.wait_for_selector(COLOURED)
    assert page.evaluate("document.activeElement.id") == "aim"
    press(page, "Shift+ArrowUp", "Enter", "x", "Enter", "Shift+ArrowLeft", "Enter", "Shift+ArrowUp", "Enter", "Enter")
    press(page, "+", "0", "m", "ArrowLeft", "Control+s")
    page.wait_for_selector("#refused:has-text('how this colour is known')")
    page.keyboard.type("Ships were grey.")
    press(page, "Tab", "Space")
    page.focus("#to-label")
    press(page, "Enter")
    page.focus("#field-date")
    press(page, "Control+a")
    page.keyboard.type("around 1920")
    page.wait_for_selector("#field-date-help:has-text('1920~')")
    page.focus("[data-view=order]")
    press(page, "Enter")
    page.focus("[data-work=first-flight].hang")
    press(page, "ArrowRight", "Enter", "ArrowRight", "ArrowDown", "Enter")
    assert "1 of 7" in page.inner_text("#spoken")
    save(page)
    came = [line.strip() for line in desk.came()]
    assert sum(line.startswith("date:") and "1920~" in line for line in came) == 1
    assert "reason: Nobody remembers the dress." in came
    assert "colorize: false" in came
    assert "assumption: true" in "\n".join(came)
    assert sum(line.startswith("approved:") for line in came) == 1
    assert sum(line.startswith("protect:") for line in came) == 1
    text = desk.text()
    assert text.index("title: The farm and the road") < text.index("id: wright-close-up") < text.index("id: burroughs")


def test_a_manifest_that_changed_meanwhile_is_shown_beside_and_never_overwritten(desk: Desk, enter: Any) -> None:
    page = enter(f"{desk.url}#/works/ovington/label")
    for mine, theirs in (("New Jersey", "two weeks later"), ("Ohio", "in a winter")):
        page.fill("#field-medium", mine)
        elsewhere = re.sub("A caption .*? names", f"A caption scratched {theirs} names", desk.text(), count=1)
        desk.manifest.write_text(elsewhere, encoding="utf-8")
        page.keyboard.press("Control+s")
        page.wait_for_selector("dialog#conflict[open]")
        assert theirs in page.inner_text("#theirs ins >> nth=0")
        assert mine in page.inner_text("#yours ins >> nth=0")
        assert desk.text() == elsewhere
        if mine == "New Jersey":
            page.click("#mine-on-top")
            page.wait_for_selector("#spoken:has-text('Saved.')", state="attached")
            assert mine in desk.text()
            assert theirs in desk.text()
        else:
            page.click("#keep-theirs")
            page.wait_for_function("() => document.getElementById('field-medium').value === 'New Jersey'")
            assert desk.text() == elsewhere


def test_after_a_crash_nothing_is_lost_and_earlier_saves_can_be_gone_back_to(desk: Desk, enter: Any) -> None:
    page = enter(f"{desk.url}#/works/nc-4/label")
    page.fill("#field-place", "Staten Island")
    save(page)
    page.fill("#field-lender", "A collector")
    desk.studio.kill()
    page.keyboard.press("Control+s")
    page.wait_for_selector("#refused:has-text('does not answer')")
    assert "Staten Island" in desk.text()
    assert page.input_value("#field-lender") == "A collector"
    desk.revive()
    page.wait_for_selector("#gone", state="hidden")
    save(page)
    assert "lender: A collector" in desk.text()
    page.click("#journal-open")
    page.click("#journal-list li:last-child button")
    page.wait_for_selector("#journal:not([open])", state="attached")
    assert desk.text() == desk.before
    assert page.input_value("#field-place") == "New York"


def test_photographs_are_added_by_file_and_what_is_none_is_told(
    desk: Desk, enter: Any, photographs: Callable[..., Path]
) -> None:
    page = enter(f"{desk.url}#/order")
    page.set_input_files("#photographs", photographs(1) / "astronaut-0.jpg")
    page.wait_for_selector("#adding:has-text('1 photograph added')")
    assert [path.suffix for path in desk.manifest.parent.rglob("*astronaut*")] == [".jpg"]
    assert "astronaut" in page.get_attribute("#rooms section:last-child li:last-child .hang", "data-work")
    page.set_input_files("#photographs", {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    page.wait_for_selector("#adding:has-text('notes.jpg:')")
    assert list(desk.manifest.parent.rglob("notes*")) == []


def test_a_work_is_carried_by_a_finger_and_the_plan_follows_before_anything_is_saved(desk: Desk, enter: Any) -> None:
    page = enter(f"{desk.url}#/order", viewport={"width": 390, "height": 1400}, has_touch=True, is_mobile=True)
    page.wait_for_selector("#plan-place a[href='#/works/first-flight']", state="attached")
    links = "() => [...document.querySelectorAll('#plan-place a')].map((link) => link.getAttribute('href'))"
    works = "() => [...document.querySelectorAll('.hang')].map(({ dataset }) => dataset.work)"
    before = page.evaluate(works)
    page.locator(".hang").first.scroll_into_view_if_needed()
    one, other = (page.locator(".hang").nth(at).bounding_box() for at in (0, 1))
    start, end = ((box["x"] + box["width"] * across, box["y"] + 60) for box, across in ((one, 0.5), (other, 0.9)))
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start)
    page.wait_for_selector(".hang.carried")
    for share in (0.3, 0.6, 1):
        touch("touchMove", tuple(a + (b - a) * share for a, b in zip(start, end, strict=True)))
    page.wait_for_selector(".gap-before")
    touch("touchEnd")
    page.wait_for_selector("#unsaved:has-text('1')")
    after = [before[1], before[0], *before[2:]]
    assert page.evaluate(works) == after
    page.wait_for_function(
        f"wanted => String(({links})()) === String(wanted)", arg=[f"#/works/{work}" for work in after]
    )
    assert page.locator(".hang[aria-pressed=true]").count() == 0  # it was carried, and not taken up for the buttons
    assert desk.text() == desk.before


def test_axe_finds_nothing_in_any_view_by_day_and_night(desk: Desk, enter: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    for scheme, language in (("light", "en"), ("dark", "de")):
        page = enter(f"{desk.url}?language={language}", color_scheme=scheme)
        for address, ready in (
            ("#/", "[data-work=first-flight] img[data-state=ready]"),
            ("#/works/first-flight", "#stage[data-coloured]"),
            ("#/works/first-flight/label", "#printed:not([hidden])"),
            ("#/order", "#plan-place svg"),
        ):
            page.evaluate("address => { location.hash = address; }", address)
            page.wait_for_selector(ready)
            if address.endswith("flight"):
                page.click("#crop-open")
            found = axe.Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        page.click("#journal-open")
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
