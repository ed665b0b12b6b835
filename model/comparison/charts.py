"""The charts of a comparison, each as SVG with a sentence that says what it shows; and that of films.

Charts are drawn for paper by day. Where an SVG is shown by a browser in the dark, a rule inside it exchanges every
colour for its nightly one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import font_manager, style
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from model.comparison.style import COLOURS, FONT, INK, NIGHT, QUIET, SETTINGS, look
from model.comparison.tables import number
from model.film.protocol import BY_SHOTS, FRAME_BY_FRAME, POINTS

WIDTH = 9.6
"""Of a chart, in inches of 72 points."""

LEAST_SHARE = 0.001
"""Bins of confidence with a smaller share of the pixels are not drawn: chance decides what they say."""

_ACROSS = 5
"""Names side by side above a chart."""

Report = Mapping[str, Any]
"""As ``model.comparison.compare`` returns it."""

Looks = Mapping[str, Mapping[str, Any]]
"""What lines look like, by the colourists' labels."""

Points = Sequence[tuple[float, float]]
Panel = tuple[Mapping[str, Points], Mapping[str, Any]]
"""Lines by label, and the settings of their axes."""


@dataclass(frozen=True)
class Chart:
    """A chart."""

    name: str
    """Of its file, without a suffix."""
    title: str
    svg: str
    alt: str
    """What it shows, for those who do not see it."""


def charts_of(report: Report) -> list[Chart]:
    """Every chart of a comparison for which there is something to draw."""
    looks = {one["label"]: look(index) for index, one in enumerate(report["colourists"])}
    with _house_style():
        charts = [_gains(report["sets"], looks)]
        # A single epoch is no curve.
        if curves := {one["label"]: one["curve"] for one in report["colourists"] if len(one["curve"]) > 1}:
            charts.append(_curves(curves, looks))
        if any(_defined(report["sets"][0], "gain")):
            charts.append(_costs(report, looks))
        charts.append(_reliability(report["sets"], looks))
        if any(map(_by_vividness, report["sets"])):
            charts.append(_vividness(report["sets"], looks))
    return charts


def _house_style() -> Any:
    """Matplotlib's settings while a chart is drawn; the user's own have no part in them."""
    font_manager.fontManager.addfont(str(FONT))
    return style.context(SETTINGS, after_reset=True)


def _svg(figure: Figure) -> str:
    """The figure as SVG that is the same every time, with its rule for the night."""
    content = io.StringIO()
    figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None})
    rules = "".join(
        f'[style*="{what}: {day}"]{{{what}:{night}!important}}'
        for day, night in NIGHT.items()
        for what in ("fill", "stroke")
    )
    head, start, rest = content.getvalue().partition("<defs>")
    return f"{head}<style>@media (prefers-color-scheme: dark){{{rules}}}</style>{start}{rest}"


def _defined(its: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A figure of every colourist on a set, where it is defined."""
    return {label: row[key] for label, row in its["colourists"].items() if row.get(key) is not None}


def _said(values: Mapping[str, float], form: str = "+.2f") -> str:
    return ", ".join(f"{label} {number(value, form)}" for label, value in values.items())


def _of_sets(sets: Sequence[Any], said: Callable[[Any], str]) -> str:
    return "; ".join(f"{its['name']}: {said(its)}" for its in sets)


def _gains(sets: Sequence[Any], looks: Looks) -> Chart:
    names = list(looks)
    figure = Figure(figsize=(WIDTH, 0.95 + 0.3 * len(names)))
    panels = figure.subplots(1, len(sets), squeeze=False, sharey=True)[0]
    for axes, its in zip(panels, sets, strict=True):
        gains = _defined(its, "gain")
        places = [names.index(label) for label in gains]
        bars = axes.barh(places, [*gains.values()], 0.62, color=[looks[label]["color"] for label in gains])
        axes.bar_label(bars, map(number, gains.values()), padding=4, fontsize=10)
        for label, interval in _defined(its, "gain_interval").items():
            axes.hlines(names.index(label) - 0.38, *interval, INK, linewidth=1)
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.margins(x=0.22)
        axes.set(title=f"{its['name']}, n = {its['n']:,}", xlabel="gain over grey, dB")
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        axes.locator_params(axis="x", nbins=5)
        axes.spines["left"].set_visible(False)
    panels[0].set_yticks(range(len(names)), names)
    panels[0].invert_yaxis()
    said = _of_sets(sets, lambda its: _said(_defined(its, "gain")))
    alt = f"Bars of the gain over grey in dB, with lines for what chance leaves, 95 %. {said}."
    return Chart("gain", "Gain over grey", _svg(figure), alt)


def _lines(
    panels: Sequence[Panel],
    looks: Looks,
    height: float,
    ylabel: str,
    *,
    sharey: bool = False,
    slope: float | None = None,
    **more: Any,
) -> str:
    """SVG of panels side by side, ``height`` inches high, below the names of all their lines.

    ``slope`` is that of a line of reference through the origin; ``more`` is what the lines look like beside ``looks``.
    """
    rows = -(-len({label for lines, _ in panels for label in lines}) // _ACROSS)
    figure = Figure(figsize=(WIDTH, height + 0.25 * rows))
    row = figure.subplots(1, len(panels), squeeze=False, sharey=sharey)[0]
    handles: dict[str, Line2D] = {}
    for axes, (lines, settings) in zip(row, panels, strict=True):
        if slope is not None:
            axes.axline((0, 0), slope=slope, color=QUIET, linewidth=0.8)
        for label, points in lines.items():
            (handles[label],) = axes.plot(*np.reshape(points, (-1, 2)).T, **{**looks[label], **more})
        axes.set(**settings)
        axes.minorticks_off()
    row[0].set_ylabel(ylabel)
    figure.legend([*handles.values()], [*handles], loc="outside upper left", ncols=min(_ACROSS, len(handles)))
    return _svg(figure)


def _curves(curves: Mapping[str, Points], looks: Looks) -> Chart:
    most = max(points[-1][0] for points in curves.values())
    unit, word = (1e6, "millions") if most >= 1e6 else (1e3, "thousands")
    lines = {label: [(images / unit, gain) for images, gain in points] for label, points in curves.items()}
    panel = (lines, {"xlabel": f"images seen in training, {word}", "xlim": (0, most / unit)})
    # The marker stands at the end alone.
    svg = _lines([panel], looks, 4.2, "validation gain over grey, dB", markevery=[-1], clip_on=False)
    said = _said({label: points[-1][1] for label, points in curves.items()})
    alt = f"Curves of the validation gain over grey in dB against images seen. At their ends: {said}."
    return Chart("curves", "Training", svg, alt)


def _costs(report: Report, looks: Looks) -> Chart:
    its = report["sets"][0]
    gains = _defined(its, "gain")
    facts = {one["label"]: one for one in report["colourists"] if one["label"] in gains}
    times = {label: one["speed"]["whole_ms"] for label, one in facts.items()}
    sizes = {label: one["bytes"] / 1e6 for label, one in facts.items()}
    panels = [
        ({label: [(cost, gains[label])] for label, cost in costs.items()}, {"xlabel": what, **_log(costs)})
        for costs, what in ((times, "ms for 1,000 × 750 px"), (sizes, "size of the ONNX file, MB"))
    ]
    ylabel = f"gain over grey on {its['name']}, dB"
    svg = _lines(panels, looks, 3.8, ylabel, sharey=True, linestyle="none", markersize=7)
    said = "; ".join(
        f"{label}: {number(gains[label])} dB, {times[label]:.0f} ms, {sizes[label]:.1f} MB" for label in facts
    )
    return Chart("cost", "Gain against time and size", svg, f"Points of gain against cost. {said}.")


def _log(values: Mapping[str, float]) -> dict[str, Any]:
    """Ticks at 1, 2 and 5 of every power of ten, in plain figures, with room on all sides."""
    low, high = min(values.values()) / 1.6, max(values.values()) * 2.2
    steps = (factor * 10.0**power for power in range(-3, 7) for factor in (1, 2, 5))
    ticks = [step for step in steps if low <= step <= high]
    labels = [f"{tick:,g}" for tick in ticks]
    return {"xscale": "log", "xlim": (low, high), "xticks": ticks, "xticklabels": labels, "ymargin": 0.18}


def _reliability(sets: Sequence[Any], looks: Looks) -> Chart:
    square = {"xlim": (0, 100), "ylim": (0, 100), "xlabel": "stated confidence, %", "box_aspect": 1}
    panels = [
        (
            {label: _kept(row["reliability"]) for label, row in its["colourists"].items()},
            {"title": its["name"], **square},
        )
        for its in sets
    ]
    height = min(4.4, WIDTH / len(sets)) + 0.5
    svg = _lines(panels, looks, height, "pixels within ΔE00 10, %", sharey=True, slope=1, markersize=4)
    said = _of_sets(sets, lambda its: _said(_defined(its, "ece"), ".3f"))
    alt = f"Curves of the share of pixels that were right against the stated confidence. Calibration error, {said}."
    return Chart("reliability", "What stated confidence was worth", svg, alt)


def _kept(bins: Sequence[Mapping[str, float]]) -> Points:
    """Stated confidence and share of pixels that were right, in %, of the bins with enough pixels."""
    least = LEAST_SHARE * sum(each["pixels"] for each in bins)
    return [(100 * each["confidence"], 100 * each["share"]) for each in bins if each["pixels"] >= least]


def _by_vividness(its: Mapping[str, Any]) -> dict[str, Points]:
    """Vividness and gain of every colourist on a set, where it was measured at several."""
    found: dict[str, Points] = {}
    for label, row in its["colourists"].items():
        points = [(float(vivid), at["gain"]) for vivid, at in (row.get("at_vividness") or {}).items()]
        if points and None not in (gain for _, gain in points):
            found[label] = points
    return found


def _vividness(sets: Sequence[Any], looks: Looks) -> Chart:
    settings = {"xlabel": "vividness", "xticks": (0, 0.5, 1)}
    panels = [(_by_vividness(its), {"title": its["name"], **settings}) for its in sets]
    svg = _lines(panels, looks, 3.4, "gain over grey, dB", slope=0)

    def said(its: Any) -> str:
        lines = _by_vividness(its).items()
        return ", ".join(f"{label} {' → '.join(number(gain) for _, gain in points)}" for label, points in lines)

    alt = "Lines of the gain over grey in dB against vividness, from the faithful to the vivid rendering. "
    return Chart("vividness", "What vividness costs", svg, f"{alt}{_of_sets(sets, said)}.")


def film_chart(reports: Mapping[str, Mapping[str, Any]]) -> str:
    """SVG: a and b of a few points in every frame, each frame by itself (thin) and as a shot (thick).

    Args:
        reports: of each film, by its name, as :func:`model.film.protocol.measure_film` returns it.
    """
    colours, widths = list(COLOURS)[1:], {FRAME_BY_FRAME: 0.8, BY_SHOTS: 2.2}
    with _house_style():
        figure = Figure(figsize=(WIDTH, 0.6 + 2.3 * len(reports)))
        rows = figure.subplots(len(reports), 2, squeeze=False)
        for panels, (name, report) in zip(rows, reports.items(), strict=True):
            for channel, axes in enumerate(panels):
                for way, width in widths.items():
                    for index, colour in enumerate(colours[: len(POINTS)]):
                        values = [points[index][channel] for points in report[way]["points"]]
                        axes.plot(values, color=colour, linewidth=width)
                for cut in report["shots"][1:]:
                    axes.axvline(cut, color=QUIET, linewidth=0.8, linestyle=(0, (2, 2)))
                axes.set(title=f"{name}: {'ab'[channel]}", xlabel="frame", xlim=(0, report["frames"] - 1))
        lines = [(way.replace("_", " "), {"color": INK, "linewidth": width}) for way, width in widths.items()]
        lines += [(f"at {x:.2f}, {y:.2f}", {"color": colour}) for (x, y), colour in zip(POINTS, colours, strict=False)]
        handles = [Line2D([], [], label=label, **its) for label, its in lines]
        figure.legend(handles=handles, loc="outside upper left", ncols=len(handles))
        return _svg(figure)
