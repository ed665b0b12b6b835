"""The style sheet, the script and the fonts."""

from __future__ import annotations

import re
from pathlib import Path

from fontTools.ttLib import TTFont

from gallery.publish.site.assets import ALPHABETS


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


def test_a_first_view_of_a_work_stays_within_250_kilobytes_beside_pictures(built_site: Path) -> None:
    site = built_site / "site"
    files = [
        site / "works" / "camera" / "index.html",
        site / "assets" / "site.css",
        site / "assets" / "site.js",
    ]
    files += sorted((site / "assets" / "fonts").glob("*-latin.woff2"))
    assert sum(path.stat().st_size for path in files) < 250_000
