"""Texts of IIIF descriptions, as a manifest can hold them."""

from __future__ import annotations

import json

from gallery.intake.iiif.values import words


def test_half_a_character_is_left_out_of_a_label() -> None:
    assert words(json.loads(r'{"en": ["A \ud800tram \ud83d\ude8b"]}')) == {"en": ["A tram 🚋"]}
