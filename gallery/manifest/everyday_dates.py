"""The EDTF form of dates as people write them: what to suggest for ``c. 1900`` or ``17 December 1903``."""

from __future__ import annotations

import re

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
"""Season by its EDTF number."""

_ABOUT = re.compile(r"(?:c\.|ca\.?|circa|c|about|around|approx(?:imately|\.)?|roughly)\s*(?=\S)")
_PROBABLY = re.compile(r"(?:probably|possibly|perhaps|likely)\s+")
_UNTIL = re.compile(r"(?:until|before|up to|by|no later than)\s+")
_FROM = re.compile(r"(?:from|after|since|no earlier than)\s+")
_UNDATED = {
    "n.d.",
    "nd",
    "n. d.",
    "undated",
    "unknown",
    "no date",
    "not dated",
    "not stated",
    "not known",
    "?",
    "",
}
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS |= {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
_SEASON_NUMBERS = {name: number for number, name in SEASONS.items()} | {"fall": "23"}
_NAME = r"(?P<month>[a-z]+)\.?"


def suggestion(text: str) -> str | None:
    """The EDTF form of ``text``; empty if it says that no date is known; None if it cannot be told."""
    plain = " ".join(text.split()).lower().replace("—", "–")
    plain = re.sub(r"^\[(.*)\]$", r"\1", plain)
    return "" if plain in _UNDATED else _qualified(plain)


def _qualified(plain: str) -> str | None:
    if match := _PROBABLY.match(plain):
        rest = _qualified(plain[match.end() :])
        return _mark(rest, "?") if rest else None
    if match := _ABOUT.match(plain):
        rest = _qualified(plain[match.end() :])
        return _mark(rest, "~") if rest else None
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
    both = re.sub(r"^(between|from) ", "", plain)
    for pattern in (r" ?– ?", r" - ", r" (?:and|to|until|till) ", r"(?<=\d{4})-(?=\d{4}$)", r"(?<=s)-(?=\d)"):
        parts = re.split(pattern, both)
        if len(parts) == 2:
            ends = [_qualified(part) for part in parts]
            return "/".join(end for end in ends if end) if all(ends) and "/" not in f"{ends[0]}{ends[1]}" else None
    if match := _FROM.match(plain):
        rest = _qualified(plain[match.end() :])
        return f"{rest}/.." if rest and "/" not in rest else None
    return _date(plain)


def _date(plain: str) -> str | None:
    if match := re.fullmatch(r"(?:the )?(\d{3})0['’]?s", plain):
        return f"{match[1]}X"
    if match := re.fullmatch(r"(?:the )?(\d{1,2})(?:st|nd|rd|th) (?:century|c\.)", plain):
        return f"{int(match[1]) - 1:02d}XX" if int(match[1]) else None
    if match := re.fullmatch(r"(\d{4}) ?([?~%]?)", plain):
        return match[1] + match[2]
    for pattern in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_NAME},? (?P<year>\d{{4}})",
        rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        rf"{_NAME},? (?P<year>\d{{4}})(?P<day>)",
        rf"(?P<year>\d{{4}}),? {_NAME}(?: (?P<day>\d{{1,2}}))?",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})",
        r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    ):
        if match := re.fullmatch(pattern, plain):
            return _joined(match["year"], match["month"], match["day"])
    return None


def _joined(year: str, month: str, day: str | None) -> str | None:
    if month in _SEASON_NUMBERS and not day:
        return f"{year}-{_SEASON_NUMBERS[month]}"
    number = int(month) if month.isdigit() else _MONTH_NUMBERS.get(month, 0)
    if not 1 <= number <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    return f"{year}-{number:02d}" + (f"-{int(day):02d}" if day else "")
