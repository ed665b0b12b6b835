"""What strangers try on a real service: each is refused, and the service lives."""

from __future__ import annotations

import http.client
import io
import socket
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

HEAD = "Host: 127.0.0.1\r\n"


def ended(connection: socket.socket) -> bool:
    """Whether the server ends a connection within the time that it gives, without a word."""
    connection.settimeout(30)
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.fixture(autouse=True)
def _it_lives(service: Any) -> Any:
    yield
    assert service.ask("GET", "/healthz").text == "ok\n"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:1@evil.example"])
def test_a_forged_host_is_not_answered_at_any_address(service: Any, host: str) -> None:
    for method, path in (("GET", "/"), ("GET", "/healthz"), ("POST", "/v1/colorizations"), ("GET", "/metrics")):
        answer = service.ask(method, path, headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (421, "unknown-host")


def test_a_page_of_another_site_can_neither_write_nor_read(service: Any, picture: Callable[..., bytes]) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer = service.colorize(picture(30), headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign-origin")
    told = service.colorize(picture(30)).json()
    for method in ("DELETE", "POST"):
        assert service.ask(method, told["links"]["self"], headers={"Origin": "https://evil.example"}).status_code == 403
    answer = service.ask("GET", told["links"]["image"], headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_name_that_was_named_and_an_origin_that_was_allowed_are_let_through(
    new_service: Callable[..., Any], picture: Callable[..., bytes]
) -> None:
    made = new_service("--name", "gallery.example", "--allow-origin", "https://museum.example")
    assert made.ask("GET", "/healthz", headers={"Host": "gallery.example"}).ok
    answer = made.colorize(picture(31), {"Origin": "https://museum.example", "Sec-Fetch-Site": "cross-site"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://museum.example"


def test_pages_load_nothing_from_elsewhere_and_run_nothing_that_stands_in_them(service: Any) -> None:
    for path in ("/", "/method", "/docs"):
        answer = service.ask("GET", path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "http://" not in answer.text.replace(service.url, "")
        assert 'style="' not in answer.text
        assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../jobs.sqlite3",
        "/assets/%2e%2e/%2e%2e/jobs.sqlite3",
        "/assets/..%2f..%2fjobs.sqlite3",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/..\\..\\jobs.sqlite3",
        "/assets/%00",
        "/assets/" + "a" * 5000,
        "/v1/colorizations/../../etc/passwd",
        "/v1/colorizations/%2e%2e%2fjobs.sqlite3",
        "/v1/colorizations/x/image/../../..",
    ],
)
def test_no_address_leads_to_another_file(service: Any, path: str) -> None:
    answer = service.raw(f"GET {path} HTTP/1.1\r\n{HEAD}Connection: close\r\n\r\n".encode())
    assert b" 404 " in answer.partition(b"\r\n")[0]
    assert b"root:" not in answer
    assert b"SQLite" not in answer


def test_a_length_that_is_too_much_is_refused_before_the_body(service: Any) -> None:
    head = f"POST /v1/colorizations HTTP/1.1\r\n{HEAD}Content-Type: image/png\r\nContent-Length: 900000000\r\n\r\n"
    began = time.monotonic()
    assert b" 413 " in service.raw(head.encode())
    assert time.monotonic() - began < 10


def test_a_body_without_end_is_cut_off(service: Any) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)

    def endless() -> Any:
        for _ in range(10_000):
            yield b"\0" * 65_536

    try:
        connection.request("POST", "/v1/colorizations", endless(), {"Content-Type": "image/png"}, encode_chunked=True)
        status = connection.getresponse().status
    except ConnectionError:
        status = 0  # it was cut off while it still sent
    connection.close()
    assert status in (0, 413)
    assert not list((service.cache / "service" / "downloads").glob(".*.part"))


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: five\r\n",
        "Transfer-Encoding: chunked, gzip\r\n",
        "Host: evil.example\r\n",
        "X: " + "a" * 40_000 + "\r\n",
        "".join(f"X-{number}: a\r\n" for number in range(4000)),
    ],
)
def test_heads_that_contradict_themselves_or_are_endless_are_refused(service: Any, head: str) -> None:
    answer = service.raw(f"POST /v1/colorizations HTTP/1.1\r\n{HEAD}{head}\r\nhello".encode(), 5)
    assert answer == b"" or answer.split(b" ")[1] in (b"400", b"413", b"421", b"501")


def test_a_body_that_ends_before_its_length_leaves_nothing_behind(service: Any) -> None:
    def parts() -> set[str]:
        return {path.name for path in (service.cache / "service" / "downloads").glob(".*.part")}

    def within_a_minute(found: Callable[[], bool]) -> bool:
        end = time.monotonic() + 60  # so much has come that the server would wait for longer, if it did not notice
        while not found() and time.monotonic() < end:
            time.sleep(0.05)
        return found()

    before = parts()
    head = f"POST /v1/colorizations HTTP/1.1\r\n{HEAD}Content-Type: image/png\r\nContent-Length: 3000000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", service.port)) as connection:
        connection.sendall(head.encode() + bytes(2_000_000))
        assert within_a_minute(lambda: bool(parts() - before))
        its = parts() - before
    assert within_a_minute(lambda: not parts() & its)


@pytest.mark.slow
def test_five_hundred_idle_connections_keep_nobody_out_and_are_closed(
    service: Any, picture: Callable[..., bytes]
) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(socket.create_connection(("127.0.0.1", service.port))) for _ in range(500)]
        for connection in idle[:100]:
            connection.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        assert service.ask("GET", "/healthz").status_code == 200
        assert service.colorize(picture(33)).status_code == 200
        assert ended(idle[-1])
        assert ended(idle[0])


@pytest.mark.slow
def test_bodies_that_drip_are_sent_away_and_keep_nobody_waiting_for_long(
    service: Any, picture: Callable[..., bytes]
) -> None:
    head = f"POST /v1/colorizations HTTP/1.1\r\n{HEAD}Content-Type: image/png\r\nContent-Length: 99999\r\n\r\nx"
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", service.port))) for _ in range(30)]
        for connection in slow:
            connection.sendall(head.encode())
        assert service.colorize(picture(35)).status_code == 200
        slow[0].settimeout(30)
        assert b" 408 " in slow[0].recv(65536)


def test_more_connections_than_the_system_gives_files_for_are_closed_at_once(
    new_service: Callable[..., Any],
) -> None:
    limited = new_service(files=300)
    with ExitStack() as stack:
        many = [stack.enter_context(socket.create_connection(("127.0.0.1", limited.port))) for _ in range(120)]
        assert ended(many[-1])
        for connection in many[:60]:
            connection.close()
        assert limited.ask("GET", "/healthz").status_code == 200


@pytest.mark.slow
def test_uploads_that_dawdle_take_nobodys_place(service: Any, picture: Callable[..., bytes]) -> None:
    def head(kind: str) -> bytes:
        place = "batches" if kind.endswith("zip") else "colorizations"
        lines = f"POST /v1/{place} HTTP/1.1\r\n{HEAD}Content-Type: {kind}\r\nContent-Length: 999999\r\n\r\n"
        return lines.encode()

    kinds = ["image/png"] * 24 + ["application/zip"] * 8 + ["multipart/form-data; boundary=x"] * 8
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", service.port))) for _ in kinds]
        for connection, kind in zip(slow, kinds, strict=True):
            connection.sendall(head(kind))
        for seed in range(3):
            for connection in slow:
                connection.sendall(b"-" * 20_000)  # more than the pace that is asked for
            began = time.monotonic()
            assert service.colorize(picture(700 + seed)).status_code == 200
            assert time.monotonic() - began < 8
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("a.png", picture(710))
        told = service.ask("POST", "/v1/batches", data=archive.getvalue(), headers={"Content-Type": "application/zip"})
        assert told.status_code == 202


def test_without_the_token_only_the_page_and_the_health_are_answered(
    new_service: Callable[..., Any], picture: Callable[..., bytes]
) -> None:
    made = new_service("--host", "0.0.0.0", GALLERY_TOKEN="only-for-this-test")
    made.url = made.url.replace("localhost", "127.0.0.1")
    for path in ("/", "/docs", "/openapi.json", "/healthz", "/assets/site.css"):
        assert made.ask("GET", path).status_code == 200
    answers = [made.ask("GET", "/metrics"), made.colorize(picture(34)), made.ask("GET", "/v1/colorizations/x")]
    assert [answer.status_code for answer in answers] == [401] * 3
    assert made.colorize(picture(34), {"Authorization": "Bearer only-for-this-test"}).status_code == 200
    assert made.ask("GET", "/healthz", headers={"Host": "evil.example"}).status_code == 421


def test_a_picture_that_says_it_is_enormous_is_refused_by_its_head(service: Any) -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    answer = service.colorize(data + struct.pack(">I", 0) + b"IDAT" + b"\0" * 4)
    assert (answer.status_code, answer.json()["code"]) == (422, "photograph")
    assert "megapixels" in answer.json()["detail"]
