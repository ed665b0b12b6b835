"""A film in the studio: the frame that stands for it is looked at, and accepted or left grey."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("av", reason="films are read with the extra 'film'")

sys.path.append(str(Path(__file__).parents[1] / "film"))

import clips

from gallery.pictures.containers import read_xmp
from gallery.pipeline.folder_store import FolderStore

MANIFEST = """\
title: A film
curator: Me
statement: Words.
rooms:
  - title: Pier
    works:
      - id: pier
        source: {path: pier.mp4}
        title: The pier
        rights: http://rightsstatements.org/vocab/CNE/1.0/
        alt: A disc.
"""


def test_a_film_is_looked_at_by_the_frame_that_stands_for_it(new_studio: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "exhibit.yaml").write_text(MANIFEST, encoding="utf-8")
    clips.make(tmp_path / "pier.mp4", frames=6)
    studio = new_studio(tmp_path)
    work = studio.ready("pier")
    assert (work["state"], work["film"], work["size"]) == ("ready", True, [clips.WIDTH, clips.HEIGHT]), work
    assert 0 < work["confidence"] < 1
    picture = studio.ask("GET", "/api/works/pier/picture/colour")
    assert b"compositeWithTrainedAlgorithmicMedia" in (read_xmp(picture.content) or b"")
    tried = studio.ask("POST", "/api/works/pier/render", json={"hints": []})
    assert (tried.status_code, tried.json()["code"]) == (409, "film")
    approved = studio.save({"do": "approve", "work": "pier", "approved": True}).json()
    assert approved["looked"] == {"done": 1, "of": 1}
    other = studio.save({"do": "set", "work": "pier", "field": ["poster"], "value": 0.16}).json()
    assert other["works"][0]["state"] in ("waiting", "ready")
    assert studio.ready("pier")["state"] == "ready"
    assert len(list(FolderStore(studio.cache).root.rglob("poster.png"))) == 2
    assert "Traceback" not in studio.log()
