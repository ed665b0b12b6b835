"""Whether somebody has looked at the colours of a work as they are.

An approval names the colours that it is of by a digest of all that decides them. It holds while that is the same: a
changed label leaves it alone, another photograph, hint or framing does not, nor do other weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from gallery.manifest.colorizer import Colorizer
from gallery.manifest.hints import Hint
from gallery.manifest.schema import Exhibit, Work
from gallery.manifest.text import Text
from gallery.words.texts import texts_in

LENGTH = 8
"""Hex digits of the digest: it tells changes of one work from one another, and stands where people read it."""


def colours_of(work: Work, colorizer: Colorizer, master: str, weights: str) -> str:
    """The digest of what decides the colours of ``work``: ``master`` and ``weights`` are SHA-256 of its photograph and
    of the network."""
    vividness = work.vividness if work.vividness is not None else colorizer.vividness
    decides = {
        "master": master,
        "weights": weights,
        "rotate": work.rotate,
        "crop": work.crop,
        "vividness": vividness,
        "hints": [_decides(hint) for hint in work.hints],
        "protect": work.protect,
    }
    text = json.dumps(decides, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:LENGTH]


def _decides(hint: Hint) -> dict[str, Any]:
    """What of a hint decides colours; ``span``, seconds, of a film's alone."""
    span = {} if hint.span is None else {"span": hint.span}
    return {**hint.place, "color": hint.color.lower(), "radius": hint.radius, **span}


def holds(work: Work, colours: str) -> bool:
    """Whether ``work`` is approved with these ``colours``, or with whatever colours it has."""
    return work.approved is not None and work.approved.colours in (None, colours)


@dataclass(frozen=True)
class Approved:
    """The approval of a work, compared with the colours that it has."""

    date: str
    """YYYY-MM-DD."""
    valid: bool
    """Whether the colours are the ones that were approved."""
    names_colours: bool
    """Whether it says which ones those were; else it is of whatever they are."""
    colours: str
    """Digest of the colours that the work has."""


def approvals_of(exhibit: Exhibit, masters: Mapping[str, str], weights: str) -> dict[str, Approved]:
    """The approvals of works that are colorized, by id. ``masters`` are the SHA-256 of their photographs, by id, as far
    as they are known, ``weights`` that of the network."""
    found = {}
    for work in exhibit.works:
        if work.approved is not None and work.colorize and work.id in masters:
            colours = colours_of(work, exhibit.colorizer, masters[work.id], weights)
            named = work.approved.colours is not None
            found[work.id] = Approved(work.approved.date, holds(work, colours), named, colours)
    return found


def unapproved(exhibit: Exhibit, approvals: Mapping[str, Approved]) -> list[str]:
    """Ids of the works that are colorized though nobody has approved their colours as they are."""
    return [
        work.id for work in exhibit.works if work.colorize and not (work.id in approvals and approvals[work.id].valid)
    ]


def without_colours(exhibit: Exhibit, works: Collection[str]) -> Exhibit:
    """``exhibit`` with these works shown as they are, for the reason that nobody has looked at their colours."""
    words = {tongue: texts_in(tongue)("label.not_approved") for tongue in exhibit.languages}
    grey = {"colorize": False, "reason": Text(words), "hints": (), "protect": ()}
    rooms = tuple(
        room.model_copy(
            update={"works": tuple(work.model_copy(update=grey) if work.id in works else work for work in room.works)}
        )
        for room in exhibit.rooms
    )
    return exhibit.model_copy(update={"rooms": rooms})
