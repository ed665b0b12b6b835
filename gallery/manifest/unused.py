"""Settings that decide nothing beside the others, which whoever wrote them will hardly have meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gallery.manifest.positions import Keys

UNUSED_SETTING = "unused-setting"

Found = tuple[Keys, str, str, str]
"""Keys, code, message, hint."""


def unused_settings(value: Any) -> Iterator[Found]:
    """Of the plain ``value`` of a manifest. Sections that are switched off say so themselves, and what is malformed is
    told."""
    publications = _mapping(value, "publications")
    panels, cards, iiif = (_mapping(publications, name) for name in ("panels", "cards", "iiif"))
    keys: Keys = ("publications",)
    bleed = panels.get("bleed")
    if isinstance(bleed, int | float) and bleed > 0 and "pdf" not in (panels.get("formats") or ()):
        message = "'bleed' is of PDFs, and none are made"
        yield (*keys, "panels", "bleed"), UNUSED_SETTING, message, "add 'formats: [pdf]', or remove it"
    if panels.get("orientation") in ("landscape", "portrait") and not isinstance(panels.get("size"), str):
        message = "'orientation' is of paper called by its name, and 'size' names none"
        yield (*keys, "panels", "orientation"), UNUSED_SETTING, message, "add 'size: A4', or remove it"
    if cards and "enabled" not in cards:
        first = next(iter(cards))
        message = f"{first!r} is of label cards, and none are made"
        yield (*keys, "cards", first), UNUSED_SETTING, message, "add 'enabled: true', or remove it"
    if "image_server" in iiif and value.get("base_url") is None:
        message = "'image_server' is named in descriptions for viewers, which are made where 'base_url' is given"
        yield (*keys, "iiif", "image_server"), UNUSED_SETTING, message, "add 'base_url: https://…/', or remove it"


def _mapping(value: Any, key: str) -> dict[str, Any]:
    """What stands at ``key``; empty where that is no mapping."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
