"""TIFFs: which of the many things that the format can hold is one photograph. TIFF 6.0; Adobe's DNG 1.7."""

from __future__ import annotations

from PIL import TiffImagePlugin
from PIL.TiffImagePlugin import ImageFileDirectory_v2, TiffImageFile

from gallery.errors import PhotographError

RAW = "a camera's raw file, which holds a small preview beside what the sensor saw; develop it, and save it as TIFF"

SAMPLES = "its samples are not 8 or 16 bits, unsigned; save it as RGB or greyscale of 8 or 16 bits"

_SUBFILE_TYPE, _ORIENTATION, _SAMPLE_FORMAT, _DIRECTORIES, _DNG_VERSION = 254, 274, 339, 330, 50_706
_REDUCED, _MASK = 1, 4
_UNSIGNED = 1
_MOST_DIRECTORIES = 64
"""Pictures inside a page that are looked at."""


def layout(image: TiffImageFile) -> tuple[int, int, int, int]:
    """Bits of a sample, width and height as stored, and the orientation 1..8."""
    tags = image.tag_v2
    bits = tags.get(TiffImagePlugin.BITSPERSAMPLE, (1,))
    orientation = tags.get(_ORIENTATION, 1)
    return (
        int(bits[0] if isinstance(bits, tuple) else bits),
        int(tags[TiffImagePlugin.IMAGEWIDTH]),
        int(tags[TiffImagePlugin.IMAGELENGTH]),
        orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1,
    )


def refuse(image: TiffImageFile, name: str) -> None:
    """Raise PhotographError for a TIFF that is not one photograph, or one of samples that are not read here.

    Several pages; a camera's raw file, whose first page is a preview; samples that are signed or not whole numbers.
    Whatever a damaged file makes Pillow raise passes through.
    """
    tags = image.tag_v2
    formats = tags.get(_SAMPLE_FORMAT, (_UNSIGNED,))
    if any(one != _UNSIGNED for one in (formats if isinstance(formats, tuple) else (formats,))):
        raise PhotographError(f"{name}: {SAMPLES}")
    if _DNG_VERSION in tags or _holds_a_larger_one(image):
        raise PhotographError(f"{name}: {RAW}")
    if _has_other_pages(image):
        raise PhotographError(f"{name}: a TIFF of several pages; save the one to show by itself")


def _holds_a_larger_one(image: TiffImageFile) -> bool:
    """Whether pictures inside the first page are larger than it: then the page is a preview."""
    places = image.tag_v2.get(_DIRECTORIES, ())
    largest = 0
    for place in (places if isinstance(places, tuple) else (places,))[:_MOST_DIRECTORIES]:
        inside = _directory(image, int(place))
        width, height = (inside.get(tag, 0) for tag in (TiffImagePlugin.IMAGEWIDTH, TiffImagePlugin.IMAGELENGTH))
        largest = max(largest, int(width) * int(height))
    _, width, height, _ = layout(image)
    return largest > width * height


def _directory(image: TiffImageFile, place: int) -> ImageFileDirectory_v2:
    """The tags of the directory that begins at byte ``place`` of the file."""
    file = image.fp
    assert file is not None
    before = file.tell()
    file.seek(0)
    found = ImageFileDirectory_v2(file.read(8))
    file.seek(place)
    found.load(file)
    file.seek(before)
    return found


def _has_other_pages(image: TiffImageFile) -> bool:
    """Whether a TIFF holds more than a picture, its smaller copies (pyramids, thumbnails) and masks."""
    for page in range(1, image.n_frames):
        image.seek(page)
        if not int(image.tag_v2.get(_SUBFILE_TYPE, 0)) & (_REDUCED | _MASK):
            return True
    image.seek(0)
    return False
