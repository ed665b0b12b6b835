"""What every kind of source shares: the master, the options, and pins."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gallery.errors import SourceError
from gallery.files import sha256_of


@dataclass(frozen=True)
class Master:
    """The file an archive holds, as a manifest names it."""

    path: Path | None
    """Where it lies on this machine, verified; None for a pinned address that is not fetched yet."""
    sha256: str
    """SHA-256 of the file, 64 lower-case hex digits."""
    origin: str
    """Where it comes from, as the manifest says it: an address, a path, ``package: path``."""


@dataclass(frozen=True)
class FetchOptions:
    """How far to go for a master that is on the web."""

    cache: Path
    """Folder of the cache; downloads are kept in its ``downloads`` by hash (see :func:`default_cache`)."""
    offline: bool = False
    """Open no socket: the cache and the mirror must do."""
    mirror: Path | None = None
    """Folder of local files that satisfy a pin by their SHA-256."""
    allow_private: bool = False
    """Reach private, loopback and link-local addresses too."""
    timeout: float = 30.0
    """Seconds to connect, and for each read."""
    max_bytes: int = 1 << 30
    """Bytes of one file."""
    retries: int = 3
    """Further attempts after the first, for failures that pass: 429, 5xx, a lost connection."""
    total: float = 900.0
    """Seconds for one file, with all its attempts and pauses."""
    redirects: int = 5
    """Redirections followed for one file."""
    backoff: float = 1.0
    """Seconds of the first pause; each further one is twice as long."""
    hashed: Callable[[Path], str] = sha256_of
    """SHA-256 of a file; may remember what it read (:class:`gallery.files.Hashes`)."""


def default_cache() -> Path:
    """The user's cache folder: ``GALLERY_CACHE``, else the platform's place for ``nostalgia-gallery``."""
    named = os.environ.get("GALLERY_CACHE")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("nostalgia-gallery", appauthor=False)


def pinned(path: Path, origin: str, pin: str | None, options: FetchOptions) -> Master:
    """The master at ``path``, hashed and compared with its pin.

    Raises SourceError with both hashes when they differ, or when the file cannot be read.
    """
    try:
        digest = options.hashed(path)
    except OSError as error:
        raise SourceError(f"cannot read {origin}: {error.strerror or error}") from error
    if pin is not None and digest != pin:
        raise SourceError(
            f"{origin} is not the file that was pinned: sha256 is {digest}, the manifest says {pin};"
            " restore the file, or look at it and change the pin"
        )
    return Master(path, digest, origin)
