"""Panels as PDF: text that can be selected, pictures that say what they are, boxes and marks to cut by."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from hanging import an_exhibit
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject

from gallery.pictures.metadata import properties_of
from gallery.pipeline.disclosure import Authentic, look, undisclosed

Make = Hang = Callable[..., Path]

SOURCE_TYPE = "compositeWithTrainedAlgorithmicMedia"
WORK = {"title": "Über den Dächern", "creator": "Ł. Kowalska", "credit": "Stadtarchiv – Köln", "alt": "Dächer"}
MILLIMETRE = 72 / 25.4


def a_pdf(make: Make, hang: Hang, language: str = "en", **panels: object) -> Path:
    panels = {"size": "A4", "dpi": 100, "formats": ["pdf"]} | panels
    return hang(an_exhibit(work=WORK, panels=panels, language=language), make(language)) / "01-work-1.pdf"


def rendered(path: Path, scale: float = 1.0) -> Image.Image:
    document = pypdfium2.PdfDocument(path)
    try:
        return document[0].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()


def pictures_in(path: Path) -> list[StreamObject]:
    found = PdfReader(path).pages[0]["/Resources"]["/XObject"]
    return [found[name].get_object() for name in sorted(found)]


@pytest.mark.parametrize(
    ("language", "captions"),
    [
        ("en", ("Original, in greyscale", "AI colour, inferred")),
        ("de", ("Original, in Graustufen", "KI-Farbe, erschlossen")),
        ("fr", ("Original, en niveaux de gris", "Couleur IA, déduite")),
        ("es", ("Original, en escala de grises", "Color IA, inferido")),
    ],
)
def test_its_text_is_text_in_the_exhibits_language(
    make: Make, hang: Hang, language: str, captions: tuple[str, str]
) -> None:
    text = PdfReader(a_pdf(make, hang, language)).pages[0].extract_text()
    for said in (*captions, WORK["title"], WORK["creator"], WORK["credit"]):
        assert said in text


def test_the_sheet_has_the_size_that_was_asked_for(make: Make, hang: Hang) -> None:
    (page,) = PdfReader(a_pdf(make, hang)).pages
    for box in (page.mediabox, page.trimbox, page.bleedbox):
        assert [float(side) for side in box] == pytest.approx([0, 0, 297 * MILLIMETRE, 210 * MILLIMETRE], abs=0.01)


def test_bleed_goes_on_outside_the_cut_and_crop_marks_say_where_that_is(make: Make, hang: Hang) -> None:
    path = a_pdf(make, hang, bleed=3)
    (page,) = PdfReader(path).pages
    left, bottom, right, top = (float(side) for side in page.trimbox)
    assert (right - left, top - bottom) == pytest.approx((297 * MILLIMETRE, 210 * MILLIMETRE), abs=0.01)
    assert left - float(page.bleedbox.left) == pytest.approx(3 * MILLIMETRE, abs=0.01)
    drawn = np.asarray(rendered(path, 2).convert("L"), dtype=int)
    edge = round(left * 2)
    assert drawn[0, edge - 1 : edge + 2].min() < 120  # the mark that stands above the left cut
    assert drawn[drawn.shape[0] // 2, round(float(page.bleedbox.left) * 2) + 1] < 253  # paper bleeds
    assert drawn[drawn.shape[0] // 2, 2] == 255


def test_it_looks_like_the_jpeg(make: Make, hang: Hang) -> None:
    panels = {"size": "A4", "dpi": 100, "formats": ["jpeg", "pdf"]}
    folder = hang(an_exhibit(work=WORK, panels=panels), make())
    with Image.open(folder / "01-work-1.jpg") as jpeg:
        one = jpeg.convert("RGB").resize((585, 414), Image.Resampling.BOX)
    other = rendered(folder / "01-work-1.pdf", 100 / 72).resize((585, 414), Image.Resampling.BOX)
    difference = np.abs(np.asarray(one, dtype=int) - np.asarray(other))
    assert difference.mean() < 2.5
    assert np.quantile(difference, 0.99) < 50


def test_pictures_and_document_say_that_colours_are_inferred(make: Make, hang: Hang) -> None:
    path = a_pdf(make, hang)
    whole, grey, colour = look(path.name, path)
    assert (whole.says.rpartition("/")[2], grey.says, colour.says) == (SOURCE_TYPE, "", whole.says)
    packet = PdfReader(path).root_object["/Metadata"].get_object().get_data()
    assert properties_of(packet)["title"] == WORK["title"]
    assert undisclosed(path.name, path, SOURCE_TYPE, Authentic(digests=frozenset({grey.sha256}))) == []


def test_a_picture_is_in_it_once_as_the_jpeg_it_is_with_a_profile(make: Make, hang: Hang) -> None:
    grey, colour = pictures_in(a_pdf(make, hang))
    for picture in (grey, colour):
        assert picture["/Filter"] == "/DCTDecode"
        assert picture["/ColorSpace"][0] == "/ICCBased"
        with Image.open(BytesIO(picture.get_data())) as opened:
            assert opened.size == (picture["/Width"], picture["/Height"])


def test_readers_are_told_what_a_picture_shows_and_in_which_language(make: Make, hang: Hang) -> None:
    root = PdfReader(a_pdf(make, hang, "de")).root_object
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    document = root["/StructTreeRoot"]["/K"].get_object()
    kinds = [each.get_object()["/S"] for each in document["/K"]]
    assert kinds[:2] == ["/Figure", "/Figure"]
    assert set(kinds[2:]) == {"/P"}
    assert document["/K"][0].get_object()["/Alt"] == WORK["alt"]


def test_no_time_is_in_it(make: Make, hang: Hang) -> None:
    path = a_pdf(make, hang)
    assert set(PdfReader(path).metadata or {}) == {"/Title"}
    assert b"Date" not in path.read_bytes().replace(b"StartDate", b"")


def edited(path: Path, change: Callable[[list[StreamObject]], None]) -> bytes:
    """The PDF with its pictures changed."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=path)
    found = writer.pages[0]["/Resources"]["/XObject"]
    change([found[name].get_object() for name in sorted(found)])
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _silence(pictures: list[StreamObject]) -> None:
    file = BytesIO()
    with Image.open(BytesIO(pictures[1].get_data())) as opened:
        opened.save(file, "JPEG")
    pictures[1]._data = file.getvalue()


def _bare(pictures: list[StreamObject]) -> None:
    del pictures[1]["/Filter"]
    pictures[1]._data = b"\0" * 30_000


@pytest.mark.parametrize(("change", "said"), [(_silence, "says nothing"), (_bare, "a picture as bare pixels")])
def test_a_picture_that_does_not_disclose_is_found(
    make: Make, hang: Hang, change: Callable[[list[StreamObject]], None], said: str
) -> None:
    path = a_pdf(make, hang)
    _, grey, _ = look(path.name, path)
    authentic = Authentic(digests=frozenset({grey.sha256}))
    (complaint,) = undisclosed("panel.pdf", edited(path, change), SOURCE_TYPE, authentic)
    assert complaint.startswith("panel.pdf!object ")
    assert said in complaint


def test_a_document_without_metadata_is_found(make: Make, hang: Hang) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=a_pdf(make, hang))
    del writer._root_object["/Metadata"]
    file = BytesIO()
    writer.write(file)
    whole, *_ = look("panel.pdf", file.getvalue())
    assert (whole.member, whole.says) == ("", "")


def test_a_picture_among_the_commands_of_a_page_and_an_attached_one_are_found() -> None:
    from pypdf import PdfWriter
    from pypdf.generic import NameObject

    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    content = StreamObject()
    content.set_data(b"q BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI Q")
    page[NameObject("/Contents")] = writer._add_object(content)
    attached = StreamObject()
    attached.update(
        {NameObject("/Type"): NameObject("/EmbeddedFile"), NameObject("/Subtype"): NameObject("/image/jpg")}
    )
    attached.set_data(picture.getvalue())
    writer.root_object[NameObject("/Kept")] = writer._add_object(attached)
    file = BytesIO()
    writer.write(file)
    _, *found = look("panel.pdf", file.getvalue())
    assert sorted(each.problem or f"says {each.says}" for each in found) == [
        "cannot be looked into: it has a picture among its commands",
        "says ",
    ]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no PDF at all", b"%PDF-1.7\nstartxref\n5\n%%EOF"])
def test_what_is_no_pdf_cannot_be_looked_into(data: bytes) -> None:
    (found,) = look("panel.pdf", data)
    assert "it is no PDF, or damaged" in found.problem


def test_an_encrypted_document_cannot_be_looked_into(make: Make, hang: Hang) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=a_pdf(make, hang))
    writer.encrypt("secret", algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    (found,) = look("panel.pdf", file.getvalue())
    assert "encrypted" in found.problem
