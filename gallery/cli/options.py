"""Options that several commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gallery.cli.saying import say

if TYPE_CHECKING:
    from gallery.pipeline.cluster.connection import Scheduler

_FOLDER = click.Path(file_okay=False, path_type=Path)

exhibit = click.argument("exhibit", required=False, type=click.Path(path_type=Path))

output = click.option(
    "--output",
    type=_FOLDER,
    metavar="DIR",
    help="Folder of the exhibition: new, empty or from an earlier build. Default: build/<exhibit>/.",
)

replace = click.option(
    "--replace",
    is_flag=True,
    help="Take the place of another exhibit in the output folder: of this one, before it was moved, or of any.",
)

jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Steps to run at a time. Default: one for each CPU. 1 takes the least memory.",
)

port = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Port to serve on, 0 for any. Default: 8000, or the next free one.",
)

scheduler = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Run the steps on the workers of the Dask scheduler at ADDRESS, such as tcp://10.0.0.1:8786.",
)

scheduler_file = click.option(
    "--scheduler-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The same, with the address in the FILE that the scheduler wrote.",
)


def cluster(address: str | None, file: Path | None) -> Scheduler | None:
    """The scheduler that --scheduler or --scheduler-file names, if one does."""
    if address is None and file is None:
        return None
    from gallery.pipeline.cluster.connection import Scheduler

    if address is not None and file is not None:
        raise click.UsageError("--scheduler and --scheduler-file name the same thing: give one of them")
    return Scheduler(address or "", file)


offline = click.option("--offline", is_flag=True, help="Open no connection: masters come from the cache or the mirror.")

mirror = click.option(
    "--mirror",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of local files that stand in for web addresses by their SHA-256.",
)

allow_private = click.option("--allow-private", is_flag=True, help="Fetch from private and loopback addresses too.")

cache = click.option(
    "--cache",
    type=_FOLDER,
    metavar="DIR",
    help="Folder of downloads and finished steps. Default: GALLERY_CACHE, else the user's cache.",
)


def fetching(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every command that looks at an exhibit's masters; it gets one ``fetching``, a FetchOptions."""

    @wraps(command)
    def called(
        *arguments: Any, offline: bool, mirror: Path | None, allow_private: bool, cache: Path | None, **others: Any
    ) -> Any:
        from gallery.errors import GalleryError
        from gallery.sources import FetchOptions, default_cache

        place = (cache or default_cache()).absolute()
        try:
            str(place).encode()
        except UnicodeEncodeError as error:
            said = f"{place}: the folder of the cache has a name that is not UTF-8"
            raise GalleryError(said, "name another with --cache, or with GALLERY_CACHE") from error
        options = FetchOptions(cache=place, offline=offline, mirror=mirror, allow_private=allow_private)
        return command(*arguments, fetching=options, **others)

    return offline(mirror(allow_private(cache(called))))


def find_exhibit(given: Path | None, doing: str) -> Path:
    """The manifest that ``given`` names, or the one in the current folder; else the shipped one, which is said.

    ``doing`` is what is about to be done with it, such as ``checking``.
    """
    from gallery.manifest.find import MANIFEST, find_manifest

    found = find_manifest(given)
    if given is None and found != Path(MANIFEST):
        say(f"no {MANIFEST} here: {doing} the exhibit that ships with the program", err=True)
    return found


def require_studio() -> None:
    """Raise GalleryError, with what to install, where the extra of the commands that serve is missing."""
    from importlib.util import find_spec

    from gallery.errors import GalleryError

    missing = [
        name for name in ("starlette", "uvicorn", "python_multipart", "prometheus_client") if not find_spec(name)
    ]
    if missing:
        raise GalleryError(f"{', '.join(missing)} is not installed", "pip install 'nostalgia-gallery[studio]'")
