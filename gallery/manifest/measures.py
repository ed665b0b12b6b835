"""Dimensions as records write them: ``18 × 24 cm``, ``7 1/8 x 9 3/8 in``. The height comes first, as on labels."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = r"(?:\d{1,5}[ \u00a0-])?\d{1,3}/[1-9]\d{0,2}|\d{1,5}(?:[.,]\d{1,5})?"
_UNIT = r"cm|mm|in(?:\.|ch(?:es)?)?|[\"”″]|zoll|pouces|po|pulg(?:\.|adas)?"
_SIDE = rf"(?:(?P<@axis>[hwbl])[.: ]\s*)?(?P<@>{_NUMBER})\s*(?P<@unit>{_UNIT})?"
_WRITTEN = rf"{_SIDE.replace('@', 'first_')}\s*(?:[x×*]|by)\s*{_SIDE.replace('@', 'second_')}"
"""Compiled when the first such text is read: it takes milliseconds."""
LONGEST = 100
"""Characters of such a text."""

_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅓": "1/3", "⅔": "2/3"}


def as_dimensions(value: Any) -> Any:
    """A text as :func:`written_dimensions` reads it; anything else as it is."""
    return written_dimensions(value) if isinstance(value, str) and value.strip() else value


def written_dimensions(text: str) -> dict[str, Any]:
    """``width``, ``height`` and ``unit`` (cm, mm or in) of ``text``.

    The height comes first, unless letters say otherwise (``W 24 × H 18 cm``). Raises ValueError ``message; hint`` for
    a text that gives no two numbers and one unit.
    """
    plain = text.strip().strip("()")
    for sign, fraction in _VULGAR.items():
        plain = re.sub(rf"(?<=\d)\s*{sign}", f" {fraction}", plain).replace(sign, fraction)
    shown = repr(text if len(text) <= 100 else text[:99] + "…")
    found = re.fullmatch(_WRITTEN, plain, re.IGNORECASE) if len(plain) <= LONGEST else None
    if found is None:
        raise ValueError(f"{shown} gives no height and width; write '18 × 24 cm', the height first")
    units = {_unit(said) for said in (found["first_unit"], found["second_unit"]) if said}
    if len(units) != 1:
        if units:
            raise ValueError(f"{shown} gives two units; write both sides in one of cm, mm and in")
        raise ValueError(
            f"{shown} does not say in which unit; if it is centimetres, write dimensions: {text.strip()} cm"
        )
    height, width = _value(found["first_"]), _value(found["second_"])
    if (found["first_axis"] or "h").lower() != "h" or (found["second_axis"] or "w").lower() == "h":
        height, width = width, height
    return {"width": width, "height": height, "unit": units.pop()}


def _unit(said: str) -> str:
    plain = said.casefold()
    return plain if plain in ("cm", "mm") else "in"


def _value(said: str) -> float:
    *whole, part = re.split(r"[ \u00a0-]", said)
    above, _, below = part.partition("/")
    value = int(above) / int(below) if below else float(above.replace(",", "."))
    return value + sum(map(int, whole))
