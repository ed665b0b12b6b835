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

ROWS = {
    "grey": "Grey, no colour at all",
    "mean_ab": "One constant colour",
    "oracle_ab": "Each picture's true mean colour",
    "default": "This network",
}

FIGURES = {
    "psnr": ("PSNR, dB", 2),
    "gain": ("Above grey, dB", 2),
    "ssim": ("SSIM", 3),
    "mae": ("Mean error, %", 2),
    "delta_e": ("ΔE00", 2),
    "ece": ("Confidence error", 3),
}
"""Figures shown, by their key on the card: in words, and decimals. The card has more."""


def metric_tables(metrics: object) -> list[dict[str, Any]]:
    """``{set: {row: {figure: number}}}`` → one table per set: ``name``, ``columns`` and ``lines``.

    Figures by number of hints (``{"hints": {"10": {…}}}``) become rows of their own. Anything that has not
    this form gives no table: the card belongs to the weights, not to this page. Figures are texts, rounded.
    """
    tables = []
    for name, rows in _mappings(metrics):
        lines = [line for row, figures in _mappings(rows) for line in _lines(ROWS.get(row, row), figures)]
        given = {column for line in lines for column in line["figures"]}
        columns = [words for words, _ in FIGURES.values() if words in given]
        if lines:
            tables.append({"name": SETS.get(name, name), "columns": columns, "lines": lines})
    return tables


def _lines(row: str, figures: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    plain = {
        words: f"{figures[name]:.{decimals}f}"
        for name, (words, decimals) in FIGURES.items()
        if _is_number(figures.get(name))
    }
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
