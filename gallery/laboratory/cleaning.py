"""Cleaning a folder of photographs: looked at in several processes, reported on for programs and for people, moved."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.laboratory.files import json_of, write_result
from gallery.laboratory.moving import move_files
from gallery.pages.environment import environment
from gallery.pipeline.executors import available_cpus
from gallery.pipeline.processes import ProcessesExecutor
from model.datasets.cleaning import REASONS, Examined, Verdict, examine, judge
from model.datasets.pictures import find_pictures, read_picture
from model.errors import ModelError, PictureError

FORMAT = 1
"""Raised when the meaning of a field in the JSON changes."""

SHOWN = 120
"""Pictures of one reason that the page shows; the JSON names all."""

THUMBNAIL = 96
"""Px of a thumbnail's shorter side."""

FEW = 64
"""Photographs that are not worth the start of worker processes."""

NAMED = 10
"""Files that cannot be read which are named beside the table."""

PAGE = ".html"
"""Ending of a report that is a page; any other is JSON."""


def verdicts_on(folder: Path, min_side: int, jobs: int | None, tell: Callable[[int, int], None]) -> list[Verdict]:
    """A verdict on each photograph below ``folder``, in the order of their paths; ``tell`` is told (done, all).

    Args:
        min_side: pixels that the shorter side of a photograph must have.
        jobs: processes; None for one for each CPU.

    Raises:
        ModelError: there are no photographs, or a process was ended from outside.
    """
    paths = find_pictures(folder)
    examined = []
    for each in _examine(folder, paths, jobs or available_cpus()):
        examined.append(each)
        tell(len(examined), len(paths))
    return judge(examined, min_side)


def _examine(folder: Path, paths: Sequence[str], jobs: int) -> Iterator[Examined]:
    """What was found in each file, in order."""
    if jobs == 1 or len(paths) <= FEW:
        yield from map(partial(examine, folder), paths)
        return
    executor = ProcessesExecutor(jobs)
    try:
        yield from executor.map(partial(examine, folder), paths, chunksize=8)
    except BrokenProcessPool as error:
        raise ModelError(
            f"{folder}: a process was ended from outside, perhaps for want of memory; try again with --jobs 1"
        ) from error
    finally:
        executor.kill()  # all is done, or nobody waits for the rest


def clean(
    folder: Path, verdicts: Sequence[Verdict], min_side: int, *, reports: Iterable[Path] = (), move_to: Path | None
) -> dict[str, Any]:
    """Report on ``folder`` and move what was rejected to ``move_to``, unless nothing is left then; the report.

    ``reports`` are written as pages or as JSON, by their endings, before anything is moved: pages show pictures of
    where they were, and JSON is written again with where they are. Raises OutputError.
    """
    report = report_of(folder, verdicts, min_side)
    pages = [path for path in reports if path.suffix.lower() == PAGE]
    for path in reports:
        write_result(path, page_of(folder, report) if path in pages else json_of(report), "--report")
    if move_to is not None and report["kept"]:
        move_files(folder, [file["path"] for file in report["files"]], move_to)
        report["moved_to"] = str(move_to)
        for path in reports:
            if path not in pages:
                write_result(path, json_of(report), "--report")
    return report


def report_of(folder: Path, verdicts: Sequence[Verdict], min_side: int) -> dict[str, Any]:
    """The report as plain JSON values; rejected files in the order of their paths."""
    rejected = [verdict for verdict in verdicts if verdict.reason is not None]
    counts = Counter(verdict.reason for verdict in rejected)
    return {
        "format": FORMAT,
        "folder": str(folder),
        "min_side": min_side,
        "photographs": len(verdicts),
        "kept": len(verdicts) - len(rejected),
        "rejected": {reason: counts[reason] for reason in REASONS},
        "files": [
            {"path": each.path, "reason": each.reason, "detail": each.detail, "of": each.of} for each in rejected
        ],
        "moved_to": None,
    }


def page_of(folder: Path, report: dict[str, Any]) -> str:
    """The report as a page that stands alone; thumbnails are decoded from the files in ``folder``."""
    sections = []
    for reason, meaning in REASONS.items():
        files = [file for file in report["files"] if file["reason"] == reason]
        shown = [
            file | {"thumbnail": _thumbnail(folder, file["path"]), "like": _thumbnail(folder, file["of"])}
            for file in files[:SHOWN]
        ]
        if files:
            sections.append({"reason": reason, "meaning": meaning, "count": len(files), "files": shown})
    return environment("report").get_template("cleaning.html").render(report, sections=sections)


def _thumbnail(folder: Path, path: str | None) -> str | None:
    """A JPEG as a data address; None when there is no picture, or it cannot be decoded."""
    if path is None:
        return None
    try:
        small, _ = read_picture(folder / path, THUMBNAIL)
    except PictureError:
        return None
    content = io.BytesIO()
    Image.fromarray(small[: 4 * THUMBNAIL, : 4 * THUMBNAIL]).save(content, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(content.getvalue()).decode()


def counts_in_text(report: dict[str, Any]) -> str:
    """Counts by reason, and the files that cannot be read by name."""
    width = len(f"{report['photographs']:,}")
    rejected = sum(report["rejected"].values())
    lines = [f"{report['folder']}: {report['photographs']:,} photograph{'s'[: report['photographs'] != 1]}"]
    lines += [f"  {report['kept']:>{width},} kept", f"  {rejected:>{width},} rejected"]
    lines += [
        f"    {count:>{width},} {reason}: {REASONS[reason]}" for reason, count in report["rejected"].items() if count
    ]
    unreadable = [file for file in report["files"] if file["reason"] == "unreadable"]
    lines += [f"{file['path']}: {file['detail']}" for file in unreadable[:NAMED]]
    if len(unreadable) > NAMED:
        lines.append(f"and {len(unreadable) - NAMED:,} more that cannot be read: --report names all")
    if report["moved_to"]:
        lines.append(f"{rejected:,} moved to {report['moved_to']}")
    return "\n".join(lines)


def reasons_in_text(report: dict[str, Any]) -> str:
    """The reasons with their counts, the most frequent first."""
    counts: Iterable[tuple[str, int]] = report["rejected"].items()
    return ", ".join(f"{count:,} {reason}" for reason, count in sorted(counts, key=lambda item: -item[1]) if count)
