"""``gallery studio`` before it serves."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gallery.cli import gallery
from gallery.errors import GalleryError


def test_a_missing_extra_is_named_with_what_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> Any:
        return None if name == "starlette" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    result = CliRunner().invoke(gallery, ["studio", str(tmp_path)])
    assert isinstance(result.exception, GalleryError)
    assert str(result.exception) == "starlette is not installed; pip install 'nostalgia-gallery[studio]'"


def test_where_there_is_no_manifest_nothing_is_served(tmp_path: Path) -> None:
    result = CliRunner().invoke(gallery, ["studio", str(tmp_path), "--no-open"])
    assert isinstance(result.exception, GalleryError)
    assert "there is no exhibit.yaml" in str(result.exception) or "no such" in str(result.exception)
    assert result.stdout == ""
