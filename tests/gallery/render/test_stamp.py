"""A label is put into finished files: as it would have been saved, without encoding them again, whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gallery.errors import DisclosureError
from gallery.render.containers import jpeg, png, webp
from gallery.render.metadata import MAX_PACKET, encode_picture, read_disclosure
from gallery.render.stamp import stamp, stamp_all

SAID = {"title": "First flight <& “quoted”>", "credit": "Library of Congress", "description": "Two\nlines"}
SUFFIXES = (".jpg", ".webp", ".png")


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 52, 3), np.uint8))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_stamped_file_says_the_label_and_shows_the_same_pixels(
    suffix: str, picture: Image.Image, tmp_path: Path
) -> None:
    bare, stamped = tmp_path / f"bare{suffix}", tmp_path / "deep" / "er" / f"stamped{suffix}"
    encode_picture(picture, bare, quality=80)
    assert read_disclosure(bare) == {}
    stamp(bare, stamped, SAID, "en")
    assert read_disclosure(stamped) == SAID
    with Image.open(bare) as before, Image.open(stamped) as after:
        assert after.tobytes() == before.tobytes()
    assert [entry.name for entry in stamped.parent.iterdir()] == [stamped.name]


def test_many_files_get_one_label_and_a_new_one_takes_its_place(picture: Image.Image, tmp_path: Path) -> None:
    pairs = [(tmp_path / f"{n}{suffix}", tmp_path / "out" / f"{n}{suffix}") for n, suffix in enumerate(SUFFIXES)]
    for source, _ in pairs:
        encode_picture(picture, source)
    stamp_all(pairs, SAID, "en")
    first = [target.read_bytes() for _, target in pairs]
    stamp_all([(target, target) for _, target in pairs], {"title": "Another"}, "en")
    assert [read_disclosure(target) for _, target in pairs] == [{"title": "Another"}] * len(pairs)
    stamp_all([(target, target) for _, target in pairs], SAID, "en")
    assert [target.read_bytes() for _, target in pairs] == first


def test_a_damaged_file_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "odd.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    with pytest.raises(DisclosureError, match=r"^odd\.jpg: the JPEG file ends before its picture begins$"):
        stamp(tmp_path / "odd.jpg", tmp_path / "out" / "odd.jpg", SAID, "en")
    assert [entry.name for entry in tmp_path.iterdir()] == ["odd.jpg"]


def test_a_label_too_large_for_a_picture_file_is_refused(picture: Image.Image, tmp_path: Path) -> None:
    encode_picture(picture, tmp_path / "a.jpg")
    with pytest.raises(DisclosureError, match=f"over the {MAX_PACKET} that a picture file holds; shorten"):
        stamp(tmp_path / "a.jpg", tmp_path / "b.jpg", {"title": "x" * MAX_PACKET}, "en")
    assert not (tmp_path / "b.jpg").exists()


def test_a_label_that_does_not_read_back_is_refused(picture: Image.Image, tmp_path: Path) -> None:
    encode_picture(picture, tmp_path / "a.jpg")
    with pytest.raises(DisclosureError, match=r"reading the label back, title is missing or differs"):
        stamp(tmp_path / "a.jpg", tmp_path / "b.jpg", {"title": "line\r\nend"}, "en")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_packet_that_is_not_found_again_is_an_error(
    suffix: str, picture: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode_picture(picture, tmp_path / f"a{suffix}")
    for kind in (jpeg, png, webp):
        monkeypatch.setattr(kind, "put", lambda data, _packet: data)
    with pytest.raises(DisclosureError, match=rf"a\{suffix}: reading the file back, its XMP is missing or differs"):
        stamp(tmp_path / f"a{suffix}", tmp_path / f"b{suffix}", SAID, "en")
    assert [entry.name for entry in tmp_path.iterdir()] == [f"a{suffix}"]


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_the_umask_decides_who_may_read(picture: Image.Image, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        encode_picture(picture, tmp_path / "a.jpg")
        stamp(tmp_path / "a.jpg", tmp_path / "b.jpg", SAID, "en")
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.jpg", "b.jpg")] == [0o600, 0o600]
