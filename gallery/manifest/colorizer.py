"""What a manifest says of the colours of all works, and of who has looked at those of one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gallery.manifest.kinds import Day, Fraction, Line, Model
from gallery.manifest.text import Text


class Approval(Model):
    """A day on which somebody looked at a work's colours and let them stand."""

    date: Day = Field(description="When.")
    colours: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")] | None = Field(
        default=None,
        description="Which colours: a digest of the photograph, the weights, the framing, the hints and all else that "
        "decides them. When one of these changes the approval holds no more. `gallery studio` writes it.",
    )


def as_approval(value: Any) -> Any:
    """A day alone as an approval of whatever the colours are; anything else as it is."""
    return {"date": value} if isinstance(value, str) else value


class Colorizer(Model):
    """How the works are colorized."""

    weights: Line = Field(
        default="default",
        description="Name of shipped weights, or path of a card (.json) relative to the manifest.",
    )
    vividness: Fraction | None = Field(
        default=None,
        description="0 is the faithful rendering, 1 natural colourfulness; none: the weights' own (shipped: 0.5).",
    )
    digital_source_type: Literal["compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced"] = Field(
        default="compositeWithTrainedAlgorithmicMedia",
        description="IPTC DigitalSourceType of every picture with inferred colours.",
    )
    notice: Text | None = Field(default=None, description="Replaces the sentence that says colours are inferred.")
    approved_only: bool = Field(
        default=False, description="True shows works whose colours nobody has approved as they are, uncolorized."
    )
