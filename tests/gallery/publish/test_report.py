"""The report: its numbers against the derivatives it was made from, and its page."""

from __future__ import annotations

import base64
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import publishing
import pytest
import skimage.data
from PIL import Image
from skimage import color

from gallery.derivatives import Facts, write_facts
from gallery.manifest.schema import Exhibit
from gallery.pictures.containers import read_xmp
from gallery.pictures.metadata import read_disclosure
from gallery.pipeline.publications import planned
from gallery.publication.profiles import read_profile
from gallery.publication.show import Show
from gallery.publish.report.pictures import THUMBNAIL_BYTES
from gallery.publish.report.plan import plan
from gallery.publish.report.step import BINS, histogram, percent
from gallery.words.texts import texts_in

HOSTILE = '</title><script>alert(1)</script> & "quotes" {{ 7 * 7 }}'
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"

HINTS = [
    {"at": [0.4, 0.6], "color": "#5B3A29", "radius": 0.03, "evidence": "brown wool, per the museum's record"},
    {"at": [0.1, 0.2], "color": "#88aacc", "evidence": "a clear sky", "assumption": True},
    {"along": [[0.1, 0.5], [0.2, 0.6], [0.3, 0.7]], "color": "#a02020", "radius": 0.01, "evidence": "a red sash"},
    {"area": [[0.5, 0.5], [0.8, 0.5], [0.7, 0.9]], "color": "#2020a0", "radius": 0.02, "evidence": "a blue wall"},
]
LEFT_GREY = [[[0, 0], [1, 0], [1, 0.1]]]

LANGUAGES = [
    ("en", ["Confidence", "Works", "Method", "Disclosure", "Left out"]),
    ("de-AT", ["Sicherheit", "Werke", "Methode", "Kennzeichnung", "Ausgelassen"]),
    ("fr", ["Certitude", "Œuvres", "Méthode", "Signalement", "Non réalisé"]),
    ("it", ["Confidence", "Works", "Method", "Disclosure", "Left out"]),
]


def work(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "source": {"package": "skimage", "path": f"data/{name}.png"},
        "title": name.capitalize(),
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "alt": f"What {name} shows.",
    } | more


def exhibit(**changes: Any) -> Exhibit:
    url = {"url": "https://example.org/astronaut.png", "sha256": "a" * 64}
    works = [work("astronaut", title=HOSTILE, source=url, hints=HINTS, protect=LEFT_GREY, date="1992"), work("camera")]
    moon = work("moon", colorize=False, reason="The Moon is grey.", hints=HINTS)
    rooms = [{"title": "Ground & sky", "works": works}, {"title": "Beyond", "works": [moon]}]
    values = {"title": "Three", "curator": "C. Urator", "statement": "…", "rooms": rooms} | changes
    return Exhibit.model_validate(values)


def facts_of(name: str, *, colorized: bool) -> Facts:
    inferred = ("default", "b" * 64, "2026-11-20", "unet", 0.6, 0.123456, 2) if colorized else ()
    return Facts(256, 200, name[0] * 64, "PNG", 1000, name == "astronaut", False, colorized, *inferred)


def derive(folder: Path, name: str, *, colorized: bool) -> Path:
    """Derivatives of a photograph from scikit-image, 256 pixels wide."""
    folder.mkdir(parents=True)
    photograph = Image.fromarray(getattr(skimage.data, name)()).convert("RGB").resize((256, 200))
    grey = color.rgb2lab(np.asarray(photograph)) * (1, 0, 0)
    photograph.save(folder / "original.jpg", quality=95)
    photograph.convert("L").save(folder / "grey.jpg")
    if colorized:
        tinted = (color.lab2rgb(grey + np.array([0, 4, 12])) * 255).round().astype(np.uint8)
        Image.fromarray(tinted).save(folder / "colour.jpg")
        Image.fromarray((grey[..., 0] * 2.55).astype(np.uint8)).save(folder / "confidence.png")
    write_facts(facts_of(name, colorized=colorized), folder)
    return folder


def build(folder: Path, values: Exhibit | None = None) -> Path:
    """The folder of the report's task, after running it and those that it needs."""
    show = show_of(values or exhibit())
    *thumbnails, task = (task for task in planned(show) if task.stage == "report")
    assert task.id == "report/report"
    made = {
        f"colorize/{one.id}": derive(folder / "derivatives" / one.id, one.id, colorized=one.colorize)
        for one in show.exhibit.works
    }
    labels = {f"label/{one.id}" for one in show.exhibit.works}
    assert set(task.needs) == {*made, *labels, *(one.id for one in thumbnails)}
    finished = publishing.run([*thumbnails, task], show, made, folder / "scratch", folder / "out")
    out = finished[task.id]
    assert {path.name for path in out.iterdir()} == set(task.publishes)
    return out


def show_of(values: Exhibit) -> Show:
    profile = read_profile("artsteps").model_dump(mode="json")
    masters = {one.id: "0" * 64 for one in values.works}
    return Show(exhibit=values, masters=masters, profile=profile, resources=publishing.resources())


def test_thumbnails_are_one_task_for_each_work_and_editing_texts_makes_none_anew() -> None:
    values = exhibit()
    *thumbnails, _ = plan(show_of(values))
    assert [task.id for task in thumbnails] == [f"report/thumbnails/{one.id}" for one in values.works]
    assert [task.needs for task in thumbnails] == [(f"colorize/{one.id}",) for one in values.works]
    plain = values.model_dump(mode="json", exclude_none=True)
    plain["rooms"][0]["works"][0] |= {"title": "T", "alt": "A.", "credit": "C", "description": "D"}
    shows = [show_of(values), show_of(Exhibit.model_validate(plain))]
    before, after = (publishing.keys(plan(show), show) for show in shows)
    assert {name for name in after if after[name] != before[name]} == {"report/report"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def report(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return values


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def test_totals_add_up(report: dict[str, Any]) -> None:
    assert report["totals"] == {
        "works": 3,
        "colorized": 2,
        "uncolorized": 1,
        "with_own_colour": 1,
        "hints": 4,
        "assumptions": 1,
        "master_bytes": 3000,
    }


def test_each_work_tells_its_master_and_how_it_was_colorized(report: dict[str, Any]) -> None:
    astronaut = report["works"][0]
    assert astronaut["master"] == {
        "source": {"url": "https://example.org/astronaut.png"},
        "sha256": "a" * 64,
        "format": "PNG",
        "bytes": 1000,
        "width": 256,
        "height": 200,
        "pages": 1,
        "rotate": 0,
        "crop": None,
        "shown": [256, 200],
        "has_colour": True,
        "toned": False,
    }
    made = astronaut["colorization"]
    assert (made["weights"], made["weights_sha256"], made["vividness"]) == ("default", "b" * 64, 0.6)
    assert made["confidence"]["mean"] == 0.1235
    assert made["metadata"]["digital_source_type"] == IPTC
    assert astronaut["rights"]["name"] == "Public Domain Mark 1.0"
    assert astronaut["number"] == 1


def test_it_tells_who_shows_the_works_who_made_them_and_whose_they_are(tmp_path: Path) -> None:
    lent = {"lender": "City Museum", "inventory_number": "Ph 12", "catalogue": "https://example.org/12"}
    shown = work("camera", creator="Dorothea Lange", dimensions="18 × 24 cm", **lent)
    institution = {"name": "State Museum", "contact": "post@example.org"}
    folder = build(tmp_path, exhibit(rooms=[{"title": "R", "works": [shown]}], institution=institution))
    told = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert told["exhibit"]["institution"] == institution | {"url": None, "address": None}
    (camera,) = told["works"]
    assert {name: camera[name] for name in lent} == lent
    assert camera["dimensions"] == "18 × 24 cm"
    assert [(one["name"], one["sort"]) for one in camera["creators"]] == [("Dorothea Lange", "Lange, Dorothea")]
    page = (folder / "report.html").read_text(encoding="utf-8")
    for said in ("State Museum", "City Museum", "Ph 12", 'href="https://example.org/12"'):
        assert said in page


def test_hints_come_with_their_evidence(report: dict[str, Any]) -> None:
    first, second, stroke, area = report["works"][0]["colorization"]["hints"]
    assert first == HINTS[0] | {"color": "#5b3a29", "assumption": False}
    assert second["assumption"] is True
    assert stroke == HINTS[2] | {"assumption": False}
    assert area == HINTS[3] | {"assumption": False}


def test_the_page_tells_where_a_colour_was_given_at_a_point_or_along_a_stroke(page: str) -> None:
    text = page.replace("\u00a0", " ")
    assert "<td>40 % from the left, 60 % from the top</td>" in text
    assert "<td>in an area of 3 corners, the first: 50 % from the left, 50 % from the top</td>" in text
    grey = "in an area of 3 corners, the first: 0 % from the left, 0 % from the top"
    assert f"<dt>Left grey</dt><dd>{grey}</dd>" in text
    start, end = "10 % from the left, 50 % from the top", "30 % from the left, 70 % from the top"
    assert f"<td>along a line; start: {start}; end: {end}</td>" in text


def test_an_uncolorized_work_tells_why(report: dict[str, Any]) -> None:
    moon = report["works"][2]
    assert moon["colorization"] is None
    assert (moon["reason"], moon["room"]) == ("The Moon is grey.", "Beyond")


def test_the_method_names_the_weights_and_what_they_colorized(report: dict[str, Any]) -> None:
    named = {
        "weights": "default",
        "weights_sha256": "b" * 64,
        "weights_date": "2026-11-20",
        "network": "unet",
    }
    assert report["method"] == [named | {"works": 2}]


def test_disclosure_lists_the_publications_that_are_made(tmp_path: Path, report: dict[str, Any]) -> None:
    places = [row["pictures"] for row in report["disclosure"]]
    assert places == ["panels/", "packages/artsteps/pictures/", "site/pictures/, site/iiif/", "packages/room.glb"]
    without = {name: {"enabled": False} for name in ("panels", "artsteps", "room")}
    fewer = build(tmp_path, exhibit(publications=without))
    told = json.loads((fewer / "report.json").read_text(encoding="utf-8"))
    assert [row["pictures"] for row in told["disclosure"]] == ["site/pictures/, site/iiif/"]


def test_it_says_that_iiif_was_left_out_and_what_it_needs(tmp_path: Path) -> None:
    out = build(tmp_path, exhibit())
    assert "set &#39;base_url&#39;" in (out / "report.html").read_text(encoding="utf-8")
    (said,) = json.loads((out / "report.json").read_text(encoding="utf-8"))["left_out"]
    assert said.startswith("IIIF descriptions: ")
    told = build(tmp_path / "named", exhibit(base_url="https://museum.example/show/"))
    assert json.loads((told / "report.json").read_text(encoding="utf-8"))["left_out"] == []


def test_an_exhibit_without_colour_discloses_nothing(tmp_path: Path) -> None:
    moon = work("moon", colorize=False, reason="The Moon is grey.")
    out = build(tmp_path, exhibit(rooms=[{"title": "Beyond", "works": [moon]}]))
    told = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert (told["disclosure"], told["method"]) == ([], [])
    text = (out / "report.html").read_text(encoding="utf-8")
    assert "No network was used" in text
    assert "1 shown as it is" in text


@pytest.mark.parametrize(("language", "sections"), LANGUAGES)
def test_the_page_speaks_the_exhibits_language(tmp_path: Path, language: str, sections: list[str]) -> None:
    out = build(tmp_path, exhibit(language=language))
    page = (out / "report.html").read_text(encoding="utf-8")
    assert f'<html lang="{texts_in(language).language}">' in page
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == sections
    told = json.loads((out / "report.json").read_text(encoding="utf-8"))
    words = texts_in(language)
    assert told["disclosure"][0]["beside"] == words("report.beside_label")
    assert told["left_out"] == [words("report.left_out_iiif")]


def test_no_english_is_left_in_a_german_report(tmp_path: Path) -> None:
    german = {"en": "An English text", "de": "Ein Text"}
    shown = work("astronaut", title=german, alt=german, hints=[HINTS[2] | {"evidence": german, "assumption": True}])
    shown |= {"rights": "http://rightsstatements.org/vocab/NoC-US/1.0/", "date": "1992-05"}
    moon = work("moon", title=german, alt=german, colorize=False, reason=german)
    rooms = [{"title": german, "works": [shown, moon]}]
    out = build(tmp_path, exhibit(title=german, curator="C. U.", language="de", rooms=rooms))
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", (out / "report.html").read_text(encoding="utf-8"), flags=re.DOTALL)
    said = set(re.findall(r"[a-z]+", text.lower()))
    assert said.isdisjoint({"the", "of", "and", "it", "is", "work", "works", "colour", "colours", "weights", "english"})
    for phrase in (
        "Kein Urheberrechtsschutz – Vereinigte Staaten",
        "Mai 1992",
        "1 koloriert, 1 gezeigt, wie es ist",
        "Lebhaftigkeit 0,6",
    ):
        assert phrase in text


def test_the_histogram_counts_every_pixel_once(tmp_path: Path) -> None:
    values = np.repeat(np.array([[0, 25, 26, 128, 255]], dtype=np.uint8), 2, axis=0)
    Image.fromarray(values).save(tmp_path / "c.png")
    shares = histogram(tmp_path / "c.png")
    assert len(shares) == BINS
    assert shares == [0.4, 0.2, 0, 0, 0, 0.2, 0, 0, 0, 0.2]


def test_thumbnails_are_small_and_the_coloured_ones_disclose_themselves(page: str, tmp_path: Path) -> None:
    thumbnails = [
        base64.b64decode(data) for data in re.findall(r'src="data:image/jpeg;name=[a-z]+;base64,([^"]+)"', page)
    ]
    assert len(thumbnails) == 5
    disclosed = []
    for number, data in enumerate(thumbnails):
        pixels = len(data) - len(read_xmp(data) or b"")
        assert pixels <= THUMBNAIL_BYTES + 100  # the segment around the label
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(data)
        disclosed.append(read_disclosure(path).get("digital_source_type"))
        with Image.open(io.BytesIO(data)) as image:
            assert max(image.size) == 240
    assert disclosed == [None, IPTC, None, IPTC, None]


def test_hostile_texts_stay_texts(page: str) -> None:
    assert "<script" not in page
    assert "&lt;/title&gt;&lt;script&gt;" in page
    assert "{{ 7 * 7 }}" in page


def test_the_page_asks_for_nothing(page: str) -> None:
    assert not re.search(r'(src|srcset|poster)="(?!data:)', page)
    assert not re.search(r"<(link|iframe|object|script)|url\(|@import", page)


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(page: str) -> None:
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert len(tables) == 4
    for table in tables:
        assert "<caption>" in table
        assert not re.search(r"<th(?![a-z])(?![^>]*scope=)", table)
    assert all(re.search(r'alt="[^"]+"', image) for image in re.findall(r"<img[^>]+>", page))


def test_two_builds_give_the_same_report_and_name_no_folder(folder: Path, tmp_path: Path) -> None:
    again = build(tmp_path)
    for name in ("report.json", "report.html"):
        data = (folder / name).read_bytes()
        assert data == (again / name).read_bytes()
        assert str(tmp_path.parent).encode() not in data


def test_shares_read_as_percent() -> None:
    assert percent(0.624) == "62\u00a0%"


def test_a_film_is_told_with_its_length_its_shots_and_when_colours_are_given(tmp_path: Path) -> None:
    hints = [HINTS[0] | {"time": 0.5}, HINTS[1] | {"from": 0.25, "to": 1.5}]
    film = work("camera", source={"path": "camera.mp4"}, hints=hints)
    values = exhibit(rooms=[{"title": "R", "works": [film]}])
    show = replace(show_of(values), films=publishing.films_of(values))
    tasks = [task for task in planned(show) if task.stage == "report"]
    made = {name: tmp_path / name for name in ("colorize/camera", "film/colour/camera")}
    derive(made["colorize/camera"], "camera", colorized=True)
    made["film/colour/camera"].mkdir(parents=True)
    told = {"confidence_mean": 0.4321, "shots": [{"confidence": 0.4}, {"confidence": 0.48}]}
    (made["film/colour/camera"] / "facts.json").write_text(json.dumps(told))
    out = publishing.run(tasks, show, made, tmp_path / "scratch", tmp_path / "out")["report/report"]
    (found,) = json.loads((out / "report.json").read_bytes())["works"]
    assert (found["film"]["duration"], found["film"]["shots"], found["film"]["poster"]) == (2.1, 2, 0.2)
    assert (found["film"]["confidence"], found["film"]["shot_confidence"]) == (0.4321, [0.4, 0.48])
    assert [(hint["from"], hint["to"]) for hint in found["colorization"]["hints"]] == [(0.5, 0.5), (0.25, 1.5)]
    page = re.sub(r"\s+", " ", (out / "report.html").read_text(encoding="utf-8"))
    assert "2.1 seconds, 52 frames, 2 shots; the pictures show the frame at 0.2 seconds, mean confidence 43" in page
    assert "at 0.5 s" in page
    assert "from 0.25 s to 1.5 s" in page
