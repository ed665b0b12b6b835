"""Which addresses are on the public internet; this machine is not."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

import pytest
from hypothesis import example, given
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


PUBLIC = """
    93.184.216.34 1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.88.98.255 192.88.100.0 192.167.255.255
    192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0 223.255.255.255 192.31.196.1
    2606:2800:220:1:248:1893:25c8:1946 2000::1 2001:200::1 2001:4860:4860::8888 2001:db7::1 2001:db9::1 2003::1
    2a00:1450:4001::1 3ffe::1 3fff:1000::1 64:ff9b::808:808 ::ffff:8.8.8.8
"""


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses_pass(address: str) -> None:
    assert guard.is_public(ipaddress.ip_address(address))


INTERNAL = """
    127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1
    255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fc00::1 ff02::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:7f00:1::1
    192.0.0.9 192.88.99.0 192.88.99.1 192.88.99.255 198.19.255.255 198.51.100.7 203.0.113.255 239.255.255.255
    64:ff9b:1::1 64:ff9b:1::808:808 64:ff9b:1:ffff:ffff:ffff:ffff:ffff ::127.0.0.1 ::8.8.8.8 ::ffff:0:127.0.0.1
    ::ffff:0:808:808 fec0::1 feff:ffff::1 febf::1 fdff::1 ffff::1 100::1 100:0:0:1::1 5f00::1 5f00:ffff::1
    2001::1 2001::808:808 2001:1::1 2001:20::1 2001:1ff:ffff::1 2002:808:808::1 2001:db8:ffff::1 3fff::1
    3fff:fff:ffff::1 4000::1 1fff::1 e000::1 ::2
"""


@pytest.mark.parametrize("address", INTERNAL.split())
def test_private_loopback_link_local_and_reserved_addresses_do_not(address: str) -> None:
    assert not guard.is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_a_private_address_inside_another_kind_of_address_does_not_pass(inner: ipaddress.IPv4Address) -> None:
    for wrapped in (f"::ffff:{inner}", f"64:ff9b::{inner}"):
        assert not guard.is_public(ipaddress.ip_address(wrapped))


@given(st.ip_addresses())
@example(ipaddress.ip_address("192.0.0.9"))
def test_the_answer_is_that_of_the_lists_on_every_version_of_python(address: guard.Address) -> None:
    """Python is asked too, for what later registries add; it must not know more today."""
    listed = [*guard.SPECIAL_V4] if address.version == 4 else [*guard.SPECIAL_V6]
    inside = address.version == 4 or address in guard.UNICAST_V6
    if inside and not any(address in block for block in listed):
        assert guard.is_public(address)


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
