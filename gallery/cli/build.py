"""``gallery build``: from a manifest to an exhibition."""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gallery.cli import options
from gallery.cli.saying import say, say_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gallery.pipeline.build import Built
    from gallery.pipeline.inspect import Inspection
    from gallery.pipeline.uptodate import Question
    from gallery.sources import FetchOptions


@click.command("build")
@options.exhibit
@options.output
@options.replace
@options.jobs
@options.scheduler
@options.scheduler_file
@options.fetching
@click.option(
    "--approved-only", is_flag=True, help="Show works uncolorized whose colours nobody has approved as they are."
)
@click.option("--verify", is_flag=True, help="Read every file again, whatever its size and time say.")
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON on standard output.")
@click.option("--quiet", is_flag=True, help="Show no progress and print no path, only problems.")
@click.pass_context
def command(
    context: click.Context,
    *,
    exhibit: Path | None,
    output: Path | None,
    replace: bool,
    jobs: int | None,
    scheduler: str | None,
    scheduler_file: Path | None,
    fetching: FetchOptions,
    approved_only: bool,
    verify: bool,
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
      warnings   what was built and may not be meant
      seconds    how long it took
      output     folder of the exhibition, null when nothing was published
      steps      steps of the whole build (reused + ran, when all went well)
      ran        steps that this build ran
    """
    from gallery.pipeline.uptodate import Question, recall

    summary, cluster = _Summary(time.monotonic()), options.cluster(scheduler, scheduler_file)
    manifest = options.find_exhibit(exhibit, "building")
    place = (output or default_output(manifest)).absolute()
    question = Question(manifest, place, approved_only)
    known = None if verify else recall(question, fetching.cache)
    try:
        if known is not None:
            summary.recalled(known, place)
        else:
            wish = {"jobs": jobs, "cluster": cluster, "replace": replace, "verify": verify}
            _build(question, fetching, wish, quiet=quiet, summary=summary)
    finally:
        if as_json:
            summary.say()
    if summary.facts["problems"]:
        context.exit(1)
    for warning in summary.warnings:
        say(warning, err=True)
    if not quiet:
        for line in summary.left_out:
            say(f"left out: {line}", err=True)
        if not as_json:
            say(str(_to_open(place)))


class _Summary:
    """What ``--json`` prints, filled in as the build goes on."""

    def __init__(self, began: float) -> None:
        self.began = began
        self.facts: dict[str, object] = dict.fromkeys(("exhibit", "works", "colorized"), None)
        self.facts |= {"reused": 0, "problems": 0, "warnings": 0, "seconds": 0.0, "output": None, "steps": 0, "ran": 0}
        self.left_out: list[str] = []
        self.warnings: list[str] = []

    def inspected(self, inspection: Inspection) -> None:
        self.facts["problems"] = len(inspection.errors)
        self.warnings = [str(warning) for warning in inspection.warnings]
        self.facts["warnings"] = len(self.warnings)
        if inspection.manifest is not None:
            shown = inspection.manifest.exhibit
            self.facts["exhibit"] = shown.title.pick(shown.language)
            self.facts["works"] = len(shown.works)
            self.facts["colorized"] = sum(work.colorize for work in shown.works)

    def built(self, built: Built, place: Path) -> None:
        done = built.execution
        self.facts |= {"reused": len(done.reused), "ran": len(done.ran), "steps": len(done.entries)}
        self.facts["output"] = str(place)

    def recalled(self, known: Mapping[str, Any], place: Path) -> None:
        """Nothing has changed since the build whose summary is ``known``."""
        self.left_out, self.warnings = known["left_out"], known["warnings"]
        self.facts |= known["facts"]
        self.facts |= {"reused": self.facts["steps"], "ran": 0, "output": str(place)}

    def say(self) -> None:
        self.facts["seconds"] = round(time.monotonic() - self.began, 3)
        say_json(self.facts)


def _build(
    question: Question, fetching: FetchOptions, wish: Mapping[str, Any], *, quiet: bool, summary: _Summary
) -> None:
    """Inspect and build, and remember what was read; problems are printed."""
    from gallery.pipeline.executors import limit_threads

    limit_threads()  # before any numerical library is there, which reads the limit once
    gc.disable()  # what is imported stays: to look through it for garbage takes a tenth as long as to import it

    from gallery.cli.progress import watch
    from gallery.errors import BuildError
    from gallery.pipeline.exhibition import Wish, build_inspected, read_by
    from gallery.pipeline.inspect import inspect
    from gallery.pipeline.output import check_output
    from gallery.pipeline.publications import left_out
    from gallery.pipeline.record import RECORD, owner_of
    from gallery.pipeline.uptodate import now, remember

    gc.freeze()
    gc.set_threshold(10_000)  # circles are rare: to look for them every 700 objects takes longer than they are worth
    gc.enable()
    began, place = now(), question.output
    check_output(place, owner_of(question.manifest, place), replace=wish["replace"])
    inspection = inspect(question.manifest, fetching, verify=wish["verify"], approved_only=question.approved_only)
    summary.inspected(inspection)
    if inspection.show is None:
        for problem in inspection.problems:
            say(str(problem), err=True)
        return
    try:
        with watch(quiet=quiet) as progress:
            built = build_inspected(inspection, Wish(place, fetching, **wish), progress)
    except BuildError as error:
        summary.facts["problems"] = len(error.problems)
        raise
    summary.built(built, place)
    summary.left_out = list(left_out(inspection.show.exhibit))
    folders, inputs = read_by(inspection)
    remember(
        question,
        fetching.cache,
        began=began,
        folders=folders,
        inputs=inputs,
        outputs=[place / RECORD, *(place / path for path in built.files)],
        summary={"facts": summary.facts, "left_out": summary.left_out, "warnings": summary.warnings},
    )


def default_output(manifest: Path) -> Path:
    """``build/<exhibit>/`` in the current folder.

    It is named after the manifest's folder, or after a manifest that is not called ``exhibit.yaml``.
    """
    from gallery.manifest.find import MANIFEST

    name = manifest.resolve().parent.name if manifest.name == MANIFEST else manifest.stem
    return Path("build") / (name or "exhibit")


def _to_open(place: Path) -> Path:
    """What to look at: the site's first page, else the report, else the folder."""
    pages = (place / "site" / "index.html", place / "report.html")
    return next((page for page in pages if page.is_file()), place)
