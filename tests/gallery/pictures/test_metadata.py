"""Disclosure: pictures say what they are, in the file, in every format, whatever the label holds."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gallery.errors import DisclosureError
from gallery.labels.creators import CreatorName
from gallery.labels.label import DIGITAL_SOURCE_TYPE, Label
from gallery.pictures import metadata
from gallery.pictures.containers import with_xmp
from gallery.pictures.encoding import encode_picture
from gallery.pictures.metadata import (
    MAX_PACKET,
    brief_disclosure,
    clean,
    disclosure,
    properties_of,
    read_disclosure,
    require_disclosure,
    save_picture,
    xmp_packet,
)

LABEL = Label(
    number=1,
    id="flyer",
    title="First flight <& “quoted”>",
    creator="John T. Daniels",
    date="1903",
    medium=None,
    credit="Library of Congress",
    rights="http://rightsstatements.org/vocab/NoC-US/1.0/",
    rights_label="No Copyright – United States",
    rights_note="No known restrictions.",
    alt="A biplane above sand",
    description=None,
    notice="Colours inferred by a neural network.",
    colorized=True,
    digital_source_type=DIGITAL_SOURCE_TYPE + "compositeWithTrainedAlgorithmicMedia",
    language="en",
)
SUFFIXES = (".jpg", ".webp", ".png")


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    return Image.linear_gradient("L").convert("RGB").resize((32, 24))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_inferred_picture_carries_label_notice_and_source_type(
    suffix: str, picture: Image.Image, tmp_path: Path
) -> None:
    path = tmp_path / f"colour{suffix}"
    save_picture(picture, path, LABEL, inferred=True)
    assert read_disclosure(path) == {
        "title": "First flight <& “quoted”>",
        "creator": "John T. Daniels",
        "credit": "Library of Congress",
        "rights": "No Copyright – United States",
        "web_statement": "http://rightsstatements.org/vocab/NoC-US/1.0/",
        "usage_terms": "No known restrictions.",
        "digital_source_type": LABEL.digital_source_type,
        "description": "A biplane above sand\nColours inferred by a neural network.",
        "alt": "A biplane above sand",
    }
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_saving_twice_gives_the_same_bytes(suffix: str, picture: Image.Image, tmp_path: Path) -> None:
    for name in ("a", "b"):
        save_picture(picture, tmp_path / f"{name}{suffix}", LABEL, inferred=True, dpi=300)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_an_original_beside_its_colorization_does_not_claim_inferred_colours() -> None:
    said = disclosure(LABEL, inferred=False)
    assert "digital_source_type" not in said
    assert said["description"] == "A biplane above sand"


def test_a_work_shown_uncolorized_carries_its_reason() -> None:
    label = replace(LABEL, colorized=False, digital_source_type=None, notice="Shown uncolorized: no.")
    assert disclosure(label, inferred=False)["description"] == "A biplane above sand\nShown uncolorized: no."


def test_every_creator_is_named_and_nobody_is_not(picture: Image.Image, tmp_path: Path) -> None:
    several = (
        CreatorName("Dorothea Lange", None, "Lange, Dorothea", None, "en"),
        CreatorName("Unknown photographer", None, None, None, "en"),
        CreatorName("Bain News Service", "publisher", "Bain News Service", "body", "en"),
    )
    save_picture(picture, tmp_path / "a.jpg", replace(LABEL, creators=several), inferred=True)
    assert read_disclosure(tmp_path / "a.jpg")["creator"] == "Dorothea Lange\nBain News Service"
    with Image.open(tmp_path / "a.jpg") as saved:
        (found,) = re.findall(r"<dc:creator>.*?</dc:creator>", saved.info["xmp"].decode())
    assert found.count("<rdf:li>") == 2
    assert "creator" not in disclosure(replace(LABEL, creators=several[1:2]), inferred=True)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_inventory_number_and_record_are_told_of_the_original(
    suffix: str, picture: Image.Image, tmp_path: Path
) -> None:
    record = "https://example.org/record?a=1&b=2"
    path = tmp_path / f"a{suffix}"
    save_picture(picture, path, replace(LABEL, inventory_number="Ph 12 <b>", catalogue=record), inferred=False)
    said = read_disclosure(path)
    assert (said["inventory_number"], said["catalogue"]) == ("Ph 12 <b>", record)
    packet = xmp_packet(disclosure(replace(LABEL, inventory_number="Ph 12"), inferred=False), "en").decode()
    assert (
        '<Iptc4xmpExt:ArtworkOrObject><rdf:Bag><rdf:li rdf:parseType="Resource">'
        "<Iptc4xmpExt:AOSourceInvNo>Ph 12</Iptc4xmpExt:AOSourceInvNo></rdf:li></rdf:Bag></Iptc4xmpExt:ArtworkOrObject>"
    ) in packet


def test_a_tile_says_in_brief_what_must_not_be_lost() -> None:
    assert brief_disclosure(LABEL, inferred=True) == {
        "credit": "Library of Congress",
        "web_statement": "http://rightsstatements.org/vocab/NoC-US/1.0/",
        "digital_source_type": LABEL.digital_source_type,
        "description": "Colours inferred by a neural network.",
    }
    assert set(brief_disclosure(LABEL, inferred=False)) == {"credit", "web_statement"}


def test_a_picture_that_does_not_say_what_it_should_is_named(picture: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "tile.jpg"
    save_picture(picture, path, LABEL, inferred=False)
    require_disclosure(path, brief_disclosure(LABEL, inferred=False))
    with pytest.raises(DisclosureError, match=r"tile\.jpg: .*digital_source_type, description is missing or differs"):
        require_disclosure(path, brief_disclosure(LABEL, inferred=True))


@pytest.mark.parametrize("lacking", [{"notice": " "}, {"digital_source_type": None}])
def test_an_inferred_picture_without_notice_or_source_type_is_refused(
    lacking: dict[str, None], picture: Image.Image, tmp_path: Path
) -> None:
    with pytest.raises(DisclosureError, match="work flyer: an inferred picture needs a notice and a Digital"):
        save_picture(picture, tmp_path / "a.jpg", replace(LABEL, **lacking), inferred=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_does_not_say_it_when_read_back_is_not_left_behind(
    suffix: str, picture: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = xmp_packet({"title": LABEL.title}, "en")
    monkeypatch.setattr(metadata, "xmp_packet", lambda *_: without)
    with pytest.raises(DisclosureError, match=r"digital_source_type, description, alt is missing or differs"):
        save_picture(picture, tmp_path / f"a{suffix}", LABEL, inferred=True)
    assert list(tmp_path.iterdir()) == []


def test_a_label_too_large_for_a_picture_file_is_refused(picture: Image.Image, tmp_path: Path) -> None:
    with pytest.raises(DisclosureError, match=f"over the {MAX_PACKET} that a picture file"):
        save_picture(picture, tmp_path / "a.jpg", replace(LABEL, alt="x" * MAX_PACKET), inferred=True)


def test_a_picture_without_xmp_says_nothing(picture: Image.Image, tmp_path: Path) -> None:
    picture.save(tmp_path / "bare.jpg")
    assert read_disclosure(tmp_path / "bare.jpg") == {}


@pytest.mark.parametrize("packet", [b"<x", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_damaged_or_hostile_xmp_is_an_error(packet: bytes, picture: Image.Image, tmp_path: Path) -> None:
    picture.save(tmp_path / "odd.jpg", xmp=packet)
    with pytest.raises(DisclosureError, match=r"odd\.jpg: the XMP metadata cannot be read"):
        read_disclosure(tmp_path / "odd.jpg")


def test_an_unknown_suffix_is_refused(picture: Image.Image, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"not '\.gif'"):
        save_picture(picture, tmp_path / "a.gif", LABEL, inferred=True)


def test_the_resolution_is_noted(picture: Image.Image, tmp_path: Path) -> None:
    save_picture(picture, tmp_path / "a.jpg", LABEL, inferred=True, dpi=300)
    with Image.open(tmp_path / "a.jpg") as saved:
        assert saved.info["dpi"] == (300, 300)


@settings(max_examples=60)
@given(text=st.text(st.characters(codec=None), min_size=1, max_size=60), suffix=st.sampled_from(SUFFIXES))
def test_any_text_reads_back_as_xml_holds_it(text: str, suffix: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    label = replace(LABEL, title=text, credit=text)
    save_picture(Image.new("RGB", (8, 8)), path, label, inferred=True)
    said = read_disclosure(path)
    assert said.get("title", "") == said.get("credit", "") == clean(text)


def test_only_what_xml_forbids_is_dropped() -> None:
    assert clean("a\x00b\x1fc\td\r\ne\rf\ud800\ufffe😀") == "abc\td\ne\nf😀"


@pytest.mark.parametrize("quality", [80, 90, 92, 95, 100])
def test_grain_in_full_colour_is_saved_too_and_repeats(quality: int, tmp_path: Path) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (500, 700, 3), np.uint8))
    for name in ("a", "b"):
        save_picture(noise, tmp_path / f"{name}.jpg", LABEL, inferred=True, quality=quality)
    assert (tmp_path / "a.jpg").read_bytes() == (tmp_path / "b.jpg").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "b.jpg"]
    with Image.open(tmp_path / "a.jpg") as saved:
        assert saved.size == (700, 500)
        saved.load()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_the_umask_decides_who_may_read(umask: int, mode: int, picture: Image.Image, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        save_picture(picture, tmp_path / "a.jpg", LABEL, inferred=True)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.jpg").stat().st_mode) == mode


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_saving_is_encoding_and_then_stamping(suffix: str, picture: Image.Image, tmp_path: Path) -> None:
    save_picture(picture, tmp_path / f"whole{suffix}", LABEL, inferred=True, quality=80, dpi=300)
    encode_picture(picture, tmp_path / f"bare{suffix}", quality=80, dpi=300)
    assert read_disclosure(tmp_path / f"bare{suffix}") == {}
    stamped = with_xmp((tmp_path / f"bare{suffix}").read_bytes(), xmp_packet(disclosure(LABEL, inferred=True), "en"))
    assert stamped == (tmp_path / f"whole{suffix}").read_bytes()


@pytest.mark.parametrize("content", [b"", b"no picture", b"GIF89a"])
def test_a_file_that_is_no_picture_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "odd.jpg").write_bytes(content)
    with pytest.raises(DisclosureError, match=r"^odd\.jpg: it is no JPEG, PNG, WebP, AVIF or TIFF file$"):
        read_disclosure(tmp_path / "odd.jpg")


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<a>{text}</a>".encode("utf-8", "replace")))
def test_any_packet_is_read_or_refused(packet: bytes) -> None:
    with suppress(DisclosureError):
        properties_of(packet)


@pytest.mark.parametrize("encoding", ["utf-7", "klingon", "shift_jis", "rot13"])
def test_a_packet_in_an_odd_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(DisclosureError, match="the XMP metadata cannot be read"):
        properties_of(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode())


def test_a_disk_that_is_full_is_still_an_error(picture: Image.Image, tmp_path: Path) -> None:
    class Full(Image.Image):
        def save(self, *_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        save_picture(Full(), tmp_path / "a.jpg", LABEL, inferred=True)
    assert list(tmp_path.iterdir()) == []
