"""Platform profiles: what a package for a platform of walkable rooms keeps to, and how far that is known.

A profile is a YAML file in ``templates/profiles/``, or beside the manifest of an exhibit that brings its own. It
carries the day it was checked, and says of each limit whether the platform documents it or we assume it.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from gallery.errors import GalleryError, ManifestError
from gallery.files import read_bytes
from gallery.manifest.kinds import Model
from gallery.manifest.named_files import OWN_PROFILES
from gallery.manifest.nodes import read_tree
from gallery.manifest.positions import Positions
from gallery.manifest.scalars import short
from gallery.problems import Problem, errors_in
from gallery.resources import TEMPLATES, shown

PROFILES = TEMPLATES / "profiles"
"""Folder of the shipped profiles."""

NAME = r"[a-z0-9]+(-[a-z0-9]+)*"
"""What a profile may be called."""

MAX_BYTES = 1_000_000
"""Of a profile; the shipped ones have two thousand."""

Line = Annotated[str, Field(min_length=1, max_length=1000)]
Metres = Annotated[float, Field(gt=0, le=100)]
Pixels = Annotated[int, Field(ge=250, le=20000)]
Format = Literal["jpeg", "png", "tiff", "webp"]


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


class FilmLimits(Model):
    """What a film file may be. Packages hold MP4."""

    max_bytes: Annotated[int, Field(ge=50_000)]


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


_LIMITS: dict[str, type[Model]] = {
    "picture": PictureLimits,
    "film": FilmLimits,
    "labels": LabelLimits,
    "rooms": RoomLimits,
}


class Profile(Model):
    """A platform's limits, when they were checked, and how far they are known."""

    name: Annotated[str, Field(pattern=f"^{NAME}$", max_length=40)]
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
    film: FilmLimits | None = None
    """None where the platform takes no films, or it is not known whether it does."""
    labels: LabelLimits = LabelLimits()
    rooms: RoomLimits = RoomLimits()
    wall: WallMeasures
    steps: Annotated[tuple[Line, ...], Field(strict=False, min_length=1)]
    """What the curator does on the platform, in order."""

    @model_validator(mode="after")
    def _assumes_limits_that_exist(self) -> Profile:
        for path in self.assumed:
            room, _, limit = path.partition(".")
            if room not in _LIMITS or limit not in _LIMITS[room].model_fields:
                raise ValueError(f"assumed names no limit of a profile: '{path}'")
        return self

    def documented(self, limit: str) -> bool:
        """Whether ``limit`` (as ``picture.max_bytes``) comes from the platform's own pages."""
        return self.verified and limit not in self.assumed


def profile_names(folder: Path | None = None) -> tuple[str, ...]:
    """Names of the shipped profiles, and of those that a manifest in ``folder`` may use besides, sorted."""
    own = shown(folder / OWN_PROFILES, "*.yaml") if folder is not None else []
    return tuple(sorted({path.stem for path in (*shown(PROFILES, "*.yaml"), *own)}))


def profile_file(name: str, folder: Path | None = None) -> Path | None:
    """Where the profile called ``name`` lies, None where there is none: ``profiles/<name>.yaml`` or ``<name>.yaml``
    in ``folder``, the manifest's, or else among the shipped ones."""
    if re.fullmatch(NAME, name) is None:
        return None
    places = (PROFILES,) if folder is None else (folder / OWN_PROFILES, folder, PROFILES)
    return next((path for place in places if os.path.lexists(path := place / f"{name}.yaml")), None)


def read_profile(name: str, folder: Path | None = None) -> Profile:
    """The profile called ``name``, of the exhibit whose manifest lies in ``folder``, or else a shipped one.

    Raises GalleryError for a name that there is none of (it lists those there are), and ManifestError with every
    problem, each at its line, for a file that is no profile.
    """
    path = profile_file(name, folder)
    if path is None:
        names = profile_names(folder)
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise GalleryError(f"no platform profile '{name}'; {hint}available: {', '.join(names) or 'none'}")
    tree = read_tree(_text(path), str(path))
    if errors_in(tree.problems):
        raise ManifestError(tree.problems)
    try:
        profile = Profile.model_validate(tree.value)
    except ValidationError as error:
        raise ManifestError(sorted(_problems(str(path), tree.positions, error))) from error
    if profile.name != name:
        place = tree.positions.value(("name",))
        said = f"this profile is called '{profile.name}', and its file {name}.yaml"
        raise ManifestError(Problem(str(path), *place, "profile-name", said, "give both the same name"))
    return profile


def _text(path: Path) -> str:
    hint = "restore it, or name another profile"
    try:
        return read_bytes(path, MAX_BYTES).decode("utf-8-sig")
    except OSError as error:
        said = f"the profile cannot be read: {error.strerror}"
        raise ManifestError(Problem(str(path), code="no-profile", message=said, hint=hint)) from error
    except UnicodeDecodeError as error:
        said = f"the byte 0x{error.object[error.start]:02x} is not UTF-8 text"
        line = error.object[: error.start].count(b"\n") + 1
        raise ManifestError(Problem(str(path), line, 0, "not-utf8", said, "save the file as UTF-8")) from error


def _problems(path: str, positions: Positions, error: ValidationError) -> Iterator[Problem]:
    from gallery.manifest.plain_words import mistakes  # a valid profile need not wait for it

    for wrong in mistakes(error):
        keys = wrong.keys
        where = ".".join(str(key) for key in keys) or "the profile"
        if wrong.code == "unknown-key":
            yield Problem(path, *positions.key(keys), "unknown-key", f"unknown key {short(where)}", "remove it")
        elif wrong.code == "missing-key":
            yield Problem(path, *positions.value(keys), "missing-key", f"missing key '{where}'", "add it")
        else:
            yield Problem(path, *positions.value(keys), "profile-value", wrong.message, wrong.hint)
