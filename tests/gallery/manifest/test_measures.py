"""Dimensions as records write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.manifest.measures import written_dimensions
from gallery.manifest.original import Dimensions


@pytest.mark.parametrize(
    ("text", "height", "width", "unit"),
    [
        ("18 × 24 cm", 18, 24, "cm"), ("18 x 24cm", 18, 24, "cm"), ("18,5 X 24 cm", 18.5, 24, "cm"),
        ("18 cm x 24 cm", 18, 24, "cm"), ("(18 × 24 cm)", 18, 24, "cm"), ("180 * 240 mm", 180, 240, "mm"),
        ("7 1/8 × 9 3/8 in", 7.125, 9.375, "in"), ("7-1/8 x 9-3/8 in.", 7.125, 9.375, "in"),
        ('7⅛" × 9⅜"', 7.125, 9.375, "in"), ("6½ by 8½ inches", 6.5, 8.5, "in"), ("½ x 1 in", 0.5, 1, "in"),
        ("18 × 24 Zoll", 18, 24, "in"), ("W 24 × H 18 cm", 18, 24, "cm"), ("H. 18 x B. 24 cm", 18, 24, "cm"),
        ("18\u00a0×\u00a024\u00a0cm", 18, 24, "cm"),
    ],
)  # fmt: skip
def test_the_height_comes_first_unless_letters_say_otherwise(text: str, height: float, width: float, unit: str) -> None:
    assert written_dimensions(text) == {"height": height, "width": width, "unit": unit}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("18 x 24", "'18 x 24' does not say in which unit; if it is centimetres, write dimensions: 18 x 24 cm"),
        ("18 cm x 24 in", "'18 cm x 24 in' gives two units; write both sides in one of cm, mm and in"),
        ("24 cm", "'24 cm' gives no height and width; write '18 × 24 cm', the height first"),
        ("7 1/0 x 9 in", "'7 1/0 x 9 in' gives no height and width; write '18 × 24 cm', the height first"),
        ("image 18 × 24, sheet 20 × 25 cm", None), ("18 × 24 × 2 cm", None),
    ],
)  # fmt: skip
def test_what_gives_no_two_sides_and_one_unit_is_refused(text: str, said: str | None) -> None:
    with pytest.raises(ValueError, match=r"; .*write ") as caught:
        written_dimensions(text)
    assert said is None or str(caught.value) == said


@given(st.text("0123456789/.,½ x×cmin-" + chr(160), max_size=40))
def test_any_text_is_measures_or_refused_with_a_remedy(text: str) -> None:
    found: dict[str, Any] = {}
    said = ""
    try:
        found = written_dimensions(text)
    except ValueError as error:
        said = str(error)
    assert set(found) == {"width", "height", "unit"} or "write " in said.partition("; ")[2]


@pytest.mark.parametrize("text", [" " * 90_000, "9" * 5000 + " x 2 cm", "9" * 400 + "/1 x 2 in"])
def test_endless_texts_are_refused_at_once(text: str) -> None:
    with pytest.raises(ValueError, match="gives no height and width"):
        written_dimensions(text)


def test_every_unit_is_known_in_centimetres() -> None:
    assert Dimensions(width=10, height=4).centimetres == (10, 4)
    assert Dimensions(width=100, height=40, unit="mm").centimetres == (10, 4)
    assert Dimensions(width=10, height=4, unit="in").centimetres == pytest.approx((25.4, 10.16))
