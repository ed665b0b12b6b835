"""What a request may ask for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import GalleryError
from gallery.photograph import Framing
from gallery.service.options import Options, options_of


def test_the_query_is_read_and_the_part_of_a_form_comes_first() -> None:
    hint = {"at": [0.25, 0.5], "color": "#AA0000", "radius": 0.1}
    found = options_of({"vividness": "0.25", "size": "640", "hints": json.dumps([hint])}, '{"size": 320}')
    assert (found.vividness, found.size, found.format) == (0.25, 320, "jpeg")
    assert found.hints[0].place == {"at": [0.25, 0.5]}
    assert found.hints[0].evidence.pick("en") == "Given with the request."


def test_what_is_shown_of_the_photograph_is_read() -> None:
    found = options_of({"rotate": "-1.4", "crop": "[0, 0.1, 1, 0.9]", "mark": "false"})
    assert (found.framing, found.mark) == (Framing(-1.4, (0, 0.1, 1, 0.9)), False)
    area = [[0.1, 0.1], [0.5, 0.1], [0.3, 0.6]]
    assert options_of({"hints": json.dumps([{"area": area, "color": "#aa0000"}])}).hints[0].place == {"area": area}


def test_nothing_asked_for_is_the_weights_own_rendering() -> None:
    assert options_of({}) == Options()


@pytest.mark.parametrize(
    ("query", "part", "said"),
    [
        (
            {"x": "1"},
            None,
            "no option 'x'; options are vividness, hints, weights, rotate, crop, size, format, film_format, mark",
        ),
        ({"vividness": "nan"}, None, "'vividness' must be a number"),
        ({"vividnes": "1"}, None, "no option 'vividnes'; did you mean 'vividness'"),
        ({"size": "15"}, None, "'size' must be at least 16, not 15"),
        ({"format": "gif"}, None, "format"),
        ({"hints": "?"}, None, "'hints' is not JSON: .*; write hints=[{"),
        ({"crop": "0.1"}, None, "'crop' must be a list"),
        ({"crop": "[0.9, 0, 0.1, 1]"}, None, "in this order"),
        ({"rotate": "400"}, None, "rotate"),
        ({}, "[]", "'options' must be an object"),
        ({}, f'{{"size": {"9" * 5000}}}', "too long a number; write options={"),
        ({}, f'{{"size": {"9" * 500}}}', "'size' must be at most 30000, not 9"),
        ({}, "{" * 5000, "'options' is not JSON"),
        ({}, '{"hints": [{"at": [2, 0], "color": "#aa0000"}]}', "hints.0.at"),
        ({}, '{"hints": [{"color": "#aa0000"}]}', "one of 'at', 'along', 'area'"),
    ],
)
def test_what_cannot_be_is_told(query: dict[str, str], part: str | None, said: str) -> None:
    with pytest.raises(GalleryError, match=said.replace("[", r"\[")):
        options_of(query, part)


@given(st.dictionaries(st.sampled_from([*Options.model_fields, "x"]), st.text()), st.text() | st.none())
def test_whatever_is_asked_is_read_or_told(query: dict[str, str], part: str | None) -> None:
    try:
        codes = {"": isinstance(options_of(query, part), Options)}
    except GalleryError as error:
        codes = {problem.code: True for problem in error.problems}
    assert codes.keys() <= {"", "wrong-option", "unknown-option"}
    assert all(codes.values())
