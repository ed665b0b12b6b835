"""``gallery serve``: colorization by HTTP, for other software and for people."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gallery.cli import options
from gallery.cli.saying import say

if TYPE_CHECKING:
    from gallery.sources import FetchOptions
    from gallery.web.guard import Policy
    from gallery.web.server import Listening

TOKEN = "GALLERY_TOKEN"
"""Variable that may hold the token."""

LEAST_TOKEN = 16
"""Characters of a token."""

_UNITS = {"m": 60.0, "h": 3600.0, "d": 86400.0}


class _Time(click.ParamType[float]):
    """A time such as 30m, 24h or 7d, in seconds."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        found = re.fullmatch(r"(\d{1,4})([mhd])", str(value))
        if found is None or int(found[1]) == 0:
            self.fail(f"{value!r} is no time: write 30m, 24h or 7d", param, ctx)
        return int(found[1]) * _UNITS[found[2]]


@click.command("serve")
@options.port
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to serve on. Others than this computer's own need a token.",
)
@click.option(
    "--token-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Answer those only who send the token in FILE. Default: GALLERY_TOKEN, if it is set.",
)
@click.option(
    "--name", "names", multiple=True, metavar="NAME", help="A further name that requests may call the service by."
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Let pages of another site use the service, such as https://museum.example.",
)
@click.option(
    "--weights", multiple=True, default=("default",), metavar="NAME", help="Weights to serve, or their card's path."
)
@click.option(
    "--keep",
    type=_Time(),
    default="24h",
    show_default=True,
    metavar="TIME",
    help="How long photographs and results are kept: 30m, 24h, 7d.",
)
@click.option(
    "--queue",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="Photographs that may wait.",
)
@click.option(
    "--max-megabytes",
    type=click.IntRange(1, 4000),
    default=256,
    show_default=True,
    metavar="N",
    help="Size of a request at most.",
)
@click.option(
    "--max-minutes",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    metavar="N",
    help="Minutes that a film lasts at most.",
)
@click.option(
    "--max-disk",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    metavar="GB",
    help="Photographs and results kept at most, in gigabytes.",
)
@options.jobs
@options.scheduler
@options.scheduler_file
@options.fetching
def command(
    *,
    port: int | None,
    host: str,
    token_file: Path | None,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    weights: tuple[str, ...],
    keep: float,
    queue: int,
    max_megabytes: int,
    max_minutes: int,
    max_disk: int,
    jobs: int | None,
    scheduler: str | None,
    scheduler_file: Path | None,
    fetching: FetchOptions,
) -> None:
    """Colorize photographs and films by HTTP, for other software, and on a page.

    Prints the address of the page; /docs tells programs what they may ask. It serves this computer alone, unless
    --host names another address; then it needs a token. A photograph is kept, with what was made of it, in the cache's
    folder service/, for the time that --keep says. A service that was ended, however, goes on where it stopped.
    With --scheduler the workers of a cluster colorize; their GALLERY_CACHE names that folder service/. Ctrl-C ends it.
    """
    options.require_studio()
    from gallery.pipeline.executors import available_cpus
    from gallery.service.application import application
    from gallery.service.cluster import LANES
    from gallery.service.settings import Settings
    from gallery.web.server import Listening

    cluster = options.cluster(scheduler, scheduler_file)
    folder = fetching.cache / "service"
    settings = Settings(
        folder=folder,
        weights=weights,
        jobs=jobs or (LANES if cluster else available_cpus()),
        queue=queue,
        keep=keep,
        most_bytes=max_megabytes * 1_000_000,
        most_seconds=max_minutes * 60.0,
        most_disk=max_disk * 1_000_000_000,
        scheduler=cluster,
        fetching=fetching,
    )
    listening = Listening(host, port, frozenset(name.lower() for name in names))
    policy = _policy(listening, _token(token_file), origins)
    app = application(settings, policy)
    say(listening.url)
    listening.serve(app)


def _policy(listening: Listening, token: str | None, origins: tuple[str, ...]) -> Policy:
    from gallery.errors import GalleryError
    from gallery.web.guard import Policy

    for origin in origins:
        if re.fullmatch(r"https?://[^/?#@\s]+", origin) is None:
            raise GalleryError(f"{origin!r} is no origin: write scheme and host, such as https://museum.example")
    if token is None and not listening.names.bound.is_loopback:
        raise GalleryError(
            f"whoever can reach {listening.names.host} over the network could use this service; give it a token:\n"
            "python -c 'import secrets; print(secrets.token_urlsafe())' > token && gallery serve --token-file token …"
        )
    return Policy(listening.names, token, frozenset(origins))


def _token(file: Path | None) -> str | None:
    from gallery.errors import GalleryError
    from gallery.files import read_bytes

    where, token = TOKEN, os.environ.get(TOKEN)
    if file is not None:
        try:
            where, token = str(file), read_bytes(file, 10_000).decode("ascii")
        except OSError as error:
            raise GalleryError(f"{file}: the token cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise GalleryError(f"{file}: a token is ASCII text") from error
    if token is None:
        return None
    token = token.strip()
    if len(token) < LEAST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise GalleryError(f"{where}: a token has at least {LEAST_TOKEN} printable ASCII characters, and no blanks")
    return token
