"""The report on a cleaned folder: JSON for programs, and a page on which a curator looks at what was rejected."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.errors import OutputError
from gallery.render.pages import environment
from model.datasets.cleaning import REASONS, Verdict
from model.datasets.pictures import read_picture
from model.errors import PictureError
from model.files import whole

FORMAT = 1
"""Raised when the meaning of a field in the JSON changes."""

SHOWN = 120
"""Pictures of one reason that the page shows; the JSON names all."""

THUMBNAIL = 96
"""Px of a thumbnail's shorter side."""


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


def write(path: Path, text: str) -> None:
    """Write whole or not at all."""
    try:
        with whole(path) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); choose another --report") from error
