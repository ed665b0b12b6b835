"""Figures as text for a terminal: the table of a set that was measured, and the gains of a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.comparison.tables import BASELINE_TITLES, COLUMNS, DASH, JUDGED

NAMED = 10
"""Photographs without a truth that are named below the table."""


def table_in_text(name: str, result: dict[str, Any]) -> str:
    """A set's rows, as :func:`model.evaluate.evaluate` gives them, grey first; undefined figures are dashes."""
    rows = [(BASELINE_TITLES.get(key, key), row) for key, row in result.items() if isinstance(row, dict)]
    rows += [
        (f"{key}, {count} hint{'s'[: int(count) != 1]}", row)
        for key, own in result.items()
        if isinstance(own, dict)
        for count, row in own.get("hints", {}).items()
    ]
    facts = COLUMNS + tuple(each for each in JUDGED if each[0] in result["grey"])
    columns = [(key, heading, decimals) for key, heading, _, decimals, _ in facts]
    return "\n".join([_heading(name, result), *grid(rows, columns), *_intervals(rows), *_notes(result)])


def grid(
    rows: Sequence[tuple[str, Mapping[str, Any]]], columns: Sequence[tuple[str, str, int]], wide: int = 8
) -> list[str]:
    """Lines with the headings of ``columns`` (key, heading, decimals), and with each row's title and figures, in
    columns ``wide`` characters wide; undefined figures are dashes."""
    width = max(len(title) for title, _ in rows)
    lines = [" " * width + "".join(f"{heading:>{wide}}" for _, heading, _ in columns)]
    for title, row in rows:
        figures = "".join(f"{_cell(row.get(key), decimals):>{wide}}" for key, _, decimals in columns)
        lines.append(f"{title:<{width}}{figures}")
    return lines


def _cell(value: float | None, decimals: int) -> str:
    return DASH if value is None else f"{value:.{decimals}f}"


def _heading(name: str, result: dict[str, Any]) -> str:
    """What was measured, and how much of it."""
    of, limit, longest = result["of"], result["limit"], result.get("longest")
    some = f", the first {limit} only (--limit)" if limit is not None and limit < of else ""
    size = f", at most {longest} px long" if longest else ""
    return f"{name}: {result['n']} of {of} pictures{size}{some}"


def _intervals(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """What chance leaves of each gain, and what it is for each subject and vividness."""
    lines = [
        f"gain of {title}, dB: {with_interval(row)} (95 % of bootstraps over the pictures)"
        for title, row in rows
        if row.get("gain_interval")
    ]
    for title, row in rows:
        for of, kind in (("subjects", ""), ("at_vividness", "vividness ")):
            said = [f"{kind}{name} {with_interval(its)}" for name, its in row.get(of, {}).items()]
            lines += [f"{title}: {'; '.join(said)}"] if said else []
    return lines


def with_interval(row: Mapping[str, Any]) -> str:
    """A row's gain, its interval, and the pictures that are worse than grey: ``+1.71 [+1.65, +1.78], 22 % worse``."""
    if row.get("gain") is None or not row.get("gain_interval"):
        return DASH
    low, high = row["gain_interval"]
    return f"{row['gain']:+.2f} [{low:+.2f}, {high:+.2f}], {row['worse_than_grey']:.0%} worse".replace("%", " %")


def _notes(result: dict[str, Any]) -> list[str]:
    """What a reader of the table must know."""
    grey, left_out = result["grey"], result.get("left_out") or []
    notes = [
        f'PSNR in dB, MAE in % of 255; "worse" is the share of pictures further from the truth than grey, "colour" the '
        f"colourfulness over the truth's {grey['colourfulness_truth']:.1f}. Pictures whose truth is grey, left out of "
        f"every PSNR: {result['grey_truths']}."
    ]
    if result["grey_truths"]:
        tints = (f"{key} {row['tint']:.1f}" for key, row in result.items() if isinstance(row, dict) and row.get("tint"))
        notes.append(f"They are coloured by a ΔE00 of: {', '.join(tints) or 'nothing'}.")
    if left_out:
        named = ", ".join(left_out[:NAMED]) + (f" and {len(left_out) - NAMED} more" if len(left_out) > NAMED else "")
        notes.append(
            f"Left out, with no colours of their own and so no truth to measure against: {len(left_out)} ({named})."
        )
    if "accuracy_truth" in grey:
        notes.append(
            f"The classifier knows {grey['accuracy_truth']:.1f} % in true colours; "
            '"share" is how much of the gap between grey and them is recovered.'
        )
        notes.append(
            '"feat. d" is the distance from the truth in the features of our own CIFAR-10 classifier; it is not LPIPS.'
            if "classifier_distance" in grey
            else "Its file gives no features to compare by; gallery train --resume exports it with them."
        )
    if "efficientnet_distance" in grey:
        notes.append(
            '"EffN. d" is the same distance in the features of EfficientNet-Lite0, which learned from ImageNet.'
        )
    return notes


def gains_in_text(report: dict[str, Any]) -> str:
    """The gain over grey of every colourist of a comparison's report, on every set."""
    sets = report["sets"]
    width = max(len(one["label"]) for one in report["colourists"])
    lines = [" " * width + "".join(f"{its['name']:>14}" for its in sets)]
    for one in report["colourists"]:
        values = (its["colourists"][one["label"]]["gain"] for its in sets)
        lines.append(f"{one['label']:<{width}}" + "".join(f"{_figure(value):>14}" for value in values))
    return "\n".join(["Gain over grey in dB:", *lines])


def _figure(value: float | None) -> str:
    return DASH if value is None else f"{value:+.2f}"
