"""What people write for frames, areas, measures and sheets, in the form that a manifest wants, to copy; or None."""

from __future__ import annotations

import re
from typing import Any

from gallery.manifest import writing
from gallery.manifest.forms import centimetres, number, point, truth, unquoted
from gallery.manifest.measures import written_dimensions

_SIDES = (("left", "links", "gauche", "izquierda"), ("top", "oben", "haut", "arriba"))
_FARTHER = (("right", "rechts", "droite", "derecha"), ("bottom", "unten", "bas", "abajo"))
_TURNS = {
    "right": 90,
    "clockwise": 90,
    "cw": 90,
    "rechts": 90,
    "droite": 90,
    "derecha": 90,
    "left": 270,
    "counterclockwise": 270,
    "anticlockwise": 270,
    "ccw": 270,
    "links": 270,
    "gauche": 270,
    "izquierda": 270,
    "upsidedown": 180,
    "kopfueber": 180,
}
_CORNERS = {
    "upper": "upper top oben haut superior arriba",
    "lower": "lower bottom unten bas inferior abajo",
    "left": "left links gauche izquierda",
    "right": "right rechts droite derecha",
}
_BODIES = (
    "company organisation organization corporate corporation studio institution firma agency group körperschaft "
    "collectivité entidad"
)
_PAPERS = {"a6": (14.8, 10.5), "a5": (21, 14.8), "a2": (59.4, 42), "a1": (84.1, 59.4), "a0": (118.9, 84.1)}
"""Of sheets that have no name here, centimetres as they lie."""
_DEPTH = re.compile(r"(.+?[x×*].+?)\s*[x×*]\s*[\d.,]+\s*(cm|mm|in)\b\.?", re.I)


def _listed(value: Any, keys: tuple[tuple[str, ...], ...]) -> list[Any] | None:
    """Its parts: of a list, of a text, or of a mapping by names of its sides."""
    if isinstance(value, dict):
        folded = {str(key).casefold(): inner for key, inner in value.items()}
        found = [next((folded[name] for name in names if name in folded), None) for names in keys]
        return None if None in found or len(folded) != len(keys) else found
    if isinstance(value, str):
        plain = unquoted(value).strip("()[]{}")
        return re.split(r"\s*;\s*|\s*,\s+|\s+(?!%)" if re.search(r"[;\s]", plain) else ",", plain)
    return value if isinstance(value, list) else None


def rectangle(value: Any) -> list[float] | None:
    """Left, top, right and bottom as fractions: from per cent, a text, a mapping, or as IIIF writes a region."""
    if isinstance(value, str) and (region := re.fullmatch(r"pct:([\d.]+),([\d.]+),([\d.]+),([\d.]+)", value.strip())):
        left, top, width, height = (float(each) / 100 for each in region.groups())
        found: list[float | None] = [left, top, left + width, top + height]
    else:
        parts = _listed(value, (*_SIDES, *_FARTHER))
        if parts is not None and len(parts) == 8 and all(str(part).isdecimal() for part in parts):  # [0,04, 0,06, …]
            parts = [f"{whole}.{part}" for whole, part in zip(parts[::2], parts[1::2], strict=True)]
        if parts is None or len(parts) != 4 or any(isinstance(part, dict | list | bool) for part in parts):
            return None
        found = [number(part) for part in parts]
    numbers = [round(each, 4) for each in found if each is not None]
    if len(numbers) < 4 or min(numbers) < 0 or max(numbers) > 1:
        return None
    left, top, right, bottom = numbers
    return numbers if left < right and top < bottom else None


def crop(value: Any) -> str | None:
    """A frame in another form than four fractions."""
    found = rectangle(value)
    return None if found is None else writing.flow(found)


def coordinates(value: Any) -> str | None:
    """Latitude and longitude by their names."""
    parts = (
        _listed(value, (("lat", "latitude"), ("lon", "lng", "long", "longitude"))) if isinstance(value, dict) else None
    )
    found = [number(part) for part in parts or ()]
    return writing.flow(found) if found and None not in found else None


def area(value: Any) -> list[list[float]] | None:
    """The corners of a polygon; a rectangle may be its left, top, right and bottom."""
    if (found := rectangle(value)) is not None:
        left, top, right, bottom = found
        return [[left, top], [right, top], [right, bottom], [left, bottom]]
    points = [point(each) for each in value] if isinstance(value, list) else []
    return [each for each in points if each] if len(points) > 2 and all(points) else None


def areas(value: Any) -> list[list[list[float]]] | None:
    """Areas of which each is one: a single one may stand without the brackets around it."""
    if (one := area(value)) is not None:
        return [one]
    found = [area(each) for each in value] if isinstance(value, list) else []
    return [each for each in found if each] if found and all(found) else None


def rotate(value: Any) -> str | None:
    """Degrees clockwise, from a word or a number with its unit."""
    plain = unquoted(str(value)).casefold().replace("°", "").replace(",", ".")
    plain = re.sub(r"\s*(degrees?|deg|grad|degres?|grados?)$", "", plain).strip()
    turn = _TURNS.get(re.sub(r"^(turn|to the|nach|à|a la)\s+|[\s-]", "", plain))
    if turn is not None:
        return str(turn)
    found = re.fullmatch(r"([-−+]?)\s*(\d+(?:\.\d+)?)\s*(cw|ccw)?", plain)
    if found is None or isinstance(value, bool):
        return None
    degrees = float(found[2]) * (-1 if bool(found[1].strip("+")) != (found[3] == "ccw") else 1)
    return writing.number(degrees if abs(degrees) <= 360 else degrees % 360) or "0"


def dimensions(value: Any) -> str | None:
    """Two sides and a unit: from a list, in feet or metres, with letters for the sides, or with a depth."""
    listed = isinstance(value, list)
    if listed:
        if len(value) != 2 or any(isinstance(part, bool | dict | list) for part in value):
            return None
        value = " × ".join(str(part) for part in value) + ("" if re.search(r"[a-z]", str(value[-1])) else " cm")
    given = plain = unquoted(str(value))
    if depth := _DEPTH.fullmatch(plain):
        plain = depth[1] if re.search(r"(cm|mm|in)\.?$", depth[1]) else f"{depth[1]} {depth[2]}"
    plain = re.sub(r"(?i)\b(höhe|hauteur|alto|height)\b", "H", plain)
    plain = re.sub(r"(?i)\b(breite|largeur|ancho|width)\b", "B", plain)
    plain = re.sub(r"(?i)(?<=cm)\s*[,;/]\s*(?=[hbwl]\b)", " × ", plain)
    for unit, many in ((r"f(?:ee|oo)?t", 12.0), (r"m(?:et(?:er|re)s?)?", 100.0)):
        if parts := re.fullmatch(rf"(?i)([\d.,]+)\s*(?:{unit})?\.?\s*[x×*]\s*([\d.,]+)\s*{unit}\.?", plain):
            sides = [float(part.replace(",", ".")) * many for part in parts.groups()]
            plain = " × ".join(f"{side:g}" for side in sides) + (" in" if many == 12 else " cm")
    try:
        written_dimensions(plain)
    except ValueError:
        return None
    return None if plain == given and not listed else plain


def corner(value: Any) -> str | None:
    """Which corner, in other words or the other order."""
    words = set(re.split(r"[\s_-]+", unquoted(str(value)).casefold()))
    named = [name for name, said in _CORNERS.items() if words & set(said.split())]
    return (
        "-".join(named)
        if len(named) == 2 and named[0] in ("upper", "lower") and named[1] in ("left", "right")
        else None
    )


def mark(value: Any) -> str | None:
    """The mark by its corner alone."""
    found = corner(value) if isinstance(value, str) else None
    return f"{{corner: {found}}}" if found else None


def size(value: Any) -> str | None:
    """A sheet by its measures, or by a name that has none here."""
    plain = unquoted(str(value)).casefold()
    if plain in ("us letter", "us-letter", "brief"):
        return "letter"
    if plain.upper() in ("A3", "A4"):
        return plain.upper()
    if plain in _PAPERS:
        wide, tall = _PAPERS[plain]
    elif parts := re.fullmatch(r"([\d.,]+\s*[a-z\"]*)\s*[x×*]\s*([\d.,]+)\s*([a-z\"]*)", plain):
        sides = [centimetres(part if re.search(r"[a-z\"]", part) else part + parts[3]) for part in parts.groups()[:2]]
        if None in sides:
            return None
        wide, tall = (side or 0 for side in sides)
    elif (side := centimetres(plain)) is not None:
        return f"{{width: {side:g}}}"
    else:
        return None
    return f"{{width: {wide:g}, height: {tall:g}}}"


def orientation(value: Any) -> str | None:
    """``landscape`` or ``portrait`` in other words."""
    plain = unquoted(str(value)).casefold()
    upright = plain.startswith(("hoch", "vertical", "upright", "portr", "retrato"))
    return (
        "portrait"
        if upright
        else "landscape"
        if plain.startswith(("quer", "horiz", "paysage", "apais", "wide"))
        else None
    )


def formats(value: Any) -> str | None:
    """Kinds of files by their names, one or several."""
    parts = value if isinstance(value, list) else re.split(r"[\s,;+/]+|\band\b|\bund\b", str(value))
    known = {"jpg": "jpeg", "jpeg": "jpeg", "pdf": "pdf"}
    found = [known.get(str(part).casefold().strip("."), "") for part in parts if part]
    return writing.flow(list(dict.fromkeys(found))) if found and all(found) else None


def bleed(value: Any) -> str | None:
    """Millimetres, from a length with its unit."""
    length = centimetres(value) if re.search(r"[a-z\"]", str(value)) else None
    return None if length is None else f"{length * 10:g}"


def kind(value: Any) -> str | None:
    """``person`` or ``body`` in other words."""
    plain = unquoted(str(value)).casefold()
    if plain in _BODIES.split():
        return "body"
    return "person" if plain in ("human", "people", "individual", "personne", "persona") else None


def labels(value: Any) -> str | None:
    """The switch for small print, alone."""
    said = truth(value)
    return f"{{technical: {said}}}" if said else None
