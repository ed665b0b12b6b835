"""Scans that hang askew, as the studio shows them: what the page turns and cuts is the photograph made level.

What is published is straightened from the master (:mod:`gallery.photograph.straightening`); this is of the same part,
at the size of a screen.
"""

from __future__ import annotations

from PIL import Image

from gallery.photograph.straightening import inscribed


def levelled(picture: Image.Image, degrees: float) -> Image.Image:
    """``picture`` turned clockwise by ``degrees``, −45..45, and cut to the largest upright rectangle inside."""
    if not degrees:
        return picture
    turned = picture.rotate(-degrees, Image.Resampling.BICUBIC)
    width, height = inscribed(*picture.size, degrees)
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return turned.crop((left, top, left + width, top + height))
