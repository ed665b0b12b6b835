"""What a manifest may say of label cards: its section of ``publications``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from gallery.manifest.kinds import Section


class Cards(Section):
    """Label cards to cut out and a contact sheet of all works, as PDF on A4."""

    enabled: bool = Field(default=False, description="True makes them.")
    width: Annotated[float, Field(ge=5, le=19, description="Of a card, centimetres.")] = 15.0
    height: Annotated[float, Field(ge=4, le=27, description="Of a card, centimetres.")] = 10.0
