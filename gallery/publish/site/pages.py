"""Rendering one page of the site: its planned context, and the facts of the works it shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from gallery.derivatives import Derivatives
from gallery.publish.site.pictures import CONFIDENCE, TINT, VEILS, versions
from gallery.publish.site.sizes import ladder
from gallery.render.label import Label, exact
from gallery.render.pages import environment
from gallery.tasks import Inputs

PAGE = "page.html"
"""The file that a page's step writes; where it is published is the plan's business."""

SMALLEST_SHOWN = 960
"""A picture with fewer pixels than this across may be shown larger than it is, up to this or 1.6 times."""


def page_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Render ``parameters["template"]`` with ``parameters["context"]`` into ``page.html``.

    ``parameters["works"]`` lists the ids of works whose pictures are shown (their ``colorize/<id>`` is in
    ``inputs``); the template finds them under ``pictures``. ``parameters["labels"]`` names the entries of the
    context that are labels of such works; they are made exact.
    """
    pictures = {work: picture_facts(Derivatives.read(inputs[f"colorize/{work}"])) for work in parameters["works"]}
    context = dict(parameters["context"])
    for name in parameters["labels"]:
        label = Label.from_json(context[name])
        context[name] = exact(label, pictures[label.id]["facts"]).to_json()
    template = environment("site").get_template(parameters["template"])
    language = context["site"]["language"]
    html = template.render(context | {"pictures": pictures, "own": _own(language), "legend": legend()})
    (out / PAGE).write_text(html, encoding="utf-8")


def picture_facts(derivatives: Derivatives) -> dict[str, Any]:
    """What templates know of a work's pictures: sizes, versions, and :class:`gallery.derivatives.Facts`."""
    facts = derivatives.facts
    sizes = ladder(facts.width, facts.height)
    width, height = sizes[-1]
    shown = max(1.0, min(1.6, SMALLEST_SHOWN / width))
    return {
        "sizes": sizes,
        "width": width,
        "height": height,
        "shown_width": round(width * shown),
        "shown_height": round(height * shown),
        "versions": list(versions(derivatives)),
        "confidence": CONFIDENCE if derivatives.confidence is not None else None,
        "facts": facts,
    }


def legend() -> list[dict[str, Any]]:
    """The steps of the map of confidence, least certain first: percentages, colour and opacity."""
    share = 100 // len(VEILS)
    color = "#" + "".join(f"{channel:02x}" for channel in TINT)
    return [
        {"from": index * share, "to": (index + 1) * share, "color": color, "opacity": opacity}
        for index, opacity in enumerate(VEILS)
    ]


def _own(language: str) -> Markup:
    """Attributes of an element with the exhibit's own text: direction, and language if not English."""
    foreign = language.partition("-")[0] != "en"
    return Markup(f' lang="{escape(language)}" dir="auto"') if foreign else Markup(' dir="auto"')
