"""A photograph on the web, against a real server on this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gallery.errors import SourceError
from gallery.manifest.schema import UrlSource
from gallery.sources import FetchOptions, fetch, locate

PICTURE = bytes(range(256)) * 400
PIN = sha256(PICTURE).hexdigest()
WRONG = "0" * 64


@dataclass
class Archive:
    """A small archive on the loopback address; ``seen`` are the paths it was asked for."""

    address: str
    seen: list[str] = field(default_factory=list)

    def source(self, path: str, pin: str | None = PIN) -> UrlSource:
        return UrlSource(url=self.address + path, sha256=pin)


@pytest.fixture
def archive() -> Iterator[Archive]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def log_message(self, *arguments: Any) -> None:
            """Keep quiet."""

        def do_GET(self) -> None:
            found.seen.append(self.path)
            self.close_connection = True
            answer(self, found.seen.count(self.path))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Archive(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join(5)


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content_Length": str(len(body)), "Connection": "close", **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def answer(handler: BaseHTTPRequestHandler, time_asked: int) -> None:
    name, _, rest = handler.path.removeprefix("/").partition("/")
    match name:
        case "picture.jpg":
            send(handler, 200, PICTURE)
        case "page.jpg":
            send(handler, 200, b"<!DOCTYPE html><html><title>Not here</title></html>")
        case "busy-then-fine":
            send(handler, *((503, b"") if time_asked < 3 else (200, PICTURE)))
        case "asks-to-wait":
            send(handler, 429, Retry_After="0" if rest == "briefly" else "3600")
        case "short":
            send(handler, 200, PICTURE[: 1000 if time_asked == 1 else None], Content_Length=str(len(PICTURE)))
        case "always-short":
            send(handler, 200, PICTURE[:1000], Content_Length=str(len(PICTURE)))
        case "unsaid-length":
            handler.send_response(200)
            handler.end_headers()
            handler.wfile.write(PICTURE)
        case "drips":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            for _ in range(100):
                try:
                    handler.wfile.write(b".")
                except OSError:
                    return
                time.sleep(0.05)
        case "silent":
            time.sleep(1.5)
        case "hops":
            left = int(rest)
            send(handler, 302, Location=f"/hops/{left - 1}" if left else "/picture.jpg")
        case "to":
            send(handler, 301, Location=rest)
        case "nowhere":
            send(handler, 302)
        case _:
            send(handler, 404)


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FetchOptions:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return FetchOptions(tmp_path / "cache", allow_private=True, timeout=1, retries=2, total=10, backoff=0.01)


def refused(source: UrlSource, options: FetchOptions) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(source, options)
    assert not [path for path in options.cache.rglob("*") if path.is_file()], "a failure leaves nothing behind"
    return str(caught.value)


def test_a_pinned_file_is_fetched_once_and_then_kept(archive: Archive, options: FetchOptions) -> None:
    source = archive.source("/picture.jpg")
    assert locate(source, Path(), options).path is None
    path = fetch(source, options)
    assert path == options.cache / "downloads" / PIN[:2] / PIN
    assert path.read_bytes() == PICTURE
    assert fetch(source, options) == path == locate(source, Path(), options).path
    assert archive.seen == ["/picture.jpg"]


def test_a_damaged_file_in_the_cache_is_fetched_again(archive: Archive, options: FetchOptions) -> None:
    source = archive.source("/picture.jpg")
    fetch(source, options).write_bytes(PICTURE[:-1])
    assert fetch(source, options).read_bytes() == PICTURE
    assert len(archive.seen) == 2


def test_a_wrong_hash_says_both_and_where(archive: Archive, options: FetchOptions) -> None:
    assert refused(archive.source("/picture.jpg", WRONG), options) == (
        f"{archive.address}/picture.jpg is not the file that was pinned: sha256 is {PIN},"
        f" the manifest says {WRONG}; find the file that was pinned, or look at this one and pin it"
    )
    assert "which is a web page" in refused(archive.source("/page.jpg"), options)
    assert f"(redirected to {archive.address}/page.jpg)" in refused(archive.source("/to//page.jpg"), options)


def test_an_address_without_a_hash_is_an_error_that_prints_it(archive: Archive, options: FetchOptions) -> None:
    source = archive.source("/picture.jpg", None)
    with pytest.raises(SourceError, match="offline it cannot be computed"):
        locate(source, Path(), replace(options, offline=True))
    with pytest.raises(SourceError, match=rf"has no sha256.*then add 'sha256: {PIN}'"):
        locate(source, Path(), options)
    with pytest.raises(SourceError, match="has no sha256"):
        fetch(source, options)
    fetch(archive.source("/picture.jpg"), options)
    assert len(archive.seen) == 1, "the download is kept for when the hash is added"


def test_what_was_downloaded_for_an_address_without_a_hash_is_remembered(
    archive: Archive, options: FetchOptions
) -> None:
    source = archive.source("/picture.jpg", None)
    kept = options.cache / "downloads" / PIN[:2] / PIN

    def message(options: FetchOptions) -> str:
        with pytest.raises(SourceError) as caught:
            locate(source, Path(), options)
        return str(caught.value)

    message(options)
    again = message(options)
    assert again == message(replace(options, offline=True))
    assert f"at {kept}, then add 'sha256: {PIN}', or remove it there to have it anew" in again
    assert archive.seen == ["/picture.jpg"], "looking twice, and offline, costs no second download"
    kept.unlink()
    assert "or remove it there" not in message(options)
    assert len(archive.seen) == 2, "what was removed is had anew"


@pytest.mark.parametrize("path", ["/busy-then-fine", "/short", "/unsaid-length", "/hops/3"])
def test_what_passes_is_tried_again(archive: Archive, options: FetchOptions, path: str) -> None:
    assert fetch(archive.source(path), options).read_bytes() == PICTURE


@pytest.mark.parametrize(
    ("path", "cause", "asked"),
    [
        ("/none", "the server answers 404 Not Found; check the address", 1),
        (
            "/always-short",
            "it broke off (IncompleteRead(1000 bytes read, 101400 more expected)), after 3 attempts",
            3,
        ),
        ("/asks-to-wait/long", "asks for 3600 seconds", 1),
        ("/asks-to-wait/briefly", "429 Too Many Requests, after 3 attempts", 3),
        ("/hops/9", "more than 5 redirects", 1),
        ("/nowhere", "no Location", 1),
        (
            "/to/file:///etc/passwd",
            "redirects to file:///etc/passwd: it begins with neither http:// nor https://; give another",
            1,
        ),
        ("/to/ftp://example.org/a.jpg", "begins with neither http:// nor https://", 1),
    ],
)
def test_what_does_not_pass_is_said(archive: Archive, options: FetchOptions, path: str, cause: str, asked: int) -> None:
    message = refused(archive.source(path), options)
    assert message.startswith(archive.address + path)
    assert cause in message
    assert archive.seen.count(path) == asked


def test_a_file_over_the_size_limit_stops_the_download(archive: Archive, options: FetchOptions) -> None:
    small = replace(options, max_bytes=1000)
    assert "102,400 bytes, more than the 1,000 that are allowed" in refused(archive.source("/picture.jpg"), small)
    assert "more than the 1,000 bytes that are allowed" in refused(archive.source("/unsaid-length"), small)


def test_a_server_that_drips_or_is_silent_does_not_hold_us(archive: Archive, options: FetchOptions) -> None:
    begin = time.monotonic()
    assert "not finished within 0.5 seconds" in refused(archive.source("/drips"), replace(options, total=0.5))
    impatient = replace(options, timeout=0.2, retries=1)
    assert "does not answer in time, after 2 attempts" in refused(archive.source("/silent"), impatient)
    assert time.monotonic() - begin < 3


def test_no_server_at_all_is_said(options: FetchOptions) -> None:
    with socket.socket() as taken:  # bound, not listening: nobody answers
        taken.bind(("127.0.0.1", 0))
        message = refused(UrlSource(url=f"http://127.0.0.1:{taken.getsockname()[1]}/a", sha256=PIN), options)
    assert "Connection refused" in message
    assert "after 3 attempts" in message


def test_offline_opens_no_socket(
    archive: Archive, options: FetchOptions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offline = replace(options, offline=True)
    fetch(archive.source("/picture.jpg"), options)

    def forbidden(*arguments: Any, **named: Any) -> None:
        raise AssertionError("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, forbidden)
    assert fetch(archive.source("/picture.jpg"), offline).read_bytes() == PICTURE
    with pytest.raises(SourceError, match=r"not in the cache, and offline nothing is fetched; build without"):
        fetch(archive.source("/picture.jpg", WRONG), offline)
    with pytest.raises(SourceError, match="not in the cache nor in the mirror"):
        fetch(archive.source("/picture.jpg", WRONG), replace(offline, mirror=tmp_path))


def test_offline_loads_no_http_client(tmp_path: Path) -> None:
    """In a fresh interpreter where no socket can be made; urllib3 makes one as it is imported."""
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "a.jpg").write_bytes(PICTURE)
    script = f"""
import socket, sys
from pathlib import Path

def forbidden(*arguments, **named):
    sys.exit("a socket was opened")

socket.socket.__init__ = forbidden
from gallery.manifest.schema import UrlSource
from gallery.sources import FetchOptions, fetch, locate
folder = Path({str(tmp_path)!r})
options = FetchOptions(folder / "cache", offline=True, mirror=folder / "mirror")
source = UrlSource(url="https://archive.example/a.jpg", sha256={PIN!r})
assert locate(source, folder, options).path is None
assert fetch(source, options) == locate(source, folder, options).path
print(sorted({{"requests", "urllib3"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_same_file_fetched_by_many_at_once_is_whole(archive: Archive, options: FetchOptions) -> None:
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(lambda _: fetch(archive.source("/picture.jpg"), options), range(16)))
    assert len(set(paths)) == 1
    assert paths[0].read_bytes() == PICTURE
    assert [path for path in options.cache.rglob("*") if path.is_file()] == [paths[0]]


def test_a_cache_that_cannot_be_written_is_said(archive: Archive, options: FetchOptions) -> None:
    options.cache.write_text("a file where the folder should be")
    with pytest.raises(SourceError, match=r"cannot (read|write to) the cache"):
        fetch(archive.source("/picture.jpg"), options)
