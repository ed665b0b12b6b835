"""The pictures of a work as IIIF images of level 0: which versions, in which sizes and tiles, and how that is said.

A level-0 image is a folder of files: nothing is computed when somebody asks. So every size and every tile that a
viewer may ask for has to be there, under exactly the numbers that it reckons with.

Source: IIIF Image API 3.0, sections 4.1 to 4.3 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gallery.derivatives import Derivatives
from gallery.pictures.addresses import TILE, ladder

INFO = "info.json"
"""The file that describes an image, in its folder."""

CONTEXT = "http://iiif.io/api/image/3/context.json"

Size = tuple[int, int]
"""Width and height in pixels."""


def versions(derivatives: Derivatives) -> dict[str, Path]:
    """The versions that are shown, the original first: name → file."""
    shown = {"original": derivatives.original}
    if derivatives.colour is not None:
        if derivatives.shows_three:
            shown["grey"] = derivatives.grey
        shown["colour"] = derivatives.colour
    return shown


def scale_factors(width: int, height: int) -> list[int]:
    """By what the tiles are reduced: 1, 2, 4 … until one tile holds the whole; none if one holds it at full size."""
    factors = [1]
    while max(width, height) > TILE * factors[-1]:
        factors.append(2 * factors[-1])
    return factors if len(factors) > 1 else []


def reduced(side: int, factor: int) -> int:
    """``side`` divided by a scale factor, in pixels: what is left over counts as one."""
    return -(-side // factor)


def whole_sizes(width: int, height: int) -> list[Size]:
    """Every size in which the whole picture is there: those of the site, and the smallest level of the tiles."""
    factors = scale_factors(width, height)
    least = [(reduced(width, factors[-1]), reduced(height, factors[-1]))] if factors else []
    return sorted({*ladder(width, height), *least})


def tile_names(width: int, height: int) -> Iterator[str]:
    """``{region}/{size}`` of every tile, in the canonical form of the Image API."""
    for factor in scale_factors(width, height):
        if reduced(width, factor) <= TILE and reduced(height, factor) <= TILE:
            yield f"full/{reduced(width, factor)},{reduced(height, factor)}"
            continue
        side = TILE * factor
        for top in range(0, height, side):
            for left in range(0, width, side):
                across, down = min(side, width - left), min(side, height - top)
                yield f"{left},{top},{across},{down}/{reduced(across, factor)},{reduced(down, factor)}"


def image_information(address: str, width: int, height: int, rights: str, *, tiled: bool = True) -> dict[str, Any]:
    """What ``info.json`` says of the image at ``address`` (without a slash), of that many pixels at full size.

    Where it is not ``tiled``, whole sizes are all there is.
    """
    factors = scale_factors(width, height) if tiled else []
    sizes = _told_sizes(width, height) if tiled else ladder(width, height)
    largest = ladder(width, height)[-1]
    told = single_size(address, width, height, rights)
    told["sizes"] = [{"width": across, "height": down} for across, down in sizes]
    if largest != (width, height):
        # Then full/max is smaller than the picture, which is allowed only under a limit that is told.
        told |= {"maxWidth": largest[0], "maxHeight": largest[1]}
    if factors:
        told["tiles"] = [{"width": TILE, "height": TILE, "scaleFactors": factors}]
    return told


def single_size(address: str, width: int, height: int, rights: str) -> dict[str, Any]:
    """What ``info.json`` says of an image that is there at full size only."""
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": width,
        "height": height,
        "sizes": [{"width": width, "height": height}],
        "rights": rights,
    }


def _told_sizes(width: int, height: int) -> list[Size]:
    """:func:`whole_sizes`, without the smallest if there would be as many sizes as levels of tiles.

    OpenSeadragon (6.1) takes as many sizes as levels for the sizes of these levels, and asks for tiles that are not
    there. It adds the full size where that is not told.
    """
    told = whole_sizes(width, height)
    largest = told[-1]
    counted = len(told) + (largest[0] < width and largest[1] < height)
    return told[1:] if counted == len(scale_factors(width, height)) else told
