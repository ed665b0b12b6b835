"""A photograph in the exhibit's folder."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from gallery.errors import SourceError
from gallery.manifest.schema import PathSource
from gallery.sources import FetchOptions, Master, locate


def test_a_file_in_the_folder_is_hashed(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    picture = tmp_path / "photos" / "a.tif"
    picture.write_bytes(b"tiff")
    options = FetchOptions(tmp_path / "cache")
    digest = sha256(b"tiff").hexdigest()
    expected = Master(picture.resolve(), digest, "photos/a.tif")
    assert locate(PathSource(path="photos/a.tif"), tmp_path, options) == expected
    assert locate(PathSource(path="photos/a.tif", sha256=digest), tmp_path, options) == expected
    with pytest.raises(SourceError, match="not the file that was pinned"):
        locate(PathSource(path="photos/a.tif", sha256="0" * 64), tmp_path, options)
    with pytest.raises(SourceError, match="leads upwards"):
        locate(PathSource(path="../a.tif"), tmp_path, options)
