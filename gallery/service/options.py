"""What a request may ask for beside the photograph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gallery.errors import GalleryError
from gallery.manifest.hints import Hint
from gallery.manifest.kinds import Crop, HexColor
from gallery.manifest.plain_words import EXAMPLES, Mistake, mistakes
from gallery.manifest.text import Text
from gallery.photograph import Framing
from gallery.problems import Problem
from gallery.web.bodies import plain_json

MOST_HINTS = 200
MOST_SIDE = 8192
"""Pixels of the longer side of a picture that is encoded anew; as a JPEG of full size it need not be."""

_TIMES = ("time", "from", "from_", "to")

SUFFIXES = {"jpeg": ".jpg", "png": ".png", "webp": ".webp"}
"""Format → ending of the picture's file."""


class GivenColour(Hint):
    """A colour that is known at a point of the picture (`at`), along a stroke (`along`) or in an area (`area`); of a
    film also when (`time`, or `from` and `to`)."""

    color: HexColor
    evidence: Text = Field(default=Text("Given with the request."), description="How the colour is known.")


class Options(BaseModel):
    """How a photograph is colorized, and as what it is handed out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vividness: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None,
        description="0 is the faithful rendering, 1 natural colourfulness; none: the weights' own (shipped: 0.5).",
    )
    hints: Annotated[tuple[GivenColour, ...], Field(max_length=MOST_HINTS)] = Field(
        default=(), description="Colours that are known."
    )
    weights: Annotated[str, Field(max_length=80)] | None = Field(
        default=None, description="Name of weights that the service has; none: its first."
    )
    rotate: Annotated[float, Field(ge=-360, le=360)] = Field(
        default=0, description="Degrees clockwise by which the photograph is turned first, such as 90, or -1.4."
    )
    crop: Crop | None = Field(
        default=None,
        description="What is taken of it then: left, top, right and bottom as fractions from the upper left.",
    )
    size: Annotated[int, Field(ge=16, le=30_000)] | None = Field(
        default=None, description="Pixels of the longer side at most; none: as large as the photograph."
    )
    format: Literal["jpeg", "png", "webp"] = Field(
        default="jpeg", description="Of the picture that is handed out; of a film, of the frame that stands for it."
    )
    film_format: Literal["mp4", "webm"] = Field(default="mp4", description="Of the film that is handed out.")
    mark: bool = Field(
        default=True, description="False leaves the mark out of its corner; what the file says of itself stays."
    )

    def of_photograph(self) -> dict[str, Any]:
        """What is kept of them, as plain JSON. Raises GalleryError for what only a film can be asked."""
        if any(given.span is not None for given in self.hints):
            message, hint = "a hint says when, and this is a photograph", "leave out 'time', 'from' and 'to'"
            raise GalleryError(Problem(code="wrong-option", message=message, hint=hint))
        chosen = self.model_dump(mode="json", exclude={"film_format"})
        for hint in chosen["hints"]:
            for name in _TIMES:
                hint.pop(name, None)
        return chosen

    def of_film(self) -> dict[str, Any]:
        """The same of a film, which is neither turned nor cropped here."""
        if self.rotate or self.crop or self.size:
            message, hint = "'rotate', 'crop' and 'size' are for photographs", "leave them out: a film is shown whole"
            raise GalleryError(Problem(code="wrong-option", message=message, hint=hint))
        for given in self.hints:
            if given.span is None or given.span[0] > given.span[1]:
                message = "a hint of a film must say when"
                told = "add 'time', the second at which its place is given, or 'from' and 'to'"
                raise GalleryError(Problem(code="wrong-option", message=message, hint=told))
        return self.model_dump(mode="json", by_alias=True, exclude={"rotate", "crop"})

    @property
    def framing(self) -> Framing:
        """What is shown of the photograph."""
        return Framing(self.rotate, self.crop)


def options_of(query: Mapping[str, str], part: str | bytes | None = None) -> Options:
    """The options in the ``query`` of an address (``hints`` and ``crop`` as JSON) and in a JSON ``part`` of a form;
    what both say, the part says.

    Raises GalleryError with a problem for each option that is wrong.
    """
    values = plain_options(query)
    if part is not None:
        values |= _json(part, "options", dict)
    try:
        return Options.model_validate(values)
    except ValidationError as error:
        raise GalleryError(problem_of(one) for one in mistakes(error, Options)) from error


def plain_options(query: Mapping[str, str]) -> dict[str, Any]:
    """What the ``query`` of an address says, before anybody looks whether it can be. Raises GalleryError."""
    values: dict[str, Any] = dict(query)
    for name in {"hints", "crop"} & values.keys():
        values[name] = _json(values[name], name, list)
    return values


def _json(text: str | bytes, name: str, kind: type) -> Any:
    hint = f"write {name}={EXAMPLES[name]}"
    try:
        value = plain_json(text)
    except ValueError as error:
        message = f"{name!r} is not JSON: {error}"
        raise GalleryError(Problem(code="wrong-option", message=message, hint=hint)) from error
    if not isinstance(value, kind):
        shape = "a list" if kind is list else "an object"
        raise GalleryError(Problem(code="wrong-option", message=f"{name!r} must be {shape}", hint=hint))
    return value


def problem_of(mistake: Mistake) -> Problem:
    """What is wrong with an option, as an answer tells it."""
    if mistake.code != "unknown-key":
        return Problem(code="wrong-option", message=mistake.message, hint=mistake.hint)
    if len(mistake.keys) > 1:
        return Problem(code="unknown-option", message=mistake.message, hint=mistake.hint)
    near = mistake.hint if mistake.hint.startswith("did you mean") else ""
    hint = f"{near} options are {', '.join(Options.model_fields)}".strip()
    return Problem(code="unknown-option", message=f"there is no option {mistake.keys[0]!r}", hint=hint)
