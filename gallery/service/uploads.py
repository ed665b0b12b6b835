"""Photographs as they come: into a file of their own, counted and hashed; and what their heads say.

Nothing of a file's name, or of any other text in a request, ever becomes part of a path.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from gallery.errors import FilmError, GalleryError, ManifestError, PhotographError, PrivateAddressError, SourceError
from gallery.files import BLOCK
from gallery.manifest.find import MANIFEST
from gallery.photograph import WHOLE, Framing, look_at
from gallery.pipeline.steps import DIFFERS, STORE
from gallery.problems import Problem
from gallery.sources import FetchOptions, downloads

UNNAMED = "the photograph"
"""What messages call a file whose path is nobody's business."""
UNNAMED_FILM = "the film"


_OURS = {
    STORE: Problem(code="disk", message="nothing can be kept", hint="free space on the server's disk"),
    DIFFERS: Problem(code="changed", message="the program changed while it ran", hint="start the service again"),
    "memory": Problem(code="died", message="not enough memory", hint="send a smaller picture"),
}
"""What is no fault of the photograph, by the code under which a step tells it."""


@dataclass(frozen=True)
class Upload:
    """A photograph that came."""

    sha256: str
    size: int
    """Bytes."""
    path: Path


class Held:
    """Photographs that are on their way to become jobs, and must not be swept meanwhile."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def __contains__(self, sha256: str) -> bool:
        return self._count[sha256] > 0

    def hold(self, sha256: str) -> None:
        """Hold a photograph; several may."""
        self._count[sha256] += 1

    def let_go(self, sha256: str) -> None:
        """Hold it no more."""
        self._count[sha256] -= 1
        if not self._count[sha256]:
            del self._count[sha256]


async def keep_stream(stream: AsyncIterator[bytes], cache: Path) -> Upload:
    """The file that ``stream`` brings, kept by its hash. Raises GalleryError for one that is empty."""
    with downloads.arriving(cache) as arrival:
        async for block in stream:
            if block:
                arrival.write(block)
        return _settled(arrival, cache)


async def keep_file(file: IO[bytes], cache: Path, most: int) -> Upload:
    """The same for a file; GalleryError if it holds more than ``most`` bytes."""
    return await asyncio.to_thread(keep_bytes, file, cache, most)


def keep_bytes(file: IO[bytes], cache: Path, most: int) -> Upload:
    """:func:`keep_file`, in this thread."""
    with downloads.arriving(cache) as arrival:
        while block := file.read(BLOCK):
            arrival.write(block)
            if arrival.size > most:
                raise GalleryError(Problem(code="too-long", message=f"{UNNAMED} is longer than {most / 1e6:g} MB"))
        return _settled(arrival, cache)


def _settled(arrival: downloads.Arrival, cache: Path) -> Upload:
    if arrival.size == 0:
        hint = "send the photograph's bytes as the body, or as the part 'photograph' of a form"
        raise GalleryError(Problem(code="no-photograph", message="there is no photograph in the request", hint=hint))
    sha256, size = arrival.sha256, arrival.size
    return Upload(sha256, size, arrival.settle(cache))


def fetched(url: str, sha256: str | None, options: FetchOptions) -> Upload:
    """The photograph at an address, as far as ``options`` let us go. Raises SourceError."""
    hint = "send the photograph itself"
    if options.offline:
        raise SourceError(Problem(code="address", message=f"{url}: this service fetches nothing", hint=hint))
    from gallery.sources.transfer import download  # it looks for a network as it is imported

    try:
        path = download(url, sha256, options)
    except PrivateAddressError:  # where its name leads in here is nobody's business, nor how the service is started
        message = f"{url}: it is not on the public internet"
        raise SourceError(Problem(code="address", message=message, hint=hint)) from None
    except SourceError as error:
        message = str(error).replace(str(options.cache), "the cache")
        raise SourceError(Problem(code="address", message=message, hint=f"look at the address, or {hint}")) from None
    return Upload(path.name, path.stat().st_size, path)


@contextmanager
def spool(folder: Path) -> Iterator[IO[bytes]]:
    """A file without a name in ``folder``, which is gone whatever becomes of this process."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        yield file


def look_at_arrival(
    path: Path, most_pixels: int, most_seconds: float, framing: Framing = WHOLE
) -> tuple[int, int, float]:
    """Width, height and seconds of what came, for a worker; its first bytes say what it is. A photograph has 0 seconds.

    Raises PhotographError or FilmError, which name no path, for what is neither, or is too large or too long.
    """
    if not _begins_as_film(path):
        return *head_of(path, most_pixels, framing), 0.0
    from gallery.film.opening import announced

    try:
        width, height, seconds = announced(path)
    except FilmError as error:
        raise FilmError(
            [replace(without_path(one, path, UNNAMED_FILM), code="film") for one in error.problems]
        ) from None
    if seconds > most_seconds:
        message = f"{UNNAMED_FILM} lasts {seconds:.0f} seconds, more than the {most_seconds:g} that are allowed"
        raise FilmError(Problem(code="film", message=message, hint="send it in parts"))
    return width, height, max(seconds, 0.001)


_FILMS = re.compile(
    rb"\x1aE\xdf\xa3|RIFF....AVI |OggS|FLV|\x00\x00\x01[\xba\xb3]|G.{187}G|\x06\x0e\x2b\x34|\x30\x26\xb2\x75|"
    rb"....(ftyp(?!avi|hei|hev|mif|msf|jp2|jpx|crx)|moov|mdat|wide|pnot)",
    re.DOTALL,
)
"""How files of films begin: Matroska and WebM, AVI, Ogg, Flash, MPEG, MXF, Windows Media, MP4 and QuickTime, but not
the photographs in containers of the last kind."""


def _begins_as_film(path: Path) -> bool:
    with path.open("rb") as file:
        return _FILMS.match(file.read(512)) is not None


def head_of(path: Path, most_pixels: int, framing: Framing = WHOLE) -> tuple[int, int]:
    """Width and height of what is shown of the photograph in the file at ``path``, for a worker: what its head says.

    Raises PhotographError, which names no path, for what is none or has more than ``most_pixels``.
    """
    try:
        full = look_at(path)
        width, height = look_at(path, framing) if framing != WHOLE else full
    except PhotographError as error:
        raise PhotographError([without_path(problem, path) for problem in error.problems]) from None
    if full[0] * full[1] > most_pixels:
        message = f"{UNNAMED}: {full[0]}×{full[1]} is more than the {most_pixels / 1e6:g} megapixels that are allowed"
        raise PhotographError(Problem(code="photograph", message=message, hint="scale it down"))
    return width, height


def without_path(problem: Problem, path: Path, name: str = UNNAMED) -> Problem:
    """``problem`` as strangers may read it: without ``path``, and without the traceback of a bug."""
    if problem.trace:
        return Problem(code="bug", message="this is a bug in gallery; the server's log says more")
    if problem.code in _OURS:
        return _OURS[problem.code]
    message = problem.message.replace(str(path), name)
    return replace(problem, code=problem.code or "photograph", message=message, task="")


def manifest_problems(text: bytes) -> tuple[dict[str, int | None], list[Problem]]:
    """How many rooms and works a manifest has and what is wrong with it, for a worker. What it names beside itself,
    photographs, fonts, a theme, is not looked for: there is nothing here but the text."""
    from gallery.manifest.reader import read_manifest

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / MANIFEST
        path.write_bytes(text)
        try:
            manifest = read_manifest(path)
        except ManifestError as error:
            return {"rooms": None, "works": None}, _named(error.problems, path)
    works = manifest.exhibit.works
    return {"rooms": len(manifest.exhibit.rooms), "works": len(works)}, _named(manifest.warnings, path)


def _named(problems: Iterable[Problem], path: Path) -> list[Problem]:
    return [replace(one, path=MANIFEST if one.path == str(path) else one.path) for one in problems]
