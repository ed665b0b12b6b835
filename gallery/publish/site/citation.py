"""A work for those who quote it: one line of text to copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gallery.labels.label import Label
from gallery.publish.site.view import View


def citation(view: View, label: Label, page: Mapping[str, Any]) -> str:
    """Creator; title, date; place, credit; exhibition; what the colours are; the address, where it is known."""
    titled = f"{label.title}, {label.date}" if label.date else label.title
    weights = view.show.weights
    exhibit = view.show.exhibit
    sentences = [
        f"{label.creator}: {titled}" if label.creator else titled,
        label.place,
        label.credit,
        label.inventory,
        view.t("work.cite_curated", exhibition=exhibit.title.pick(view.language), curator=exhibit.curator),
        view.t("work.cite_colours", weights=weights["name"]) if label.colorized and weights is not None else None,
    ]
    ended = [text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in sentences if text]
    return " ".join([*ended, page["url"]] if page["url"] else ended)
