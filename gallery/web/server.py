"""A socket, and uvicorn on it, with limits on what clients may keep open.

uvicorn waits for the head of a request for ever, and for a client that does not read its answer too; so a connection
has to show within some seconds what it wants, and to take what it is given.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from ipaddress import ip_address

import h11
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from gallery.errors import GalleryError
from gallery.web.names import Names
from gallery.web.ports import opened

HEAD = 16_384
"""Bytes of the head of a request: its line and all headers."""
HEAD_SECONDS = 10.0
"""Seconds within which it has to come, from the first moment of a connection on."""
STUCK_SECONDS = 30.0
"""Seconds within which a client has to take what was sent to it, some 64 KB."""
IDLE_SECONDS = 5
"""Seconds between two requests over one connection."""
CONNECTIONS = 1000
"""Connections open at a time, where the system lets a process have two files for each; further ones are closed at
once."""
SPARE = 100
"""Files that a process needs beside them."""
BACKLOG = 1024
END_SECONDS = 3
"""Seconds for answers that are on their way when the server ends."""


class Protocol(H11Protocol):
    """HTTP/1.1 with clients that must not dawdle."""

    _slow_head: asyncio.TimerHandle | None = None
    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > _most_connections():
            transport.abort()
            return
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._slow_head, self._stuck):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stuck = self.loop.call_later(STUCK_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stuck is not None:
            self._stuck.cancel()

    def _watch(self) -> None:
        """While the head of a request is awaited, time runs; more of it, drop by drop, does not stop the clock."""
        waiting = self.conn.their_state is h11.IDLE
        if waiting and self._slow_head is None:
            self._slow_head = self.loop.call_later(HEAD_SECONDS, self.transport.abort)
        elif not waiting and self._slow_head is not None:
            self._slow_head.cancel()
            self._slow_head = None


@cache
def _most_connections() -> int:
    """Each connection may need a second file, for what it sends. The process asks the system for as many as it may."""
    if sys.platform == "win32":
        return CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS + SPARE
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return CONNECTIONS if soft in (resource.RLIM_INFINITY, -1) else max(10, min(CONNECTIONS, (soft - SPARE) // 2))


class _Endable:
    """An application whose answers may be broken off at the server's end; uvicorn would tell of each as of a bug."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application
        self.over = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._application(scope, receive, send)
        except asyncio.CancelledError:
            if not self.over:
                raise


class _Server(uvicorn.Server):
    """A server that ends when it is asked to, whoever still asks or listens."""

    def __init__(self, config: uvicorn.Config, endable: _Endable, ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._endable, self._ending = endable, ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        late = asyncio.get_running_loop().call_later(END_SECONDS, self._hang_up)
        try:
            await super().shutdown(sockets)
        finally:
            late.cancel()

    def _hang_up(self) -> None:
        """End what is not done yet: the connection first, so that nobody is told that an answer was none."""
        self._endable.over = True
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        asyncio.get_running_loop().call_later(0.1, self._break_off)

    def _break_off(self) -> None:
        for task in list(self.server_state.tasks):
            task.cancel()


class Listening:
    """A socket that listens, before anything is served on it: so that its address can be told, and trusted."""

    def __init__(self, host: str, port: int | None, names: frozenset[str] = frozenset()) -> None:
        """Listen on ``port`` of ``host``, 0 for any, None for the first free one from 8000 on.

        ``names`` are what else requests may call us. Raises GalleryError where there is no such port.
        """
        self._socket = opened(host, port, lambda number: _bound(host, number))
        address, self.port = self._socket.getsockname()[:2]
        self.names = Names(host, ip_address(str(address).partition("%")[0]), names)

    @property
    def url(self) -> str:
        """The address of the first page, as this computer would ask for it."""
        host = "localhost" if self.names.bound.is_unspecified else self.names.host.lower()
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def serve(self, application: ASGIApp, ending: Callable[[], None] = lambda: None) -> None:
        """Serve until interrupted, which raises KeyboardInterrupt; ``ending`` is called then, to end streams that would
        go on. The log of uvicorn, warnings and worse, goes where ours goes. Raises GalleryError where the application
        does not start."""
        endable = _Endable(application)
        config = uvicorn.Config(
            endable,
            http=Protocol,
            ws="none",
            loop="asyncio",
            lifespan="on",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=HEAD,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=2 * END_SECONDS,
            backlog=BACKLOG,
        )
        server = _Server(config, endable, ending)
        server.run(sockets=[self._socket])
        if not server.started:
            raise GalleryError("the service could not be started; the lines above say why")
        # uvicorn hands the signal on when it is done, but where it falls into asyncio's own end it is lost.
        raise KeyboardInterrupt


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        if os.name != "nt":  # there it would let two servers share a port
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made
