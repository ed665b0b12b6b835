"""A label as it will be printed, with changes that nobody has saved, and without what is not written yet."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from gallery.derivatives import Facts
from gallery.errors import GalleryError
from gallery.labels.label import exact, label_of
from gallery.manifest.dates import edtf
from gallery.manifest.everyday_dates import suggestion
from gallery.manifest.mending import read_mended
from gallery.manifest.reader import read_draft
from gallery.manifest.rights import USUAL, rights_label
from gallery.manifest.schema import Exhibit, Work
from gallery.manifest.unfinished import is_todo
from gallery.printing.raster import drawn
from gallery.printing.sheet import INCH
from gallery.problems import Problem
from gallery.publish.cards.labels import card_sheet
from gallery.studio.clerk import Case, changed_text
from gallery.studio.described import UNWRITTEN, language_in, normal, works_of
from gallery.typography.lines import font_files
from gallery.words.dates import readable

DPI = 200
"""Pixels to the inch: a card of 15 cm is 1,181 pixels across."""

FONTS = "fonts"


def label_picture(case: Case, text: str, changes: Any, asked: tuple[str, str], facts: Facts | None) -> bytes:
    """The card of a work as PNG. ``asked`` is the work's id and the language.

    Raises GalleryError where there is no such work, and LabelError where its label cannot be set.
    """
    made = changed_text(case, text, changes)
    tree, draft = read_mended(made.removeprefix("\ufeff"), case.name), read_draft(case.manifest, made)
    found = [(number, keys) for number, (keys, one) in enumerate(works_of(tree), start=1) if str(one["id"]) == asked[0]]
    if not found:
        raise GalleryError(Problem(code="no-such-work", message=f"there is no work {asked[0]!r}"))
    number, keys = found[0]
    work = written_work(normal(tree, keys, (Work,), language_in(tree)))
    bare = {"title": "…", "curator": "…", "statement": "…", "language": language_in(tree)}
    exhibit = Exhibit.model_validate({**bare, "rooms": [{"title": "…", "works": [work]}]})
    exhibit = exhibit.model_copy(update={"colorizer": draft.colorizer})
    label = label_of(work, exhibit, number, asked[1])
    if is_unwritten(tree.at((*keys, "rights"))):
        label = replace(label, rights_label=UNWRITTEN["title"])  # none is better than one that nobody chose
    cards = draft.publications.cards
    sheet = card_sheet(
        exact(label, facts) if facts else label,
        (cards.width * 10, cards.height * 10),
        font_files(draft.fonts, case.manifest.parent, case.options.cache / FONTS),
    )
    size = round(sheet.width / INCH * DPI), round(sheet.height / INCH * DPI)
    file = io.BytesIO()
    drawn(sheet, size, {}).save(file, "PNG")
    return file.getvalue()


def written_work(fields: Mapping[str, Any]) -> Work:
    """The work of these fields, without what is unfinished or wrong. Raises GalleryError where nothing helps."""
    known: dict[str, Any] = UNWRITTEN | {name: one for name, one in _finished(fields).items() if one not in (None, {})}
    if known.get("colorize", True) is not False:
        known.pop("reason")
    for _ in range(2):
        try:
            return Work.model_validate(known)
        except ValidationError as error:
            for name in {str(one["loc"][0]) for one in error.errors(include_url=False) if one["loc"]}:
                known.pop(name, None)
                known |= {name: UNWRITTEN[name]} if name in UNWRITTEN else {}
    raise GalleryError(Problem(code="no-label", message="this work's label cannot be shown; mend its problems first"))


def is_unwritten(value: Any) -> bool:
    """Whether nothing stands there yet."""
    return value is None or is_todo(value)


def _finished(value: Any) -> Any:
    """``value`` without what is still to be written."""
    if isinstance(value, dict):
        return {name: _finished(one) for name, one in value.items() if not is_todo(one)}
    return [_finished(one) for one in value] if isinstance(value, list) else value


def date_in_words(words: str, language: str) -> dict[str, str]:
    """The EDTF form of a date in words, and how a label reads; or what is wrong with it."""
    form = suggestion(words) or words.strip()
    try:
        return {"edtf": edtf(form), "reads": readable(edtf(form), language)}
    except ValueError as error:
        return {"problem": str(error)}


def usual_rights(language: str) -> list[dict[str, str]]:
    """The statements and licences that a work's rights usually are."""
    return [{"uri": uri, "label": rights_label(uri, language)} for uri in USUAL]
