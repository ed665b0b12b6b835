"""What is said of values that are no manifest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gallery.manifest.plain_words import mistakes
from gallery.manifest.schema import UrlSource, Work

HINT = {"at": [0.5, 0.5], "color": "#aa0000", "evidence": "A postcard."}

PYDANTIC = (
    "Input should",
    "Value error",
    "should match",
    "Field required",
    "Extra inputs",
    "after validation",
    "discriminator",
)
"""How pydantic speaks."""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*HINT, "area", "x"]), inner),
    max_leaves=8,
)


def said(error: ValidationError, model: type[Any] | None = None) -> list[str]:
    return [f"{one.message}; {one.hint} [{one.code}]" for one in mistakes(error, model)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"color": "red"}, "hints.0: 'color' cannot be 'red'; write color: \"#ff0000\" [wrong-form]"),
        ({"colour": 1}, "hints.0: there is no 'colour' here; did you mean 'color'? [unknown-key]"),
        ({"radius": 3}, "hints.0: 'radius' must be at most 0.5, not 3; for 3 per cent write radius: 0.03 ["),
        ({"at": [0.5]}, "hints.0.at: it lacks its number 2; write [x, y] [wrong-form]"),
        ({"at": None}, "just one of 'at', 'along', 'area' says where item 1 lies; such as \"at\": [0.4, 0.6]"),
        ({"evidence": "\ud800"}, "'evidence' holds half a character, which is no text; such as"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place_and_what_to_write(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Work.model_validate({"hints": [HINT | change]})
    assert any(told in line for line in said(raised.value, Work)), said(raised.value, Work)


def test_what_lacks_is_told_once_and_not_that_the_list_is_too_short() -> None:
    with pytest.raises(ValidationError) as raised:
        UrlSource.model_validate_json(b'{"sha": 1}')
    assert said(raised.value, UrlSource) == [
        '\'url\' is missing; add "url": "https://example.org/tram.jpg" [missing-key]',
        "there is no 'sha' here; did you mean 'sha256'? [unknown-key]",
    ]


@given(JSON)
def test_whatever_is_given_is_told_in_our_words(value: Any) -> None:
    try:
        Work.model_validate({"hints": value, "vividness": value, "crop": value, "source": value, "date": value})
    except ValidationError as error:
        for line in said(error, Work):
            assert not any(words in line for words in PYDANTIC), line
            json.dumps(line, ensure_ascii=False).encode()
