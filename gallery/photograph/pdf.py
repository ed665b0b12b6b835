"""PDFs that are a scan in an envelope: the one picture on the first page, as the file that it is inside.

Source: ISO 32000-1, 7.4 (filters), 8.3 (coordinates), 8.9 (images). Other marks on the page, such as the hidden text
of a character recognition, are left aside.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gallery.errors import PhotographError
from gallery.photograph import directories as tags
from gallery.photograph.damage import RAISED
from gallery.photograph.header import Header
from gallery.photograph.spliced import Parts
from gallery.photograph.tiff_head import GROUP3, GROUP4, NONE, Samples, tiff_head

_TAKE_OUT = "take the picture out of it, as TIFF or JPEG"
_CHANNELS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}
_CODED = {"/DCTDecode": "JPEG", "/JPXDecode": "JPEG2000"}
_CLOCKWISE = {1: 6, 6: 3, 3: 8, 8: 1}
_MOST_FORMS = 8
"""Forms within forms that are followed."""
_MOST_PAINTED = 200
"""Pictures and forms that are followed, all in all."""
_MOST_OPERATIONS = 300_000
"""That are followed, those of a form each time that it is painted; the text of a full page has some thousands."""
_MOST_BYTES = 250_000_000
"""Of a PDF, since it is held in memory."""


@dataclass(frozen=True)
class Picture:
    """The picture of a page."""

    kind: str
    """JPEG, JPEG2000 or TIFF."""
    parts: Parts
    """The file of that kind."""
    orientation: int
    """How it lies on the page, as EXIF says it."""
    profile: bytes | None
    pages: int
    """Of the PDF."""

    def shown(self, header: Header) -> Header:
        """``header`` of the picture's file, which lies as the page says, not as the file itself does."""
        width, height = header.stored
        sides = (height, width) if self.orientation >= 5 else (width, height)
        profile = header.profile or self.profile
        return replace(
            header, orientation=self.orientation, width=sides[0], height=sides[1], profile=profile, pages=self.pages
        )


def picture_in(path: Path) -> Picture:
    """The one picture on the first page of the PDF at ``path``; PhotographError where there are none or several, or it
    is of a kind that would be shown wrong."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    if (size := path.stat().st_size) > _MOST_BYTES:
        raise PhotographError(f"{path}: a PDF of {size / 1e6:.0f} MB, and at most 250 are read; {_TAKE_OUT}")
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted:
            raise PhotographError(f"{path}: a PDF that is locked; {_TAKE_OUT}")
        pages = len(reader.pages)
        page = reader.pages[0]
        found = list(_images(page, page.get("/Resources"), np.eye(3), _Reading(reader)))
        turned = int(page.rotation or 0) // 90 % 4
        if len(found) != 1:
            raise PhotographError(f"{path}: a PDF with {len(found) or 'no'} pictures on its first page; {_TAKE_OUT}")
        image, matrix = found[0]
        kind, parts, cause = _file_of(image)
        orientation = _orientation(matrix, turned)
        profile = _profile(image)
    except (*RAISED, PyPdfError, RecursionError) as error:
        raise PhotographError(f"{path}: a PDF that is damaged or of an unusual form ({error}); {_TAKE_OUT}") from error
    if cause or not orientation:
        raise PhotographError(f"{path}: a PDF whose picture {cause or 'lies askew or mirrored'}; {_TAKE_OUT}")
    return Picture(kind, parts, orientation, profile, pages)


@dataclass
class _Reading:
    """A PDF that is being read, how many pictures and forms were met in it, and what was read of forms."""

    reader: Any
    met: int = 0
    forms: dict[int, tuple[Any, list[Any]]] = field(default_factory=dict)
    """Each with its operations, by its id in memory."""
    operations: int = 0

    def operations_of(self, holder: Any, *, page: bool) -> list[Any]:
        """What a page or a form paints; ValueError for too many operations in all. A form is read once."""
        from pypdf.generic import ContentStream

        if id(holder) not in self.forms:
            content = holder.get_contents() if page else ContentStream(holder, self.reader)
            self.forms[id(holder)] = holder, content.operations if content is not None else []
        _, found = self.forms[id(holder)]
        self.operations += len(found)
        if self.operations > _MOST_OPERATIONS:
            raise ValueError(f"its page has more than {_MOST_OPERATIONS} operations")
        return found

    def meet(self) -> None:
        """Count one more; ValueError for too many."""
        self.met += 1
        if self.met > _MOST_PAINTED:
            raise ValueError(f"its page paints more than {_MOST_PAINTED} things")


def _images(
    holder: Any, resources: Any, matrix: NDArray[Any], reading: _Reading, depth: int = 0
) -> Iterator[tuple[Any, Any]]:
    """Every picture that a page, or a form on it, paints, and the matrix that lays it on the page."""
    objects = (resources.get_object() if resources else {}).get("/XObject", {})
    objects = objects.get_object() if hasattr(objects, "get_object") else objects
    kept: list[NDArray[Any]] = []
    for operands, operator in reading.operations_of(holder, page=depth == 0):
        match operator:
            case b"q":
                kept.append(matrix)
            case b"Q" if kept:
                matrix = kept.pop()
            case b"cm":
                matrix = _matrix(operands) @ matrix
            case b"INLINE IMAGE":
                raise ValueError("a picture within the page's own text")
            case b"Do" if operands[0] in objects:
                reading.meet()
                one = objects[operands[0]].get_object()
                if one.get("/Subtype") == "/Image":
                    yield one, matrix
                elif depth < _MOST_FORMS:
                    inner = _matrix(one.get("/Matrix", [1, 0, 0, 1, 0, 0])) @ matrix
                    yield from _images(one, one.get("/Resources", resources), inner, reading, depth + 1)


def _matrix(numbers: Sequence[Any]) -> NDArray[Any]:
    a, b, c, d, e, f = map(float, numbers)
    return np.array([[a, b, 0], [c, d, 0], [e, f, 1]])


def _orientation(matrix: NDArray[Any], turned: int) -> int:
    """As EXIF says it, with the page's own quarter turns; 0 for what is askew or mirrored."""
    (a, b), (c, d) = matrix[:2, :2]
    little = 0.01 * float(abs(matrix[:2, :2]).max())
    if max(abs(b), abs(c)) < little and a * d > 0:
        found = 1 if a > 0 else 3
    elif max(abs(a), abs(d)) < little and b * c < 0:
        found = 8 if b > 0 else 6
    else:
        return 0
    for _ in range(turned):
        found = _CLOCKWISE[found]
    return found


def _file_of(image: Any) -> tuple[str, Parts, str]:
    """The kind and the parts of the picture's file, or what is against it."""
    filters = image.get("/Filter", [])
    filters = [filters] if isinstance(filters, str) else [str(one) for one in filters]
    decode = [float(number) for number in image.get("/Decode", [])]
    last = filters[-1] if filters else ""
    if "/SMask" in image or "/Mask" in image:
        return "", (), "has a mask"
    if last == "/JBIG2Decode":
        return "", (), "is compressed as JBIG2"
    if last in _CODED:
        turned = any(low > high for low, high in zip(decode[::2], decode[1::2], strict=False))
        unusual = len(filters) > 1 or turned or (last == "/DCTDecode" and not _channels(image))
        return _CODED[last], (bytes(image._data),), "is coded in an unusual way" if unusual else ""
    channels, bits = _channels(image), int(image.get("/BitsPerComponent", 1))
    if not channels or bits not in (1, 8, 16) or (decode and (channels > 1 or decode not in ([0, 1], [1, 0]))):
        return "", (), "has colours of an unusual kind"
    if last == "/CCITTFaxDecode":
        return _fax(image, inverted=decode == [1, 0], several=len(filters) > 1)
    return _plain(image, bits, channels, inverted=decode == [1, 0])


def _fax(image: Any, *, inverted: bool, several: bool) -> tuple[str, Parts, str]:
    given = image.get("/DecodeParms", {})
    given = given[-1] if isinstance(given, list) else given
    given = given.get_object() if hasattr(given, "get_object") else given
    width, height, way = int(image["/Width"]), int(image["/Height"]), int(given.get("/K", 0))
    if several or _is_true(given.get("/EncodedByteAlign")) or int(given.get("/Columns", 1728)) != width:
        return "", (), "is coded in an unusual way"
    data = bytes(image._data)
    # What a fax calls black is 0 here, unless the PDF says otherwise, once or twice.
    black = tags.GREY if _is_true(given.get("/BlackIs1")) != inverted else tags.GREY_INVERTED
    more = ((292, 1),) if way > 0 else ()
    kind = GROUP4 if way < 0 else GROUP3
    return "TIFF", (tiff_head(Samples(width, height, 1, 1, black, kind, [(0, len(data))], height, more=more)), data), ""


def _plain(image: Any, bits: int, channels: int, *, inverted: bool) -> tuple[str, Parts, str]:
    width, height = int(image["/Width"]), int(image["/Height"])
    row = (width * channels * bits + 7) // 8
    data = bytes(image.get_data())[: row * height]
    if len(data) < row * height:
        return "", (), "is cut short"
    photometric = tags.RGB if channels == 3 else tags.GREY_INVERTED if inverted else tags.GREY
    rows = max(1, (1 << 18) // row)
    strips = [(top * row, min(rows, height - top) * row) for top in range(0, height, rows)]
    head = Samples(width, height, bits, channels, photometric, NONE, strips, rows)
    return "TIFF", (tiff_head(head), data), ""


def _channels(image: Any) -> int:
    """Channels of a picture in grey or RGB; 0 for other colours."""
    if _is_true(image.get("/ImageMask")):
        return 1
    space = image.get("/ColorSpace")
    space = space.get_object() if hasattr(space, "get_object") else space
    name = space[0] if isinstance(space, list) else space
    if name == "/ICCBased":
        return {1: 1, 3: 3}.get(int(space[1].get_object().get("/N", 0)), 0)
    return _CHANNELS.get(str(name), 0)


def _is_true(value: Any) -> bool:
    return bool(getattr(value, "value", value))  # pypdf's own false is an object, and so true


def _profile(image: Any) -> bytes | None:
    space = image.get("/ColorSpace")
    space = space.get_object() if hasattr(space, "get_object") else space
    if isinstance(space, list) and space[0] == "/ICCBased":
        return bytes(space[1].get_object().get_data())
    return None
