"""Pictures are encoded the same every time, and say nothing of themselves as yet."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gallery.pictures.containers import media_type, read_xmp
from gallery.pictures.encoding import encode_picture, encoded

KINDS = {".jpg": "image/jpeg", ".webp": "image/webp", ".avif": "image/avif", ".png": "image/png"}


@pytest.fixture(scope="module")
def grain() -> Image.Image:
    """Grain in full colour, which no encoder makes small, 320 × 200."""
    return Image.fromarray(np.random.default_rng(5).integers(0, 256, (200, 320, 3), np.uint8))


@pytest.mark.parametrize(("suffix", "kind"), KINDS.items())
def test_the_name_says_the_kind_and_nothing_is_said_inside(
    tmp_path: Path, grain: Image.Image, suffix: str, kind: str
) -> None:
    encode_picture(grain, tmp_path / f"a{suffix}")
    data = (tmp_path / f"a{suffix}").read_bytes()
    assert media_type(data) == kind
    assert read_xmp(data) is None
    with Image.open(BytesIO(data)) as image:
        assert image.size == (320, 200)
        assert not image.getexif()


@pytest.mark.parametrize("suffix", KINDS)
def test_the_same_pixels_give_the_same_bytes(grain: Image.Image, suffix: str) -> None:
    assert encoded(grain, suffix, quality=70) == encoded(grain.copy(), suffix, quality=70)


def test_only_jpeg_and_png_note_a_resolution(grain: Image.Image) -> None:
    for suffix in (".jpg", ".png"):
        with Image.open(BytesIO(encoded(grain, suffix, dpi=300))) as image:
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize("size", [(3000, 1400), (2600, 1300)])
def test_grain_in_full_colour_is_encoded_whatever_buffer_pillow_guesses(size: tuple[int, int]) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8))
    with Image.open(BytesIO(encoded(noise, ".jpg", quality=100))) as image:
        assert np.abs(np.asarray(image, np.int16) - np.asarray(noise)).mean() < 2


def test_a_kind_that_cannot_be_stamped_is_refused(tmp_path: Path, grain: Image.Image) -> None:
    with pytest.raises(ValueError, match=r"\.jpg, \.webp, \.avif or \.png, not '\.gif'"):
        encode_picture(grain, tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []
