"""Which names a request may call us by: no page of a stranger may make itself at home here."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest

from gallery.web.names import Names

HERE = Names("127.0.0.1", ip_address("127.0.0.1"), frozenset({"gallery.example"}))
EVERYWHERE = Names("0.0.0.0", ip_address("0.0.0.0"))


@pytest.mark.parametrize("header", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "gallery.example:443"])
def test_our_own_names_are_known(header: str) -> None:
    assert HERE.known(header)


@pytest.mark.parametrize(
    "header",
    ["evil.example", "localhost.evil.example", "evil.example:8000", "192.168.1.7", "", None, "[::1", "a@evil.example"],
)
def test_other_names_are_strangers(header: str | None) -> None:
    assert not HERE.known(header)


def test_who_serves_a_network_is_called_by_any_address_and_by_its_own_name() -> None:
    assert EVERYWHERE.known("192.168.1.7:8000")
    assert EVERYWHERE.known(f"{socket.gethostname()}.local")
    assert not EVERYWHERE.known("evil.example")
