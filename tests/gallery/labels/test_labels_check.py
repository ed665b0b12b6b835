"""Labels that cannot be set are found from the manifest, each at its place."""

from __future__ import annotations

from pathlib import Path

from gallery.labels.check import label_problems
from gallery.manifest.reader import read_manifest

MANIFEST = """\
title: Exhibit
curator: Curator
language: fr
statement: Why.
{more}
rooms:
  - title: Room
    works:
      - id: one
        source: {{path: one.jpg}}
        title: {{en: "東京", fr: {title}}}
        medium: {medium}
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
        alt: What it shows
"""


def problems(folder: Path, title: str = "Tokyo", medium: str = "Tirage", more: str = "") -> list[str]:
    (folder / "one.jpg").touch()
    (folder / "exhibit.yaml").write_text(MANIFEST.format(title=title, medium=medium, more=more), encoding="utf-8")
    found = label_problems(read_manifest(folder / "exhibit.yaml"))
    return [str(problem).replace(str(folder), "DIR") for problem in found]


def test_texts_that_are_shown_and_can_be_set_are_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


def test_missing_characters_are_reported_at_the_string_that_is_shown(tmp_path: Path) -> None:
    assert problems(tmp_path, title="Zoo 動") == [
        "DIR/exhibit.yaml:11:31: the font has no '動' (U+52D5 CJK UNIFIED IDEOGRAPH-52D5); "
        "name a font that has it under 'fonts: serif:' [missing-characters]"
    ]


def test_a_label_that_does_not_fit_is_reported_at_its_longest_text(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, medium="encre", more=f"colorizer: {{notice: {'couleurs ' * 300}}}")
    assert problem.startswith("DIR/exhibit.yaml:5:21: the label does not fit on a panel: it is ")
    assert problem.endswith("; shorten the notice, its longest text (2699 characters) [label-too-long]")


def test_a_reason_is_blamed_at_the_reason(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, medium="encre\n        colorize: false\n        reason: 写")
    assert problem.startswith("DIR/exhibit.yaml:14:17: the font has no '写'")


def test_every_line_may_be_as_long_as_the_manifest_allows(tmp_path: Path) -> None:
    long = ("Wörter " * 50)[:300].strip()
    more = f"{long}\n        creator: {long}\n        credit: {long}"
    assert problems(tmp_path, title=long, medium=more) == []


def test_the_exhibits_own_notice_is_blamed_once_where_it_stands(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, more="colorizer: {notice: AI 色}")
    assert problem.startswith("DIR/exhibit.yaml:5:21: the font has no '色'")


def test_a_font_that_is_missing_is_reported_at_its_name(tmp_path: Path) -> None:
    assert problems(tmp_path, more="fonts: {sans: gone.otf}") == [
        "DIR/exhibit.yaml:5:15: no file 'gone.otf' in DIR; check the spelling, capitals included; "
        "put a .ttf or .otf file there [font]"
    ]


def test_an_exhibit_without_panels_has_no_label_to_set(tmp_path: Path) -> None:
    assert problems(tmp_path, title="動", more="publications: {panels: {enabled: false}}") == []
