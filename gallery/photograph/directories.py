"""The directories of a TIFF: its pages, and what each says of itself. TIFF 6.0; BigTIFF; Adobe's DNG 1.7."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from gallery.errors import PhotographError

LOG = logging.getLogger(__name__)

BYTE_ORDERS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
"""How TIFFs begin; the latter two are BigTIFFs."""

UNSIGNED, FLOAT = 1, 3
GREY_INVERTED, GREY, RGB, PALETTE, INKS, YCBCR, LAB, ICC_LAB = 0, 1, 2, 3, 5, 6, 8, 9
JPEG = 7

REDUCED, MASK = 1, 4
"""What a page may say that it is: a smaller copy, or a mask."""

_DAMAGE = (struct.error, OverflowError, OSError, ValueError)
"""What reading a damaged directory raises."""

_NUMBERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}
"""Type of a tag's values → how :mod:`struct` calls it; of whole numbers."""
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
"""Type of a tag's values → bytes of each."""
_MOST_ENTRIES = 4096
_MOST_NUMBERS = 64
"""Of a tag; those that hold more (offsets of strips) are not asked for."""
_MOST_BYTES = 64 << 20
"""Of a profile or of metadata."""
_MOST_PAGES = 10_000
_MOST_ENTRIES_IN_ALL = 500_000
"""Of all pages; honest ones have some twenty each."""
_MOST_INSIDE = 64
"""Pictures inside a page that are looked at."""

_SUBFILE_TYPE, _OLD_SUBFILE_TYPE, WIDTH, _HEIGHT, BITS, _COMPRESSION, PHOTOMETRIC = 254, 255, 256, 257, 258, 259, 262
ORIENTATION, _SAMPLES, _X_RESOLUTION, _Y_RESOLUTION, _PLANAR, _RESOLUTION_UNIT = 274, 277, 282, 283, 284, 296
COLOUR_MAP, _TILE_WIDTH, _INSIDE, _INK_SET, _EXTRA, _KIND, _DNG_VERSION = 320, 322, 330, 332, 338, 339, 50_706
DESCRIPTION, ARTIST, COPYRIGHT = 270, 315, 33_432
XMP, IPTC, PROFILE = 700, 33_723, 34_675

_ASKED = frozenset((
    _SUBFILE_TYPE, _OLD_SUBFILE_TYPE, WIDTH, _HEIGHT, BITS, _COMPRESSION, PHOTOMETRIC, DESCRIPTION, ORIENTATION,
    _SAMPLES, _X_RESOLUTION, _Y_RESOLUTION, _PLANAR, _RESOLUTION_UNIT, ARTIST, COLOUR_MAP, _TILE_WIDTH, _INSIDE,
    _INK_SET, _EXTRA, _KIND, XMP, COPYRIGHT, IPTC, PROFILE, _DNG_VERSION,
))  # fmt: skip
"""Tags that anybody asks for: of the others nothing is kept."""


@dataclass(frozen=True)
class Page:
    """One directory of a TIFF."""

    number: int
    """From 0."""
    tags: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    places: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Where in the file the values of a tag lie, and their number of bytes."""
    order: str = "<"
    entries: int = 0
    """Of the directory, whether or not anybody asks for them."""

    def one(self, tag: int, otherwise: int) -> int:
        """The first number of ``tag``."""
        return (self.tags.get(tag) or (otherwise,))[0]

    @property
    def width(self) -> int:
        """Pixels, as stored; 0 where the page does not say."""
        return self.one(WIDTH, 0)

    @property
    def height(self) -> int:
        return self.one(_HEIGHT, 0)

    @property
    def orientation(self) -> int:
        """1..8."""
        turned = self.one(ORIENTATION, 1)
        return turned if 1 <= turned <= 8 else 1

    @property
    def bits(self) -> tuple[int, ...]:
        """Of each sample."""
        return self.tags.get(BITS) or (1,)

    @property
    def kind(self) -> tuple[int, ...]:
        """What samples are, each UNSIGNED, FLOAT or another number."""
        return self.tags.get(_KIND) or (UNSIGNED,)

    @property
    def samples(self) -> int:
        return self.one(_SAMPLES, 1)

    @property
    def photometric(self) -> int:
        return self.one(PHOTOMETRIC, -1)

    @property
    def compression(self) -> int:
        return self.one(_COMPRESSION, 1)

    @property
    def apart(self) -> bool:
        """Whether each sample has a plane of its own."""
        return self.one(_PLANAR, 1) == 2

    @property
    def tiled(self) -> bool:
        """Whether it lies in tiles, not in strips."""
        return _TILE_WIDTH in self.tags

    @property
    def extra(self) -> tuple[int, ...]:
        """What the samples beyond the colours are: 1 and 2 are transparency."""
        return self.tags.get(_EXTRA, ())

    @property
    def inks(self) -> int:
        """1 where inks are cyan, magenta, yellow and black."""
        return self.one(_INK_SET, 1)

    @property
    def is_copy_or_mask(self) -> bool:
        """Whether it says that it is a smaller copy of another page, or a mask."""
        return bool(self.one(_SUBFILE_TYPE, 0) & (REDUCED | MASK)) or self.one(_OLD_SUBFILE_TYPE, 1) == 2

    @property
    def is_raw(self) -> bool:
        """Whether it says that it is a camera's digital negative, or holds what a sensor saw."""
        return _DNG_VERSION in self.tags or self.photometric in (32_803, 34_892)

    def is_like(self, other: Page) -> bool:
        """Whether both have the same proportions, within two hundredths."""
        return abs(self.width * other.height - other.width * self.height) <= 0.02 * self.width * other.height

    def raw(self, tag: int, file: BinaryIO) -> bytes:
        """The bytes of ``tag``, such as a profile; empty where there are none, or too many."""
        place, length = self.places.get(tag, (0, 0))
        if not 0 < length <= _MOST_BYTES:
            return b""
        file.seek(place)
        return file.read(length)

    def resolution(self, file: BinaryIO) -> tuple[float, float] | None:
        """Pixels per inch across and down, if the page says so."""
        unit = {2: 1.0, 3: 2.54}.get(self.one(_RESOLUTION_UNIT, 2))
        found = []
        for tag in (_X_RESOLUTION, _Y_RESOLUTION):
            data = self.raw(tag, file)
            above, below = struct.unpack(f"{self.order}II", data) if len(data) == 8 else (0, 0)
            if unit is None or not above or not below:
                return None
            found.append(above / below * unit)
        return found[0], found[1]


def read_pages(file: BinaryIO, path: Path) -> list[Page]:
    """All pages of the TIFF in ``file``, at least one; PhotographError, about ``path``, where it has none.

    A chain of pages that is broken, or comes back on itself, ends there.
    """
    pages: list[Page] = []
    try:
        order, big, place = _head(file)
        for page in _chain(file, order, place, big=big):
            pages.append(page)
    except _DAMAGE as error:
        LOG.info("%s: a TIFF whose pages cannot all be read: %s", path, error)
    if not pages:
        raise PhotographError(f"{path}: damaged or cut short, its directory cannot be read; get the file again")
    return pages


def pages_inside(page: Page, file: BinaryIO) -> list[Page]:
    """The pictures that a page holds beside its own: smaller copies, or what a sensor saw."""
    found = []
    try:
        order, big, _ = _head(file)
        for place in page.tags.get(_INSIDE, ())[:_MOST_INSIDE]:
            found.append(_directory(file, order, place, big=big)[0])
    except _DAMAGE as error:
        LOG.info("a TIFF whose inner pictures cannot all be read: %s", error)
    return found


def _head(file: BinaryIO) -> tuple[str, bool, int]:
    """The order of bytes as :mod:`struct` has it, whether it is a BigTIFF, and where the first directory begins."""
    file.seek(0)
    head = file.read(16)
    order = "<" if head[:1] == b"I" else ">"
    big = head[2:4] in (b"+\0", b"\0+")
    (place,) = struct.unpack_from(f"{order}Q", head, 8) if big else struct.unpack_from(f"{order}I", head, 4)
    return order, big, place


def _chain(file: BinaryIO, order: str, place: int, *, big: bool) -> Iterator[Page]:
    seen: set[int] = set()
    entries = 0
    while place and place not in seen and len(seen) < _MOST_PAGES:
        seen.add(place)
        page, place = _directory(file, order, place, big=big)
        if (entries := entries + page.entries) > _MOST_ENTRIES_IN_ALL:
            raise ValueError(f"{entries} entries in its directories")
        yield replace(page, number=len(seen) - 1)


def _directory(file: BinaryIO, order: str, place: int, *, big: bool) -> tuple[Page, int]:
    """The directory that begins at byte ``place``, and where the next one does; struct.error where it is cut short."""
    count_form, entry_form, next_form = ("Q", "HHQ8s", "Q") if big else ("H", "HHI4s", "I")
    file.seek(place)
    (count,) = struct.unpack(order + count_form, file.read(struct.calcsize(order + count_form)))
    if count > _MOST_ENTRIES:
        raise ValueError(f"{count} entries in a directory")
    size = struct.calcsize(order + entry_form)
    data = file.read(count * size)
    after = file.read(struct.calcsize(order + next_form)).ljust(struct.calcsize(order + next_form), b"\0")
    begin = place + struct.calcsize(order + count_form)
    tags: dict[int, tuple[int, ...]] = {}
    places: dict[int, tuple[int, int]] = {}
    for index in range(count):
        tag, kind, many, value = struct.unpack_from(order + entry_form, data, index * size)
        if tag not in _ASKED:
            continue
        length = many * _SIZES.get(kind, 0)
        at = begin + (index + 1) * size - len(value)
        if length > len(value):
            (at,) = struct.unpack(order + next_form, value)
        places.setdefault(tag, (at, length))
        if kind in _NUMBERS and 0 < many <= _MOST_NUMBERS and tag not in tags:
            file.seek(at)
            held = value[:length] if length <= len(value) else file.read(length)
            tags[tag] = struct.unpack(f"{order}{many}{_NUMBERS[kind]}", held)
    return Page(0, tags, places, order, count), struct.unpack(order + next_form, after)[0]
