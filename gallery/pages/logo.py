"""The logo of the institution that shows an exhibition: which files can be one."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image

from gallery.errors import SourceError, ThemeError
from gallery.files import read_bytes
from gallery.sources.paths import confined, shortened

KINDS = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
"""Suffix of a logo's file → its type."""

MAX_BYTES = 2_000_000
"""It stands on every page."""

MAX_SIDE = 4000
"""Pixels; it is shown a few dozen high."""

_SVG = "{http://www.w3.org/2000/svg}svg"


def published_name(name: str) -> str:
    """How the logo ``name`` is called in the exhibition: ``logo.svg``."""
    return f"logo{PurePosixPath(name).suffix.lower()}"


def logo_file(name: str, folder: Path) -> Path:
    """The file of the logo that a manifest in ``folder`` names.

    Raises ThemeError if there is none inside ``folder``, or it is no picture of a kind that every browser shows, or one
    that does more than be seen.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in KINDS:
        raise ThemeError(f"{shortened(name)!r} is no kind of picture for a logo", "take a .svg, .png, .jpg or .webp")
    try:
        path = confined(folder, name)
        content = read_bytes(path, MAX_BYTES)
    except SourceError as error:
        raise ThemeError(error.problems) from error
    except OSError as error:
        hint = "make it a small file, since it stands on every page"
        raise ThemeError(f"{shortened(name)!r} cannot be read: {error.strerror or error}", hint) from error
    problem = _drawing_problem(content) if suffix == ".svg" else _picture_problem(content, KINDS[suffix])
    if problem is not None:
        raise ThemeError(f"{shortened(name)!r} {problem[0]}", problem[1])
    return path


def _picture_problem(content: bytes, kind: str) -> tuple[str, str] | None:
    """What is wrong with the picture of pixels in ``content``, and what to do about it."""
    from gallery.photograph.damage import RAISED

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(content)) as image:
            found, size = Image.MIME.get(image.format or "", ""), image.size
            if max(size) <= MAX_SIDE:
                image.load()  # half of one is shown as half
    except (*RAISED, Image.DecompressionBombError) as error:
        return f"cannot be read as a picture ({type(error).__name__})", "save it again as .png"
    if found != kind:
        return f"is {found.removeprefix('image/').upper()}, whatever its name says", "give it the right ending"
    if max(size) > MAX_SIDE:
        return f"has {size[0]} × {size[1]} pixels", f"make it smaller; {MAX_SIDE} a side are the most"
    return None


def _drawing_problem(content: bytes) -> tuple[str, str] | None:
    """What is wrong with the SVG drawing in ``content``, and what to do about it."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        return f"cannot be read as SVG ({error})", "save it again as plain SVG, or as .png"
    if root.tag != _SVG:
        return "is no SVG drawing", "save it again as plain SVG, or as .png"
    active = [element for element in root.iter() if _acts(element.tag, element.attrib)]
    return ("holds a script, or asks for other files", "save it as plain SVG, or as .png") if active else None


def _acts(tag: object, attributes: dict[str, str]) -> bool:
    """Whether an element of a drawing runs something, or asks for what is not in the file."""
    if str(tag).rpartition("}")[2].lower() in ("script", "foreignobject", "iframe"):
        return True
    return any(
        name.rpartition("}")[2].lower().startswith("on")
        or (name.rpartition("}")[2] in ("href", "src") and not re.match(r"#|data:image/(?:png|jpeg)", value))
        for name, value in attributes.items()
    )
