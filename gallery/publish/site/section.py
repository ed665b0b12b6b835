"""What a manifest may say of the site: its section of ``publications``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gallery.manifest.kinds import HexColor, Line, Section


class Site(Section):
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
    avif: bool = Field(
        default=False,
        description="True offers AVIF too where it is smaller, by a fifth; building takes three to four times as long.",
    )
    mark: bool = Field(
        default=True,
        description="False leaves the mark off pictures that visitors download; their metadata stay.",
    )
    walk: bool = Field(default=True, description="False leaves out the walkable rooms.")
    colorizer: bool = Field(default=True, description="False leaves out the page to colorize one's own photograph.")
