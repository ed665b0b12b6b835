"""A port to serve on: the one that is asked for, or the first free one."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from typing import TypeVar

from gallery.errors import GalleryError

PORT = 8000
PORTS = 100
"""How many ports, from :data:`PORT` on, are tried when none is asked for."""

Server = TypeVar("Server")


def opened(host: str, port: int | None, opening: Callable[[int], Server]) -> Server:
    """What ``opening`` makes of ``port``; None for the first free port from :data:`PORT` on.

    Raises GalleryError where there is none to be had on ``host``.
    """
    for number in range(PORT, PORT + PORTS) if port is None else (port,):
        try:
            return opening(number)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and port is None:
                continue
            raise GalleryError(_refused(host, number, error)) from error
        except UnicodeError as error:  # what cannot be a host's name at all is not even looked up
            raise GalleryError(_no_address(host)) from error
    raise GalleryError(f"ports {PORT} to {PORT + PORTS - 1} of {host} are all in use; name another with --port N")


def _refused(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return _no_address(host)
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use; name another with --port N, or leave it out for the next free one"
    reason = error.strerror or error
    return f"port {port} of {host} cannot be had: {reason}; name one above 1023 with --port N, or leave it out"


def _no_address(host: str) -> str:
    return f"{host!r} is no address of this computer; leave out --host to serve this computer alone"
