"""Connections with an end, and to the public internet only.

All that a download waits for is bounded here, at the socket: the look-up of the name, the connection, a proxy's
answer, the TLS handshake, each byte of the headers and of the body. One deadline holds for all of them together.

A name is resolved here, every address it has is judged, and the connection is made to the very address that was
judged: a second look-up could answer differently. Host header, SNI and certificate keep the name. Through a proxy
that the user's environment names, the proxy resolves and connects, and its rules hold.
"""

from __future__ import annotations

import io
import socket
import threading
import time
from dataclasses import dataclass
from http.client import HTTPResponse
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from gallery.errors import SourceError
from gallery.sources.base import FetchOptions
from gallery.sources.guard import refuse_private

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import WriteableBuffer
    from requests import PreparedRequest
    from urllib3.connectionpool import ConnectionPool

LINES = 1 << 20
"""Bytes that the lines of an answer may have before there is a body: headers, with those of preliminary answers."""
_A_CHUNK = 8  # bytes of lines for each byte of the body; chunks of a single byte need five
_LINE = (1 << 16) + 1  # one more than http.client takes, which then says that the line is too long


@dataclass(frozen=True)
class Limits:
    """How long a download may take, and how much may come."""

    end: float
    """When it has to be finished, on the clock of ``time.monotonic``."""
    options: FetchOptions

    @classmethod
    def from_now(cls, options: FetchOptions) -> Limits:
        """Those of a download that begins now."""
        return cls(time.monotonic() + options.total, options)

    def left(self) -> float:
        """Seconds until the end. Raises SourceError when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise SourceError(f"not finished within {self.options.total:g} seconds")
        return left

    def wait(self) -> float:
        """Seconds that a single wait may take. Raises SourceError when there are none."""
        return min(self.options.timeout, self.left())


class Adapter(HTTPAdapter):
    """The adapter of a session for one download. Unless ``guarded`` is False it reaches public addresses only."""

    def __init__(self, limits: Limits, guarded: bool) -> None:
        super().__init__()
        self._limits, self._guarded = limits, guarded

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> ConnectionPool:
        """The pool of connections for a request, as requests chooses it, whose connections are bounded."""
        pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
        assert isinstance(pool, HTTPConnectionPool)
        kind = pool.ConnectionCls
        if not issubclass(kind, _Bounded):
            # What is neither of the two comes from a SOCKS proxy and makes its connections itself.
            base = _Direct if kind in (HTTPConnection, HTTPSConnection) else _Bounded
            guarded = self._guarded and not select_proxy(str(request.url), dict(proxies or {}))
            pool.ConnectionCls = type(kind.__name__, (base, kind), {"limits": self._limits, "guarded": guarded})
        return pool


class _Bounded:
    """What a connection has that reads its answers within limits."""

    limits: Limits
    guarded: bool
    sock: socket.socket

    def response_class(self, sock: socket.socket, *arguments: Any, **named: Any) -> HTTPResponse:
        """What http.client reads answers with, a proxy's too."""
        return _Response(self.limits, sock, *arguments, **named)

    def _tunnel(self) -> None:
        super()._tunnel()  # type: ignore[misc]
        self.sock.settimeout(self.limits.wait())  # for the handshake that follows


class _Direct(_Bounded):
    """A connection that is made here."""

    def _new_conn(self) -> socket.socket:
        assert isinstance(self, HTTPConnection)
        return _connect(self, self.limits, self.guarded)


class _Response(HTTPResponse):
    """An answer, each read of which takes only the time that is left, and only so many bytes."""

    def __init__(self, limits: Limits, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        raw = self.fp.detach()  # nothing is read yet
        self.fp = _Lines(_Bytes(raw, sock, limits))


class _Bytes(io.RawIOBase):
    """The bytes of a socket, within the limits of a download; ``count`` so far."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, limits: Limits) -> None:
        super().__init__()
        self._raw, self._sock, self._limits = raw, sock, limits
        self.count = 0

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        self._sock.settimeout(self._limits.wait())
        try:
            count = self._raw.readinto(buffer)
        except TimeoutError:
            self._limits.left()  # says so when it was the last wait
            raise
        self.count += count or 0
        # A body that is packed may be unpacked to nothing for ever.
        if self.count > 2 * self._limits.options.max_bytes + LINES:
            raise SourceError("the server sends without end")
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Lines(io.BufferedReader):
    """A reader whose lines have an end, each of them and all together: headers, sizes of chunks, what follows them."""

    def __init__(self, raw: _Bytes) -> None:
        super().__init__(raw)
        self._bytes = raw
        self._count = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(_LINE if size is None or size < 0 else size)
        self._count += len(line)
        if self._count > LINES + _A_CHUNK * (self._bytes.count - self._count):
            raise SourceError("the server sends headers, or lines around the file, without end")
        return line


def _connect(connection: HTTPConnection, limits: Limits, guarded: bool) -> socket.socket:
    """Resolve, judge, and connect to an address that was judged; errors as urllib3's own."""
    name, port = connection.host, connection.port
    addresses = _addresses(connection, limits)
    for address in addresses if guarded else ():
        refuse_private(name, address)
    failure: OSError | None = None
    for address in addresses:
        try:
            sock = create_connection(
                (address, port),
                limits.wait(),
                source_address=connection.source_address,
                socket_options=connection.socket_options,
            )
        except OSError as error:
            failure = error
        else:
            sock.settimeout(limits.wait())  # for the handshake that may follow
            return sock
    limits.left()
    if isinstance(failure, TimeoutError):
        raise ConnectTimeoutError(connection, f"{name} does not answer") from failure
    raise NewConnectionError(connection, f"no connection: {failure}") from failure


def _addresses(connection: HTTPConnection, limits: Limits) -> list[str]:
    """The numbers that the connection's host leads to.

    The system's look-up cannot be interrupted. It runs in a thread that nobody waits for beyond the limits.
    """
    answers: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(numbers[0]) for *_, numbers in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=limits.wait())
    except Empty:
        limits.left()
        raise ConnectTimeoutError(connection, f"the name {connection.host} is not resolved in time") from None
    if isinstance(answer, list):
        return answer
    reason = answer if isinstance(answer, socket.gaierror) else socket.gaierror(str(answer))
    raise NameResolutionError(connection.host, connection, reason) from answer
