"""How much may come, and how slowly."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from gallery.web.bodies import Bodies, Pace, plain_json
from gallery.web.problems import Refusal

QUICK = Pace(grace=0.2, rate=1000.0, total=1.0)


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    try:
        answer = PlainTextResponse(str(len(await Request(scope, receive).body())))
    except Refusal as refusal:
        await refusal.response()(scope, receive, send)
    else:
        await answer(scope, receive, send)


async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("no", 429)(scope, receive, send)


def bounded(app: Any = reading, most: int = 100, pace: Pace = QUICK) -> Bodies:
    return Bodies(app, lambda path: most, pace)


def test_a_body_within_its_bounds_comes_whole(ask: Callable[..., Any]) -> None:
    answer = ask(bounded(), "POST", parts=[(0, b"x" * 60), (0, b"x" * 40)], content_length="100")
    assert (answer.status, answer.body) == (200, b"100")


def test_a_length_that_is_too_much_is_refused_before_anything_is_read(ask: Callable[..., Any]) -> None:
    answer = ask(bounded(), "POST", parts=[(0, b"x")], content_length="101")
    assert (answer.status, json.loads(answer.body)["code"]) == (413, "too-long")


def test_a_body_is_counted_whatever_its_length_is_said_to_be(ask: Callable[..., Any]) -> None:
    parts = [(0, b"x" * 60)] * 3
    for headers in ({"transfer_encoding": "chunked"}, {"content_length": "10"}):
        assert ask(bounded(), "POST", parts=parts, **headers).status == 413


def test_a_body_that_drips_is_sent_away(ask: Callable[..., Any]) -> None:
    answer = ask(bounded(), "POST", parts=[(0.15, b"x")] * 30, transfer_encoding="chunked")
    assert (answer.status, json.loads(answer.body)["code"]) == (408, "too-slow")


def test_a_body_that_comes_at_its_pace_may_take_longer(ask: Callable[..., Any]) -> None:
    answer = ask(bounded(most=1000), "POST", parts=[(0.1, b"x" * 150)] * 4, transfer_encoding="chunked")
    assert (answer.status, answer.body) == (200, b"600")


def test_no_body_may_take_for_ever(ask: Callable[..., Any]) -> None:
    parts = [(0.1, b"x" * 200)] * 30
    assert ask(bounded(most=10_000), "POST", parts=parts, transfer_encoding="chunked").status == 408


def test_a_short_rest_that_nobody_wants_is_read_so_that_the_answer_arrives(ask: Callable[..., Any]) -> None:
    answer = ask(bounded(refusing), "POST", parts=[(0, b"x" * 50)] * 2, content_length="100")
    assert answer.status == 429
    assert "connection" not in answer.headers


def test_a_long_rest_ends_the_connection(ask: Callable[..., Any]) -> None:
    answer = ask(bounded(refusing), "POST", parts=[(0, b"x" * 500_000)] * 9, content_length="4500000")
    assert (answer.status, answer.headers["connection"]) == (429, "close")


def test_who_waits_to_be_asked_for_a_body_is_not_asked_for_one_that_nobody_wants(ask: Callable[..., Any]) -> None:
    parts = [(9, b"never sent")]
    answer = ask(bounded(refusing), "POST", parts=parts, content_length="100", expect="100-continue")
    assert (answer.status, answer.headers["connection"]) == (429, "close")


def test_all_bodies_together_are_bounded_while_they_come_and_no_longer(
    ask: Callable[..., Any],
) -> None:
    app = Bodies(reading, lambda path: 10_000, QUICK, together=100)
    parts = [(0, b"x" * 60), (0, b"x" * 60), (0, b"x")]
    refused = ask(app, "POST", parts=parts, transfer_encoding="chunked")
    assert (refused.status, json.loads(refused.body)["code"], refused.headers["retry-after"]) == (503, "busy", "10")
    for _ in range(3):  # those before are not counted any more
        assert ask(app, "POST", parts=[(0, b"x" * 90), (0, b"x" * 90)], transfer_encoding="chunked").status == 200


def test_a_body_that_is_compressed_is_refused_by_name(ask: Callable[..., Any]) -> None:
    answer = ask(bounded(), "POST", parts=[(0, b"x")], content_length="1", content_encoding="gzip")
    assert (answer.status, answer.headers["accept-encoding"]) == (415, "identity")
    assert json.loads(answer.body)["code"] == "encoded"
    assert ask(bounded(), "POST", parts=[(0, b"x")], content_length="1", content_encoding="identity").status == 200


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "'c' stands there twice"),
        ("[NaN]", "NaN is no number"),
        ("-Infinity", "-Infinity is no number"),
        ('{"a": 1e999}', "1e999 is no number"),
        (r'["\ud800"]', "half a character"),
        ("[" * 100_000, "nests too deep"),
        ("1" * 10_000, "too long a number"),
        (b"\xff\xfe\xff", "no text in UTF-8"),
        ("{", "line 1 column 2"),
        ("9" * 100_000 + ".0", "is no number"),
        (json.dumps({"a" * 100_000: 1})[:-1] + "," + json.dumps({"a" * 100_000: 1})[1:], "stands there twice"),
    ],
)
def test_what_is_no_json_or_means_two_things_is_told(text: str | bytes, told: str) -> None:
    with pytest.raises(ValueError, match=told) as caught:
        plain_json(text)
    assert len(str(caught.value)) < 200


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


@given(JSON)
def test_json_is_read_as_it_was_written(value: Any) -> None:
    assert plain_json(json.dumps(value)) == value


@given(st.binary(max_size=40) | st.text(max_size=40))
def test_any_bytes_are_json_or_a_value_error(text: str | bytes) -> None:
    with suppress(ValueError):
        plain_json(text)
