"""What open pages are told as it happens, as Server-Sent Events (HTML Living Standard, 9.2)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it is still there, and so finds out whether anybody listens."""

LISTENERS = 32
"""Streams open at a time."""

_BACKLOG = 1000
"""Events that a page may be behind before its stream is ended: it asks for everything anew then."""


class News:
    """The news of one studio, for pages in the browser."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[bytes | None]] = set()
        self._ended = False

    @property
    def full(self) -> bool:
        """Whether as many listen as may."""
        return len(self._queues) >= LISTENERS

    def tell(self, event: str, data: Any) -> None:
        """Tell everybody."""
        message = f"event: {event}\ndata: {json.dumps(data)}\n\n".encode()
        for queue in self._queues:
            if queue.qsize() < _BACKLOG:
                queue.put_nowait(message)
            else:
                queue.put_nowait(None)

    def end(self) -> None:
        """There will be no more news: every stream ends."""
        self._ended = True
        for queue in self._queues:
            queue.put_nowait(None)

    async def listen(self) -> AsyncIterator[bytes]:
        """The news from now on."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield b":\n\n"
            while not self._ended:
                try:
                    message = await asyncio.wait_for(queue.get(), HEARTBEAT)
                except TimeoutError:
                    message = b":\n\n"
                if message is None:
                    return
                yield message
        finally:
            self._queues.discard(queue)
