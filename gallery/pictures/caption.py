"""A line of words at a film's beginning, where its mark stands afterwards: the same paper, ink and type."""

from __future__ import annotations

from PIL import Image, ImageDraw

from gallery.pictures.mark import Patch
from gallery.typography.style import INK, PAPER
from gallery.typography.typeface import typeface

_EM = 1 / 24
"""Of the picture's height,"""
_LEAST = 9.0
"""in pixels at least, as far as the width has room."""
_PAD = 0.5
"""Paper around the words, in em."""
_FINE = 4
"""Pixels drawn for each that is kept."""


def caption_patch(size: tuple[int, int], words: str, serif: str, corner: str = "lower-left") -> Patch:
    """The line for pictures of ``size`` (width, height, pixels); ``serif`` is the font file of its ``words``."""
    width, height = size
    face = typeface(serif)
    em = min(max(height * _EM, _LEAST), width / (face.width(words) + 2 * _PAD))
    wide = max(1, min(width, round((face.width(words) + 2 * _PAD) * em)))
    tall = max(1, min(height // 3, round((face.cap_height + 2 * _PAD) * em)))
    fine = Image.new("RGB", (wide * _FINE, tall * _FINE), PAPER)
    foot = (tall + face.cap_height * em) / 2
    left = (wide - face.width(words) * em) / 2
    face.draw(ImageDraw.Draw(fine), (left * _FINE, foot * _FINE), words, em * _FINE, INK)
    below, right = corner.startswith("lower"), corner.endswith("right")
    drawn = fine.resize((wide, tall), Image.Resampling.BOX)
    return Patch(width - wide if right else 0, height - tall if below else 0, drawn)
