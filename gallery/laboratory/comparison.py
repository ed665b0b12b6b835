"""A comparison as files: a page that stands alone, the same in Markdown, charts, sheets, and JSON."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gallery.errors import OutputError
from gallery.render.pages import environment
from model.comparison.compare import Comparison
from model.comparison.measured import NAME as MEASURED
from model.comparison.pictures import FOLDER as TILES
from model.comparison.pictures import GREY, ORIGINAL, TRUTH, Strip, Tile
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
from model.files import whole

JSON, PAGE, MARKDOWN = "report.json", "report.html", "report.md"
OURS = {JSON, PAGE, MARKDOWN, MEASURED, TILES, "figures", "sheets"}
"""What a folder of a comparison holds."""

_MADE = re.compile(r"(figures|sheets)/[a-z0-9-]+\.(svg|png|jpg)")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")


def check_output(output: Path) -> None:
    """See early whether the report may be written to ``output``: absent, empty, or of an earlier comparison.

    Raises OutputError.
    """
    try:
        found = [path.name for path in output.iterdir()] if output.exists() else []
    except OSError as error:
        raise OutputError(f"{output}: {error.strerror}; choose another --output") from error
    if found and MEASURED not in found:
        raise OutputError(
            f"{output} holds other files ({sorted(found)[0]}): a comparison goes to a folder of its own; "
            "choose another --output"
        )


def write_report(comparison: Comparison, output: Path) -> dict[str, Any]:
    """Write everything to ``output``, each file whole or not at all; the JSON report.

    Charts and sheets of an earlier comparison that this one has not are removed.
    """
    files = dict(_pictures(comparison))
    report = {**comparison.report, "files": sorted([*files, PAGE, MARKDOWN])}
    files[PAGE] = page_of(comparison).encode()
    files[MARKDOWN] = markdown_of(comparison).encode()
    files[JSON] = as_json(report).encode()
    before = _made_before(output)
    for path, content in files.items():
        write(output / path, content)
    for path in sorted(before - files.keys()):
        (output / path).unlink(missing_ok=True)
    return report


def as_json(report: Mapping[str, Any]) -> str:
    """The report for programs."""
    return json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write(path: Path, content: bytes) -> None:
    """Write whole or not at all; raises OutputError."""
    try:
        with whole(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); choose another place") from error


def _made_before(output: Path) -> set[str]:
    """Charts and sheets that the report in ``output`` names as its own."""
    try:
        named = json.loads((output / JSON).read_text(encoding="utf-8"))["files"]
        return {path for path in named if isinstance(path, str) and _MADE.fullmatch(path)}
    except (OSError, ValueError, LookupError, TypeError):
        return set()  # nothing that is known to be ours


def _pictures(comparison: Comparison) -> Iterator[tuple[str, bytes]]:
    """Charts and sheets by their paths."""
    for chart in comparison.charts:
        yield f"figures/{chart.name}.svg", chart.svg.encode()
    for of, strips in comparison.strips.items():
        if strips and strips[0].small:
            yield f"sheets/{of}.png", thumbnail_sheet(strips)
        else:
            yield from ((_sheet(of, number), photograph_sheet(strip)) for number, strip in enumerate(strips, 1))


def _sheet(of: str, number: int) -> str:
    return f"sheets/{of}-{number}.jpg"


def page_of(comparison: Comparison) -> str:
    """The report as a page that asks for nothing else."""
    report = comparison.report
    templates = environment(".")
    return templates.get_template("compare/report.html").render(
        report=report,
        about=about(report),
        summary=summary(report),
        confidence=CONFIDENCE,
        timing=timing(report),
        looking=looking(report),
        charts={chart.name: chart for chart in comparison.charts},
        chart_uri=lambda chart: _uri("image/svg+xml", chart.svg.encode()),
        tile_uri=lambda tile: _uri(f"image/{'png' if tile.path.suffix == '.png' else 'jpeg'}", tile.path.read_bytes()),
        alt=tile_alt,
        table_of=table_of,
        legend=legend(report),
        notes=notes,
        costs=costs(report),
        budgets=budgets(report),
        remarks=remarks(report),
        strips=comparison.strips,
    )


def _uri(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def tile_alt(strip: Strip, tile: Tile) -> str:
    """What a tile shows, in words."""
    given = {TRUTH: "in its true colours", GREY: "without its colours", ORIGINAL: "as it is"}
    return f"{strip.title}, {given[tile.label] if not tile.inferred else f'coloured by {tile.label}'}"


def markdown_of(comparison: Comparison) -> str:
    """The report in Markdown, for a place that shows its charts and sheets beside it."""
    report, strips = comparison.report, comparison.strips
    charts = {chart.name: f"![{_plain(chart.alt)}](figures/{chart.name}.svg)" for chart in comparison.charts}
    parts = ["# Comparison of colourists", *map(_plain, (about(report), summary(report))), charts["gain"]]
    for number, its in enumerate(report["sets"]):
        parts += [f"## {_plain(its['name'])}", _table(table_of(its)), _plain(notes(its))]
        parts += [_plain(legend(report))] if number == 0 else []
        parts += _sheets(its["name"], strips[its["name"]])
    parts += ["## Confidence", _plain(CONFIDENCE), charts["reliability"]]
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
