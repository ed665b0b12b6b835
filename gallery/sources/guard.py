"""Connections that stay on the public internet.

A manifest names addresses, and a redirect may lead anywhere: to a router, to a cloud's metadata service. So
the name is resolved here, every address it has is judged, and the connection is made to the very address that
was judged: a second look-up could answer differently. Host header, SNI and certificate keep the name.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from gallery.errors import SourceError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether an address is one of a single host on the public internet, also in what it carries inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def refuse_private(host: str, address: str) -> None:
    """Raise SourceError unless ``address`` (numbers), which ``host`` leads to, is public."""
    if not is_public(ipaddress.ip_address(address.partition("%")[0])):
        raise SourceError(f"{host} leads to {address}, which is not on the public internet; --allow-private reaches it")


def refuse_private_literal(host: str) -> None:
    """Raise SourceError when ``host`` is itself an address that is not public, or this machine's name."""
    if host.rstrip(".").lower() == "localhost":
        refuse_private(host, "127.0.0.1")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return  # a name: judged once it is resolved
    refuse_private(host, host)


def _connect(connection: HTTPConnection) -> socket.socket:
    """Resolve, judge, and connect to an address that was judged; errors as urllib3's own."""
    name = connection.host
    try:
        found = socket.getaddrinfo(name, connection.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(name, connection, reason) from error
    addresses = list(dict.fromkeys(str(numbers[0]) for *_, numbers in found))
    for address in addresses:
        refuse_private(name, address)
    failure: OSError | None = None
    for address in addresses:
        try:
            return create_connection(
                (address, connection.port),
                connection.timeout,
                source_address=connection.source_address,
                socket_options=connection.socket_options,
            )
        except OSError as error:
            failure = error
    if isinstance(failure, TimeoutError):
        raise ConnectTimeoutError(connection, f"{name} does not answer") from failure
    raise NewConnectionError(connection, f"no connection: {failure}") from failure


class _Connection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)


class _SecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class PublicAdapter(HTTPAdapter):
    """The adapter of a session that may reach public addresses only.

    Through a proxy that the user's environment names, the proxy resolves and connects, and its rules hold.
    """

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
