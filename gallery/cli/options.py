"""Options that several commands have in common."""

from __future__ import annotations

from pathlib import Path

import click

_FOLDER = click.Path(file_okay=False, path_type=Path)

exhibit = click.argument("exhibit", required=False, type=click.Path(path_type=Path))

output = click.option(
    "--output",
    type=_FOLDER,
    metavar="DIR",
    help="Folder of the exhibition: new, empty or from an earlier build. Default: build/<exhibit>/.",
)

jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Steps to run at a time. Default: one for each CPU. 1 takes the least memory.",
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

offline = click.option("--offline", is_flag=True, help="Open no connection: masters come from the cache or the mirror.")

mirror = click.option(
    "--mirror",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of local files that stand in for web addresses by their SHA-256.",
)

cache = click.option(
    "--cache",
    type=_FOLDER,
    metavar="DIR",
    help="Folder of downloads and finished steps. Default: GALLERY_CACHE, else the user's cache.",
)
