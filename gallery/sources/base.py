"""What every kind of source shares: the master, the options, hashes, and paths that stay in their folder."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gallery.errors import SourceError


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


def default_cache() -> Path:
    """The user's cache folder: ``GALLERY_CACHE``, else the platform's place for ``nostalgia-gallery``."""
    named = os.environ.get("GALLERY_CACHE")
    if named:
        return Path(named).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("nostalgia-gallery", appauthor=False)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 lower-case hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def relative_parts(path: str) -> tuple[str, ...]:
    """The parts of a manifest's relative path, which has forward slashes and never leads upwards.

    Raises SourceError for an absolute path, ``..``, a drive, a backslash, or control characters.
    """
    pure = PurePosixPath(path)
    first = path.partition("/")[0]
    if not pure.parts:
        raise SourceError(f"path {path!r} names no file")
    if any(ord(character) < 32 for character in path):
        raise SourceError(f"path {path!r} holds a control character")
    if "\\" in path:
        raise SourceError(f"path {path!r} has a backslash; write it with forward slashes")
    if pure.is_absolute() or first.endswith(":"):
        raise SourceError(f"path {path!r} is absolute; write it relative to its folder")
    if ".." in pure.parts:
        raise SourceError(f"path {path!r} leads upwards with '..'; put the file inside the folder")
    return pure.parts


def confined(root: Path, path: str) -> Path:
    """The regular file that ``path`` names inside ``root``, with symbolic links resolved.

    Raises SourceError when it leaves ``root`` (also through a symbolic link), is missing, or is not a file.
    """
    parts = relative_parts(path)
    try:
        base = root.resolve(strict=True)
        found = base.joinpath(*parts).resolve(strict=True)
        mode = found.stat().st_mode
    except FileNotFoundError:
        raise SourceError(f"no file {path!r} in {root}; check the spelling, capitals included") from None
    except (OSError, RuntimeError) as error:
        raise SourceError(f"cannot reach {path!r} in {root}: {error}") from error
    if not found.is_relative_to(base):
        raise SourceError(f"path {path!r} leads out of {root} through a symbolic link; put the file inside")
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise SourceError(f"path {path!r} in {root} is {kind}; name a picture file")
    return found


def pinned(path: Path, origin: str, pin: str | None) -> Master:
    """The master at ``path``, hashed and compared with its pin.

    Raises SourceError with both hashes when they differ, or when the file cannot be read.
    """
    try:
        digest = sha256_of(path)
    except OSError as error:
        raise SourceError(f"cannot read {origin}: {error.strerror or error}") from error
    if pin is not None and digest != pin:
        raise SourceError(
            f"{origin} is not the file that was pinned: sha256 is {digest}, the manifest says {pin};"
            " restore the file, or look at it and change the pin"
        )
    return Master(path, digest, origin)
