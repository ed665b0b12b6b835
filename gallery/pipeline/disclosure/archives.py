"""Archives: each member is looked into by its own kind."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from typing import BinaryIO

from gallery.errors import DisclosureError
from gallery.pipeline.disclosure.findings import Finding
from gallery.pipeline.disclosure.looking import Looking

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, OverflowError,
    NotImplementedError, RuntimeError,  # a compression that is not known; a password
)  # fmt: skip
"""What :mod:`zipfile` raises for damaged and unusual archives."""


def zip_archive(file: BinaryIO, looking: Looking) -> Iterator[Finding]:
    """ZIP."""
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGE as error:
        raise DisclosureError(f"it is no ZIP archive, or damaged: {error}") from error
    with archive:
        for member in archive.infolist():
            if member.filename.endswith("/"):
                continue
            looking.reserve(member.file_size)
            try:
                data = archive.read(member)
            except _DAMAGE as error:
                raise DisclosureError(f"its member {member.filename} cannot be unpacked: {error}") from error
            name = member.filename.rpartition("/")[2]
            # A name such as .rels is all suffix.
            kind = f"member{name}" if name.startswith(".") else name
            yield from looking.inside(member.filename, kind, data)
