"""``gallery build`` as a curator runs it: real photographs, the real colourist, every publication, nothing replaced."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage
from PIL import Image

from gallery.cli import _run
from gallery.pictures.metadata import read_disclosure

ROOT = Path(__file__).resolve().parents[2]
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
MANIFEST = """\
title: Four Photographs
curator: A. Curator
statement: Photographs, and colours that nobody recorded.
rooms:
  - title: First
    works:
      - {id: camera, source: {package: skimage, path: data/camera.png}, title: A camera, alt: A man., rights: PDM}
      - {id: coins, source: {package: skimage, path: data/coins.png}, title: Coins, alt: Coins., rights: PDM}
  - title: Second
    works:
      - {id: page, source: {package: skimage, path: data/page.png}, title: A page, alt: A page., rights: PDM,
         colorize: false, reason: Ink on paper has no colours to guess.}
      - {id: cat, source: {path: photographs/cat.jpg}, title: A cat, alt: A cat., rights: PDM,
         hints: [{at: [0.4, 0.4], color: "#b07a48", evidence: Ginger., assumption: true}]}
""".replace("PDM", '"http://creativecommons.org/publicdomain/mark/1.0/"')
WORKS = ("camera", "coins", "page", "cat")


@dataclass(frozen=True)
class House:
    """An exhibit's folder, a cache and an output folder."""

    folder: Path

    @property
    def manifest(self) -> Path:
        return self.folder / "exhibit" / "exhibit.yaml"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def arguments(self, *more: str, name: str = "") -> list[str]:
        out, cache = f"{self.out}{name}", f"{self.folder / 'cache'}{name}"
        return ["build", str(self.manifest), "--output", out, "--cache", cache, "--json", "--quiet", *more]

    def edit(self, old: str, new: str) -> None:
        text = self.manifest.read_text(encoding="utf-8")
        assert old in text
        self.manifest.write_text(text.replace(old, new), encoding="utf-8")

    def stored(self) -> set[str]:
        """Ids of the tasks whose results the store holds, each with its key: what ran is what is new there."""
        records = (json.loads(path.read_bytes()) for path in (self.folder / "cache").glob("store/??/*/entry.json"))
        return {f"{record['about']} {record['key']}" for record in records}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under ``folder`` with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def times(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, dict[str, Any]]:
    """A house whose exhibition was built by the console program, and what that printed."""
    house = House(tmp_path_factory.mktemp("first"))
    photographs = house.manifest.parent / "photographs"
    photographs.mkdir(parents=True)
    house.manifest.write_text(MANIFEST, encoding="utf-8")
    with Image.open(Path(skimage.__file__).parent / "data" / "chelsea.png") as cat:
        cat.resize((360, 240)).save(photographs / "cat.jpg", quality=90)
    program = "from gallery.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *house.arguments("--jobs", "1")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return house, json.loads(done.stdout)


@pytest.fixture
def house(first: tuple[House, dict[str, Any]], tmp_path: Path) -> House:
    """That house, moved to a place of the test's own, with everything in it as it was built."""
    shutil.copytree(first[0].folder, tmp_path / "house")
    return House(tmp_path / "house")


Build = Callable[..., dict[str, Any]]


@pytest.fixture
def build(capsys: pytest.CaptureFixture[str]) -> Build:
    """Runs the command line's own entry in this process; the summary it prints."""

    def run(house: House, *more: str, name: str = "", code: int = 0) -> dict[str, Any]:
        assert _run(house.arguments("--jobs", "1", *more, name=name)) == code
        printed = capsys.readouterr()
        summary: dict[str, Any] = json.loads(printed.out)
        return summary | {"stderr": printed.err}

    return run


def test_the_console_program_builds_the_exhibition_and_sums_it_up(first: tuple[House, dict[str, Any]]) -> None:
    house, summary = first
    assert summary.pop("seconds") > 0
    steps = summary.pop("steps")
    assert summary == {
        "exhibit": "Four Photographs", "works": 4, "colorized": 3, "reused": 0, "ran": steps, "problems": 0,
        "warnings": 0, "output": str(house.out),
    }  # fmt: skip
    found = tree(house.out)
    for name in ("site/index.html", "packages/artsteps/labels.csv", "packages/artsteps.zip", "report.json"):
        assert found[name]
    assert sorted(path.name for path in (house.out / "panels").iterdir()) == [
        "01-camera.jpg", "02-coins.jpg", "03-page.jpg", "04-cat.jpg",
    ]  # fmt: skip
    assert {f"site/works/{work}/index.html" for work in WORKS} <= found.keys()


def inferred(out: Path) -> list[Path]:
    """The published pictures that show inferred colours: panels of colorized works, every ``colour`` file, every
    tile and size of a ``colour`` image."""
    works = json.loads((out / "report.json").read_bytes())["works"]
    grey = {work["id"] for work in works if work["colorization"] is None}
    panels = [path for path in (out / "panels").iterdir() if path.stem.partition("-")[2] not in grey]
    copies = [path for path in (out / "site" / "panels").iterdir() if path.stem not in grey]
    images = list((out / "site" / "iiif").glob("*/colour/**/*.jpg"))
    others = [path for path in out.rglob("*colour*") if path.suffix in (".jpg", ".webp", ".png")]
    return sorted({*panels, *copies, *images, *others})


def test_every_picture_of_inferred_colours_says_so_in_the_file(first: tuple[House, dict[str, Any]]) -> None:
    pictures = inferred(first[0].out)
    assert len(pictures) > 5 * 3
    for picture in pictures:
        assert read_disclosure(picture)["digital_source_type"] == COMPOSITE, picture


def test_a_second_build_runs_no_step_and_opens_no_socket(
    house: House, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = times(house.out)

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    summary = build(house)
    assert summary["reused"] == summary["steps"] > 0
    assert summary["ran"] == 0
    assert times(house.out) == before


def test_after_editing_one_title_only_what_shows_it_is_made_again(house: House, build: Build) -> None:
    stored, before = house.stored(), times(house.out)
    house.edit("title: A cat", "title: A ginger cat")
    summary = build(house)
    ran = {line.partition(" ")[0] for line in house.stored() - stored}
    assert len(ran) == summary["ran"]
    assert {task.partition("/")[0] for task in ran} == {"label", "panels", "artsteps", "site", "room", "report"}
    # Pictures into which the title is drawn, and no other. The page before is among the pages: its link to the next
    # work names that work's title.
    assert {task for task in ran if task.rpartition("/")[2] in WORKS} == {
        "label/cat", "panels/jpeg/cat", "room/plate/cat", "site/walk/cat", "site/pages/works/cat",
        "site/pages/works/page",
    }  # fmt: skip
    after = times(house.out)
    for number, work in enumerate(WORKS[:3], 1):
        for name in (f"panels/0{number}-{work}.jpg", f"site/pictures/{work}"):
            assert after[name] == before[name], name
    assert after["panels/04-cat.jpg"] > before["panels/04-cat.jpg"]


def test_after_edits_the_exhibition_equals_a_clean_build(house: House, build: Build) -> None:
    house.edit("title: A cat", "title: A ginger cat")
    house.edit("Second", "The second")
    house.edit("#b07a48", "#8a6a50")
    build(house)
    build(house, name="-clean")
    assert tree(house.out) == tree(Path(f"{house.out}-clean"))


def test_a_removed_work_leaves_no_file_behind(house: House, build: Build) -> None:
    lines = house.manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    house.manifest.write_text("".join(line for line in lines if "id: coins" not in line), encoding="utf-8")
    assert build(house)["works"] == 3
    assert [name for name in tree(house.out) if "coins" in name] == []
    assert "coins" not in (house.out / ".gallery.json").read_text(encoding="utf-8")
    build(house, name="-clean")
    assert tree(house.out) == tree(Path(f"{house.out}-clean"))


def test_the_number_of_jobs_decides_no_byte(house: House, build: Build) -> None:
    build(house, "--jobs", "2", name="-two")
    assert tree(Path(f"{house.out}-two")) == tree(house.out)


def test_a_damaged_photograph_names_its_work_and_stops_no_other(house: House, build: Build) -> None:
    before = tree(house.out)
    cat = house.manifest.parent / "photographs" / "cat.jpg"
    cat.write_bytes(cat.read_bytes()[:-4000])
    shutil.rmtree(house.folder / "cache")
    summary = build(house, code=1)
    assert (summary["problems"], summary["output"]) == (1, None)
    assert summary["stderr"].startswith("colorize/cat: ")
    assert "cat.jpg" in summary["stderr"]
    done = {line.partition(" ")[0] for line in house.stored()}
    assert {f"{stage}/{work}" for stage in ("colorize", "panels/jpeg") for work in WORKS[:3]} <= done
    assert tree(house.out) == before


@pytest.mark.parametrize("exhibit", ["nostalgia-and-memory", "witnesses", "empire-in-colour", "films"])
def test_the_shipped_exhibits_have_no_problem(exhibit: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["check", str(ROOT / "exhibits" / exhibit), "--offline"]) == 0
    assert "no problem" in capsys.readouterr().out


@pytest.fixture
def shown(shared_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Any]:
    """Builds a shipped exhibit from the mirror of its photographs, without a network; its summary and its report."""

    def build_it(exhibit: str) -> tuple[dict[str, Any], dict[str, Any], Path]:
        out = tmp_path / "out"
        options = ["--offline", "--mirror", str(shared_data / "photographs"), "--output", str(out), "--json", "--quiet"]
        assert _run(["build", str(ROOT / "exhibits" / exhibit), *options]) == 0
        return json.loads(capsys.readouterr().out), json.loads((out / "report.json").read_bytes()), out

    return build_it


@pytest.mark.slow
def test_witnesses_is_built_offline_from_a_mirror(shown: Callable[[str], Any]) -> None:
    summary, report, out = shown("witnesses")
    assert (summary["works"], len(report["works"]), len(list((out / "panels").iterdir()))) == (18, 18, 18)
    pictures = inferred(out)
    assert len(pictures) > 3 * summary["colorized"]
    for picture in pictures:
        assert read_disclosure(picture)["digital_source_type"] == COMPOSITE, picture


@pytest.mark.slow
def test_empire_in_colour_shows_original_grey_and_colour(shown: Callable[[str], Any]) -> None:
    summary, _, out = shown("empire-in-colour")
    assert (summary["works"], summary["colorized"]) == (11, 11)
    for work in (out / "site" / "pictures").iterdir():
        assert {name.name.partition("-")[0] for name in work.iterdir()} >= {"original", "grey", "colour"}, work
    for panel in (out / "panels").iterdir():
        original, grey = (chroma_inside(panel, left) for left in (0.08, 0.37))
        assert original > 5, panel
        assert grey < 1, panel


def chroma_inside(panel: Path, left: float) -> float:
    """Mean spread of the channels in a part of ``panel`` that lies in one of its three pictures; left in 0..1."""
    with Image.open(panel) as picture:
        width, height = picture.size
        box = (round(left * width), round(0.2 * height), round((left + 0.25) * width), round(0.35 * height))
        return float(np.ptp(np.asarray(picture.crop(box), np.int16), axis=2).mean())
