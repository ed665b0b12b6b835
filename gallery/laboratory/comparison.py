"""A comparison as files: a page that stands alone, the same in Markdown, charts, sheets, and JSON."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from gallery.errors import OutputError
from gallery.laboratory.files import json_of, write_result
from gallery.pages.environment import environment
from model.comparison.document import Section, markdown_of, sections_of
from model.comparison.measured import NAME as MEASURED
from model.comparison.pictures import FOLDER as TILES
from model.comparison.pictures import Strip

JSON, PAGE, MARKDOWN = "report.json", "report.html", "report.md"

_FOLDERS = ("figures", "sheets")
_MADE = re.compile(rf"({'|'.join(_FOLDERS)})/[a-z0-9-]+\.(svg|png|jpg)")


def check_output(output: Path) -> None:
    """See early whether the report may be written to ``output``: absent, empty, or of an earlier comparison.

    Raises OutputError.
    """
    try:
        found = [path.name for path in output.iterdir()] if output.exists() else []
    except OSError as error:
        raise OutputError(f"{output}: {error.strerror}; choose another --output") from error
    if found and MEASURED not in found and not _of_a_comparison(found, output):
        raise OutputError(
            f"{output} holds other files ({sorted(found)[0]}): a comparison goes to a folder of its own; "
            "choose another --output"
        )


def _of_a_comparison(found: Sequence[str], output: Path) -> bool:
    """Whether an earlier comparison made all that is ``found`` in ``output``, whose results were deleted since."""
    return set(found) <= {JSON, PAGE, MARKDOWN, TILES, *_FOLDERS} and (TILES in found or bool(_made_before(output)))


def write_report(report: dict[str, Any], pictures: Mapping[str, list[Strip]], output: Path) -> dict[str, Any]:
    """Write what ``compare`` gives to ``output``, each file whole or not at all; the JSON report.

    Charts and sheets of an earlier comparison that this one has not are removed.
    """
    sections = sections_of(report, pictures)
    markdown, files = markdown_of(sections)
    report = {**report, "files": sorted([*files, PAGE, MARKDOWN])}
    written: dict[str, bytes | str] = {**files, PAGE: page_of(sections), MARKDOWN: markdown, JSON: json_of(report)}
    before = _made_before(output)
    for path, content in written.items():
        write_result(output / path, content, "place")
    for path in sorted(before - written.keys()):
        (output / path).unlink(missing_ok=True)
    return report


def _made_before(output: Path) -> set[str]:
    """Charts and sheets that the report in ``output`` names as its own."""
    try:
        named = json.loads((output / JSON).read_text(encoding="utf-8"))["files"]
        return {path for path in named if isinstance(path, str) and _MADE.fullmatch(path)}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return set()  # nothing that is known to be ours


def page_of(sections: Sequence[Section]) -> str:
    """The report as a page that asks for nothing else."""
    return environment(".").get_template("compare/report.html").render(sections=sections, uri=_uri)


def _uri(name: str, content: bytes) -> str:
    kind = {".svg": "svg+xml", ".jpg": "jpeg", ".png": "png"}[PurePath(name).suffix]
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
