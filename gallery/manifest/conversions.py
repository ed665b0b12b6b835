"""What was written for a key, in the form that the key wants, ready to copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gallery.manifest import forms, shapes, writing
from gallery.manifest.dates import edtf
from gallery.manifest.everyday_dates import suggestion
from gallery.manifest.rights import rights_form


def _date(text: Any) -> str | None:
    if isinstance(text, list) and len(text) == 2:
        text = f"{text[0]}/{text[1]}"
    for form in (str(text), suggestion(str(text).replace(": ", " ")) or ""):
        try:
            return edtf(form)
        except ValueError:
            continue
    return None


def _address(text: Any) -> str | None:
    return forms.address(text, folder=True)


FORMS: Mapping[str, Callable[[Any], str | None]] = {
    "id": forms.slug,
    "profile": lambda text: forms.slug(text.removesuffix(".yaml").removesuffix(".yml")),
    "sha256": forms.digest,
    "color": forms.color,
    "accent": forms.color,
    "language": forms.language,
    **dict.fromkeys(("url", "catalogue"), forms.address),
    "same_as": forms.identity,
    "base_url": _address,
    "image_server": _address,
    "published": forms.day,
    "package": forms.package,
    "date": _date,
    "rights": lambda text: rights_form(str(text)),
    "colorize": forms.truth,
    "assumption": forms.truth,
    "enabled": forms.truth,
}
"""The right form of what was written, by the key."""

WHOLE: Mapping[str, Callable[[Any], str | None]] = {
    "coordinates": shapes.coordinates,
    "crop": shapes.crop,
    "rotate": shapes.rotate,
    "dimensions": shapes.dimensions,
    "mark": shapes.mark,
    "corner": shapes.corner,
    "size": shapes.size,
    "orientation": shapes.orientation,
    "formats": shapes.formats,
    "bleed": shapes.bleed,
    "kind": shapes.kind,
    "labels": shapes.labels,
}
"""The same of values that are no single text, or that need no quotes: as YAML."""


def right_form(key: str, value: Any) -> str | None:
    """``value`` as ``key`` wants it, where that can be told; a list of one stands for its item."""
    if key in WHOLE:
        return WHOLE[key](value)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if key == "color" and isinstance(value, dict) and [*value] == ["r", "g", "b"]:
        value = list(value.values())
    if key == "date" and isinstance(value, dict) and len(value) == 2:
        value = list(value.values())
    if key not in FORMS or isinstance(value, dict) or (isinstance(value, list) and key not in ("date", "color")):
        return None
    return FORMS[key](value if isinstance(value, list) else str(value))


def ready(key: str, value: Any) -> str | None:
    """``key: value`` to copy, with the right form of ``value``, where that can be told."""
    right = right_form(key, value)
    if right is None:
        return None
    plain = right in ("true", "false") or key in ("date", "published", *WHOLE)
    return f"{key}: {right if plain else writing.written(right)}"


def source(value: Any) -> str | None:
    """The source that ``value`` means: an address or a path in a text, alone in a list, or under another name."""
    if isinstance(value, list) and len(value) == 1:
        return source(value[0])
    if isinstance(value, dict):
        known = {"sha256": value["sha256"]} if isinstance(value.get("sha256"), str) else {}
        other = [inner for key, inner in value.items() if key != "sha256" and isinstance(inner, str)]
        right = source(other[0]) if len(other) == 1 else None
        return f"{right[:-1]}, {writing.flow(known)[1:]}" if right and known else right
    if not isinstance(value, str) or not value.strip():
        return None
    if value.strip().lower().startswith(("http:", "https:", "www.")) and (address := forms.address(value)):
        return f"{{url: {writing.written(address, flow=True)}}}"
    local = forms.path(value)
    return None if local is None else f"{{path: {writing.written(local, flow=True)}}}"
