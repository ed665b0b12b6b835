"""Cleaning: each reason is found where it is true, and real colour photographs are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from skimage import data

from model.color.lab import lab_to_rgb, lightness
from model.datasets.cleaning import REASONS, Verdict, examine, is_monochrome, judge
from model.datasets.pictures import find_pictures


def verdicts(folder: Path, min_side: int = 64) -> dict[str, Verdict]:
    found = judge([examine(folder, path) for path in find_pictures(folder)], min_side)
    return {verdict.path: verdict for verdict in found}


def reason(image: Image.Image, folder: Path) -> str | None:
    image.save(folder / "a.png")
    return judge([examine(folder, "a.png")])[0].reason


def in_one_tone(picture: np.ndarray, a: float, b: float) -> Image.Image:
    """The lightness of ``picture`` with one colour, as a toned print has."""
    level = lightness(picture)
    lab = np.stack([level, np.full_like(level, a), np.full_like(level, b)], axis=-1)
    return Image.fromarray((lab_to_rgb(lab) * 255).round().astype(np.uint8))


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket"])
def test_a_colour_photograph_is_kept(name: str, tmp_path: Path) -> None:
    assert reason(Image.fromarray(getattr(data, name)()), tmp_path) is None


@pytest.mark.parametrize("name", ["camera", "moon", "coins"])
def test_a_grey_photograph_is_grey_whether_saved_as_grey_or_as_colour(name: str, tmp_path: Path) -> None:
    image = Image.fromarray(getattr(data, name)())
    assert reason(image, tmp_path) == "grey"
    image.convert("RGB").save(tmp_path / "a.jpg", quality=60)
    assert judge([examine(tmp_path, "a.jpg")])[0].reason == "grey"


@pytest.mark.parametrize("tone", [(6, 14), (3, 25), (5, -3), (-5, 3)], ids=["sepia", "yellowed", "selenium", "green"])
def test_a_print_in_one_tone_is_toned(tone: tuple[float, float], tmp_path: Path) -> None:
    assert reason(in_one_tone(data.astronaut(), *tone), tmp_path) == "toned"


def test_a_clear_sky_is_kept_though_it_has_one_tone(tmp_path: Path) -> None:
    sky = Image.linear_gradient("L").resize((200, 150))
    blue = ImageOps.colorize(sky, (60, 120, 200), (150, 190, 235))
    assert reason(blue, tmp_path) is None
    assert not is_monochrome(np.asarray(blue))
    assert is_monochrome(np.asarray(blue.convert("L").convert("RGB")))


@pytest.mark.parametrize(
    ("low", "high", "words"), [(0, 12, "nearly black"), (243, 255, "nearly white"), (120, 128, "flat")]
)
def test_an_outlier_in_lightness_says_which(low: int, high: int, words: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(low, high, (100, 100, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png")
    verdict = judge([examine(tmp_path, "a.png")])[0]
    assert verdict.reason == "lightness"
    assert verdict.detail.startswith(words)


def test_a_night_with_lights_is_kept(tmp_path: Path) -> None:
    picture = data.rocket().astype(float) * 0.3
    picture[50:120, 100:260] = data.coffee()[50:120, 100:260]
    assert reason(Image.fromarray(picture.astype(np.uint8)), tmp_path) is None


def test_small_ones_are_judged_by_the_side_that_is_asked(photographs: Callable[..., Path]) -> None:
    folder = photographs(2)
    assert {v.reason for v in verdicts(folder, 128).values()} == {None}
    found = verdicts(folder, 129)["astronaut-0.jpg"]
    assert (found.reason, found.detail) == ("small", "128 × 128 px; the shorter side must have 129")


def test_one_corrupt_in_many_is_a_finding_and_the_others_are_judged(photographs: Callable[..., Path]) -> None:
    folder = photographs(12)
    path = folder / "more" / "astronaut-2.jpg"
    path.write_bytes(path.read_bytes()[:2000])
    found = verdicts(folder)
    assert [v.path for v in found.values() if v.reason] == ["more/astronaut-2.jpg"]
    assert found["more/astronaut-2.jpg"].reason == "unreadable"
    assert "damaged or cut short (image file is truncated" in found["more/astronaut-2.jpg"].detail


def test_of_near_duplicates_the_one_with_the_most_pixels_is_kept(photographs: Callable[..., Path]) -> None:
    folder = photographs(6)
    astronaut = Image.fromarray(data.astronaut())
    astronaut.resize((200, 200)).save(folder / "a-small.jpg", quality=50)
    astronaut.save(folder / "more" / "z-large.png")
    found = {path: v for path, v in verdicts(folder).items() if v.reason}
    assert found == {
        "a-small.jpg": Verdict(
            "a-small.jpg", "duplicate", "like more/z-large.png, 512 × 512 px against 200 × 200", of="more/z-large.png"
        )
    }


def test_a_copy_of_what_is_rejected_is_rejected_for_its_own_reason(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        Image.fromarray(data.camera()).save(tmp_path / name)
    assert [v.reason for v in verdicts(tmp_path).values()] == ["grey", "grey"]


def test_every_reason_has_its_words() -> None:
    assert all(REASONS.values())
    assert list(REASONS) == ["unreadable", "small", "lightness", "grey", "toned", "duplicate"]


def test_historical_prints_are_rejected_as_monochrome_and_colour_photographs_are_kept(shared_data: Path) -> None:
    """The ground on which the borders stand: 18 prints, 97 colour photographs from 1905 to now."""
    old = verdicts(shared_data / "photographs" / "historical")
    assert len(old) == 18
    assert {v.reason for v in old.values()} == {"grey", "toned"}
    for name, number in (("true-colour", 11), ("modern", 86)):
        found = verdicts(shared_data / "photographs" / name)
        assert len(found) == number
        assert {v.path: v.reason for v in found.values() if v.reason} == {}
