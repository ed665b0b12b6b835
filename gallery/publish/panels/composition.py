"""What stands where on a panel: photograph and colorization side by side, their captions, and the label.

The sheet is paper, the photographs are the only colour on it. The words of the mark stand under the picture with
inferred colours, as its caption; the mark itself is part of the picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gallery.derivatives import Derivatives
from gallery.errors import LabelError
from gallery.labels.arrangement import CAPTION, LABEL_GAP, MARGIN, UNITS, Arrangement, Format
from gallery.labels.label import Label, exact
from gallery.labels.tombstone import (
    LEAST_SCALE,
    Part,
    height,
    notice,
    placed,
    require_settable,
    scaled,
    small_print,
    tombstone,
)
from gallery.printing.sheet import PlacedPicture, Sheet
from gallery.publish.panels import pictures
from gallery.typography.fonts import FontFiles
from gallery.typography.setting import SetLine
from gallery.typography.style import MUTED, PAPER, SMALL

_CAPTION_FOOT = 3.5
"""From a caption's baseline to the end of its room."""
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, LEAST_SCALE)
"""By which a long label is made smaller on a sheet of a given height, until it fits."""


@dataclass(frozen=True)
class Columns:
    """Both columns of text, set."""

    stone: Sequence[Part]
    about: Sequence[Part]
    stone_top: float
    about_top: float
    bottom: float
    """Of everything on the sheet (units)."""


def compose(
    derivatives: Derivatives,
    label: Label,
    words: Mapping[str, Mapping[str, str]],
    fonts: FontFiles,
    *,
    sheet: Format,
    unit: float,
) -> Sheet:
    """The panel of a work.

    Args:
        words: ``captions``, what stands under each picture (``original``, ``original_grey``, ``grey``, ``colour``), and
            ``small_print`` (:func:`gallery.labels.tombstone.small_print_words`).
        unit: millimetres to the unit.

    Raises:
        LabelError: the label cannot be set.
    """
    label = exact(label, derivatives.facts)
    require_settable(label, fonts, sheet.height)
    where = pictures.placed(derivatives, sheet)
    columns = _columns(
        label, small_print(words["small_print"], derivatives.facts, where.enlargement, fonts), fonts, where, sheet
    )
    names = pictures.shown(derivatives)
    lines = [
        *_captions(names, where, words["captions"], fonts),
        *placed(columns.stone, (where.tombstone[0], columns.stone_top), where.tombstone[1]),
        *placed(columns.about, (where.about[0], columns.about_top), where.about[1]),
    ]
    hung = tuple(
        PlacedPicture(name, box.left, box.top, box.width, box.height, label.alt)
        for name, box in zip(names, where.pictures, strict=True)
    )
    tall = columns.bottom + MARGIN if sheet.height is None else sheet.height
    return Sheet(UNITS, tall, unit, PAPER, hung, tuple(lines))


def _captions(
    names: Mapping[str, object], where: Arrangement, captions: Mapping[str, str], fonts: FontFiles
) -> Iterator[SetLine]:
    for name, box in zip(names, where.pictures, strict=True):
        said = captions["original_grey" if name == "grey" and "original" not in names else name]
        yield SetLine(said, fonts.serif, SMALL, MUTED, box.left, box.bottom + CAPTION - _CAPTION_FOOT)


def _columns(label: Label, small: Sequence[Part], fonts: FontFiles, where: Arrangement, sheet: Format) -> Columns:
    """The columns of text, on a sheet of a given height no larger than there is room for."""
    stone = tombstone(label, fonts)
    about = [*notice(label, fonts), *small]
    for scale in _SCALES:
        found = _tops(scaled(stone, scale), scaled(about, scale), where)
        if sheet.height is None or found.bottom <= sheet.height - MARGIN:
            return found
    raise LabelError(f"work {label.id}: the label does not fit on its panel", "shorten it, or give panels more height")


def _tops(stone: Sequence[Part], about: Sequence[Part], where: Arrangement) -> Columns:
    stone_height, about_height = height(stone, where.tombstone[1]), height(about, where.about[1])
    below = where.pictures_bottom + CAPTION
    if not where.beside:
        top = below + LABEL_GAP
        return Columns(stone, about, top, top, top + max(stone_height, about_height))
    # Beside the pictures, the tombstone begins with them and the notice ends with them, or follows it.
    about_top = max(MARGIN + stone_height + 2 * LABEL_GAP, where.pictures_bottom - about_height)
    return Columns(stone, about, MARGIN, about_top, max(below, about_top + about_height))
