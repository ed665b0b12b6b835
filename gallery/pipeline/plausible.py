"""Dimensions of originals that are possible and may not be meant: sides that changed places, and the wrong unit."""

from __future__ import annotations

from collections.abc import Iterator

from gallery.manifest.original import Dimensions
from gallery.problems import Problem

LARGEST, SMALLEST = 150.0, 1.0
"""Centimetres; a photograph's longer side is hardly ever larger, or smaller."""

_SQUARE = 1.05
"""Longer over shorter side up to which a picture counts as square: it is neither upright nor oblong."""

_SMALLER: dict[str, str] = {"cm": "mm", "in": "cm"}
"""Unit → the one that was perhaps meant where a photograph would be too large."""


def doubts(size: Dimensions, shape: tuple[int, int] | None) -> Iterator[Problem]:
    """What may be wrong with the ``size`` of an original, whose photograph has ``shape`` (width, height in pixels, None
    where it is not here): warnings without a place."""
    longer = max(size.centimetres)
    side = "wide" if size.width >= size.height else "tall"
    told = f"the original is {max(size.width, size.height):g} {size.unit} {side}"
    if longer > LARGEST:
        meant = _SMALLER.get(size.unit)
        hint = f"if these are {_NAMES[meant]}, write '{_written(size, meant)}'" if meant else "check the numbers"
        yield _doubt(f"{told}, more than photographs are", hint)
    if longer < SMALLEST:
        in_metres = size.model_copy(update={"width": size.width * 100, "height": size.height * 100, "unit": "cm"})
        hint = f"if these are metres, write '{_written(in_metres, 'cm')}'" if size.unit == "cm" else "check the numbers"
        yield _doubt(f"{told}, less than photographs are", hint)
    if shape is not None and _lies(*shape) * _lies(size.width, size.height) < 0:
        seen = "wider than tall" if _lies(*shape) > 0 else "taller than wide"
        turned = size.model_copy(update={"width": size.height, "height": size.width})
        said = f"the photograph is {seen}, with {shape[0]} × {shape[1]} pixels, and the dimensions say otherwise"
        yield _doubt(said, f"if the sides changed places, write '{_written(turned, size.unit)}', the height first")


_NAMES = {"mm": "millimetres", "cm": "centimetres"}


def _lies(width: float, height: float) -> int:
    """1 for an oblong picture, -1 for an upright one, 0 for one that is about square."""
    return int(width > _SQUARE * height) - int(height > _SQUARE * width)


def _written(size: Dimensions, unit: str) -> str:
    return f"{size.height:g} × {size.width:g} {unit}"


def _doubt(message: str, hint: str) -> Problem:
    return Problem(code="dimensions", message=message, hint=hint, severity="warning")
