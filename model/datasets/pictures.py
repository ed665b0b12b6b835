"""Picture files of a folder of one's own: finding them, and decoding them whole, upright and in sRGB.

A file that ends too soon is an error and never a picture with a grey lower half.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from model.errors import DatasetError, PictureError

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"})
"""Endings, in lower case, of the files that are taken for pictures."""

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP")

Picture = NDArray[np.uint8]
"""sRGB uint8 ``(H, W, 3)``."""

# What damaged files make Pillow raise, besides the OSError it means to.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    OverflowError,
    EOFError,
    struct.error,
    zlib.error,
    RuntimeError,
)
_WHITE = (255, 255, 255)
_ORIENTATION, _LAIN = 0x0112, (5, 6, 7, 8)


def find_pictures(folder: Path) -> list[str]:
    """Paths of the picture files below ``folder``, relative to it, with ``/``, sorted; hidden ones are left aside.

    They are found by their endings, ``SUFFIXES``. Raises DatasetError when ``folder`` is none, or holds none.
    """
    if not folder.is_dir():
        raise DatasetError(f"{folder} is not a folder; name the folder of your photographs")
    relative = (path.relative_to(folder) for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    shown = [path for path in relative if not any(part.startswith(".") for part in path.parts)]
    found = sorted(path.as_posix() for path in shown if (folder / path).is_file())
    if not found:
        raise DatasetError(
            f"no photographs in {folder}: none of its files ends in {', '.join(sorted(SUFFIXES))}; put some there"
        )
    return found


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal; DatasetError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror or error}); is it still there?") from error


def read_picture(path: Path, side: int | None = None) -> tuple[Picture, tuple[int, int]]:
    """Decode JPEG, PNG, TIFF or WebP; the picture and the width and height that the file has, upright.

    With ``side`` the picture is shrunk by area until its shorter side has so many px; it is never enlarged. Grey
    and 16-bit files, palettes and CMYK become 8-bit sRGB; what is transparent is laid on white; a colour profile is
    matched to sRGB. Raises PictureError with the cause: damaged, cut short, of another kind, of several pages.
    Not for several threads at a time, since it sets how Python warns.
    """
    try:
        # Warnings are of odd metadata, and of sizes below Pillow's limit.
        with warnings.catch_warnings(action="ignore"), Image.open(path, formats=FORMATS) as opened:
            if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
                raise PictureError("it has several pages or frames; save the one that counts by itself")
            size = opened.size
            if side and opened.format == "JPEG":
                opened.draft(None, (2 * side, 2 * side))  # decoded at 1/2, 1/4 or 1/8, which is much quicker
            drafted = opened.size != size
            image, lain = _upright(opened)
            size = (size[::-1] if lain else size) if drafted else image.size
            image = _to_srgb(_eight_bit(shrink(image, side) if side and image.mode in {"L", "RGB"} else image))
    except UnidentifiedImageError:
        raise PictureError("not a JPEG, PNG, TIFF or WebP picture, or damaged from its start") from None
    except Image.DecompressionBombError as error:
        raise PictureError(f"too many pixels to be decoded safely ({error})") from error
    except MemoryError:
        raise PictureError("not enough memory to decode it") from None
    except _DAMAGE as error:
        raise PictureError(f"damaged or cut short ({error})") from error
    return np.asarray(shrink(image.convert("RGB"), side) if side else image.convert("RGB")), size


def shrink(image: Image.Image, side: int) -> Image.Image:
    """``image`` averaged over areas so that its shorter side has ``side`` px; as it is when that would enlarge it."""
    shorter = min(image.size)
    if shorter <= side:
        return image
    width, height = (max(side, round(length * side / shorter)) for length in image.size)
    return image.resize((width, height), Image.Resampling.BOX)


def _upright(opened: Image.Image) -> tuple[Image.Image, bool]:
    """The picture decoded and turned as its EXIF says, and whether by a quarter; as it lies if the EXIF is damaged."""
    opened.load()
    if opened.format == "TIFF":
        return opened, False  # Pillow turns TIFFs as it decodes them
    try:
        lain = opened.getexif().get(_ORIENTATION) in _LAIN
        return ImageOps.exif_transpose(opened), lain
    except _DAMAGE:
        return opened, False


def _eight_bit(image: Image.Image) -> Image.Image:
    """Mode L, RGB or CMYK, without transparency, of any mode that photographs come in."""
    if image.mode.startswith("I;16"):
        deep = np.asarray(image).astype(np.uint32)
        return _with_profile(Image.fromarray(((deep * 255 + 32767) // 65535).astype(np.uint8)), image)
    if image.mode in {"LA", "RGBA", "PA"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", image.size, _WHITE)
        paper.paste(layered, mask=layered.getchannel("A"))
        return _with_profile(paper, image)
    if image.mode in {"1", "L"}:
        return image.convert("L")
    if image.mode in {"RGB", "RGBX", "P", "YCbCr"}:
        return image.convert("RGB")
    if image.mode == "CMYK":
        return image
    raise PictureError(f"its colour mode {image.mode} is not supported; save it as RGB or grey, 8 or 16 bits")


def _with_profile(image: Image.Image, source: Image.Image) -> Image.Image:
    if "icc_profile" in source.info:
        image.info["icc_profile"] = source.info["icc_profile"]
    return image


def _to_srgb(image: Image.Image) -> Image.Image:
    """Match the colours of an RGB or CMYK picture by its profile; without a usable one it counts as sRGB."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode == "L":
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        matched = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # as browsers show it
    return matched or image
