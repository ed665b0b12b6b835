"""The sheets of a package: labels to copy from, the wall plan, the checklist; each also fit for print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.labels.label import Label, exact
from gallery.pages.environment import environment
from gallery.pictures import packets
from gallery.pictures.containers import with_xmp
from gallery.pictures.containers.mp4 import packet_box
from gallery.pictures.packets import packets_id
from gallery.publication.profiles import Profile
from gallery.publish.artsteps.pictures import COLOUR, ORIGINAL
from gallery.publish.artsteps.texts import picture_text, plain
from gallery.publish.artsteps.wall import Wall, WallPicture, arrange_walls
from gallery.spreadsheets.comma_separated import csv_bytes
from gallery.spreadsheets.workbook import MOST, xlsx_bytes
from gallery.tasks import Inputs
from gallery.words.dates import readable
from gallery.words.texts import Texts, texts_in

SHEETS = ("checklist.html", "labels.csv", "labels.html", "labels.xlsx", "wall-plan.csv", "wall-plan.html")
"""What the step writes."""

LABEL_COLUMNS = (
    "number", "id", "room", "title", "creator", "date", "place", "medium", "dimensions", "credit", "lender",
    "inventory_number", "catalogue", "rights", "rights_uri", "rights_note", "alt", "description", "notice",
    "language", "original_file", "original_text", "colour_file", "colour_text",
)  # fmt: skip

WALL_COLUMNS = (
    "room", "wall", "number", "title", "picture", "file", "left_m", "middle_m", "width_m", "height_m",
    "centre_height_m", "lower_edge_m",
)  # fmt: skip

_KINDS = {ORIGINAL: "original", COLOUR: "colour"}


@dataclass(frozen=True)
class SheetPicture:
    """One picture file of the package."""

    kind: str
    """``original`` or ``colour``."""
    file: str
    """Path in the package."""
    width: int
    height: int
    bytes: int
    text: str
    """What to paste beside it."""


@dataclass(frozen=True)
class SheetFilm:
    """One film file of the package."""

    kind: str
    """``original`` or ``colour``."""
    file: str
    """Path in the package."""
    bytes: int


@dataclass(frozen=True)
class SheetWork:
    """A work as the sheets show it."""

    label: Label
    description: str
    """Plain text."""
    pictures: tuple[SheetPicture, ...]
    films: tuple[SheetFilm, ...] = ()

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What the label holds, in its order: the end of a name's key among the texts (``field_…``), and the value."""
        label = self.label
        named = (
            ("title", label.title),
            ("creator", label.creator),
            ("date", label.date),
            ("place", label.place),
            ("medium", label.medium),
            ("dimensions", label.dimensions),
            ("credit", label.credit),
            ("lender", label.lender),
            ("inventory_number", label.inventory_number),
            ("catalogue", label.catalogue),
            ("rights", label.rights_label),
            ("rights_statement", label.rights),
            ("rights_note", label.rights_note),
            ("alt", label.alt),
            ("description", self.description),
            ("notice", label.notice),
        )
        return [(name, value) for name, value in named if value]


@dataclass(frozen=True)
class SheetRoom:
    """A room as the sheets show it."""

    number: int
    title: str
    works: tuple[SheetWork, ...]
    walls: tuple[Wall, ...]


def sheets_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Write every sheet of :data:`SHEETS` for the works in ``parameters["rooms"]``."""
    profile = Profile.model_validate(parameters["profile"])
    rooms = [_room(number, room, inputs, profile) for number, room in enumerate(parameters["rooms"], start=1)]
    (out / "labels.csv").write_bytes(csv_bytes(LABEL_COLUMNS, _label_rows(rooms)))
    (out / "labels.xlsx").write_bytes(xlsx_bytes("Labels", LABEL_COLUMNS, map(_cut, _label_rows(rooms))))
    (out / "wall-plan.csv").write_bytes(csv_bytes(WALL_COLUMNS, _wall_rows(rooms)))
    words = texts_in(parameters["language"])
    templates = environment("artsteps", words.language)
    templates.filters.update(metres=metres, size=size)
    facts = {
        **{name: parameters[name] for name in ("title", "curator", "language")},
        "profile": profile,
        "limits": limits(profile, words),
        "checked": readable(profile.checked.isoformat(), words.language),
        "rooms": rooms,
    }
    for name in SHEETS:
        if name.endswith(".html"):
            (out / name).write_bytes(templates.get_template(name).render(facts, page=name).encode())


def limits(profile: Profile, words: Texts) -> list[tuple[str, str, str]]:
    """What the package keeps to: the limit, its value, and how it is known."""
    picture, labels, rooms = profile.picture, profile.labels, profile.rooms
    formats = ", ".join(name.upper() for name in picture.formats)
    width, height = (words("artsteps.count_pixels", number=side) for side in (picture.max_width, picture.max_height))
    characters = partial(words, "artsteps.count_characters")
    title, text = (most and characters(number=most) for most in (labels.max_title, labels.max_text))
    works = rooms.max_works and words("artsteps.about", number=rooms.max_works)
    rows = (
        ("picture.formats", "kinds_of_picture", words("artsteps.holds_jpeg", formats=formats)),
        ("picture.max_bytes", "largest_file", size(picture.max_bytes)),
        ("picture.max_width", "greatest_width", width),
        ("picture.max_height", "greatest_height", height),
        ("labels.max_title", "longest_title", title),
        ("labels.max_text", "longest_text", text),
        ("rooms.max_works", "works_in_room", works),
    )
    return [
        (
            words(f"artsteps.{name}"),
            value or words("artsteps.none_kept"),
            words(f"artsteps.{_known(profile, limit) if value else 'not_known'}"),
        )
        for limit, name, value in rows
    ]


def metres(centimetres: int) -> str:
    """``155`` as ``1.55``: metres for people, to the centimetre."""
    return f"{centimetres / 100:.2f}"


def size(count: int) -> str:
    """A file's size as people read it: ``412 KB``, ``1.9 MB``, in powers of ten."""
    return f"{count / 1e6:.3g} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} KB"


def _known(profile: Profile, limit: str) -> str:
    return "documented" if profile.documented(limit) else "assumed"


def _room(number: int, room: Mapping[str, Any], inputs: Inputs, profile: Profile) -> SheetRoom:
    works = tuple(_work(work, inputs) for work in room["works"])
    pieces = [
        [WallPicture(work.label.number, work.label.title, p.kind, p.file, (p.width, p.height)) for p in work.pictures]
        for work in works
    ]
    return SheetRoom(number, room["title"], works, tuple(arrange_walls(pieces, profile.wall)))


def _work(work: Mapping[str, Any], inputs: Inputs) -> SheetWork:
    planned = Label.from_json(work["label"])
    label = exact(planned, Derivatives.read(inputs[f"colorize/{planned.id}"]).facts)
    folder = inputs[f"artsteps/pictures/{planned.id}"]
    pictures = []
    for name, file in work["files"].items():
        with Image.open(folder / name) as image:
            wide, tall = image.size
        said = inputs[packets_id(planned.id)] / (packets.COLOUR if name == COLOUR else packets.ORIGINAL)
        size_of_file = len(with_xmp((folder / name).read_bytes(), said.read_bytes()))
        text = picture_text(label, inferred=name == COLOUR)
        pictures.append(SheetPicture(_KINDS[name], file, wide, tall, size_of_file, text))
    # Original first, whatever the order in which names came through JSON.
    pictures.sort(key=lambda picture: picture.kind != "original")
    return SheetWork(label, plain(label.description or ""), tuple(pictures), tuple(_films(work, inputs)))


def _films(work: Mapping[str, Any], inputs: Inputs) -> Iterator[SheetFilm]:
    """The films of a work, the original first."""
    folder = inputs[packets_id(work["label"]["id"])]
    for task in sorted(work["films"], key=lambda task: not task.startswith("artsteps/film-original")):
        film = work["films"][task]
        kind = Path(film["name"]).stem
        said = folder / (packets.COLOUR if kind == "colour" else packets.ORIGINAL)
        length = (inputs[task] / film["name"]).stat().st_size + len(packet_box(said.read_bytes()))
        yield SheetFilm(kind, film["file"], length)


def _label_rows(rooms: list[SheetRoom]) -> Iterator[list[str | int]]:
    for room in rooms:
        for work in room.works:
            label = {name: "" if value is None else value for name, value in asdict(work.label).items()}
            row = label | {
                "room": room.title,
                "rights": work.label.rights_label,
                "rights_uri": work.label.rights,
                "description": work.description,
                **{f"{p.kind}_file": p.file for p in work.pictures},
                **{f"{p.kind}_text": p.text for p in work.pictures},
            }
            yield [value if isinstance(value := row.get(name, ""), int) else str(value) for name in LABEL_COLUMNS]


def _cut(row: list[str | int]) -> list[str | int]:
    """A row of a workbook: a text longer than a cell ends in an ellipsis. The CSV has it whole."""
    return [f"{cell[: MOST - 1]}…" if isinstance(cell, str) and len(cell) > MOST else cell for cell in row]


def _wall_rows(rooms: list[SheetRoom]) -> Iterator[list[str | int]]:
    for room in rooms:
        for wall in room.walls:
            for hung in wall.pictures:
                piece = hung.piece
                lengths = (hung.left, hung.middle, hung.width, hung.height, hung.centre, hung.bottom)
                place: list[str | int] = [
                    room.title,
                    wall.number,
                    piece.number,
                    piece.title,
                    piece.kind,
                    piece.file,
                ]
                yield [*place, *(metres(length) for length in lengths)]
