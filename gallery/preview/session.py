"""A preview from its start to Ctrl-C: serve, build, tell, wait for a change, and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NoReturn

from gallery.manifest.reader import read_manifest
from gallery.pipeline.output import check_output
from gallery.pipeline.progress import Progress, Silence
from gallery.pipeline.record import owner_of
from gallery.preview.builder import Commission, Outcome, Watch, build
from gallery.preview.news import News
from gallery.preview.scope import scope_of, survey
from gallery.preview.server import Server
from gallery.preview.watcher import changes, wait_for_change
from gallery.problems import errors_in
from gallery.web.ports import opened


def check_beginning(commission: Commission) -> None:
    """Raises GalleryError where there is no manifest to watch, or where the output is not this exhibit's to write."""
    if not commission.manifest.is_file():
        read_manifest(commission.manifest)
    owner = owner_of(commission.manifest, commission.output)
    check_output(commission.output, owner, scope_of(commission.manifest).folders, replace=commission.replace)


def open_server(host: str, port: int | None, root: Path) -> Server:
    """A server of ``root`` on ``port`` of ``host``; None for the first free port from 8000 on.

    Raises GalleryError where there is none to be had.
    """
    return opened(host, port, lambda number: Server(host, number, root, News()))


def preview(
    commission: Commission, server: Server, watch: Watch, say: Callable[[str], None], shown: Callable[[], None]
) -> NoReturn:
    """Serve and build until interrupted.

    Args:
        watch: makes the progress of the first build that succeeds; those that follow are short.
        say: takes a line for the terminal.
        shown: called when there is something new to look at, good or bad.
    """
    scope = None
    with server.running():
        while True:
            scope, before = survey(commission.manifest, scope, (commission.output, commission.options.cache))
            outcome = build(commission, watch)
            # Perhaps half of a change was read: what is wrong then is not worth telling, the next build is near.
            if not (outcome.failed and changes(scope, before)):
                _tell(outcome, server.news, say)
                shown()
            watch = watch if outcome.failed else quietly
            say(_changed(wait_for_change(scope, before), commission.manifest.absolute().parent))


def quietly() -> AbstractContextManager[Progress]:
    """No progress."""
    return nullcontext(Silence())


def _tell(outcome: Outcome, news: News, say: Callable[[str], None]) -> None:
    news.tell(errors_in(outcome.problems), renewed=outcome.changed > 0)
    for problem in outcome.problems:
        say(str(problem))
    if outcome.failed:
        say(f"{_count(len(outcome.problems), 'problem')}: the last good build stays; waiting for a change")
    else:
        files = _count(outcome.changed, "file")
        say(f"built in {outcome.seconds:.1f} s: {_count(outcome.steps, 'step')}, {files} changed")


def _changed(paths: Sequence[Path], folder: Path) -> str:
    first = paths[0].relative_to(folder) if paths[0].is_relative_to(folder) else paths[0]
    more = f" and {_count(len(paths) - 1, 'other file')}" if len(paths) > 1 else ""
    return f"{first}{more} changed"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
