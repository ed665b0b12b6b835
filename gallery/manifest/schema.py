"""The manifest's schema: an exhibit, its rooms, works, sources and hints.

Every model is frozen and refuses unknown keys. Texts are a string or a language map. Positions and messages
are the reader's business (:mod:`gallery.manifest.reader`); this file says what a valid exhibit is.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from gallery.manifest.addresses import web_address
from gallery.manifest.colorizer import Approval, Colorizer, as_approval
from gallery.manifest.hints import Area, Captions, Hint
from gallery.manifest.institution import Institution
from gallery.manifest.kinds import (
    BY_MEASURE,
    BY_NAME,
    FILM_SUFFIXES,
    Angle,
    Crop,
    Day,
    EdtfDate,
    FilePath,
    Fraction,
    Language,
    Line,
    Model,
    RightsUri,
    Seconds,
    Sha256,
    SiteAddress,
    Slug,
    WebAddress,
)
from gallery.manifest.measures import as_dimensions
from gallery.manifest.original import Creator, Creators, Dimensions
from gallery.manifest.places import Located, Place, by_name, shared
from gallery.manifest.publications import Publications
from gallery.manifest.text import TEXT_TAGS, Text

TAGS = TEXT_TAGS | {"by url", "by path", "by package", "one creator", "several creators", BY_NAME, BY_MEASURE}
"""Names of union members, which the reader drops from an error's place. They hold a space: no field is called so."""

NO_REASON = "no_reason"
"""Pydantic's type of the error that a work is neither colorized nor says why."""


class UrlSource(Model):
    """A photograph or film on the web, pinned by its hash."""

    url: Annotated[
        str,
        Field(pattern=r"^https?://[^\s]+$", description="Address of the file, http or https."),
        AfterValidator(web_address),
    ]
    sha256: Sha256 | None = Field(
        default=None, description="Pin. A build without one stops and prints the hash to add."
    )


class PathSource(Model):
    """A photograph in the exhibit's folder."""

    path: FilePath = Field(description="Path relative to the manifest, inside its folder.")
    sha256: Sha256 | None = None


class PackageSource(Model):
    """A photograph inside an installed Python package."""

    package: Annotated[
        str,
        Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.]*$", max_length=500, description="Import name, such as skimage."),
    ]
    path: FilePath = Field(description="Path inside the package.")
    sha256: Sha256 | None = None


def _kind_of_source(value: Any) -> str | None:
    """Which source ``value`` is, by the key that only such a source has; None if it is none."""
    if isinstance(value, dict):
        return next((f"by {key}" for key in ("url", "package", "path") if key in value), None)
    kinds = {UrlSource: "by url", PackageSource: "by package", PathSource: "by path"}
    return next((tag for kind, tag in kinds.items() if isinstance(value, kind)), None)


Source = Annotated[
    Annotated[UrlSource, Tag("by url")]
    | Annotated[PathSource, Tag("by path")]
    | Annotated[PackageSource, Tag("by package")],
    Discriminator(_kind_of_source),
]
"""Where a photograph comes from: ``{url, sha256}``, ``{path}`` or ``{package, path}``."""


class Mark(Model):
    """The mark in a corner of pictures whose colours are inferred."""

    corner: Literal["lower-left", "lower-right", "upper-left", "upper-right"] = Field(
        default="lower-left", description="Where it hides least."
    )
    form: Literal["words", "icon"] | None = Field(
        default=None,
        description="The words AI colour, or the letters AI; none: words on a picture that stands alone, letters where "
        "the words stand beside it.",
    )


def is_film(source: Source) -> bool:
    """Whether ``source`` is a film, by the ending of its name; everything else is taken for a photograph."""
    name = urlsplit(source.url).path if isinstance(source, UrlSource) else source.path
    return PurePosixPath(unquote(name)).suffix.lower() in FILM_SUFFIXES


class Work(Model):
    """One photograph or film in the exhibit, with its label."""

    id: Slug
    source: Source = Field(
        description="Where the photograph or film is: on the web, in the exhibit's folder, in a package."
    )
    title: Text = Field(description="As the label gives it.")
    creator: Creators | None = Field(
        default=None, description="Who made it, one name or several creators; left out when the source does not say."
    )
    date: EdtfDate | None = None
    place: Text | None = Field(default=None, description="Where it was taken, as the source says.")
    coordinates: Located | None = Field(
        default=None,
        description="Where it was taken, for the map: latitude and longitude in degrees (WGS 84), south and west "
        "below 0.",
    )
    medium: Text | None = Field(default=None, description="What the original is, such as Gelatin silver print.")
    dimensions: (
        Annotated[Dimensions, BeforeValidator(as_dimensions, json_schema_input_type=Line | Dimensions)] | None
    ) = Field(
        default=None,
        description="Of the original, without mount and frame; it hangs in the room at that size. As a text, the "
        "height comes first: `18 × 24 cm`.",
    )
    credit: Text | None = Field(default=None, description="Who owns the original: the credit line.")
    lender: Text | None = Field(default=None, description="Who lent it, if somebody else than the owner named above.")
    inventory_number: Annotated[Line, Field(max_length=100)] | None = Field(
        default=None, description="The owner's number of the original."
    )
    catalogue: WebAddress | None = Field(
        default=None, description="Web address of its record in the owner's catalogue."
    )
    rights: RightsUri
    rights_note: Text | None = Field(default=None, description="What the source itself says about the rights.")
    alt: Text = Field(description="What the photograph shows, for those who do not see it; at most 250 characters.")
    description: Text | None = Field(default=None, description="Markdown; 100 to 150 words read well.")
    colorize: bool = Field(default=True, description="False shows the photograph as it is; then say the reason.")
    reason: Text | None = Field(default=None, description="Why the photograph is shown uncolorized.")
    vividness: Fraction | None = Field(default=None, description="Overrides the exhibit's for this work.")
    rotate: Angle = Field(
        default=0,
        description="Degrees clockwise by which the photograph is turned; below 0 the other way, such as -1.4. Quarter "
        "turns change no pixel.",
    )
    crop: Crop | None = Field(
        default=None,
        description="What is shown: left, top, right and bottom as fractions from the upper left, after `rotate`.",
    )
    hints: tuple[Hint, ...] = Field(
        default=(), max_length=200, strict=False, description="Colours that the curator knows, at most 200."
    )
    mark: Mark | None = Field(default=None, description="Replaces the exhibit's for this work.")
    poster: Seconds | None = Field(
        default=None,
        description="Of a film: the second whose frame stands for it wherever nothing moves; none: about a tenth in.",
    )
    captions: Annotated[tuple[Captions, ...], Field(max_length=30, strict=False)] = Field(
        default=(), description="Of a film: its captions, a file for each language."
    )
    transcript: Text | None = Field(
        default=None, description="Of a film: Markdown, what is said in it or written on its intertitles."
    )

    @property
    def is_film(self) -> bool:
        """Whether its source is a film, by the ending of its name."""
        return is_film(self.source)

    @property
    def creators(self) -> tuple[Creator, ...]:
        """Who made it: also one that is given as a name alone."""
        return (Creator(name=self.creator),) if isinstance(self.creator, Text) else self.creator or ()

    protect: Annotated[tuple[Area, ...], Field(max_length=50, strict=False)] = Field(
        default=(), description="Areas that stay grey, at most 50: lists of the 3 to 64 corners of polygons."
    )

    approved: Annotated[Approval, BeforeValidator(as_approval, json_schema_input_type=Day | Approval)] | None = Field(
        default=None, description="When somebody last looked at its colours and let them stand."
    )

    @model_validator(mode="after")
    def _uncolorized_has_a_reason(self) -> Work:
        if not self.colorize and self.reason is None:
            raise PydanticCustomError(NO_REASON, "'colorize: false' without a reason")
        return self


class Room(Model):
    """A room of the exhibition: works that belong together, in hanging order."""

    title: Text = Field(description="Of the room and of its page.")
    text: Text | None = Field(default=None, description="Markdown; at most about 150 words.")
    works: Annotated[tuple[Work, ...], Field(min_length=1, strict=False, description="Photographs in hanging order.")]


class Fonts(Model):
    """Font files that replace the shipped ones, relative to the manifest and inside its folder."""

    serif: Line | None = Field(
        default=None,
        description="For titles and labels: a .ttf or .otf file; what it lacks is set in the shipped one.",
    )
    sans: Line | None = Field(default=None, description="For the interface: a .ttf or .otf file.")


class Labels(Model):
    """What stands on labels beside what the works say."""

    technical: bool = Field(
        default=True,
        description="False leaves out the small print of panels: confidence, weights, enlargement. The notice stays.",
    )


class Exhibit(Model):
    """An exhibition: statement, rooms, works, and how they are shown."""

    title: Text = Field(description="Of the exhibition.")
    subtitle: Text | None = Field(default=None, description="A line below the title.")
    curator: Line = Field(description="Who answers for the exhibition.")
    language: Language = "en"
    statement: Text = Field(description="Markdown: what this exhibition is and why.")
    published: Day | None = Field(
        default=None, description="Day of publication, such as 2026-11-21; a feed needs it, and base_url."
    )
    base_url: SiteAddress | None = Field(
        default=None, description="Where the site will stand, ending in a slash; for absolute identifiers."
    )
    institution: Institution | None = Field(
        default=None, description="Who shows it: name, logo, contact, imprint and the like."
    )
    labels: Labels = Field(default=Labels(), description="Whether technical lines stand on panels.")
    colorizer: Colorizer = Field(default=Colorizer(), description="Weights, vividness and notice.")
    mark: Mark = Field(default=Mark(), description="How the mark on pictures with inferred colours looks.")
    fonts: Fonts = Field(default=Fonts(), description="Other fonts than the shipped ones.")
    places: Annotated[tuple[Place, ...], Field(max_length=100_000, strict=False)] = Field(
        default=(), description="Places that several works share, each described once; works name them by `place`."
    )
    rooms: Annotated[tuple[Room, ...], Field(min_length=1, strict=False, description="Rooms in the order of the walk.")]
    publications: Publications = Field(default=Publications(), description="What is made of the exhibition.")

    @property
    def works(self) -> tuple[Work, ...]:
        """All works in hanging order, room after room."""
        return tuple(work for room in self.rooms for work in room.works)

    @cached_property
    def _named(self) -> dict[str, Place]:
        return by_name(self.places)

    def place_of(self, work: Work) -> Place | None:
        """The shared place that ``work`` names, None if it names none."""
        return shared(self._named, work.place)

    @property
    def languages(self) -> tuple[str, ...]:
        """The exhibit's language first, then the others that its title is given in."""
        given = [language for keys, _ in self.title.strings() for language in keys]
        return tuple(dict.fromkeys([self.language, *given]))
