"""The manifest's section ``publications``: what is made of an exhibit."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gallery.manifest.kinds import HexColor, Line, Model, ServerAddress, Slug


class Panels(Model):
    """Labelled side-by-side pictures at print resolution."""

    enabled: bool = Field(default=True, description="False makes no panels.")
    width: Annotated[int, Field(ge=1200, le=12000, description="Pixels.")] = 3600
    dpi: Annotated[int, Field(ge=72, le=1200, description="Pixels per inch, noted in the file.")] = 300


class ArtSteps(Model):
    """A package of numbered pictures and label sheets for a platform of walkable rooms."""

    enabled: bool = Field(default=True, description="False makes no package.")
    profile: Slug = Field(
        default="artsteps",
        description="Platform profile: profiles/<name>.yaml or <name>.yaml beside the manifest, else a shipped one.",
    )


class Site(Model):
    """The static web site."""

    enabled: bool = Field(default=True, description="False makes no site.")
    accent: HexColor | None = Field(default=None, description="The one colour besides paper and ink.")
    theme: Line | None = Field(
        default=None,
        description="Folder with templates, style sheets and files of the exhibit's own, which come first.",
    )
    tiles: Literal["files", "pyramid", "none"] = Field(
        default="files",
        description="For the zoom: a file for each tile, one pyramidal TIFF for an image server, or none.",
    )
    walk: bool = Field(default=True, description="False leaves out the walkable rooms.")
    colorizer: bool = Field(default=True, description="False leaves out the page to colorize one's own photograph.")


class Iiif(Model):
    """IIIF manifests and a collection, for the viewers and portals of other institutions."""

    enabled: bool = Field(default=True, description="False makes none; without base_url there are none either.")
    image_server: ServerAddress | None = Field(
        default=None, description="Address at which a IIIF image server serves the pyramids, ending in / or =."
    )


class RoomModel(Model):
    """The rooms as one 3D model (glTF), for platforms that import rooms."""

    enabled: bool = Field(default=True, description="False makes none.")


class Publications(Model):
    """What is made of the exhibit."""

    panels: Panels = Field(default=Panels(), description="Pictures to print.")
    artsteps: ArtSteps = Field(default=ArtSteps(), description="Package for a platform of walkable rooms.")
    site: Site = Field(default=Site(), description="Static web site.")
    iiif: Iiif = Field(default=Iiif(), description="Descriptions for IIIF viewers.")
    room: RoomModel = Field(default=RoomModel(), description="3D model of the rooms.")
