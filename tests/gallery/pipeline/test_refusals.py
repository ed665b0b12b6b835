"""What a build refuses to publish into, and how it says what to do instead."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from gallery.errors import OutputError
from gallery.files import sha256_of
from gallery.pipeline.output import Published, check_output, publish
from gallery.pipeline.record import RECORD, owner_of, read_record


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two exhibits of one name, and a page to publish; the current folder."""
    for place in ("A/winter", "B/winter"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "exhibit.yaml").write_text("", encoding="utf-8", newline="\n")
    (tmp_path / "made").write_text("page", encoding="utf-8", newline="\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def owner(house: Path, exhibit: str, output: Path | None = None) -> str:
    return owner_of(house / exhibit / "exhibit.yaml", output or house / "build" / "winter")


def page(house: Path) -> list[Published]:
    return [Published("index.html", house, sha256_of(house / "made"), "site/page", "made")]


def test_an_output_holds_one_exhibit_and_does_not_become_another(house: Path) -> None:
    out = house / "build" / "winter"
    publish(page(house), out, owner(house, "A/winter"))
    before = (out / RECORD).read_bytes()
    message = r"holds another exhibit, winter/exhibit\.yaml \(\w{12}\); this one is winter/exhibit\.yaml \(\w{12}\)"
    with pytest.raises(OutputError, match=message):
        check_output(out, owner(house, "B/winter"))
    with pytest.raises(OutputError, match=message):
        publish([], out, owner(house, "B/winter"))
    assert (out / RECORD).read_bytes() == before
    assert (out / "index.html").read_text(encoding="utf-8") == "page"


def test_the_same_exhibit_builds_there_again(house: Path) -> None:
    out = house / "build" / "winter"
    for _ in range(2):
        check_output(out, owner(house, "A/winter"))
        publish(page(house), out, owner(house, "A/winter"))


def test_an_exhibit_that_was_moved_takes_its_output_back_when_asked(house: Path) -> None:
    out = house / "build" / "winter"
    publish(page(house), out, owner(house, "A/winter"))
    moved = owner(house, "B/winter")
    with pytest.raises(OutputError, match=r"if this exhibit was moved or renamed, .* build with --replace$"):
        check_output(out, moved)
    check_output(out, moved, replace=True)
    assert publish(page(house), out, moved, replace=True) == 0
    check_output(out, moved)
    with pytest.raises(OutputError):
        check_output(out, owner(house, "A/winter"))


def test_an_exhibit_that_moves_with_its_output_stays_the_same(house: Path) -> None:
    out = house / "A" / "winter" / "build"
    publish(page(house), out, owner(house, "A/winter", out))
    (house / "A").rename(house / "elsewhere")
    out = house / "elsewhere" / "winter" / "build"
    check_output(out, owner(house, "elsewhere/winter", out))


def test_the_other_folder_that_is_offered_can_be_copied_and_works(house: Path) -> None:
    out = house / "build" / "two winters"
    first, second = owner(house, "A/winter", out), owner(house, "B/winter", out)
    publish(page(house), out, first)
    (house / "build" / "two winters-2").mkdir()
    (house / "build" / "two winters-2" / "thesis.docx").write_text("years of work", encoding="utf-8", newline="\n")
    for _ in range(2):  # the second time the folder is there, and is ours
        with pytest.raises(OutputError) as caught:
            check_output(out, second)
        (offered,) = re.findall(r"--output ('[^']*')", str(caught.value))
        assert shlex.split(offered) == ["build/two winters-3"]
        other = Path(shlex.split(offered)[0])
        check_output(other, owner(house, "B/winter", other))
        publish(page(house), other, owner(house, "B/winter", other))


def test_a_record_of_an_earlier_version_is_adopted(house: Path) -> None:
    out = house / "out"
    publish(page(house), out)
    assert "owner" not in json.loads((out / RECORD).read_text(encoding="utf-8"))
    publish(page(house), out, owner(house, "A/winter"))
    assert read_record(out).owner == owner(house, "A/winter")
    publish(page(house), out)
    assert read_record(out).owner == owner(house, "A/winter")


def test_the_record_tells_no_place_on_a_disk(house: Path) -> None:
    publish(page(house), house / "out", owner(house, "A/winter"))
    assert str(house) not in (house / "out" / RECORD).read_text(encoding="utf-8")
    assert house.name not in (house / "out" / RECORD).read_text(encoding="utf-8")


def test_names_of_strangers_do_not_move_the_terminals_cursor(house: Path) -> None:
    out = house / "out"
    out.mkdir()
    (out / RECORD).write_text(json.dumps({"format": 1, "files": {}, "owner": "\x1b[2J"}), encoding="utf-8")
    with pytest.raises(OutputError, match=r"another exhibit, \\x1b\[2J"):
        check_output(out, "x")


@pytest.mark.parametrize("output", ["theme", "theme/build", "theme/a/b/c", "link/build", "THEME/build"])
def test_an_output_inside_what_the_exhibit_is_made_from_is_refused(house: Path, output: str) -> None:
    (house / "theme").mkdir()
    (house / "link").symlink_to(house / "theme")
    if output.startswith("THEME") and not (house / "THEME").exists():
        pytest.skip("this file system tells capitals from small letters")
    with pytest.raises(OutputError, match=r"lies inside .*theme, which the exhibit is made from") as caught:
        check_output(house / output, "x", [house / "missing", house / "theme"])
    (offered,) = re.findall(r"--output (\S+)", str(caught.value))
    check_output(Path(offered), "x", [house / "theme"])
    assert not Path(offered).exists()


def test_an_output_beside_what_the_exhibit_is_made_from_will_do(house: Path) -> None:
    (house / "theme").mkdir()
    check_output(house / "theme-of-spring", "x", [house / "theme"])
    check_output(house / "A" / "winter" / "build", "x", [house / "theme", house / "A" / "winter" / "exhibit.yaml"])


def test_an_output_that_is_a_link_to_itself_is_an_error_and_no_bug(house: Path) -> None:
    (house / "circle").symlink_to(house / "circle")
    name = owner_of(house / "A" / "winter" / "exhibit.yaml", house / "circle")
    check_output(house / "circle", name, [house / "A"])  # nothing is there
    with pytest.raises(OutputError, match="circle"):
        publish(page(house), house / "circle", name)
