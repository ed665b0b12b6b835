"""Approvals hold while the colours are those that were looked at; on request nothing else is shown in colour."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gallery.errors import ManifestError
from gallery.manifest.reader import parse_manifest
from gallery.pipeline.inspect import Inspection, inspect
from gallery.pipeline.uptodate import Question
from gallery.publication.approval import colours_of, holds
from gallery.sources import FetchOptions

EXHIBIT = """\
title: {en: Show, de: Schau}
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
        hints: [{at: [0.5, 0.5], color: "#AABBCC", evidence: Seen.}]
      - id: sun
        source: {path: sun.png}
        title: Sun
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
        alt: The sun.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, level in (("moon", 128), ("sun", 200)):
        Image.new("L", (96, 80), level).save(tmp_path / f"{name}.png")
    return tmp_path


def look(folder: Path, approved: str = "", text: str = EXHIBIT, **options: Any) -> Inspection:
    if approved:
        text = text.replace("        alt: The moon.\n", f"        alt: The moon.\n        approved: {approved}\n")
    (folder / "exhibit.yaml").write_text(text, encoding="utf-8")
    return inspect(folder, FetchOptions(cache=folder / "cache", offline=True), **options)


def warned(found: Inspection, code: str) -> list[str]:
    return [problem.message for problem in found.warnings if problem.code == code]


def digest_of(folder: Path, text: str = EXHIBIT) -> str:
    """The digest that check offers for the moon."""
    (warning,) = [one for one in look(folder, "2026-11-29", text).warnings if one.code == "approval"]
    return warning.hint.partition("colours: ")[2].rstrip("}")


def test_an_approval_holds_through_changes_of_the_label_and_ends_with_every_change_of_the_colours(folder: Path) -> None:
    digest = digest_of(folder)
    approved = f"{{date: 2026-11-29, colours: {digest}}}"
    assert warned(look(folder, approved), "approval") == []
    for label in (("title: Moon", "title: The Moon"), ("evidence: Seen.", "evidence: Told."), ("#AABBCC", "#aabbcc")):
        assert digest_of(folder, EXHIBIT.replace(*label)) == digest
    for change in (
        ("#AABBCC", "#AABBCD"),
        ("at: [0.5, 0.5]", "at: [0.5, 0.6]"),
        ("        hints: [{at", "        crop: [0, 0, 0.9, 0.9]\n        hints: [{at"),
        ("        hints: [{at", "        rotate: 90\n        hints: [{at"),
        ("        hints: [{at", "        protect: [[[0, 0], [1, 0], [1, 1]]]\n        hints: [{at"),
        ("curator: C", "curator: C\ncolorizer: {vividness: 0.1}"),
        ("source: {path: moon.png}", "source: {path: sun.png}"),
    ):
        text = EXHIBIT.replace(*change)
        assert digest_of(folder, text) != digest
        (said,) = warned(look(folder, approved, text), "approval")
        assert said == "the colours of 'moon' are not those that were approved on 2026-11-29"


def test_a_day_alone_holds_whatever_the_colours_become_and_check_says_so(folder: Path) -> None:
    found = look(folder, "2026-11-29", approved_only=True)
    assert found.show is not None
    assert [work.colorize for work in found.show.exhibit.works] == [True, False]
    assert "holds whatever they become" in warned(found, "approval")[0]


@pytest.mark.parametrize("setting", [True, False])
def test_on_request_only_approved_works_are_shown_in_colour(folder: Path, setting: bool) -> None:
    text = EXHIBIT.replace("curator: C", "curator: C\ncolorizer: {approved_only: true}") if setting else EXHIBIT
    approved = f"{{date: 2026-11-29, colours: {digest_of(folder, text)}}}"
    found = look(folder, approved, text, approved_only=not setting)
    assert found.show is not None
    moon, sun = found.show.exhibit.works
    assert (moon.colorize, len(moon.hints), sun.colorize) == (True, 1, False)
    assert sun.reason is not None
    assert sun.reason.pick("en") == "Nobody has looked at these colours yet."
    assert sun.reason.pick("de") == "Diese Farben hat noch niemand angesehen."
    assert found.show.unapproved == ("sun",)
    assert warned(found, "not-approved") == ["'sun' is shown uncolorized: nobody has approved its colours as they are"]
    again = look(folder, approved, text.replace("#AABBCC", "#112233"), approved_only=not setting)
    assert again.show is not None
    assert [work.colorize for work in again.show.exhibit.works] == [False, False]
    assert again.show.weights is None
    assert look(folder, approved).show.unapproved == ()  # type: ignore[union-attr]


def test_a_build_that_shows_approved_works_only_is_another_question(tmp_path: Path) -> None:
    asked = [Question(tmp_path, tmp_path, only).to_json() for only in (True, False)]
    assert asked[0] != asked[1]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("yesterday", "wrong-form"),
        ("true", "wrong-type"),
        ("{colours: 3f9a12bc}", "missing-key"),
        ("2026", "wrong-type"),
    ],
)
def test_approvals_that_are_none_are_told(written: str, code: str) -> None:
    text = EXHIBIT.replace("        alt: The moon.\n", f"        alt: The moon.\n        approved: {written}\n")
    with pytest.raises(ManifestError) as raised:
        parse_manifest(text, Path("exhibit.yaml"))
    assert [problem.code for problem in raised.value.problems] == [code]


def test_digits_that_look_like_a_number_are_read_as_they_are_written() -> None:
    text = EXHIBIT.replace("alt: The moon.", "alt: The moon.\n        approved: {date: 2026-11-29, colours: 12345678}")
    exhibit = parse_manifest(text, Path("exhibit.yaml")).exhibit
    work = exhibit.works[0]
    assert work.approved is not None
    assert work.approved.colours == "12345678"
    assert holds(work, "12345678")
    assert not holds(work, colours_of(work, exhibit.colorizer, "0" * 64, "1" * 64))
