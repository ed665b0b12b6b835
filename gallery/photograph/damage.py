"""What damaged files make Pillow raise, said as the file's fault."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import UnidentifiedImageError

from gallery.errors import PhotographError

RAISED = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    EOFError,
    struct.error,
    zlib.error,
    RuntimeError,
    NotImplementedError,
)
"""Besides the OSError that Pillow means to raise. So only calls of Pillow may stand in a ``try`` with these: an error
of our own code is not a damaged file."""


@contextmanager
def damage(path: Path) -> Iterator[None]:
    """For a call into Pillow and nothing else: whatever it raises becomes a PhotographError about ``path``."""
    try:
        yield
    except UnidentifiedImageError:
        raise PhotographError(
            f"{path}: damaged or cut short, it begins as a picture and ends soon; get it again"
        ) from None
    except MemoryError:
        raise PhotographError(f"{path}: not enough memory to decode it; scale it down") from None
    except RAISED as error:
        if "unsupported" in str(error).lower():
            raise PhotographError(f"{path}: of an unusual kind ({error}); save it as TIFF") from error
        raise PhotographError(f"{path}: damaged or cut short ({error}); get the file again") from error
