"""How charts and sheets look: paper, ink, Source Sans, and lines that differ by colour, marker and dashes."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

PAPER, INK, QUIET, RULE = "#fbfaf7", "#1f1d1a", "#5d5c57", "#dbdad5"

COLOURS = {
    INK: "#ece9e2",
    "#a577f0": "#5289fb",
    "#810959": "#a04f90",
    "#859700": "#778f00",
    "#377759": "#2d7c5a",
    "#cf7190": "#e77a95",
    "#664eb4": "#7bdefe",
    "#344c01": "#fece4d",
}
"""Of lines, by day and by night. Any two differ by ΔE00 17 or more, also as they are seen without one kind of
cones (simulated after Machado et al. 2009); all have a contrast of at least 3 against the paper."""

NIGHT = {PAPER: "#151412", QUIET: "#a6a49d", RULE: "#33322f", **COLOURS}
"""Every colour of a chart by day, and by night."""

_DASHES = ("solid", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (7, 1.5, 1.2, 1.5)))
_MARKERS = "os^DvP*X<>"

FONT = Path(str(files("font_source_sans_pro").joinpath("files"))) / "SourceSansPro-Regular.ttf"

SETTINGS = {
    "figure.facecolor": PAPER,
    "axes.facecolor": "none",
    "savefig.facecolor": PAPER,
    "font.family": "Source Sans Pro",
    "font.size": 11,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "legend.frameon": False,
    "legend.handlelength": 2.6,
    "legend.labelcolor": INK,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.wspace": 0.06,
    "svg.fonttype": "path",
    "svg.hashsalt": "nostalgia-gallery",
}
"""Of Matplotlib, beside its defaults."""


def look(index: int) -> dict[str, Any]:
    """What lines and points of the colourist at ``index`` look like to Matplotlib: the first forty all differ."""
    colours = list(COLOURS)
    turn = index // len(colours)
    return {
        "color": colours[index % len(colours)],
        "marker": _MARKERS[index % len(_MARKERS)],
        "linestyle": _DASHES[(index + turn) % len(_DASHES)],
    }
