"""Dimensions that may not be meant."""

from __future__ import annotations

from typing import Any

import pytest

from gallery.manifest.original import Dimensions
from gallery.pipeline.plausible import doubts

OBLONG, UPRIGHT, SQUARE = (960, 720), (720, 960), (800, 800)


def said(shape: tuple[int, int] | None = None, **size: Any) -> list[str]:
    return [str(doubt) for doubt in doubts(Dimensions(**size), shape)]


@pytest.mark.parametrize("shape", [OBLONG, SQUARE, None, (6000, 900)])
def test_nothing_is_said_of_what_fits_or_cannot_be_compared(shape: tuple[int, int] | None) -> None:
    assert said(shape, width=24, height=18) == []


def test_sides_that_changed_places_are_pointed_at() -> None:
    assert said(OBLONG, width=18, height=24) == [
        "warning: the photograph is wider than tall, with 960 × 720 pixels, and the dimensions say otherwise; "
        "if the sides changed places, write '18 × 24 cm', the height first [dimensions]"
    ]
    assert said(UPRIGHT, width=9.375, height=7.125, unit="in") == [
        "warning: the photograph is taller than wide, with 720 × 960 pixels, and the dimensions say otherwise; "
        "if the sides changed places, write '9.375 × 7.125 in', the height first [dimensions]"
    ]
    assert said(OBLONG, width=20, height=20) == said(SQUARE, width=18, height=24) == []


@pytest.mark.parametrize(
    ("size", "doubt"),
    [
        (
            {"width": 240, "height": 180},
            "the original is 240 cm wide, more than photographs are; if these are millimetres, write '180 × 240 mm'",
        ),
        (
            {"width": 60, "height": 80, "unit": "in"},
            "the original is 80 in tall, more than photographs are; if these are centimetres, write '80 × 60 cm'",
        ),
        (
            {"width": 2400, "height": 1800, "unit": "mm"},
            "the original is 2400 mm wide, more than photographs are; check the numbers",
        ),
        (
            {"width": 0.24, "height": 0.18},
            "the original is 0.24 cm wide, less than photographs are; if these are metres, write '18 × 24 cm'",
        ),
        (
            {"width": 2.4, "height": 1.8, "unit": "mm"},
            "the original is 2.4 mm wide, less than photographs are; check the numbers",
        ),
    ],
)
def test_a_unit_that_was_perhaps_mistaken_is_pointed_at(size: dict[str, Any], doubt: str) -> None:
    assert said(OBLONG if size["width"] > size["height"] else None, **size) == [f"warning: {doubt} [dimensions]"]
