"""Paths of a manifest: they stay in their folder, and mean the same file on every system.

macOS composes accents otherwise than keyboards do (NFD against NFC) and tells no capitals apart; Linux holds every
byte against every other. Here a name is the same however its accents are composed, and capitals count.
"""

from __future__ import annotations

import difflib
import errno
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from gallery.errors import SourceError
from gallery.manifest.scalars import readable

LONGEST_NAME = 255
"""Bytes of a name; the file systems in use take no more."""


def relative_parts(path: str) -> tuple[str, ...]:
    """The parts of a manifest's relative path, which has forward slashes and never leads upwards.

    Raises SourceError for an absolute path, ``..``, a drive, a backslash, control characters, and for names that
    no file can have.
    """
    pure = PurePosixPath(path)
    first = path.partition("/")[0]
    if not pure.parts:
        raise SourceError(f"path {path!r} names no file")
    if any(unicodedata.category(character) == "Cc" for character in path):
        raise SourceError(f"path {shortened(path)!r} holds a control character; rename the file")
    if "\\" in path:
        right = path.replace("\\", "/")
        raise SourceError(
            f"path {shortened(path)!r} has a backslash; write it with forward slashes: {shortened(right)}"
        )
    if pure.is_absolute() or first.endswith(":"):
        raise SourceError(f"path {shortened(path)!r} is absolute; write it relative to its folder")
    if ".." in pure.parts:
        raise SourceError(f"path {shortened(path)!r} leads upwards with '..'; put the file inside the folder")
    try:
        longest = max(len(part.encode()) for part in pure.parts)
    except UnicodeError:  # a manifest is UTF-8, and could not name the file
        raise SourceError(f"path {shortened(path)!r} is not UTF-8; rename the file") from None
    if longest > LONGEST_NAME:
        raise SourceError(
            f"path {shortened(path)!r} has a name of {longest} bytes, and {LONGEST_NAME} is the most; shorten it"
        )
    if readable(path) != path:
        raise SourceError(f"path {shortened(path)!r} holds characters that a manifest cannot hold; rename the file")
    return pure.parts


def confined(root: Path, path: str) -> Path:
    """The regular file that ``path`` names inside ``root``, with symbolic links resolved.

    Raises SourceError when it leaves ``root`` (also through a symbolic link), is missing, or is not a file. Where
    only capitals differ, the message says what lies there.
    """
    parts = relative_parts(path)
    with _reaching(root, path):
        if not root.is_dir():
            raise SourceError(f"no file {shortened(path)!r}: there is no folder {root}")
        base = root.resolve(strict=True)
        written = base.joinpath(*parts)
        file = _inside(base, written if os.path.lexists(written) else _otherwise_written(base, path, parts), path)
        mode = file.stat().st_mode
    if not stat.S_ISREG(mode):
        kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise SourceError(f"path {shortened(path)!r} in {root} is {kind}; name a file")
    return file


def _otherwise_written(base: Path, path: str, parts: Sequence[str]) -> Path:
    """What lies in ``base`` under other spellings of ``parts``. SourceError if nothing does, or capitals differ."""
    current, found = base, list[str]()
    for part in parts:
        # A link on the way is judged before what lies behind it is listed.
        names = [entry.name for entry in _inside(base, current, path).iterdir()]
        name = named(part, names)
        if name is None:
            _refuse_near(path, part, [*found], names, str(base))
            break
        found.append(name)
        current = current / name
    refuse_others(path, parts, found, str(base))
    return current


def _refuse_near(path: str, part: str, found: Sequence[str], names: Sequence[str], root: str) -> None:
    """Raise SourceError where one of ``names`` is nearly ``part``: another ending, a letter, quotes around it."""
    plain = part.strip("\"'“”„‘’«» ")
    stems = [name for name in sorted(names) if Path(name).stem.casefold() == Path(plain).stem.casefold()]
    near = [*stems, *difflib.get_close_matches(plain, names, n=1, cutoff=0.8)]
    if near:
        right = "/".join([*found, near[0]])
        raise SourceError(f"no file {shortened(path)!r} in {root}; there is {shortened(right)!r}: did you mean it?")


def named(part: str, names: Iterable[str]) -> str | None:
    """The one of ``names`` that is ``part``; failing that, one with other capitals; failing that, None.

    Raises SourceError when several differ only in how accents are composed, and none is written as ``part`` is.
    """
    names = sorted(names)
    if part in names:
        return part
    composed = _composed(part)
    same = [name for name in names if _composed(name) == composed]
    if len(same) > 1:
        raise SourceError(
            f"{shortened(part)!r} means {len(same)} files, which differ in how accents are composed; rename all but one"
        )
    alike = [name for name in names if _composed(name).casefold() == composed.casefold()]
    return next(iter([*same, *alike]), None)


def refuse_others(path: str, parts: Sequence[str], found: Sequence[str], root: str) -> None:
    """Raise SourceError unless ``found``, names that lie in ``root`` one in another, are the ``parts`` of ``path``."""
    wanted, there = _composed("/".join(parts[: len(found)])), _composed("/".join(found))
    if wanted == there and len(parts) == len(found):
        return
    hint = "check the spelling, capitals included"
    if wanted != there:
        hint = f"there is {shortened('/'.join(found))!r}: write it so"
    raise SourceError(f"no file {shortened(path)!r} in {root}; {hint}")


def shortened(text: str) -> str:
    """``text`` for a message: its beginning, where it is long."""
    return text if len(text) <= 100 else text[:99] + "…"


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _inside(base: Path, path: Path, written: str) -> Path:
    """``path`` without links. Raises SourceError when it leaves ``base``; as the system does when it is missing."""
    real = path.resolve(strict=True)
    if not real.is_relative_to(base):
        raise SourceError(
            f"path {shortened(written)!r} leads out of {base} through a symbolic link; put the file inside"
        )
    return real


@contextmanager
def _reaching(root: Path, path: str) -> Iterator[None]:
    """What the system says on the way to ``path``, as SourceError."""
    shown = f"{shortened(path)!r} in {root}"
    try:
        yield
    except FileNotFoundError:
        raise SourceError(f"path {shown} leads over a link to what is missing; put the file there") from None
    except NotADirectoryError:
        raise SourceError(f"no file {shown}: what it names as a folder is a file; check the spelling") from None
    except (OSError, RuntimeError) as error:
        # A circle of links is a RuntimeError up to Python 3.12, and an OSError after it.
        if isinstance(error, RuntimeError) or error.errno == errno.ELOOP:
            raise SourceError(f"path {shown} leads over a link that ends nowhere; put the file there") from error
        raise SourceError(f"cannot reach {shown}: {error.strerror or error}") from error
