"""Items of lists that come, go and move: their lines go along as they are, and nothing else changes."""

from __future__ import annotations

import random

import pytest

from gallery.errors import GalleryError
from gallery.manifest.editing import Edits
from gallery.manifest.nodes import read_tree

TEXT = """\
# An exhibit.
rooms:
  - title: First  # the small one
    works:
      # About a.
      - id: a
        title: >-
          A long
          title
        # hints: later

      - id: b   # two blanks
        title: 'B'

  # About the second room.
  - title: Second
    works:
      - {id: c, title: C}

      # Loose, of nobody.

      - id: d
        hints:
          - {at: [0.1, 0.2]}  # sky
          # About the roof.
          - at: [0.3, 0.4]
language: en
"""


def works(room: int, place: int | None = None) -> tuple[str | int, ...]:
    return ("rooms", room, "works", *(() if place is None else (place,)))


def moved(text: str, source: tuple[str | int, ...], target: tuple[str | int, ...]) -> str:
    edits = Edits(text)
    edits.move(source, target)
    return edits.text()


def test_a_work_moves_with_its_lines_and_comments_and_comes_back_to_where_it_was() -> None:
    there = moved(TEXT, works(0, 0), works(1, 1))
    assert (
        """\
      - {id: c, title: C}

      # About a.
      - id: a
        title: >-
          A long
          title
        # hints: later

"""
        in there
    )
    assert there.count("# About a.") == 1
    assert "# Loose, of nobody." in there
    assert moved(there, works(1, 1), works(0, 0)) == TEXT


def test_the_last_work_of_a_room_leaves_an_empty_list_and_the_first_one_finds_it() -> None:
    text = moved(moved(TEXT, works(0, 0), works(1, 0)), works(0, 0), works(1, 0))
    assert "  - title: First  # the small one\n    works: []\n" in text
    assert moved(moved(text, works(1, 1), works(0, 0)), works(1, 0), works(0, 1)) == TEXT


def test_lines_move_to_where_lists_stand_further_in() -> None:
    text = "rooms:\n- works:\n  - id: a\n    alt: |\n      One\n        two\n- works:\n      - id: b\n"
    there = moved(text, works(0, 0), works(1, 1))
    block = "      - id: a\n        alt: |\n          One\n            two\n"
    assert there == f"rooms:\n- works: []\n- works:\n      - id: b\n\n{block}"
    assert read_tree(moved(there, works(1, 1), works(0, 0)), "").value == read_tree(text, "").value


def test_a_hint_goes_with_the_comment_above_it() -> None:
    edits = Edits(TEXT)
    edits.remove((*works(1, 1), "hints", 1))
    assert edits.text() == TEXT.replace("          # About the roof.\n          - at: [0.3, 0.4]\n", "")
    edits = Edits(TEXT)
    edits.remove((*works(1, 1), "hints", 0))
    assert edits.text() == TEXT.replace("          - {at: [0.1, 0.2]}  # sky\n", "")


def test_a_new_room_is_set_apart_by_a_blank_line_and_may_be_filled_at_once() -> None:
    edits = Edits(TEXT)
    edits.insert(("rooms", 1), {"title": "Between", "works": []})
    edits.move(works(2, 1), works(1, 0))
    edits.set((*works(1, 0), "title"), "D")
    assert "\n  - title: Between\n    works:\n      - id: d\n        title: D\n        hints:\n" in edits.text()
    assert edits.value["rooms"][1] == {"title": "Between", "works": [{"id": "d", "title": "D", "hints": [
        {"at": [0.1, 0.2]}, {"at": [0.3, 0.4]}]}]}  # fmt: skip


def test_lists_in_brackets_and_with_windows_line_ends_are_changed_too() -> None:
    edits = Edits("rooms: [{works: [{id: a}, {id: b}]}, {works: [{id: c}]}]\n")
    edits.move(works(0, 1), works(1, 0))
    assert edits.text() == "rooms: [{works: [{id: a}]}, {works: [{id: b}, {id: c}]}]\n"
    windows = TEXT.replace("\n", "\r\n")
    there = moved(windows, works(0, 1), works(1, 2))
    assert "\n" not in there.replace("\r\n", "")
    assert moved(there, works(1, 2), works(0, 1)) == windows


def test_a_text_without_a_last_line_end_stays_one() -> None:
    text = "rooms:\n  - works:\n      - id: a\n\n      - id: b\n  - works:\n      - id: c"
    there = moved(text, works(0, 0), works(1, 1))
    assert there == "rooms:\n  - works:\n      - id: b\n  - works:\n      - id: c\n\n      - id: a"


@pytest.mark.parametrize("seed", range(12))
def test_whatever_moves_the_text_says_so_and_keeps_every_comment(seed: int) -> None:
    chance, edits = random.Random(seed), Edits(TEXT)
    for _ in range(6):
        room = chance.choice([number for number in (0, 1) if edits.value["rooms"][number]["works"]])
        source = works(room, chance.randrange(len(edits.value["rooms"][room]["works"])))
        target = chance.randrange(2)
        free = len(edits.value["rooms"][target]["works"]) - (room == target)
        edits.move(source, works(target, chance.randint(0, free)))
    text = edits.text()
    assert read_tree(text, "").value == edits.value
    assert sorted(line.strip() for line in text.splitlines() if "#" in line) == sorted(
        line.strip() for line in TEXT.splitlines() if "#" in line
    )


@pytest.mark.parametrize(
    ("source", "target"),
    [(works(0, 9), works(1, 0)), (works(0, 0), works(7, 0)), (works(0, 0), works(1, 9)), (works(0), works(1, 0))],
)
def test_what_is_not_there_does_not_move(source: tuple[str | int, ...], target: tuple[str | int, ...]) -> None:
    edits = Edits(TEXT)
    with pytest.raises(KeyError):
        edits.move(source, target)
    assert edits.text() == TEXT


BRACKETS = """\
rooms:
  - title: First
    works:
      # About a.
      - id: a   # the eldest
        # Of its title.
        title: A
      - {id: b}
  - title: Second
    works: [{id: c}, {id: d, title: "A long
      title"}]  # both
  - title: Third
    works: [  # from the cellar
      {id: e},  # first
      # About f.
      {id: f},
      # The end.
    ]
"""


def comments(text: str) -> list[str]:
    return sorted(line[line.index("#") :].rstrip() for line in text.splitlines() if "#" in line)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_work_takes_its_comments_into_a_list_in_brackets_which_becomes_one_in_lines(newline: str) -> None:
    text = BRACKETS.replace("\n", newline)
    there = moved(text, works(0, 0), works(1, 1))
    assert comments(there) == comments(text)
    assert (
        """\
    works:  # both
      - {id: c}
      # About a.
      - id: a   # the eldest
        # Of its title.
        title: A
      - {id: d, title: "A long
"""
    ).replace("\n", newline) in there
    assert there.count("\n") == there.count(newline)


@pytest.mark.parametrize(("source", "target"), [((2, 0), (0, 1)), ((2, 1), (1, 0)), ((2, 0), (2, 1)), ((0, 0), (2, 2))])
def test_comments_in_a_list_in_brackets_stay_with_their_works(source: tuple[int, int], target: tuple[int, int]) -> None:
    there = moved(BRACKETS, works(*source), works(*target))
    assert comments(there) == comments(BRACKETS)
    assert "- {id: e}  # first\n" in there
    assert "# About f.\n      - {id: f}\n" in there


def test_what_leaves_a_list_in_brackets_takes_no_comments_of_others_along() -> None:
    edits = Edits(BRACKETS)
    edits.remove(works(2, 0))
    assert comments(edits.text()) == [line for line in comments(BRACKETS) if line != "# first"]


def test_a_list_in_brackets_stays_so_where_nobody_has_a_comment() -> None:
    assert "    works: [{id: c}, {id: b}, {id: d, title" in moved(BRACKETS, works(0, 1), works(1, 1))


def test_a_draft_keeps_its_comments_behind_a_list_in_brackets() -> None:
    edits = Edits(BRACKETS)
    edits.append(works(1), {"id": "g"}, {"id": "from the sale"})
    assert comments(edits.text()) == sorted([*comments(BRACKETS), "# from the sale"])


def test_where_comments_would_be_lost_the_change_is_refused_and_says_so() -> None:
    text = BRACKETS + "  - {title: Fourth, works: [{id: x}]}\n"
    edits = Edits(text)
    edits.move(works(0, 0), works(3, 0))
    with pytest.raises(GalleryError, match="comments in the manifest would be lost, as it is laid out") as caught:
        edits.text()
    assert caught.value.problems[0].hint == "make it in an editor"
    assert "{id: b}, {id: x}" in moved(text, works(0, 1), works(3, 0))  # which has none
