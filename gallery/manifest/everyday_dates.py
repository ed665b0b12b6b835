"""The EDTF form of dates as people write them in English, German, French and Spanish: what to suggest for ``c. 1900``,
``um 1900``, ``17 décembre 1903`` or ``siglo XIX``."""

from __future__ import annotations

import re
import unicodedata

from gallery.manifest.periods import by_era, part, period

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# All words are as `_plain` leaves them: small letters without accents.
_OTHER_MONTHS = (
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
_SEASON_WORDS = {
    "21": "spring fruhling fruhjahr printemps primavera",
    "22": "summer sommer ete verano",
    "23": "autumn fall herbst automne otono",
    "24": "winter hiver invierno",
}
_PROBABLY = (
    r"(?:probably|possibly|perhaps|likely|presumably|maybe|wahrscheinlich|vermutlich|wohl|moglicherweise|vielleicht|"
    r"probablement|peut-etre|sans doute|probablemente|posiblemente|quizas)\s+"
)
_ABOUT = (
    r"(?:c\.|ca\.?|cca\.?|circa|zirka|c|about|around|approx(?:imately|\.)?|roughly|um|gegen|etwa|ungefahr|vers|environ|"
    r"autour de|alrededor de|hacia|aproximadamente|aprox\.|cerca de|~|≈)\s*(?=\S)"
)
_MARKS = (
    (re.compile(rf"{_PROBABLY}(?P<date>.+)"), "?"),
    (re.compile(rf"{_ABOUT}(?P<date>.+)"), "~"),
    (re.compile(r"(?P<date>.*\d\w*)[ ,]*(?:\(?(?:c\.|ca\.?|circa|about|environ|etwa|aprox\.?)\)?)"), "~"),
    (re.compile(r"(?P<date>.*\d\w*) ?[(\[]\?[)\]]"), "?"),
    (re.compile(r"(?P<date>.*(?:[a-z]|\d[x_])\.?) ?\?"), "?"),
)
"""Words before or behind a date that make it uncertain or approximate."""

_UNTIL = re.compile(
    r"(?:until|before|up to|by|no later than|"
    r"vor|bis|spatestens|avant|jusqu'en|jusqu'a|au plus tard en|antes de|hasta)\s+"
)
_FROM = re.compile(
    r"(?:from|after|since|no earlier than|nach|ab|seit|fruhestens|apres|depuis|a partir de|despues de|desde)\s+"
)
_UNDATED = {
    *("", "?", "??", "????", "-", "–", "n.d.", "nd", "n. d.", "n/a", "none", "undated", "unknown", "no date"),
    *("not dated", "not stated", "not known", "o. j.", "o.j.", "o. d.", "o.d.", "ohne datum", "undatiert", "unbekannt"),
    *("s.d.", "s. d.", "sans date", "non date", "inconnu", "inconnue"),
    *("s.f.", "s. f.", "sin fecha", "desconocido", "desconocida"),
}
_TO = r"and|to|until|till|or|und|bis|oder|et|a|au|ou|y|hasta|al|o"
_BETWEEN = re.compile(r"^(?:between|from|zwischen|von|entre|de|desde|either) ")
_ARTICLE = re.compile(r"^(?:the|den|die|das|der|les?|la|los|las|el) (?=\d|[a-z])")
_OPEN = re.compile(r"(.+) \((?:beginning|end|beginn|ende|debut|fin|inicio|final) (?:not known|un|in|des)[a-z]*\)")
_NAME = r"(?P<month>[a-z]+)\.?"
_OF = r"(?: de[l]? | of | )"


def _month_numbers() -> dict[str, int]:
    languages = [[name.lower() for name in MONTHS], *(names.split() for names in _OTHER_MONTHS)]
    full = {name: number for names in languages for number, name in enumerate(names, 1)}
    full |= {"janner": 1, "feber": 2, "maerz": 3, "sept": 9, "setiembre": 9, "juil": 7}
    short: dict[str, set[int]] = {}
    for name, number in full.items():
        short.setdefault(name[:3], set()).add(number)
    return {name: min(numbers) for name, numbers in short.items() if len(numbers) == 1} | full


_MONTH_NUMBERS = _month_numbers()
_SEASON_NUMBERS = {word: number for number, words in _SEASON_WORDS.items() for word in words.split()}


def suggestion(text: str) -> str | None:
    """The EDTF form of ``text``; empty if it says that no date is known; None if it cannot be told."""
    plain = _plain(text)
    return "" if plain in _UNDATED else period(plain) or _qualified(plain)


def is_rounded(text: str) -> bool:
    """Whether the EDTF form of ``text`` says a word of it in numbers that are ours: which years are early ones."""
    plain = re.sub(rf"^(?:{_PROBABLY}|{_ABOUT})", "", _plain(text))
    return part(_ARTICLE.sub("", plain)) is not None


def ambiguous(text: str) -> tuple[str, str] | None:
    """Both days that ``03/04/1936`` may be, in EDTF: the number of the day first, and that of the month first."""
    match = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", _plain(text))
    if match is None or match[1] == match[2] or not all(1 <= int(match[n]) <= 12 for n in (1, 2)):
        return None
    one, other, year = int(match[1]), int(match[2]), match[3]
    return f"{year}-{other:02d}-{one:02d}", f"{year}-{one:02d}-{other:02d}"


def _plain(text: str) -> str:
    """``text`` in small letters, without accents, brackets around it, and what stands before a date in a sentence."""
    lower = " ".join(text.split()).lower().replace("—", "–").replace("’", "'").strip("\"'“”„«»")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(sign))
    plain = re.sub(r"^[\[(](.*)[\])]$", r"\1", plain)
    plain = re.sub(
        r"^(?:taken|photographed|aufgenommen|prise|tomada|dated|datiert)(?: (?:in|on|am|le|en|el))? ", "", plain
    )
    return re.sub(r"^(?:im jahre?|in the|in|im|am|den|les?|la|el|l[ao]s|en|the year|l'annee) (?=.*\d|s)", "", plain)


def _qualified(plain: str) -> str | None:
    plain = _ARTICLE.sub("", plain)
    if match := _OPEN.fullmatch(plain):
        rest = _qualified(match[1])
        return rest.replace("..", "") if rest else None
    for pattern, mark in _MARKS:
        if match := pattern.fullmatch(plain):
            rest = _qualified(match["date"])
            return _mark(rest, mark) if rest else None
    if era := by_era(plain):
        return era
    if match := _UNTIL.match(plain):
        rest = _qualified(plain[match.end() :])
        return f"../{rest}" if rest and "/" not in rest else None
    return _range(plain)


def _mark(edtf: str, mark: str) -> str:
    """``edtf`` with every date in it marked uncertain or approximate; both together are ``%``."""

    def one(date: str) -> str:
        if date in ("", ".."):
            return date
        if date[-1] in "?~%":
            return date if date[-1] == mark else date[:-1] + "%"
        return date + mark

    return "/".join(one(date) for date in edtf.split("/"))


def _range(plain: str) -> str | None:
    if match := re.fullmatch(r"(\d\d)(\d\d) ?[-–/] ?(\d\d)", plain):
        # 1935-40 is a range; 1935-02 is a month and never comes here.
        return f"{match[1]}{match[2]}/{match[1]}{match[3]}" if match[3] > match[2] else None
    if match := re.fullmatch(r"(\d{4}) ?–", plain):
        return f"{match[1]}/.."
    both = _BETWEEN.sub("", plain)
    for pattern in (r" ?– ?", r" - ", rf" (?:{_TO}) ", r"(?<=\d{4})-(?=\d{4}[?~]?$)", r"(?<=s)-(?=\d)"):
        parts = re.split(pattern, both)
        if len(parts) == 2:
            ends = [_qualified(part) for part in parts]
            return "/".join(end for end in ends if end) if all(ends) and "/" not in f"{ends[0]}{ends[1]}" else None
    if match := _FROM.match(plain):
        rest = _qualified(plain[match.end() :])
        return f"{rest}/.." if rest and "/" not in rest else None
    return period(plain) or _date(plain)


def _date(plain: str) -> str | None:
    if match := re.fullmatch(r"(\d{4}) ?([?~%]?)", plain):
        return match[1] + match[2]
    for pattern in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?{_OF}{_NAME},?{_OF}(?P<year>\d{{4}})",
        rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        rf"{_NAME},?{_OF}(?P<year>\d{{4}})(?P<day>)",
        rf"(?P<year>\d{{4}}),? {_NAME}(?: (?P<day>\d{{1,2}}))?",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})",
        r"(?P<year>\d{4})[/.:](?P<month>\d{1,2})[/.:](?P<day>\d{1,2})(?: \d\d:\d\d.*)?",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?: \d\d:\d\d.*)?",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<month>\d{1,2})[/.-](?P<year>\d{4})(?P<day>)",
        r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})(?P<day>)",
    ):
        if match := re.fullmatch(pattern, plain):
            return _joined(match["year"], match["month"], match["day"])
    # 17/12/1903, 12/17/1903: the month is told only where the other number can be none.
    if match := re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", plain):
        one, other = int(match[1]), int(match[2])
        if one > 12 or one == other:
            return _joined(match[3], match[2], match[1])
        return _joined(match[3], match[1], match[2]) if other > 12 else None
    return None


def _joined(year: str, month: str, day: str | None) -> str | None:
    if month in _SEASON_NUMBERS and not day:
        return f"{year}-{_SEASON_NUMBERS[month]}"
    number = int(month) if month.isdigit() else _MONTH_NUMBERS.get(month, 0)
    if not 1 <= number <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    return f"{year}-{number:02d}" + (f"-{int(day):02d}" if day else "")
