"""What a curator knows of a picture's colours, and when in a film; and the captions of a film."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from gallery.manifest.kinds import FilePath, HexColor, Language, Model, Point, Seconds
from gallery.manifest.text import Text

PLACES = ("at", "along", "area")
"""Keys of a hint that say where its colour is; it has one of them."""
ONE_PLACE = "one_place"
"""Pydantic's type of the error that a hint has several places, or none."""


_FLAT = 1e-9
"""Of a fraction of the picture: an area whose corners are no further from one line holds nothing."""


def _with_an_inside(corners: tuple[Point, ...]) -> tuple[Point, ...]:
    """``corners``. Raises ValueError ``message; hint`` where all of them lie on one line."""
    left, top = corners[0]
    across, down = max(((x - left, y - top) for x, y in corners), key=lambda one: one[0] ** 2 + one[1] ** 2)
    if all(abs(across * (y - top) - down * (x - left)) < _FLAT for x, y in corners):
        raise ValueError(
            "the corners of the area lie on one line; give those of an area, such as"
            " [[0.1, 0.1], [0.4, 0.1], [0.4, 0.3], [0.1, 0.3]]"
        )
    return corners


Area = Annotated[tuple[Point, ...], Field(min_length=3, max_length=64, strict=False), AfterValidator(_with_an_inside)]
"""The corners of a polygon."""


class KnownColour(Model):
    """A colour that is known at a point, along a stroke, or in an area."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [key]} for key in PLACES]})

    at: Point | None = Field(
        default=None,
        description="A point: x and y as fractions of width and height, from the upper left, of what is shown.",
    )
    along: Annotated[tuple[Point, ...], Field(min_length=2, max_length=64, strict=False)] | None = Field(
        default=None, description="In place of `at` a stroke, twice `radius` wide: 2 to 64 points, joined by lines."
    )
    area: Area | None = Field(
        default=None,
        description="In place of `at` an area: the 3 to 64 corners of a polygon; `radius` counts for nothing.",
    )
    color: HexColor
    radius: Annotated[float, Field(gt=0, le=0.5, description="Fraction of the picture's longer side.")] = 0.02
    evidence: Text = Field(description="How the colour is known. Shown to visitors.")
    assumption: bool = Field(default=False, description="True if this is the curator's assumption, not a record.")

    @model_validator(mode="after")
    def _in_one_place(self) -> KnownColour:
        if sum(getattr(self, key) is not None for key in PLACES) != 1:
            raise PydanticCustomError(ONE_PLACE, "one of 'at', 'along', 'area'")
        return self

    @property
    def points(self) -> tuple[tuple[float, float], ...]:
        """Those of the stroke, the corners of the area, or the one point."""
        return self.along or self.area or ((self.at,) if self.at else ())

    @property
    def place(self) -> dict[str, list[Any]]:
        """Where the colour is known, as plain JSON under the manifest's own key: ``at``, ``along`` or ``area``."""
        points = [list(point) for point in self.points]
        if self.area:
            return {"area": points}
        return {"along": points} if self.along else {"at": points[0]}

    @property
    def told(self) -> dict[str, Any]:
        """What the colourist is told: its place, ``color`` as #rrggbb, ``radius``, and whether it is ``assumed``."""
        assumed = {"assumed": True} if self.assumption else {}
        return {**self.place, "color": self.color.lower(), "radius": self.radius, **assumed}


class Hint(KnownColour):
    """A colour the curator knows, and how. It is known at a point, along a stroke, or in an area; of a film also when:
    it follows what moves until the shot ends."""

    model_config = ConfigDict(serialize_by_alias=True)

    time: Seconds | None = Field(default=None, description="Of a film: the second at which its place is given.")
    from_: Seconds | None = Field(
        default=None, alias="from", description="In place of `time`: the second from which its place is given."
    )
    to: Seconds | None = Field(default=None, description="With `from`: the second up to which.")

    @property
    def span(self) -> tuple[float, float] | None:
        """Seconds from and to which its place is given, twice the same for a moment; None for a photograph."""
        if self.time is not None:
            return self.time, self.time
        return None if self.from_ is None or self.to is None else (self.from_, self.to)


class Captions(Model):
    """What is said or written in a film, as subtitles with their times."""

    path: FilePath = Field(description="A WebVTT file (.vtt), relative to the manifest, inside its folder.")
    language: Language = Field(description="In which the captions are.")
