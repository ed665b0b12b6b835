"""Pages, scripts, style sheets and other texts: the pictures that stand in them as data URIs (RFC 2397).

A text shows no picture by itself; files that it names are published, and looked at, for themselves.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from gallery.errors import DisclosureError
from gallery.pipeline.disclosure.findings import Finding
from gallery.pipeline.disclosure.looking import Looking

SUFFIXES = {
    "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/avif": ".avif",
    "image/svg+xml": ".svg", "video/mp4": ".mp4", "video/quicktime": ".mov",
    "model/gltf-binary": ".glb", "model/gltf+json": ".gltf", "application/zip": ".zip", "application/pdf": ".pdf",
    "text/html": ".html", "text/css": ".css", "text/javascript": ".js", "application/json": ".json",
}  # fmt: skip
"""Media type → a suffix under which its kind is known."""

_SHOWN = ("image/", "video/", "model/")
"""Media types that are pictures in any case."""

_URI = re.compile(
    rb"""data:(?P<media>[a-z]{1,20}\\?/[a-z0-9.+-]{1,80})(?P<parameters>(?:;[a-z0-9-]{1,40}=[^;,"'\s]{0,120}){0,4})"""
    rb"""(?:(?P<packed>;base64),(?P<base64>(?:[a-z0-9+/=_%-]|\\/)*+)|(?:;[a-z0-9-]{1,40})?,(?P<plain>[^\s"'()<>\\]*+))""",
    re.IGNORECASE,
)
"""Its header is of bounded length, so that no text takes longer than in proportion to its own."""

_NAME = re.compile(rb";name=([^;,]*)", re.IGNORECASE)


def text(file: BinaryIO, looking: Looking) -> Iterator[Finding]:
    """Any text in UTF-8 or another code that holds ASCII as it is."""
    content = file.read()
    lowered = content.lower()
    found = list(_URI.finditer(content)) if b"data:" in lowered else []
    if (
        b"data%3a" in lowered
    ):  # a picture in a drawing that is itself in a data URI, and may not end where that seems to
        found += _URI.finditer(unquote_to_bytes(content))
    number = 0
    for uri in found:
        media = _media(uri)
        if not _payload(uri) or not (media in SUFFIXES or media.startswith(_SHOWN)):
            continue  # the beginning of one that a script completes, or of no picture, such as a font
        number += 1
        member = _name(uri) or str(number)
        suffix = SUFFIXES.get(media)
        if suffix is None:
            yield Finding(member, problem=f"cannot be looked into: nobody knows how {media} carries what it says")
            continue
        try:
            data = _content(uri)
        except DisclosureError as error:
            yield Finding(member, problem=f"cannot be looked into: {error}")
            continue
        yield from looking.inside(member, f"member{suffix}", data)


def decoded_uri(uri: str) -> tuple[str, bytes]:
    """Media type and data of a data URI; DisclosureError if it is none."""
    found = _URI.match(uri.encode("utf-8", "replace"))
    if found is None:
        raise DisclosureError(f"{uri[:40]!r} is no data URI")
    return _media(found), _content(found)


def _media(uri: re.Match[bytes]) -> str:
    return uri["media"].replace(b"\\", b"").decode("ascii").lower()


def _name(uri: re.Match[bytes]) -> str:
    found = _NAME.search(uri["parameters"])
    return unquote_to_bytes(found[1]).decode("utf-8", "replace") if found else ""


def _payload(uri: re.Match[bytes]) -> bytes:
    return uri["base64"] if uri["packed"] else uri["plain"]


def _content(uri: re.Match[bytes]) -> bytes:
    if not uri["packed"]:
        return unquote_to_bytes(_payload(uri))
    packed = unquote_to_bytes(_payload(uri).replace(b"\\/", b"/")).translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except binascii.Error as error:
        raise DisclosureError(f"its base64 is damaged: {error}") from error
