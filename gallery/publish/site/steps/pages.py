"""Rendering one page of the site: its planned context, and the facts of the works it shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from gallery.derivatives import Derivatives, Facts
from gallery.labels.label import Label, exact
from gallery.pages.environment import environment, render
from gallery.pages.theme import STYLE
from gallery.pictures import addresses
from gallery.pictures.images import versions
from gallery.pictures.veil import TINT, VEILS
from gallery.publish.site.steps.hanging import wall
from gallery.publish.site.steps.land import FILE, land
from gallery.publish.site.steps.pictures import CONFIDENCE
from gallery.tasks import Inputs
from gallery.words.dates import decimal
from gallery.words.texts import texts_in

PAGE = "page.html"
"""The file that a page's step writes; where it is published is the plan's business."""

SMALLEST_SHOWN = 1600
"""A picture with fewer pixels than this across may be shown larger than it is, up to this or 1.6 times."""


def page_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Render ``parameters["template"]`` with ``parameters["context"]`` into ``page.html``.

    ``parameters["works"]`` lists the ids of works whose pictures are shown (their ``colorize/<id>`` is in
    ``inputs``, and ``site/pictures/<id>`` where there may be AVIF); the template finds them under ``pictures``.
    ``parameters["films"]`` lists the tasks that made films which are played, ``film/<version>/<id>``; what they say is
    under ``films``, by version. ``parameters["labels"]`` names the entries of the context that are labels of such
    works; they are made exact. ``inputs["theme"]`` is there where the exhibit has one, which the manifest calls
    ``parameters["theme"]``; ``inputs["bundles"]`` where the context has a ``map``.
    """
    pictures = {
        work: picture_facts(work, Derivatives.read(inputs[f"colorize/{work}"]), inputs.get(f"site/pictures/{work}"))
        for work in parameters["works"]
    }
    context = dict(parameters["context"])
    for name in parameters["labels"]:
        label = Label.from_json(context[name])
        context[name] = exact(label, pictures[label.id]["facts"]).to_json()
    theme = inputs.get("theme")
    language, interface = context["site"]["language"], context["page"]["lang"]
    root, version = context["page"]["root"], context["site"]["versions"]["assets"]
    values = context | {
        "pictures": pictures,
        "films": {task.split("/")[1]: film_facts(inputs[task]) for task in parameters["films"]},
        "legend": legend(),
        "wall": wall,
        "asset": lambda name: f"{root}assets/{name}?v={version}",
        "own": _marked(language, interface),
        "own_of": _own_of(language, interface),
        "theme_style": STYLE if theme is not None and (theme / STYLE).is_file() else None,
    }
    if drawn := context.get("map"):
        values["land"] = land(inputs["bundles"] / FILE, tuple(drawn["box"]), drawn["width"], drawn["height"])
    templates = environment("site", interface, theme)
    words = texts_in(interface)
    templates.filters["decimal"] = lambda number, places=None: decimal(number, words, places)
    html = render(templates, parameters["template"], values, theme, parameters["theme"])
    (out / PAGE).write_text(html, encoding="utf-8", newline="\n")


def film_facts(folder: Path) -> dict[str, Any]:
    """What is known of the film in the ``folder`` of its task: ``bytes``, ``width``, ``height`` and, of one in
    colour, ``confidence_mean``."""
    facts: dict[str, Any] = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    return facts


def picture_facts(work: str, derivatives: Derivatives, encoded: Path | None = None) -> dict[str, Any]:
    """What templates know of a work's pictures: sizes, addresses, and :class:`gallery.derivatives.Facts`.

    ``files`` holds for each version, the original first, the addresses of its ``jpeg``, ``webp`` and ``avif`` (empty
    where there is none in the folder ``encoded`` of the task that makes them) in the order of ``sizes`` (width, height;
    ascending), relative to the site's root; they change with the pictures.
    """
    facts = derivatives.facts
    sizes = addresses.ladder(facts.width, facts.height)
    width, height = sizes[-1]
    shown = max(1.0, min(1.6, SMALLEST_SHOWN / width))
    kept = f"?v={facts.version}"
    files = {
        version: {
            "jpeg": [addresses.jpeg(work, version, *size) + kept for size in sizes],
            "webp": [addresses.webp(work, version, size[0]) + kept for size in sizes],
            "avif": [addresses.avif(work, version, size[0]) + kept for size in sizes if _is_there(encoded, version)],
        }
        for version in versions(derivatives)
    }
    return {
        "sizes": sizes,
        "width": width,
        "height": height,
        "shown_width": round(width * shown),
        "shown_height": round(height * shown),
        "versions": list(files),
        "files": files,
        "whole": _whole(work, facts),
        "confidence": CONFIDENCE if derivatives.confidence is not None else None,
        "veil": addresses.confidence(work) + kept if derivatives.confidence is not None else None,
        "facts": facts,
    }


def _is_there(encoded: Path | None, version: str) -> bool:
    """Whether a version is among the pictures as AVIF, in all sizes or in none."""
    return encoded is not None and any((encoded / "pictures").glob(f"{version}-*.avif"))


def _whole(work: str, facts: Facts) -> dict[str, Any] | None:
    """Where all of a master is that is cut, and how large."""
    if facts.whole is None:
        return None
    width, height = addresses.ladder(facts.whole[0], facts.whole[1])[-1]
    return {"jpeg": addresses.jpeg(work, addresses.WHOLE, width, height), "width": width, "height": height}


def legend() -> list[dict[str, Any]]:
    """The steps of the map of confidence, least certain first: percentages, colour and opacity."""
    share = 100 // len(VEILS)
    color = "#" + "".join(f"{channel:02x}" for channel in TINT)
    return [
        {"from": index * share, "to": (index + 1) * share, "color": color, "opacity": opacity}
        for index, opacity in enumerate(VEILS)
    ]


def _own_of(language: str, interface: str) -> Callable[[Mapping[str, Any], str], Markup]:
    def own_of(thing: Mapping[str, Any], field: str) -> Markup:
        """Attributes of an element that shows ``thing[field]``, a text of the exhibit that may be in any language."""
        return _marked(thing.get("elsewhere", {}).get(field, language), interface)

    return own_of


def _marked(language: str, interface: str) -> Markup:
    """Attributes of an element with a text in ``language``: direction, and language if not the interface's."""
    return Markup(' dir="auto"') if language == interface else Markup(f' lang="{escape(language)}" dir="auto"')
