"""Platform profiles: what a package for a platform of walkable rooms keeps to, and how far that is known.

A profile is a YAML file in ``templates/profiles/`` that a curator may edit. It carries the day it was
checked, and says of each limit whether the platform documents it or we assume it.
"""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gallery.errors import GalleryError, ManifestError
from gallery.problems import Problem
from gallery.resources import TEMPLATES

PROFILES = TEMPLATES / "profiles"
"""Folder of the shipped profiles."""

Line = Annotated[str, Field(min_length=1, max_length=1000)]
Metres = Annotated[float, Field(gt=0, le=100)]
Pixels = Annotated[int, Field(ge=250, le=20000)]
Format = Literal["jpeg", "png", "tiff", "webp"]


class Model(BaseModel):
    """Base of a profile's mappings: frozen, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PictureLimits(Model):
    """What a picture file may be."""

    formats: Annotated[tuple[Format, ...], Field(strict=False, min_length=1)]
    """What the platform takes. Packages hold JPEG, so it is one of them."""
    max_bytes: Annotated[int, Field(ge=50_000)]
    max_width: Pixels
    max_height: Pixels
    digits: Annotated[int, Field(ge=1, le=4)] = 2
    """Least digits of the number that opens a file's name."""

    @model_validator(mode="after")
    def _takes_jpeg(self) -> PictureLimits:
        if "jpeg" not in self.formats:
            raise ValueError("packages hold JPEG pictures, so formats must list jpeg")
        return self


class LabelLimits(Model):
    """How long texts may be, in characters; None where not known."""

    max_title: Annotated[int, Field(ge=10)] | None = None
    max_text: Annotated[int, Field(ge=100)] | None = None


class RoomLimits(Model):
    """How much a room holds; None where not known."""

    max_works: Annotated[int, Field(ge=1)] | None = None


class WallMeasures(Model):
    """How pictures hang, in metres."""

    length: Metres
    """Longest wall; a room that needs more gets several."""
    height: Metres
    centre_height: Metres
    """Floor to the middle of each picture."""
    longer_side: Metres
    """The longer side of each picture as it hangs."""
    pair_gap: Metres
    """Between the original and the colour of one work."""
    work_gap: Metres
    """Between one work and the next."""
    margin: Metres
    """Kept free at both ends of a wall."""

    @model_validator(mode="after")
    def _everything_fits(self) -> WallMeasures:
        least = 2 * self.longer_side + self.pair_gap + 2 * self.margin
        if self.length < least:
            raise ValueError(f"a wall of {self.length:g} m cannot hold one pair of pictures, which needs {least:g} m")
        half = self.longer_side / 2
        if self.centre_height < half or self.centre_height + half > self.height:
            raise ValueError("an upright picture would reach past the floor or the top of the wall")
        return self


class Profile(Model):
    """A platform's limits, when they were checked, and how far they are known."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    """The file's own name without ``.yaml``; the package's folder is called so."""
    platform: Line
    address: Annotated[str, Field(pattern=r"^https://[^\s]+$")]
    checked: Annotated[date, Field(strict=False)]
    """Day the numbers were last compared with what the platform says."""
    verified: bool
    """Whether any of the numbers come from the platform's own pages."""
    note: Line
    """What is known and what is not, in a sentence or two. Shown with the checklist."""
    assumed: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Limits of a verified profile that are ours all the same, as ``picture.max_bytes``."""
    picture: PictureLimits
    labels: LabelLimits = LabelLimits()
    rooms: RoomLimits = RoomLimits()
    wall: WallMeasures
    steps: Annotated[tuple[Line, ...], Field(strict=False, min_length=1)]
    """What the curator does on the platform, in order."""

    @model_validator(mode="after")
    def _assumes_limits_that_exist(self) -> Profile:
        for path in self.assumed:
            room, _, limit = path.partition(".")
            if room not in ("picture", "labels", "rooms") or limit not in type(getattr(self, room)).model_fields:
                raise ValueError(f"assumed names no limit of a profile: '{path}'")
        return self

    def documented(self, limit: str) -> bool:
        """Whether ``limit`` (as ``picture.max_bytes``) comes from the platform's own pages."""
        return self.verified and limit not in self.assumed


def profile_names(folder: Path = PROFILES) -> tuple[str, ...]:
    """Names of the profiles in ``folder``, sorted."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def read_profile(name: str, folder: Path = PROFILES) -> Profile:
    """The profile called ``name``.

    Raises GalleryError for a name that ``folder`` does not hold (it lists those it does), and ManifestError
    with every problem, each at its line, for a file that is no profile.
    """
    names = profile_names(folder)
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise GalleryError(f"no platform profile '{name}'; {hint}available: {', '.join(names) or 'none'}")
    path = folder / f"{name}.yaml"
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise ManifestError([_unreadable(path, error)]) from error
    try:
        profile = Profile.model_validate(values)
    except ValidationError as error:
        raise ManifestError(sorted(_problems(path, node, error))) from error
    if profile.name != name:
        hint = "name it as its file"
        raise ManifestError([_at(path, node, ("name",), "profile-name", f"this profile is called '{name}'", hint)])
    return profile


def _unreadable(path: Path, error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    cause = getattr(error, "problem", None) or str(error)
    return Problem(str(path), line, column, "not-yaml", f"not readable as YAML: {cause}")


def _problems(path: Path, node: yaml.Node | None, error: ValidationError) -> list[Problem]:
    problems = []
    for entry in error.errors():
        keys, kind = entry["loc"], entry["type"]
        where = ".".join(str(key) for key in keys) or "the profile"
        if kind == "extra_forbidden":
            problems.append(_at(path, node, keys, "unknown-key", f"unknown key '{where}'", "remove it", key=True))
        elif kind == "missing":
            problems.append(_at(path, node, keys, "missing-key", f"missing key '{where}'", "add it"))
        else:
            message = f"{where}: {entry['msg'].removeprefix('Value error, ')}"
            problems.append(_at(path, node, keys, "profile-value", message))
    return problems


def _at(  # noqa: PLR0917 - the fields of a Problem, in its order
    path: Path,
    node: yaml.Node | None,
    keys: tuple[Any, ...],
    code: str,
    message: str,
    hint: str = "",
    *,
    key: bool = False,
) -> Problem:
    """A problem at the value (or the key) that ``keys`` lead to, or at the nearest parent that exists."""
    mark = node.start_mark if node else None
    for wanted in keys:
        if isinstance(node, yaml.MappingNode):
            found = [(name, value) for name, value in node.value if name.value == str(wanted)]
        elif isinstance(node, yaml.SequenceNode) and isinstance(wanted, int):
            found = [(item, item) for item in node.value[wanted : wanted + 1]]
        else:
            found = []
        if not found:
            break
        name, node = found[-1]
        mark = name.start_mark if key else node.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(str(path), line, column, code, message, hint)
