"""TIFFs: which of the many things that the format can hold is one photograph, and how its samples are meant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from gallery.errors import PhotographError
from gallery.photograph import directories as tags
from gallery.photograph.directories import Page, pages_inside, read_pages
from gallery.photograph.spliced import Parts

RAW = "a camera's raw file, which holds a small preview beside what the sensor saw; develop it, and save it as TIFF"
SAVE = "save it as RGB or greyscale of 8 or 16 bits"

_UNREAD = {
    22_610: "JPEG XR",
    33_003: "JPEG 2000",
    33_004: "JPEG 2000",
    33_005: "JPEG 2000",
    34_661: "JBIG",
    34_712: "JPEG 2000",
    34_887: "LERC",
    50_002: "JPEG XL",
    52_546: "JPEG XL",
}
"""Ways of compression that libvips does not read here."""

_OLD_JPEG = 6
"""JPEG as TIFF 6.0 had it, before it was put right."""
_WHOLE = (50_000, 34_925, _OLD_JPEG)
"""Ways of compression that Pillow reads and libvips may not: ZSTD, LZMA, and the old JPEG."""

_COLOURS = {tags.GREY_INVERTED: 1, tags.GREY: 1, tags.RGB: 3, tags.PALETTE: 1, tags.INKS: 4, tags.YCBCR: 3, tags.LAB: 3}
_COLOURS |= {tags.ICC_LAB: 3}
"""How colours are coded → samples of a pixel that are colours."""

_MODES = {1: "L", 3: "RGB", 4: "CMYK"}


def photograph_in(file: BinaryIO, path: Path) -> tuple[Page, int]:
    """The page that is the photograph, and how many of its like there are beside smaller copies and masks.

    That is the first which does not say that it is a copy or a mask; a much larger one of the same proportions
    instead, since scanners put a thumbnail in front and do not say so. PhotographError for a camera's raw file.
    """
    pages = read_pages(file, path)
    if any(page.is_raw for page in pages) or any(
        inside.is_raw or inside.width * inside.height > pages[0].width * pages[0].height
        for inside in pages_inside(pages[0], file)
    ):
        raise PhotographError(f"{path}: {RAW}")
    own = [page for page in pages if not page.is_copy_or_mask] or pages
    larger = [page for page in own if page.width >= 2 * own[0].width and page.is_like(own[0])]
    shown = max(larger, key=lambda page: page.width, default=own[0])
    copies = [page for page in own if 2 * page.width <= shown.width and page.is_like(shown)]
    return shown, len(own) - len(copies)


def refuse(page: Page, path: Path) -> None:
    """Raise PhotographError, which says the cause, for a page whose samples are not read here."""
    cause = _cause(page)
    if cause:
        raise PhotographError(f"{path}: {cause}")


def _cause(page: Page) -> str:
    if page.width < 1 or page.height < 1:
        return "damaged, it does not say how large it is; get the file again"
    if page.compression in _UNREAD:
        return f"a TIFF compressed as {_UNREAD[page.compression]}, which is not read here; save it with LZW, or without"
    if page.photometric not in _COLOURS or (page.photometric == tags.INKS and page.inks != 1):
        return f"its colours are coded in a way that is not read here (TIFF photometric {page.photometric}); {SAVE}"
    if page.photometric == tags.YCBCR and page.compression not in (tags.JPEG, _OLD_JPEG):
        return f"its colours are coded as YCbCr without JPEG; {SAVE}"
    if page.samples < _COLOURS[page.photometric]:
        return f"its channels are not those it announces; {SAVE}"
    return _of_samples(page)


def _of_samples(page: Page) -> str:
    bits, kind = page.bits[0], page.kind[0]
    plain, lab = page.photometric in (tags.GREY, tags.RGB), page.photometric in (tags.LAB, tags.ICC_LAB)
    floating = kind == tags.FLOAT
    whole = kind == tags.UNSIGNED and (bits in (1, 2, 4, 8, 16) or (bits == 32 and plain) or is_twelve(page))
    rules = (
        (lacks_colours(page), "damaged, its palette lacks some of its colours; get the file again"),
        (len(set(page.bits)) > 1 or len(set(page.kind)) > 1, f"its channels have different numbers of bits; {SAVE}"),
        (kind not in (tags.UNSIGNED, tags.FLOAT), f"its samples are signed or complex numbers; {SAVE}"),
        (floating and bits not in (16, 32), f"its samples are floating-point numbers of {bits} bits; {SAVE}"),
        (floating and not plain, f"floating-point samples of such colours are not read here; {SAVE}"),
        (not floating and not whole, f"its samples have {bits} bits; {SAVE}"),
        (lab and (bits not in (8, 16) or page.compression == tags.JPEG), f"its Lab colours are not plain; {SAVE}"),
        # libvips 8.18 takes the white of the former wrongly, and mixes up the rows of the latter.
        (page.extra[:1] == (1,) and (floating or bits == 32), f"its colours are mixed with its transparency; {SAVE}"),
        (page.apart and floating and bits == 16, f"its floating-point channels of 16 bits lie apart; {SAVE}"),
        (
            is_whole(page) and not _is_plain(page),
            f"samples of {bits} bits with such a compression are not read; {SAVE}",
        ),
        (page.apart and page.tiled and page.samples > 1, f"its channels lie apart, in tiles; {SAVE}"),
        (page.apart and page.samples == 2, "its transparency lies apart from its greys; save it without transparency"),
    )
    return next((said for wrong, said in rules if wrong), "")


def lacks_colours(page: Page) -> bool:
    """Whether its palette, three numbers of two bytes for each value of a sample, is none or too short."""
    wanted = 3 * 2 << min(page.bits[0], 16)
    return page.photometric == tags.PALETTE and page.places.get(tags.COLOUR_MAP, (0, 0))[1] < wanted


def _is_plain(page: Page) -> bool:
    """Whether Pillow reads it as it is meant."""
    known = (tags.GREY, tags.RGB, tags.YCBCR) if page.compression == _OLD_JPEG else (tags.GREY, tags.RGB, tags.INKS)
    eight = page.photometric in known and page.bits[0] == 8
    sixteen = page.photometric == tags.GREY and page.bits == (16,)
    return (eight or sixteen) and page.samples == _COLOURS[page.photometric] and page.kind[0] == tags.UNSIGNED


def is_twelve(page: Page) -> bool:
    """Whether it is of grey samples of twelve bits: libvips is given their bytes."""
    grey = page.samples == 1 and page.photometric in (tags.GREY_INVERTED, tags.GREY)
    return page.bits == (12,) and grey and not page.tiled and page.compression != tags.JPEG


def mode_of(page: Page) -> tuple[str, bool]:
    """What samples mean, as ``L``, ``P``, ``RGB``, ``CMYK`` or ``LAB``, and whether transparency follows them."""
    colours = _COLOURS[page.photometric]
    alpha = page.samples > colours and page.extra[:1] in ((1,), (2,))
    if page.photometric == tags.PALETTE:
        return "P", alpha
    return "LAB" if page.photometric in (tags.LAB, tags.ICC_LAB) else _MODES[colours], alpha


def is_whole(page: Page) -> bool:
    """Whether it is compressed so that Pillow has to decode it, whole."""
    return page.compression in _WHOLE


def has_signed_ab(page: Page) -> bool:
    """Whether the a and b of its Lab colours are signed numbers."""
    return page.photometric == tags.LAB


def parts_of(page: Page, length: int) -> Parts:
    """How libvips reads the file, of ``length`` bytes, if not as it is.

    What Pillow decodes is said to stand upright, since Pillow would turn it. Lab samples are called RGB, so that they
    come as they are; samples of twelve bits are called bytes, three for two.
    """
    if is_whole(page):
        return _patched(page, {tags.ORIENTATION: 1}, length) if page.orientation > 1 else ()
    if page.photometric in (tags.LAB, tags.ICC_LAB):
        return _patched(page, {tags.PHOTOMETRIC: tags.RGB}, length)
    if is_twelve(page):
        return _patched(page, {tags.WIDTH: -(-page.width * 3 // 2), tags.BITS: 8}, length)
    return ()


def _patched(page: Page, numbers: Mapping[int, int], length: int) -> Parts:
    """The file with other values of tags that hold one number."""
    parts: list[bytes | slice] = []
    at = 0
    for tag, number in sorted(numbers.items(), key=lambda item: page.places[item[0]]):
        place, size = page.places[tag]
        parts += [slice(at, place), number.to_bytes(size, "little" if page.order == "<" else "big")]
        at = place + size
    return (*parts, slice(at, length))
