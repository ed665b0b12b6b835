"""JPEGs whose data end early, though the file does not: decoders fill what is missing with grey, or blur it."""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

from gallery.errors import PhotographError
from gallery.photograph import look_at, open_photograph
from gallery.photograph.scans import lacks_scans

GREY, COLOUR = Image.fromarray(data.camera()), Image.fromarray(data.astronaut())
END = b"\xff\xd9"
KINDS: dict[str, tuple[Image.Image, dict[str, Any]]] = {
    "grey": (GREY, {}),
    "colour": (COLOUR, {}),
    "progressive": (COLOUR, {"progressive": True}),
    "restarts": (GREY, {"restart_marker_rows": 1}),
    "inks": (COLOUR.convert("CMYK"), {}),
    "progressive grey": (GREY, {"progressive": True}),
}


def jpeg(kind: str) -> bytes:
    picture, options = KINDS[kind]
    file = io.BytesIO()
    picture.save(file, "JPEG", **options)
    return file.getvalue()


def refused(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    for read in (open_photograph, lambda path: look_at(path, thorough=True)):
        with pytest.raises(PhotographError) as caught:
            read(path)
    return str(caught.value)


def scans(content: bytes) -> list[int]:
    return [found.start() for found in re.finditer(b"\xff\xda", content)]


def with_height(content: bytes, height: int) -> bytes:
    at = re.search(b"\xff[\xc0\xc2]\0.\x08", content)
    assert at
    return content[: at.end()] + struct.pack(">H", height) + content[at.end() + 2 :]


@pytest.mark.parametrize("kind", ["progressive", "progressive grey"])
def test_a_progressive_jpeg_that_lacks_any_of_its_last_scans_is_cut_short(tmp_path: Path, kind: str) -> None:
    whole = jpeg(kind)
    starts = scans(whole)
    assert len(starts) > 5
    for start in starts[1:]:
        assert "damaged or cut short (it lacks scans); get the file again" in refused(
            tmp_path / "a.jpg", whole[:start] + END
        )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("more", [1.1, 2])
def test_a_jpeg_that_says_it_has_more_lines_than_it_holds_is_cut_short(tmp_path: Path, kind: str, more: float) -> None:
    assert "damaged or cut short" in refused(tmp_path / "a.jpg", with_height(jpeg(kind), int(512 * more)))


@pytest.mark.parametrize("kind", ["grey", "colour", "restarts", "inks"])
def test_a_jpeg_that_was_ended_before_its_data_are_is_cut_short(tmp_path: Path, kind: str) -> None:
    whole = jpeg(kind)
    for part in (0.4, 0.9):
        assert "damaged or cut short" in refused(tmp_path / "a.jpg", whole[: int(len(whole) * part)] + END)


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_jpeg_lacks_nothing(tmp_path: Path, kind: str) -> None:
    whole = jpeg(kind)
    (tmp_path / "a.jpg").write_bytes(whole)
    assert not lacks_scans(io.BytesIO(whole))
    assert open_photograph(tmp_path / "a.jpg").grey.shape == (512, 512)


def test_of_a_jpeg_that_is_damaged_in_its_middle_the_rest_is_shown(tmp_path: Path) -> None:
    whole = jpeg("restarts")
    third, fourth = (whole.index(marker, whole.index(b"\xff\xda")) for marker in (b"\xff\xd3", b"\xff\xd4"))
    (tmp_path / "a.jpg").write_bytes(whole[:third] + whole[fourth:])
    (tmp_path / "whole.jpg").write_bytes(whole)
    shown, meant = open_photograph(tmp_path / "a.jpg").grey, open_photograph(tmp_path / "whole.jpg").grey
    assert (shown == meant).all(axis=1).sum() >= 512 - 16


def test_what_stands_between_scans_harms_nobody(tmp_path: Path) -> None:
    """Some cameras fill up with zeros before a marker; that is told by decoders, and no damage."""
    whole = jpeg("progressive")
    at = scans(whole)[-1]
    (tmp_path / "a.jpg").write_bytes(whole[:at] + bytes(40) + whole[at:])
    (tmp_path / "whole.jpg").write_bytes(whole)
    np.testing.assert_array_equal(
        open_photograph(tmp_path / "a.jpg").pixels, open_photograph(tmp_path / "whole.jpg").pixels
    )
