"""Dates in the Extended Date/Time Format (EDTF, ISO 8601-2), levels 0 and 1.

How a label says them is the business of :mod:`gallery.words.dates`.

Written here because the libraries do not fit: ``edtf`` does not import with warnings as errors beside a
current pyparsing, takes intervals that end before they begin, and its messages name a position and no remedy;
``edtf-validate`` is from 2021 and depends on a package named ``argparse``.

https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
"""Season by its EDTF number."""

_MOMENT = re.compile(
    r"(?P<year>-?\d{4}|-?\d{3}X|-?\d{2}XX|Y-?[1-9]\d{4,8})"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?"
    r"(?P<time>T[0-2]\d:[0-5]\d:[0-5]\d(?:Z|[+-][01]\d(?::?[0-5]\d)?)?)?"
    r"(?P<qualifier>[?~%]?)",
    re.ASCII,
)


@dataclass(frozen=True)
class Moment:
    """A date of some precision: a century, a decade, a year, a season, a month, a day."""

    year: str
    """As written: ``1903``, ``193X``, ``19XX``, ``-0043``, ``Y170002``."""
    month: str | None = None
    """``01``–``12``, ``21``–``24`` (spring to winter), or ``XX``."""
    day: str | None = None
    """``01``–``31`` or ``XX``."""
    time: str = ""
    qualifier: str = ""
    """``?`` uncertain, ``~`` approximate, ``%`` both."""

    def __str__(self) -> str:
        return "-".join(filter(None, [self.year, self.month, self.day])) + self.time + self.qualifier

    @property
    def years(self) -> tuple[int, int]:
        """First and last year it may mean, astronomically (0 is 1 BC)."""
        digits = self.year.removeprefix("Y")
        low, high = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
        return min(low, high), max(low, high)

    def _bound(self, first: bool) -> tuple[int, int, int]:
        unknown = {None, "XX"}
        months = (1, 12)
        if self.month in SEASONS:
            months = (1, 12)  # seasons differ between hemispheres; only the year is certain
        elif self.month not in unknown:
            months = (int(self.month or 0),) * 2
        days = (1, 31) if self.day in unknown else (int(self.day or 0),) * 2
        index = 0 if first else 1
        return self.years[index], months[index], days[index]


@dataclass(frozen=True)
class Interval:
    """From one moment to another. None is an open end (``..``), an empty string an unknown one."""

    start: Moment | str | None
    end: Moment | str | None


def edtf(text: str) -> str:
    """``text`` unchanged if it is an EDTF date of level 0 or 1.

    Raises ValueError ``message; hint`` otherwise; the hint is the EDTF form of common ways of writing a date.
    """
    parse(text)
    return text


def parse(text: str) -> Moment | Interval:
    """The date that ``text`` writes. Raises ValueError like :func:`edtf`."""
    parsed = _parse(text)
    if parsed is not None:
        return parsed
    from gallery.manifest.everyday_dates import ambiguous, suggestion  # dates in EDTF need not wait for it

    found = suggestion(text)
    hint = "leave 'date' out" if found == "" else f"write it like {EXAMPLES}"
    if found and _is_edtf(found):
        hint = f"write {found!r}"
    elif days := ambiguous(text):
        hint = f"if the day comes first, write {days[0]!r}, if the month does, {days[1]!r}"
    raise ValueError(f"{_short(text)} is not an EDTF date; {hint}")


EXAMPLES = "'1903-12-17', '1936-02', '1900~', '193X' or '1935/1940'"


def _parse(text: str) -> Moment | Interval | None:
    """The date, or None where the form of ``text`` is none. Raises ValueError for a day that never was."""
    if text.count("/") != 1:
        return _moment(text)
    start, end = (_end(part) for part in text.split("/"))
    if isinstance(start, bool) or isinstance(end, bool) or not (start or end):
        return None
    return _interval(text, Interval(start, end))


def _is_edtf(text: str) -> bool:
    try:
        return _parse(text) is not None
    except ValueError:
        return False


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _moment(text: str) -> Moment | None:
    """``text`` as one moment, or None where its form is another.

    Raises ValueError for a month or a day that never was.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    moment = Moment(match["year"], match["month"], match["day"], match["time"] or "", match["qualifier"])
    month, day = moment.month, moment.day
    if moment.year in ("-0000",) or (month and ("X" in moment.year or moment.year.startswith("Y"))):
        return None
    if moment.time and (day in (None, "XX") or month == "XX" or moment.qualifier or moment.time[1:3] > "23"):
        return None
    if month is not None and month != "XX" and month not in SEASONS and not 1 <= int(month) <= 12:
        from gallery.manifest.everyday_dates import suggestion

        found = suggestion(text)  # 1935-40 is meant as a range
        hint = f"write {found!r}" if found else "months are 01 to 12, seasons 21 to 24"
        raise ValueError(f"{text!r} has no month {month}; {hint}")
    if day is None:
        return moment
    if month in SEASONS or (month == "XX" and day != "XX"):
        return None
    if day != "XX" and not 1 <= int(day) <= _days(int(moment.year), int(month or 0)):
        raise ValueError(f"{text!r} has no day {day}; the month has {_days(int(moment.year), int(month or 0))}")
    return moment


def _days(year: int, month: int) -> int:
    # The calendar of the year 2000 or 2001 stands for every leap or common year, also those before 1.
    return calendar.monthrange(2000 if calendar.isleap(year) else 2001, month)[1]


def _end(text: str) -> Moment | str | bool | None:
    """One end of an interval; False where it is none."""
    if text == "..":
        return None
    return "" if text == "" else _moment(text) or False


def _interval(text: str, interval: Interval) -> Interval:
    start, end = interval.start, interval.end
    if isinstance(start, Moment) and isinstance(end, Moment) and start._bound(True) > end._bound(False):
        raise ValueError(f"{text!r} ends before it begins; write '{end}/{start}'")
    return interval
