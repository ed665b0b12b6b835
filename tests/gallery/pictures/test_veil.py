"""The veil of confidence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from gallery.pictures.veil import TINT, VEILS, veil, veiled


def confidence(tmp_path: Path, *values: int) -> Path:
    path = tmp_path / "confidence.png"
    Image.fromarray(np.array([values], dtype=np.uint8)).save(path)
    return path


def test_it_has_five_steps_from_strong_to_nothing(tmp_path: Path) -> None:
    alpha = np.asarray(veil(confidence(tmp_path, 0, 50, 51, 102, 153, 203, 204, 255)).convert("RGBA"))[0, :, 3].tolist()
    strong, _, _, faint, none = (round(opacity * 255) for opacity in VEILS)
    assert alpha[:2] == [strong, strong]
    assert alpha[-3:] == [faint, none, none]
    assert sorted(set(alpha)) == sorted(round(opacity * 255) for opacity in VEILS)


def test_a_photograph_is_tinted_where_it_is_uncertain_and_untouched_where_it_is_certain(tmp_path: Path) -> None:
    photograph = Image.new("RGB", (2, 1), (120, 120, 120))
    seen = veiled(photograph, veil(confidence(tmp_path, 0, 255)))
    expected = tuple(round(tint * VEILS[0] + 120 * (1 - VEILS[0])) for tint in TINT)
    assert np.allclose(seen.getpixel((0, 0)), expected, atol=1)
    assert seen.getpixel((1, 0)) == (120, 120, 120)
