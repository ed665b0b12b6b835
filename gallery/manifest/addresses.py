"""Addresses on the web, as a manifest writes them: whether one can be asked for at all. Nothing is looked up.

The grammar is that of RFC 3986 for http and https, and a host as DNS has it (RFC 1035, RFC 5890). Other letters than
ASCII may stand in it, as people write them; spaces and invisible characters may not.
"""

from __future__ import annotations

import re
import unicodedata
from ipaddress import IPv6Address
from urllib.parse import SplitResult, urlsplit

from gallery.manifest.scalars import readable

_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")
_LONGEST_HOST = 253
_HIDDEN = {"Cc": "the control character", "Cf": "the invisible character", "Cs": "half of a character,"}


def web_address(text: str) -> str:
    """``text`` unchanged if it is an address on the web. Raises ValueError ``message; hint`` otherwise."""
    problem = address_problem(text)
    if problem is not None:
        shown = repr(text if len(text) <= 100 else text[:99] + "…")
        raise ValueError(f"{shown} is not a web address: {problem}")
    return text


def address_problem(url: str) -> str | None:
    """What is wrong with ``url`` as an http or https address, as ``cause; remedy``; None when nothing is."""
    problem = _character_problem(url)
    if problem is not None:
        return problem
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        return f"its host cannot be read ({error}); check what stands between '//' and the next '/'"
    if parts.scheme not in ("http", "https"):
        return "it begins with neither http:// nor https://; only such addresses are fetched"
    if not host:
        return "it names no host; write https://host/path"
    if "@" in parts.netloc:
        return "it holds a user name or password, which an exhibit would publish; leave them out"
    return _port_problem(parts) or (_number_problem(host) if "[" in parts.netloc else _name_problem(host))


def _character_problem(url: str) -> str | None:
    for character in url:
        category = unicodedata.category(character)
        if category in _HIDDEN:
            return f"it holds {_HIDDEN[category]} U+{ord(character):04X}; remove it"
        if category in ("Zs", "Zl", "Zp"):
            return "it holds a space; write %20 for it, or remove it"
        if character == "\\":
            return "it holds a backslash; write it with forward slashes"
    return None if readable(url) == url else "it holds characters that a manifest cannot hold; write them as %xx"


def _port_problem(parts: SplitResult) -> str | None:
    try:
        good = parts.port != 0
    except ValueError:
        good = False
    return None if good else "its port is not a number from 1 to 65535; correct it or leave it out"


def _number_problem(host: str) -> str | None:
    try:
        IPv6Address(host)
    except ValueError:
        return "what stands in its brackets is not an IPv6 address; correct it"
    return None


def _name_problem(host: str) -> str | None:
    name = host.removesuffix(".")
    too_long = f"its host has an empty part, or one of more than 63 letters, or more than {_LONGEST_HOST}; correct it"
    if len(name) > _LONGEST_HOST:
        return too_long
    try:
        # A dot may be written in other ways too, so that only now the parts can be told.
        labels = (name if name.isascii() else name.encode("idna").decode("ascii")).split(".")
    except UnicodeError as error:
        return f"its host is no name that DNS can hold ({error}); correct it"
    if sum(map(len, labels), len(labels) - 1) > _LONGEST_HOST or not all(0 < len(label) <= 63 for label in labels):
        return too_long
    if not all(map(_LABEL.fullmatch, labels)):
        return "its host holds a character that no host's name has; correct it"
    return None
