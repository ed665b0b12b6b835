"""The preview's web server: what it sends, to whom, and that nothing of it is left."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gallery.preview.news import News
from gallery.preview.server import Server
from gallery.problems import Problem

POLICY = b"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'\">"
HOME = b"<!doctype html><head>" + POLICY + b"</head><body>Home</body>"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "site" / "works" / "tram").mkdir(parents=True)
    (folder / "panels").mkdir()
    (folder / "site" / "index.html").write_bytes(HOME)
    (folder / "site" / "works" / "tram" / "index.html").write_bytes(HOME)
    (folder / "site" / "site.css").write_bytes(b"p {}")
    (folder / "panels" / "01 & more.jpg").write_bytes(b"jpeg" * 50_000)
    (folder / "panels" / ".hidden").write_bytes(b"")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return folder


@pytest.fixture
def server(root: Path) -> Iterator[Server]:
    before = threading.active_count()
    made = Server("127.0.0.1", 0, root, News())
    with made.running():
        yield made
    assert threading.active_count() == before


def ask(server: Server, path: str, method: str = "GET", host: str | None = None) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.putrequest(method, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or server.url.split("/")[2])
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.headers), body


def test_the_first_address_leads_to_the_site(server: Server) -> None:
    status, headers, _ = ask(server, "/")
    assert (status, headers["Location"]) == (302, "/site/")


def test_without_a_site_it_leads_to_the_report(server: Server, root: Path) -> None:
    (root / "site" / "index.html").unlink()
    (root / "report.html").write_bytes(HOME)
    assert ask(server, "/")[1]["Location"] == "/report.html"


def test_before_anything_is_built_it_says_so(server: Server, root: Path) -> None:
    (root / "site" / "index.html").unlink()
    status, _, body = ask(server, "/")
    assert status == 503
    assert b"Not built yet" in body
    assert b"/.preview/preview.js" in body


def test_pages_have_the_script_and_a_policy_that_lets_it_work_and_files_stay_as_they_are(
    server: Server, root: Path
) -> None:
    for path in ("/site/", "/site/index.html", "/site/index.html?x=1#y", "/site/works/tram/"):
        status, headers, body = ask(server, path)
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert f'data-version="{server.news.version}"'.encode() in body
        assert b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" in body
        assert int(headers["Content-Length"]) == len(body)
    assert (root / "site" / "index.html").read_bytes() == HOME


def test_other_files_are_sent_as_they_are_and_are_never_kept(server: Server) -> None:
    status, headers, body = ask(server, "/panels/01%20%26%20more.jpg")
    assert (status, headers["Content-Type"], body) == (200, "image/jpeg", b"jpeg" * 50_000)
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"ETag", "Last-Modified"} & set(headers) == set()


def test_head_has_the_headers_and_no_body(server: Server) -> None:
    for path in ("/site/", "/site/site.css", "/.preview/events"):
        status, headers, body = ask(server, path, "HEAD")
        assert (status, body) == (200, b"")
        assert headers["Content-Type"] == ask(server, path, "HEAD")[1]["Content-Type"]


def test_a_folder_lists_what_may_be_seen(server: Server) -> None:
    body = ask(server, "/panels/")[2].decode()
    assert '<a href="./01%20%26%20more.jpg">01 &amp; more.jpg</a>' in body
    assert "hidden" not in body


def test_a_folder_without_its_slash_is_redirected_on_this_server_only(server: Server) -> None:
    assert ask(server, "/site/works")[1]["Location"] == "/site/works/"
    assert ask(server, "//site/works")[1]["Location"] == "/site/works/"


@pytest.mark.parametrize("path", ["/site/nowhere.html", "/../secret.txt", "/%2e%2e/secret.txt", "/.gallery.json"])
def test_what_is_not_there_or_not_to_be_seen_is_not_found(server: Server, path: str) -> None:
    status, headers, body = ask(server, path)
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"secret" not in body
    assert b"This page is not here" in body


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_it_answers_to_its_own_names(server: Server, host: str) -> None:
    assert ask(server, "/site/", host=host)[0] == 200


@pytest.mark.parametrize("host", ["", "evil.example", "127.0.0.1.evil.example", "192.0.2.7", "[::1", "localhost@evil"])
def test_it_answers_to_no_other_name(server: Server, host: str) -> None:
    for path in ("/site/", "/.preview/events", "/panels/01%20%26%20more.jpg"):
        status, _, body = ask(server, path, host=host)
        assert status == 421
        assert b"Home" not in body


def test_one_that_serves_a_network_answers_to_addresses_and_its_name_too(root: Path) -> None:
    server = Server("0.0.0.0", 0, root, News())  # it listens and is closed again: nobody is answered
    server.server_close()
    assert server.url.startswith("http://localhost:")
    assert not server.bound.is_loopback
    known = ["192.0.2.7:8000", "[2001:db8::1]", "localhost", socket.gethostname().upper()]
    assert [host for host in [*known, "evil.example", "192.0.2.7.evil.example"] if server.knows(host)] == known


def test_open_pages_hear_the_news(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=10) as connection:
        connection.sendall(b"GET /.preview/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        stream = connection.makefile("rb")
        head = iter(stream.readline, b"\r\n")
        assert b"Content-Type: text/event-stream\r\n" in list(head)
        assert json.loads(stream.readline()[6:])["problems"] == []
        assert stream.readline() == b"\n"
        server.news.tell([Problem(message="b", task="a")])
        assert json.loads(stream.readline()[6:])["problems"] == [{"place": "a", "message": "b", "hint": ""}]


def test_the_end_comes_at_once_for_listeners_and_for_connections_that_say_nothing(root: Path) -> None:
    before = threading.active_count()
    server = Server("127.0.0.1", 0, root, News())
    place = ("127.0.0.1", server.server_address[1])
    with socket.create_connection(place) as silent, socket.create_connection(place) as listener:
        with server.running():
            listener.sendall(b"GET /.preview/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert listener.recv(20)
            assert threading.active_count() > before
        assert threading.active_count() == before
        assert silent.recv(1) == b""


def test_a_browser_that_asks_for_an_icon_is_not_told_of_a_mistake(server: Server) -> None:
    status, _, body = ask(server, "/favicon.ico")
    assert (status, body) == (204, b"")


def test_its_own_files_are_those_of_the_templates_and_no_others(server: Server) -> None:
    for name, kind in (("preview.js", "text/javascript"), ("preview.css", "text/css"), ("page.css", "text/css")):
        status, headers, body = ask(server, f"/.preview/{name}")
        assert (status, headers["Content-Type"].partition(";")[0]) == (200, kind)
        assert body
    assert ask(server, "/.preview/page.html")[0] == 404


@pytest.mark.parametrize(
    ("asked", "status", "told", "length"),
    [
        ("bytes=0-", 206, "bytes 0-199999/200000", 200_000),
        ("bytes=199998-", 206, "bytes 199998-199999/200000", 2),
        ("bytes=4-7", 206, "bytes 4-7/200000", 4),
        ("bytes=-3", 206, "bytes 199997-199999/200000", 3),
        ("bytes=200000-", 416, "bytes */200000", 0),
        ("bytes=7-4", 200, None, 200_000),
        ("bytes=0-1,4-5", 200, None, 200_000),
        ("pages=1", 200, None, 200_000),
    ],
)
def test_a_part_of_a_file_is_sent_to_whoever_seeks_in_it(
    server: Server, asked: str, status: int, told: str | None, length: int
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    host = server.url.split("/")[2]
    connection.request("GET", "/panels/01%20&%20more.jpg", headers={"Range": asked, "Host": host})
    answer = connection.getresponse()
    body = answer.read()
    assert (answer.status, answer.getheader("Content-Range"), len(body)) == (status, told, length)
    if length in (2, 4):
        assert body == (b"jpeg" * 50_000)[-2:] if length == 2 else body == b"jpeg"
