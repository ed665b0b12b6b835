"""Dates as a label says them, in the languages of the interface (``templates/texts/dates.yaml``).

What takes an article or a preposition depends on what kind of date it is: ``vers 1900``, ``vers le 17 décembre
1903``, ``vers les années 1930``. So every kind has its own texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from gallery.manifest.dates import SEASONS, Interval, Moment, parse
from gallery.words.texts import Texts, texts_in

_UNKNOWN = (None, "XX")


def readable(date: str, language: str = "en") -> str:
    """``date`` (EDTF) as a label says it: ``17 December 1903``, ``um 1900``, ``1935–1940``, ``années 1930``.

    In a language that the interface does not speak the EDTF form itself is returned, which needs no words.
    Raises ValueError where ``date`` is no EDTF date.
    """
    parsed = parse(date)
    words = texts_in(language)
    if language.partition("-")[0] != words.language:
        return date
    said = _Said(words)
    return said.moment(parsed) if isinstance(parsed, Moment) else said.interval(parsed)


def decimal(number: float, words: Texts, places: int | None = None) -> str:
    """``number`` with the language's decimal point; with ``places`` digits after it, or as few as it takes."""
    text = f"{number:g}" if places is None else f"{number:.{places}f}"
    return text.replace(".", words("label.decimal_point"))


@dataclass(frozen=True)
class _Said:
    """Dates in the words of one language."""

    words: Texts

    def interval(self, interval: Interval) -> str:
        start, end = interval.start, interval.end
        if isinstance(start, Moment) and isinstance(end, Moment):
            return self._span(start, end)
        if isinstance(start, Moment):
            said = self._end("from", start)
            return said if end is None else self.words("dates.end_unknown", date=said)
        if isinstance(end, Moment):
            said = self._end("until", end)
            return said if start is None else self.words("dates.beginning_unknown", date=said)
        return ""

    def moment(self, moment: Moment) -> str:
        return self._qualified(self._plain(moment), moment)

    def _span(self, start: Moment, end: Moment) -> str:
        together = start.qualifier == end.qualifier
        first, last = (self._plain if together else self.moment)(start), (self._plain if together else self.moment)(end)
        dash = " – " if " " in first + last else "–"
        said = f"{first}{dash}{last}"
        return self._qualified(said, start) if together else said

    def _qualified(self, said: str, moment: Moment) -> str:
        if moment.qualifier in ("~", "%"):
            said = self.words(f"dates.about_{_kind(moment)}", date=said)
        return self.words("dates.probably", date=said) if moment.qualifier in ("?", "%") else said

    def _end(self, which: str, moment: Moment) -> str:
        """One end of an interval whose other end is open: ``from 1940``, ``until 1940 (probably)``."""
        said = self.words(f"dates.{which}_{_kind(moment)}", date=self._plain(replace(moment, qualifier="")))
        aside = {"~": "end_about", "?": "end_probably", "%": "end_both"}.get(moment.qualifier)
        return self.words(f"dates.{aside}", date=said) if aside else said

    def _plain(self, moment: Moment) -> str:
        kind = _kind(moment)
        year = self._year(moment)
        if kind == "season":
            return self.words(f"dates.season_{moment.month}", year=year)
        if kind not in ("month", "day"):
            return year
        month = self.words(f"dates.month_{moment.month}")
        if kind == "month":
            return self.words("dates.month", month=month, year=year)
        day = int(moment.day or 0)
        said = self.words("dates.first_day" if day == 1 else "dates.day", day=day, month=month, year=year)
        return self.words("dates.time", date=said, time=moment.time[1:6]) if moment.time else said

    def _year(self, moment: Moment) -> str:
        first, last = moment.years
        if last <= 0:
            years = f"{1 - first}" if first == last else f"{1 - first}–{1 - last}"
            return self.words("dates.before_christ", year=years)
        if last - first == 99:
            return self.words("dates.century", century=_CENTURIES.get(self.words.language, str)(first // 100 + 1))
        said = self.words("dates.decade", year=first) if last > first else str(first)
        return self.words("dates.after_christ", year=said) if last < 1000 else said


def _kind(moment: Moment) -> str:
    """``century``, ``decade``, ``year``, ``season``, ``month`` or ``day``: how precise ``moment`` is."""
    if moment.month in SEASONS:
        return "season"
    if moment.month not in _UNKNOWN:
        return "month" if moment.day in _UNKNOWN else "day"
    first, last = moment.years
    # Before Christ there are no words for a decade or a century: they are spans of years.
    return {9: "decade", 99: "century"}.get(last - first, "year") if last > 0 else "year"


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _roman(number: int) -> str:
    said = ""
    for value, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")):
        said += letters * (number // value)
        number %= value
    return said + "I" * number


_CENTURIES: Mapping[str, Callable[[int], str]] = {
    "en": _ordinal,
    "de": lambda number: f"{number}.",
    "fr": lambda number: f"{_roman(number)}{'er' if number == 1 else 'e'}",
    "es": _roman,
}
"""How each language counts centuries."""
