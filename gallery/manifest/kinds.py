"""What the manifest's schema is made of: the base of its mappings, and the kinds of their simple values."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gallery.manifest.addresses import web_address
from gallery.manifest.dates import edtf
from gallery.manifest.rights import rights_uri

# Tags of unions hold a space, so that no field is called like one: the reader drops them from an error's place.
BY_NAME, BY_MEASURE = "by name", "by measure"

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"

Language = Annotated[str, Field(pattern=LANGUAGE, description="BCP 47 language tag, such as en or pt-BR.")]
Line = Annotated[str, Field(pattern=r"\S", max_length=500)]
Words = Annotated[str, Field(pattern=r"\S", max_length=100_000)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the file, 64 hex digits.")]
HexColor = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", description="sRGB colour as #rrggbb.")]
Fraction = Annotated[float, Field(ge=0, le=1)]
Point = Annotated[tuple[Fraction, Fraction], Field(strict=False)]
Slug = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, description="Lower-case words joined by hyphens."),
]

FilePath = Annotated[str, Field(min_length=1, max_length=4000)]
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
