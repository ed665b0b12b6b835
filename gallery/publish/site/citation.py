"""A work for those who quote it: one line of text to copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gallery.labels.label import Label
from gallery.publish.site.view import View
from gallery.words.isolates import isolated


def citation(view: View, label: Label, page: Mapping[str, Any]) -> str:
    """Creator; title, date; place, credit; exhibition; what the colours are; the address, where it is known.

    Each keeps to itself the direction that it is read in, also where it is pasted.
    """
    titled = f"{isolated(label.title)}, {isolated(label.date)}" if label.date else isolated(label.title)
    weights = view.show.weights
    exhibit = view.show.exhibit
    sentences = [
        f"{isolated(label.creator)}: {titled}" if label.creator else titled,
        *(isolated(text) for text in (label.place, label.credit, label.inventory) if text),
        view.t(
            "work.cite_curated",
            exhibition=isolated(exhibit.title.pick(view.language)),
            curator=isolated(exhibit.curator),
        ),
        view.t("work.cite_colours", weights=weights["name"]) if label.colorized and weights is not None else None,
    ]
    ended = [text if text.rstrip("\u2069").endswith((".", "!", "?", "…")) else f"{text}." for text in sentences if text]
    return " ".join([*ended, page["url"]] if page["url"] else ended)
