"""The colour space of what is printed: sRGB, as a profile that printers' programs read."""

from __future__ import annotations

from functools import cache


@cache
def srgb() -> bytes:
    """The ICC profile of sRGB that comes with libvips (version 4.2, 480 bytes, CC0), the same everywhere."""
    import pyvips  # slow to import for who only plans

    profile: bytes = pyvips.Operation.call("profile_load", "srgb")
    return bytes(profile)
