"""Which names a request may call a server by.

A page of a stranger may let a name of his own point to this computer, and then read what we serve to that name (DNS
rebinding): a request to it has no Origin, and to the browser it is the stranger's own. He cannot do so with a plain
address, nor with our own names.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Names:
    """What one server may be called."""

    host: str
    """As the user named it."""
    bound: IPv4Address | IPv6Address
    """The address that its socket has."""
    others: frozenset[str] = field(default=frozenset())
    """Further names, such as that of a proxy before it; in lower case."""

    def known(self, header: str | None) -> bool:
        """Whether a request whose ``Host`` is ``header`` means us."""
        name = host_of(header)
        if name in LOCAL or name in (self.host.lower(), str(self.bound)) or name in self.others:
            return True
        return self.bound.is_unspecified and (_is_address(name) or name in self._machine)

    @cached_property
    def _machine(self) -> frozenset[str]:
        ours = socket.gethostname().lower()
        return frozenset({ours, f"{ours}.local"})


def host_of(header: str | None) -> str:
    """The name in a ``Host`` header, in lower case and without the port; empty where there is none."""
    try:
        return urlsplit(f"//{header or ''}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
