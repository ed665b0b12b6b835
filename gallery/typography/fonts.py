"""The fonts that an exhibit is set in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

BESIDE = "\0"
"""Between the paths of two fonts in one role: the second has what the first lacks. No path has this character."""

_SPARE = "_spare"
"""What is added to a role for the name of its second font."""


@dataclass(frozen=True)
class FontFiles:
    """Font files by role, as paths; two where :data:`BESIDE` stands between them."""

    serif: str
    serif_semibold: str
    sans: str
    sans_semibold: str
    serif_italic: str = ""
    """For emphasis in running text; empty: none, and emphasis is then slanted by the reader's program."""

    @classmethod
    def inside(cls, folder: Path) -> FontFiles:
        """The fonts of the resource in ``folder``, whose files are named by their roles."""
        return cls(**{role.name: found for role in fields(cls) if (found := _both(folder / role.name))})

    def by_role(self) -> dict[str, Path]:
        """The files that there are, by role: those of the resource ``fonts``."""
        found: dict[str, str] = {}
        for role, paths in vars(self).items():
            first, _, second = paths.partition(BESIDE)
            found |= {role: first, role + _SPARE: second}
        return {role: Path(path) for role, path in found.items() if path}


def _both(path: Path) -> str:
    """The font at ``path`` and the one that stands beside it; empty if there is none."""
    return BESIDE.join(str(one) for one in (path, path.with_name(path.name + _SPARE)) if one.is_file())
