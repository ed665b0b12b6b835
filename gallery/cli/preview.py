"""``gallery preview``: an exhibition that follows its curator's changes, in the browser."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gallery.cli import options
from gallery.cli.saying import say

if TYPE_CHECKING:
    from gallery.sources import FetchOptions


@click.command("preview")
@options.exhibit
@options.port
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to serve on. Others than this computer's own show the preview to the network.",
)
@options.output
@options.replace
@click.option(
    "--open/--no-open",
    "wanted",
    default=None,
    help="Open the browser when the exhibition is built. Default: when started in a terminal.",
)
@options.fetching
@options.jobs
def command(
    *,
    exhibit: Path | None,
    port: int | None,
    host: str,
    output: Path | None,
    replace: bool,
    wanted: bool | None,
    fetching: FetchOptions,
    jobs: int | None,
) -> None:
    """Show EXHIBIT in the browser, and build it again whenever something changes.

    EXHIBIT is a manifest or a folder with an exhibit.yaml; without it, the one in the current folder, else the
    exhibit that ships with the project. The manifest, its photographs and fonts, the theme and the templates are
    watched; only what a change can affect is made again, and open pages follow by themselves. Problems are shown
    in the page and here, each at its line, and the last good build stays until they are mended.

    Prints the address of the first page. Under it stands the whole folder of the exhibition: site/, panels/,
    packages/, report.html. Ctrl-C ends the preview.
    """
    from gallery.cli.build import default_output
    from gallery.cli.opening import Browser
    from gallery.cli.progress import watch
    from gallery.preview.builder import Commission
    from gallery.preview.session import check_beginning, open_server, preview

    manifest = options.find_exhibit(exhibit, "showing")
    place = (output or default_output(manifest)).absolute()
    commission = Commission(manifest, place, fetching, jobs, replace)
    check_beginning(commission)
    server, tell = open_server(host, port, commission.output), partial(say, err=True)
    if not server.bound.is_loopback:
        tell(f"warning: whoever can reach {host} over the network sees this preview; without --host only you do")
    say(server.url)
    opening = sys.stdout.isatty() if wanted is None else wanted
    preview(commission, server, partial(watch, quiet=False), tell, Browser(server.url if opening else None))
