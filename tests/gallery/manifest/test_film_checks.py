"""What a manifest may say of a film, and when its hints are given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from gallery.errors import ManifestError
from gallery.manifest.reader import parse_manifest
from gallery.manifest.schema import Work
from gallery.problems import Problem

FILM = {"path": "garden.mp4"}
HINT = {"at": [0.4, 0.5], "color": "#5b3a29", "evidence": "By the record."}


def written(**more: Any) -> str:
    work = {
        "id": "garden",
        "source": FILM,
        "title": "A garden",
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "alt": "Four people walk in a garden.",
    }
    rooms = [{"title": "Near", "works": [work | more]}]
    exhibit = {"title": "Films", "curator": "A. Curator", "statement": "Moving pictures.", "rooms": rooms}
    return yaml.safe_dump(json.loads(json.dumps(exhibit)), sort_keys=False)  # copied, so that nothing is an alias


def read(**more: Any) -> Work:
    return parse_manifest(written(**more), Path("exhibit.yaml")).exhibit.works[0]


def problems(**more: Any) -> list[Problem]:
    with pytest.raises(ManifestError) as caught:
        read(**more)
    return list(caught.value.problems)


def test_a_work_is_a_film_by_the_ending_of_its_name() -> None:
    assert read().is_film
    assert read(source={"url": "https://example.org/Garden%20Scene.MOV?x=1.jpg"}).is_film
    assert not read(source={"path": "garden.jpg"}).is_film


def test_a_film_has_a_poster_captions_a_transcript_and_hints_with_a_time() -> None:
    work = read(
        poster=1.2,
        captions=[{"path": "garden.en.vtt", "language": "en"}],
        transcript="Nobody speaks.",
        hints=[HINT | {"time": 1}, HINT | {"from": 0.5, "to": 2}],
    )
    assert (work.poster, work.captions[0].language) == (1.2, "en")
    assert [hint.span for hint in work.hints] == [(1.0, 1.0), (0.5, 2.0)]


@pytest.mark.parametrize(
    ("more", "code", "message", "hint"),
    [
        ({"crop": [0, 0, 1, 0.9]}, "not-of-a-film", "'crop' is of a photograph", "a film shows all"),
        ({"rotate": 90}, "not-of-a-film", "'rotate' is of a photograph", "remove it"),
        ({"source": {"path": "a.jpg"}, "poster": 1.0}, "only-of-a-film", "'poster' is of a film", ".mp4"),
        ({"source": {"path": "a.jpg"}, "transcript": "No."}, "only-of-a-film", "'transcript' is of a film", "remove"),
        ({"source": {"path": "a.jpg"}, "hints": [HINT | {"time": 1}]}, "only-of-a-film", "with 'time'", "remove it"),
        ({"hints": [HINT]}, "missing-time", "does not say when", "add 'time: 12.4'"),
        ({"hints": [HINT | {"from": 3}]}, "missing-time", "'from' and no 'to'", "add 'to: …', or write 'time: 3'"),
        ({"hints": [HINT | {"time": 1, "from": 3}]}, "two-times", "both 'time' and 'from'", "keep 'time'"),
        ({"hints": [HINT | {"from": 3, "to": 1}]}, "wrong-time", "ends before", "write 'from: 1' and 'to: 3'"),
        ({"hints": [HINT | {"time": -1}]}, "out-of-range", "'time' must be at least 0", ""),
        ({"captions": [{"path": "a.srt", "language": "en"}]}, "wrong-captions", "no WebVTT", "WebVTT"),
        ({"captions": [{"path": "a.vtt", "language": "en"}] * 2}, "duplicate-captions", "'en' twice", "keep one"),
        ({"hints": [HINT | {"beginn": 3}]}, "unknown-key", "'beginn'", ""),
    ],
)
def test_a_slip_is_told_with_its_remedy(more: dict[str, Any], code: str, message: str, hint: str) -> None:
    (problem,) = problems(**more)
    assert problem.code == code
    assert message in problem.message
    assert hint in problem.hint


def test_a_rotation_by_nothing_is_no_slip() -> None:
    assert read(rotate=0).is_film
