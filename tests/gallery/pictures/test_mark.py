"""The mark on a picture that is shown without its label."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from gallery.pictures.mark import mark_inferred
from gallery.typography.lines import default_fonts

SERIF = default_fonts().serif_semibold


@pytest.mark.parametrize("size", [(250, 180), (1600, 1200), (900, 1600), (4000, 200), (16, 16)])
def test_the_mark_keeps_to_the_lower_left_corner(size: tuple[int, int]) -> None:
    plain = Image.new("RGB", size, (90, 120, 60))
    marked = mark_inferred(plain, SERIF)
    assert marked.size == size
    changed = np.argwhere(np.any(np.asarray(marked) != np.asarray(plain), axis=2))
    assert changed.size
    assert changed[:, 0].min() >= size[1] * 0.2
    assert changed[:, 1].max() <= size[0] * 0.45 + 1


def test_the_words_stand_out_when_the_picture_is_250_pixels_wide() -> None:
    marked = mark_inferred(Image.new("RGB", (2048, 1400), (90, 120, 60)), SERIF).resize((250, 171))
    corner = np.asarray(marked.convert("L"), dtype=float)[-12:, 4:60]
    assert corner.max() > 235  # paper
    assert corner.min() < 90  # ink


def test_the_picture_that_was_given_stays_as_it_was() -> None:
    plain = Image.new("RGB", (300, 200), (90, 120, 60))
    mark_inferred(plain, SERIF)
    assert plain.getcolors() == [(60_000, (90, 120, 60))]
