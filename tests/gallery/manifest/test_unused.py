"""Settings that decide nothing are told, and the exhibit is built all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.manifest.reader import read_manifest

MANIFEST = """\
title: Trams
curator: A. Curator
statement: Why these.
rooms:
  - title: Winter
    works:
      - {id: tram, source: {path: x.jpg}, title: A, alt: A., rights: http://rightsstatements.org/vocab/NKC/1.0/}
"""


def told(more: str, folder: Path) -> list[tuple[int, str]]:
    path = folder / "exhibit.yaml"
    path.write_text(MANIFEST + more, encoding="utf-8")
    return [(problem.line, problem.code) for problem in read_manifest(path).warnings]


@pytest.mark.parametrize(
    "section",
    [
        "panels: {bleed: 3}",
        "panels: {formats: [jpeg], bleed: 3}",
        "panels: {size: {width: 30}, orientation: portrait}",
        "cards: {width: 12}",
        "iiif: {image_server: https://images.example.org/iiif/}",
    ],
)
def test_a_setting_that_decides_nothing_is_warned_of_at_its_line(section: str, tmp_path: Path) -> None:
    assert told(f"publications:\n  {section}\n", tmp_path) == [(9, "unused-setting")]


@pytest.mark.parametrize(
    "more",
    [
        "publications: {panels: {bleed: 0}}",
        "publications: {panels: {formats: [jpeg, pdf], bleed: 3}}",
        "publications: {panels: {size: A4, orientation: portrait}}",
        "publications: {cards: {enabled: false, width: 9}}",
        "publications: {cards: {}}",
        "base_url: https://a.org/\npublications: {iiif: {image_server: https://b.org/}}",
    ],
)
def test_what_decides_something_or_is_switched_off_is_not(more: str, tmp_path: Path) -> None:
    assert told(more, tmp_path) == []
