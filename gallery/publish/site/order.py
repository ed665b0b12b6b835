"""The order of an index: names by letter as each language sorts them, dates by decade as EDTF counts them (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from gallery.manifest.dates import SEASONS, Moment, parse

_WHOLE = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that Unicode does not take apart."""

_OWN_LETTERS: Mapping[str, tuple[str, str]] = {
    "es": ("n", "ñ"),
    "sv": ("z", "åäö"),
    "fi": ("z", "åäö"),
    "da": ("z", "æøå"),
    "nb": ("z", "æøå"),
    "nn": ("z", "æøå"),
    "no": ("z", "æøå"),
}
"""Letters that a language counts as letters of their own, and the letter after which they stand in its alphabet."""

_AFTER = 0x10FF00
"""First of the code points that sort after every letter; nobody writes them."""

DIGITS, SIGNS = "0–9", "#"
"""Groups of names that begin with a digit, and of names without any letter or digit."""


def fold(text: str) -> str:
    """``text`` in lower case and without accents: ``Façade`` and ``facade`` are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_WHOLE))
    return "".join(char for char in plain if not unicodedata.combining(char))


def name_key(name: str, language: str) -> tuple[str, str]:
    """Sorts names as readers of ``language`` look them up: marks in front, case and accents do not count."""
    folded = "".join(_sortable(char, language) for char in unicodedata.normalize("NFC", name.casefold()))
    start = next((index for index, char in enumerate(folded) if char.isalnum()), 0)
    return folded[start:], name


def letter(name: str, language: str) -> str:
    """The letter under which ``name`` stands: ``A``, ``Ñ`` in Spanish, ``Ж``; or :data:`DIGITS` or :data:`SIGNS`."""
    key = name_key(name, language)[0]
    if not key or not key[0].isalnum():
        return SIGNS
    if key[0].isdigit():
        return DIGITS
    own = _OWN_LETTERS.get(language.partition("-")[0], ("", ""))[1]
    place = ord(key[1]) - _AFTER if len(key) > 1 else -1
    return (own[place] if 0 <= place < len(own) else key[0]).upper()


def _sortable(char: str, language: str) -> str:
    after, own = _OWN_LETTERS.get(language.partition("-")[0], ("", ""))
    return after + chr(_AFTER + own.index(char)) if char in own else fold(char)


def years(date: str) -> tuple[int, int]:
    """First and last year that ``date`` (EDTF) may mean; an open or unknown end counts as the other one."""
    parsed = parse(date)
    ends = [parsed] if isinstance(parsed, Moment) else [parsed.start, parsed.end]
    spans = [end.years for end in ends if isinstance(end, Moment)]
    return min(first for first, _ in spans), max(last for _, last in spans)


def decade(date: str) -> str:
    """The decade in which ``date`` begins, in EDTF: ``193X``; a century (``19XX``) where no more is known of it."""
    begin = _begin(date)
    first, last = begin.years
    if last - first == 99 or first > 9999 or first < -9999:
        return begin.year
    return f"{'-' if begin.year.startswith('-') else ''}{_ten(begin)}X"


def decade_key(name: str) -> tuple[int, int]:
    """Sorts what :func:`decade` gives: a century before its decades."""
    first, last = years(name)
    return first, first - last


def date_key(date: str) -> tuple[int, int, int, int]:
    """Sorts dates by when they begin; of dates that begin together, what is less precise comes first."""
    begin = _begin(date)
    season = begin.month in SEASONS
    # Seasons differ between the hemispheres, so they stand after the year and before its months.
    month = 0 if begin.month in (None, "XX") or season else int(begin.month or 0)
    day = 0 if begin.day in (None, "XX") else int(begin.day or 0)
    return begin.years[0], month, day, int(season)


def _begin(date: str) -> Moment:
    """The moment at which ``date`` begins; where that is open or unknown, the one at which it ends."""
    parsed = parse(date)
    if isinstance(parsed, Moment):
        return parsed
    return next(end for end in (parsed.start, parsed.end) if isinstance(end, Moment))


def _ten(moment: Moment) -> str:
    """The year without its last digit, three digits: ``193``, ``004``."""
    return f"{abs(moment.years[0] if moment.years[0] >= 0 else moment.years[1]) // 10:03d}"
