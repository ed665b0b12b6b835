"""The plan of the walk, as the site draws it, with links to the studio's own views of the works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gallery.halls.floor_plan import plan_rooms
from gallery.halls.hanging import WorkToHang
from gallery.manifest.measures import as_dimensions
from gallery.manifest.mending import read_mended
from gallery.manifest.original import Dimensions
from gallery.manifest.schema import Work
from gallery.pages.environment import environment
from gallery.publish.site.steps.walk import drawing
from gallery.studio.clerk import Case, changed_text
from gallery.studio.described import language_in, normal, rooms_in, works_of

NAMESPACE = "http://www.w3.org/2000/svg"

USUAL = (3000, 2000)
"""The shape of a photograph whose pictures are not made yet."""


@dataclass(frozen=True)
class Hung:
    """A work as it hangs in the draft."""

    id: str
    kept: tuple[float, float]
    """Shares of width and height that the crop leaves."""
    centimetres: tuple[float, float] | None
    """Width and height of the original, where they are given and well-formed."""


def hung(case: Case, text: str, changes: Any) -> list[list[Hung]]:
    """What hangs in each room of ``text`` with the changes. Raises GalleryError for those that cannot be made."""
    tree = read_mended(changed_text(case, text, changes).removeprefix("\ufeff"), case.name)
    rooms: list[list[Hung]] = [[] for _ in rooms_in(tree)]
    for keys, work in works_of(tree):
        room = keys[1]
        assert isinstance(room, int)
        fields = normal(tree, keys, (Work,), language_in(tree))
        rooms[room].append(Hung(str(work["id"]), _kept(fields.get("crop")), _centimetres(fields)))
    return rooms


def plan_svg(rooms: Sequence[Sequence[Hung]], sizes: Mapping[str, tuple[int, int] | None], language: str) -> str:
    """The plan of ``rooms`` as SVG, but of those without works; ``sizes`` are those of the upright photographs, by the
    works' ids, None where that is not known yet."""
    shown = [number for number, works in enumerate(rooms) if works]
    if not shown:
        return f'<svg xmlns="{NAMESPACE}"></svg>'
    plan = plan_rooms([[_to_hang(work, sizes[work.id]) for work in rooms[number]] for number in shown])
    drawn = drawing(plan, [{"number": number + 1} for number in shown])
    values = {"drawing": drawn, "works": "#/works/", "ending": ""}
    svg = environment("site", language).get_template("floor-plan.html").render(values).strip()
    return svg.replace("<svg ", f'<svg xmlns="{NAMESPACE}" ', 1)


def _to_hang(work: Hung, size: tuple[int, int] | None) -> WorkToHang:
    width, height = (max(1, round(side * share)) for side, share in zip(size or USUAL, work.kept, strict=True))
    return WorkToHang(work.id, (width, height), work.centimetres)


def _kept(crop: Any) -> tuple[float, float]:
    try:
        left, top, right, bottom = map(float, crop)
    except (TypeError, ValueError):
        return 1, 1
    return (right - left, bottom - top) if left < right and top < bottom else (1, 1)


def _centimetres(fields: Mapping[str, Any]) -> tuple[float, float] | None:
    """Width and height of the original, where they are given and well-formed."""
    try:
        return Dimensions.model_validate(as_dimensions(fields["dimensions"])).centimetres
    except (KeyError, ValueError):
        return None
