"""Labels that fit no card, found from the manifest alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gallery.errors import LabelError
from gallery.labels.check import place_of, works_with_keys
from gallery.labels.label import Label, label_of
from gallery.manifest.reader import Manifest
from gallery.problems import Problem
from gallery.publication.profiles import Profile
from gallery.publish.cards.labels import fitting
from gallery.typography.lines import font_files


def card_problems(manifest: Manifest, _: Profile) -> Iterator[Problem]:
    """Every work whose label is too long for a card; code ``too-long-for-card``.

    What cannot be set at all is found where panels are looked at, and so is a font that cannot be used.
    """
    exhibit = manifest.exhibit
    cards = exhibit.publications.cards
    if not cards.enabled:
        return
    try:
        fonts = font_files(exhibit.fonts, manifest.folder)
    except LabelError:
        return
    for number, (keys, work) in enumerate(works_with_keys(exhibit), start=1):
        label = label_of(work, exhibit, number)
        if all(fitting(one, (cards.width * 10, cards.height * 10), fonts) for one in _exact(label)):
            continue
        said = f"the label does not fit on a card of {cards.width:g} × {cards.height:g} cm"
        problem = Problem(code="too-long-for-card", message=said, hint="shorten it, or make cards larger")
        yield manifest.placed(place_of(exhibit, keys, work, "title"), problem)


def _exact(label: Label) -> list[Label]:
    """``label`` as it may come to be worded, once its master has been opened."""
    return [label, *(replace(label, notice=notice) for notice in label.notices.values())]
