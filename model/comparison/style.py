"""How charts look: paper, ink, Source Sans, and lines that differ by colour, marker and dashes.

Charts are drawn for paper by day. Where an SVG is shown by a browser in the dark, a rule inside it exchanges every
colour for its nightly one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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

_DASHES = ("solid", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (7, 1.5, 1.2, 1.5)))
_MARKERS = "os^DvP*X<>"

WIDTH = 9.6
"""Of a chart, in inches of 72 points."""


@dataclass(frozen=True)
class Look:
    """What a colourist's lines, bars and points look like in every chart."""

    colour: str
    marker: str
    dashes: Any


def look(index: int) -> Look:
    """The look of the colourist at ``index``; the first forty are all different."""
    colours = list(COLOURS)
    turn = index // len(colours)
    return Look(colours[index % len(colours)], _MARKERS[index % len(_MARKERS)], _DASHES[(index + turn) % len(_DASHES)])


@contextmanager
def house_style() -> Iterator[None]:
    """Matplotlib's settings while a chart is drawn; the user's own have no part in them."""
    family = _source_sans()
    settings = {
        "figure.facecolor": PAPER,
        "axes.facecolor": "none",
        "savefig.facecolor": PAPER,
        "font.family": family,
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
        "svg.fonttype": "path",
        "svg.hashsalt": "nostalgia-gallery",
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        yield


@cache
def _source_sans() -> str:
    path = Path(str(files("font_source_sans_pro").joinpath("files"))) / "SourceSansPro-Regular.ttf"
    font_manager.fontManager.addfont(str(path))
    return str(font_manager.FontProperties(fname=str(path)).get_name())


def new_figure(height: float, panels: int, *, sharey: bool = False) -> tuple[Figure, list[Axes]]:
    """A figure of ``WIDTH`` × ``height`` inches with panels side by side."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.get_layout_engine().set(wspace=0.06)
    axes = figure.subplots(1, panels, squeeze=False, sharey=sharey)
    return figure, list(axes[0])


def to_svg(figure: Figure) -> str:
    """The figure as SVG that is the same every time, with its rule for the night."""
    content = io.StringIO()
    figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None})
    text = content.getvalue()
    rules = "".join(
        f'[style*="{what}: {day}"]{{{what}:{night}!important}}'
        for day, night in NIGHT.items()
        for what in ("fill", "stroke")
    )
    head, start, rest = text.partition("<defs>")
    return f"{head}<style>@media (prefers-color-scheme: dark){{{rules}}}</style>{start}{rest}"
