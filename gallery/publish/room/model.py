"""The model itself: halls, doors and hung works as glTF, from the plan of the rooms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.halls.floor_plan import DOOR_HEIGHT, HEIGHT, FloorPlan, Hung, WallText, plan_rooms
from gallery.halls.glb import GltfModel, Quads
from gallery.halls.hanging import BORDER, EYE, LABEL_WIDTH, TEXT_WIDTH, Side, WorkToHang
from gallery.halls.shell import panels, passage
from gallery.labels.label import Label, exact
from gallery.pictures import packets as packets_of
from gallery.pictures.containers import with_xmp
from gallery.publish.room.furnishing import PICTURE, Corner, flat, frame, lamps, rails, seats
from gallery.publish.room.lettering import LETTERING
from gallery.publish.room.pictures import COLOUR, ORIGINAL
from gallery.publish.room.plate import PLATE
from gallery.tasks import Inputs

MODEL = "room.glb"

_TONES = {
    "wall": (0.855, 0.835, 0.795),
    "floor": (0.47, 0.41, 0.335),
    "ceiling": (0.93, 0.915, 0.88),
    "skirting": (0.69, 0.65, 0.58),
    "frame": (0.024, 0.02, 0.017),
    "mat": (0.955, 0.945, 0.915),
    "seat": (0.095, 0.08, 0.069),
    "lamp": (0.55, 0.53, 0.49),
}
"""Matt materials, linear RGB."""

_SKIRTING, _PROUD = 0.09, 0.012
"""Height of the skirting, and how far it stands out."""

_LOWEST_LABEL, _HIGHEST_LABEL = 0.95, 1.35
"""Lower edge of a label, metres from the floor."""

_TEXT_MIDDLE, _LOWEST_TEXT = 1.6, 0.7
"""Middle of a room's text, unless its lower edge would be below the other; metres from the floor."""


def model_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write ``room.glb`` from the pictures of every work."""
    works = [work for room in parameters["rooms"] for work in room["works"]]
    facts = {work["label"]["id"]: Derivatives.read(inputs[f"colorize/{work['label']['id']}"]).facts for work in works}
    labels = {name: exact(Label.from_json(work["label"]), facts[name]) for name, work in zip(facts, works, strict=True)}
    plan = plan_rooms(
        [[_piece(work, facts[work["label"]["id"]]) for work in room["works"]] for room in parameters["rooms"]]
    )
    model = GltfModel(
        {
            "generator": "nostalgia-gallery",
            "copyright": f"{parameters['title']}, {parameters['curator']}. {parameters['notice']}",
            "extras": {"notice": parameters["notice"]},
        }
    )
    tones = {name: model.add_material(name, color=color) for name, color in _TONES.items()}
    roots = [_building(model, plan, [room["title"] for room in parameters["rooms"]], tones)]
    for number, (room, text) in enumerate(zip(parameters["rooms"], plan.texts, strict=True), start=1):
        roots.append(_text(model, room["title"], text, inputs[f"room/lettering/{number}"] / LETTERING))
    for hung in plan.works:
        roots.append(_work(model, hung, labels[hung.piece.id], _stamped(inputs, hung.piece.id), tones))
    (out / MODEL).write_bytes(model.to_bytes(parameters["title"], roots))


def _piece(work: Mapping[str, Any], facts: Any) -> WorkToHang:
    size = work["dimensions"]
    known = None if size is None else (size[0], size[1])
    return WorkToHang(work["label"]["id"], (facts.width, facts.height), known, 2 if work["label"]["colorized"] else 1)


def _building(model: GltfModel, plan: FloorPlan, titles: Sequence[str], tones: Mapping[str, int]) -> int:
    """Walls, floors, ceilings, benches and lamps: a node for each hall under one for all."""
    upright = list(panels(plan))
    nodes = []
    for index, hall in enumerate(plan.halls):
        own = [each for each in upright if each.hall == index]
        walls = [each.corners() for each in own]
        feet = [each.corners(_PROUD, _SKIRTING) for each in own if each.bottom == 0]
        doors = [passage(door) for door in plan.doors if door.before == index]
        parts = [
            (Quads.of(walls), tones["wall"]),
            (Quads.of(feet), tones["skirting"]),
            (Quads.of([_floor(each) for each in (hall.edges, *doors)]), tones["floor"]),
            (
                Quads.of([_ceiling(hall.edges, HEIGHT), *(_ceiling(each, DOOR_HEIGHT) for each in doors)]),
                tones["ceiling"],
            ),
            (Quads.of(seats(hall)), tones["seat"]),
            (Quads.of([*rails(hall, _hung_on(plan, index)), *lamps(plan, index)]), tones["lamp"]),
        ]
        name = titles[hall.room] if hall.parts == 1 else f"{titles[hall.room]} {hall.part}/{hall.parts}"
        nodes.append(model.add_node(name, mesh=model.add_mesh(name, parts)))
    return model.add_node("halls", children=nodes)


def _hung_on(plan: FloorPlan, hall: int) -> list[Side]:
    """The walls of a hall on which something hangs."""
    return [side for side in Side if any((hung.hall, hung.place.side) == (hall, side) for hung in plan.works)]


def _text(model: GltfModel, title: str, text: WallText, file: Path) -> int:
    """Title and text of a room on its wall, as a node that faces the hall."""
    with Image.open(file) as image:
        tall = TEXT_WIDTH * image.height / image.width
    texture = model.add_image(file.read_bytes(), file.suffix, f"{title}, lettering", {})
    material = model.add_material(f"{title}, lettering", texture=texture, clear=True)
    middle = max(_TEXT_MIDDLE, _LOWEST_TEXT + tall / 2)
    mesh = model.add_mesh(f"{title}, lettering", [(Quads.of([flat(0, 0, TEXT_WIDTH, tall, 0.004)]), material)])
    return _facing(model, f"{title}, lettering", text.side, (text.x, middle, text.z), mesh=mesh)


def _facing(model: GltfModel, name: str, side: Side, place: Corner, **given: Any) -> int:
    """A node at ``place`` that faces the hall from the wall ``side``."""
    angle = -math.pi / 2 * side.value
    rotation = [0, round(math.sin(angle / 2), 9), 0, round(math.cos(angle / 2), 9)]
    return model.add_node(name, translation=list(place), rotation=rotation, **given)


def _floor(edges: tuple[float, float, float, float]) -> list[Corner]:
    west, north, east, south = edges
    return [(west, 0, south), (east, 0, south), (east, 0, north), (west, 0, north)]


def _ceiling(edges: tuple[float, float, float, float], height: float) -> list[Corner]:
    west, north, east, south = edges
    return [(west, height, north), (east, height, north), (east, height, south), (west, height, south)]


def _stamped(inputs: Inputs, work: str) -> dict[str, bytes]:
    """The pictures of ``work`` by name, each with its label inside."""
    packets = inputs[packets_of.packets_id(work)]
    folders = {ORIGINAL: "pictures", COLOUR: "pictures", PLATE: "plate"}
    files = {name: inputs[f"room/{folder}/{work}"] / name for name, folder in folders.items()}
    said = {name: packets / (packets_of.COLOUR if name == COLOUR else packets_of.ORIGINAL) for name in files}
    return {
        name: with_xmp(file.read_bytes(), said[name].read_bytes()) for name, file in files.items() if file.is_file()
    }


def _work(model: GltfModel, hung: Hung, label: Label, files: Mapping[str, bytes], tones: Mapping[str, int]) -> int:
    """The work as a node that faces its hall, with the label's texts in its extras."""
    shown = [(ORIGINAL, "original")] + [(COLOUR, "colours inferred")] * label.colorized
    parts: list[tuple[Quads, int]] = []
    for (file, kind), offset in zip(shown, hung.offsets, strict=True):
        extras = _disclosure(label) if file == COLOUR else {}
        texture = model.add_image(files[file], ".jpg", f"{label.id}, {kind}", extras)
        material = model.add_material(f"{label.id}, {kind}", texture=texture)
        parts += _framed(offset, hung.place.width, hung.place.height, material, tones)
    texture = model.add_image(files[PLATE], ".png", f"{label.id}, label", {})
    parts.append((_plate(hung, files[PLATE]), model.add_material(f"{label.id}, label", texture=texture)))
    return _facing(
        model,
        f"{label.number} {label.title}",
        hung.place.side,
        (hung.x, EYE, hung.z),
        mesh=model.add_mesh(label.id, parts),
        extras={
            "label": label.lines(),
            "rights": label.rights,
            "alt": label.alt,
            **(_disclosure(label) if label.colorized else {"notice": label.notice}),
        },
    )


def _disclosure(label: Label) -> dict[str, Any]:
    return {"notice": label.notice, "digitalSourceType": label.digital_source_type}


def _framed(
    middle: float, width: float, height: float, picture: int, tones: Mapping[str, int]
) -> list[tuple[Quads, int]]:
    """Frame, mat and picture around ``middle`` (metres along the wall)."""
    limbs, mat = frame(middle, width, height)
    return [
        (Quads.of(limbs), tones["frame"]),
        (Quads.of(mat), tones["mat"]),
        (Quads.of([flat(middle, 0, width, height, PICTURE)]), picture),
    ]


def _plate(hung: Hung, file: bytes) -> Quads:
    with Image.open(BytesIO(file)) as image:
        tall = LABEL_WIDTH * image.height / image.width
    foot = min(max(-hung.place.height / 2 - BORDER, _LOWEST_LABEL - EYE), _HIGHEST_LABEL - EYE)
    return Quads.of([flat(hung.label_offset, foot + tall / 2, LABEL_WIDTH, tall, 0.012)])
