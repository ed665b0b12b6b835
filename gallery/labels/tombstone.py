"""The label of a panel, typeset: the tombstone, and what is said about the colours.

Sizes are in units of :mod:`gallery.labels.arrangement`, so that lines break alike at every width.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PIL import ImageDraw

from gallery.derivatives import Facts
from gallery.errors import LabelError
from gallery.labels.arrangement import ABOUT_MIN, LABEL_GAP, LABEL_ROOM, MARGIN, MEASURE_MIN
from gallery.labels.label import Label
from gallery.manifest.schema import Exhibit
from gallery.problems import Problem
from gallery.typography.directions import RIGHT_TO_LEFT_MARK, base_level, has_direction
from gallery.typography.fonts import FontFiles
from gallery.typography.lines import missing_characters, named, settable, wrap
from gallery.typography.setting import SetLine, aligned
from gallery.typography.shaping import needs_shaping
from gallery.typography.style import BODY, INK, MUTED, SMALL, TITLE
from gallery.typography.typeface import typeface
from gallery.words.texts import texts_in

LEAST_SCALE = 0.7
"""By which a long label is made smaller, at most, on a sheet whose height is given."""

_LONG_TITLE = 120
"""Characters from which a title is set in the size of the text."""

_TALLEST_LABEL = 400.0
"""Height that tombstone and notice may take in the narrowest column: room for creator, title, medium and credit at the
longest that a manifest may hold."""


_SMALL_PRINT = 30.0
"""What :func:`small_print` takes at most."""


_CLEAR, _DESCENT = 0.06, 0.35
"""In em: between the ink of two lines at least; how far below its line every leading has room for letters."""


@dataclass(frozen=True)
class Part:
    """One text of a label in its type."""

    field: str
    """Its name in the manifest."""
    text: str
    font: str
    """Path of the font file."""
    size: float
    leading: float
    """From baseline to baseline."""
    above: float
    """Space before it."""
    ink: str = INK
    balanced: bool = False

    def lines(self, measure: float) -> tuple[str, ...]:
        """The text broken for a column ``measure`` wide (units)."""
        return _lines(self.text, self.font, measure / self.size, self.balanced)


@lru_cache(maxsize=256)
def _lines(text: str, font: str, measure: float, balanced: bool) -> tuple[str, ...]:
    """Broken once for all works that say the same, as most notices and rights do."""
    return tuple(wrap(text, typeface(font), measure, balanced=balanced))


def tombstone(label: Label, fonts: FontFiles) -> list[Part]:
    """Creator; title and date; place; medium and dimensions; credit, lender, inventory number; rights: each that is
    given, in its type."""
    size = TITLE if len(label.title) < _LONG_TITLE else BODY
    about_original = [
        ("medium" if label.medium else "dimensions", label.material),
        ("credit", label.credit),
        ("lender", label.loan),
        ("inventory_number", label.inventory),
    ]
    given = (
        Part("creator", label.creator or "", fonts.serif, BODY, 9.5, 0),
        Part("title", label.title, fonts.serif_semibold, size, size * 1.22, 2.5, balanced=size == TITLE),
        Part("date", label.date or "", fonts.serif, BODY, 9.5, 2.0),
        Part("place", label.place or "", fonts.serif, BODY, 9.5, 0.5 if label.date else 2.0),
        *_together(about_original, fonts),
        Part("rights", label.rights_label, fonts.serif, SMALL, 7.5, 4.0, MUTED),
    )
    return roomy(_running([part for part in given if part.text], label.title))


def _running(parts: Iterable[Part], title: str) -> Iterator[Part]:
    """``parts``, those without a direction of their own, as a year has none, in that of the ``title``."""
    for part in parts:
        mark = "" if has_direction(part.text) or not base_level(title) else RIGHT_TO_LEFT_MARK
        yield replace(part, text=mark + part.text)


def roomy(parts: Iterable[Part]) -> list[Part]:
    """``parts`` with room for letters that reach far above and below their line, as some scripts have them."""
    made: list[Part] = []
    hung = 0.0
    for part in parts:
        above, below = (part.size * reach for reach in typeface(part.font).reach(settable(part.text)))
        leading = max(part.leading, above + below + _CLEAR * part.size if above else 0.0)
        made.append(replace(part, leading=leading, above=part.above + hung))
        hung = max(0.0, below - _DESCENT * part.size)
    return made


def _together(lines: Iterable[tuple[str, str | None]], fonts: FontFiles) -> Iterator[Part]:
    """Those of ``lines`` (field, text) that are given, as a group with some space before it."""
    above = 5.0
    for field, text in lines:
        if text:
            yield Part(field, text, fonts.serif, BODY, 9.5, above)
            above = 0.5


def notice(label: Label, fonts: FontFiles) -> list[Part]:
    """The notice, or the reason why there is no colour, in the label's own type."""
    field = "notice" if label.colorized else "reason"
    return roomy([Part(field, label.notice, fonts.serif, BODY, 9.5, 0, balanced=True)])


def small_print_words(exhibit: Exhibit) -> dict[str, str]:
    """The sentences of :func:`small_print` in the language of ``exhibit``, with their placeholders, as plain JSON for
    the parameters of a task; none where the exhibit wants no technical lines."""
    return small_print_in(exhibit.language) if exhibit.labels.technical else {}


def small_print_in(language: str) -> dict[str, str]:
    """The same where there is no exhibit."""
    words = texts_in(language)
    return {name: words(f"label.{name}") for name in ("confidence", "weights", "enlarged", "decimal_point")}


def small_print(words: Mapping[str, str], facts: Facts, enlargement: float, fonts: FontFiles) -> list[Part]:
    """What helps to trust, in ``words`` (:func:`small_print_words`): confidence, weights, enlargement. Nothing where
    there are none; the notice stays in any case (:func:`notice`)."""
    sentences = []
    if words and facts.colorized and facts.confidence_mean is not None:
        sentences.append(words["confidence"].format(share=round(facts.confidence_mean * 100)))
    if words and facts.colorized and facts.weights is not None:
        dated = f", {facts.weights_date}" if facts.weights_date else ""
        sha = f" (SHA-256\u00a0{facts.weights_sha256[:12]}…)" if facts.weights_sha256 else ""
        sentences.append(words["weights"].format(weights=f"{facts.weights}{dated}{sha}"))
    if words and enlargement > 1.05:
        factor = f"{enlargement:.1f}".replace(".", words["decimal_point"])
        sentences.append(words["enlarged"].format(factor=factor, width=facts.width, height=facts.height))
    text = " ".join(sentences)
    return [Part("facts", text, fonts.serif, SMALL, 7.5, 4.5, MUTED)] if text else []


def scaled(parts: Sequence[Part], scale: float) -> list[Part]:
    """``parts`` in smaller type."""
    return [
        replace(part, size=part.size * scale, leading=part.leading * scale, above=part.above * scale) for part in parts
    ]


def height(parts: Sequence[Part], measure: float) -> float:
    """Height of ``parts`` in a column, from the top of the first line to under the last."""
    return sum((part.above if at else 0) + len(part.lines(measure)) * part.leading for at, part in enumerate(parts))


def placed(parts: Sequence[Part], at: tuple[float, float], measure: float) -> Iterator[SetLine]:
    """The lines of ``parts`` in a column whose upper left is ``at`` (units).

    The first line's capitals, or what reaches higher, stand against the column's top. Lines that run from right to left
    begin at its right.
    """
    y = at[1]
    for number, part in enumerate(parts):
        y += part.above if number else _rise(part) - part.leading
        for line in part.lines(measure):
            y += part.leading
            yield aligned(SetLine(line, part.font, part.size, part.ink, at[0], y), measure)


def _rise(part: Part) -> float:
    """From the top of a column to the first baseline: the height of capitals, or of what reaches higher."""
    face = typeface(part.font)
    return max(face.cap_height, face.reach(settable(part.text))[0]) * part.size


def draw(parts: Sequence[Part], on: ImageDraw.ImageDraw, at: tuple[float, float], measure: float, unit: float) -> None:
    """Draw ``parts`` as :func:`placed` places them; ``unit`` is pixels to the unit."""
    for line in placed(parts, at, measure):
        place = line.left * unit, round(line.baseline * unit)
        typeface(line.font).draw(on, place, line.text, line.size * unit, line.ink)


def label_faults(label: Label, fonts: FontFiles, sheet: float | None = None) -> Iterator[tuple[str, Problem]]:
    """Everything that keeps ``label`` from being set, each under the field of the manifest to change.

    ``sheet`` is the height (units) of the panels; None where they are as tall as they need to be.
    """
    stone, about = tombstone(label, fonts), notice(label, fonts)
    parts = [*stone, *about]
    for part in parts:
        if missing := missing_characters(part.text, part.font):
            wrong = f"the font has no {_listed(missing)}"
            hint = f"name a font that has {'this script' if needs_shaping(missing) else 'it'} under 'fonts: serif:'"
            yield part.field, Problem(code="missing-characters", message=wrong, hint=hint)
        elif undrawable := typeface(part.font).undrawable(settable(part.text)):
            wrong = f"the font cannot draw {_listed(undrawable)}: it is damaged"
            hint = "name another under 'fonts: serif:'"
            yield part.field, Problem(code="undrawable-characters", message=wrong, hint=hint)
    heights = {part.field: len(part.lines(MEASURE_MIN)) * part.leading for part in parts}
    if (excess := _excess(stone, about, sheet)) > 0:
        longest = max(parts, key=lambda part: heights[part.field])
        lines = math.ceil(excess / longest.leading)
        wrong = f"the label does not fit on a panel: it is {lines} line{'s' if lines > 1 else ''} too long"
        hint = f"shorten the {longest.field}, its longest text ({len(longest.text)} characters)"
        yield longest.field, Problem(code="label-too-long", message=wrong, hint=hint)


def _excess(stone: Sequence[Part], about: Sequence[Part], sheet: float | None) -> float:
    """By how much (units) a label is too tall for its panel, however the pictures there stand."""
    if sheet is None:
        return height([*stone, *about], MEASURE_MIN) - _TALLEST_LABEL
    small = [scaled(parts, LEAST_SCALE) for parts in (stone, about)]
    left, right = height(small[0], MEASURE_MIN), height(small[1], ABOUT_MIN) + _SMALL_PRINT
    beside = left + right + 2 * LABEL_GAP
    return max(left - LABEL_ROOM, right - LABEL_ROOM, beside - (sheet - 2 * MARGIN)) / LEAST_SCALE


def require_settable(label: Label, fonts: FontFiles, sheet: float | None = None) -> None:
    """Raise LabelError with everything that keeps ``label`` from being set."""
    found = [
        replace(problem, code="", message=f"work {label.id}: {field}: {problem.message}")
        for field, problem in label_faults(label, fonts, sheet)
    ]
    if found:
        raise LabelError(found)


def _listed(characters: str) -> str:
    """The first five of ``characters`` by name, and how many more there are."""
    more = f" and {len(characters) - 5} more" if len(characters) > 5 else ""
    return named(characters[:5]) + more
