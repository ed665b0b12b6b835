"""``gallery build``: from a manifest to an exhibition."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gallery.cli import options

if TYPE_CHECKING:
    from gallery.pipeline.build import Built
    from gallery.pipeline.connection import Scheduler
    from gallery.pipeline.inspect import Inspection
    from gallery.sources import FetchOptions


@click.command("build")
@options.exhibit
@options.output
@options.jobs
@options.scheduler
@options.scheduler_file
@options.offline
@options.mirror
@click.option("--allow-private", is_flag=True, help="Fetch from private and loopback addresses too.")
@options.cache
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON on standard output.")
@click.option("--quiet", is_flag=True, help="Show no progress and print no path, only problems.")
@click.pass_context
def command(
    context: click.Context,
    *,
    exhibit: Path | None,
    output: Path | None,
    jobs: int | None,
    scheduler: str | None,
    scheduler_file: Path | None,
    offline: bool,
    mirror: Path | None,
    allow_private: bool,
    cache: Path | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Build EXHIBIT: its web site, panels, packages and report.

    EXHIBIT is a manifest or a folder with an exhibit.yaml; without it, the one in the current folder, else
    the exhibit that ships with the project. Nothing is written to the output unless every step succeeded. A
    build that was interrupted goes on where it stopped, and only what a change can affect is made again.

    \b
    The summary of --json:
      exhibit    title of the exhibition
      works      photographs in it
      colorized  how many of them are shown with inferred colours
      reused     steps whose results earlier builds had left
      problems   problems found; with any, the exit code is 1
      seconds    how long it took
      output     folder of the exhibition, null when nothing was published
      steps      steps of the whole build (reused + ran, when all went well)
      ran        steps that this build ran
    """
    from gallery.sources import FetchOptions, default_cache

    began = time.monotonic()
    fetching = FetchOptions(
        cache=(cache or default_cache()).absolute(),
        offline=offline,
        mirror=mirror,
        allow_private=allow_private,
    )
    summary, cluster = _Summary(began), _cluster(scheduler, scheduler_file)
    try:
        place = _build(
            exhibit=exhibit, output=output, jobs=jobs, cluster=cluster, fetching=fetching, quiet=quiet, summary=summary
        )
    finally:
        if as_json:
            click.echo(summary.to_json())
    if place is None:
        context.exit(1)
    if not (quiet or as_json):
        click.echo(str(_to_open(place)))


def _cluster(address: str | None, file: Path | None) -> Scheduler | None:
    from gallery.pipeline.connection import Scheduler

    if address is not None and file is not None:
        raise click.UsageError("--scheduler and --scheduler-file name the same thing: give one of them")
    return None if address is None and file is None else Scheduler(address or "", file)


class _Summary:
    """What ``--json`` prints, filled in as the build goes on."""

    def __init__(self, began: float) -> None:
        self.began = began
        self.facts: dict[str, object] = dict.fromkeys(("exhibit", "works", "colorized"), None)
        self.facts |= {"reused": 0, "problems": 0, "seconds": 0.0, "output": None, "steps": 0, "ran": 0}

    def inspected(self, inspection: Inspection) -> None:
        self.facts["problems"] = len(inspection.problems)
        if inspection.manifest is not None:
            shown = inspection.manifest.exhibit
            self.facts["exhibit"] = shown.title.pick(shown.language)
            self.facts["works"] = len(shown.works)
            self.facts["colorized"] = sum(work.colorize for work in shown.works)

    def built(self, built: Built, place: Path) -> None:
        done = built.execution
        self.facts |= {"reused": len(done.reused), "ran": len(done.ran), "steps": len(done.entries)}
        self.facts["output"] = str(place)

    def to_json(self) -> str:
        self.facts["seconds"] = round(time.monotonic() - self.began, 3)
        return json.dumps(self.facts, ensure_ascii=False)


def _build(
    *,
    exhibit: Path | None,
    output: Path | None,
    jobs: int | None,
    cluster: Scheduler | None,
    fetching: FetchOptions,
    quiet: bool,
    summary: _Summary,
) -> Path | None:
    """Inspect and build; the folder of the exhibition, or None when there are problems (printed)."""
    from gallery.cli.progress import watch
    from gallery.errors import BuildError
    from gallery.manifest.reader import find_manifest
    from gallery.pipeline.exhibition import build_inspected
    from gallery.pipeline.inspect import inspect
    from gallery.pipeline.output import check_output
    from gallery.publish.report.plan import left_out

    manifest = find_manifest(exhibit)
    place = (output or default_output(manifest)).absolute()
    check_output(place)
    inspection = inspect(manifest, fetching)
    summary.inspected(inspection)
    if inspection.show is None:
        for problem in inspection.problems:
            click.echo(str(problem), err=True)
        return None
    try:
        with watch(quiet=quiet) as progress:
            built = build_inspected(inspection, fetching, place, jobs, progress, cluster=cluster)
    except BuildError as error:
        summary.facts["problems"] = len(error.failures)
        raise
    summary.built(built, place)
    if not quiet:
        for line in left_out(inspection.show.exhibit):
            click.echo(f"left out: {line}", err=True)
    return place


def default_output(manifest: Path) -> Path:
    """``build/<exhibit>/`` in the current folder.

    It is named after the manifest's folder, or after a manifest that is not called ``exhibit.yaml``.
    """
    from gallery.manifest.reader import MANIFEST

    name = manifest.resolve().parent.name if manifest.name == MANIFEST else manifest.stem
    return Path("build") / (name or "exhibit")


def _to_open(place: Path) -> Path:
    """What to look at: the site's first page, else the report, else the folder."""
    pages = (place / "site" / "index.html", place / "report.html")
    return next((page for page in pages if page.is_file()), place)
