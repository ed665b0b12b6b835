"""Files as answers: whole, in part, or not again to who has them; all of it by HTTP as it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from gallery.web.answers import FileAnswer, picture_answer

DATA = bytes(range(200))
TAG = '"abc"'


@pytest.fixture
def file(tmp_path: Path) -> FileAnswer:
    (tmp_path / "a.png").write_bytes(DATA)
    return FileAnswer(tmp_path / "a.png", {"ETag": TAG, "Link": "</method>", "X": "y"})


async def picture(scope: Scope, receive: Receive, send: Send) -> None:
    answer = picture_answer(Headers(scope=scope), DATA, "image/png", {"ETag": TAG})
    await answer(scope, receive, send)


@pytest.fixture(params=["file", "picture"])
def app(request: pytest.FixtureRequest, file: FileAnswer) -> Any:
    return file if request.param == "file" else picture


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-9", DATA[:10]),
        ("bytes=190-", DATA[190:]),
        ("bytes=-5", DATA[-5:]),
        ("bytes=150-99999999999999999999999", DATA[150:]),
        ("Bytes=0-9", DATA[:10]),
    ],
)
def test_a_part_is_that_part(ask: Callable[..., Any], file: FileAnswer, asked: str, part: bytes) -> None:
    answer = ask(file, range=asked)
    assert (answer.status, answer.body) == (206, part)
    assert answer.headers["content-range"].endswith("/200")
    assert answer.headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    "asked", ["bytes", "bytes=", "bytes=a-b", "pages=1-2", "bytes=9-2", "bytes=0-1,5-6", "bytes=-"]
)
def test_what_is_no_single_part_is_answered_by_the_whole_file(
    ask: Callable[..., Any], file: FileAnswer, asked: str
) -> None:
    answer = ask(file, range=asked)
    assert (answer.status, answer.body) == (200, DATA)


@pytest.mark.parametrize("asked", ["bytes=200-", "bytes=9000-9001", "bytes=-0"])
def test_a_part_that_the_file_has_not_is_told_as_a_problem_with_the_length(
    ask: Callable[..., Any], file: FileAnswer, asked: str
) -> None:
    answer = ask(file, range=asked)
    assert answer.status == 416
    assert answer.headers["content-range"] == "bytes */200"
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.body)["detail"] == "the file has 200 bytes"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(asked=st.one_of(st.text(max_size=30), st.from_regex(r"bytes=[0-9]*-[0-9,-]*", fullmatch=True)))
def test_no_range_that_can_be_written_is_a_mistake_of_ours(
    ask: Callable[..., Any], file: FileAnswer, asked: str
) -> None:
    assert ask(file, range=asked).status in (200, 206, 416)


@pytest.mark.parametrize("tags", [TAG, f'"x", {TAG}', f"W/{TAG}", "*", f'"x",W/{TAG},"y"'])
def test_who_has_a_picture_is_not_sent_it_again(ask: Callable[..., Any], app: Any, tags: str) -> None:
    answer = ask(app, if_none_match=tags)
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", TAG)
    assert ask(app, if_none_match='"x"').body == DATA


def test_what_a_picture_says_of_itself_is_said_also_to_who_has_it(ask: Callable[..., Any], file: FileAnswer) -> None:
    headers = ask(file, if_none_match=TAG).headers
    assert headers["link"] == "</method>"
    assert "x" not in headers


def test_another_picture_than_the_one_asked_for_is_refused(ask: Callable[..., Any], app: Any) -> None:
    assert ask(app, if_match=TAG).body == DATA
    answer = ask(app, if_match='"x"')
    assert (answer.status, json.loads(answer.body)["code"]) == (412, "other-tag")


def test_a_part_of_another_file_is_not_sent_but_the_whole_of_this_one(
    ask: Callable[..., Any], file: FileAnswer
) -> None:
    for tag, status in ((TAG, 206), ('"x"', 200)):
        assert ask(file, range="bytes=0-9", if_range=tag).status == status
    assert ask(file, range="bytes=900-", if_range='"x"').body == DATA


def test_conditions_and_parts_are_of_reading_alone(ask: Callable[..., Any], file: FileAnswer) -> None:
    answer = ask(file, "POST", range="bytes=0-9", if_none_match=TAG, if_match='"x"')
    assert (answer.status, answer.body) == (200, DATA)


def test_a_file_that_was_removed_meanwhile_is_told_to_be_gone(ask: Callable[..., Any], tmp_path: Path) -> None:
    answer = ask(FileAnswer(tmp_path / "none.png"))
    said = json.loads(answer.body)
    assert (answer.status, said["code"]) == (410, "gone")
    assert "none.png" not in said["detail"]
