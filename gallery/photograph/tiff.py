"""TIFFs: which of the many things that the format can hold is one photograph. TIFF 6.0; Adobe's DNG 1.7."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import TiffImagePlugin
from PIL.TiffImagePlugin import ImageFileDirectory_v2, TiffImageFile

from gallery.errors import PhotographError
from gallery.photograph.damage import damage

RAW = "a camera's raw file, which holds a small preview beside what the sensor saw; develop it, and save it as TIFF"
SAMPLES = "its samples are not 8 or 16 bits, unsigned; save it as RGB or greyscale of 8 or 16 bits"

_SUBFILE_TYPE, _ORIENTATION, _SAMPLE_FORMAT, _DIRECTORIES, _DNG_VERSION = 254, 274, 339, 330, 50_706
_REDUCED, _MASK = 1, 4
_UNSIGNED = 1
_APART = 2
_MOST_DIRECTORIES = 64
"""Pictures inside a page that are looked at."""


@dataclass(frozen=True)
class Layout:
    """How the first page lies in the file."""

    bits: int
    """Of a sample."""
    width: int
    """Pixels, as stored."""
    height: int
    orientation: int
    """1..8."""


def layout(image: TiffImageFile, path: Path) -> Layout:
    """How the first page of ``image`` lies; PhotographError when it does not say how large it is."""
    sizes = [_numbers(image.tag_v2, tag, path) for tag in (TiffImagePlugin.IMAGEWIDTH, TiffImagePlugin.IMAGELENGTH)]
    if not all(sizes) or min(size[0] for size in sizes) < 1:
        raise PhotographError(f"{path}: damaged, it does not say how large it is; get the file again")
    bits = _numbers(image.tag_v2, TiffImagePlugin.BITSPERSAMPLE, path) or (1,)
    turned = (_numbers(image.tag_v2, _ORIENTATION, path) or (1,))[0]
    return Layout(bits[0], sizes[0][0], sizes[1][0], turned if 1 <= turned <= 8 else 1)


def refuse(image: TiffImageFile, path: Path) -> None:
    """Raise PhotographError for a TIFF that is not one photograph, or one of samples that are not read here.

    Several pages; a camera's raw file, whose first page is a preview; samples that are signed or not whole numbers,
    or of different sizes; greys and transparency that lie apart.
    """
    kinds = _numbers(image.tag_v2, _SAMPLE_FORMAT, path)
    bits = _numbers(image.tag_v2, TiffImagePlugin.BITSPERSAMPLE, path)
    if any(kind != _UNSIGNED for kind in kinds) or len(set(bits)) > 1:
        raise PhotographError(f"{path}: {SAMPLES}")
    planes = _numbers(image.tag_v2, TiffImagePlugin.PLANAR_CONFIGURATION, path)
    if planes == (_APART,) and _numbers(image.tag_v2, TiffImagePlugin.SAMPLESPERPIXEL, path) == (2,):
        # libvips 8.18 mixes up the rows of these.
        raise PhotographError(f"{path}: its transparency lies apart from its greys; save it without transparency")
    if _numbers(image.tag_v2, _DNG_VERSION, path) or _holds_a_larger_one(image, path):
        raise PhotographError(f"{path}: {RAW}")
    if _has_other_pages(image, path):
        raise PhotographError(f"{path}: a TIFF of several pages; save the one to show by itself")


def _numbers(tags: ImageFileDirectory_v2, tag: int, path: Path) -> tuple[int, ...]:
    """The whole numbers that stand under ``tag``; none where it is missing or holds something else."""
    with damage(path):
        value = tags.get(tag, ())
    values = value if isinstance(value, tuple) else tuple(value) if isinstance(value, bytes) else (value,)
    return tuple(one for one in values if isinstance(one, int))


def _holds_a_larger_one(image: TiffImageFile, path: Path) -> bool:
    """Whether pictures inside the first page are larger than it: then the page is a preview."""
    page = layout(image, path)
    for place in _numbers(image.tag_v2, _DIRECTORIES, path)[:_MOST_DIRECTORIES]:
        inside = _directory(image, place, path)
        sides = [_numbers(inside, tag, path) for tag in (TiffImagePlugin.IMAGEWIDTH, TiffImagePlugin.IMAGELENGTH)]
        if all(sides) and sides[0][0] * sides[1][0] > page.width * page.height:
            return True
    return False


def _directory(image: TiffImageFile, place: int, path: Path) -> ImageFileDirectory_v2:
    """The tags of the directory that begins at byte ``place`` of the file."""
    file = image.fp
    if file is None:
        raise ValueError("the file is closed")
    before = file.tell()
    file.seek(0)
    with damage(path):
        found = ImageFileDirectory_v2(file.read(8))
        file.seek(place)
        found.load(file)
    file.seek(before)
    return found


def _has_other_pages(image: TiffImageFile, path: Path) -> bool:
    """Whether a TIFF holds more than a picture, its smaller copies (pyramids, thumbnails) and masks."""
    with damage(path):
        pages = image.n_frames
    for page in range(1, pages):
        with damage(path):
            image.seek(page)
        kind = (_numbers(image.tag_v2, _SUBFILE_TYPE, path) or (0,))[0]
        if not kind & (_REDUCED | _MASK):
            return True
    with damage(path):
        image.seek(0)
    return False
