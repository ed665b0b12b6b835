"""The manifest's section ``publications``: what is made of an exhibit.

What may be said of each stands in its own package, ``gallery/publish/<name>/section.py``; this list of them is the one
place outside it where a publication is named.
"""

from __future__ import annotations

from pydantic import Field

from gallery.manifest.kinds import Model
from gallery.publish.artsteps.section import ArtSteps
from gallery.publish.cards.section import Cards
from gallery.publish.iiif.section import Iiif
from gallery.publish.panels.section import Panels
from gallery.publish.room.section import RoomModel
from gallery.publish.site.section import Site


class Publications(Model):
    """What is made of the exhibit."""

    panels: Panels = Field(default=Panels(), description="Pictures to print.")
    cards: Cards = Field(default=Cards(), description="Label cards and a contact sheet, to print.")
    artsteps: ArtSteps = Field(default=ArtSteps(), description="Package for a platform of walkable rooms.")
    site: Site = Field(default=Site(), description="Static web site.")
    iiif: Iiif = Field(default=Iiif(), description="Descriptions for IIIF viewers.")
    room: RoomModel = Field(default=RoomModel(), description="3D model of the rooms.")
