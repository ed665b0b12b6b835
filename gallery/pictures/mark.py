"""The mark in a corner of a picture whose colours are inferred: small, quiet, and part of the picture.

The paper comes in at the corner with a word or two in the label's type. It takes at most a sixth of the picture's width
and can be read where the picture is 250 pixels wide; words too long for that give way to the two letters that stand for
them (AI, KI, IA), and so they do wherever the words stand beside the picture anyway, as on a panel.

:func:`patch` draws it for all: pictures that stand in memory (:func:`mark_inferred`) and those painted strip by strip.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw

from gallery.typography.style import INK, PAPER
from gallery.typography.typeface import typeface

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_WIDTH = 1 / 6
"""Of the picture's width, at most."""
_MOST_HEIGHT = 1 / 4
"""Of its height, for panoramas."""
_LEGIBLE = 8 / 250
"""Least em of words, as a fraction of the picture's width; it follows that capitals are 5 pixels tall at 250."""
_ICON = 10 / 250
"""Em of the letters, likewise: they need not be as large as they may."""
_PAD = 0.32
"""Paper around the words, in em."""
_FINE = 4
"""Pixels drawn for each that is kept, so that small letters stand where they should."""


@dataclass(frozen=True)
class Mark:
    """What the mark of a work says, and where."""

    words: str
    icon: str
    corner: str = "lower-left"
    form: str | None = None
    """``words`` or ``icon``; None: words on a picture that stands alone, else the icon."""

    def to_json(self) -> dict[str, Any]:
        """The mark as plain JSON values, for the parameters of a task."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Mark:
        """The mark that :meth:`to_json` gave."""
        return cls(**values)


@dataclass(frozen=True)
class Patch:
    """The mark as drawn for one picture."""

    left: int
    top: int
    image: Image.Image
    """RGB; its place is counted in pixels from the picture's upper left."""

    def lies_in(self, rows: slice) -> bool:
        """Whether any of it lies in those rows of the picture."""
        foot = self.top + self.image.height
        return bool(max(rows.start, self.top) < min(rows.stop, foot))

    def lay_over(self, part: NDArray[np.uint8], rows: slice) -> None:
        """Put into the strip ``part`` (R, W, 3 or 4) of the picture's ``rows`` whatever of the mark lies in them."""
        import numpy as np

        pixels = np.asarray(self.image)
        first, last = max(rows.start, self.top), min(rows.stop, self.top + len(pixels))
        if first < last:
            across = slice(self.left, self.left + pixels.shape[1])
            part[first - rows.start : last - rows.start, across, :3] = pixels[first - self.top : last - self.top]


def mark_inferred(image: Image.Image, mark: Mark, serif: str, *, beside: float | None = None) -> Image.Image:
    """``image`` (RGB) with the mark in its corner; its size stays, ``image`` itself too. See :func:`patch`."""
    marked = image.copy()
    drawn = patch(image.size, mark, serif, beside=beside)
    marked.paste(drawn.image, (drawn.left, drawn.top))
    return marked


def patch(size: tuple[int, int], mark: Mark, serif: str, *, beside: float | None = None) -> Patch:
    """The mark for a picture of ``size`` (width, height, pixels); ``serif`` is the font file of its words.

    ``beside`` is the em, in pixels, of the title of a label that says the words beside the picture: the mark is no
    larger.
    """
    width, height = size
    text, em = _fitted(size, mark, serif, beside)
    face = typeface(serif)
    wide = max(1, min(int(width * MOST_WIDTH), round((face.width(text) + 2 * _PAD) * em)))
    tall = max(1, min(int(height * _MOST_HEIGHT), round((face.cap_height + 2 * _PAD) * em)))
    fine = Image.new("RGB", (wide * _FINE, tall * _FINE), PAPER)
    middle = (tall + face.cap_height * em) / 2  # the capitals' foot, so that they stand in the middle
    left = (wide - face.width(text) * em) / 2
    face.draw(ImageDraw.Draw(fine), (left * _FINE, middle * _FINE), text, em * _FINE, INK)
    below, right = mark.corner.startswith("lower"), mark.corner.endswith("right")
    drawn = fine.resize((wide, tall), Image.Resampling.BOX)
    return Patch(width - wide if right else 0, height - tall if below else 0, drawn)


_DRAWN = 400
"""Em, in pixels, at which :func:`drawn` draws."""


def drawn(mark: Mark, serif: str) -> dict[str, Any]:
    """The mark for a program that fits it to a picture as :func:`patch` does: plain JSON, with what it says as PNG.

    Widths and heights are in em, with the paper around.
    """
    face = typeface(serif)
    forms = {}
    for form, text in (("words", mark.words), ("icon", mark.icon)):
        wide, tall = face.width(text) + 2 * _PAD, face.cap_height + 2 * _PAD
        image = Image.new("RGB", (round(wide * _DRAWN), round(tall * _DRAWN)), PAPER)
        foot = (_PAD + face.cap_height) * _DRAWN
        face.draw(ImageDraw.Draw(image), (_PAD * _DRAWN, foot), text, float(_DRAWN), INK)
        file = io.BytesIO()
        image.quantize(16).save(file, "PNG", optimize=True)
        forms[form] = {"width": wide, "height": tall, "png": base64.b64encode(file.getvalue()).decode("ascii")}
    limits = {"width": MOST_WIDTH, "height": _MOST_HEIGHT, "legible": _LEGIBLE, "icon": _ICON}
    return {"corner": mark.corner, "form": mark.form or "words", "forms": forms, "most": limits}


def _fitted(size: tuple[int, int], mark: Mark, serif: str, beside: float | None) -> tuple[str, float]:
    """What is written on a picture of ``size``, and the em of it in pixels."""
    width, height = size
    face = typeface(serif)
    most = min(_MOST_HEIGHT * height / (face.cap_height + 2 * _PAD), beside or width)
    of_words, of_icon = (MOST_WIDTH * width / (face.width(text) + 2 * _PAD) for text in (mark.words, mark.icon))
    # Where it is not the width that leaves no room, the icon could be no larger than the words are.
    legible = of_words >= _LEGIBLE * width or of_words >= most
    if legible and (mark.form or ("words" if beside is None else "icon")) == "words":
        return mark.words, max(1.0, min(of_words, most))
    return mark.icon, max(1.0, min(of_icon, most, _ICON * width))
