"""What a look into a file finds: one record for each picture, plain enough to be kept as JSON."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A picture or film, or a place where there may be one that cannot be looked at."""

    member: str = ""
    """Where it is in the file, ``!`` between one member and a member of it; empty for the file itself."""
    says: str = ""
    """Its DigitalSourceType, a URI; empty for none."""
    sha256: str = ""
    """Of a member's bytes; empty for the file itself."""
    problem: str = ""
    """Why it cannot be looked at, to follow its name in a message; empty where it could."""

    def discloses(self, source_type: str) -> bool:
        """Whether it carries the DigitalSourceType whose last part is ``source_type``."""
        return not self.problem and self.says.rpartition("/")[2] == source_type
