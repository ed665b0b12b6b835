"""Lengths of time and amounts of data as people write them on a command line."""

from __future__ import annotations

import re

import click

_HOUR = 3600.0
_SPANS = {"h": _HOUR, "d": 24 * _HOUR, "w": 7 * 24 * _HOUR}
_UNITS = {
    "": 1, "b": 1,
    "k": 10**3, "kb": 10**3, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9, "t": 10**12, "tb": 10**12,
    "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40,
}  # fmt: skip
_WRITTEN = re.compile(r"\s*(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]*)\s*", re.ASCII | re.IGNORECASE)


def span(_context: click.Context, _parameter: click.Parameter, value: str | None) -> float | None:
    """``12h``, ``30d``, ``4w`` as seconds; a callback of an option."""
    found = None if value is None else _WRITTEN.fullmatch(value)
    if value is None or (found and found[2].lower() in _SPANS):
        return None if found is None else float(found[1]) * _SPANS[found[2].lower()]
    raise click.BadParameter(f"{value!r} is no length of time; write hours, days or weeks, such as 12h, 30d or 4w")


def amount(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """``500MB``, ``20GB`` (powers of ten), ``20GiB`` (powers of two) as bytes; a callback of an option."""
    found = None if value is None else _WRITTEN.fullmatch(value)
    if value is None or (found and found[2].lower() in _UNITS):
        return None if found is None else round(float(found[1]) * _UNITS[found[2].lower()])
    raise click.BadParameter(f"{value!r} is no amount of data; write one such as 500MB, 20GB or 20GiB")


def in_words(size: int) -> str:
    """Bytes as people read them, in powers of ten: ``0 bytes``, ``12.3 kB``, ``4.0 GB``."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    units = ["kB", "MB", "GB", "TB"]
    value = size / 1000
    while value >= 999.95 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:,.1f} {units[0]}"
