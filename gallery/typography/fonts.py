"""The fonts that an exhibit is set in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class FontFiles:
    """Font files by role, as paths."""

    serif: str
    serif_semibold: str
    sans: str
    sans_semibold: str
    serif_italic: str = ""
    """For emphasis in running text; empty: none, and emphasis is then slanted by the reader's program."""

    @classmethod
    def inside(cls, folder: Path) -> FontFiles:
        """The fonts of the resource in ``folder``, whose files are named by their roles."""
        return cls(**{role.name: str(folder / role.name) for role in fields(cls) if (folder / role.name).is_file()})

    def by_role(self) -> dict[str, Path]:
        """The files that there are, by role: those of the resource ``fonts``."""
        return {role: Path(path) for role, path in vars(self).items() if path}
