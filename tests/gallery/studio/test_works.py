"""A real studio: pictures, tried hints, labels, dates, rights, the plan, and photographs by drop."""

from __future__ import annotations

import hashlib
import io
import shutil
import threading
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from PIL import Image
from skimage.data import data_dir

from gallery.photograph import save_jpeg
from gallery.photograph.straightening import inscribed
from gallery.pictures.containers import read_xmp
from gallery.studio.arrivals import file_name


def picture(answer: Any) -> Image.Image:
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content))


def test_pictures_are_those_of_the_build_and_say_what_they_are(fresh: Any) -> None:
    moon = fresh.ready("moon")
    assert (moon["state"], moon["size"]) == ("ready", [512, 512])
    assert 0 < moon["confidence"] < 1
    colour = fresh.ask("GET", "/api/works/moon/picture/colour?width=300")
    assert picture(colour).size == (320, 320)
    assert b"compositeWithTrainedAlgorithmicMedia" in (read_xmp(colour.content) or b"")
    assert picture(fresh.ask("GET", "/api/works/moon/picture/confidence")).mode == "L"
    for kind in ("original", "grey"):
        assert picture(fresh.ask("GET", f"/api/works/moon/picture/{kind}?width=5000")).size == (512, 512)
    tag = {"If-None-Match": colour.headers["ETag"]}
    assert fresh.ask("GET", "/api/works/moon/picture/colour?width=300", headers=tag).status_code == 304
    changed = fresh.save({"do": "set", "work": "moon", "field": ["vividness"], "value": 1}).json()["works"][0]
    assert changed["state"] == "waiting"
    assert fresh.ask("GET", "/api/works/moon/picture/colour").status_code in (200, 202)
    assert fresh.ready("moon")["state"] == "ready"
    new = fresh.ask("GET", "/api/works/moon/picture/colour?width=300")
    assert new.headers["ETag"] != colour.headers["ETag"]


def test_a_work_left_grey_has_no_colour_and_counts_as_looked_at(fresh: Any) -> None:
    grey = [("colorize", False), ("reason", {"en": "Its colours are known to be wrong."})]
    answer = fresh.save(*({"do": "set", "work": "moon", "field": [name], "value": value} for name, value in grey))
    assert answer.json()["looked"] == {"done": 1, "of": 2}
    assert fresh.ready("moon")["confidence"] is None
    assert fresh.ask("GET", "/api/works/moon/picture/colour").json()["code"] == "not-colorized"


def test_hints_are_tried_and_nothing_is_saved(fresh: Any) -> None:
    before = fresh.manifest.read_bytes()
    fresh.exhibit()
    hints = [{"at": [0.5, 0.5], "color": "#d02020", "radius": 0.1}]
    plain = fresh.ask("POST", "/api/works/moon/render", json={"width": 400})
    tried = fresh.ask("POST", "/api/works/moon/render", json={"hints": hints, "width": 400})
    spare = {"protect": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
    spared = fresh.ask("POST", "/api/works/moon/render", json={"hints": hints, "width": 400, **spare})
    assert tried.headers["Content-Type"] == "image/jpeg"
    assert 0 < float(tried.headers["Gallery-Confidence"]) <= 1
    assert "infer;dur=" in tried.headers["Server-Timing"]
    assert b"compositeWithTrainedAlgorithmicMedia" in (read_xmp(tried.content) or b"")
    middle = [np.asarray(picture(one).convert("RGB"))[180:220, 180:220].astype(int) for one in (plain, tried, spared)]
    redness = [float((one[..., 0] - one[..., 2]).mean()) for one in middle]
    assert redness[1] > redness[0] + 20
    assert abs(redness[2]) < 4
    framed = fresh.ask("POST", "/api/works/moon/render", json={"crop": [0, 0, 1, 0.5], "rotate": 90, "width": 400})
    assert picture(framed).size == (400, 200)
    askew = picture(fresh.ask("POST", "/api/works/moon/render", json={"rotate": -2, "width": 400})).convert("L")
    turned = picture(plain).convert("L").rotate(2, Image.Resampling.BICUBIC)
    side = inscribed(400, 400, 2)[0]
    edge = (400 - side) // 2
    inner = turned.crop((edge, edge, edge + side, edge + side))
    level, expected = (np.asarray(one, float) for one in (askew.resize((side, side)), inner))
    assert abs(level - expected).mean() < 6
    assert fresh.manifest.read_bytes() == before


@pytest.mark.parametrize(
    "body",
    [
        {"hints": [{"at": [2, 0], "color": "#d02020"}]},
        {"hints": 7},
        {"hints": [7]},
        {"crop": [0.5, 0.5, 0.5, 0.5]},
        {"rotate": "askew"},
        {"vividness": 7},
        {"width": "wide"},
        {"protect": [[[0, 0]]]},
    ],
)
def test_what_cannot_be_tried_is_refused(fresh: Any, body: dict[str, Any]) -> None:
    fresh.exhibit()
    assert fresh.ask("POST", "/api/works/moon/render", json=body).status_code == 422


def test_of_several_tries_that_wait_only_the_newest_is_shown(fresh: Any) -> None:
    fresh.exhibit()
    codes: dict[int, int] = {}

    def ask(number: int) -> None:
        hints = [{"at": [0.1 * number, 0.5], "color": "#2020d0"}]
        codes[number] = fresh.ask("POST", "/api/works/moon/render", json={"hints": hints}).status_code

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(1, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(codes.values()) <= {200, 409}
    assert 409 in codes.values()
    assert 200 in codes.values()


def test_a_label_is_shown_as_it_will_be_printed_with_what_is_not_saved(fresh: Any) -> None:
    saved = fresh.ask("GET", "/api/works/moon/label?language=en")
    assert picture(saved).size == (1181, 787)
    changes = [{"do": "set", "work": "moon", "field": ["title", "de"], "value": "Der Mond"}]
    german = fresh.ask("POST", "/api/label", json={"work": "moon", "changes": changes, "language": "de"})
    english = fresh.ask("POST", "/api/label", json={"work": "moon", "changes": changes, "language": "en"})
    assert german.content != saved.content
    assert english.content == saved.content
    assert picture(fresh.ask("GET", "/api/works/coins/label")).size == (1181, 787)
    long = [{"do": "set", "work": "moon", "field": ["credit", "en"], "value": "a long credit line, " * 400}]
    refused = fresh.ask("POST", "/api/label", json={"work": "moon", "changes": long, "language": "en"})
    assert (refused.status_code, "does not fit" in refused.json()["detail"]) == (422, True)
    assert fresh.ask("GET", "/api/works/mars/label").status_code == 404


def test_dates_rights_and_the_plan_help(fresh: Any) -> None:
    assert fresh.ask("GET", "/api/dates?words=um+1900&language=de").json() == {"edtf": "1900~", "reads": "um 1900"}
    assert "problem" in fresh.ask("GET", "/api/dates?words=some+day").json()
    rights = fresh.ask("GET", "/api/rights?language=fr").json()
    assert len({one["uri"] for one in rights}) == len(rights) > 15


def test_the_plan_is_that_of_the_draft(fresh: Any) -> None:
    def plan(*changes: dict[str, Any]) -> tuple[list[str | None], str]:
        answer = fresh.ask("POST", "/api/plan?language=en", json={"changes": list(changes)})
        assert answer.status_code == 200, answer.text
        links = fromstring(answer.text).iter("{http://www.w3.org/2000/svg}a")
        return [link.get("href") for link in links], answer.text

    moon, coins = "#/works/moon", "#/works/coins"
    fresh.ready("moon")
    saved = plan()
    assert saved[0] == [moon, coins]
    assert plan({"do": "move", "work": "coins", "room": 0, "position": 0})[0] == [coins, moon]
    narrow = plan({"do": "set", "work": "moon", "field": ["crop"], "value": [0.4, 0, 0.6, 1]})
    assert narrow[0] == saved[0]
    assert narrow[1] != saved[1]
    assert plan() == saved


def test_a_photograph_that_is_dropped_becomes_a_file_and_a_draft_work(fresh: Any, tmp_path: Path) -> None:
    data = (Path(data_dir) / "camera.png").read_bytes()
    before = fresh.manifest.read_text(encoding="utf-8")
    answer = fresh.ask("POST", "/api/photographs", params={"name": "../../Der Mann (1).PNG"}, data=data)
    told = answer.json()
    assert answer.status_code == 200, answer.text
    assert told["added"] == "der-mann-1"
    assert (fresh.folder / "photographs" / "der-mann-1.png").read_bytes() == data
    after = fresh.manifest.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert "source: {path: photographs/der-mann-1.png}" in after
    work = told["works"][-1]
    assert (work["room"], work["todo"]) == (1, ["title", "rights", "alt"])
    assert fresh.ready("der-mann-1")["state"] == "ready"
    again = fresh.ask("POST", "/api/photographs", params={"name": "Der Mann (1).png"}, data=data)
    assert (again.status_code, again.json()["code"]) == (422, "there")
    other = fresh.ask(
        "POST", "/api/photographs", params={"name": "der-mann-1.png"}, data=(Path(data_dir) / "page.png").read_bytes()
    )
    assert (fresh.folder / "photographs" / "der-mann-1.png").read_bytes() == data
    assert other.json()["added"] == "der-mann-1-2"
    assert [path.name for path in (fresh.folder / "photographs").iterdir() if path.name.startswith(".")] == []
    shutil.rmtree(fresh.folder / "photographs")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.png", b"not a picture", "photograph"),
        ("a.py", b"import os", "photograph"),
        ("exhibit.yaml", b"title: mine", "photograph"),
        ("", b"x", "photograph"),
        ("a.jpg", b"", "no-photograph"),
    ],
)
def test_what_is_no_photograph_leaves_nothing(fresh: Any, name: str, data: bytes, code: str) -> None:
    before = {path: hashlib.sha256(path.read_bytes()).digest() for path in fresh.folder.rglob("*") if path.is_file()}
    answer = fresh.ask("POST", "/api/photographs", params={"name": name}, data=data)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] == code
    now = {path: hashlib.sha256(path.read_bytes()).digest() for path in fresh.folder.rglob("*") if path.is_file()}
    assert now == before
    assert not list((fresh.cache / "store" / "unfinished").glob("arriving*"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("IMG 0012.JPEG", "img-0012.jpeg"),
        ("..\\..\\Straße.tif", "strasse.tif"),
        ("/etc/.hidden.png", "hidden.png"),
        (".png", "work.png"),
        ("con\0trol\n.jpg", "con-trol.jpg"),
        ("a" * 400 + ".jpg", f"{'a' * 76}.jpg"),
    ],
)
def test_names_of_files_are_made_safe(given: str, kept: str) -> None:
    assert file_name(given) == kept


def test_metadata_of_the_file_fill_the_draft(fresh: Any, tmp_path: Path) -> None:
    path = tmp_path / "portrait.jpg"
    exif = Image.Exif()
    exif[0x013B] = "Dorothea Lange"
    exif[0x010E] = "A mother and her children"
    pixels = np.asarray(Image.open(Path(data_dir) / "coins.png"))[:200, :300]
    Image.fromarray(pixels).save(path, exif=exif)
    told = fresh.ask("POST", "/api/photographs", params={"name": "portrait.jpg"}, data=path.read_bytes()).json()
    work = next(one for one in told["works"] if one["id"] == told["added"])
    assert work["fields"]["creator"] == {"en": "Dorothea Lange"}
    assert work["fields"]["description"] == {"en": "A mother and her children"}
    shutil.rmtree(fresh.folder / "photographs")


def test_a_photograph_of_24_megapixels_is_tried_at_the_size_of_a_screen(fresh: Any) -> None:
    grey = np.asarray(Image.open(Path(data_dir) / "camera.png").resize((6000, 4000)))
    save_jpeg(np.repeat(grey[..., None], 3, axis=2), fresh.folder / "large.jpg")
    text = fresh.manifest.read_text(encoding="utf-8")
    lines = ("- id: large", "  source: {path: large.jpg}", "  title: L", "  rights: TODO", "  alt: TODO")
    large = "".join(f"      {line}\n" for line in lines)
    fresh.manifest.write_text(f"{text}\n{large}", encoding="utf-8")
    fresh.exhibit()
    body = {"hints": [{"at": [0.5, 0.5], "color": "#205080"}], "width": 1600}
    assert picture(fresh.ask("POST", "/api/works/large/render", json=body)).size in ((1600, 1066), (1600, 1067))
    again = fresh.ask("POST", "/api/works/large/render", json=body)
    opened = next(part for part in again.headers["Server-Timing"].split(", ") if part.startswith("open"))
    assert float(opened.partition("dur=")[2]) < 50, "an open photograph is not decoded again"
