"""The report of a comparison as a document: sections of text, tables, charts and pictures; and that in Markdown.

What is said, and in which order, is decided here alone; a page is made of the same sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import neg, pos
from typing import Any

from model.comparison.charts import Chart, charts_of
from model.comparison.pictures import Strip, sheet_of
from model.comparison.tables import (
    BASELINES,
    DASH,
    METRICS,
    Cell,
    Column,
    Table,
    figures,
    judged_in,
    legend,
    notes,
    number,
    plural,
    with_interval,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")

CONFIDENCE = (
    "With every pixel a colourist states how probable it is that its colour is within ΔE00 10 of the truth. The chart "
    "shows how often that was so: on the diagonal it is exactly as often as stated, below it less often. Points with "
    "fewer than a thousandth of the pixels are left out."
)

COSTS = (
    Column("network, ms", "speed.network_ms", ",.0f", neg),
    Column("whole, ms", "speed.whole_ms", ",.0f", neg),
    Column("32 px, pictures/s", "speed.images_per_second", ",.0f"),
    Column("ONNX file, MB", "bytes", ",.1f", neg, scale=1e-6),
    Column("parameters, M", "parameters", ",.2f", neg, scale=1e-6),
)


Part = str | Table | Chart | list[Strip]


@dataclass(frozen=True)
class Section:
    """A part of the document under a heading."""

    name: str
    """In addresses."""
    title: str
    parts: tuple[Part, ...]


def sections_of(report: Mapping[str, Any], pictures: Mapping[str, list[Strip]]) -> list[Section]:
    """The document, of what ``compare`` gives; the first section is its title with what stands under it."""
    charts = {chart.name: chart for chart in charts_of(report)}
    made: list[tuple[str, str, list[Part | None]]] = [
        ("top", "Comparison of colourists", [_about(report), _largest(report)]),
        ("gain", "Gain over grey", [charts["gain"]]),
    ]
    for index, its in enumerate(report["sets"]):
        table, said = _set(its)
        meanings = legend(column for one in report["sets"] for column in _columns(one)) if index == 0 else None
        made.append((its["name"], its["name"], [table, said, meanings, pictures[its["name"]]]))
    people = report["colourists"]
    costs = figures("Time and space that each takes", COSTS, [(one["label"], one) for one in people])
    made += [
        ("confidence", "Confidence", [CONFIDENCE, charts["reliability"], charts.get("vividness")]),
        ("training", "Training", [_budgets(report), *uncounted(report), charts.get("curves")]),
        ("speed", "Speed and size", [costs, _timing(report), charts.get("cost")]),
    ]
    if photographs := pictures.get("photographs"):
        made.append(("photographs", "Photographs", [_looking(report), photographs]))
    return [Section(name, title, tuple(part for part in parts if part)) for name, title, parts in made]


def _about(report: Mapping[str, Any]) -> str:
    judge = report["classifier"]
    return (
        f"{plural(len(report['colourists']), 'colourist')}, with vividness {report['vividness']:g}, measured by one "
        "protocol on the same pictures. Figures are means over pictures; gains are over leaving a picture grey. Bold "
        "is the best colourist of a column."
    ) + (f" Colours are judged by the classifier {judge['name']}." if judge else "")


def _largest(report: Mapping[str, Any]) -> str | None:
    """The largest gain on every set."""
    parts = []
    for its in report["sets"]:
        gains = {label: row["gain"] for label, row in its["colourists"].items() if row["gain"] is not None}
        if gains:
            best = max(gains, key=lambda label: gains[label])
            parts.append(f"{best} on {its['name']} ({number(gains[best])} dB)")
    return f"Largest gain over grey: {', '.join(parts)}." if parts else None


def _columns(its: Mapping[str, Any]) -> list[Column]:
    """The columns of a set: the protocol's metrics, gains with hints, and what other networks say of the colours."""
    rows = list(its["colourists"].values())
    counts = sorted({int(count) for row in rows for count in row.get("hints", {})})
    hinted = (
        Column(plural(n, "hint"), f"hints.{n}.gain", ".2f", pos, f"gain with {plural(n, 'true colour')} given")
        for n in counts
    )
    return [*METRICS, *hinted, *judged_in(rows)]


def _set(its: Mapping[str, Any]) -> tuple[Table, str]:
    """A set's table, and what is to be said of it."""
    n, of, limit = its["n"], its["of"], its["limit"]
    some = f", the first {limit:,} only" if limit is not None and limit < of else ""
    baselines = [(title, its["baselines"][key]) for key, title in BASELINES.items()]
    rows = list(its["colourists"].items())
    table = figures(f"n = {n:,} of {plural(of, 'picture')}{some}", _columns(its), rows, baselines)
    against = [
        f"{label} against {rows[0][0]}, picture by picture, in dB: {with_interval(**difference)}."
        for label, difference in its["differences"].items()
    ]
    return table, " ".join([*notes(its, baselines + rows), *against])


def _budgets(report: Mapping[str, Any]) -> Table:
    """What the training of every colourist cost, and what it minimised."""
    rows = []
    for one in report["colourists"]:
        budget = one["budget"]
        epochs = f"{'' if budget['logged'] else '≤ '}{budget['epochs']}" if budget["epochs"] else DASH
        epochs += f" in {budget['stages']} runs" if budget["stages"] > 1 else ""
        learnt = f"{budget['limit']:,} of {one['dataset']}" if budget["limit"] else one["dataset"]
        seen = (number(budget["images"], ",d"), _time(budget["seconds"]), budget["losses"] or DASH)
        rows.append((one["label"], tuple(map(Cell, (one["network"], epochs, *seen, learnt, one["trained"])))))
    headings = ("network", "epochs", "images seen", "time", "losses", "learnt from", "day")
    return Table("What each was trained with", headings, tuple(rows), words=True)


def _time(seconds: float | None) -> str:
    if seconds is None:
        return DASH
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def uncounted(report: Mapping[str, Any]) -> Iterator[str]:
    """What is particular about the training of some: runs without a log, and where weights came from."""
    budgets = {one["label"]: one["budget"] for one in report["colourists"]}
    if unlogged := [label for label, budget in budgets.items() if not budget["logged"]]:
        yield f"Without a log, and so without a curve, a time and the number of images: {', '.join(unlogged)}."
    for key, said in (
        ("start", "{} goes on from {}"),
        ("encoder", "The encoder of {} started from {}"),
        ("teachers", "{} learned from {} too"),
    ):
        for label, budget in budgets.items():
            if of := budget[key]:
                names = of if isinstance(of, str) else ", ".join(of)
                yield f"{said.format(label, names)}, whose own training is not counted."


def _timing(report: Mapping[str, Any]) -> str:
    first = report["colourists"][0]["speed"]
    return (
        f"Times are medians of {first['repeats']}, after one that does not count, for a picture of 1,000 × 750 px: the "
        "network alone, with all scales and both mirrorings, and the whole way from picture to picture. "
        f"{plural(first['threads'], 'thread')} on a machine with {plural(first['cores'], 'core')}, in turns; a time is "
        "taken when a colourist is first compared, and kept."
    )


def _looking(report: Mapping[str, Any]) -> str:
    shown, of = report["photographs"]["shown"], report["photographs"]["of"]
    some = f"{shown} of {of} photographs, chosen by a seed" if shown < of else plural(shown, "photograph")
    return f"{some}, without a truth: they are for looking. All colours are inferred."


def markdown_of(sections: list[Section]) -> tuple[str, dict[str, bytes]]:
    """The document in Markdown, and its charts and sheets of pictures by their paths beside it."""
    blocks: list[str] = []
    files: dict[str, bytes] = {}
    for section in sections:
        blocks.append(f"{'##' if blocks else '#'} {_plain(section.title)}")
        for part in section.parts:
            if isinstance(part, str):
                blocks.append(_plain(part))
            elif isinstance(part, Table):
                blocks += [_plain(part.caption), _table(part)]
            else:
                for path, alt, content in _images(section.name, part):
                    files[path] = content
                    blocks.append(f"![{_plain(alt)}]({path})")
    return "\n\n".join(blocks) + "\n", files


def _images(of: str, part: Chart | list[Strip]) -> Iterator[tuple[str, str, bytes]]:
    """The files of a part: their paths, what they show, and their bytes."""
    if isinstance(part, Chart):
        yield f"figures/{part.name}.svg", part.alt, part.svg.encode()
        return
    labels = ", ".join(tile.label for tile in part[0].tiles)
    if part[0].small:
        yield f"sheets/{of}.png", f"{plural(len(part), 'picture')} in rows: {labels}", sheet_of(part)
        return
    for index, strip in enumerate(part, 1):
        yield f"sheets/{of}-{index}.jpg", f"{strip.title}: {labels}", sheet_of([strip])


def _table(table: Table) -> str:
    """The first column holds the names, the others are set to the right."""
    lines = ["| | " + " | ".join(map(_plain, table.headings)) + " |"]
    lines.append("|---|" + ("---|" if table.words else "---:|") * len(table.headings))
    for name, cells in table.rows:
        texts = (f"**{_plain(cell.text)}**" if cell.best else _plain(cell.text) for cell in cells)
        lines.append(f"| {_plain(name)} | " + " | ".join(texts) + " |")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """``text`` so that nothing in it means anything in Markdown or HTML."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return escaped.replace("&", "&amp;").replace("\\<", "&lt;").replace("\\>", "&gt;")
