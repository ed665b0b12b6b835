"""A contact sheet: every work small, the original first, with its number and title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.files import whole
from gallery.pictures.containers import with_xmp
from gallery.pictures.metadata import fitting_packet
from gallery.pictures.packets import COLOUR as PACKET
from gallery.pictures.packets import packets_id
from gallery.printing.pdf import pdf
from gallery.printing.sheet import POINTS, PlacedPicture, Sheet
from gallery.publish.cards.labels import A4, WHITE
from gallery.publish.cards.pictures import COLOUR, ORIGINAL
from gallery.tasks import Inputs
from gallery.typography.fonts import FontFiles
from gallery.typography.lines import missing_characters, wrap
from gallery.typography.setting import SetLine, aligned
from gallery.typography.style import INK, MUTED
from gallery.typography.typeface import typeface

CONTACT_SHEET = "contact-sheet.pdf"

_ACROSS, _DOWN = 3, 5
_MARGIN, _GAP = 15.0, 8.0
"""Millimetres, as all here."""
_HEAD, _FOOT = 16.0, 10.0
_PAIR_GAP = 1.5
_LINES = 2
"""Of a title; a longer one ends in an ellipsis."""
_TYPE, _LEADING, _TITLE = 9 / POINTS, 11 / POINTS, 14 / POINTS


def contact_sheet_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``contact-sheet.pdf`` of the works in ``parameters``."""
    works, pictures = parameters["works"], {}
    for work in works:
        folder, packets = inputs[f"cards/pictures/{work['id']}"], inputs[packets_id(work["id"])]
        pictures[f"{work['id']}/original"] = (folder / ORIGINAL).read_bytes()
        if work["colorized"]:
            packet = (packets / PACKET).read_bytes()
            pictures[f"{work['id']}/colour"] = with_xmp((folder / COLOUR).read_bytes(), packet)
    fonts = FontFiles.inside(inputs["fonts"])
    drawn = list(sheets(works, {name: _proportions(data) for name, data in pictures.items()}, parameters, fonts))
    title, language = parameters["title"], parameters["language"]
    packet = fitting_packet(_said(parameters), language, "the contact sheet")
    with whole(out / CONTACT_SHEET) as draft:
        draft.write_bytes(pdf(drawn, pictures, title=title, language=language, packet=packet))


def sheets(
    works: Sequence[Mapping[str, Any]], proportions: Mapping[str, float], about: Mapping[str, Any], fonts: FontFiles
) -> Iterator[Sheet]:
    """A4 with fifteen works each; ``proportions`` are width over height of each picture, by ``<work>/<version>``."""
    a_page = _ACROSS * _DOWN
    pages = -(-len(works) // a_page)
    for page in range(pages):
        hung: list[PlacedPicture] = []
        lines = list(_frame(about, f"{page + 1} / {pages}", fonts))
        for at, work in enumerate(works[page * a_page : (page + 1) * a_page]):
            left = _MARGIN + at % _ACROSS * (_cell()[0] + _GAP)
            top = _MARGIN + _HEAD + at // _ACROSS * (_cell()[1] + _GAP)
            placed = list(_pair(work, left, top, proportions))
            hung += placed
            lines += _titled(work, left, max(each.top + each.height for each in placed), fonts)
        yield Sheet(*A4, 1.0, WHITE, tuple(hung), tuple(lines))


def _cell() -> tuple[float, float]:
    """Width and height of a work's place."""
    width = (A4[0] - 2 * _MARGIN - (_ACROSS - 1) * _GAP) / _ACROSS
    return width, (A4[1] - 2 * _MARGIN - _HEAD - _FOOT - (_DOWN - 1) * _GAP) / _DOWN


def _pair(
    work: Mapping[str, Any], left: float, top: float, proportions: Mapping[str, float]
) -> Iterator[PlacedPicture]:
    names = [
        f"{work['id']}/{version}" for version in ("original", "colour") if f"{work['id']}/{version}" in proportions
    ]
    widest = (_cell()[0] - _PAIR_GAP) / 2
    tallest = _cell()[1] - (_LINES + 0.5) * _LEADING
    for at, name in enumerate(names):
        width = min(widest, tallest * proportions[name])
        yield PlacedPicture(name, left + at * (width + _PAIR_GAP), top, width, width / proportions[name], work["alt"])


def _titled(work: Mapping[str, Any], left: float, under: float, fonts: FontFiles) -> Iterator[SetLine]:
    face = typeface(fonts.serif)
    title = work["title"] if _settable(work["title"], fonts.serif) else ""
    lines = wrap(f"{work['number']}\u2002{title}", face, _cell()[0] / _TYPE)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], f"{lines[_LINES - 1].rstrip('.,;: ')}…"]
    for number, line in enumerate(lines, start=1):
        baseline = under + 0.2 * _LEADING + number * _LEADING
        yield aligned(SetLine(line, fonts.serif, _TYPE, INK, left, baseline), _cell()[0])


def _frame(about: Mapping[str, Any], page: str, fonts: FontFiles) -> Iterator[SetLine]:
    """The exhibition's name above, the notice and the page's number below."""
    width = A4[0] - 2 * _MARGIN
    if _settable(about["title"], fonts.serif_semibold):
        line = wrap(about["title"], typeface(fonts.serif_semibold), width / _TITLE)[0]
        yield aligned(SetLine(line, fonts.serif_semibold, _TITLE, INK, _MARGIN, _MARGIN + _TITLE * 0.7), width)
    if _settable(about["curator"], fonts.serif):
        line = wrap(about["curator"], typeface(fonts.serif), width / _TYPE)[0]
        baseline = _MARGIN + _TITLE * 0.7 + 1.4 * _LEADING
        yield aligned(SetLine(line, fonts.serif, _TYPE, MUTED, _MARGIN, baseline), width)
    foot = A4[1] - _MARGIN
    number = typeface(fonts.serif).width(page) * _TYPE
    yield SetLine(page, fonts.serif, _TYPE, MUTED, A4[0] - _MARGIN - number, foot)
    if about["notice"]:
        (line, *_) = wrap(about["notice"], typeface(fonts.serif), (width - number - _GAP) / _TYPE)
        yield aligned(SetLine(line, fonts.serif, _TYPE, INK, _MARGIN, foot), width - number - _GAP)


def _said(about: Mapping[str, Any]) -> dict[str, str]:
    said = {
        "title": about["title"],
        "description": about["notice"],
        "digital_source_type": about["digital_source_type"],
    }
    return {name: text for name, text in said.items() if text}


def _settable(text: str, font: str) -> bool:
    return not missing_characters(text, font)


def _proportions(jpeg: bytes) -> float:
    with Image.open(BytesIO(jpeg)) as image:
        width, height = image.size
    return float(width / height)
