"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of CIFAR-10 and of real photographs, named by ``GALLERY_TEST_DATA`` or beside the checkout."""
    folder = Path(os.environ.get("GALLERY_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "photographs").is_dir():
        pytest.skip(
            "no folder of photographs: set GALLERY_TEST_DATA to one that holds photographs/ and cifar-10-batches-py/"
        )
    return folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or fills the user's cache."""
    monkeypatch.setenv("GALLERY_CACHE", str(tmp_path / "cache"))
