"""Changes that a page asks for: which lines of a manifest they touch."""

from __future__ import annotations

import difflib
from typing import Any

import pytest

from gallery.errors import GalleryError
from gallery.studio.changes import changed, changes_of

TEXT = """\
title: {en: Show, de: Schau}
language: en
rooms:
  - title: Room
    works:
      - id: moon
        source: {path: moon.png}
        title: Moon  # as the archive calls it
        creator:
          - name: Ann
          - name: {en: Ben, de: Benn}
        date: 1936
        rights: TODO
        alt: "Quoted"
        hints:
          # the sky first
          - {at: [0.5, 0.5], color: "#112233", evidence: Seen.}
          - at: [0.2, 0.2]
            color: "#445566"  # a guess
            evidence: >-
              A long
              text.
        protect:
          - [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]]

      - id: sun
        source: {path: sun.png}
        title: Sun
        rights: TODO
        alt: A sun.
"""

MOON = [
    {"at": [0.5, 0.5], "color": "#112233", "evidence": {"en": "Seen."}},
    {"at": [0.2, 0.2], "color": "#445566", "evidence": {"en": "A long text."}},
]


def stamp(_text: str, _work: str) -> dict[str, str]:
    return {"date": "2026-11-29", "colours": "3f9a12bc"}


def diff(*changes: dict[str, Any], text: str = TEXT) -> list[str]:
    """Lines that go (-) and come (+)."""
    made = changed(text, "exhibit.yaml", changes_of(list(changes)), stamp)
    lines = difflib.unified_diff(text.splitlines(), made.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def put(field: list[str | int], value: Any, work: str = "moon") -> dict[str, Any]:
    return {"do": "set", "work": work, "field": field, "value": value}


def test_a_text_keeps_its_comment_and_becomes_one_by_language_only_when_it_has_to() -> None:
    assert diff(put(["title", "en"], "The Moon")) == [
        "-        title: Moon  # as the archive calls it",
        "+        title: The Moon  # as the archive calls it",
    ]
    assert diff(put(["title", "de"], "Mond")) == [
        "-        title: Moon  # as the archive calls it",
        "+        title: {en: Moon, de: Mond}  # as the archive calls it",
    ]
    assert diff(put(["title"], {"en": "Moon"})) == []
    assert diff(put(["creator", 1, "name", "de"], "")) == [
        "-          - name: {en: Ben, de: Benn}",
        "+          - name: {en: Ben}",
    ]
    assert diff(put(["medium", "en"], "Print")) == ["+        medium: Print"]
    assert diff({"do": "remove", "work": "moon", "field": ["date"]}) == ["-        date: 1936"]
    assert diff({"do": "set", "room": 0, "field": ["text", "en"], "value": "Words."}) == ["+    text: Words."]


def test_of_a_list_of_hints_only_those_are_touched_that_changed() -> None:
    assert diff(put(["hints"], MOON)) == []
    assert diff(put(["hints"], [*MOON, {"at": [0.123456, 0.9], "color": "#aa0000", "evidence": {"en": "Told."}}])) == [
        '+          - {at: [0.1235, 0.9], color: "#aa0000", evidence: Told.}'
    ]
    assert diff(put(["hints"], [{**MOON[0], "color": "#998877"}, MOON[1]])) == [
        '-          - {at: [0.5, 0.5], color: "#112233", evidence: Seen.}',
        '+          - {at: [0.5, 0.5], color: "#998877", evidence: Seen.}',
    ]
    assert diff(put(["hints"], MOON[1:])) == [
        "-          # the sky first",
        '-          - {at: [0.5, 0.5], color: "#112233", evidence: Seen.}',
    ]
    assert diff(put(["hints", 1, "color"], "#000000")) == [
        '-            color: "#445566"  # a guess',
        '+            color: "#000000"  # a guess',
    ]
    first = {"at": [0.9, 0.9], "color": "#010203", "evidence": {"en": "First."}}
    assert diff(put(["hints"], [first, *MOON]))[-1:] == [
        '+          - {at: [0.9, 0.9], color: "#010203", evidence: First.}'
    ]
    assert len(diff(put(["hints"], [])) + diff(put(["protect"], []))) == 8 + 2


def test_areas_are_added_and_taken_away_one_by_one() -> None:
    area = [[0.5, 0.5], [0.6, 0.5], [0.6, 0.6]]
    there = [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2]]
    assert diff(put(["protect"], [there, area])) == ["+          - [[0.5, 0.5], [0.6, 0.5], [0.6, 0.6]]"]
    assert diff(put(["protect"], [area], work="sun")) == [
        "+        protect:",
        "+          - [[0.5, 0.5], [0.6, 0.5], [0.6, 0.6]]",
    ]
    assert diff(put(["crop"], [0.1, 0.1, 0.9, 0.90001], work="sun")) == ["+        crop: [0.1, 0.1, 0.9, 0.9]"]


def test_what_is_approved_is_what_comes_out_of_the_other_changes() -> None:
    seen: list[str] = []

    def note(text: str, _work: str) -> dict[str, str]:
        seen.append(text)
        return stamp(text, "")

    changes = changes_of([{"do": "approve", "work": "sun", "approved": True}, put(["vividness"], 0.25, work="sun")])
    made = changed(TEXT, "exhibit.yaml", changes, note)
    assert "vividness: 0.25" in seen[0]
    assert "        approved: {date: 2026-11-29, colours: 3f9a12bc}\n" in made
    undone = changed(made, "exhibit.yaml", changes_of([{"do": "approve", "work": "sun", "approved": False}]), stamp)
    assert undone == TEXT + "        vividness: 0.25\n"


def test_a_work_that_moves_leaves_an_empty_room_which_can_be_removed() -> None:
    room = {"do": "add-room", "title": {"en": "Second", "de": "Zweiter"}}
    text = changed(TEXT, "", changes_of([room, {"do": "move", "work": "moon", "room": 1, "position": 9}]), stamp)
    assert text.index("{en: Second, de: Zweiter}") < text.index("id: moon")
    back = [{"do": "move", "work": "moon", "room": 0, "position": 0}, {"do": "remove", "room": 1}]
    assert changed(text, "", changes_of(back), stamp) == TEXT
    with pytest.raises(GalleryError, match="only a room without works"):
        diff({"do": "remove", "room": 0})


@pytest.mark.parametrize(
    "change",
    [
        {"do": "format-disk"},
        {"do": "set", "work": "moon", "field": [], "value": 1},
        {"do": "set", "work": "moon", "field": ["source", "path"], "value": "/etc/passwd"},
        {"do": "set", "work": "moon", "field": ["id"], "value": "x"},
        {"do": "set", "work": "moon", "field": ["approved"], "value": {"date": "2026-11-29"}},
        {"do": "set", "room": 0, "field": ["works"], "value": []},
        {"do": "set", "work": "moon", "room": 0, "field": ["title"], "value": ""},
        {"do": "set", "field": ["title"], "value": ""},
        {"do": "set", "work": "mars", "field": ["title", "en"], "value": "x"},
        {"do": "set", "work": "moon", "field": ["hints", 7, "color"], "value": "x"},
        {"do": "set", "work": "moon", "field": ["title", "en", "x"], "value": "x"},
        {"do": "set", "work": "moon", "field": ["title", "en"], "value": 7},
        {"do": "move", "work": "moon", "room": -1, "position": 0},
        {"do": "move", "work": "moon", "room": 4, "position": 0},
        {"do": "approve", "work": "mars", "approved": True},
        {"do": "remove", "room": 3},
        {"do": "remove", "room": 10**2000},
        {"do": "move", "work": "moon", "room": 0, "position": 10**2000},
        {"do": "set", "work": "moon", "field": ["hints", 10**2000, "color"], "value": "x"},
    ],
)
def test_changes_that_cannot_be_made_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(GalleryError) as caught:
        diff(change)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("value", [10**2000, -(10**15), {"value": 10**15}])
def test_a_number_that_no_manifest_holds_is_called_so_and_not_an_odd_layout(value: Any) -> None:
    with pytest.raises(GalleryError) as caught:
        diff({"do": "set", "work": "moon", "field": ["vividness"], "value": value})
    (problem,) = caught.value.problems
    assert problem.code == "unwritable"
    assert problem.message.endswith(" digits cannot stand in a manifest")
    assert len(str(caught.value)) < 300
    assert diff({"do": "set", "work": "moon", "field": ["vividness"], "value": 10**15 - 1})
