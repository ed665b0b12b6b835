"""Decades, centuries, parts of them, and years before Christ, as people write them → EDTF.

All texts are as :mod:`gallery.manifest.everyday_dates` leaves them: small letters without accents.
"""

from __future__ import annotations

import re

_DECADES = (
    r"(?:the |die |der |den )?(\d{3})0(?:['’]?s|er(?:[ -]jahren?)?|-ies)",
    r"(?:les |des |los |the )?(?:annees|anos|decada|decada de los|decennie)(?: de| des)?(?: los)? (\d{3})0",
)
_TWO_DECADES = re.compile(r"(?:the |die )?(\d\d)(\d)0(?:s|er)? ?[-–/] ?(?:\1)?(\d)0(?:['’]?s|er(?:[ -]jahren?)?)")
_HALF = re.compile(
    r"(?:(?P<first>first|1st|1\.|erste|premiere|1ere|primera)|second|2nd|2\.|zweite|seconde|deuxieme|2e|segunda)"
    r" (?:half|halfte|moitie|mitad)(?: of| des?| du| del)? (?P<whole>.+)"
)
_QUARTERS = (
    "first 1st 1. erstes premier 1er primer",
    "second 2nd 2. zweites deuxieme second 2e segundo",
    "third 3rd 3. drittes troisieme 3e tercer",
    "fourth last 4th 4. viertes letztes dernier quatrieme 4e cuarto ultimo",
)
_QUARTER = re.compile(r"(?P<which>[\w.]+) (?:quarter|viertel|quart|cuarto)(?: of| des?| du| del)? (?P<whole>.+)")
_OF = r"(?:[ -](?:in |of )?(?:the |des |der |du |de |del |de la |de los )?)"
_THIRDS = (
    rf"(?:early|beginning|start|fruhe[rs]?|anfang|beginn|debut|principios|comienzos|inicios){_OF}(?P<whole>.+)",
    rf"(?:mid|middle|mitte|mittlere[rs]?|milieu|mediados){_OF}(?P<whole>.+)",
    rf"(?:late|later|end|spate[rs]?|ende|fin|finales|fines){_OF}(?P<whole>.+)",
)
_BEFORE_CHRIST = re.compile(
    r"(?P<date>.+?),? ?(?:b\. ?c\.?(?: ?e\.?)?|bce?|v\. ?chr\.?|v\. ?u\. ?z\.?|vor chr(?:istus|\.)|"
    r"av(?:\.|ant) j\.? ?-? ?c\.?|a\. ?(?:de ?)?c\.?|antes de cristo)"
)
_AFTER_CHRIST = re.compile(
    r"(?:a\. ?d\.?|ad|anno domini) (?P<before>.+)|"
    r"(?P<date>.+?),? (?:a\. ?d\.?|ad|c\. ?e\.|ce|n\. ?chr\.?|nach chr(?:istus|\.)|"
    r"ap(?:\.|res) j\.? ?-? ?c\.?|d\. ?c\.?)"
)


def period(plain: str) -> str | None:
    """A decade, a century, or a part of one."""
    for pattern in _DECADES:
        if match := re.fullmatch(pattern, plain):
            return f"{match[1]}X"
    if match := re.fullmatch(r"(\d{2})(\d|[x?_-])[x?_-]", plain):
        return f"{match[1]}{match[2] if match[2].isdigit() else 'X'}X"
    if (match := _TWO_DECADES.fullmatch(plain)) and match[2] < match[3]:
        return f"{match[1]}{match[2]}X/{match[1]}{match[3]}X"
    century = _century(plain)
    return f"{century}XX" if century is not None else _half(plain) or _quarter(plain) or part(plain)


def part(plain: str) -> str | None:
    """``early 1920s``, ``Ende des 19. Jahrhunderts``: a third of it, whose ends inside it are approximate."""
    for which, pattern in enumerate(_THIRDS):
        if match := re.fullmatch(pattern, plain):
            return _third(match["whole"], which)
    return None


def _third(whole: str, which: int) -> str | None:
    if (century := _century(whole)) is not None:
        first, step, years = int(century) * 100 + 1, 33, 100
    elif (decade := next((match[1] for p in _DECADES if (match := re.fullmatch(p, whole))), None)) is not None:
        first, step, years = int(decade) * 10, 3, 10
    else:
        return None
    start = first if which == 0 else first + which * step + (years == 10 and which > 0)
    end = (first + step + (years == 10), first + 2 * step + (years == 10), first + years)[which] - 1
    return f"{start:04d}{'~' if which else ''}/{end:04d}{'~' if which < 2 else ''}"


def _half(plain: str) -> str | None:
    if (match := _HALF.fullmatch(plain)) is None or (century := _century(match["whole"])) is None:
        return None
    return f"{century}01/{century}50" if match["first"] else f"{century}51/{int(century) + 1:02d}00"


def _quarter(plain: str) -> str | None:
    if (match := _QUARTER.fullmatch(plain)) is None or (century := _century(match["whole"])) is None:
        return None
    which = next((n for n, words in enumerate(_QUARTERS) if match["which"] in words.split()), None)
    if which is None:
        return None
    first = int(century) * 100 + which * 25 + 1
    return f"{first:04d}/{first + 24:04d}"


def _century(plain: str) -> str | None:
    """The first two digits of the years of a century."""
    number = century_number(plain)
    return None if number is None else f"{number - 1:02d}"


def century_number(plain: str) -> int | None:
    """Which century ``plain`` is, from 1."""
    found = re.fullmatch(
        r"(?:the |das |le |el )?(\d{1,2})(?:st|nd|rd|th|eme|e|\.)?[ -]?"
        r"(?:century|cent\.|c\.|jahrhunderts?|jh\.?|jhs\.?|jhdt\.?|siecle|s\.)",
        plain,
    ) or re.fullmatch(r"(?:siglo|s\.) (\d{1,2})", plain)
    if found:
        return int(found[1]) or None
    roman = re.fullmatch(r"(?:le |el )?(?:siglo |s\. )?([xvi]+)(?:e|eme)?(?: siecle| century)?", plain)
    return _ROMAN.get(roman[1]) if roman and plain != roman[1] else None


_TENS, _ONES = ("", "x", "xx"), ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {ten + one: 10 * tens + ones for tens, ten in enumerate(_TENS) for ones, one in enumerate(_ONES) if ten + one}


def by_era(plain: str) -> str | None:
    """``44 BC``, ``500–400 v. Chr.``, ``5th century BC``, ``AD 79``: a year or a century that says its era."""
    if match := _BEFORE_CHRIST.fullmatch(plain):
        years = re.fullmatch(r"(\d{1,4})(?: ?[-–/] ?(\d{1,4}))?", match["date"])
        if years and int(years[1]) > int(years[2] or 0):  # there is no year 0, but EDTF calls 1 BC so
            return "/".join(_year_before(int(year)) for year in years.groups() if year)
        number = century_number(match["date"])
        return None if number is None else f"-{number - 1:02d}XX"
    if match := _AFTER_CHRIST.fullmatch(plain):
        rest = match["before"] or match["date"]
        if re.fullmatch(r"[1-9]\d{0,3}", rest):
            return f"{int(rest):04d}"
        return period(rest)
    return None


def _year_before(year: int) -> str:
    return f"-{year - 1:04d}" if year > 1 else "0000"
