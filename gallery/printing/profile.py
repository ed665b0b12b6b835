"""The colour space of what is printed: sRGB, as a profile that printers' programs read."""

from __future__ import annotations

from functools import cache

import pyvips


@cache
def srgb() -> bytes:
    """The ICC profile of sRGB that comes with libvips (version 4.2, 480 bytes, CC0), the same everywhere."""
    profile: bytes = pyvips.Operation.call("profile_load", "srgb")
    return bytes(profile)
