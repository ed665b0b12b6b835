"""What kind of file it is, by how it begins: those that hold a photograph, and what the others are."""

from __future__ import annotations

import stat
from pathlib import Path

from gallery.errors import PhotographError
from gallery.photograph import jpeg2000, photoshop, tiff
from gallery.photograph.directories import BYTE_ORDERS
from gallery.photograph.whole import brand_of

_HEAD = 512
"""Bytes by which a kind is told."""

PICTURES = "JPEG, PNG, TIFF, WebP, JPEG 2000, GIF, BMP, AVIF, HEIC, PSD and PDF"
"""What is read, for messages."""

SUFFIXES = (
    *(".jpg", ".jpeg", ".jpe", ".png", ".tif", ".tiff", ".webp", ".jp2", ".jpx", ".jpf", ".j2k", ".gif", ".bmp"),
    *(".avif", ".heic", ".heif", ".psd", ".psb"),
)
"""How names of such files end; without ``.pdf``, which is a photograph only now and then."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    *((order, "TIFF") for order in BYTE_ORDERS),
    *((signature, "JPEG2000") for signature in jpeg2000.SIGNATURES),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (photoshop.SIGNATURE, "PSD"),
    (b"%PDF", "PDF"),
)

# How other files begin, for a message that says what they are. Compared after white space, in lower case.
_STRANGERS = (
    (b"<!doctype html", "a web page, not a picture; find the address of the picture itself"),
    (b"<html", "a web page, not a picture; find the address of the picture itself"),
    (b"<?xml", "an XML text, not a picture"),
    (b"<svg", "an SVG drawing, not a photograph"),
    (b"{\\rtf", "a document of a word processor (RTF); save its picture as TIFF"),
    (b"{", "a JSON text, not a picture"),
    (b"version https://git-lfs", "a Git LFS pointer, not the picture itself; run 'git lfs pull'"),
    (b"%!ps", "a PostScript document, not a photograph; save its picture as TIFF"),
    (b"\xff\x0a", "a JPEG XL; save it as TIFF or PNG"),
    (b"\x00\x00\x00\x0cjxl ", "a JPEG XL; save it as TIFF or PNG"),
    (b"ii\xbc", "a JPEG XR; save it as TIFF or PNG"),
    (b"at&tform", "a DjVu document; save the picture as TIFF"),
    (b"pk\x03\x04", "a ZIP archive or an office document; take the picture out of it"),
    (b"\xd0\xcf\x11\xe0", "an office document of the old kind; take the picture out of it"),
    (b"7z\xbc\xaf", "a 7-Zip archive; take the picture out of it"),
    (b"rar!", "a RAR archive; take the picture out of it"),
    (b"\x1f\x8b", "a gzip archive; unpack it"),
    (b"fujifilmccd-raw", tiff.RAW),
)


def kind_of(path: Path) -> str:
    """The kind of the picture file at ``path``, as Pillow names it, or ``PSD`` or ``PDF``.

    Raises PhotographError for what is no file, is empty, or begins like something else than a photograph.
    """
    start = _start(path)
    if not start:
        raise PhotographError(f"{path}: empty, it has 0 bytes; get the file again")
    if start[:4] == b"II*\0" and start[8:10] == b"CR":
        raise PhotographError(f"{path}: {tiff.RAW}")
    for sign, kind in _SIGNATURES:
        if start.startswith(sign):
            return kind
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "WEBP"
    if brand := brand_of(start):
        return brand
    raise PhotographError(f"{path}: {_stranger(start)}")


def _stranger(start: bytes) -> str:
    begins = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower() if start[:1] != b"\x00" else start.lower()
    for sign, what in _STRANGERS:
        if begins.startswith(sign):
            return what
    if start[4:8] == b"ftyp":
        return (
            tiff.RAW
            if start[8:11] == b"crx"
            else "a video, or a picture of a kind that is not read here; save it as TIFF"
        )
    if start[128:132] == b"DICM":
        return "a DICOM record, not a photograph; save its picture as TIFF"
    if _is_text(start):
        return "a text, not a picture; name the photograph itself"
    return f"not a picture of a kind that is read here, or damaged; {PICTURES} are"


def _is_text(start: bytes) -> bool:
    """Whether it reads as text; the last letter may be cut."""
    try:
        text = start.decode("utf-8", "strict" if len(start) < _HEAD else "ignore")
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\t\r\n\ufeff" for sign in text)


def _start(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PhotographError(f"{path}: not a file")
        with path.open("rb") as file:
            return file.read(_HEAD)
    except FileNotFoundError:
        if path.is_symlink():
            raise PhotographError(f"{path}: a link to {path.readlink()}, where there is no file") from None
        raise PhotographError(f"{path}: no such file") from None
    except (OSError, ValueError) as error:
        cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PhotographError(f"{path}: cannot be read: {cause}") from error
