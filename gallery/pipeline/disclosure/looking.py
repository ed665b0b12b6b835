"""Looking into files, and into files in files, within bounds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from gallery.errors import DisclosureError
from gallery.pipeline.disclosure.findings import Finding

DEPTH = 4
"""How deep files may lie in one another: a picture in a page in an archive lies two deep."""

MOST = 4 << 30
"""Bytes of all that is unpacked from one file."""

_UNKNOWN = (
    "cannot be looked into: nobody knows how {} carry pictures; register a verifier for them in "
    "gallery/pipeline/disclosure/kinds.py, or publish another kind"
)

Verifier = Callable[[BinaryIO, "Looking"], Iterator[Finding]]
"""Finds the pictures in an open file: the file itself, if it is one, or its members, by :meth:`Looking.inside`.
Raises DisclosureError, in words that follow "cannot be looked into: ", where it cannot."""


@dataclass
class Looking:
    """One look into a file with all that is in it."""

    kinds: Mapping[str, Verifier | None]
    """Suffix → how to look into such a file; None for one that carries no pictures."""
    unpacked: int = field(default=0, init=False)
    _depth: int = field(default=0, init=False)

    def look(self, name: str, file: BinaryIO) -> list[Finding]:
        """What is in ``file``, whose kind its ``name`` tells by its suffix."""
        suffix = PurePosixPath(name).suffix.lower()
        if suffix not in self.kinds:
            return [Finding(problem=_UNKNOWN.format(f"{suffix} files" if suffix else "files without a suffix"))]
        verifier = self.kinds[suffix]
        if verifier is None:
            return []
        found: list[Finding] = []
        try:
            found.extend(verifier(file, self))
        except DisclosureError as error:
            found.append(Finding(problem=f"cannot be looked into: {error}"))
        return found

    def inside(self, member: str, name: str, data: bytes) -> Iterator[Finding]:
        """What is in a member of the file in hand; ``name`` tells its kind. What was packed is to be reserved first."""
        if self._depth >= DEPTH:
            raise DisclosureError(f"files lie more than {DEPTH} deep in one another")
        self._depth += 1
        found = self.look(name, BytesIO(data))
        self._depth -= 1
        digest = hashlib.sha256(data).hexdigest() if found else ""
        for each in found:
            if each.member:
                yield replace(each, member=f"{member}!{each.member}")
            else:
                yield replace(each, member=member, sha256=digest)

    def reserve(self, size: int) -> None:
        """Count ``size`` bytes that are about to be unpacked; DisclosureError if that makes too many."""
        self.unpacked += size
        if self.unpacked > MOST:
            raise DisclosureError(f"more than {MOST >> 30} GiB are packed into it")
