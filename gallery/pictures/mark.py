"""The mark on a picture with inferred colours that is shown without its label beside it.

A platform of walkable rooms shows the picture alone, so the picture itself says what it is. As on a panel,
the paper comes in at the lower left corner with the words, in the label's type.
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from gallery.labels.tombstone import INK, PAPER
from gallery.typography.typeface import typeface

MARK = "AI colour"
"""The words on the picture whose colours are inferred."""

_SIZE = 0.056
"""Em of the mark as a fraction of the picture's width: 14 pixels when the picture is 250 pixels wide."""
_MOST_HEIGHT = 0.4
"""Em as a fraction of the picture's height at most, for panoramas."""
_PAD = 0.32
"""Paper around the words, in em."""


def mark_inferred(image: Image.Image, serif: str) -> Image.Image:
    """``image`` (RGB) with the mark in its lower left corner; the size stays, ``image`` itself too.

    ``serif`` is the font file of the words.
    """
    marked = image.copy()
    on = ImageDraw.Draw(marked)
    face = typeface(serif)
    em = min(_SIZE * image.width, _MOST_HEIGHT * image.height)
    wide = round((face.width(MARK) + 2 * _PAD) * em)
    tall = round((face.cap_height + 2 * _PAD) * em)
    on.rectangle((0, image.height - tall, wide, image.height), fill=PAPER)
    face.draw(on, (round(_PAD * em), round(image.height - _PAD * em)), MARK, em, INK)
    return marked
