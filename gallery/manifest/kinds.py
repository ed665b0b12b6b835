"""What the manifest's schema is made of: the base of its mappings, and the kinds of their simple values."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"

Language = Annotated[str, Field(pattern=LANGUAGE, description="BCP 47 language tag, such as en or pt-BR.")]
Line = Annotated[str, Field(pattern=r"\S", max_length=500)]
Words = Annotated[str, Field(pattern=r"\S")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the file, 64 hex digits.")]
HexColor = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$", description="sRGB colour as #rrggbb.")]
Fraction = Annotated[float, Field(ge=0, le=1)]
Point = Annotated[tuple[Fraction, Fraction], Field(strict=False)]
Slug = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, description="Lower-case words joined by hyphens."),
]


class Model(BaseModel):
    """Base of the manifest's mappings: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
