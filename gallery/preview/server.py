"""A small web server for one curator: the output folder, with the preview's script in its pages, and the news."""

from __future__ import annotations

import logging
import os
import socket
import socketserver
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any, BinaryIO
from urllib.parse import quote

from gallery.files import BLOCK
from gallery.pages.environment import environment
from gallery.preview.injection import with_script
from gallery.preview.news import News
from gallery.resources import TEMPLATES
from gallery.web.files import find, media_type
from gallery.web.names import Names
from gallery.web.ranges import part_of

LOG = logging.getLogger(__name__)

EVENTS = "/.preview/events"
OWN = {f"/.preview/{name}": name for name in ("preview.js", "preview.css", "page.css")}
"""Addresses of the preview's own files, which stand in ``templates/preview``."""

HOMES = ("site", "report.html")
"""What ``/`` leads to: the first of these that there is."""


class Server(socketserver.ThreadingTCPServer):
    """Serves ``root``, a folder that may come later, to whoever names this machine as we do."""

    # Threads are waited for in the end; there are many short requests at a time, such as all pictures of a room.
    daemon_threads = False
    allow_reuse_address = os.name != "nt"  # there it would let two servers share a port
    request_queue_size = 64

    def __init__(self, host: str, port: int, root: Path, news: News) -> None:
        """Listen on ``port`` of ``host``, 0 for any free one. Raises OSError where that cannot be."""
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        self.address_family = family
        self.root, self.news, self.host = root, news, host.lower()
        self._open: set[Any] = set()
        super().__init__(place[:2], Handler)  # type: ignore[arg-type]
        self.bound = ip_address(str(self.server_address[0]).partition("%")[0])

    @property
    def url(self) -> str:
        """The address of the first page, as this machine would ask for it."""
        host = "localhost" if self.bound.is_unspecified else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server_address[1]}/"

    def knows(self, header: str | None) -> bool:
        """Whether a request that names its host so means us (:mod:`gallery.web.names`)."""
        return Names(self.host, self.bound).known(header)

    def get_request(self) -> tuple[Any, Any]:
        connection, peer = super().get_request()
        self._open.add(connection)
        return connection, peer

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, ConnectionError | TimeoutError):
            LOG.debug("%s went away: %s", client_address, error)  # the page was left before its pictures had come
        else:
            LOG.error("a request from %s failed", client_address, exc_info=error)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answer in threads meanwhile; afterwards none is left."""
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield
        finally:
            self.news.end()
            self.shutdown()
            thread.join()
            for connection in list(self._open):
                _hang_up(connection)  # a browser keeps some open and says nothing
            self.server_close()


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        LOG.debug("closed already: %s", error)


class Handler(BaseHTTPRequestHandler):
    """One request, one connection (HTTP/1.0)."""

    server: Server
    server_version = "gallery"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        """Send what the address names."""
        address = self.path.partition("?")[0].partition("#")[0]
        if not self.server.knows(self.headers.get("Host")):
            self._send_page(HTTPStatus.MISDIRECTED_REQUEST, "stranger", title="Another name")
        elif address == EVENTS:
            self._send_events()
        elif address in OWN:
            self._send_file(TEMPLATES / "preview" / OWN[address])
        elif address == "/favicon.ico":
            self._send_head(HTTPStatus.NO_CONTENT, {})  # browsers ask for it where a page names none
        elif address == "/":
            self._send_home()
        else:
            self._send_found(address)

    do_HEAD = do_GET  # noqa: N815 - the base class names it so

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for what is wrong with the exhibit."""

    def _send_home(self) -> None:
        for name in HOMES:
            place = self.server.root / name
            if (place / "index.html").is_file() or (place.is_file()):
                self._redirect(name + "/" * place.is_dir())
                return
        self._send_page(HTTPStatus.SERVICE_UNAVAILABLE, "waiting", title="Not built yet")

    def _send_found(self, address: str) -> None:
        found = find(self.server.root, address)
        if found is None:
            self._send_page(HTTPStatus.NOT_FOUND, "missing", title="This page is not here")
        elif found.is_file():
            self._send_file(found)
        elif not address.endswith("/"):
            self._redirect(found.relative_to(self.server.root.resolve()).as_posix() + "/")
        elif (found / "index.html").is_file():
            self._send_file(found / "index.html")
        else:
            names = sorted(path.name + "/" * path.is_dir() for path in found.iterdir() if path.name[0] != ".")
            self._send_page(HTTPStatus.OK, "folder", title=found.name, names=names)

    def _send_file(self, path: Path) -> None:
        kind = media_type(path)
        try:
            file = path.open("rb")
        except OSError:  # replaced by a build at this moment
            self._send_page(HTTPStatus.NOT_FOUND, "missing", title="This page is not here")
            return
        with file:
            if kind.startswith("text/html"):
                self._send(HTTPStatus.OK, kind, with_script(file.read(), self.server.news.version))
            else:
                self._send_part(kind, file)

    def _send_page(self, status: HTTPStatus, kind: str, **context: object) -> None:
        """A page of the preview's own, which has the script like those of the site."""
        page = environment("preview").get_template("page.html").render(kind=kind, **context)
        self._send(status, "text/html; charset=utf-8", with_script(page.encode(), self.server.news.version))

    def _redirect(self, place: str) -> None:
        self._send_head(HTTPStatus.FOUND, {"Location": f"/{quote(place)}", "Content-Length": "0"})

    def _send_events(self) -> None:
        self._send_head(HTTPStatus.OK, {"Content-Type": "text/event-stream"})
        if self.command == "HEAD":
            return
        for message in self.server.news.listen():
            self.wfile.write(message)

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self._send_head(status, {"Content-Type": kind, "Content-Length": str(len(body))})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_part(self, kind: str, file: BinaryIO) -> None:
        """A file, or the part of it that is asked for: browsers seek in films so."""
        length = os.fstat(file.fileno()).st_size
        try:
            part = part_of(self.headers.get("Range"), length)
        except ValueError:
            self._send_head(
                HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                {"Content-Range": f"bytes */{length}", "Content-Length": "0"},
            )
            return
        shown = part if part is not None else range(length)
        headers = {"Content-Type": kind, "Content-Length": str(len(shown)), "Accept-Ranges": "bytes"}
        if part is not None:
            headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{length}"
        self._send_head(HTTPStatus.OK if part is None else HTTPStatus.PARTIAL_CONTENT, headers)
        if self.command == "HEAD":
            return
        file.seek(shown.start)
        left = len(shown)
        while left and (block := file.read(min(BLOCK, left))):
            self.wfile.write(block)
            left -= len(block)

    def _send_head(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        self.send_response(status)
        # Nothing may be kept: the next build puts another picture under the same address.
        always = {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        for name, value in {**always, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
