"""Connections: to addresses that were judged, and with one deadline for all that can be waited for."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gallery.errors import SourceError
from gallery.manifest.schema import UrlSource
from gallery.sources import FetchOptions, connections, fetch

PIN = "0" * 64
ARCHIVE = UrlSource(url="http://archive.example/a.jpg", sha256=PIN)


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FetchOptions:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return FetchOptions(tmp_path / "cache", timeout=0.5, retries=0, backoff=0.01)


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let names resolve to ``addresses``, one after the other; the last one stays. Returns what was asked."""
    asked: list[str] = []

    def look_up(host: str, port: int, *arguments: Any, **named: Any) -> list[Any]:
        asked.append(str(host))
        address = str(host)
        if not address[:1].isdigit():
            address = addresses[min(len(asked), len(addresses)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_that_leads_to_a_private_address_is_refused(
    options: FetchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "10.0.0.7")
    with pytest.raises(SourceError) as caught:
        fetch(UrlSource(url="http://archive.example/a.jpg", sha256=PIN), options)
    assert str(caught.value) == (
        "http://archive.example/a.jpg: archive.example leads to 10.0.0.7, which is not on the public"
        " internet; --allow-private reaches it"
    )


def test_the_connection_goes_to_the_address_that_was_judged(
    options: FetchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the first look-up is public, every further one private."""
    answers(monkeypatch, "93.184.216.34", "127.0.0.1")
    connected: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], *arguments: Any, **named: Any) -> socket.socket:
        connected.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(connections, "create_connection", connect)
    with pytest.raises(SourceError, match="no network in this test"):
        fetch(UrlSource(url="https://archive.example/a.jpg", sha256=PIN), options)
    assert connected == [("93.184.216.34", 443)]


def test_a_redirect_to_a_private_address_is_refused(options: FetchOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that passes for public redirects to the metadata service of a cloud."""
    answers(monkeypatch, "93.184.216.34")
    ours, theirs = socket.socketpair()
    theirs.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/a\r\nContent-Length: 0\r\n\r\n")
    monkeypatch.setattr(connections, "create_connection", lambda *_, **__: ours)
    with theirs, pytest.raises(SourceError) as caught:
        fetch(UrlSource(url="http://archive.example/a.jpg", sha256=PIN), options)
    assert "169.254.169.254, which is not on the public internet" in str(caught.value)
    assert str(caught.value).startswith("http://archive.example/a.jpg")


def test_a_name_that_does_not_exist_is_said(options: FetchOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*arguments: Any, **named: Any) -> list[Any]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(SourceError, match=r"Name or service not known"):
        fetch(UrlSource(url="http://no-such-archive.example/a.jpg", sha256=PIN), options)


Talk = Callable[[socket.socket], None]


@contextmanager
def serving(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of a server on this machine that says ``talk`` to whoever comes, after the request's first bytes."""

    def serve() -> None:
        while True:
            try:
                guest, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=host, args=(guest,), daemon=True).start()

    def host(guest: socket.socket) -> None:
        with guest:
            guest.settimeout(5)
            try:
                channel = guest if tls is None else tls.wrap_socket(guest, server_side=True)
                with channel:
                    if channel.recv(1 << 16):
                        talk(channel)
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def pinned(port: int, scheme: str = "http") -> UrlSource:
    return UrlSource(url=f"{scheme}://127.0.0.1:{port}/a.jpg", sha256=PIN)


def dripping(before: bytes, drop: bytes = b"a") -> Talk:
    """``before`` at once, then ``drop`` again and again, faster than any single wait gives up."""

    def talk(guest: socket.socket) -> None:
        guest.sendall(before)
        for _ in range(100):
            time.sleep(0.02)
            guest.sendall(drop)

    return talk


OK = b"HTTP/1.1 200 OK\r\n"
DRIPS = {
    "the status": dripping(b"HTTP"),
    "a header": dripping(OK + b"X-Long: "),
    "headers": dripping(OK, b"X: a\r\n"),
    "preliminary answers": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "the body": dripping(OK + b"Content-Length: 1000\r\n\r\n"),
    "a body of unsaid length": dripping(OK + b"\r\n"),
    "a chunk's length": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
    "what follows the chunks": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: a\r\n"),
    "a redirect": dripping(b"HTTP/1.1 302 Found\r\nLocation: /", b"a"),
}


@pytest.mark.parametrize("what", DRIPS)
def test_no_server_outlives_the_deadline_whatever_it_drips(options: FetchOptions, what: str) -> None:
    patient = replace(options, allow_private=True, total=0.3, retries=3)
    with serving(DRIPS[what]) as port:
        begin = time.monotonic()
        with pytest.raises(SourceError, match=r"not finished within 0\.3 seconds"):
            fetch(pinned(port), patient)
    assert time.monotonic() - begin < 1


@pytest.mark.parametrize("first", [b"", b"\x16\x03\x03"])
def test_a_handshake_does_not_outlive_the_deadline(options: FetchOptions, first: bytes) -> None:
    """TLS records of a single byte would keep every single read going."""
    with serving(dripping(first, b"\x00" if first else b"")) as port:
        begin = time.monotonic()
        with pytest.raises(SourceError, match=r"not finished within 0.3|does not answer in time|certificate"):
            fetch(pinned(port, "https"), replace(options, allow_private=True, total=0.3, retries=3))
    assert time.monotonic() - begin < 1


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that nobody else has signed, and a server's context with it."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    file, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    arguments = [*made.split(), "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(file)]
    subprocess.run(arguments, check=True, capture_output=True, timeout=20)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context


def test_a_file_arrives_over_tls_from_a_server_that_is_trusted(
    options: FetchOptions, certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, context = certificate
    reachable = replace(options, allow_private=True, timeout=5)
    with serving(lambda guest: guest.sendall(OK + b"Content-Length: 7\r\n\r\npicture"), context) as port:
        with pytest.raises(SourceError, match=r"the server's certificate is not trusted"):
            fetch(pinned(port, "https"), reachable)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
        source = UrlSource(url=pinned(port, "https").url, sha256=sha256(b"picture").hexdigest())
        assert fetch(source, reachable).read_bytes() == b"picture"


@pytest.mark.parametrize("what", ["headers", "the body"])
def test_no_server_outlives_the_deadline_over_tls(
    options: FetchOptions, certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    file, context = certificate
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
    with serving(DRIPS[what], context) as port:
        begin = time.monotonic()
        with pytest.raises(SourceError, match=r"not finished within 0\.5 seconds"):
            fetch(pinned(port, "https"), replace(options, allow_private=True, total=0.5, timeout=0.4))
    assert time.monotonic() - begin < 1.5


def test_a_proxy_does_not_outlive_the_deadline(options: FetchOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = replace(options, total=0.3, retries=3)
    for scheme, talk in [("http", DRIPS["a header"]), ("https", dripping(b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"))]:
        with serving(talk) as port:
            monkeypatch.setenv(f"{scheme}_proxy", f"http://127.0.0.1:{port}")
            begin = time.monotonic()
            with pytest.raises(SourceError, match=r"not finished within 0\.3 seconds"):
                fetch(UrlSource(url=f"{scheme}://archive.example/a.jpg", sha256=PIN), patient)
        assert time.monotonic() - begin < 1


def test_a_proxy_is_asked_and_does_the_resolving(options: FetchOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(lambda guest: guest.sendall(OK + b"Content-Length: 7\r\n\r\npicture")) as port:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
        source = UrlSource(url="http://no-such-archive.example/a.jpg", sha256=sha256(b"picture").hexdigest())
        assert fetch(source, options).read_bytes() == b"picture"


def test_a_name_that_is_not_resolved_does_not_outlive_the_deadline(
    options: FetchOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(3) and [])
    begin = time.monotonic()
    for total, cause in [(0.2, "not finished within 0.2 seconds"), (9.0, "does not answer in time, after 1 attempts")]:
        with pytest.raises(SourceError, match=cause):
            fetch(ARCHIVE, replace(options, total=total, timeout=0.3))
    assert time.monotonic() - begin < 1.5
    answered.set()


def test_chunks_of_a_single_byte_are_a_file_too(options: FetchOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LINES", 1000)
    picture = b"picture" * 1000
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in picture) + b"0\r\n\r\n"
    with serving(lambda guest: guest.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)) as port:
        source = UrlSource(url=pinned(port).url, sha256=sha256(picture).hexdigest())
        assert fetch(source, replace(options, allow_private=True, timeout=9)).read_bytes() == picture


def endless(before: bytes, flood: bytes) -> tuple[Talk, list[int]]:
    """``before``, then ``flood`` for as long as somebody takes it; and how many bytes of it were taken."""
    taken = [0]

    def talk(guest: socket.socket) -> None:
        guest.sendall(before)
        while taken[0] < 200_000_000:
            taken[0] += guest.send(flood)

    return talk, taken


FLOODS = {
    "a redirect's body": (b"HTTP/1.1 302 Found\r\nLocation: /b.jpg\r\n\r\n", b"x" * 65536, "more than 5 redirects"),
    "an error's body": (b"HTTP/1.1 404 Not Found\r\n\r\n", b"x" * 65536, "answers 404 Not Found"),
    "a busy server's body": (b"HTTP/1.1 503 Busy\r\n\r\n", b"x" * 65536, "answers 503 Busy"),
    "a header": (b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65536, "line"),
    "preliminary answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99, "without end|not finished"),
    "a chunk's length": (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 65536, "chunk size"),
    "what follows the chunks": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n",
        b"X: a\r\n" * 999,
        "without end|not finished",
    ),
    "a packed body of nothing": (
        OK + b"Content-Encoding: gzip\r\n\r\n",
        gzip.compress(b"") * 999,
        "without end|not finished",
    ),
    "the body": (OK + b"\r\n", b"x" * 65536, "more than the 100,000 bytes that are allowed"),
}


@pytest.mark.parametrize("what", FLOODS)
def test_an_endless_answer_is_not_read(options: FetchOptions, what: str) -> None:
    before, flood, cause = FLOODS[what]
    talk, taken = endless(before, flood)
    tracemalloc.start()
    with serving(talk) as port, pytest.raises(SourceError, match=cause):
        fetch(pinned(port), replace(options, allow_private=True, total=1, max_bytes=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000
    assert taken[0] < 60_000_000, "what the system's buffers take, and no more"
