"""What strangers try on a real studio: each is refused, nothing is written, and the studio lives."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

ADDRESSES = (
    ("GET", "/"),
    ("GET", "/api/exhibit"),
    ("GET", "/api/works/moon/picture/colour"),
    ("POST", "/api/changes"),
    ("POST", "/api/photographs?name=a.png"),
)


@pytest.fixture(autouse=True)
def _nothing_is_written(fresh: Any) -> Iterator[None]:
    before = fresh.manifest.read_bytes()
    names = sorted(path.name for path in fresh.folder.iterdir())
    yield
    assert fresh.ask("GET", "/api/exhibit").status_code == 200
    assert fresh.manifest.read_bytes() == before
    assert sorted(path.name for path in fresh.folder.iterdir()) == names


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:1@evil.example", "0.0.0.0"])
def test_a_forged_host_is_not_answered_at_any_address(studio: Any, host: str) -> None:
    for method, path in ADDRESSES:
        answer = studio.ask(method, path, headers={"Host": host}, data=b"{}" if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (421, "unknown-host")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
def test_a_page_of_another_origin_writes_nothing(studio: Any, headers: dict[str, str]) -> None:
    body = {"digest": studio.exhibit()["digest"], "changes": [], "summary": ""}
    paths = ("changes", "check", "journal/1", "label", "photographs?name=a.png", "works/moon/render")
    for path in paths:
        answer = studio.ask("POST", f"/api/{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign-origin")
    read = studio.ask("GET", "/api/exhibit", headers=headers)
    assert "Access-Control-Allow-Origin" not in read.headers
    assert read.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert read.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_loads_nothing_from_elsewhere_and_runs_nothing_that_stands_in_it(studio: Any) -> None:
    answer = studio.ask("GET", "/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert 'style="' not in answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/exhibit.yaml",
        "/moon.png",
        "/assets/../exhibit.yaml",
        "/assets/%2e%2e/%2e%2e/exhibit.yaml",
        "/assets/..%2f..%2fexhibit.yaml",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/..\\..\\exhibit.yaml",
        "/assets/%00",
        "/assets/" + "a" * 5000,
        "/api/works/..%2f..%2fexhibit.yaml/picture/original",
        "/api/works/moon/picture/..%2f..%2fmoon.png",
        "/api/works/%2fetc%2fpasswd/label",
        "/api/journal/../exhibit",
    ],
)
def test_no_address_leads_to_a_file(studio: Any, path: str) -> None:
    answer = studio.raw(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    assert answer.partition(b"\r\n")[0].split(b" ")[1] in (b"404", b"405")
    assert b"root:" not in answer
    assert b"Two photographs" not in answer


def test_bodies_have_bounds(studio: Any) -> None:
    for path, length in (("/api/changes", 900_000_000), ("/api/photographs?name=a.png", 9_000_000_000), ("/", 5)):
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n"
        assert studio.raw(head.encode()).split(b" ")[1] in (b"413", b"405")
    many = studio.ask("POST", "/api/check", json={"changes": [{"do": "remove", "room": 0}] * 501})
    assert many.status_code == 422


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b'{"digest": 7}', b'{"digest": "x"}', b"[" * 100_000])
def test_bodies_that_are_no_changes_are_refused(studio: Any, body: bytes) -> None:
    answer = studio.ask("POST", "/api/changes", data=body)
    assert answer.status_code in (400, 409, 422)
    assert answer.json()["code"]


def test_a_photograph_that_is_cut_off_leaves_nothing(studio: Any) -> None:
    head = b"POST /api/photographs?name=a.png HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n\r\n\x89PNG"
    with socket.create_connection(("127.0.0.1", studio.port)) as connection:
        connection.sendall(head)
    assert studio.exhibit()["works"]
    assert not (studio.folder / "photographs").exists()
