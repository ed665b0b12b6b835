"""What open pages are told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from gallery.preview import news as module
from gallery.preview.news import News
from gallery.problems import Problem


def told(stream: Iterator[bytes]) -> dict[str, Any]:
    message = next(stream)
    assert message.startswith(b"data: ")
    assert message.endswith(b"\n\n")
    found: dict[str, Any] = json.loads(message[6:])
    return found


def test_a_listener_hears_first_how_things_stand_and_then_what_is_new() -> None:
    news = News()
    stream = news.listen()
    assert told(stream) == {"version": news.version, "problems": []}
    news.tell([Problem("exhibit.yaml", 7, 5, "unknown-key", "unknown key 'titel'", "did you mean 'title'?")])
    problem = {"place": "exhibit.yaml:7:5", "message": "unknown key 'titel'", "hint": "did you mean 'title'?"}
    assert told(stream)["problems"] == [problem]
    assert told(news.listen())["problems"] == [problem]
    news.tell([])
    assert told(stream)["problems"] == []


def test_only_what_renews_the_exhibition_is_another_version() -> None:
    news = News()
    first = news.version
    news.tell([Problem(message="no")])
    assert news.version == first
    news.tell([], renewed=True)
    assert news.version != first
    assert News().version != first, "pages of an earlier preview have to be loaded again"


def test_a_listener_that_waits_hears_at_once_and_its_stream_ends_with_the_news() -> None:
    news = News()
    heard: list[bytes] = []
    thread = threading.Thread(target=lambda: heard.extend(news.listen()))
    thread.start()
    while not heard:
        threading.Event().wait(0.01)
    news.tell([Problem(message="no")])
    while len(heard) < 2:
        threading.Event().wait(0.01)
    news.end()
    thread.join(5)
    assert not thread.is_alive()
    assert b'"message": "no"' in heard[1]


def test_silence_is_broken_so_that_closed_connections_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "HEARTBEAT", 0.01)
    stream = News().listen()
    told(stream)
    assert next(stream) == b":\n\n"
