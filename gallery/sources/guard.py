"""Which addresses are on the public internet.

A manifest names addresses, and a redirect may lead anywhere: to a router, to a cloud's metadata service. The answer
is read from the lists below, which follow IANA's registries, and does not hang on what a version of Python knows.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from gallery.errors import PrivateAddressError

Address = IPv4Address | IPv6Address

SPECIAL_V4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private use, RFC 1918
        "100.64.0.0/10",  # shared by the customers of a provider, RFC 6598
        "127.0.0.0/8",  # loopback, RFC 1122
        "169.254.0.0/16",  # link local, RFC 3927; here clouds have their metadata
        "172.16.0.0/12",  # private use, RFC 1918
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.88.99.0/24",  # relays from 6to4, deprecated by RFC 7526
        "192.168.0.0/16",  # private use, RFC 1918
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved, RFC 1112, with the limited broadcast, RFC 8190
    )
)
"""IANA IPv4 Special-Purpose Address Registry, what is not globally reachable, and multicast."""

UNICAST_V6 = IPv6Network("2000::/3")
"""IANA Internet Protocol Version 6 Address Space: all that is Global Unicast. Outside of it lie loopback, unique
local (fc00::/7), link local (fe80::/10), site local (fec0::/10), multicast (ff00::/8), addresses that carry one of
IPv4 (::/96, ::ffff:0:0:0/96, 64:ff9b:1::/48), segment routing (5f00::/16), discard (100::/64)."""

SPECIAL_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, RFC 2928, with Teredo, RFC 4380
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, RFC 3056, whose relays are deprecated by RFC 7526
        "3fff::/20",  # documentation, RFC 9637
    )
)
"""IANA IPv6 Special-Purpose Address Registry: what lies in 2000::/3 and is no single host of the internet."""

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: how a network without IPv4 reaches a public host that has only that


def is_public(address: Address) -> bool:
    """Whether an address is one of a single host on the public internet, also in what it carries inside."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in SPECIAL_V4) and address.is_global
    inner = IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address.ipv4_mapped
    if inner is not None:
        return is_public(inner)
    return address in UNICAST_V6 and not any(address in block for block in SPECIAL_V6) and address.is_global


def refuse_private(host: str, address: str) -> None:
    """Raise PrivateAddressError unless ``address`` (numbers), which ``host`` leads to, is public."""
    if not is_public(ip_address(address.partition("%")[0])):
        told = f"{host} leads to {address}, which is not on the public internet; --allow-private reaches it"
        raise PrivateAddressError(told)


def refuse_private_literal(host: str) -> None:
    """Raise PrivateAddressError when ``host`` is itself an address that is not public, or this machine's name."""
    if host.rstrip(".").lower() == "localhost":
        refuse_private(host, "127.0.0.1")
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return  # a name: judged once it is resolved
    refuse_private(host, host)
