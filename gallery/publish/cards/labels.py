"""Label cards: the tombstone and the notice of each work on a card, several to a sheet, with marks to cut along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.errors import LabelError
from gallery.files import whole
from gallery.labels.arrangement import MEASURE_MIN
from gallery.labels.label import Label, exact
from gallery.labels.tombstone import Part, height, notice, placed, require_settable, scaled, tombstone
from gallery.printing.pdf import pdf
from gallery.printing.sheet import Rule, Sheet
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles
from gallery.typography.setting import SetLine
from gallery.typography.style import MUTED, SMALL
from gallery.typography.typeface import typeface

LABELS = "labels.pdf"

A4 = (210.0, 297.0)
"""Millimetres."""

WHITE = "#ffffff"
"""Cards are printed on paper of any colour."""

_EDGE = 5.0
"""Of a sheet, that no printer prints on; millimetres, as all here."""
_PAD = 0.07
"""Around the text, as a fraction of the card's width."""
_GAP = 6.0
"""Between cards, for the marks."""
_LEAST = 0.31
"""Millimetres to the unit, at least: text of 6 points."""
_ABOVE_NOTICE = 4.0
"""Units of the label."""
_MARK = 2.5
_MARK_OFF = 0.5


def labels_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``labels.pdf`` for the labels in ``parameters``, in hanging order."""
    fonts = FontFiles.inside(inputs["fonts"])
    planned = [Label.from_json(label) for label in parameters["labels"]]
    labels = [exact(label, Derivatives.read(inputs[f"colorize/{label.id}"]).facts) for label in planned]
    card = parameters["card"][0], parameters["card"][1]
    written = pdf(list(sheets(labels, card, fonts)), {}, title=parameters["title"], language=parameters["language"])
    with whole(out / LABELS) as draft:
        draft.write_bytes(written)


def sheets(labels: Sequence[Label], card: tuple[float, float], fonts: FontFiles) -> Iterator[Sheet]:
    """A4 with as many cards of that width and height (mm) as there is room for, upright or lying.

    All are set in one size of type, the largest at which nine in ten fit; the others in as large a one as fits. Raises
    LabelError for a label that cannot be set.
    """
    width, tall = max((A4, A4[::-1]), key=lambda page: _across(page[0], card[0]) * _across(page[1], card[1]))
    across, down = max(1, _across(width, card[0])), max(1, _across(tall, card[1]))
    left = (width - across * card[0] - (across - 1) * _GAP) / 2
    top = (tall - down * card[1] - (down - 1) * _GAP) / 2
    scales = [_required(label, card, fonts) for label in labels]
    usual = sorted(scales)[len(scales) // 10]
    for first in range(0, len(labels), across * down):
        lines: list[SetLine] = []
        rules: list[Rule] = []
        for at, label in enumerate(labels[first : first + across * down]):
            place = left + at % across * (card[0] + _GAP), top + at // across * (card[1] + _GAP)
            lines += _Card(label, card, fonts, min(usual, scales[first + at])).lines(place)
            rules += _marks(place, card)
        yield Sheet(width, tall, 1.0, WHITE, (), tuple(lines), tuple(rules))


def card_sheet(label: Label, size: tuple[float, float], fonts: FontFiles) -> Sheet:
    """One card of that width and height (mm) by itself, as it is cut out; LabelError where the label does not fit."""
    lines = _Card(label, size, fonts, _required(label, size, fonts)).lines((0.0, 0.0))
    return Sheet(*size, 1.0, WHITE, (), tuple(lines))


def _across(page: float, card: float) -> int:
    return int((page - 2 * _EDGE + _GAP) // (card + _GAP))


@dataclass(frozen=True)
class _Card:
    """One card: the tombstone above, notice and number at its foot."""

    label: Label
    size: tuple[float, float]
    fonts: FontFiles
    scale: float
    """Millimetres to the unit of the label."""

    @property
    def pad(self) -> float:
        return _PAD * self.size[0]

    @property
    def measure(self) -> float:
        return self.size[0] - 2 * self.pad

    @cached_property
    def stone(self) -> list[Part]:
        return scaled(tombstone(self.label, self.fonts), self.scale)

    @cached_property
    def about(self) -> list[Part]:
        return scaled(notice(self.label, self.fonts), self.scale)

    @property
    def number_width(self) -> float:
        return typeface(self.fonts.serif).width(str(self.label.number)) * SMALL * self.scale

    @property
    def about_measure(self) -> float:
        return self.measure - self.number_width - SMALL * self.scale

    @cached_property
    def foot(self) -> float:
        """Height of the notice."""
        return height(self.about, self.about_measure)

    def fits(self) -> bool:
        taken = height(self.stone, self.measure) + _ABOVE_NOTICE * self.scale + self.foot
        return taken <= self.size[1] - 2 * self.pad

    def lines(self, place: tuple[float, float]) -> Iterator[SetLine]:
        """Its lines, where its upper left is at ``place``."""
        left, top = place[0] + self.pad, place[1] + self.pad
        yield from placed(self.stone, (left, top), self.measure)
        said = list(placed(self.about, (left, place[1] + self.size[1] - self.pad - self.foot), self.about_measure))
        yield from said
        right = left + self.measure - self.number_width
        yield SetLine(str(self.label.number), self.fonts.serif, SMALL * self.scale, MUTED, right, said[-1].baseline)


def fitting(label: Label, size: tuple[float, float], fonts: FontFiles) -> float | None:
    """The largest scale (millimetres to the unit) at which ``label`` fits a card of ``size``; None if it fits none."""
    scale = size[0] * (1 - 2 * _PAD) / MEASURE_MIN
    while scale >= _LEAST:
        if _Card(label, size, fonts, scale).fits():
            return scale
        scale *= 0.95
    return None


def _required(label: Label, size: tuple[float, float], fonts: FontFiles) -> float:
    require_settable(label, fonts)
    scale = fitting(label, size, fonts)
    if scale is None:
        said = f"work {label.id}: the label does not fit on a card of {size[0] / 10:g} × {size[1] / 10:g} cm"
        raise LabelError(said, "shorten it, or make cards larger")
    return scale


def _marks(place: tuple[float, float], card: tuple[float, float]) -> Iterator[Rule]:
    """Two short lines at each corner of a card, just outside it."""
    for x, outward in ((place[0], -1), (place[0] + card[0], 1)):
        for y, downward in ((place[1], -1), (place[1] + card[1], 1)):
            near, far = _MARK_OFF, _MARK_OFF + _MARK
            yield Rule((x + outward * near, y), (x + outward * far, y), 0.09, MUTED)
            yield Rule((x, y + downward * near), (x, y + downward * far), 0.09, MUTED)
