"""What a work of the manifest says of its original: who made it, and how large it is."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from gallery.manifest.kinds import Model
from gallery.manifest.text import Text

CENTIMETRES: dict[str, float] = {"cm": 1.0, "mm": 0.1, "in": 2.54}
"""Of each unit."""


class Creator(Model):
    """One of those who made a work, and how an index lists them."""

    name: Text = Field(description="As the label gives it; `Unknown photographer` stands for nobody.")
    role: Text | None = Field(default=None, description="What they did, such as printer; stands behind the name.")
    sort: Text | None = Field(
        default=None,
        description="As the index of people lists the name, such as `Lange, Dorothea`; made from it where not given.",
    )
    kind: Literal["person", "body"] | None = Field(
        default=None,
        description="A body is listed as it is, a person by family name; without it, as the name's words say.",
    )


def _kind_of_creators(value: Any) -> str:
    return "several creators" if isinstance(value, list | tuple) else "one creator"


Creators = Annotated[
    Annotated[Text, Tag("one creator")]
    | Annotated[tuple[Creator, ...], Field(min_length=1, max_length=20, strict=False), Tag("several creators")],
    Discriminator(_kind_of_creators),
]
"""Who made a work: a name, or a list of creators."""


class Dimensions(Model):
    """How large the original is."""

    width: Annotated[float, Field(gt=0, le=20000, description="From left to right, in `unit`.")]
    height: Annotated[float, Field(gt=0, le=20000, description="From top to bottom, in `unit`.")]
    unit: Literal["cm", "mm", "in"] = Field(
        default="cm", description="Centimetres, millimetres or inches; labels give it as it is here."
    )

    @property
    def centimetres(self) -> tuple[float, float]:
        """Width and height."""
        scale = CENTIMETRES[self.unit]
        return round(self.width * scale, 4), round(self.height * scale, 4)
