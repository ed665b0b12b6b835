"""Whether somebody has looked at the colours of a work as they are.

An approval names the colours that it is of by a digest of all that decides them. It holds while that is the same: a
changed label leaves it alone, another photograph, hint or framing does not, nor do other weights.
"""

from __future__ import annotations

import hashlib
import json

from gallery.manifest.colorizer import Colorizer
from gallery.manifest.schema import Work

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
        "hints": [{**hint.place, "color": hint.color.lower(), "radius": hint.radius} for hint in work.hints],
        "protect": work.protect,
    }
    text = json.dumps(decides, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:LENGTH]


def holds(work: Work, colours: str) -> bool:
    """Whether ``work`` is approved with these ``colours``, or with whatever colours it has."""
    return work.approved is not None and work.approved.colours in (None, colours)
