"""How much may come with a request, and how slowly: for all that a server of ours takes.

A body is counted as it comes, whatever its length was said to be, and it must come at a pace: a client that drips is
sent away. When a request is answered before its body has come, a little of the rest is read, so that the client gets
the answer, and then the connection ends.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gallery.web.problems import Refusal

REST = 1 << 20
"""Bytes of a body that nobody wants, and that are read all the same."""
REST_SECONDS = 1.0

_LONGEST_TOLD = 40
"""Characters of strangers' JSON that a message repeats."""


@dataclass(frozen=True)
class Pace:
    """How slowly a body may come."""

    grace: float = 10.0
    """Seconds that a body may take whatever its length."""
    rate: float = 16_384.0
    """Bytes a second that it must have beyond that."""
    total: float = 600.0
    """Seconds that no body may exceed."""


class _Coming:
    """Bytes of all bodies that are on their way."""

    def __init__(self, most: int) -> None:
        self.most, self.count = most, 0


class Bodies:
    """ASGI middleware that bounds what comes: a body over a bound raises :class:`Refusal` in whoever reads it."""

    def __init__(self, app: ASGIApp, limit: Callable[[str], int], pace: Pace, together: int = 2_000_000_000) -> None:
        """``limit`` gives the most bytes that may come with a request to an address; ``together`` are those that all
        bodies may have that have not come whole."""
        self.app, self.limit, self.pace = app, limit, pace
        self._coming = _Coming(together)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(Headers(scope=scope), receive, self.limit(scope["path"]), self.pace, self._coming)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and not body.complete:
                await body.finish()
                if not body.complete:
                    MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        try:
            await self.app(scope, body.receive, sending)
        finally:
            body.settle()


class _Body:
    """The body of one request as it comes."""

    def __init__(self, headers: Headers, receive: Receive, limit: int, pace: Pace, coming: _Coming) -> None:
        self._receive, self._limit, self._pace, self._coming = receive, limit, pace, coming
        self._held = 0
        said = headers.get("Content-Length", "")
        self._said = int(said) if said.isascii() and said.isdigit() else None
        self._coding = headers.get("Content-Encoding", "").strip().lower()
        self.complete = self._said in (None, 0) and "Transfer-Encoding" not in headers
        self._asked_first = headers.get("Expect", "").lower() == "100-continue"
        self._count, self._began = 0, 0.0

    async def receive(self) -> Message:
        """The next part. Raises Refusal for a body that is too long or too slow."""
        if self.complete:
            return await self._receive()  # what comes now is that the client goes away
        self._began = self._began or asyncio.get_running_loop().time()
        if self._coding not in ("", "identity"):
            raise self._encoded()
        if self._said is not None and self._said > self._limit:
            raise self._too_long()
        try:
            message = await asyncio.wait_for(self._receive(), self._left())
        except TimeoutError:
            raise Refusal(
                408, "too-slow", "the body came too slowly", "send it again, over a better connection, or a smaller one"
            ) from None
        length = len(message.get("body", b""))
        self._count += length
        self.complete = message["type"] != "http.request" or not message.get("more_body", False)
        if self._count > self._limit:
            raise self._too_long()
        if self.complete:
            self.settle()
        elif self._coming.count + length > self._coming.most:
            later = {"Retry-After": "10"}
            raise Refusal(503, "busy", "too much is being sent at this moment", "come back soon", headers=later)
        else:
            self._held += length
            self._coming.count += length
        return message

    def settle(self) -> None:
        """It is not on its way any more."""
        self._coming.count -= self._held
        self._held = 0

    def _left(self) -> float:
        """Seconds that may pass until the next part."""
        allowed = min(self._pace.grace + self._count / self._pace.rate, self._pace.total)
        return max(0.001, self._began + allowed - asyncio.get_running_loop().time())

    def _too_long(self) -> Refusal:
        most = f"{self._limit / 1e6:g} MB"
        return Refusal(413, "too-long", f"the body is longer than {most}", "send less; the server sets the limit")

    def _encoded(self) -> Refusal:
        hint, takes = "send it without Content-Encoding, as it is", {"Accept-Encoding": "identity"}
        return Refusal(415, "encoded", f"the body is encoded ({self._coding}), which is not read", hint, headers=takes)

    async def finish(self) -> None:
        """Read some of the rest, unless the client waits to be asked for it."""
        if self._asked_first and self._count == 0:
            return
        try:
            async with asyncio.timeout(REST_SECONDS):
                rest = 0
                while not self.complete and rest < REST:
                    message = await self._receive()
                    rest += len(message.get("body", b""))
                    self.complete = message["type"] != "http.request" or not message.get("more_body", False)
        except TimeoutError:
            return


def plain_json(text: str | bytes) -> Any:
    """The value that strangers' JSON (RFC 8259) holds. Raises ValueError, in words for them, for what is none, for a
    name that stands twice in an object (which is meant?) and for what is not read: numbers without end, deep nests."""
    try:
        value = json.loads(text, object_pairs_hook=_named_once, parse_constant=_number, parse_float=_number)
        json.dumps(value, ensure_ascii=False).encode()
        return value
    except UnicodeEncodeError:
        raise ValueError("it holds half a character, an escape from \\ud800 to \\udfff alone") from None
    except UnicodeDecodeError:
        raise ValueError("it is no text in UTF-8") from None
    except RecursionError:
        raise ValueError("it nests too deep") from None
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        told = str(error) if isinstance(error, _ToldError) else "it has too long a number"
        raise ValueError(told) from None


class _ToldError(ValueError):
    """What is said in words of ours."""


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _ToldError(f"{name[:_LONGEST_TOLD]!r} stands there twice")
        found[name] = value
    return found


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise _ToldError(f"{text[:_LONGEST_TOLD]} is no number that can be read")
    return value
