"""Pins, and where the cache is."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from gallery.errors import SourceError
from gallery.sources import default_cache
from gallery.sources.base import FetchOptions, pinned

OPTIONS = FetchOptions(cache=Path("unused"))


def test_a_wrong_pin_says_both_hashes(tmp_path: Path) -> None:
    file = tmp_path / "b.jpg"
    file.write_bytes(b"inside")
    actual, wrong = sha256(b"inside").hexdigest(), "0" * 64
    assert pinned(file, "a/b.jpg", actual, OPTIONS).sha256 == actual
    with pytest.raises(SourceError) as caught:
        pinned(file, "a/b.jpg", wrong, OPTIONS)
    assert str(caught.value) == (
        f"a/b.jpg is not the file that was pinned: sha256 is {actual}, the manifest says {wrong};"
        " restore the file, or look at it and change the pin"
    )


def test_the_default_cache_is_what_the_environment_names(tmp_path: Path) -> None:
    assert default_cache() == tmp_path / "cache"
