"""Only public addresses are reached, also after redirects and against a name that answers differently."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import SourceError
from gallery.manifest.schema import UrlSource
from gallery.sources import FetchOptions, fetch, guard

PIN = "0" * 64


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FetchOptions:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return FetchOptions(tmp_path / "cache", timeout=0.5, retries=0, backoff=0.01)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"])
def test_public_addresses_pass(address: str) -> None:
    assert guard.is_public(ipaddress.ip_address(address))


INTERNAL = """
    127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1
    255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fc00::1 ff02::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:7f00:1::1
"""


@pytest.mark.parametrize("address", INTERNAL.split())
def test_private_loopback_link_local_and_reserved_addresses_do_not(address: str) -> None:
    assert not guard.is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_a_private_address_inside_another_kind_of_address_does_not_pass(inner: ipaddress.IPv4Address) -> None:
    for wrapped in (f"::ffff:{inner}", f"64:ff9b::{inner}"):
        assert not guard.is_public(ipaddress.ip_address(wrapped))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "localhost.", "[::1]", "[fe80::1%25eth0]", "2130706433", "0x7f.1", "127.1"],
)
def test_this_machine_is_not_reached_however_it_is_written(host: str, options: FetchOptions) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        url = f"http://{host}:{server.getsockname()[1]}/a.jpg"
        with pytest.raises(SourceError) as caught:
            fetch(UrlSource(url=url, sha256=PIN), options)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert str(caught.value).startswith(url)


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

    monkeypatch.setattr(guard, "create_connection", connect)
    with pytest.raises(SourceError, match="no network in this test"):
        fetch(UrlSource(url="https://archive.example/a.jpg", sha256=PIN), options)
    assert connected == [("93.184.216.34", 443)]


def test_a_redirect_to_a_private_address_is_refused(options: FetchOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that passes for public redirects to the metadata service of a cloud."""
    answers(monkeypatch, "93.184.216.34")
    ours, theirs = socket.socketpair()
    theirs.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/a\r\nContent-Length: 0\r\n\r\n")
    monkeypatch.setattr(guard, "create_connection", lambda *_, **__: ours)
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
