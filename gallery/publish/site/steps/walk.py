"""The rooms to walk through: the plan of what hangs where, and the pictures inside scripts."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives, Facts
from gallery.halls.floor_plan import DOOR_HEIGHT, DOOR_WIDTH, HEIGHT, THICKNESS, FloorPlan, Hung, plan_rooms
from gallery.halls.furniture import BENCH_CLEARANCE, BENCH_HEIGHT, LIGHT, TRACK, bench, lights, walkable
from gallery.halls.hanging import BORDER, EYE, LABEL_WIDTH, TEXT_WIDTH, WorkToHang
from gallery.halls.shell import panels
from gallery.labels.label import Label, exact
from gallery.pages.environment import inline_json
from gallery.pictures.containers import with_xmp
from gallery.publish.site.steps.pages import page_step
from gallery.tasks import Inputs

ENOUGH = 900
"""Pixels of a picture on the wall, along its longer side; more would hardly be seen."""

METRE = 24
"""Units of the drawn plan to a metre: then two works are never nearer than the smallest target of a finger."""


_NUMBER = 0.75
"""Metres from the wall to a work's number in the drawn plan."""


def textures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``original.js`` and, of a colorized work, ``colour.js``: each hands over one picture, label inside.

    It is the smallest of those that the pages show whose longer side has :data:`ENOUGH` pixels.
    """
    work = parameters["work"]
    pictures, packets = inputs[f"site/pictures/{work}"] / "pictures", inputs[f"label/{work}"]
    for version in parameters["versions"]:
        packet = (packets / f"{version}.xmp").read_bytes()
        picture = _large_enough(pictures, version)
        data = base64.b64encode(with_xmp(picture.read_bytes(), packet)).decode("ascii")
        handed = ", ".join(map(str, map(inline_json, (work, version, f"data:image/webp;base64,{data}"))))
        (out / f"{version}.js").write_text(f"galleryTexture({handed});\n", encoding="utf-8", newline="\n")


def _large_enough(pictures: Path, version: str) -> Path:
    """Which file of ``version`` to hang."""
    *smaller, largest = sorted(pictures.glob(f"{version}-*.webp"), key=lambda path: int(path.stem.rpartition("-")[2]))
    for path in smaller:
        with Image.open(path) as picture:
            if max(picture.size) >= ENOUGH:
                return path
    return largest


def walk_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Render the page like any other, with the rooms planned and labels made exact.

    The template finds ``hanging`` (for the script), ``drawing`` (the plan, in units) and ``kept`` (for the addresses of
    pictures and labels, which change with them) beside the planned context.
    """
    facts = {work: Derivatives.read(inputs[f"colorize/{work}"]).facts for work in parameters["works"]}
    rooms = [
        room | {"works": [work | {"label": _exact(work["label"], facts)} for work in room["works"]]}
        for room in parameters["context"]["rooms"]
    ]
    plan = plan_rooms([[_piece(work, facts) for work in room["works"]] for room in rooms])
    context = dict(parameters["context"]) | {
        "rooms": rooms,
        "hanging": hanging(plan, rooms, parameters["context"]["labels"]),
        "drawing": drawing(plan, rooms),
        "kept": _digest([[each.version for each in facts.values()], rooms]),
    }
    page_step(inputs, {**parameters, "context": context}, out)


def labels_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Render a script that hands over labels as HTML, made exact, for the page and for the walls."""
    facts = {work: Derivatives.read(inputs[f"colorize/{work}"]).facts for work in parameters["works"]}
    context = dict(parameters["context"])
    context["entries"] = [_exact(label, facts) for label in context["entries"]]
    page_step(inputs, {**parameters, "context": context}, out)


def hanging(plan: FloorPlan, rooms: Sequence[Mapping[str, Any]], labels: int) -> dict[str, Any]:
    """The plan as the script reads it, in metres; sides are numbers, clockwise from north.

    ``labels`` is how many works' labels one script hands over.
    """
    colorized = {work["label"]["id"]: work["label"]["colorized"] for room in rooms for work in room["works"]}
    return {
        "measures": {
            "height": HEIGHT, "eye": EYE, "border": BORDER, "label": LABEL_WIDTH, "thickness": THICKNESS,
            "door": [DOOR_WIDTH, DOOR_HEIGHT], "text": TEXT_WIDTH, "bench": BENCH_HEIGHT,
            "clearance": BENCH_CLEARANCE, "track": TRACK, "light": LIGHT,
        },

        "labels": labels,
        "start": list(plan.start),
        "halls": [
            {
                "room": hall.room, "part": hall.part, "parts": hall.parts,
                "box": _rounded(*hall.edges), "bench": list(bench(hall)),
            }
            for hall in plan.halls
        ],
        "panels": [
            [each.hall, each.side.value, each.x, each.z, each.width, each.bottom, each.top] for each in panels(plan)
        ],
        "doors": [[door.before, door.side.value, door.x, door.z] for door in plan.doors],
        "texts": [[text.hall, text.side.value, text.x, text.z] for text in plan.texts],
        "free": [_rounded(*each) for each in walkable(plan)],
        "works": [
            [
                hung.piece.id, hung.hall, hung.place.side.value, hung.x, hung.z, hung.place.width, hung.place.height,
                hung.label_offset, int(colorized[hung.piece.id]), list(lights(hung)),
            ]
            for hung in plan.works
        ],
    }  # fmt: skip


def drawing(plan: FloorPlan, rooms: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The plan as it is drawn, in whole units of an SVG, each value rounded by itself."""
    west, east = min(hall.west for hall in plan.halls), max(hall.east for hall in plan.halls)
    left, top = west - THICKNESS, -THICKNESS

    def units(*metres: float) -> list[int]:
        return [round(value * METRE) for value in metres]

    def at(x: float, z: float) -> list[int]:
        return units(x - left, z - top)

    return {
        "width": units(east - west + 2 * THICKNESS)[0],
        "height": units(plan.halls[-1].south + 2 * THICKNESS)[0],
        "metre": METRE,
        "origin": [left, top],
        "walls": units(THICKNESS)[0],
        "halls": [
            {
                "at": at(hall.west, hall.north),
                "size": units(hall.east - hall.west, hall.south - hall.north),
                "middle": at((hall.west + hall.east) / 2, (hall.north + hall.south) / 2),
                "room": rooms[hall.room]["number"],
                "part": hall.part,
                "parts": hall.parts,
            }
            for hall in plan.halls
        ],
        "doors": [_opening(at(door.x, door.z), door.side.along[0] != 0) for door in plan.doors],
        "works": [_mark(hung, number, at) for number, hung in enumerate(plan.works, start=1)],
    }


def _mark(hung: Hung, number: int, at: Any) -> dict[str, Any]:
    along, into = hung.place.side.along, hung.place.side.into
    half = hung.place.width / 2 + BORDER
    return {
        "id": hung.piece.id,
        "number": number,
        "from": at(hung.x - half * along[0], hung.z - half * along[1]),
        "to": at(hung.x + half * along[0], hung.z + half * along[1]),
        "name": at(hung.x + _NUMBER * into[0], hung.z + _NUMBER * into[1]),
    }


def _opening(middle: Sequence[int], wide: bool) -> dict[str, list[int]]:
    """The gap that a door leaves in the drawn wall: a little deeper than the wall."""
    across, through = round(DOOR_WIDTH * METRE), round(THICKNESS * METRE) + 2
    size = [across, through] if wide else [through, across]
    return {"at": [middle[0] - size[0] // 2, middle[1] - size[1] // 2], "size": size}


def _digest(what: Any) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:8]


def _rounded(*metres: float) -> list[float]:
    return [round(value, 3) for value in metres]


def _exact(label: dict[str, Any], facts: Mapping[str, Facts]) -> dict[str, Any]:
    return exact(Label.from_json(label), facts[label["id"]]).to_json()


def _piece(work: Mapping[str, Any], facts: Mapping[str, Facts]) -> WorkToHang:
    identifier, size = work["label"]["id"], work["dimensions"]
    shape = facts[identifier].width, facts[identifier].height
    return WorkToHang(identifier, shape, None if size is None else (size[0], size[1]))
