"""A studio that is ended while pages listen and clients dawdle ends soon, and without a word of a bug."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

HEAD = "Host: 127.0.0.1:{port}\r\n"
ASKED = {
    "a page that listens": ("GET /api/events HTTP/1.1\r\n" + HEAD + "\r\n", 2.5),
    "half a body": ("POST /api/changes HTTP/1.1\r\n" + HEAD + "Content-Length: 1000\r\n\r\n{", 7.0),
    "half a head": ("GET / HTTP/1.1\r\n", 7.0),
    "nothing": ("", 7.0),
}


@pytest.fixture
def connected() -> Iterator[Callable[[int, str], socket.socket]]:
    with ExitStack() as stack:

        def connect(port: int, text: str) -> socket.socket:
            made = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            made.sendall(text.replace("{port}", str(port)).encode())
            return made

        yield connect


@pytest.mark.parametrize("asked", ASKED)
def test_ctrl_c_ends_it_whoever_still_listens_or_sends(
    new_studio: Callable[..., Any], connected: Callable[[int, str], socket.socket], asked: str
) -> None:
    text, seconds = ASKED[asked]
    studio = new_studio()
    studio.exhibit()
    waiting = [connected(studio.port, text) for _ in range(3)]
    if "listens" in asked:
        assert all(b"200 OK" in one.recv(4096) for one in waiting)
    time.sleep(0.3)
    began = time.monotonic()
    assert studio.stop() == 130
    assert time.monotonic() - began < seconds
    assert studio.log().strip() == "interrupted"
