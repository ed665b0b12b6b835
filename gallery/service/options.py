"""What a request may ask for beside the photograph."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gallery.errors import GalleryError
from gallery.manifest.hints import KnownColour
from gallery.manifest.kinds import HexColor
from gallery.manifest.text import Text
from gallery.problems import Problem

MOST_HINTS = 200
MOST_SIDE = 8192
"""Pixels of the longer side of a picture that is encoded anew; as a JPEG of full size it need not be."""

SUFFIXES = {"jpeg": ".jpg", "png": ".png", "webp": ".webp"}
"""Format → ending of the picture's file."""


class GivenColour(KnownColour):
    """A colour that is known at a point of the picture (`at`) or along a stroke (`along`)."""

    color: HexColor
    evidence: Text = Field(default=Text("Given with the request."), description="How the colour is known.")


class Options(BaseModel):
    """How a photograph is colorized, and as what it is handed out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vividness: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None, description="0 is the faithful rendering, 1 natural colourfulness; none: the weights' own."
    )
    hints: Annotated[tuple[GivenColour, ...], Field(max_length=MOST_HINTS)] = Field(
        default=(), description="Colours that are known."
    )
    weights: Annotated[str, Field(max_length=80)] | None = Field(
        default=None, description="Name of weights that the service has; none: its first."
    )
    size: Annotated[int, Field(ge=16, le=30_000)] | None = Field(
        default=None, description="Pixels of the longer side at most; none: as large as the photograph."
    )
    format: Literal["jpeg", "png", "webp"] = Field(default="jpeg", description="Of the picture that is handed out.")


def options_of(query: Mapping[str, str], part: str | bytes | None = None) -> Options:
    """The options in the ``query`` of an address (``hints`` as JSON) and in a JSON ``part`` of a form; what both say,
    the part says.

    Raises GalleryError with a problem for each option that is wrong.
    """
    values: dict[str, Any] = dict(query)
    if "hints" in values:
        values["hints"] = _json(values["hints"], "hints", list)
    if part is not None:
        values |= _json(part, "options", dict)
    try:
        return Options.model_validate(values)
    except ValidationError as error:
        raise GalleryError(_problem(one) for one in error.errors(include_url=False, include_input=False)) from error


def _json(text: str | bytes, name: str, kind: type) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GalleryError(Problem(code="wrong-option", message=f"{name!r} is not JSON: {error}")) from error
    if not isinstance(value, kind):
        shape = "a list" if kind is list else "an object"
        raise GalleryError(Problem(code="wrong-option", message=f"{name!r} must be {shape}"))
    return value


def _problem(error: Any) -> Problem:
    name = ".".join(str(key) for key in error["loc"])
    if error["type"] == "extra_forbidden":
        hint = f"options are {', '.join(Options.model_fields)}"
        return Problem(code="unknown-option", message=f"there is no option {name!r}", hint=hint)
    return Problem(code="wrong-option", message=f"{name}: {error['msg']}" if name else error["msg"])
