"""Encoding the pictures of one work for the site. They know nothing of its label."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.pictures import addresses
from gallery.pictures.addresses import ladder
from gallery.pictures.encoding import encode_picture
from gallery.pictures.fitted import in_sizes
from gallery.pictures.images import versions
from gallery.pictures.veil import veil
from gallery.publish.site.steps.tiles import write_detail, write_largest, write_size
from gallery.tasks import Inputs

PICTURES, IMAGES = "pictures", "iiif"
"""Folders in the task's folder: what pages show, and the work's IIIF images."""

CONFIDENCE = "confidence.png"
"""In the first of them."""

_QUALITY = 82.4
"""Half a step of the quantizer above 82: what the quicker method of :mod:`gallery.pictures.encoding` gives away is so
shared by likeness and bytes. Against the slower one at 82 the pictures of 18 old prints are 0.28 dB (PSNR) and 0.0014
(SSIM of the lightness) less like the derivative, in 4.6 % more bytes."""
_AVIF_QUALITY = 64
"""At which the lightness of old photographs is no less like than in WebP (SSIM)."""
_WORTHWHILE = 0.95
"""A version is offered as AVIF if that takes less than this share of the bytes of WebP."""


def site_pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``pictures/`` and ``iiif/`` of the work named in ``parameters``; reads its derivatives only.

    Of each version every size is made once, and encoded in every kind.
    """
    derivatives = Derivatives.read(inputs[f"colorize/{parameters['work']}"])
    facts = derivatives.facts
    folder, images = out / PICTURES, out / IMAGES
    folder.mkdir()
    images.mkdir()  # libvips makes none for a pyramid
    for version, path in versions(derivatives).items():
        write_detail(path, images / version, (facts.width, facts.height), parameters["tiles"])
        for pixels in in_sizes(path, ladder(facts.width, facts.height)):
            image = Image.fromarray(pixels)
            encode_picture(image, folder / f"{version}-{image.width}.webp", quality=_QUALITY)
            if parameters["avif"]:
                encode_picture(image, folder / f"{version}-{image.width}.avif", quality=_AVIF_QUALITY)
            largest = write_size(image, images / version)
        write_largest(largest, images / version)
        if parameters["avif"]:
            _keep_if_smaller(folder, version)
    if facts.whole is not None and derivatives.whole is not None:
        for pixels in in_sizes(derivatives.whole, ladder(*facts.whole)):
            largest = write_size(Image.fromarray(pixels), images / addresses.WHOLE)
        write_largest(largest, images / addresses.WHOLE)
    if derivatives.confidence is not None:
        encode_picture(veil(derivatives.confidence), folder / CONFIDENCE)


def _keep_if_smaller(folder: Path, version: str) -> None:
    """Remove the AVIF pictures of a version unless they are smaller. All go or stay: a browser that takes AVIF sees
    no other size than those there are of it."""
    made, others = (sorted(folder.glob(f"{version}-*{kind}")) for kind in (".avif", ".webp"))
    if sum(path.stat().st_size for path in made) >= _WORTHWHILE * sum(path.stat().st_size for path in others):
        for path in made:
            path.unlink()
