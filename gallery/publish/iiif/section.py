"""What a manifest may say of IIIF: its section of ``publications``."""

from __future__ import annotations

from pydantic import Field

from gallery.manifest.kinds import Section, ServerAddress


class Iiif(Section):
    """IIIF manifests and a collection, for the viewers and portals of other institutions."""

    enabled: bool = Field(default=True, description="False makes none; without base_url there are none either.")
    image_server: ServerAddress | None = Field(
        default=None, description="Address at which a IIIF image server serves the pyramids, ending in / or =."
    )
