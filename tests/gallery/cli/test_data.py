"""``gallery data``: a curator sees what is rejected and why; nothing is lost, and nothing moves unless asked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image
from skimage import data

from gallery.cli.data import command


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def held(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six colour photographs, and one to reject for each reason; beside them a letter."""
    made = tmp_path / "photographs"
    (made / "archive").mkdir(parents=True)
    cat, astronaut = Image.fromarray(data.chelsea()), Image.fromarray(data.astronaut())
    for index in range(3):
        cat.crop((150 * index, 0, 150 * index + 150, 300)).save(made / f"cat-{index}.png")
        astronaut.crop((170 * index, 0, 170 * index + 170, 512)).save(made / f"astronaut-{index}.png")
    content = (made / "cat-0.png").read_bytes()
    (made / "archive" / "cut.png").write_bytes(content[: len(content) // 2])
    astronaut.resize((40, 40)).save(made / "archive" / "tiny.png")
    Image.new("RGB", (100, 100), (2, 2, 2)).save(made / "archive" / "black.png")
    Image.fromarray(data.camera()).save(made / "archive" / "camera.jpg")
    sepia = Image.merge("RGB", [Image.fromarray(data.moon()).point(lambda v, k=k: int(v * k)) for k in (1, 0.9, 0.7)])
    sepia.save(made / "archive" / "moon.jpg")
    cat.crop((150, 0, 300, 300)).resize((100, 200)).save(made / "archive" / "copy & paste.jpg", quality=60)
    (made / "letter.txt").write_text("not a photograph")
    return made


REJECTED = {
    "archive/black.png": "lightness",
    "archive/camera.jpg": "grey",
    "archive/copy & paste.jpg": "duplicate",
    "archive/cut.png": "unreadable",
    "archive/moon.jpg": "toned",
    "archive/tiny.png": "small",
}


def test_it_counts_by_reason_and_names_what_cannot_be_read(folder: Path) -> None:
    before = held(folder)
    result = run("clean", folder, "--jobs", 1)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[:9] == [
        f"{folder}: 12 photographs",
        "   6 kept",
        "   6 rejected",
        "     1 unreadable: damaged, cut short, or not a picture",
        "     1 small: too small",
        "     1 lightness: nearly black, nearly white, or flat",
        "     1 grey: black and white, or nearly so",
        "     1 toned: one tone for every grey, as in a sepia print",
        "     1 duplicate: nearly the same as another, larger one",
    ]
    assert re.fullmatch(r"archive/cut\.png: damaged or cut short \(.*\)", result.stdout.splitlines()[9])
    assert held(folder) == before


def test_json_names_each_rejected_file_with_its_reason(folder: Path) -> None:
    result = run("clean", folder, "--json")
    report = json.loads(result.stdout)
    assert {file["path"]: file["reason"] for file in report["files"]} == REJECTED
    assert all(file["detail"] for file in report["files"])
    assert (report["photographs"], report["kept"], report["min_side"], report["moved_to"]) == (12, 6, 64, None)
    assert report["rejected"] == dict.fromkeys(("unreadable", "small", "lightness", "grey", "toned", "duplicate"), 1)
    assert [file["of"] for file in report["files"] if file["of"]] == ["cat-1.png"]


def test_the_page_shows_every_rejected_picture_and_stands_alone(folder: Path, tmp_path: Path) -> None:
    result = run("clean", folder, "--report", tmp_path / "r.html", "--report", tmp_path / "r.json")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.count('src="data:image/jpeg;base64,') == 6  # the unreadable one has none, the copy has two
    assert "archive/copy &amp; paste.jpg" in page
    assert re.findall(r'<h2 id="(\w+)"', page) == [
        "unreadable", "small", "lightness", "grey", "toned", "duplicate",
    ]  # fmt: skip
    assert not re.search(r"(src|href)=\"(?!data:|#)", page)
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["kept"] == 6


def test_rejected_files_are_moved_with_their_folders_and_the_others_stay(folder: Path, tmp_path: Path) -> None:
    before, report = held(folder), tmp_path / "r.json"
    result = run("clean", folder, "--move-to", tmp_path / "out", "--report", report)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == f"6 moved to {tmp_path / 'out'}"
    assert set(held(tmp_path / "out")) == set(REJECTED)
    assert held(folder) | held(tmp_path / "out") == before
    assert json.loads(report.read_text(encoding="utf-8"))["moved_to"] == str(tmp_path / "out")
    again = run("clean", folder, "--move-to", tmp_path / "out", "--json")
    assert json.loads(again.stdout)["files"] == []


def test_of_a_photograph_and_a_link_to_it_the_link_goes(folder: Path, tmp_path: Path) -> None:
    before = held(folder)
    (folder / "album.png").symlink_to("cat-0.png")
    result = run("clean", folder, "--move-to", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert held(tmp_path / "out")["album.png"] == before["cat-0.png"]
    assert (folder / "cat-0.png").read_bytes() == before["cat-0.png"]
    assert not (folder / "album.png").is_symlink()


def test_nothing_is_overwritten_where_it_is_moved_to(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "archive").mkdir(parents=True)
    (tmp_path / "out" / "archive" / "moon.jpg").write_text("somebody's")
    before = held(folder)
    from gallery.errors import OutputError

    result = run("clean", folder, "--move-to", tmp_path / "out")
    assert isinstance(result.exception, OutputError)
    assert held(folder) == before
    assert held(tmp_path / "out") == {"archive/moon.jpg": b"somebody's"}


def test_no_colour_photograph_at_all_is_said_and_nothing_is_moved(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    for name in ("camera", "coins", "moon"):
        Image.fromarray(getattr(data, name)()).save(tmp_path / "old" / f"{name}.png")
    result = run("clean", tmp_path / "old", "--move-to", tmp_path / "out")
    assert result.exit_code == 1
    assert "no photograph is left to train on, 3 grey; nothing was moved. Colours are learnt from" in result.stderr
    assert len(held(tmp_path / "old")) == 3
    assert not (tmp_path / "out").exists()


def test_several_processes_find_what_one_finds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gallery.laboratory.cleaning.FEW", 2)
    assert run("clean", folder, "--json", "--jobs", 2).stdout == run("clean", folder, "--json", "--jobs", 1).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--report", "r.txt"), 2, "r.txt is neither a page nor JSON; let its name end in .html or .json"),
        (("--report", "none/r.html"), 2, "there is no folder"),
        (("--min-side", "31"), 2, "31 is not in the range x>=32"),
        (("--jobs", "0"), 2, "0 is not in the range x>=1"),
    ],
)
def test_wrong_usage_is_refused_before_any_work(
    arguments: tuple[str, ...], code: int, message: str, folder: Path
) -> None:
    result = run("clean", folder, *arguments)
    assert result.exit_code == code
    assert message in result.stderr


def test_a_place_inside_the_folder_is_no_place_to_move_to(folder: Path) -> None:
    result = run("clean", folder, "--move-to", folder / "archive" / "out")
    assert result.exit_code == 2
    assert "is inside" in result.stderr
    assert "choose a folder beside it" in result.stderr


@pytest.mark.parametrize("what", ["clean", "split"])
def test_an_empty_folder_says_what_to_put_there(what: str, tmp_path: Path) -> None:
    result = run(what, tmp_path)
    assert result.exit_code == 1
    assert f"no photographs in {tmp_path}: none of its files ends in .jpeg, .jpg" in result.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not UTF-8")
def test_names_that_are_not_utf8_are_reported_and_divided_like_others(folder: Path, tmp_path: Path) -> None:
    bad = folder.rename(tmp_path / os.fsdecode(b"photographs \xff"))
    (bad / "archive" / "cut.png").rename(bad / os.fsdecode(b"cut \xff.png"))
    (bad / "cat-0.png").rename(bad / os.fsdecode(b"cat \xff.png"))
    page, record = (tmp_path / os.fsdecode(b"report \xff" + end) for end in (b".html", b".json"))
    done = run("clean", bad, "--report", page, "--report", record, "--move-to", tmp_path / "moved", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert os.fsdecode(b"cut \xff.png") in [file["path"] for file in json.loads(done.stdout)["files"]]
    assert json.loads(record.read_text(encoding="utf-8")) == json.loads(done.stdout)
    assert r"cut \udcff.png" in page.read_text(encoding="utf-8")
    for new in (6, 0):
        split = json.loads(run("split", bad, "--json").stdout)
        assert (split["photographs"], split["new"]) == (6, new)


def test_split_divides_and_adds(folder: Path) -> None:
    for path in (folder / "archive").iterdir():
        path.unlink()
    first = json.loads(run("split", folder, "--seed", 2, "--json").stdout)
    assert {key: first[key] for key in ("seed", "photographs", "new", "gone")} == {
        "seed": 2, "photographs": 6, "new": 6, "gone": 0,
    }  # fmt: skip
    assert (first["train"], first["validation"]) == (5, 1)
    (folder / "cat-2.png").unlink()
    Image.fromarray(data.coffee()).save(folder / "coffee.png")
    result = run("split", folder)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{folder / 'split.json'}: 6 photographs, 1 of them new; ")
    assert json.loads((folder / "split.json").read_text())["gone"][0]["path"] == "cat-2.png"


def test_three_photographs_are_too_few_to_divide(tmp_path: Path) -> None:
    for index in range(3):
        Image.fromarray(data.chelsea()[:, 100 * index : 100 * index + 150]).save(tmp_path / f"{index}.png")
    result = run("split", tmp_path)
    assert result.exit_code == 1
    assert "3 photographs are too few: none is left to validate on; 5 are the least" in result.stderr
    assert not (tmp_path / "split.json").exists()


def test_cleaning_needs_no_torch(folder: Path) -> None:
    script = (
        "import sys; sys.modules['torch'] = None\n"
        f"from gallery.cli import main; main(['data', 'clean', {str(folder)!r}])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{folder}: 12 photographs\n")


def test_the_least_side_is_the_models_own() -> None:
    """``--help`` must not load the model, so the number stands in both."""
    from gallery.cli.data import clean_command
    from model.datasets.cleaning import MIN_SIDE

    assert {option.name: option.default for option in clean_command.params}["min_side"] == MIN_SIDE
