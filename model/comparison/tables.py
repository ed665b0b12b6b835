"""Tables of figures, whatever they are written in: how a figure is told, and which one of a column is the best.

And tables as text for a terminal: of sets of pictures, of films, and of the gains of a comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import neg, pos
from typing import Any

from model.film.protocol import BY_SHOTS, FRAME_BY_FRAME, ROWS

Row = Mapping[str, Any]
Rows = Sequence[tuple[str, Row]]
"""Rows of figures by their names."""

DASH = "–"
"""What stands for a figure that is undefined."""

NAMED = 10
"""Photographs without a truth that are named below the table."""


@dataclass(frozen=True)
class Column:
    """A figure of every row."""

    heading: str
    path: str
    """Keys that lead to it in a row, with dots between them."""
    form: str
    """Of the figure, as ``format`` wants it."""
    better: Callable[[float], float] = pos
    """The figure to how good it is."""
    meaning: str = ""
    scale: float = 1
    """Factor on the figure."""

    def value(self, row: Row) -> float | None:
        """The figure of a row; None where it is undefined."""
        found: Any = row
        for key in self.path.split("."):
            found = None if found is None else found.get(key)
        return None if found is None else found * self.scale

    def text(self, row: Row) -> str:
        """The figure of a row, as it is written."""
        return number(self.value(row), self.form)


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


def figures(caption: str, columns: Sequence[Column], rows: Rows, baselines: Rows = ()) -> Table:
    """A table of ``rows`` below ``baselines``; of two rows and more the best figure of a column is marked."""
    best = [_best(column, [row for _, row in rows]) for column in columns]
    made = [(name, tuple(Cell(column.text(row)) for column in columns)) for name, row in baselines]
    for name, row in rows:
        texts = [column.text(row) for column in columns]
        made.append((name, tuple(Cell(text, text == top) for text, top in zip(texts, best, strict=True))))
    return Table(caption, tuple(column.heading for column in columns), tuple(made), len(baselines))


def _best(column: Column, rows: Iterable[Row]) -> str | None:
    """How the best figure of a column reads; None where there is no other to be better than."""
    values = [value for row in rows if (value := column.value(row)) is not None]
    return number(max(values, key=column.better), column.form) if len(values) > 1 else None


def number(value: float | None, form: str = "+.2f") -> str:
    """A figure in words: with a true minus sign, and a dash where it is undefined."""
    return DASH if value is None else format(value, form).replace("-", "−")


def with_interval(gain: float, interval: Sequence[float]) -> str:
    """A gain and what chance leaves of it: ``+1.71 [+1.65, +1.78]``."""
    return f"{number(gain)} [{', '.join(map(number, interval))}]"


def plural(count: int, noun: str) -> str:
    """``1 thread``, ``1,000 threads``."""
    return f"{count:,} {noun}{'s'[: count != 1]}"


def _near_one(value: float) -> float:
    return -abs(value - 1)


METRICS = (
    Column("PSNR", "psnr", ".2f", pos, "mean PSNR in dB"),
    Column("gain", "gain", ".2f", pos, "PSNR above grey in dB, mean of the pictures’ own differences"),
    Column("worse", "worse_than_grey", ".2f", neg, "share of pictures that are further from the truth than grey"),
    Column("pooled", "psnr_pooled", ".2f", pos, "PSNR of all pixels together in dB"),
    Column("SSIM", "ssim", ".3f", pos, "structural similarity"),
    Column("MAE", "mae", ".2f", neg, "mean absolute error in % of 255"),
    Column("acc@2", "acc2", ".1f", pos, "% of pixels within 2 Lab units"),
    Column("acc@5", "acc5", ".1f", pos, "% of pixels within 5 Lab units"),
    Column("ΔE00", "delta_e", ".2f", neg, "mean CIEDE2000 colour difference"),
    Column("colour", "colourfulness_ratio", ".2f", _near_one, "colourfulness over the truth’s, best at 1"),
    Column("ECE", "ece", ".3f", neg, "calibration error of the stated confidence"),
)
"""What is measured of every row of a set."""

JUDGED = (
    Column("class", "accuracy", ".1f", pos, "% of pictures that the classifier recognises"),
    Column("share", "recovered", ".2f", pos, "recovered part of the classifier’s gap between grey and true colours"),
    Column("feat. d", "classifier_distance", ".3f", neg, "distance in our CIFAR-10 classifier’s features; no LPIPS"),
    Column("LPIPS", "lpips", ".3f", neg, "perceptual distance to the truth"),
    Column("EffN. d", "efficientnet_distance", ".3f", neg, "the same in those of EfficientNet-Lite0, from ImageNet"),
)
"""What other networks say, where there are any."""

FILM_COLUMNS = (
    Column("PSNR", "psnr", ".2f"),
    Column("gain", "gain", ".2f"),
    Column("ΔE00", "delta_e", ".2f"),
    Column("warp", "warp_error", ".3f"),
    Column("of truth", "warp_ratio", ".2f"),
    Column("CDC ·10³", "cdc", ".2f", scale=1000),
    Column("colour", "colourfulness", ".1f"),
    Column("ECE", "ece", ".3f"),
    Column("s/frame", "seconds", ".3f"),
)
"""What is measured of every row of a film."""

BASELINES = {"grey": "grey", "mean_ab": "constant mean ab", "oracle_ab": "oracle mean ab"}
"""Rows that are the same whoever paints, and their names."""


def judged_in(rows: Iterable[Row]) -> tuple[Column, ...]:
    """The columns of other networks that there is a figure for."""
    rows = list(rows)
    return tuple(column for column in JUDGED if any(column.path in row for row in rows))


def legend(columns: Iterable[Column]) -> str:
    """What the headings of columns mean."""
    return "; ".join(f"{column.heading}: {column.meaning}" for column in dict.fromkeys(columns)) + "."


def notes(its: Mapping[str, Any], rows: Rows) -> list[str]:
    """What a reader of a set's table must know beside it: its facts, as ``evaluate`` gives them, and its rows."""
    grey = rows[0][1]
    lines = [
        f"The truth’s colourfulness is {grey['colourfulness_truth']:.1f}.",
        f"Pictures whose truth is grey, left out of every PSNR: {its['grey_truths']:,}.",
    ]
    if its["grey_truths"]:
        tints = ", ".join(f"{name} {row['tint']:.1f}" for name, row in rows if row.get("tint"))
        lines.append(f"They are coloured by a ΔE00 of: {tints or 'nothing'}.")
    if "accuracy_truth" in grey:
        lines.append(f"The classifier recognises {grey['accuracy_truth']:.1f} % in true colours.")
        if "classifier_distance" not in grey:
            lines.append("Its file gives no features to compare by; gallery train --resume exports it with them.")
    return lines


def sets_in_text(report: Mapping[str, Any]) -> str:
    """Every set's table, as :func:`model.evaluate.evaluate` measured it, grey first; and what the headings mean."""
    rows = {name: _rows(result) for name, result in report.items()}
    judged = judged_in(row for its in rows.values() for _, row in its)
    tables = ["\n".join(_set(name, result, rows[name])) for name, result in report.items()]
    return _plain("\n\n".join([*tables, legend(METRICS + judged)]))


def films_in_text(report: Mapping[str, Any]) -> str:
    """Every film's table, as :func:`model.film.protocol.measure_film` measured it, grey first."""
    return _plain("\n\n".join("\n".join(_film(name, its)) for name, its in report.items()))


def gains_in_text(report: Mapping[str, Any]) -> str:
    """The gain over grey of every colourist of a comparison's report, on every set."""
    columns = [Column(its["name"], f"{its['name']}.gain", "+.2f") for its in report["sets"]]
    labels = [one["label"] for one in report["colourists"]]
    rows = [(label, {its["name"]: its["colourists"][label] for its in report["sets"]}) for label in labels]
    return _plain("\n".join(_lines(figures("Gain over grey in dB:", columns, rows), 14)))


def _plain(text: str) -> str:
    """With the minus signs that other programs read."""
    return text.replace("−", "-")


def _lines(table: Table, wide: int) -> Iterator[str]:
    """A table in columns ``wide`` characters wide."""
    width = max(len(name) for name, _ in table.rows)
    yield table.caption
    yield " " * width + "".join(f"{heading:>{wide}}" for heading in table.headings)
    for name, cells in table.rows:
        yield f"{name:<{width}}" + "".join(f"{cell.text:>{wide}}" for cell in cells)


def _rows(result: Mapping[str, Any]) -> Rows:
    return [(BASELINES.get(key, key), row) for key, row in result.items() if isinstance(row, dict)]


def _set(name: str, result: Mapping[str, Any], rows: Rows) -> Iterator[str]:
    of, limit, longest = result["of"], result["limit"], result.get("longest")
    some = f", the first {limit} only (--limit)" if limit is not None and limit < of else ""
    size = f", at most {longest} px long" if longest else ""
    hinted = [
        (f"{title}, {plural(int(count), 'hint')}", row)
        for title, own in rows
        for count, row in own.get("hints", {}).items()
    ]
    columns = METRICS + judged_in(row for _, row in rows)
    pictures = f"{of} picture{'s'[: of != 1]}"
    yield from _lines(figures(f"{name}: {result['n']} of {pictures}{size}{some}", columns, [*rows, *hinted]), 8)
    for title, row in [*rows, *hinted]:
        if row.get("gain_interval"):
            yield f"gain of {title}, dB: {_gain(row)} (95 % of bootstraps over the pictures)"
    for title, row in rows:
        for of_which, kind in (("subjects", ""), ("at_vividness", "vividness ")):
            if said := [f"{kind}{which} {_gain(its)}" for which, its in row.get(of_which, {}).items()]:
                yield f"{title}: {'; '.join(said)}"
    yield from notes(result, rows)
    if left_out := result.get("left_out"):
        named = ", ".join(left_out[:NAMED]) + (f" and {len(left_out) - NAMED} more" if len(left_out) > NAMED else "")
        yield f"Left out, with no colours of their own and so no truth to measure against: {len(left_out)} ({named})."


def _gain(row: Row) -> str:
    if not row.get("gain_interval"):
        return DASH
    return f"{with_interval(row['gain'], row['gain_interval'])}, {100 * row['worse_than_grey']:.0f} % worse"


def _film(name: str, report: Mapping[str, Any]) -> Iterator[str]:
    some = f", the first {plural(limit, 'frame')} at most (--limit)" if (limit := report.get("limit")) else ""
    said = f"{name}: {plural(report['frames'], 'frame')}, {plural(len(report['shots']), 'shot')}{some}"
    yield from _lines(figures(said, FILM_COLUMNS, [(key.replace("_", " "), report[key]) for key in ROWS]), 10)
    shots, alone = report[BY_SHOTS], report[FRAME_BY_FRAME]
    time = f"time × {number(shots['time_ratio'], '.2f')}"
    if shots["gain_ratio"] is not None:
        yield f"By shots, of frame by frame: gain × {number(shots['gain_ratio'], '.2f')}, {time}."
    else:
        gains = (number(row["gain"], "+.2f") for row in (shots, alone))
        yield "By shots, and frame by frame: gain {} and {} dB, {}.".format(*gains, time)
