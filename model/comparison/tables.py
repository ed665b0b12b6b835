"""The tables of a comparison: what stands in each cell, and which figure of a column is the best."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Value = float | None

BASELINE_TITLES = {"grey": "grey", "mean_ab": "constant mean ab", "oracle_ab": "oracle mean ab"}
"""Rows that are the same whoever paints, and their titles."""

DASH = "–"

CONFIDENCE = (
    "With every pixel a colourist states how probable it is that its colour is within ΔE00 10 of the truth. The chart "
    "shows how often that was so: on the diagonal it is exactly as often as stated, below it less often. Points with "
    "fewer than a thousandth of the pixels are left out."
)


@dataclass(frozen=True)
class Column:
    """A figure of every row."""

    heading: str
    meaning: str
    decimals: int
    better: Callable[[float], float]
    """The figure to how good it is."""
    of: Callable[[Row], Value]
    """The figure of a row; None where it is undefined."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table."""

    text: str
    best: bool = False


@dataclass(frozen=True)
class Table:
    """A table, ready to be written."""

    caption: str
    headings: tuple[str, ...]
    """Of the columns after the first, which holds the names."""
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    baselines: int = 0
    """So many of the first rows are no colourists'."""
    words: bool = False
    """Whether cells hold words, not figures."""


def _larger(value: float) -> float:
    return value


def _smaller(value: float) -> float:
    return -value


def _near_one(value: float) -> float:
    return -abs(value - 1)


Facts = tuple[str, str, str, int, Callable[[float], float]]
"""Key in a row, heading, meaning, decimals, what is better."""

COLUMNS: tuple[Facts, ...] = (
    ("psnr", "PSNR", "mean PSNR in dB", 2, _larger),
    ("gain", "gain", "PSNR above grey in dB, mean of the pictures’ own differences", 2, _larger),
    ("worse_than_grey", "worse", "share of pictures that are further from the truth than grey", 2, _smaller),
    ("psnr_pooled", "pooled", "PSNR of all pixels together in dB", 2, _larger),
    ("ssim", "SSIM", "structural similarity", 3, _larger),
    ("mae", "MAE", "mean absolute error in % of 255", 2, _smaller),
    ("acc2", "acc@2", "% of pixels within 2 Lab units", 1, _larger),
    ("acc5", "acc@5", "% of pixels within 5 Lab units", 1, _larger),
    ("delta_e", "ΔE00", "mean CIEDE2000 colour difference", 2, _smaller),
    ("colourfulness_ratio", "colour", "colourfulness over the truth’s, best at 1", 2, _near_one),
    ("ece", "ECE", "calibration error of the stated confidence", 3, _smaller),
)

JUDGED: tuple[Facts, ...] = (
    ("accuracy", "class", "% of pictures that the classifier recognises", 1, _larger),
    ("recovered", "share", "of the classifier’s gap between grey and true colours that is recovered", 2, _larger),
    ("classifier_distance", "feat. d", "distance to the truth in the classifier’s features", 3, _smaller),
    ("lpips", "LPIPS", "perceptual distance to the truth", 3, _smaller),
    ("efficientnet_distance", "EffN. d", "distance to the truth in the features of EfficientNet-Lite0", 3, _smaller),
)
"""What other networks say, where there are any."""


def columns_of(its: Mapping[str, Any]) -> list[Column]:
    """The columns of a set: the protocol's metrics, gains with hints, and what other networks say of the colours."""
    rows = list(its["colourists"].values())
    counts = sorted({int(count) for row in rows for count in row.get("hints", {})})
    columns = [_column(facts) for facts in COLUMNS]
    for count in counts:
        hint = "hint" if count == 1 else "hints"
        meaning = f"gain with {count} true colour{'s'[: count != 1]} given"
        columns.append(Column(f"{count} {hint}", meaning, 2, _larger, _hinted(str(count))))
    judged = (each for each in JUDGED if any(each[0] in row for row in rows))
    return columns + [_column(facts) for facts in judged]


def _column(facts: Facts) -> Column:
    key, heading, meaning, decimals, better = facts
    return Column(heading, meaning, decimals, better, lambda row: row.get(key))


def _hinted(count: str) -> Callable[[Row], Value]:
    return lambda row: row.get("hints", {}).get(count, {}).get("gain")


def table_of(its: Mapping[str, Any]) -> Table:
    """The table of a set: grey, the mean colours, every colourist; the best of these in a column is marked."""
    columns = columns_of(its)
    rows = {**{title: its["baselines"][key] for key, title in BASELINE_TITLES.items()}}
    marked = {column.heading: _best(column, its["colourists"]) for column in columns}
    made = [(title, tuple(Cell(_text(column, row)) for column in columns)) for title, row in rows.items()]
    for label, row in its["colourists"].items():
        cells = [Cell(text := _text(column, row), text in marked[column.heading]) for column in columns]
        made.append((label, tuple(cells)))
    return Table(extent(its), tuple(column.heading for column in columns), tuple(made), len(rows))


def _text(column: Column, row: Row) -> str:
    value = column.of(row)
    return DASH if value is None else f"{value:.{column.decimals}f}".replace("-", "−")


def _best(column: Column, rows: Mapping[str, Row]) -> set[str]:
    """How the best figure of a column reads; nothing where there is no other to be better than."""
    values = [value for row in rows.values() if (value := column.of(row)) is not None]
    if len(values) < 2:
        return set()
    best = max(values, key=column.better)
    return {f"{best:.{column.decimals}f}".replace("-", "−")}


def extent(its: Mapping[str, Any]) -> str:
    """What was measured, and how much of it."""
    n, of, limit = its["n"], its["of"], its["limit"]
    some = f", the first {limit:,} only" if limit is not None and limit < of else ""
    return f"n = {n:,} of {of:,} pictures{some}"


def legend(report: Mapping[str, Any]) -> str:
    """What the headings of the sets' tables mean."""
    columns = {column.heading: column.meaning for its in report["sets"] for column in columns_of(its)}
    return "; ".join(f"{heading}: {meaning}" for heading, meaning in columns.items()) + "."


def notes(its: Mapping[str, Any]) -> str:
    """What a reader of a set's table must know beside it."""
    grey = its["baselines"]["grey"]
    lines = [f"The truth’s colourfulness is {grey['colourfulness_truth']:.1f}."]
    if its["grey_truths"]:
        lines.append(f"Pictures whose truth is grey, left out of every PSNR: {its['grey_truths']:,}.")
    for label, difference in its["differences"].items():
        low, high = difference["interval"]
        said = f"{difference['gain']:+.2f} dB [{low:+.2f}, {high:+.2f}]".replace("-", "−")
        lines.append(f"{label} against {next(iter(its['colourists']))}, picture by picture: {said}.")
    if "accuracy_truth" in grey:
        lines.append(f"The classifier recognises {grey['accuracy_truth']:.1f} % in true colours.")
    return " ".join(lines)


def costs(report: Mapping[str, Any]) -> Table:
    """Speed and size of every colourist; the quickest and the smallest are marked."""
    people = report["colourists"]
    columns: tuple[tuple[str, Callable[[Row], float], str, Callable[[float], float]], ...] = (
        ("network, ms", lambda one: one["speed"]["network_ms"], "{:,.0f}", _smaller),
        ("whole, ms", lambda one: one["speed"]["whole_ms"], "{:,.0f}", _smaller),
        ("32 px, pictures/s", lambda one: one["speed"]["images_per_second"], "{:,.0f}", _larger),
        ("ONNX file, MB", lambda one: one["bytes"] / 1e6, "{:,.1f}", _smaller),
        ("parameters, M", lambda one: one["parameters"] / 1e6, "{:,.2f}", _smaller),
    )
    texts = [[form.format(of(one)) for one in people] for _, of, form, _ in columns]
    best = [form.format(max((of(one) for one in people), key=better)) for _, of, form, better in columns]
    rows = tuple(
        (
            one["label"],
            tuple(Cell(its[i], len(people) > 1 and its[i] == top) for its, top in zip(texts, best, strict=True)),
        )
        for i, one in enumerate(people)
    )
    return Table("Time and space that each takes", tuple(heading for heading, *_ in columns), rows)


def budgets(report: Mapping[str, Any]) -> Table:
    """What the training of every colourist cost, and what it minimised."""
    headings = ("network", "epochs", "images seen", "time", "losses", "learnt from", "day")
    rows = []
    for one in report["colourists"]:
        budget = one["budget"]
        epochs = f"{budget['epochs']}" if budget["logged"] else f"≤ {budget['epochs']}"
        epochs += f" in {budget['stages']} runs" if budget["stages"] > 1 else ""
        images = DASH if budget["images"] is None else f"{budget['images']:,}"
        learnt = f"{budget['limit']:,} of {one['dataset']}" if budget["limit"] else one["dataset"]
        cells = [one["network"], epochs, images, _time(budget["seconds"]), budget["losses"], learnt, one["trained"]]
        rows.append((one["label"], tuple(Cell(text) for text in cells)))
    return Table("What each was trained with", headings, tuple(rows), words=True)


def _time(seconds: float | None) -> str:
    if seconds is None:
        return DASH
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def remarks(report: Mapping[str, Any]) -> list[str]:
    """What is particular about the training of some: runs without a log, and where weights came from."""
    people = report["colourists"]
    lines = []
    if unlogged := [one["label"] for one in people if not one["budget"]["logged"]]:
        lines.append(f"Without a log, and so without a curve, a time and the number of images: {', '.join(unlogged)}.")
    lines += [
        f"{one['label']} goes on from {start}, whose own training is not counted."
        for one in people
        if (start := one["budget"]["start"])
    ]
    lines += [
        f"The encoder of {one['label']} started from {encoder}, whose own training is not counted."
        for one in people
        if (encoder := one["budget"]["encoder"])
    ]
    lines += [
        f"{one['label']} learned from {', '.join(teachers)} too, whose own training is not counted."
        for one in people
        if (teachers := one["budget"]["teachers"])
    ]
    return lines


def summary(report: Mapping[str, Any]) -> str:
    """The largest gain on every set, in a sentence."""
    parts = []
    for its in report["sets"]:
        gains = {label: row["gain"] for label, row in its["colourists"].items() if row["gain"] is not None}
        if gains:
            best = max(gains, key=lambda label: gains[label])
            parts.append(f"{best} on {its['name']} ({gains[best]:+.2f} dB)".replace("-0", "−0"))
    return "Largest gain over grey: " + ", ".join(parts) + "." if parts else ""


def about(report: Mapping[str, Any]) -> str:
    """What was compared, and how it was rendered."""
    count, vividness, judge = len(report["colourists"]), report["vividness"], report["classifier"]
    said = (
        f"{count} colourist{'s'[: count != 1]}, with vividness {vividness:g}, measured by one protocol on the same "
        "pictures. Figures are means over pictures; gains are over leaving a picture grey. Bold is the best colourist "
        "of a column."
    )
    return said + (f" Colours are judged by the classifier {judge['name']}." if judge else "")


def timing(report: Mapping[str, Any]) -> str:
    """How the times were taken."""
    first = report["colourists"][0]["speed"]
    threads, cores = first["threads"], first["cores"]
    return (
        f"Times are medians of {first['repeats']}, after one that does not count, for a picture of 1,000 × 750 px: the "
        "network alone, with all scales and both mirrorings, and the whole way from picture to picture. "
        f"{threads} thread{'s'[: threads != 1]} on a machine with {cores} core{'s'[: cores != 1]}, in turns; a time is "
        "taken when a colourist is first compared, and kept."
    )


def looking(report: Mapping[str, Any]) -> str:
    """Of the photographs without a truth."""
    shown, of = report["photographs"]["shown"], report["photographs"]["of"]
    some = f"{shown} of {of} photographs, chosen by a seed" if shown < of else f"{shown} photograph{'s'[: shown != 1]}"
    return f"{some}, without a truth: they are for looking. All colours are inferred."
