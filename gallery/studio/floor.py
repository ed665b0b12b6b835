"""The plan of the walk, as the site draws it, with links to the studio's own views of the works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gallery.halls.floor_plan import plan_rooms
from gallery.halls.hanging import WorkToHang
from gallery.manifest.measures import as_dimensions
from gallery.manifest.original import Dimensions
from gallery.pages.environment import environment
from gallery.publish.site.steps.walk import drawing

NAMESPACE = "http://www.w3.org/2000/svg"

USUAL = (3, 2)
"""The shape of a photograph whose pictures are not made yet."""


def plan_svg(works: Sequence[Mapping[str, Any]], rooms: int, language: str) -> str:
    """The plan of ``rooms`` rooms as SVG, but of those without works; ``works`` are as the page is told of them."""
    hung: list[list[WorkToHang]] = [[] for _ in range(rooms)]
    for work in works:
        size = tuple(work["size"]) if work["size"] else USUAL
        hung[work["room"]].append(WorkToHang(work["id"], (size[0], size[1]), _centimetres(work["fields"])))
    shown = [number for number in range(rooms) if hung[number]]
    if not shown:
        return f'<svg xmlns="{NAMESPACE}"></svg>'
    plan = plan_rooms([hung[number] for number in shown])
    drawn = drawing(plan, [{"number": number + 1} for number in shown])
    values = {"drawing": drawn, "works": "#/works/", "ending": ""}
    svg = environment("site", language).get_template("floor-plan.html").render(values).strip()
    return svg.replace("<svg ", f'<svg xmlns="{NAMESPACE}" ', 1)


def _centimetres(fields: Mapping[str, Any]) -> tuple[float, float] | None:
    """Width and height of the original, where they are given and well-formed."""
    try:
        return Dimensions.model_validate(as_dimensions(fields["dimensions"])).centimetres
    except (KeyError, ValueError):
        return None
