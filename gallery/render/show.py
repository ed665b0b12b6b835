"""What a publication knows when it plans: the exhibit and the digests of everything else that decides its output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

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
    """SHA-256 of what tasks read beside their inputs, by name: ``fonts``, each folder of templates (``site``,
    ``artsteps``, ``report``, ``profiles``, ``texts``, ``bundles``), and ``theme``, empty without one."""
    masters: Mapping[str, str]
    """SHA-256 of each work's master, by work id."""
    profile: Mapping[str, object]
    """The platform profile of the ArtSteps package, as read from its YAML file."""
    weights: Mapping[str, object] | None = None
    """Facts of the weights as their card states them (plain JSON), for the method page: ``name``, ``sha256``,
    ``date``, ``network``, ``metrics`` …; None when no work is colorized."""
    weights_file: str | None = None
    """The network's file in ONNX, as an absolute path for this run; None when no work is colorized."""
    theme: str | None = None
    """Folder of the exhibit's own templates for the site, as an absolute path for this run; None without."""

    def number(self, work_id: str) -> int:
        """Hanging number of a work, from 1, through all rooms."""
        return self.numbers[work_id]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Hanging number of every work, by its id."""
        return {work.id: number for number, work in enumerate(self.exhibit.works, start=1)}
