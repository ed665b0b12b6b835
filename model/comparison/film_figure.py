"""What was measured of films, as a figure: colours over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from model.comparison.style import INK, QUIET, WIDTH, house_style, look, to_svg
from model.film.protocol import BY_SHOTS, FRAME_BY_FRAME, POINTS

_ROW_HEIGHT = 2.3
"""Inches of a film's row of panels."""

Reports = Mapping[str, Mapping[str, Any]]
"""Of each film, by its name, as :func:`model.film.protocol.measure_film` returns it."""


def figure_of(reports: Reports) -> str:
    """SVG: a and b of a few points in every frame, each frame by itself (thin) and as a shot (thick)."""
    with house_style():
        figure = Figure(figsize=(WIDTH, 0.6 + _ROW_HEIGHT * len(reports)), layout="constrained")
        rows = figure.subplots(len(reports), 2, squeeze=False)
        for panels, (name, report) in zip(rows, reports.items(), strict=True):
            for channel, axes in enumerate(panels):
                _lines(axes, report, channel)
                axes.set(title=f"{name}: {'ab'[channel]}", xlabel="frame", xlim=(0, report["frames"] - 1))
        handles = [
            Line2D([], [], color=INK, linewidth=0.8, label="frame by frame"),
            Line2D([], [], color=INK, linewidth=2.2, label="by shots"),
            *(
                Line2D([], [], color=look(1 + index).colour, label=f"at {x:.2f}, {y:.2f}")
                for index, (x, y) in enumerate(POINTS)
            ),
        ]
        figure.legend(handles=handles, loc="outside upper left", ncols=len(handles), labelcolor=INK)
        return to_svg(figure)


def _lines(axes: Any, report: Mapping[str, Any], channel: int) -> None:
    for name, width in ((FRAME_BY_FRAME, 0.8), (BY_SHOTS, 2.2)):
        for index in range(len(POINTS)):
            values = [points[index][channel] for points in report[name]["points"]]
            axes.plot(values, color=look(1 + index).colour, linewidth=width)
    for cut in report["shots"][1:]:
        axes.axvline(cut, color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)))
