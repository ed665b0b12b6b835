"""A comparison as a document in Markdown, for a place that shows its charts and sheets beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.comparison.compare import Comparison
from model.comparison.pictures import Strip
from model.comparison.sheets import photograph_sheet, thumbnail_sheet
from model.comparison.tables import (
    CONFIDENCE,
    Table,
    about,
    budgets,
    costs,
    legend,
    looking,
    notes,
    remarks,
    summary,
    table_of,
    timing,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")


def pictures_of(comparison: Comparison) -> Iterator[tuple[str, bytes]]:
    """Charts and sheets by their paths beside the document."""
    for chart in comparison.charts:
        yield f"figures/{chart.name}.svg", chart.svg.encode()
    for of, strips in comparison.strips.items():
        if strips and strips[0].small:
            yield f"sheets/{of}.png", thumbnail_sheet(strips)
        else:
            yield from ((_sheet(of, number), photograph_sheet(strip)) for number, strip in enumerate(strips, 1))


def _sheet(of: str, number: int) -> str:
    return f"sheets/{of}-{number}.jpg"


def markdown_of(comparison: Comparison) -> str:
    """The report in Markdown; it names the pictures of :func:`pictures_of` by their paths."""
    report, strips = comparison.report, comparison.strips
    charts = {chart.name: f"![{_plain(chart.alt)}](figures/{chart.name}.svg)" for chart in comparison.charts}
    parts = ["# Comparison of colourists", *map(_plain, (about(report), summary(report))), charts["gain"]]
    for number, its in enumerate(report["sets"]):
        parts += [f"## {_plain(its['name'])}", _table(table_of(its)), _plain(notes(its))]
        parts += [_plain(legend(report))] if number == 0 else []
        parts += _sheets(its["name"], strips[its["name"]])
    parts += ["## Confidence", _plain(CONFIDENCE), charts["reliability"], charts.get("vividness", "")]
    parts += ["## Training", _table(budgets(report)), *map(_plain, remarks(report)), charts.get("curves", "")]
    parts += ["## Speed and size", _table(costs(report)), _plain(timing(report)), charts.get("cost", "")]
    if photographs := strips.get("photographs"):
        parts += ["## Photographs", _plain(looking(report)), *_sheets("photographs", photographs)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _sheets(of: str, strips: tuple[Strip, ...]) -> list[str]:
    labels = ", ".join(tile.label for tile in strips[0].tiles)
    if strips[0].small:
        return [f"![{_plain(f'{of}: {len(strips)} pictures, a row for each, by columns: {labels}')}](sheets/{of}.png)"]
    return [f"![{_plain(f'{strip.title}: {labels}')}]({_sheet(of, number)})" for number, strip in enumerate(strips, 1)]


def _table(table: Table) -> str:
    """The table and its caption; the first column holds the names, the others are set to the right."""
    lines = ["| | " + " | ".join(map(_plain, table.headings)) + " |"]
    lines.append("|---|" + ("---|" if table.words else "---:|") * len(table.headings))
    for name, cells in table.rows:
        texts = (f"**{_plain(cell.text)}**" if cell.best else _plain(cell.text) for cell in cells)
        lines.append(f"| {_plain(name)} | " + " | ".join(texts) + " |")
    return f"{_plain(table.caption)}\n\n" + "\n".join(lines)


def _plain(text: str) -> str:
    """``text`` so that nothing in it means anything in Markdown or HTML."""
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return escaped.replace("&", "&amp;").replace("\\<", "&lt;").replace("\\>", "&gt;")
