"""The style sheet, the script and the fonts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from gallery.publish.site.steps.assets import NOT_PUBLISHED, theme_step
from gallery.resources import TEMPLATES
from gallery.typography.pieces import ALPHABETS


def test_fonts_come_in_pieces_that_hold_the_letters_they_are_named_for(built_site: Path) -> None:
    fonts = built_site / "site" / "assets" / "fonts"
    for name, letters in {"latin": "Aé’–", "latin-extended": "Łő", "greek": "Ωλ", "cyrillic": "Жя"}.items():
        with TTFont(fonts / f"serif-{name}.woff2") as font:
            assert {ord(letter) for letter in letters} <= set(font.getBestCmap())


def test_every_font_of_the_style_sheet_exists_and_none_else(built_site: Path) -> None:
    assets = built_site / "site" / "assets"
    named = set(re.findall(r'url\("fonts/([^"]+)"\)', (assets / "site.css").read_text(encoding="utf-8")))
    assert named == {path.name for path in (assets / "fonts").iterdir()}


def test_the_style_sheet_asks_for_nothing_else(built_site: Path) -> None:
    style = (built_site / "site" / "assets" / "site.css").read_text(encoding="utf-8")
    assert "@import" not in style
    assert "//" not in style.replace("/*", "").replace("*/", "")


def test_no_two_pieces_hold_the_same_letter() -> None:
    codes = [code for ranges in ALPHABETS.values() for first, last in ranges for code in range(first, last + 1)]
    assert len(codes) == len(set(codes))


def test_every_page_finds_its_style_sheet_and_its_script(built_site: Path) -> None:
    assets = built_site / "site" / "assets"
    elsewhere = set(NOT_PUBLISHED)
    for folder, suffix in ((TEMPLATES / "site", ".css"), (TEMPLATES / "bundles", ".js")):
        names = {path.name for path in folder.glob(f"*{suffix}")} - elsewhere
        assert names <= {path.name for path in assets.iterdir()}
    assert not elsewhere & {path.name for path in assets.iterdir()}
    assert (assets / "licences.txt").read_text(encoding="utf-8") == (TEMPLATES / "bundles" / "licences.txt").read_text(
        encoding="utf-8"
    )


def test_a_theme_publishes_what_pages_may_ask_for_and_nothing_else(tmp_path: Path) -> None:
    theme = tmp_path / "house"
    (theme / "marks").mkdir(parents=True)
    for name in ("theme.css", "work.html", "marks/seal.svg", "Face.WOFF2", "notes.txt", "run.js", ".hidden.css"):
        (theme / name).write_text(name, encoding="utf-8")
    (tmp_path / "out").mkdir()
    theme_step({"theme": theme}, {}, tmp_path / "out")
    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert found == {"theme/theme.css", "theme/marks/seal.svg", "theme/Face.WOFF2"}


@pytest.mark.parametrize("language", ["", "de/"])
def test_a_first_view_of_a_work_stays_within_250_kilobytes_beside_pictures(built_site: Path, language: str) -> None:
    site = built_site / "site"
    page = site / language / "works" / "camera" / "index.html"
    asked = re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', page.read_text(encoding="utf-8"))
    files = [page, *((page.parent / address.partition("?")[0]).resolve() for address in asked)]
    assert len(files) == 3
    files += sorted((site / "assets" / "fonts").glob("*-latin.woff2"))
    assert sum(path.stat().st_size for path in files) < 250_000
