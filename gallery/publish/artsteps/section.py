"""What a manifest may say of the package for walkable rooms: its section of ``publications``."""

from __future__ import annotations

from pydantic import Field

from gallery.manifest.kinds import Section, Slug


class ArtSteps(Section):
    """A package of numbered pictures and label sheets for a platform of walkable rooms."""

    enabled: bool = Field(default=True, description="False makes no package.")
    profile: Slug = Field(
        default="artsteps",
        description="Platform profile: profiles/<name>.yaml or <name>.yaml beside the manifest, else a shipped one.",
    )
