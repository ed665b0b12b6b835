"""What was measured of a film, as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.comparison.tables import DASH
from model.comparison.text import grid
from model.film.protocol import BY_SHOTS, FRAME_BY_FRAME, GREY, TRUTH

TITLES = {GREY: "grey", FRAME_BY_FRAME: "frame by frame", BY_SHOTS: "by shots", TRUTH: "truth"}

COLUMNS = (
    ("psnr", "PSNR", 2),
    ("gain", "gain", 2),
    ("delta_e", "ΔE00", 2),
    ("warp_error", "warp", 3),
    ("warp_ratio", "of truth", 2),
    ("cdc", "CDC ·10³", 2),
    ("colourfulness", "colour", 1),
    ("ece", "ECE", 3),
    ("seconds", "s/frame", 3),
)
"""Key in the row, heading, decimals."""

_WIDTH = 10


def film_in_text(name: str, report: Mapping[str, Any]) -> str:
    """The rows of a film, grey first, as :func:`model.film.protocol.measure_film` gives them."""
    shots, frames = len(report["shots"]), report["frames"]
    lines = [f"{name}: {frames} {'frame' if frames == 1 else 'frames'}, {shots} {'shot' if shots == 1 else 'shots'}"]
    if report.get("limit"):
        lines[0] += f", the first {report['limit']} frames at most (--limit)"
    lines += grid([(title, _scaled(report[key])) for key, title in TITLES.items()], COLUMNS, _WIDTH)
    both = [report[BY_SHOTS][key] for key in ("gain_ratio", "time_ratio")]
    told = [DASH if value is None else f"{value:.2f}" for value in both]
    lines.append(f"By shots, of frame by frame: gain × {told[0]}, time × {told[1]}.")
    return "\n".join(lines)


def _scaled(row: Mapping[str, Any]) -> dict[str, Any]:
    """``row`` with its CDC in thousandths."""
    cdc = row.get("cdc")
    return {**row, "cdc": None if cdc is None else 1000 * cdc}
