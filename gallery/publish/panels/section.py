"""What a manifest may say of panels: its section of ``publications``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from gallery.manifest.kinds import Section


class Panels(Section):
    """Labelled side-by-side pictures at print resolution."""

    enabled: bool = Field(default=True, description="False makes no panels.")
    width: Annotated[int, Field(ge=1200, le=12000, description="Pixels.")] = 3600
    dpi: Annotated[int, Field(ge=72, le=1200, description="Pixels per inch, noted in the file.")] = 300
