"""What is TODO: told apart from mistakes, and left out where it may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.errors import ManifestError
from gallery.manifest.reader import Manifest, parse_manifest
from gallery.manifest.unfinished import counted, is_unfinished

TEXT = """\
title: {title}
curator: E. Novak
statement: Why.
rooms:
  - title: The street
    works:
      - id: tram
        source: {{path: tram.tif}}
        title: A tram
        {place}
        rights: {rights}
        alt: {alt}
"""
FINE = {
    "title": "A winter",
    "place": "place: Vienna",
    "rights": "http://rightsstatements.org/vocab/NKC/1.0/",
    "alt": "A tram.",
}


def read(**values: str) -> Manifest:
    return parse_manifest(TEXT.format(**{**FINE, **values}), Path("exhibit.yaml"))


def refused(**values: str) -> list[str]:
    with pytest.raises(ManifestError) as caught:
        read(**values)
    return [str(problem) for problem in caught.value.problems]


def test_what_a_build_needs_is_unfinished_and_nothing_else_is_said_of_it() -> None:
    assert refused(title="TODO", rights="TODO", alt="'TODO: ask the lender'") == [
        "exhibit.yaml:1:8: 'title' is still to be written; write it in place of TODO [unfinished]",
        "exhibit.yaml:11:17: 'rights' of 'tram' is still to be written; write a URI of rightsstatements.org or "
        "creativecommons.org [unfinished]",
        "exhibit.yaml:12:14: 'alt' of 'tram' is still to be written; write what the photograph shows, for those who "
        "do not see it [unfinished]",
    ]


def test_mistakes_are_told_beside_it() -> None:
    told = refused(alt="TODO", place="date: um 1900", rights="TODO")
    assert [message.rpartition("[")[2] for message in told] == ["wrong-date]", "unfinished]", "unfinished]"]


@pytest.mark.parametrize("place", ["place: TODO", "place: {en: TODO, de: TODO}", "date: TODO", "vividness: TODO"])
def test_what_may_be_missing_is_left_out_and_told(place: str) -> None:
    manifest = read(place=place)
    (work,) = manifest.exhibit.works
    assert (work.place, work.date, work.vividness) == (None, None, None)
    assert {problem.code for problem in manifest.warnings} == {"unfinished"}
    assert {problem.line for problem in manifest.warnings} == {10}


def test_a_translation_may_be_missing_but_not_the_text_in_the_exhibits_language() -> None:
    manifest = read(title="{en: A winter, de: TODO}")
    assert manifest.exhibit.title.root == {"en": "A winter"}
    assert [problem.message for problem in manifest.warnings] == ["'title' in 'de' is still to be written"]
    assert refused(title="{en: TODO, de: Ein Winter}") == [
        "exhibit.yaml:1:13: 'title' in 'en' is still to be written; write it in place of TODO [unfinished]"
    ]


def test_words_that_only_look_like_it_are_texts() -> None:
    assert read(title="TODO POR LA PATRIA").exhibit.title.root == "TODO POR LA PATRIA"
    assert read(title="Todo").warnings == ()


def test_it_is_counted_by_field() -> None:
    with pytest.raises(ManifestError) as caught:
        read(title="TODO", rights="TODO", alt="TODO", place="place: {en: TODO, de: TODO}")
    assert all(map(is_unfinished, caught.value.problems))
    assert counted(caught.value.problems) == "title, place (2), rights, alt"
