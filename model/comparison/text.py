"""What was measured as text for a terminal: of sets of pictures, of films, and the gains of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from model.comparison.tables import (
    BASELINES,
    DASH,
    METRICS,
    Column,
    Row,
    Rows,
    Table,
    figures,
    judged_in,
    legend,
    notes,
    number,
    plural,
    with_interval,
)
from model.film.protocol import BY_SHOTS, ROWS

NAMED = 10
"""Photographs without a truth that are named below the table."""

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
    yield from _lines(figures(f"{name}: {result['n']} of {of} pictures{size}{some}", columns, [*rows, *hinted]), 8)
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
    some = f", the first {report['limit']} frames at most (--limit)" if report.get("limit") else ""
    said = f"{name}: {plural(report['frames'], 'frame')}, {plural(len(report['shots']), 'shot')}{some}"
    yield from _lines(figures(said, FILM_COLUMNS, [(key.replace("_", " "), report[key]) for key in ROWS]), 10)
    gain, time = (number(report[BY_SHOTS][key], ".2f") for key in ("gain_ratio", "time_ratio"))
    yield f"By shots, of frame by frame: gain × {gain}, time × {time}."
