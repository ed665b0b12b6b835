"""What the manifest's schema is made of: the base of its mappings, and the kinds of their simple values."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from gallery.manifest.addresses import web_address
from gallery.manifest.dates import edtf
from gallery.manifest.forms import SHORTER
from gallery.manifest.rights import rights_uri

# Otherwise all that is installed is searched for plugins of pydantic, at every start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

# Tags of unions hold a space, so that no field is called like one: the reader drops them from an error's place.
BY_NAME, BY_MEASURE = "by name", "by measure"

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"


def shortest(tag: str) -> str:
    """``tag`` unchanged unless its language has a code of two letters. Raises ValueError ``message; hint`` then."""
    short = SHORTER.get(tag.partition("-")[0])
    if short is not None:
        raise ValueError(f"{tag!r} is not how BCP 47 writes this language; write language: {short}{tag[3:]}")
    return tag


Language = Annotated[
    str, Field(pattern=LANGUAGE, description="BCP 47 language tag, such as en or pt-BR."), AfterValidator(shortest)
]
Line = Annotated[str, Field(pattern=r"\S", max_length=500)]
Words = Annotated[str, Field(pattern=r"\S", max_length=100_000)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the file, 64 hex digits.")]
HexColor = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", description="sRGB colour as #rrggbb.")]
Fraction = Annotated[float, Field(ge=0, le=1)]
Point = Annotated[tuple[Fraction, Fraction], Field(strict=False)]


def fractions(crop: Any) -> Any:
    """``crop`` unchanged if it is no list, which the schema says, or leaves something of a picture.

    Raises ValueError ``message; hint`` for other lists than of left, top, right and bottom in fractions.
    """
    if not isinstance(crop, list | tuple):
        return crop
    form = "write 'crop: [left, top, right, bottom]', fractions from the upper left such as [0.02, 0.02, 0.98, 0.98]"
    if len(crop) != 4 or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in crop):
        raise ValueError(f"'crop' is not four numbers; {form}")
    if min(crop) < 0 or max(crop) > 100 or not all(math.isfinite(one) for one in crop):
        raise ValueError(f"'crop' goes beyond the picture; {form}")
    if max(crop) > 1:
        raise ValueError(
            f"'crop' is in fractions from 0 to 1, not per cent or pixels; {_written(n / 100 for n in crop)}"
        )
    left, top, right, bottom = crop
    if left == right or top == bottom:
        raise ValueError(f"the crop leaves nothing of the picture; {form}")
    if left > right or top > bottom:
        turned = min(left, right), min(top, bottom), max(left, right), max(top, bottom)
        raise ValueError(f"'crop' is left, top, right and bottom in this order; {_written(turned)}")
    return crop


def _written(crop: Iterable[float]) -> str:
    return f"write 'crop: [{', '.join(f'{number:g}' for number in crop)}]'"


Angle = Annotated[float, Field(ge=-360, le=360, strict=True)]
"""Degrees clockwise by which a photograph is turned."""

Crop = Annotated[tuple[Fraction, Fraction, Fraction, Fraction], Field(strict=False), BeforeValidator(fractions)]
Coordinates = Annotated[
    tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]], Field(strict=False)
]
"""Latitude and longitude in degrees of WGS 84, north and east above 0."""
Slug = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, description="Lower-case words joined by hyphens."),
]

FilePath = Annotated[str, Field(min_length=1, max_length=4000)]
FILM_SUFFIXES = (*(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ogv", ".mpg", ".mpeg", ".ts", ".mxf", ".wmv"),)
"""How names of film files end; everything else is taken for a photograph."""
Seconds = Annotated[float, Field(ge=0, le=1_000_000)]
"""Since the first frame of a film."""
EdtfDate = Annotated[str, Field(max_length=100, description="EDTF, such as 1903-12-17 or 1900~."), AfterValidator(edtf)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="YYYY-MM-DD."), AfterValidator(edtf)]
RightsUri = Annotated[
    str,
    Field(max_length=500, description="A rightsstatements.org or Creative Commons URI."),
    AfterValidator(rights_uri),
]


def site_address(text: str) -> str:
    """``text`` unchanged if pages can stand below that address. Raises ValueError ``message; hint`` otherwise."""
    if "?" in text or "#" in text:
        raise ValueError(f"no page can stand below {text[:100]!r}; leave out what begins with '?' or '#'")
    return web_address(text)


SiteAddress = Annotated[str, Field(pattern=r"^https?://[^\s]+/$", max_length=2000), AfterValidator(site_address)]
ServerAddress = Annotated[str, Field(pattern=r"^https?://[^\s]+[/=]$", max_length=2000), AfterValidator(web_address)]
WebAddress = Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=2000), AfterValidator(web_address)]


class Model(BaseModel):
    """Base of the manifest's mappings: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Section(Model):
    """Base of what may be said of a publication."""

    enabled: bool = Field(default=True, description="False makes none.")
