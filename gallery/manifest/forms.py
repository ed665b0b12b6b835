"""What people write for a value, in the form that a manifest wants: converted, or None where it cannot be told."""

from __future__ import annotations

import colorsys
import re
import unicodedata
from typing import Any

_BASIC_COLOURS = {
    "black": "schwarz noir noire negro negra",
    "white": "weiss weiß blanc blanche blanco blanca",
    "grey": "grau gris",
    "red": "rot rouge rojo roja",
    "green": "grün gruen vert verte verde",
    "blue": "blau bleu bleue azul",
    "yellow": "gelb jaune amarillo amarilla",
    "brown": "braun brun brune marron marrón",
    "orange": "orangefarben naranja",
    "purple": "violett lila violet violette morado púrpura",
    "pink": "rosa rose",
    "beige": "beige",
    "navy": "dunkelblau marine",
    "darkgreen": "dunkelgrün dunkelgruen",
    "darkred": "dunkelrot",
    "lightblue": "hellblau himmelblau",
    "turquoise": "türkis tuerkis turquesa",
    "gold": "golden gold dorado doré",
    "silver": "silber silbern argent plata",
}
_COLOUR_WORDS = {word: name for name, words in _BASIC_COLOURS.items() for word in words.split()}

_TRUE = {"yes", "y", "on", "true", "ja", "wahr", "oui", "vrai", "si", "sí", "verdadero", "1"}
_FALSE = {"no", "n", "off", "false", "nein", "falsch", "non", "faux", "falso", "0", "none", "never"}

_LANGUAGES = {
    "en": "english englisch anglais ingles inglés",
    "de": "german deutsch allemand aleman alemán",
    "fr": "french franzoesisch französisch francais français frances francés",
    "es": "spanish spanisch espagnol espanol español castellano",
    "it": "italian italienisch italien italiano",
    "pt": "portuguese portugiesisch portugais portugues português",
    "nl": "dutch niederlaendisch niederländisch nederlands neerlandais",
    "pl": "polish polnisch polonais polski",
    "cs": "czech tschechisch tcheque čeština",
    "he": "hebrew hebraeisch hebräisch hebreu",
    "yi": "yiddish jiddisch",
    "ru": "russian russisch russe",
    "uk": "ukrainian ukrainisch ukrainien",
    "sv": "swedish schwedisch suedois svenska",
    "da": "danish daenisch dänisch dansk danois",
    "el": "greek griechisch grec",
    "tr": "turkish tuerkisch türkisch turc",
    "ja": "japanese japanisch japonais",
    "zh": "chinese chinesisch chinois",
    "ar": "arabic arabisch arabe",
}
SHORTER = {
    long: short
    for short, codes in {
        "en": "eng", "de": "deu ger", "fr": "fra fre", "es": "spa", "it": "ita", "pt": "por", "nl": "nld dut",
        "pl": "pol", "cs": "ces cze", "he": "heb", "yi": "yid", "ru": "rus", "uk": "ukr", "sv": "swe", "da": "dan",
        "el": "ell gre", "tr": "tur", "ja": "jpn", "zh": "zho chi", "ar": "ara",
    }.items()
    for long in codes.split()
}  # fmt: skip
"""Languages by their codes of three letters, which BCP 47 has not where there is one of two."""
_LANGUAGE_WORDS = {word: tag for tag, words in _LANGUAGES.items() for word in words.split()}

_UMLAUTS = [(sign, plain) for signs, plain in (("äÄ", "ae"), ("öÖ", "oe"), ("üÜ", "ue")) for sign in signs]

_CURLY = "“”„‟‘’‚‛«»‹›\"'`"

_UNITS = {
    "mm": 0.1,
    "cm": 1.0,
    "m": 100.0,
    "in": 2.54,
    "inch": 2.54,
    "inches": 2.54,
    "zoll": 2.54,
    '"': 2.54,
    "″": 2.54,
}
"""Centimetres in each."""


def unquoted(text: str) -> str:
    """``text`` without quotation marks of any kind around it."""
    plain = text.strip()
    while len(plain) > 1 and plain[0] in _CURLY and plain[-1] in _CURLY:
        plain = plain[1:-1].strip()
    return plain


def slug(text: str, longest: int = 80) -> str | None:
    """``text`` as lower-case words joined by hyphens, at most ``longest`` characters and cut between words where that
    can be done; None where none of its letters can be written so. Umlauts are written as in German, ``ae``."""
    if re.fullmatch(r"[A-Za-z0-9 -]*", text) and len(text) <= longest:
        return "-".join(re.findall(r"[a-z0-9]+", text.lower())) or None
    from slugify import slugify  # slow to import, and to run

    plain = unicodedata.normalize("NFC", text)  # names of files may have the dots apart
    return slugify(plain, max_length=longest, word_boundary=True, save_order=True, replacements=_UMLAUTS) or None


def color(text: Any) -> str | None:
    """A colour by its name (CSS, or plain German, French, Spanish), ``rgb(…)``, three or six digits: ``#rrggbb``."""
    plain = ", ".join(map(str, text)) if isinstance(text, list) else unquoted(str(text)).casefold()
    if short := re.fullmatch(r"(?:#|0x)?([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})", plain):
        digits = short[1]
        return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits[:6])
    parts = re.fullmatch(r"(?:rgba?)?\s*[(\[]?\s*([\d.]+%?)[\s,;/]+([\d.]+%?)[\s,;/]+([\d.]+%?)[^()]*[)\]]?", plain)
    if parts:
        levels = [float(part[:-1]) * 2.55 if part.endswith("%") else float(part) for part in parts.groups()]
        return "#" + "".join(f"{round(level):02x}" for level in levels) if max(levels) <= 255 else None
    if hue := re.fullmatch(r"hsla?\(\s*([\d.]+)(?:deg|°)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%[^()]*\)", plain):
        turn, full, light = (float(part) for part in hue.groups())
        parts_of = colorsys.hls_to_rgb(turn % 360 / 360, min(light, 100) / 100, min(full, 100) / 100)
        return "#" + "".join(f"{round(level * 255):02x}" for level in parts_of)
    import webcolors

    plain = plain.strip("[](){} ")
    name = re.sub(r"[\s_-]", "", plain)
    try:
        return str(webcolors.name_to_hex(_COLOUR_WORDS.get(plain, name)))
    except ValueError:
        return None


def truth(text: Any) -> str | None:
    """``true`` or ``false`` for a yes or no in four languages."""
    plain = unquoted(str(text)).casefold()
    return "true" if plain in _TRUE else "false" if plain in _FALSE else None


def number(text: Any) -> float | None:
    """A number with a decimal comma, a sign for per cent, a unit of pixels, or as a fraction; without its quotes."""
    plain = unquoted(str(text)).casefold().removeprefix("+")
    plain = re.sub(r"\s*(px|pixels?|dpi|ppi|x|times)$", "", plain).strip()
    part = re.fullmatch(r"(\d+)\s*/\s*([1-9]\d*)", plain)
    if part:
        return round(int(part[1]) / int(part[2]), 4)
    found = re.fullmatch(r"(-?)(\d{0,9})(?:[.,](\d{1,9}))?\s*(%|per ?cent|prozent|pour ?cent|por ciento)?", plain)
    if found is None or not (found[2] or found[3]):
        return None
    value = float(f"{found[1]}{found[2] or 0}.{found[3] or 0}")
    return round(value / 100, 6) if found[4] else value


def centimetres(text: Any) -> float | None:
    """A length with its unit, in centimetres; a bare number is in centimetres."""
    plain = unquoted(str(text)).casefold() if not str(text).strip().endswith('"') else str(text).strip()
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([a-z\"″]*)", plain)
    if found is None or (found[2] or "cm") not in _UNITS:
        return None
    return round(float(found[1].replace(",", ".")) * _UNITS[found[2] or "cm"], 2)


def point(value: Any) -> list[float] | None:
    """``[x, y]`` from per cent, decimal commas, a text of two numbers, or a mapping of x and y."""
    if isinstance(value, dict):
        value = [value.get("x"), value.get("y")] if {"x", "y"} == set(value) else None
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        value = value[0]
    if isinstance(value, str):
        plain = value.strip().strip("()[]{}")
        value = re.split(r"\s*;\s*|\s*,\s+|\s+(?![%])", plain) if re.search(r"[;\s]", plain) else plain.split(",")
    if not isinstance(value, list):
        return None
    if len(value) == 4 and all(str(part).isdecimal() for part in value):  # [0,4, 0,6]
        value = [f"{value[0]}.{value[1]}", f"{value[2]}.{value[3]}"]
    if len(value) == 3 and all(str(part).isdecimal() for part in value) and str(value[0]) == "0":  # [0,4, 1]
        value = [f"{value[0]}.{value[1]}", value[2]]
    if len(value) != 2 or any(isinstance(part, dict | list | bool) or part is None for part in value):
        return None
    numbers = [number(part) for part in value]
    if any(each is None or not 0 <= each <= 1 for each in numbers):
        return None
    return [each for each in numbers if each is not None]


def language(text: Any) -> str | None:
    """The BCP 47 tag of a language by its name, or of a tag with other capitals or an underscore."""
    plain = unquoted(str(text)).casefold()
    if plain in _LANGUAGE_WORDS:
        return _LANGUAGE_WORDS[plain]
    tag = re.fullmatch(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?(?:[.@].*)?", plain)
    if tag is None:
        return None
    return "-".join(
        part for part in (SHORTER.get(tag[1], tag[1]), (tag[2] or "").title(), (tag[3] or "").upper()) if part
    )


def digest(text: Any) -> str | None:
    """A SHA-256 without what is before it, in lower case."""
    plain = re.sub(r"\s", "", unquoted(str(text)).lower()).removeprefix("sha256").lstrip(":=-")
    return plain if re.fullmatch(r"[0-9a-f]{64}", plain) else None


def address(text: Any, *, folder: bool = False) -> str | None:
    """A web address with its scheme, without spaces and backslashes; of a ``folder`` it ends in a slash."""
    plain = unquoted(str(text)).replace("\\", "/").strip("<>")
    if markdown := re.fullmatch(r"\[[^\]]*\]\((\S+)\)", plain):
        plain = markdown[1]
    plain = re.sub(r"^(https?):/*(?=[^/])", r"\1://", plain, flags=re.IGNORECASE)
    if not re.match(r"(?i)https?://", plain):
        if not re.match(r"(//)?(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?(/|$)", plain):
            return None
        plain = "https://" + plain.removeprefix("//")
    scheme, rest = plain.split("://", 1)
    plain = f"{scheme.lower()}://{'%20'.join(rest.split())}" if rest else ""
    if not folder or not plain:
        return plain or None
    return re.sub(r"([?#].*|index\.html?)$", "", plain).rstrip("/") + "/"


def identity(text: Any) -> str | None:
    """The address of what is the same elsewhere, also from Wikidata's number of it."""
    plain = unquoted(str(text))
    return f"https://www.wikidata.org/entity/{plain.upper()}" if re.fullmatch(r"[Qq]\d+", plain) else address(plain)


def path(text: str) -> str | None:
    """A path relative to the manifest with forward slashes; None for one that leads elsewhere."""
    plain = unquoted(text).removeprefix("file://").replace("\\", "/").removeprefix("./")
    return None if re.match(r"[A-Za-z]:|/|~|\.\.(/|$)", plain) or not plain else plain


def day(text: Any) -> str | None:
    """A day as YYYY-MM-DD."""
    from gallery.manifest.everyday_dates import suggestion

    found = suggestion(str(text)) or ""
    return found if re.fullmatch(r"\d{4}-\d\d-\d\d", found) else None


def package(text: Any) -> str | None:
    """The import name of a package by its name in a registry."""
    plain = unquoted(str(text)).strip()
    known = {"scikit-image": "skimage", "pillow": "PIL", "opencv-python": "cv2"}
    name = known.get(plain.casefold(), re.sub(r"[-\s]+", "_", plain))
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name) else None
