"""Which pictures show no inferred colours, as their tasks say."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from gallery.pipeline.disclosure.findings import Finding


@dataclass(frozen=True)
class Authentic:
    """What is authentic, and need not disclose; by itself nothing is."""

    patterns: tuple[str, ...] = ()
    """Of one task; :mod:`gallery.pipeline.disclosure` says how they are meant."""
    digests: frozenset[str] = frozenset()
    """SHA-256 of pictures, whoever holds them."""

    def file(self, name: str) -> bool:
        """Whether all of the file ``name`` is."""
        return any(_matches(name, pattern) for pattern in self.patterns if "!" not in pattern)

    def member(self, name: str, finding: Finding) -> bool:
        """Whether that is which was found in the file ``name``."""
        if finding.sha256 in self.digests:
            return True
        pairs = (pattern.split("!", 1) for pattern in self.patterns if "!" in pattern)
        return any(_matches(name, file) and fnmatchcase(finding.member, member) for file, member in pairs)


def _matches(name: str, pattern: str) -> bool:
    return fnmatchcase(name if "/" in pattern else name.rpartition("/")[2], pattern)
