"""Tones of prints are not taken for colours, nor colours for a tone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from gallery.photograph import open_photograph, save_jpeg
from gallery.photograph.color import lightness_grey

Pixels = NDArray[np.uint8]


def toned(photograph: Pixels, shadow: tuple[int, int, int], paper: tuple[int, int, int], rng: Any) -> Pixels:
    """A grey picture as a print: from the colour of its shadows to that of its paper, with grain."""
    light = (photograph / 255.0)[..., None]
    tint = np.array(shadow) * (1 - light) + np.array(paper) * light
    return np.clip(tint + rng.normal(0, 3, tint.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", ["camera", "coins", "moon", "astronaut"])
@pytest.mark.parametrize(
    "ends",
    [((38, 22, 10), (250, 228, 190)), ((10, 14, 30), (236, 240, 250)), ((30, 10, 20), (255, 236, 226))],
)
def test_a_tone_is_not_taken_for_colours(tmp_path: Path, name: str, ends: Any) -> None:
    picture = getattr(data, name)()
    master = picture if picture.ndim == 2 else lightness_grey(picture)
    save_jpeg(toned(master, *ends, np.random.default_rng(1)), tmp_path / "a.jpg", quality=80)
    photograph = open_photograph(tmp_path / "a.jpg")
    assert (photograph.has_colour, photograph.toned) == (False, True)


@pytest.mark.parametrize("name", ["camera", "coins", "moon"])
def test_a_neutral_picture_saved_in_color_is_neither(tmp_path: Path, name: str) -> None:
    Image.fromarray(getattr(data, name)()).convert("RGB").save(tmp_path / "a.jpg", quality=60)
    photograph = open_photograph(tmp_path / "a.jpg")
    assert (photograph.has_colour, photograph.toned) == (False, False)


@pytest.mark.parametrize("name", ["astronaut", "coffee", "chelsea", "rocket", "hubble_deep_field"])
@pytest.mark.parametrize("strength", [1.0, 0.5])
def test_colours_are_seen_also_when_faded(tmp_path: Path, name: str, strength: float) -> None:
    try:
        picture = getattr(data, name)()
    except (OSError, ModuleNotFoundError):
        pytest.skip(f"this scikit-image does not carry {name}")
    faded = Image.blend(Image.fromarray(lightness_grey(picture)).convert("RGB"), Image.fromarray(picture), strength)
    save_jpeg(np.asarray(faded), tmp_path / "a.jpg")
    photograph = open_photograph(tmp_path / "a.jpg")
    assert (photograph.has_colour, photograph.toned) == (True, False)


@pytest.mark.parametrize(("folder", "count", "expected"), [("historical", 18, False), ("true-colour", 11, True)])
def test_real_photographs_are_told_apart(shared_data: Path, folder: str, count: int, expected: bool) -> None:
    files = sorted((shared_data / "photographs" / folder).glob("*.jpg"))
    assert len(files) == count
    assert {path.name for path in files if open_photograph(path).has_colour is not expected} == set()
