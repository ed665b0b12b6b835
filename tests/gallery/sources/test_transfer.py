"""Whatever a server writes, a download ends with the file or with an error that names the address."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gallery.errors import SourceError
from gallery.files import printable
from gallery.manifest.schema import UrlSource
from gallery.sources import FetchOptions, fetch, transfer

BODY = b"picture"
PIN = sha256(BODY).hexdigest()


class Server:
    """A server on this machine that answers every request with ``reply``, byte for byte."""

    def __init__(self) -> None:
        self.reply = b""
        self.asked: list[bytes] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/a.jpg"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                guest, _ = self.socket.accept()
            except OSError:
                return
            with guest:
                try:
                    self.asked.append(guest.recv(1 << 16))
                    if self.asked[-1]:
                        guest.sendall(self.reply)
                        guest.shutdown(socket.SHUT_WR)
                except OSError:
                    continue


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    resolve = socket.getaddrinfo

    def this_machine_only(host: str, *arguments: Any, **named: Any) -> Any:
        if host != "127.0.0.1":
            raise socket.gaierror(-2, "Name or service not known")
        return resolve(host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", this_machine_only)
    found = Server()
    yield found
    found.socket.shutdown(socket.SHUT_RDWR)
    found.socket.close()


@pytest.fixture
def options(tmp_path: Path) -> FetchOptions:
    return FetchOptions(tmp_path / "cache", allow_private=True, timeout=1, retries=0, total=2, max_bytes=10**6)


def answer(*headers: bytes, status: bytes = b"200 OK", body: bytes = BODY) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 " + status, *headers, b"", body])


def refused(server: Server, options: FetchOptions, reply: bytes) -> str:
    server.reply = reply
    with pytest.raises(SourceError) as caught:
        fetch(UrlSource(url=server.url, sha256=PIN), options)
    message = str(caught.value)
    assert message.startswith(server.url)
    return message


VALUES = st.one_of(
    st.binary(max_size=20),
    st.sampled_from(
        [
            b"http://[::1",
            b"//[",
            b"http://a:99999/",
            b"http://\xff/",
            b"\xff",
            b"http:///",
            b"/%zz",
            b"/a b",
            b"http://x@y/",
            b"http://" + b"a" * 300 + b"/",
            b"http://\xc3\xa4\xe2\x98\x83.example/",
            b"?",
            b"9" * 5000,
            b"-7",
            b"7",
            b"7, 7",
            b"gzip",
            b"deflate, gzip",
            b"br",
            b"chunked",
            b"gzip, chunked",
            b"Mon, 99 Foo 99999999999999999999 99:99:99",
            b"a=b; expires=Thu, 99-Foo-9999 99:99:99 GMT; Domain=..; Path=\x00",
            b"a=\xff; Max-Age=9" + b"9" * 30,
            b"=;=;",
        ]
    ),
)
NAMES = st.sampled_from(
    [b"Location", b"Content-Length", b"Content-Encoding", b"Transfer-Encoding", b"Set-Cookie", b"Retry-After", b""]
)
STATUSES = st.sampled_from(
    [b"200 OK", b"302 Found", b"302", b"503 \x1b[2J", b"100 Continue", b"204 \xff", b"99999 a", b"-1 x"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(STATUSES, st.binary(max_size=12)),
    st.lists(st.tuples(NAMES, VALUES).map(b": ".join), max_size=4),
    st.one_of(st.just(BODY), st.binary(max_size=20)),
)
@example(b"302 Found", [b"Location: http://[::1"], b"")
@example(b"302 Found", [b"Location: \xff"], b"")
@example(b"200 OK", [b"Content-Length: " + b"9" * 5000], BODY)
@example(b"200 OK", [b"Transfer-Encoding: chunked"], b"9" * 5000)
@example(b"429 Slower", [b"Retry-After: " + b"9" * 5000], b"")
def test_no_bytes_of_a_server_give_anything_but_the_file_or_a_source_error(
    server: Server, options: FetchOptions, status: bytes, headers: list[bytes], body: bytes
) -> None:
    server.reply = answer(*headers, status=status, body=body)
    path = options.cache / "downloads" / PIN[:2] / PIN
    path.unlink(missing_ok=True)
    try:
        message = f"{server.url} is {fetch(UrlSource(url=server.url, sha256=PIN), options).name}"
    except SourceError as error:
        message = str(error)
    assert message.startswith(server.url)
    assert message == printable(message).replace("\n", " "), "one line, without control characters"
    assert not path.exists() or path.read_bytes() == BODY
    assert [file for file in options.cache.rglob("*") if file.is_file()] in ([], [path])


@pytest.mark.parametrize(
    ("location", "cause"),
    [
        (b"http://[::1", "redirects to http://[::1: no address can be read there (Invalid IPv6 URL); give another"),
        (b"/\xff", "no address can be read there ('utf-8' codec"),
        (b"http://x:y/", "its port is not a number from 1 to 65535"),
        (b"http://curator:secret@127.0.0.1/", "it holds a user name or password"),
        (b"http://" + b"a" * 5000 + b"/", "a…: its host has an empty part, or one of more than 63 letters"),
    ],
)
def test_a_location_that_is_no_address_is_said(
    server: Server, options: FetchOptions, location: bytes, cause: str
) -> None:
    assert cause in refused(server, options, answer(b"Location: " + location, status=b"302 Found"))


def test_a_location_is_read_as_utf_8_and_may_hold_blanks(server: Server, options: FetchOptions) -> None:
    """As browsers read it; the next hop is asked for in ASCII."""
    message = refused(server, options, answer("Location: /Zürich im Schnee.jpg".encode(), status=b"302 Found"))
    assert "more than 5 redirects" in message
    assert server.asked[-1].startswith(b"GET /Z%C3%BCrich%20im%20Schnee.jpg HTTP/1.1")


@pytest.mark.parametrize("length", [b"9" * 5000, b"9" * 16, b"1000001", b"0001000001"])
def test_a_length_of_any_size_is_compared_with_what_is_allowed(
    server: Server, options: FetchOptions, length: bytes
) -> None:
    message = refused(server, options, answer(b"Content-Length: " + length))
    assert "bytes, more than the 1,000,000 that are allowed" in message
    assert len(message) < 300


def test_what_a_server_says_reaches_no_terminal_as_it_is(server: Server, options: FetchOptions) -> None:
    message = refused(server, options, answer(status=b"404 \x1b]0;mine\x07\x9b2J Gone"))
    assert message == f"{server.url}: the server answers 404 \\x1b]0;mine\\x07\\x9b2J Gone; check the address"
    message = refused(server, options, answer(b"Location: /\xc2\x9b2J\xe2\x80\xae", status=b"302 Found"))
    assert "redirects to" in message
    assert "U+009B" in message
    assert message.isprintable()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        (" 120 ", 120.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("soon", None),
        ("-3", None),
        ("٣", None),
        ("9" * 5000, None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 0001 00:00:00 +2359", 0.0),
    ],
)
def test_a_pause_that_makes_no_sense_is_not_taken(value: str | None, seconds: float | None) -> None:
    assert transfer._retry_after(value) == seconds


@given(st.text(max_size=40))
def test_no_pause_is_too_odd_to_read(value: str) -> None:
    found = transfer._retry_after(value)
    assert found is None or found >= 0
