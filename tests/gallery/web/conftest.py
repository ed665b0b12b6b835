"""Asking an ASGI application without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass
class Answer:
    """What an application answered."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@pytest.fixture
def ask(in_a_loop: Callable[..., Any]) -> Callable[..., Answer]:
    """Send a request to an application: its body in parts, each after some seconds."""

    def send_request(
        app: Any, method: str = "GET", path: str = "/", parts: Sequence[tuple[float, bytes]] = (), **headers: str
    ) -> Answer:
        named = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": named}
        scope["asgi"] = {"version": "3.0", "spec_version": "2.4"}  # as uvicorn speaks
        answer, waiting = Answer(), list(parts)

        async def receive() -> dict[str, Any]:
            if not waiting:
                return {"type": "http.request", "body": b"", "more_body": False}
            seconds, part = waiting.pop(0)
            await asyncio.sleep(seconds)
            return {"type": "http.request", "body": part, "more_body": bool(waiting)}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            else:
                answer.body += message.get("body", b"")

        in_a_loop(app(scope, receive, send))
        return answer

    return send_request
