"""A service that is ended while clients wait for its answers ends soon, and without a word of a bug."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
import requests


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_clients_that_wait_listen_or_send_keep_it_from_nothing(
    new_service: Callable[..., Any], picture: Callable[..., bytes], sign: signal.Signals
) -> None:
    service = new_service("--max-megabytes", "40")
    big = picture(5, size=(2400, 2000))
    ids = [
        service.colorize(picture(5 + n, size=(2400, 2000)), {"Prefer": "respond-async"}).json()["id"] for n in range(6)
    ]
    waiting = big[:100]
    with ExitStack() as stack, ThreadPoolExecutor(3) as clients:
        listening = stack.enter_context(socket.create_connection(("127.0.0.1", service.port), timeout=20))
        listening.sendall(f"GET /v1/colorizations/{ids[-1]}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        assert b"200 OK" in listening.recv(4096)
        sending = stack.enter_context(socket.create_connection(("127.0.0.1", service.port), timeout=20))
        head = "POST /v1/colorizations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n"
        sending.sendall(head.encode() + waiting)
        asked = [clients.submit(wait, service, picture(50 + n)) for n in range(3)]
        time.sleep(0.5)
        began = time.monotonic()
        service.process.send_signal(sign)
        assert service.process.wait(60) == 128 + sign
        assert time.monotonic() - began < 12
        assert all(one.result(timeout=20) is None or one.result() < 500 for one in asked)
    assert service.log().strip() == {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}[sign]


def wait(service: Any, data: bytes) -> int | None:
    """The status of an answer that is waited for; None where the connection ends first."""
    try:
        return int(
            requests.post(
                f"{service.url}/v1/colorizations", data, headers={"Prefer": "wait=60"}, timeout=60
            ).status_code
        )
    except requests.ConnectionError:
        return None
