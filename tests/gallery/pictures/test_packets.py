"""What the pictures of a work say of themselves, written apart from them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gallery.derivatives import Facts, write_facts
from gallery.errors import DisclosureError
from gallery.labels.label import Label
from gallery.pictures.containers import with_xmp
from gallery.pictures.metadata import disclosure, properties_of, xmp_packet
from gallery.pictures.packets import (
    BRIEF_COLOUR,
    BRIEF_ORIGINAL,
    COLOUR,
    ORIGINAL,
    packet,
    packet_allowance,
    packets_id,
    packets_step,
)

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"


def label(*, colorized: bool = True, **more: str | None) -> Label:
    values = {
        "title": "Flight", "creator": "J. Daniels", "date": None, "medium": None, "credit": "An archive",
        "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/", "rights_label": "R", "rights_note": None,
        "alt": "A.", "description": None, "notice": "Inferred." if colorized else "Shown uncolorized: so.",
        "language": "en",
        "digital_source_type": IPTC if colorized else None,
    } | more  # fmt: skip
    notices = {"plain": "Inferred; grey.", "toned": "Inferred; toned.", "colour": "Inferred; not grey."}
    return Label(number=0, id="flight", colorized=colorized, notices=notices if colorized else {}, **values)  # type: ignore[arg-type]


def written(folder: Path, of: Label, *, toned: bool = False) -> dict[str, dict[str, str]]:
    """What the step writes for a work: file → what it says."""
    made, out = folder / "made", folder / "out"
    made.mkdir()
    out.mkdir()
    for name in ("original", "grey", *(("colour",) if of.colorized else ())):
        Image.new("L", (16, 16)).save(made / f"{name}.jpg")
    write_facts(Facts(16, 16, "0" * 64, "PNG", 9, has_colour=False, toned=toned, colorized=of.colorized), made)
    packets_step({"colorize/flight": made}, {"label": of.to_json()}, out)
    return {path.name: properties_of(path.read_bytes()) for path in sorted(out.iterdir())}


def test_a_colorized_work_has_packets_for_its_original_and_its_colour(tmp_path: Path) -> None:
    said = written(tmp_path, label())
    assert set(said) == {ORIGINAL, COLOUR, BRIEF_ORIGINAL, BRIEF_COLOUR}
    assert {name for name, words in said.items() if "digital_source_type" in words} == {COLOUR, BRIEF_COLOUR}
    assert all(said[name]["digital_source_type"] == IPTC for name in (COLOUR, BRIEF_COLOUR))
    assert all(words["credit"] == "An archive" and words["web_statement"] for words in said.values())
    assert {name for name, words in said.items() if "title" in words} == {ORIGINAL, COLOUR}


def test_the_notice_says_what_the_opened_master_is(tmp_path: Path) -> None:
    said = written(tmp_path, label(), toned=True)
    assert said[COLOUR]["description"] == "A.\nInferred; toned."
    assert said[BRIEF_COLOUR]["description"] == "Inferred; toned."


def test_an_uncolorized_work_has_packets_for_its_original_alone(tmp_path: Path) -> None:
    said = written(tmp_path, label(colorized=False))
    assert set(said) == {ORIGINAL, BRIEF_ORIGINAL}
    assert said[ORIGINAL]["description"] == "A.\nShown uncolorized: so."


def test_colour_without_a_notice_is_refused_and_nothing_is_said_of_it(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError, match="work flight: an inferred picture needs a notice"):
        written(tmp_path, label(digital_source_type=None))
    assert not (tmp_path / "out" / COLOUR).exists()


def test_tasks_name_a_packet_by_the_task_that_writes_it() -> None:
    assert packets_id("flight") == "label/flight"
    assert packet("flight", COLOUR) == "label/flight/colour.xmp"


JPEG = BytesIO()
Image.new("RGB", (16, 16)).save(JPEG, "JPEG")


@given(st.text("aé写", max_size=9000), st.text("a", max_size=60))
def test_a_picture_with_its_packet_is_within_the_allowance(note: str, title: str) -> None:
    of = label(rights_note=note, title=f"T{title}")
    for inferred in (False, True):
        packet = xmp_packet(disclosure(of, inferred=inferred), "en")
        if len(packet) < 60_000:
            stamped = with_xmp(JPEG.getvalue(), packet)
            assert len(stamped) - len(JPEG.getvalue()) <= packet_allowance(of)


@given(st.text(max_size=300), st.text(max_size=250))
def test_no_ordinary_label_has_another_allowance_than_the_next(title: str, alt: str) -> None:
    assert packet_allowance(label(title=title, alt=alt)) == packet_allowance(label())
