"""What a publication knows when it plans: the exhibit and everything else that decides its output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gallery.manifest.forms import slug
from gallery.manifest.schema import Exhibit
from gallery.publication.films import Film
from gallery.publication.offers import Offers
from gallery.tasks import Resource


@dataclass(frozen=True)
class Show:
    """An exhibit ready to be planned."""

    exhibit: Exhibit
    masters: Mapping[str, str]
    """SHA-256 of each work's master, by work id."""
    profile: Mapping[str, object]
    """The platform profile of the ArtSteps package, as read from its YAML file."""
    weights: Mapping[str, object] | None = None
    """Facts of the weights as their card states them (plain JSON), for the method page: ``name``, ``sha256``,
    ``date``, ``network``, ``metrics`` …; None when no work is colorized."""
    resources: Mapping[str, Resource] = field(default_factory=dict)
    """What tasks may read beside their needs, by name: folders of templates, ``fonts``, and where there is one
    ``weights``, ``theme`` and ``logo``."""

    films: Mapping[str, Film] = field(default_factory=dict)
    """What is known of each work that is a film, by its id."""
    disclosed: tuple[Mapping[str, str], ...] = ()
    """How each publication says that colours are inferred, for the report."""
    left_out: tuple[str, ...] = ()
    """What is wanted and could not be made, and how to have it, for the report."""

    def number(self, work_id: str) -> int:
        """Hanging number of a work, from 1, through all rooms."""
        return self.numbers[work_id]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Hanging number of every work, by its id."""
        return {work.id: number for number, work in enumerate(self.exhibit.works, start=1)}

    @cached_property
    def room_slugs(self) -> tuple[str, ...]:
        """The name of each room in addresses, of the exhibit's own language, so that it is the same in all.

        A number alone would be a page of the list of rooms.
        """
        found: list[str] = []
        for number, room in enumerate(self.exhibit.rooms, start=1):
            name = slug(room.title.pick(self.exhibit.language)) or "room"
            name = f"room-{name}" if name.isdigit() else name
            while name in found:
                name = f"{name}-{number}"
            found.append(name)
        return tuple(found)

    @property
    def logo(self) -> str | None:
        """Name of the institution's logo as it is published, such as ``logo.svg``; None without one."""
        return next(iter(self.resources["logo"].files), None) if "logo" in self.resources else None

    @cached_property
    def offers(self) -> Offers:
        """What the exhibition offers its visitors."""
        return Offers.of(self.exhibit, colorized=self.weights is not None)
