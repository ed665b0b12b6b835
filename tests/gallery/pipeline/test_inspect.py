"""Inspecting an exhibit: everything a build needs, or every problem at its place."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from gallery.pipeline.inspect import Inspection, inspect
from gallery.resources import SHIPPED
from gallery.sources import FetchOptions
from model import weights

EXHIBIT = """\
title: Nostalgia
curator: C
statement: S
rooms:
  - title: R
    works:
      - id: moon
        source: {path: moon.png}
        title: Moon
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
        alt: The moon.
      - id: far
        source:
          url: https://example.org/far.jpg
          sha256: 0000000000000000000000000000000000000000000000000000000000000000
        title: Far
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
        alt: Far away.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An exhibit's folder."""
    (tmp_path / "exhibit.yaml").write_text(EXHIBIT)
    Image.new("L", (32, 24), 128).save(tmp_path / "moon.png")
    return tmp_path


def look(folder: Path, replaced: str = "", by: str = "") -> Inspection:
    text = EXHIBIT.replace(replaced, by) if replaced else EXHIBIT
    (folder / "exhibit.yaml").write_text(text)
    return inspect(folder, FetchOptions(cache=folder / "cache", offline=True))


def test_the_logo_of_the_institution_is_read_as_it_is_named(folder: Path) -> None:
    wanted = "title: Nostalgia\ninstitution: {name: Museum, logo: Our logo.png}"
    Image.new("RGB", (32, 24)).save(folder / "Our logo.png")
    found = look(folder, "title: Nostalgia", wanted)
    assert found.show is not None
    assert found.show.logo == "logo.png"
    assert found.show.resources["logo"].files == {"logo.png": folder / "Our logo.png"}
    (folder / "Our logo.png").unlink()
    for of in (wanted, wanted.replace("title:", "titel:")):
        (problem,) = [each for each in look(folder, "title: Nostalgia", of).problems if each.code == "logo"]
        assert (problem.line, problem.column) == (2, 35)
        assert problem.message == f"no file 'Our logo.png' in {folder}; check the spelling, capitals included"


def test_dimensions_that_may_not_be_meant_are_warnings_also_when_the_photograph_is_known(folder: Path) -> None:
    for _ in range(2):
        found = look(folder, "title: Moon", "title: Moon\n        dimensions: {width: 18, height: 24}")
        (warning,) = found.problems
        assert (warning.line, warning.column, warning.severity) == (10, 21, "warning")
        assert warning.message.startswith("the photograph is wider than tall, with 32 × 24 pixels")
        assert found.show is not None
    assert look(folder, "title: Moon", "title: Moon\n        dimensions: 18 × 24 cm").problems == ()
    (warning,) = look(folder, "title: Far", "title: Far\n        dimensions: {width: 240, height: 180}").problems
    assert warning.hint == "if these are millimetres, write '180 × 240 mm'"


def test_a_sound_exhibit_is_ready_to_be_planned(folder: Path) -> None:
    found = look(folder)
    assert found.problems == ()
    assert found.show is not None
    sha256 = hashlib.sha256((folder / "moon.png").read_bytes()).hexdigest()
    assert found.show.masters == {"moon": sha256, "far": "0" * 64}
    assert [(given.id, given.path, given.source is None) for given in found.masters] == [
        ("master/moon", folder / "moon.png", True),
        ("master/far", None, False),
    ]
    assert found.show.profile["name"] == "artsteps"
    assert set(found.show.resources) == {*SHIPPED, "fonts", "weights"}


def test_problems_of_the_manifest_itself_come_alone(folder: Path) -> None:
    found = look(folder, "curator: C\n", "")
    assert found.manifest is None
    assert [problem.code for problem in found.problems] == ["missing-key"]


def test_every_problem_is_found_in_one_run_at_its_place(folder: Path) -> None:
    text = EXHIBIT.replace("moon.png", "mond.png").replace(
        "rooms:", "fonts: {serif: none.ttf}\npublications: {artsteps: {profile: artstep}}\nrooms:"
    )
    text = text.replace("          sha256: " + "0" * 64 + "\n", "")
    (folder / "exhibit.yaml").write_text(text)
    found = inspect(folder, FetchOptions(cache=folder / "cache", offline=True))
    assert found.show is None
    places = [(problem.line, problem.code) for problem in found.problems]
    assert places == [(4, "font"), (5, "profile"), (10, "source"), (16, "source")]
    assert "did you mean 'artsteps'?" in found.problems[1].message
    assert "mond.png" in found.problems[2].message
    assert str(found.problems[2]).startswith(f"{folder / 'exhibit.yaml'}:10:17: ")


def test_unknown_weights_are_a_problem_at_their_place(folder: Path) -> None:
    found = look(folder, "rooms:", "colorizer: {weights: bold}\nrooms:")
    assert [(problem.line, problem.column, problem.code) for problem in found.problems] == [(4, 22, "weights")]


def a_card(folder: Path, stem: str, **changes: object) -> None:
    """The shipped weights under another card, as calibrating leaves them."""
    card = weights.load()
    folder.mkdir(exist_ok=True)
    values = json.loads((card.folder / "default.json").read_text(encoding="utf-8"))
    (folder / f"{stem}.json").write_text(json.dumps(values | changes), encoding="utf-8")
    shutil.copyfile(card.file("onnx"), folder / f"{stem}.onnx")


@pytest.mark.parametrize("name", ["default", "mine"])
def test_weights_given_by_path_are_those_beside_the_manifest(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the card is called, and wherever the program was started."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    a_card(folder / "calibrated", "weights", name=name)
    plain, own = look(folder).show, look(folder, "rooms:", "colorizer: {weights: calibrated/weights.json}\nrooms:").show
    assert plain is not None
    assert own is not None
    assert own.weights is not None
    assert own.weights["name"] == name
    files = own.resources["weights"].files
    assert files["weights.json"] == folder / "calibrated" / "weights.json"
    assert (own.resources["weights"].digest == plain.resources["weights"].digest) is False


def test_a_theme_is_found_beside_the_manifest_and_its_files_count(folder: Path) -> None:
    (folder / "house").mkdir()
    (folder / "house" / "theme.css").write_text(":root { --u: 1rem; }")
    (folder / "house" / ".theme.css.swp").write_text("hidden")
    themed = ("rooms:", "publications: {site: {theme: house}}\nrooms:")
    first = look(folder, *themed).show
    assert first is not None
    assert first.resources["theme"].files == {"theme.css": (folder / "house" / "theme.css").resolve()}
    (folder / "house" / ".theme.css.swp").write_text("hidden, and changed")
    again = look(folder, *themed).show
    assert again is not None
    assert again.resources["theme"].digest == first.resources["theme"].digest
    (folder / "house" / "theme.css").write_text(":root { --u: 2rem; }")
    second = look(folder, *themed).show
    assert second is not None
    assert first.resources["theme"].digest != second.resources["theme"].digest


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("haus", "there is no folder 'haus' beside the manifest; check the spelling, capitals included"),
        ("../house", "'../house' is not a path inside the exhibit's folder; write it relative to the manifest"),
        ("/tmp", "'/tmp' is not a path inside the exhibit's folder; write it relative to the manifest"),
        (".", "'.' leads out of the exhibit's folder; put the theme in a folder of its own inside"),
        ("moon.png", "there is no folder 'moon.png' beside the manifest; check the spelling, capitals included"),
    ],
)
def test_a_theme_that_is_no_folder_of_the_exhibit_is_a_problem_at_its_line(folder: Path, name: str, said: str) -> None:
    found = look(folder, "rooms:", f"publications: {{site: {{theme: {name}}}}}\nrooms:")
    assert [(problem.line, problem.code, problem.message) for problem in found.problems] == [(4, "theme", said)]


def test_a_theme_may_not_lead_out_of_itself(folder: Path) -> None:
    (folder / "house").mkdir()
    (folder / "house" / "leak.svg").symlink_to("/etc/hostname")
    found = look(folder, "rooms:", "publications: {site: {theme: house}}\nrooms:")
    (problem,) = found.problems
    assert "house/leak.svg: this is a link that leads out of the theme; put the file itself there" in str(problem)


def test_missing_photographs_are_told_beside_the_problems_of_the_manifest(folder: Path) -> None:
    (folder / "moon.png").unlink()
    found = look(folder, "title: Far", "titel: Far")
    assert [(problem.line, problem.code) for problem in found.problems] == [
        (8, "source"),
        (16, "unknown-key"),
    ]


@pytest.mark.parametrize("text", ["", "- a list", "rooms: 1", "rooms: [1, {works: [2, {source: 3}]}]", "a: [", "\x00"])
def test_a_manifest_without_works_has_no_masters_to_miss(folder: Path, text: str) -> None:
    (folder / "exhibit.yaml").write_text(text)
    found = inspect(folder, FetchOptions(cache=folder / "cache", offline=True))
    assert found.problems
    assert "source" not in {problem.code for problem in found.problems}


def test_a_crop_that_leaves_too_little_is_told_at_its_work_also_beside_other_problems(folder: Path) -> None:
    cropped = "title: Moon\n        crop: [0.1, 0.1, 0.9, 0.9]"
    (found,) = look(folder, "title: Moon", cropped).problems
    assert "the crop leaves 26×20 of its 32×24 pixels, and each side must have 64" in str(found)
    assert (found.line, found.code) == (10, "wrong-crop")
    both = look(folder, "title: Moon", cropped + "\n        colour: red")
    assert {problem.code for problem in both.problems} == {"wrong-crop", "unknown-key"}


def test_that_one_of_several_pages_is_shown_is_a_warning_in_every_run(folder: Path) -> None:
    page = Image.new("L", (32, 24), 128)
    page.save(folder / "moon.tif", save_all=True, append_images=[page.rotate(90), page])
    for _ in range(2):
        found = look(folder, "moon.png", "moon.tif")
        (warning,) = found.warnings
        assert found.show is not None
        assert str(warning).endswith(
            "warning: a TIFF of 3 pages; the first is shown; if it is another one, save it by itself [pages]"
        )
