"""The package for ArtSteps, made from real photographs with a small runner."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import publishing
import pytest
import skimage.data
from PIL import Image
from skimage import color

from gallery.derivatives import Facts, write_facts
from gallery.errors import GalleryError, PhotographError
from gallery.manifest.schema import Exhibit
from gallery.pictures.containers.boxes import box
from gallery.pictures.metadata import read_disclosure
from gallery.pipeline.disclosure import look
from gallery.publication.profiles import Profile, read_profile
from gallery.publication.show import Show
from gallery.publish.artsteps.pictures import save_within
from gallery.publish.artsteps.plan import PUBLICATION, plan
from gallery.publish.artsteps.sheets import LABEL_COLUMNS, WALL_COLUMNS, size
from gallery.spreadsheets.comma_separated import unguarded

HOSTILE = '=HYPERLINK("http://x") </title><script>alert(1)</script> & "quotes", \'marks\''
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"


def work(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "source": {"package": "skimage", "path": f"data/{name}.png"},
        "title": name.capitalize(),
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "alt": f"What {name} shows.",
    } | more


def exhibit(**changes: Any) -> Exhibit:
    first = [
        work("astronaut", title=HOSTILE, creator="NASA", description="One *word*.\n\n- a\n- b"),
        work("camera"),
    ]
    second = [work("moon", colorize=False, reason="The Moon is grey.")]
    rooms = [{"title": "Ground & sky", "works": first}, {"title": "Beyond", "works": second}]
    values = {"title": "Three", "curator": "C. Urator", "statement": "…", "rooms": rooms} | changes
    return Exhibit.model_validate(values)


def show_of(values: Exhibit, profile: Mapping[str, Any] | None = None) -> Show:
    given_profile = profile or read_profile("artsteps").model_dump(mode="json")
    masters = {work.id: "0" * 64 for work in values.works}
    return Show(exhibit=values, masters=masters, profile=given_profile, resources=publishing.resources())


def derive(folder: Path, name: str, *, colorized: bool) -> Path:
    """Derivatives of a photograph from scikit-image, 256 pixels wide."""
    folder.mkdir(parents=True)
    photograph = Image.fromarray(getattr(skimage.data, name)()).convert("RGB").resize((256, 200))
    lab = color.rgb2lab(np.asarray(photograph))
    grey = lab * (1, 0, 0)
    photograph.save(folder / "original.jpg", quality=95)
    Image.fromarray((color.lab2rgb(grey) * 255).round().astype(np.uint8)).convert("L").save(folder / "grey.jpg")
    facts = Facts(256, 200, "0" * 64, "PNG", 1000, name == "astronaut", False, colorized)
    if colorized:
        tinted = grey + np.array([0, 4, 12])
        Image.fromarray((color.lab2rgb(tinted) * 255).round().astype(np.uint8)).save(folder / "colour.jpg")
        Image.fromarray(lab[..., 0].astype(np.uint8)).save(folder / "confidence.png")
        facts = replace(facts, weights="default", network="unet", vividness=0.6, confidence_mean=0.5)
    write_facts(facts, folder)
    return folder


def build(folder: Path, values: Exhibit | None = None, profile: Mapping[str, Any] | None = None) -> Path:
    values = values or exhibit()
    have = {
        f"colorize/{one.id}": derive(folder / "derivatives" / one.id, one.id, colorized=one.colorize)
        for one in values.works
    }
    show = show_of(values, profile)
    publishing.run(plan(show), show, have, folder / "steps", folder / "out")
    return folder / "out"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("package")) / "packages" / "artsteps"


def grain(width: int, height: int) -> Image.Image:
    """A grey picture of mere grain, which no encoder makes small."""
    values = np.random.default_rng(1).integers(0, 256, (height, width), dtype=np.uint8)
    return Image.fromarray(values).convert("RGB")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{name: unguarded(cell) for name, cell in row.items()} for row in csv.DictReader(file)]


class Page(HTMLParser):
    """What a page asks for, and the text of elements that have an id."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.asks: list[str] = []
        self.tags: list[str] = []
        self.values: dict[str, str] = {}
        self._open: list[tuple[str, str | None]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.tags.append(tag)
        for name in ("src", "href"):
            if attributes.get(name) and tag != "a":
                self.asks.append(attributes[name] or "")
        if tag not in ("img", "meta", "input", "link", "path", "line", "image", "rect"):
            self._open.append((tag, attributes.get("id")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, name in self._open:
            if name:
                self.values[name] = self.values.get(name, "") + data


# --- Planning ---


def test_planning_gives_pictures_sheets_and_an_archive() -> None:
    tasks = plan(show_of(exhibit()))
    assert [task.id for task in tasks] == [
        "artsteps/pictures/astronaut",
        "artsteps/pictures/camera",
        "artsteps/pictures/moon",
        "artsteps/sheets",
        "artsteps/zip",
    ]
    assert tasks[0].publishes == {
        "original.jpg": "packages/artsteps/pictures/01-astronaut-original.jpg",
        "colour.jpg": "packages/artsteps/pictures/01-astronaut-colour.jpg",
    }
    assert list(tasks[2].publishes.values()) == ["packages/artsteps/pictures/03-moon-original.jpg"]
    assert tasks[4].publishes == {"package.zip": "packages/artsteps.zip"}


def test_an_exhibit_may_want_no_package() -> None:
    assert not PUBLICATION.wanted(exhibit(publications={"artsteps": {"enabled": False}}))


def test_hanging_a_work_elsewhere_makes_no_picture_anew() -> None:
    values = exhibit()
    turned = values.model_copy(update={"rooms": values.rooms[::-1]})
    shows = [show_of(values), show_of(turned)]
    before, after = ({task.id: task for task in plan(show)} for show in shows)
    keys_before, keys_after = (publishing.keys(plan(show), show) for show in shows)
    moved = "artsteps/pictures/moon"
    assert keys_before[moved] == keys_after[moved]
    assert before[moved].publishes != after[moved].publishes


def test_the_folder_and_the_archive_are_named_after_the_profile() -> None:
    tasks = plan(show_of(exhibit(), read_profile("spatial").model_dump(mode="json")))
    assert all(path.startswith("packages/spatial") for task in tasks for path in task.publishes.values())


# --- Pictures ---


def test_the_colour_picture_discloses_itself_and_the_original_claims_nothing(package: Path) -> None:
    colour = read_disclosure(package / "pictures/01-astronaut-colour.jpg")
    assert colour["digital_source_type"] == IPTC
    assert colour["title"] == HOSTILE
    assert "Colours inferred" in colour["description"]
    assert "digital_source_type" not in read_disclosure(package / "pictures/01-astronaut-original.jpg")


def test_the_colour_picture_is_marked_and_the_original_is_not(package: Path) -> None:
    def corner(name: str) -> float:
        with Image.open(package / "pictures" / name) as image:
            return float(np.asarray(image.convert("L"), dtype=float)[-16:, :60].mean())

    assert corner("02-camera-colour.jpg") > corner("02-camera-original.jpg") + 30


def test_pictures_shrink_to_the_limits_and_keep_their_shape(tmp_path: Path) -> None:
    profile = read_profile("artsteps").model_dump(mode="json")
    profile["picture"] |= {"max_width": 250, "max_height": 250}
    out = build(tmp_path, profile=profile)
    with Image.open(out / "packages/artsteps/pictures/01-astronaut-colour.jpg") as image:
        assert image.size == (250, 195)


def test_a_file_too_large_loses_quality_first_and_then_pixels(tmp_path: Path) -> None:
    noise = grain(600, 400)
    save_within(noise, tmp_path / "fine.jpg", "camera", 400_000)
    save_within(noise, tmp_path / "small.jpg", "camera", 120_000)
    assert (tmp_path / "fine.jpg").stat().st_size <= 400_000
    assert (tmp_path / "small.jpg").stat().st_size <= 120_000
    with Image.open(tmp_path / "fine.jpg") as fine, Image.open(tmp_path / "small.jpg") as small:
        assert fine.size == (600, 400)
        assert small.width < 600
        assert small.width / small.height == pytest.approx(1.5, abs=0.02)


def test_a_limit_that_leaves_no_picture_is_told(tmp_path: Path) -> None:
    noise = grain(400, 300)
    with pytest.raises(PhotographError, match=r"work camera: .* raise picture.max_bytes"):
        save_within(noise, tmp_path / "x.jpg", "camera", 2000)
    assert list(tmp_path.iterdir()) == []


def test_a_published_picture_fits_the_platforms_bytes_with_its_label_inside(tmp_path: Path) -> None:
    profile = read_profile("artsteps").model_dump(mode="json")
    profile["picture"] |= {"max_bytes": 60_000}
    values = exhibit()
    show = show_of(values, profile)
    folder = tmp_path / "derivatives"
    folder.mkdir()
    for name in ("original", "grey", "colour"):
        grain(900, 600).save(folder / f"{name}.jpg", quality=95)
    write_facts(Facts(900, 600, "0" * 64, "PNG", 1000, False, False, True), folder)
    task = next(task for task in plan(show) if task.id == "artsteps/pictures/camera")
    made = {"colorize/camera": folder}
    publishing.run([task], show, made, tmp_path / "steps", tmp_path / "out")
    published = [tmp_path / "out" / path for path in task.publishes.values()]
    assert len(published) == 2
    for path in published:
        assert read_disclosure(path)["title"] == "Camera"
        assert path.stat().st_size <= 60_000
    most = task.parameters["limits"]["bytes"]
    assert max((tmp_path / "steps" / task.id / name).stat().st_size for name in task.publishes) > most / 2


# --- Sheets ---


def test_the_label_table_opens_in_a_spreadsheet_and_runs_nothing_there(package: Path) -> None:
    data = (package / "labels.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    raw = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert raw[0] == list(LABEL_COLUMNS)
    assert raw[1][3] == f"'{HOSTILE}"
    assert not [cell for row in raw for cell in row if re.match(r"\s*[=+@-]", cell)]


def test_the_label_table_holds_the_labels(package: Path) -> None:
    astronaut, camera, moon = rows(package / "labels.csv")
    assert astronaut["title"] == HOSTILE
    assert astronaut["description"] == "One word.\n\n– a\n– b"
    assert astronaut["colour_text"].startswith("Colours inferred by a neural network; the original has colours")
    assert astronaut["original_file"] == "pictures/01-astronaut-original.jpg"
    assert camera["notice"].endswith("the original is black and white.")
    assert (moon["colour_file"], moon["notice"]) == ("", "Shown uncolorized: The Moon is grey.")


def test_the_sheets_name_owner_lender_and_number(tmp_path: Path) -> None:
    lent = {"lender": "City Museum", "inventory_number": "Ph 12", "catalogue": "https://example.org/12"}
    first = work("camera", place="Vienna", dimensions="18 × 24 cm", creator=[{"name": "A", "role": "printer"}], **lent)
    built = build(tmp_path, exhibit(rooms=[{"title": "R", "works": [first]}])) / "packages" / "artsteps"
    (row,) = rows(built / "labels.csv")
    assert {name: row[name] for name in lent} == lent
    assert (row["creator"], row["place"], row["dimensions"]) == ("A (printer)", "Vienna", "18 × 24 cm")
    assert "\nLent by City Museum\nInv.\u00a0no. Ph 12\n" in row["original_text"]
    assert {"City Museum", "Ph 12", "https://example.org/12"} <= set(Page(built / "labels.html").values.values())


def test_every_copy_button_has_its_text_and_hostile_titles_stay_texts(package: Path) -> None:
    page = Page(package / "labels.html")
    source = (package / "labels.html").read_text(encoding="utf-8")
    assert page.values["w1-original-title"] == HOSTILE
    assert page.values["w1-colour-text"] == rows(package / "labels.csv")[0]["colour_text"]
    assert page.tags.count("script") == 2
    for target in re.findall(r'data-copies="([^"]+)"', source):
        assert page.values[target].strip()


@pytest.mark.parametrize("name", ["labels.html", "wall-plan.html", "checklist.html"])
def test_a_sheet_asks_for_nothing_but_the_packages_pictures(package: Path, name: str) -> None:
    asks = Page(package / name).asks
    assert all((package / ask).is_file() for ask in asks)
    assert "<script>alert" not in (package / name).read_text(encoding="utf-8")


def test_the_checklist_names_every_picture_and_says_that_limits_are_not_verified(package: Path) -> None:
    source = (package / "checklist.html").read_text(encoding="utf-8")
    for picture in (package / "pictures").iterdir():
        assert f"pictures/{picture.name}" in source
    assert "not verified; looked for on" in source
    assert "21 November 2026" in source
    assert "assumed, not verified" in source


def test_the_checklist_warns_of_a_room_that_is_too_full(tmp_path: Path) -> None:
    profile = read_profile("kunstmatrix").model_dump(mode="json") | {"rooms": {"max_works": 1}}
    source = (build(tmp_path, profile=profile) / "packages/kunstmatrix/checklist.html").read_text(encoding="utf-8")
    assert "This room has 2 works; Kunstmatrix takes about 1 in one." in source


def test_the_wall_table_and_the_wall_drawing_say_the_same(package: Path) -> None:
    table_rows = rows(package / "wall-plan.csv")
    assert list(table_rows[0]) == list(WALL_COLUMNS)
    assert [row["file"] for row in table_rows[:2]] == [
        "pictures/01-astronaut-original.jpg",
        "pictures/01-astronaut-colour.jpg",
    ]
    drawing = (package / "wall-plan.html").read_text(encoding="utf-8")
    for row in table_rows:
        assert f">{row['left_m']}</td>" in drawing
        assert row["centre_height_m"] == "1.55"


@pytest.mark.parametrize(
    ("count", "text"), [(3, "1 KB"), (412_300, "412 KB"), (1_900_000, "1.9 MB"), (2_000_000, "2 MB")]
)
def test_sizes_read_as_people_write_them(count: int, text: str) -> None:
    assert size(count) == text


# --- The archive, and building twice ---


def test_the_archive_holds_what_the_folder_holds(package: Path) -> None:
    files = {path.relative_to(package.parent).as_posix(): path for path in package.rglob("*") if path.is_file()}
    with zipfile.ZipFile(package.with_suffix(".zip")) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(files)
        for info in archive.infolist():
            assert archive.read(info) == files[info.filename].read_bytes()
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            stored = info.filename.endswith(".jpg")
            assert info.compress_type == (zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


def test_building_again_elsewhere_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    def digests(folder: Path) -> dict[str, str]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    again = build(tmp_path)
    assert digests(again / "packages") == digests(package.parent)
    for path in again.rglob("*"):
        assert not path.is_file() or str(tmp_path).encode() not in path.read_bytes()


def test_the_profile_travels_as_plain_json() -> None:
    sheets = plan(show_of(exhibit()))[3]
    assert Profile.model_validate(json.loads(json.dumps(sheets.parameters["profile"]))) == read_profile("artsteps")


def test_the_workbook_holds_the_same_labels_as_the_table(package: Path) -> None:
    sheet = openpyxl.load_workbook(package / "labels.xlsx").active
    header, *works = [[cell.value for cell in row] for row in sheet.rows]
    assert header == list(LABEL_COLUMNS)
    tabled = rows(package / "labels.csv")
    assert [row[header.index("title")] for row in works] == [row["title"] for row in tabled]
    assert [row[header.index("number")] for row in works] == [1, 2, 3]
    assert [str(row[header.index("notice")]) for row in works] == [row["notice"] for row in tabled]


def test_a_text_longer_than_a_cell_ends_in_an_ellipsis_in_the_workbook_alone(tmp_path: Path) -> None:
    plain = exhibit().model_dump(mode="json", exclude_none=True)
    plain["rooms"][0]["works"][0]["description"] = "word " * 7000
    package = build(tmp_path, Exhibit.model_validate(plain)) / "packages" / "artsteps"
    sheet = openpyxl.load_workbook(package / "labels.xlsx").active
    header, work, *_ = [[cell.value for cell in row] for row in sheet.rows]
    told = str(work[header.index("description")])
    assert (len(told), told[-2:]) == (32_767, "w…")
    assert len(rows(package / "labels.csv")[0]["description"]) > 34_000


def test_sheets_speak_the_exhibits_language(tmp_path: Path) -> None:
    german = Exhibit.model_validate(exhibit().model_dump(mode="json", exclude_none=True) | {"language": "de"})
    package = build(tmp_path, german) / "packages" / "artsteps"
    labels, plan_of_walls, checklist = (
        (package / name).read_text(encoding="utf-8") for name in ("labels.html", "wall-plan.html", "checklist.html")
    )
    assert all('<html lang="de">' in page for page in (labels, plan_of_walls, checklist))
    assert ">Kopieren</button>" in labels
    assert "Jedes Feld für sich" in labels
    assert "Wand 1 von 1" in plan_of_walls
    assert "Was hochzuladen ist" in checklist
    assert "angenommen, nicht bestätigt" in checklist
    assert "Copy" not in labels


# --- Films ---


@pytest.mark.parametrize("most", [None, 60_000_000, 50_000])
def test_films_are_in_the_package_where_the_platform_takes_them(tmp_path: Path, most: int | None) -> None:
    """A film is a file with boxes: what is in it is not looked at."""
    profile = read_profile("artsteps").model_dump(mode="json") | {"film": most and {"max_bytes": most}}
    values = exhibit(rooms=[{"title": "R", "works": [work("camera", source={"path": "camera.mp4"})]}])
    show = replace(show_of(values, profile), films=publishing.films_of(values))
    have = {"colorize/camera": derive(tmp_path / "derivatives", "camera", colorized=True)}
    content = box(b"ftyp", b"isom") + box(b"moov", b"") + box(b"mdat", bytes(60_000))
    for version in ("original", "colour"):
        (tmp_path / version).mkdir()
        (tmp_path / version / f"{version}.mp4").write_bytes(content)
        have[f"film/{version}/camera"] = tmp_path / version
    if most == 50_000:
        with pytest.raises(GalleryError, match=r"the film has 0\.1 MB, and the platform takes 0\.1; raise film\.max"):
            publishing.run(plan(show), show, have, tmp_path / "steps", tmp_path / "out")
        return
    publishing.run(plan(show), show, have, tmp_path / "steps", tmp_path / "out")
    films = tmp_path / "out" / "packages" / "artsteps" / "films"
    with zipfile.ZipFile(tmp_path / "out" / "packages" / "artsteps.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist() if name.endswith(".mp4")}
    if most is None:
        assert not films.exists()
        assert packed == {}
        return
    assert sorted(path.name for path in films.iterdir()) == ["01-camera-colour.mp4", "01-camera-original.mp4"]
    assert packed == {f"artsteps/films/{path.name}": path.read_bytes() for path in films.iterdir()}
    assert look("colour.mp4", films / "01-camera-colour.mp4")[0].says == IPTC
    assert look("original.mp4", films / "01-camera-original.mp4")[0].says == ""
    checklist = (films.parent / "checklist.html").read_text(encoding="utf-8")
    original, colour = (checklist.index(f"films/01-camera-{version}.mp4") for version in ("original", "colour"))
    assert original < colour  # what is uploaded, the original first
    assert "the film, colour" in checklist
