"""``gallery studio``: the page in which a curator works on an exhibition."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gallery.cli import options
from gallery.cli.saying import say

if TYPE_CHECKING:
    from gallery.sources import FetchOptions


@click.command("studio")
@options.exhibit
@options.port
@click.option(
    "--open/--no-open",
    "wanted",
    default=None,
    help="Open the page in the browser. Default: when started in a terminal.",
)
@options.fetching
@options.jobs
def command(
    *,
    exhibit: Path | None,
    port: int | None,
    wanted: bool | None,
    fetching: FetchOptions,
    jobs: int | None,
) -> None:
    """Work on EXHIBIT in the browser: look at colours, correct them, write labels, hang works.

    EXHIBIT is a manifest or a folder with an exhibit.yaml; without it, the one in the current folder, else the
    exhibit that ships with the project. What is saved changes the manifest, and nothing in it that it need not
    touch; the last 50 saves can be gone back to. Pictures are those of the build, and are made once for both.

    Prints the address of the page, which only this computer can reach. Ctrl-C ends the studio.
    """
    options.require_studio()
    from gallery.cli.opening import Browser
    from gallery.manifest.reader import manifest_text
    from gallery.studio.application import Settings, application
    from gallery.web.guard import Policy
    from gallery.web.server import Listening

    manifest = options.find_exhibit(exhibit, "working on")
    manifest_text(manifest)
    listening = Listening("127.0.0.1", port)
    app = application(Settings(manifest.absolute(), fetching, jobs or 1), Policy(listening.names))
    say(listening.url)
    Browser(listening.url if (sys.stdout.isatty() if wanted is None else wanted) else None)()
    listening.serve(app, app.state.news.end)
