"""A film in a description for IIIF viewers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import publishing
import pytest

from gallery.manifest.webvtt import cues_of
from gallery.publication.films import Film, Track
from gallery.publication.show import Show
from gallery.publish.iiif.plan import plan

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nThey walk.\n"
HEAD = {"width": 1300, "height": 900, "aspect": "1/1", "duration": "5/2", "rate": "24/1", "has_sound": False}
FILM = Film(HEAD, ((0, 60, 0, 0),), tuple(number / 24 for number in range(60)), 6, (Track("en", VTT, cues_of(VTT)),))
HINTS = [
    {"at": [0.5, 0.5], "color": "#5b3a29", "evidence": "Wool.", "time": 1.0, "radius": 0.02},
    {"at": [0.5, 0.5], "color": "#5b3a29", "evidence": "Wool.", "from": 0.5, "to": 2.0, "radius": 0.02},
]


@pytest.fixture
def described(an_exhibit: Any, made: dict[str, Path], tmp_path: Path) -> dict[str, Any]:
    """The manifest of the porch, as if it were a film."""
    plain = an_exhibit().model_dump(mode="json", exclude_none=True, by_alias=True)
    porch = plain["rooms"][0]["works"][0]
    porch |= {"source": {"path": "porch.mp4"}, "hints": HINTS, "captions": [{"path": "porch.vtt", "language": "en"}]}
    exhibit = type(an_exhibit()).model_validate(plain)
    masters = {work.id: "cd" * 32 for work in exhibit.works}
    show = Show(exhibit=exhibit, masters=masters, profile={}, resources=publishing.resources(), films={"porch": FILM})
    planned = plan(show)
    assert "iiif/confidence/porch" not in {task.id for task in planned}
    tasks = [task for task in planned if task.id == "iiif/works/porch"]
    publishing.run(tasks, show, made, tmp_path / "scratch", tmp_path / "out")
    found: dict[str, Any] = json.loads((tmp_path / "out/site/iiif/porch/manifest.json").read_bytes())
    return found


def test_its_canvas_lasts_and_offers_two_videos_the_original_first(described: dict[str, Any]) -> None:
    prezi = pytest.importorskip("iiif_prezi3", reason="of the extra dev")
    prezi.Manifest(**described)
    (canvas,) = described["items"]
    assert (canvas["width"], canvas["height"], canvas["duration"]) == (1300, 900, 2.5)
    body = canvas["items"][0]["items"][0]["body"]
    assert body["type"] == "Choice"
    assert [video["id"] for video in body["items"]] == [
        "https://example.org/show/films/porch/original.mp4",
        "https://example.org/show/films/porch/colour.mp4",
    ]
    for video in body["items"]:
        assert (video["type"], video["format"], video["duration"]) == ("Video", "video/mp4", 2.5)
    poster = canvas["placeholderCanvas"]["items"][0]["items"][0]["body"]
    assert (poster["type"], poster["service"][0]["id"]) == ("Image", "https://example.org/show/iiif/porch/original")
    assert described["thumbnail"][0]["type"] == "Image"


def test_captions_supplement_it_and_colours_are_given_for_a_time(described: dict[str, Any]) -> None:
    captions, given = described["items"][0]["annotations"]
    (caption,) = captions["items"]
    assert caption["motivation"] == "supplementing"
    assert caption["body"]["id"] == "https://example.org/show/films/porch/captions-en.vtt"
    assert (caption["body"]["format"], caption["body"]["language"]) == ("text/vtt", "en")
    first, second = [comment["target"].partition("#")[2] for comment in given["items"]]
    assert first.endswith("&t=1,2")
    assert second.endswith("&t=0.5,2")
