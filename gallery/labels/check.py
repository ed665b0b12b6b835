"""Labels that cannot be set on a panel, found from the manifest alone: before any photograph is opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gallery.labels.arrangement import UNITS
from gallery.labels.label import label_of
from gallery.labels.tombstone import label_faults
from gallery.manifest.positions import Keys
from gallery.manifest.reader import Manifest
from gallery.manifest.schema import Exhibit, Work
from gallery.manifest.text import Text
from gallery.problems import Problem
from gallery.typography.fonts import FontFiles
from gallery.typography.lines import font_faults, font_files


def label_problems(manifest: Manifest, verdicts: Path | None = None) -> list[Problem]:
    """Every text of a panel that cannot be set, at its place; ``[]`` if the exhibit wants no panels and no cards.

    Codes: ``font`` (a font file that cannot be used), ``missing-characters``,
    ``undrawable-characters``, ``label-too-long``. ``verdicts`` is where
    :func:`gallery.typography.font_check.font_problem` remembers its answers. The notice is blamed on the exhibit's own
    wording, or on the work's reason.
    """
    exhibit = manifest.exhibit
    if faults := font_faults(exhibit.fonts, manifest.folder, verdicts):
        return [manifest.placed(keys, problem) for keys, problem in faults]
    fonts = font_files(exhibit.fonts, manifest.folder, verdicts)
    if not (exhibit.publications.panels.enabled or exhibit.publications.cards.enabled):
        return []
    found = (problem for keys, work in works_with_keys(exhibit) for problem in _of_work(manifest, fonts, keys, work))
    return list(dict.fromkeys(found))


def works_with_keys(exhibit: Exhibit) -> Iterator[tuple[Keys, Work]]:
    """Every work in hanging order, with the keys that lead to it in the manifest."""
    for at, room in enumerate(exhibit.rooms):
        for number, work in enumerate(room.works):
            yield ("rooms", at, "works", number), work


def _of_work(manifest: Manifest, fonts: FontFiles, keys: Keys, work: Work) -> Iterator[Problem]:
    label = label_of(work, manifest.exhibit, 1)
    wide, tall = manifest.exhibit.publications.panels.centimetres
    for field, problem in label_faults(label, fonts, None if tall is None else tall / wide * UNITS):
        yield manifest.placed(place_of(manifest.exhibit, keys, work, field), problem)


def place_of(exhibit: Exhibit, keys: Keys, work: Work, field: str) -> Keys:
    """Keys of the string that a label shows for ``field`` of ``work``."""
    if field == "notice":
        return "colorizer", "notice", *_shown(exhibit.colorizer.notice, exhibit.language)
    text = getattr(work, field)
    return *keys, field, *(_shown(text, exhibit.language) if isinstance(text, Text) else ())


def _shown(text: Text | None, language: str) -> tuple[str, ...]:
    if text is None:
        return ()
    shown = text.pick(language)
    return next(where for where, string in text.strings() if string == shown)
