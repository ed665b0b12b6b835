"""The largest picture that an image service gives, as addresses to try in order.

Sources: IIIF Image API 3.0, sections 4.2 and 5.3; 2.1, sections 4.2 and 5.3.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from gallery.intake.iiif.documents import Image, parts


def addresses(image: Image, info: Any = None) -> list[str]:
    """Where to ask for ``image``, the largest first; ``info`` is what the service's info.json says, if it was had."""
    return list(dict.fromkeys([*_of_service(image, info if isinstance(info, dict) else {}), image.address]))


def _of_service(image: Image, info: dict[str, Any]) -> Iterator[str]:
    if image.service is None:
        return
    name = "native" if image.version == 1 else "default"
    end = f"0/{name}.jpg"
    if image.version >= 3:
        yield f"{image.service}/full/max/{end}"
    elif (width := _allowed(info)) is not None:
        yield f"{image.service}/full/{width},/{end}"
    else:
        yield f"{image.service}/full/full/{end}"
    if (size := _largest(info)) is not None:
        yield f"{image.service}/full/{size[0]},{size[1]}/{end}"
        yield f"{image.service}/full/{size[0]},/{end}"
    if image.version == 2:
        yield f"{image.service}/full/max/{end}"


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _allowed(info: dict[str, Any]) -> int | None:
    """The width of the largest picture that a service of version 2 allows; None where it allows the whole."""
    width, height = _number(info.get("width")), _number(info.get("height"))
    limits: dict[str, Any] = {}
    for part in parts(info.get("profile")):
        if isinstance(part, dict):
            limits |= part
    most = [_number(limits.get(name)) for name in ("maxWidth", "maxHeight", "maxArea")]
    if width is None or height is None or most == [None] * 3:
        return None
    across, down = most[0] or width, most[1] or most[0] or height
    scale = min(1.0, across / width, down / height, math.sqrt((most[2] or width * height) / (width * height)))
    return max(1, math.floor(width * scale)) if scale < 1 else None


def _largest(info: dict[str, Any]) -> tuple[int, int] | None:
    """The largest of the sizes that a service lists."""
    sizes = [
        (across, down)
        for size in parts(info.get("sizes"))
        if isinstance(size, dict)
        and (across := _number(size.get("width"))) is not None
        and (down := _number(size.get("height"))) is not None
    ]
    return max(sizes, key=lambda size: size[0] * size[1]) if sizes else None
