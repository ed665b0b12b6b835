"""What belongs to a theme, and what keeps it from being used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gallery.errors import ThemeError
from gallery.pages import theme as module
from gallery.pages.theme import file_problems, published_files, theme_files, theme_folder


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A theme of a template, a style sheet and a picture in a folder; hidden files do not count."""
    folder = tmp_path / "house"
    for name in ("work.html", "theme.css", "img/a.SVG", "notes.txt", ".hidden.css", ".git/b.css", "img/.c.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def test_a_theme_is_its_files_that_are_not_hidden(house: Path) -> None:
    assert theme_folder("house", house.parent) == house.resolve()
    assert list(theme_files(house)) == ["notes.txt", "theme.css", "work.html", "img/a.SVG"]
    assert list(published_files(house)) == ["theme.css", "img/a.SVG"]
    assert file_problems(house) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_what_cannot_be_part_of_a_theme_is_told_at_its_file(house: Path) -> None:
    (house / "circle.css").symlink_to("circle.css")
    (house / "gone.css").symlink_to("nowhere.css")
    (house / "up").symlink_to("..")
    (house / "again").symlink_to("img")
    (house / "fine.css").symlink_to("theme.css")
    os.mkfifo(house / "pipe.css")
    (house / os.fsdecode(b"caf\xe9.css")).write_text("")
    assert [str(problem) for problem in sorted(file_problems(house))] == [
        "house/again: this is a link to a folder; put the folder itself there [theme]",
        "house/caf\\xe9.css: its name is not UTF-8; rename it [theme]",
        "house/circle.css: this is a link that ends nowhere; remove it [theme]",
        "house/gone.css: this is a link that ends nowhere; remove it [theme]",
        "house/pipe.css: this is a pipe or a device, and no file; remove it [theme]",
        "house/up: this is a link that leads out of the theme; put the file itself there [theme]",
    ]
    assert set(theme_files(house)) == {"notes.txt", "theme.css", "work.html", "img/a.SVG", "fine.css"}
    with pytest.raises(ThemeError, match=r"house/again: this is a link to a folder"):
        theme_folder("house", house.parent)


def test_names_that_some_computers_take_for_the_same_are_told(tmp_path: Path) -> None:
    house = tmp_path / "house"
    for name in ("b.css/x.css", "A/x.css", "a/X.css", "B.css", "x\\y.css", "cafe\u0301.css", "caf\u00e9.css"):
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text("")
    if len(theme_files(house)) < 7:
        pytest.skip("this file system takes some of them for the same itself")
    assert sorted(problem.message for problem in file_problems(house)) == [
        "its name has a backslash, which parts folders on other computers",
        "some computers take this for the same file as A/x.css",
        "some computers take this for the same file as B.css",
        "some computers take this for the same file as cafe\u0301.css",
    ]


def test_a_folder_of_everything_is_no_theme(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 2)
    assert [problem.message for problem in file_problems(house)] == ["the theme has more than 2 files"]


@pytest.mark.parametrize("name", ["circle", "x" * 300, "a\0b"])
def test_a_name_that_leads_nowhere_is_an_error(house: Path, name: str) -> None:
    (house.parent / "circle").symlink_to("circle")
    with pytest.raises(ThemeError, match=r"put the theme in a folder beside the manifest|there is no folder"):
        theme_folder(name, house.parent)
