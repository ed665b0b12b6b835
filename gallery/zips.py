"""ZIP archives that others made."""

from __future__ import annotations

import zipfile
import zlib

ZIP_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,  # a compression that is not known here
    RuntimeError,  # a password is wanted
    EOFError,
    KeyError,  # a member is missing
    ValueError,
    OSError,
    zlib.error,
)
"""What Python's reader raises for one that is damaged, encrypted, or compressed in a way of its own."""
