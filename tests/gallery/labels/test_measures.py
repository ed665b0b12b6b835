"""How large an original is, in the record's unit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.labels.measures import measured
from gallery.manifest.measures import written_dimensions
from gallery.manifest.original import Dimensions
from gallery.words.texts import texts_in


def said(language: str = "en", **size: Any) -> str:
    return measured(Dimensions(**size), texts_in(language)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ({"width": 24.0, "height": 18.0}, "18 × 24 cm"),
        ({"width": 25.4, "height": 20.0}, "20 × 25.4 cm"),
        ({"width": 240.0, "height": 180.5, "unit": "mm"}, "180.5 × 240 mm"),
        ({"width": 9.375, "height": 7.125, "unit": "in"}, "7 1/8 × 9 3/8 in. (18.1 × 23.8 cm)"),
        ({"width": 10.0, "height": 8.0, "unit": "in"}, "8 × 10 in. (20.3 × 25.4 cm)"),
        ({"width": 0.5, "height": 4.3, "unit": "in"}, "4.3 × 1/2 in. (10.9 × 1.3 cm)"),
    ],
)
def test_the_height_comes_first_and_inches_are_told_in_centimetres_too(size: dict[str, Any], expected: str) -> None:
    assert said(**size) == expected


def test_numbers_and_units_are_those_of_the_language() -> None:
    assert said("de", width=9.375, height=7.125, unit="in") == "7 1/8 × 9 3/8 Zoll (18,1 × 23,8 cm)"
    assert said("fr", width=25.4, height=20.0) == "20 × 25,4 cm"


@given(st.integers(1, 800), st.integers(1, 800))
def test_what_a_label_says_in_inches_is_read_back(height: int, width: int) -> None:
    size = Dimensions(height=height / 16, width=width / 16, unit="in")
    shown = measured(size, texts_in("en")).partition(" (")[0]
    assert Dimensions(**written_dimensions(shown)) == size
