"""The veil of confidence: the stronger its tint, the less certain the network is of the colours beneath.

It has five steps, so that it can be read against a legend.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

TINT = (43, 63, 176)
"""Colour of the veil, sRGB: a blue that no print of the period has by itself."""

VEILS = (0.62, 0.46, 0.31, 0.15, 0.0)
"""Opacity of the veil's five steps, from confidence under 20 % to 80 % and more. The photograph is seen through all."""


def veil(confidence: Path) -> Image.Image:
    """The veil of the confidence in the file (8-bit grey, 255 = certain), as large as that is: a palette of the five
    steps, with their opacity. A file of it is two thirds of one in RGBA."""
    import numpy as np  # slow to import for who only plans

    with Image.open(confidence) as opened:
        certain = np.asarray(opened.convert("L"), dtype=np.uint16)
    step = np.minimum(certain * len(VEILS) // 255, len(VEILS) - 1)
    made = Image.fromarray(step.astype(np.uint8)).convert("P")
    made.putpalette(TINT * len(VEILS))
    made.info["transparency"] = bytes(round(opacity * 255) for opacity in VEILS)
    return made


def veiled(photograph: Image.Image, over: Image.Image) -> Image.Image:
    """``photograph`` (RGB, as large as the veil) seen through the veil ``over``, RGB."""
    return Image.alpha_composite(photograph.convert("RGBA"), over.convert("RGBA")).convert("RGB")
