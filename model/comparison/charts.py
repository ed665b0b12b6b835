"""The charts of a comparison, each as SVG with a sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from model.comparison.style import INK, QUIET, WIDTH, Look, house_style, look, new_figure, to_svg

LEAST_SHARE = 0.001
"""Bins of confidence with a smaller share of the pixels are not drawn: chance decides what they say."""

_ACROSS = 5
"""Names side by side above a chart."""

Report = Mapping[str, Any]
"""As ``model.comparison.compare`` returns it."""


@dataclass(frozen=True)
class Chart:
    """A chart."""

    name: str
    """Of its file, without a suffix."""
    title: str
    svg: str
    alt: str
    """What it shows, for those who do not see it."""


def charts_of(report: Report, curves: Mapping[str, Sequence[tuple[int, float]]]) -> list[Chart]:
    """Every chart for which there is something to draw.

    Args:
        report: the whole comparison.
        curves: images seen and validation gain in dB after each epoch, by label; those of fewer than two epochs, which
            are no curves, are left out.
    """
    looks = {one["label"]: look(index) for index, one in enumerate(report["colourists"])}
    with house_style():
        charts = [_gains(report, looks)]
        if drawn := {label: points for label, points in curves.items() if len(points) > 1}:
            charts.append(_curves(drawn, looks))
        if any(_rows(report["sets"][0], "gain")):
            charts.append(_costs(report, looks))
        charts.append(_reliability(report, looks))
        if any(_by_vividness(its) for its in report["sets"]):
            charts.append(_vividness(report, looks))
    return charts


def _rows(its: Mapping[str, Any], key: str) -> dict[str, float]:
    """A figure of every colourist on a set, where it is defined."""
    return {label: row[key] for label, row in its["colourists"].items() if row.get(key) is not None}


def _said(values: Mapping[str, float]) -> str:
    return ", ".join(f"{label} {_signed(value)}" for label, value in values.items())


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _gains(report: Report, looks: Mapping[str, Look]) -> Chart:
    sets, names = report["sets"], list(looks)
    figure, panels = new_figure(0.95 + 0.3 * len(names), len(sets), sharey=True)
    for axes, its in zip(panels, sets, strict=True):
        gains = _rows(its, "gain")
        for place, name in enumerate(names):
            if (gain := gains.get(name)) is not None:
                axes.barh(place, gain, 0.62, color=looks[name].colour)
                low, high = its["colourists"][name].get("gain_interval") or (gain, gain)
                axes.plot([low, high], [place - 0.38] * 2, color=INK, linewidth=1)
                beside = {"xytext": (4 if gain >= 0 else -4, 0), "textcoords": "offset points"}
                axes.annotate(
                    _signed(gain),
                    (gain, place),
                    ha="left" if gain >= 0 else "right",
                    va="center",
                    fontsize=10,
                    **beside,
                )
        axes.axvline(0, color=QUIET, linewidth=0.8)
        ends = [end for row in its["colourists"].values() for end in row.get("gain_interval") or ()]
        low, high = min(0.0, 0.0, *gains.values(), *ends), max(0.0, 0.0, *gains.values(), *ends)
        room = 0.22 * ((high - low) or 1)
        axes.set_xlim(low - (room if low < 0 else 0), high + (room if high > 0 or low == 0 else 0))
        axes.set(title=f"{its['name']}, n = {its['n']:,}", xlabel="gain over grey, dB")
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
        axes.locator_params(axis="x", nbins=5)
        axes.spines["left"].set_visible(False)
    panels[0].set_yticks(range(len(names)), names)
    panels[0].invert_yaxis()
    said = "; ".join(f"{its['name']}: {_said(_rows(its, 'gain'))}" for its in sets)
    alt = f"Bars of the gain over grey in dB, with lines for what chance leaves, 95 %. {said}."
    return Chart("gain", "Gain over grey", to_svg(figure), alt)


def _curves(curves: Mapping[str, Sequence[tuple[int, float]]], looks: Mapping[str, Look]) -> Chart:
    figure, (axes,) = new_figure(4.2 + _names_height(looks), 1)
    most = max(points[-1][0] for points in curves.values())
    unit, word = (1e6, "million") if most >= 1e6 else (1e3, "thousand")
    for label, points in curves.items():
        one = looks[label]
        x, y = [images / unit for images, _ in points], [gain for _, gain in points]
        # The marker stands at the end alone.
        axes.plot(x, y, one.marker, color=one.colour, linestyle=one.dashes, markevery=[-1], clip_on=False, label=label)
    axes.set(xlabel=f"images seen in training, {word}s", ylabel="validation gain over grey, dB", xlim=(0, most / unit))
    _name_lines(figure, [axes])
    last = {label: points[-1][1] for label, points in curves.items()}
    alt = f"Curves of the validation gain over grey in dB against images seen. At their ends: {_said(last)}."
    return Chart("curves", "Training", to_svg(figure), alt)


def _costs(report: Report, looks: Mapping[str, Look]) -> Chart:
    its = report["sets"][0]
    gains = _rows(its, "gain")
    figure, panels = new_figure(3.8 + _names_height(looks), 2, sharey=True)
    facts = {one["label"]: one for one in report["colourists"] if one["label"] in gains}
    for axes, of, what in (
        (panels[0], {label: one["speed"]["whole_ms"] for label, one in facts.items()}, "ms for 1,000 × 750 px"),
        (panels[1], {label: one["bytes"] / 1e6 for label, one in facts.items()}, "size of the ONNX file, MB"),
    ):
        axes.set(xlabel=what, xscale="log")
        for label, value in of.items():
            one = looks[label]
            axes.plot(value, gains[label], one.marker, color=one.colour, markersize=7, label=label)
        _log_ticks(axes, list(of.values()))
        axes.margins(y=0.18)
    panels[0].set_ylabel(f"gain over grey on {its['name']}, dB")
    _name_lines(figure, panels)
    said = "; ".join(
        f"{label}: {_signed(gains[label])} dB, {one['speed']['whole_ms']:.0f} ms, {one['bytes'] / 1e6:.1f} MB"
        for label, one in facts.items()
    )
    return Chart("cost", "Gain against time and size", to_svg(figure), f"Points of gain against cost. {said}.")


def _log_ticks(axes: Axes, values: Sequence[float]) -> None:
    """Ticks at 1, 2 and 5 of every power of ten, in plain figures, with room on both sides."""
    low, high = min(values) / 1.6, max(values) * 2.2
    steps = [factor * 10.0**power for power in range(-3, 7) for factor in (1, 2, 5)]
    ticks = [step for step in steps if low <= step <= high]
    axes.set_xlim(low, high)
    axes.set_xticks(ticks, [f"{tick:,g}" for tick in ticks])
    axes.set_xticks([], minor=True)


def _reliability(report: Report, looks: Mapping[str, Look]) -> Chart:
    sets = report["sets"]
    figure, panels = new_figure(min(4.4, WIDTH / len(sets)) + 0.5 + _names_height(looks), len(sets), sharey=True)
    for axes, its in zip(panels, sets, strict=True):
        axes.plot([0, 100], [0, 100], color=QUIET, linewidth=0.8)
        for label, row in its["colourists"].items():
            total = sum(point["pixels"] for point in row["reliability"])
            kept = [point for point in row["reliability"] if point["pixels"] >= LEAST_SHARE * total]
            x, y = [100 * point["confidence"] for point in kept], [100 * point["share"] for point in kept]
            one = looks[label]
            axes.plot(x, y, color=one.colour, marker=one.marker, linestyle=one.dashes, markersize=4, label=label)
        axes.set(title=its["name"], xlim=(0, 100), ylim=(0, 100), xlabel="stated confidence, %")
        axes.set_box_aspect(1)
    panels[0].set_ylabel("pixels within ΔE00 10, %")
    _name_lines(figure, panels)
    said = "; ".join(f"{its['name']}: " + _plain(_rows(its, "ece")) for its in sets)
    alt = f"Curves of the share of pixels that were right against the stated confidence. Calibration error, {said}."
    return Chart("reliability", "What stated confidence was worth", to_svg(figure), alt)


def _by_vividness(its: Mapping[str, Any]) -> dict[str, dict[float, float]]:
    """The gain of every colourist on a set at each vividness that it was measured at."""
    found = {}
    for label, row in its["colourists"].items():
        points = {float(vivid): at["gain"] for vivid, at in (row.get("at_vividness") or {}).items()}
        if points and None not in points.values():
            found[label] = points
    return found


def _vividness(report: Report, looks: Mapping[str, Look]) -> Chart:
    sets = report["sets"]
    figure, panels = new_figure(3.4 + _names_height(looks), len(sets))
    for axes, its in zip(panels, sets, strict=True):
        axes.axhline(0, color=QUIET, linewidth=0.8)
        for label, points in _by_vividness(its).items():
            one = looks[label]
            axes.plot(
                *zip(*points.items(), strict=True), one.marker, color=one.colour, linestyle=one.dashes, label=label
            )
        axes.set(title=its["name"], xlabel="vividness", xticks=(0, 0.5, 1))
        axes.locator_params(axis="y", nbins=6)
    panels[0].set_ylabel("gain over grey, dB")
    _name_lines(figure, panels)
    said = "; ".join(
        f"{its['name']}: " + ", ".join(f"{label} {_arrow(points)}" for label, points in _by_vividness(its).items())
        for its in sets
    )
    alt = f"Lines of the gain over grey in dB against vividness, from the faithful to the vivid rendering. {said}."
    return Chart("vividness", "What vividness costs", to_svg(figure), alt)


def _arrow(points: Mapping[float, float]) -> str:
    return " → ".join(map(_signed, points.values()))


def _names_height(names: Collection[str]) -> float:
    """Inches that the names of lines take above a chart."""
    return 0.25 * -(-len(names) // _ACROSS)


def _name_lines(figure: Figure, panels: Sequence[Axes]) -> None:
    """The names of the lines in all ``panels``, above them."""
    named = {name: line for axes in panels for line, name in zip(*axes.get_legend_handles_labels(), strict=True)}
    figure.legend([*named.values()], [*named], loc="outside upper left", ncols=min(_ACROSS, len(named)), labelcolor=INK)


def _plain(values: Mapping[str, float]) -> str:
    return ", ".join(f"{label} {value:.3f}" for label, value in values.items())
