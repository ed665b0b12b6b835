"""The figures of a model card as tables for the method page, under names that a visitor can look up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SETS = {
    "cifar10-test": "CIFAR-10, test set",
    "modern": "modern photographs",
    "true-colour": "true-colour photographs of 1905–1915",
}
"""Name of a test set on the card → in words."""

ROWS = {"grey": "Grey, no colour at all", "default": "This network"}

FIGURES = {
    "psnr": "PSNR, dB",
    "psnr_mean": "PSNR, dB",
    "psnr_pooled": "PSNR pooled, dB",
    "ssim": "SSIM",
    "mae": "MAE",
    "delta_e00": "ΔE00",
    "de00": "ΔE00",
    "acc@2": "Within 2 %",
    "acc@5": "Within 5 %",
    "colourfulness": "Colourfulness",
    "colorfulness": "Colourfulness",
}


def metric_tables(metrics: object) -> list[dict[str, Any]]:
    """``{set: {row: {figure: number}}}`` → one table per set: ``name``, ``columns`` and ``lines``.

    Figures by number of hints (``{"hints": {"10": {…}}}``) become rows of their own. Anything that has not
    this form gives no table: the card belongs to the weights, not to this page. Unknown names stay.
    """
    tables = []
    for name, rows in _mappings(metrics):
        lines = [line for row, figures in _mappings(rows) for line in _lines(ROWS.get(row, row), figures)]
        columns = list(dict.fromkeys(column for line in lines for column in line["figures"]))
        if lines:
            tables.append({"name": SETS.get(name, name), "columns": columns, "lines": lines})
    return tables


def _lines(row: str, figures: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    plain = {FIGURES.get(name, name): value for name, value in figures.items() if _is_number(value)}
    if plain:
        yield {"name": row, "figures": plain}
    for key, series in _mappings(figures):
        for count, inner in _mappings(series):
            given = "given colour" if count == "1" else "given colours"
            yield from _lines(f"{row}, {count} {given if key == 'hints' else key}", inner)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _mappings(value: object) -> list[tuple[str, Mapping[str, Any]]]:
    pairs = value.items() if isinstance(value, Mapping) else ()
    return [(str(key), inner) for key, inner in pairs if isinstance(inner, Mapping)]
