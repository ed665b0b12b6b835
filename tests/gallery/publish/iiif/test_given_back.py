"""Our own descriptions, taken in again, give the works back that they were made of: the originals."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gallery.intake.beginning import carry_out
from gallery.intake.iiif.importing import prepare
from gallery.manifest.reader import read_manifest
from gallery.manifest.schema import Exhibit, Text, UrlSource
from gallery.pictures.addresses import COLLECTION
from gallery.sources import FetchOptions


def texts(text: Text | None) -> Any:
    return None if text is None else text.root


@pytest.fixture
def given_back(base: str, tmp_path: Path) -> Exhibit:
    folder = tmp_path / "exhibit"
    intake = prepare(folder, f"{base}{COLLECTION}", FetchOptions(tmp_path / "cache", allow_private=True, retries=0))
    assert intake.gathered.refused == []
    carry_out(intake)
    text = (folder / "exhibit.yaml").read_text(encoding="utf-8")
    (folder / "exhibit.yaml").write_text(text.replace("TODO", "written"), encoding="utf-8")
    return read_manifest(folder).exhibit


def test_the_works_are_the_same(given_back: Exhibit, an_exhibit: Callable[..., Exhibit]) -> None:
    before = an_exhibit()
    assert [work.id for work in given_back.works] == [work.id for work in before.works]
    for back, was in zip(given_back.works, before.works, strict=True):
        assert back.rights == was.rights
        assert back.date == was.date
        for name in ("title", "creator", "place", "medium", "credit", "rights_note", "alt"):
            assert texts(getattr(back, name)) == texts(getattr(was, name)), (was.id, name)
    assert texts(given_back.title) == texts(before.title)
    assert texts(given_back.works[0].description) == "A porch, <b>seen</b>. Twice."  # as it was published


def test_their_pictures_are_the_originals_as_large_as_they_are_published(given_back: Exhibit, site: Path) -> None:
    for work in given_back.works:
        assert isinstance(work.source, UrlSource)
        path = site / work.source.url.partition("/site/")[2]
        assert path.is_relative_to(site / "iiif" / work.id / "original")
        assert sha256(path.read_bytes()).hexdigest() == work.source.sha256
        whole = (site / "iiif" / work.id / "original" / "full").glob("*/0/default.jpg")
        assert path.stat().st_size == max(each.stat().st_size for each in whole)
