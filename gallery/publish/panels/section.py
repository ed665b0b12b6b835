"""What a manifest may say of panels: its section of ``publications``."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from gallery.manifest.kinds import BY_MEASURE, BY_NAME, Model, Section

NAMED = {"A4": (21.0, 29.7), "A3": (29.7, 42.0), "letter": (21.59, 27.94)}
"""Sizes of paper: shorter and longer side, centimetres."""

MOST_PIXELS = 12_000
"""Of a side: what a panel takes in memory follows from it."""

FLATTEST = 2.5
"""Longer side over shorter side: on a longer sheet neither pictures nor label could be read."""

_INCH = 2.54


class PaperSize(Model):
    """Paper of a size of its own."""

    width: Annotated[float, Field(ge=10, le=200, description="Centimetres.")]
    height: Annotated[float, Field(ge=10, le=200)] | None = Field(
        default=None, description="Centimetres; none: as tall as what stands on it."
    )


def _in_centimetres(width: Any, dpi: Any) -> float:
    """What was written as a width: pixels, or a text with its unit; 30 where it cannot be told."""
    if isinstance(width, int | float) and isinstance(dpi, int | float) and width > 0 and dpi > 0:
        return width / dpi * _INCH
    found = re.fullmatch(r"\s*(\d{1,4}(?:[.,]\d{1,3})?)\s*(cm|mm|in)\s*", str(width))
    return float(found[1].replace(",", ".")) * {"cm": 1, "mm": 0.1, "in": _INCH}[found[2]] if found else 30


def _kind_of_size(value: Any) -> str:
    return BY_MEASURE if isinstance(value, dict | PaperSize) else BY_NAME


Size = Annotated[
    Annotated[Literal["A4", "A3", "letter"], Tag(BY_NAME)] | Annotated[PaperSize, Tag(BY_MEASURE)],
    Discriminator(_kind_of_size),
]


class Panels(Section):
    """Pictures and label of each work on one sheet, to print."""

    enabled: bool = Field(default=True, description="False makes no panels.")
    size: Size = Field(
        default=PaperSize(width=30.48), description="A4, A3, letter, or width and height in centimetres, as cut."
    )
    orientation: Literal["landscape", "portrait"] = Field(
        default="landscape", description="Which way paper called by its name lies."
    )
    dpi: Annotated[int, Field(ge=72, le=1200, description="Pixels per inch of JPEG files and of pictures in PDF.")] = (
        300
    )
    formats: Annotated[tuple[Literal["jpeg", "pdf"], ...], Field(min_length=1, strict=False)] = Field(
        default=("jpeg",), description="One file of each for every work."
    )
    bleed: Annotated[float, Field(ge=0, le=20)] = Field(
        default=0.0, description="Millimetres by which PDFs go on outside the cut, with crop marks; printers ask for 3."
    )
    same_height: bool = Field(
        default=False, description="True gives the pictures of all panels one height, so that a row hangs level."
    )

    @model_validator(mode="before")
    @classmethod
    def _width_was_in_pixels(cls, given: Any) -> Any:
        if isinstance(given, dict) and "width" in given:
            wide = _in_centimetres(given["width"], given.get("dpi", 300))
            message = "panels are measured in centimetres, by 'size' and not by 'width'"
            raise ValueError(f"{message}; write 'size: {{width: {wide:.4g}}}'")
        return given

    @model_validator(mode="after")
    def _can_be_drawn(self) -> Panels:
        wide, tall = self.centimetres
        if tall is not None and max(wide, tall) > FLATTEST * min(wide, tall):
            raise ValueError(
                f"a sheet of {wide:g} × {tall:g} cm is too long for a picture with its label; give its shorter side "
                f"at least {max(wide, tall) / FLATTEST:.1f} cm"
            )
        longer = max(wide, tall or 0)
        if longer / _INCH * self.dpi > MOST_PIXELS:
            raise ValueError(
                f"{longer:g} cm at {self.dpi} dpi are more than {MOST_PIXELS} pixels; "
                f"write 'dpi: {max(72, int(MOST_PIXELS * _INCH / longer))}' or less"
            )
        return self

    @property
    def centimetres(self) -> tuple[float, float | None]:
        """Width and height of the sheet; a height of None is that of what stands on it."""
        if isinstance(self.size, PaperSize):
            return self.size.width, self.size.height
        shorter, longer = NAMED[self.size]
        return (longer, shorter) if self.orientation == "landscape" else (shorter, longer)

    @property
    def pixels(self) -> tuple[int, int | None]:
        """The same in pixels."""
        wide, tall = self.centimetres
        return round(wide / _INCH * self.dpi), None if tall is None else round(tall / _INCH * self.dpi)
