"""What a publication knows when it plans: the exhibit and the digests of everything else that decides its output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gallery.manifest.schema import Exhibit


@dataclass(frozen=True)
class FontFiles:
    """Font files by role, as absolute paths for this run (their digests, not their paths, enter keys)."""

    serif: str
    serif_semibold: str
    sans: str
    sans_semibold: str
    serif_italic: str = ""
    """For emphasis in running text; empty: none, and emphasis is then slanted by the reader's program."""


@dataclass(frozen=True)
class Show:
    """An exhibit ready to be planned."""

    exhibit: Exhibit
    fonts: FontFiles
    digests: Mapping[str, str]
    """SHA-256 of what tasks read beside their inputs, by name: ``fonts`` and each folder of templates
    (``site``, ``artsteps``, ``report``, ``profiles``)."""
    masters: Mapping[str, str]
    """SHA-256 of each work's master, by work id."""
    profile: Mapping[str, object]
    """The platform profile of the ArtSteps package, as read from its YAML file."""
    weights: Mapping[str, object] | None = None
    """Facts of the weights as their card states them (plain JSON), for the method page: ``name``, ``sha256``,
    ``date``, ``network``, ``metrics`` …; None when no work is colorized."""

    def number(self, work_id: str) -> int:
        """Hanging number of a work, from 1, through all rooms."""
        return [work.id for work in self.exhibit.works].index(work_id) + 1
