"""The page of a film: its player, what is said beside it, what search and machines find."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import filming
import numpy as np
import pytest
import walking
from filming import VTT, an_exhibit
from PIL import Image

pytest.importorskip("av", reason="the extra film")

Build = Callable[..., Path]


@pytest.fixture(scope="session")
def build(films_made: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, a_show: Any) -> Build:
    """Builds the site of an exhibit with the film; gives its folder."""
    return lambda exhibit, **more: filming.build(a_show, films_made, tmp_path_factory.mktemp("site"), exhibit, **more)


@pytest.fixture(scope="session")
def site(build: Build) -> Path:
    return build(an_exhibit())


def test_the_page_has_both_films_one_after_the_other_for_browsers_without_scripts(site: Path) -> None:
    page = (site / "works" / "garden" / "index.html").read_text(encoding="utf-8")
    first, second = page.index("films/garden/original.mp4"), page.index("films/garden/colour.mp4")
    assert first < second
    assert page.count("<video ") == 2
    assert page.count('preload="metadata" muted playsinline controls') == 2
    assert "autoplay" not in page
    assert "media-src 'self' blob:" in page.replace("&#39;", "'")


def test_captions_are_published_and_their_words_are_found(site: Path) -> None:
    assert (site / "films" / "garden" / "captions-en.vtt").read_text(encoding="utf-8") == VTT
    found = (site / "assets" / "search-en.js").read_text(encoding="utf-8")
    assert '"transcript": "They walk. They turn."' in found


def test_a_transcript_stands_on_the_page_and_is_found_in_place_of_captions(build: Build) -> None:
    site = build(an_exhibit(transcript={"en": "**Sarah** turns.", "de": "Sarah dreht sich."}))
    page = (site / "works" / "garden" / "index.html").read_text(encoding="utf-8")
    assert "<strong>Sarah</strong> turns." in page
    assert 'class="field cues"' not in page
    assert "Sarah dreht sich." in (site / "assets" / "search-de.js").read_text(encoding="utf-8")


def test_machines_read_two_videos_the_original_first(site: Path) -> None:
    page = (site / "works" / "garden" / "index.html").read_text(encoding="utf-8")
    told = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    original, colour = told[0]["video"]
    assert told[0]["@type"] == ["VisualArtwork", "Movie"]
    assert (original["@type"], original["duration"], original["uploadDate"]) == ("VideoObject", "PT2S", "2026-11-30")
    assert original["contentUrl"] == "https://example.org/films/films/garden/original.mp4"
    assert "digitalSourceType" not in original
    assert colour["isBasedOn"] == {"@id": original["@id"]}
    assert colour["digitalSourceType"].endswith("compositeWithTrainedAlgorithmicMedia")
    assert colour["caption"][0]["contentUrl"].endswith("/films/garden/captions-en.vtt")


def test_the_page_says_how_long_the_film_is_when_colours_are_given_and_how_certain_they_are(site: Path) -> None:
    page = (site / "works" / "garden" / "index.html").read_text(encoding="utf-8")
    assert "0:02.0, 24 frames, 12 a second on average; 1 shot" in page
    assert "at 0:01.2" in page
    assert "from 0:00.5 to 0:01.5" in page
    assert "43 % on average" in page
    assert "Colours inferred, MP4, 96 × 64" in page


@pytest.fixture(scope="session")
def plain_site(build: Build) -> Path:
    """The site of the same film, shown uncolorized."""
    return build(an_exhibit(colorize=False, reason="A test card.", hints=[]))


def test_a_film_that_is_not_colorized_is_played_alone(plain_site: Path) -> None:
    page = (plain_site / "works" / "garden" / "index.html").read_text(encoding="utf-8")
    assert page.count("<video ") == 1
    assert "colour.mp4" not in page
    assert "data-compare" not in page


@pytest.fixture
def player(site: Path, visit: Callable[..., Any]) -> Any:
    """The page of the film, from a folder."""
    page = visit((site / "works" / "garden" / "index.html").as_uri())
    page.wait_for_function("[...document.querySelectorAll('video')].every(video => video.readyState > 1)")
    return page


def bar(page: Any, version: str) -> float:
    """Where the bar is seen in that film, as a fraction of its width: each frame has it elsewhere."""
    with Image.open(io.BytesIO(page.locator(f".{version} .frame").screenshot())) as shown:
        light = np.asarray(shown.convert("L"), np.float64)[8 : shown.height // 2, 8:-8].mean(0)  # without the wall
    return float(np.flatnonzero(light > light.max() - 20).mean()) / light.size


def waits(page: Any, condition: str) -> None:
    page.wait_for_function(
        f"() => {{ const [original, colour] = document.querySelectorAll('video'); return {condition}; }}"
    )


@pytest.mark.browser
def test_it_is_played_by_keys_and_nothing_moves_or_sounds_unasked(player: Any) -> None:
    waits(player, "original.paused && colour.paused && original.muted && colour.muted && !original.controls")
    player.locator("[data-do=play]").focus()
    player.keyboard.press("Space")
    waits(player, "!original.paused && original.currentTime > 0.1")
    player.keyboard.press("k")
    waits(player, "original.paused")
    player.keyboard.press("Home")
    player.locator(".position").focus()
    player.keyboard.press("ArrowLeft")
    for _ in range(12):
        player.keyboard.press("ArrowLeft")
    waits(player, "original.currentTime === 0 && !original.seeking")
    player.keyboard.press(".")
    waits(player, "!original.seeking && Math.floor(original.currentTime * 12) === 1")
    player.keyboard.press(".")
    waits(player, "!original.seeking && Math.floor(original.currentTime * 12) === 2")
    assert player.locator(".position").get_attribute("aria-valuetext") == "0:00.1 of 0:02.0"
    player.keyboard.press(",")
    waits(player, "!original.seeking && Math.floor(original.currentTime * 12) === 1")
    player.keyboard.press("ArrowRight")
    waits(player, "Math.abs(original.currentTime - 0.325) < 0.1")
    player.locator("[data-do=on]").focus()
    player.keyboard.press("ArrowUp")
    assert player.locator("[data-speed]").input_value() == "1.5"
    waits(player, "original.playbackRate === 1.5 && colour.playbackRate === 1.5")
    player.keyboard.press("m")
    waits(player, "!original.muted && colour.muted")
    assert player.locator("[data-do=sound]").get_attribute("aria-pressed") == "true"


@pytest.mark.browser
def test_captions_lie_over_both_films_in_the_language_that_is_chosen(player: Any) -> None:
    said = player.locator(".said")
    assert said.is_hidden()
    player.locator("[data-do=on]").focus()
    player.keyboard.press("c")
    assert said.inner_text() == "They walk."
    assert said.get_attribute("lang") == "en"
    player.locator(".position").fill("1.5")
    player.wait_for_function("() => document.querySelector('.said').textContent === 'They turn.'")
    player.keyboard.press("c")
    assert said.is_hidden()
    player.locator("[data-captions]").select_option("de")
    assert said.get_attribute("lang") == "de"


@pytest.mark.browser
def test_both_films_stay_in_step_to_the_frame_and_the_words_follow_what_is_shown(player: Any) -> None:
    assert player.get_by_text("Shown: the original. Inferred colours on request.").is_visible()
    player.locator("[data-beside]").click()
    assert abs(bar(player, "original") - bar(player, "colour")) < 0.01  # both posters
    player.locator("[data-speed]").select_option("0.25")
    player.locator("[data-share-choice='50']").click()
    assert player.get_by_text("Shown: the original. Inferred colours on request.").is_hidden()
    player.evaluate("""() => {
        globalThis.apart = [];
        const [original, colour] = document.querySelectorAll("video");
        const last = new Map();
        const watch = (video) => video.requestVideoFrameCallback((now, { mediaTime, expectedDisplayTime }) => {
            last.set(video, { mediaTime, expectedDisplayTime });
            const [led, followed] = [last.get(original), last.get(colour)];
            if (led && followed && video === original && !original.paused) {
                const since = (led.expectedDisplayTime - followed.expectedDisplayTime) / 1000 * 0.25;
                globalThis.apart.push(followed.mediaTime + since - led.mediaTime);
            }
            watch(video);
        });
        watch(original);
        watch(colour);
    }""")
    player.locator("[data-do=play]").click()
    waits(player, "original.currentTime > 1.2 || original.ended")
    player.keyboard.press("k")
    waits(player, "original.paused && colour.paused && !colour.seeking")
    apart = player.evaluate("globalThis.apart")
    assert len(apart) >= 6
    settled = apart[len(apart) // 2 :]  # a slow machine begins one later than the other
    assert all(abs(one) < 1 / 12 for one in settled), apart
    player.locator("[data-beside]").click()
    assert abs(bar(player, "original") - bar(player, "colour")) < 0.01  # the same frame, to the eye


@pytest.mark.browser
def test_one_film_alone_is_played_as_well(plain_site: Path, visit: Callable[..., Any]) -> None:
    page = visit((plain_site / "works" / "garden" / "index.html").as_uri())
    page.locator("[data-do=play]").click()
    waits(page, "original.currentTime > 0.1 && colour === undefined")
    page.keyboard.press("k")
    waits(page, "original.paused")
    assert page.locator(".film figcaption").inner_text() == "Original, shown uncolorized"


@pytest.mark.browser
def test_nothing_on_the_page_moves_when_the_film_comes_plays_and_speaks(site: Path, visit: Callable[..., Any]) -> None:
    page = visit((site / "works" / "garden" / "index.html").as_uri())
    page.locator("[data-captions]").select_option("en")
    page.locator("[data-do=play]").click()
    waits(page, "original.currentTime > 0.5")
    page.keyboard.press("k")
    moved = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) "
        "if (!entry.hadRecentInput) sum += entry.value; }).observe({type: 'layout-shift', buffered: true}); "
        "setTimeout(() => done(sum), 200); })"
    )
    assert moved < 0.01


@pytest.mark.browser
def test_without_scripts_the_browser_plays_both_each_with_its_caption(site: Path, visit: Callable[..., Any]) -> None:
    page = visit((site / "works" / "garden" / "index.html").as_uri(), java_script_enabled=False)
    boxes = [video.bounding_box() for video in page.locator("video").all()]
    assert all(box["width"] > 150 for box in boxes)
    assert page.locator("video[controls]").count() == 2
    assert [caption.inner_text() for caption in page.locator(".film figcaption").all()] == [
        "Original",
        "Colours inferred",
    ]
    assert page.locator(".transport").is_hidden()
    assert page.locator(".said").is_hidden()


@pytest.mark.browser
def test_axe_finds_no_violation_in_the_player(site: Path, visit: Callable[..., Any], axe: Any) -> None:
    page = visit((site / "works" / "garden" / "index.html").as_uri())
    page.locator("[data-captions]").select_option("en")
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    assert axe(page, contrast=True) == []


SLOWLY = """() => {
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () { this.playbackRate = 0.25; return play.call(this); };
}"""
"""Films take four times as long, so that two pictures can be taken of one."""


@pytest.mark.browser
def test_in_the_rooms_a_film_plays_on_the_wall_when_asked_and_its_still_hangs_there_again(
    site: Path, visit: Callable[..., Any], serve: Callable[[Path], str]
) -> None:
    page = visit(serve(site) + "walk/index.html#garden", viewport=walking.SMALL)
    walking.step_in(page)
    walking.until_hung(page, "garden original")
    view, play = page.locator("#view"), page.get_by_role("button", name="Play on the wall")
    assert play.get_attribute("aria-pressed") == "false"
    still = walking.frame(page)
    page.evaluate(SLOWLY)
    play.click()
    walking.until_hung(page, "garden film")
    assert play.get_attribute("aria-pressed") == "true"
    assert "garden original" not in view.get_attribute("data-hung")
    first = walking.shot(page)
    assert any(np.abs(walking.shot(page) - first).max() > 60 for _ in range(200))  # its bar wanders
    assert np.abs(first - still).mean() < 8  # as light as the still
    walking.until_hung(page, "garden original")  # it has come to its end
    assert np.abs(walking.frame(page) - still).mean() < 1
    assert play.get_attribute("aria-pressed") == "false"
    page.get_by_role("button", name="Colour").click()
    walking.until_hung(page, "garden colour")
    play.click()
    walking.until_hung(page, "garden film")
    walking.press(page, "ArrowLeft 10")  # who turns away has it end
    assert "garden film" not in view.get_attribute("data-hung")


@pytest.mark.browser
def test_a_film_that_plays_on_the_wall_outlives_a_change_to_night(
    site: Path, visit: Callable[..., Any], serve: Callable[[Path], str]
) -> None:
    page = visit(serve(site) + "walk/index.html#garden", viewport=walking.SMALL)
    walking.step_in(page)
    walking.until_hung(page, "garden original")
    page.evaluate(SLOWLY)
    page.get_by_role("button", name="Play on the wall").click()
    walking.until_hung(page, "garden film")
    drawn = int(page.locator("#view").get_attribute("data-drawn"))
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("least => Number(document.getElementById('view').dataset.drawn) > least", arg=drawn + 5)
    assert "garden film" in page.locator("#view").get_attribute("data-hung")
    assert np.ptp(walking.shot(page)[80:250, 80:320]) > 100  # a ramp with a bar, not an empty mat


@pytest.mark.browser
def test_a_film_that_cannot_be_played_on_the_wall_says_so(
    site: Path, visit: Callable[..., Any], serve: Callable[[Path], str]
) -> None:
    page = visit(serve(site) + "walk/index.html#garden", viewport=walking.SMALL)
    page.route("**/original.mp4", lambda route: route.fulfill(body="no film", content_type="video/mp4"))
    walking.step_in(page)
    walking.until_hung(page, "garden original")
    page.get_by_role("button", name="Play on the wall").click()
    page.get_by_text("The film cannot be played here.").first.wait_for()
    assert walking.said(page) == "The film cannot be played here."
    walking.until_hung(page, "garden original")


@pytest.mark.browser
def test_from_a_folder_no_film_is_offered_on_the_wall(site: Path, visit: Callable[..., Any]) -> None:
    page = visit((site / "walk" / "index.html").as_uri() + "#garden", viewport=walking.SMALL)
    walking.step_in(page)
    walking.until_hung(page, "garden original")
    assert page.locator("#label h2").inner_text() == "A Garden"
    assert page.get_by_role("button", name="Play on the wall").count() == 0
