"""Labels that are too long for what a picture file says of itself are found before any picture is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.manifest.reader import read_manifest
from gallery.pictures.packet_problems import packet_problems

MANIFEST = """\
title: Exhibit
curator: Curator
statement: Why.
publications: {{panels: {{enabled: false}}}}
{more}
rooms:
  - title: Room
    works:
      - {{id: one, source: {{path: one.jpg}}, title: One, alt: It, rights: "{rights}", rights_note: "{note}"}}
      - {{id: two, source: {{path: two.jpg}}, title: Two, alt: It, rights: "{rights}", colorize: false,
         reason: "{reason}"}}
"""


def told(folder: Path, note: str = "", reason: str = "It is grey.", more: str = "") -> list[str]:
    rights = "http://rightsstatements.org/vocab/NoC-US/1.0/"
    text = MANIFEST.format(note=note or "None.", reason=reason, more=more, rights=rights)
    (folder / "exhibit.yaml").write_text(text, encoding="utf-8")
    return [str(problem).replace(str(folder), "DIR") for problem in packet_problems(read_manifest(folder))]


def test_labels_of_a_usual_length_are_no_problem(tmp_path: Path) -> None:
    assert told(tmp_path, note="A note. " * 100, reason="A reason. " * 100) == []


@pytest.mark.parametrize(
    ("texts", "place", "said"),
    [
        ({"note": "ж" * 16_000}, "DIR/exhibit.yaml:9:", "shorten the rights_note, its longest text (16000 characters)"),
        ({"reason": "&" * 9_000}, "DIR/exhibit.yaml:11:", "shorten the reason, its longest text"),
        ({"more": f"colorizer: {{notice: {'n' * 90_000}}}"}, "DIR/exhibit.yaml:5:", "shorten the notice"),
    ],
)
def test_a_label_that_no_file_holds_is_blamed_on_its_longest_text(
    tmp_path: Path, texts: dict[str, str], place: str, said: str
) -> None:
    (problem,) = told(tmp_path, **texts)
    assert problem.startswith(place)
    assert "bytes as metadata, over the 60000 that a picture file holds" in problem
    assert said in problem
    assert problem.endswith("[label-too-long]")
