"""The figures of a model card as tables for the method page, under names that a visitor can look up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gallery.words.dates import decimal
from gallery.words.texts import Texts

SETS = {
    "cifar10-test": "set_cifar10",
    "modern": "set_modern",
    "true-colour": "set_true_colour",
    "orthochromatic": "set_orthochromatic",
    "degraded": "set_degraded",
}
"""Name of a test set on the card → its text."""

ROWS = {"grey": "row_grey", "mean_ab": "row_mean", "oracle_ab": "row_oracle", "default": "row_network"}

BESIDE = ("subjects", "at_vividness")
"""Series on the card that the page leaves out: it tells of the weights as they are served, and of hints."""

FIGURES = {"psnr": 2, "gain": 2, "ssim": 3, "mae": 2, "delta_e": 2, "ece": 3}
"""Figures shown, by their key on the card (and of their text): decimals. The card has more."""


def metric_tables(metrics: object, words: Texts) -> list[dict[str, Any]]:
    """``{set: {row: {figure: number}}}`` → one table per set: ``name``, ``columns`` and ``lines``.

    Figures by number of hints (``{"hints": {"10": {…}}}``) become rows of their own. Anything that has not
    this form gives no table: the card belongs to the weights, not to this page. Figures are texts, rounded.
    """
    tables = []
    for name, rows in _mappings(metrics):
        lines = [line for row, figures in _mappings(rows) for line in _lines(_named(row, ROWS, words), figures, words)]
        given = {column for line in lines for column in line["figures"]}
        columns = [column for column in (words(f"metrics.{key}") for key in FIGURES) if column in given]
        if lines:
            tables.append({"name": _named(name, SETS, words), "columns": columns, "lines": lines})
    return tables


def _lines(row: str, figures: Mapping[str, Any], words: Texts) -> Iterator[dict[str, Any]]:
    plain = {
        words(f"metrics.{name}"): decimal(figures[name], words, places)
        for name, places in FIGURES.items()
        if _is_number(figures.get(name))
    }
    if plain:
        yield {"name": row, "figures": plain}
    for key, series in _mappings({key: its for key, its in figures.items() if key not in BESIDE}):
        for count, inner in _mappings(series):
            known = key == "hints" and count.isdigit()
            said = words("metrics.with_hints", row=row, count=int(count)) if known else f"{row}, {count} {key}"
            yield from _lines(said, inner, words)


def _named(name: str, texts: Mapping[str, str], words: Texts) -> str:
    return words(f"metrics.{texts[name]}") if name in texts else name


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _mappings(value: object) -> list[tuple[str, Mapping[str, Any]]]:
    pairs = value.items() if isinstance(value, Mapping) else ()
    return [(str(key), inner) for key, inner in pairs if isinstance(inner, Mapping)]
