"""Label cards and the contact sheet, as an exhibit gets them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import hanging
import publishing
import pypdfium2
import pytest
from pypdf import PageObject, PdfReader

from gallery.errors import LabelError
from gallery.manifest.reader import read_manifest
from gallery.manifest.schema import Exhibit
from gallery.pipeline.disclosure import look
from gallery.publication.profiles import read_profile
from gallery.publish.cards.plan import PUBLICATION, plan

MILLIMETRE = 72 / 25.4
SOURCE_TYPE = "compositeWithTrainedAlgorithmicMedia"


def an_exhibit(count: int, cards: Mapping[str, Any] | None = None, **work: Any) -> Exhibit:
    given = hanging.an_exhibit(count, work=work, language="de").model_dump(mode="json", exclude_none=True)
    return Exhibit.model_validate(given | {"publications": {"cards": {"enabled": True} | dict(cards or {})}})


def made(place: Path, exhibit: Exhibit, *, colorized: bool = True) -> Path:
    show = hanging.show_of(exhibit)
    folder = hanging.derivatives(place / "derivatives", size=(64, 48), colorized=colorized)
    inputs = {f"colorize/{work.id}": folder for work in exhibit.works}
    publishing.run(plan(show), show, inputs, place / "scratch", place / "out")
    return place / "out" / "cards"


def sizes_of_type(page: PageObject) -> list[float]:
    found: list[float] = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, font, size: found.append(round(size, 2)) if text.strip() else None
    )
    return found


def test_an_exhibit_has_none_unless_it_asks_for_them() -> None:
    assert not PUBLICATION.wanted(hanging.an_exhibit())
    assert PUBLICATION.wanted(an_exhibit(1))


def test_cards_of_the_usual_size_lie_two_to_a_page_with_marks_to_cut_along(tmp_path: Path) -> None:
    folder = made(tmp_path, an_exhibit(3, creator="Ł. Kowalska", credit="Stadtarchiv"))
    pages = PdfReader(folder / "labels.pdf").pages
    assert [text.count("Kowalska") for text in (page.extract_text() for page in pages)] == [2, 1]
    assert "Title 3" in pages[1].extract_text()
    assert "Die Farben hat ein neuronales Netz erschlossen; das Original ist schwarzweiß." in " ".join(
        pages[0].extract_text().split()
    )
    assert [float(side) for side in pages[0].mediabox] == pytest.approx([0, 0, 595.276, 841.89], abs=0.01)
    content = pages[0].get_contents().get_data().decode("latin-1")
    assert content.count(" l S") == 2 * 8


def test_smaller_cards_lie_closer(tmp_path: Path) -> None:
    folder = made(tmp_path, an_exhibit(10, {"width": 8.5, "height": 5.5}))
    assert len(PdfReader(folder / "labels.pdf").pages) == 2


def test_cards_are_set_in_one_size(tmp_path: Path) -> None:
    exhibit = an_exhibit(2, credit="Stadtarchiv")
    given = exhibit.model_dump(mode="json", exclude_none=True)
    given["rooms"][0]["works"][0]["title"] = "A title that is a good deal longer than that of any other card here"
    (page,) = PdfReader(made(tmp_path, Exhibit.model_validate(given)) / "labels.pdf").pages
    assert len(set(sizes_of_type(page))) == 3  # of title, text and small print


def test_a_label_that_fits_no_card_is_refused(tmp_path: Path) -> None:
    long = an_exhibit(1, {"width": 5, "height": 4}, credit="A long credit line. " * 24)
    with pytest.raises(LabelError, match="work-1: the label does not fit on a card of 5 × 4 cm; shorten it"):
        made(tmp_path, long)


def test_the_contact_sheet_shows_every_work_small_with_number_and_title(tmp_path: Path) -> None:
    folder = made(tmp_path, an_exhibit(16))
    first, second = PdfReader(folder / "contact-sheet.pdf").pages
    text = first.extract_text()
    assert "1 Title 1" in text.replace("\u2002", " ")
    assert "1 / 2" in text
    assert "Die Farben hat ein neuronales Netz" in text
    assert "16 Title 16" in second.extract_text().replace("\u2002", " ")
    document = pypdfium2.PdfDocument(folder / "contact-sheet.pdf")
    kinds = [[obj.type for obj in page.get_objects()].count(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE) for page in document]
    document.close()
    assert kinds == [30, 2]


def test_pictures_of_the_contact_sheet_disclose_and_originals_come_first(tmp_path: Path) -> None:
    path = made(tmp_path, an_exhibit(2)) / "contact-sheet.pdf"
    whole, *pictures = look(path.name, path)
    assert whole.says.endswith(SOURCE_TYPE)
    assert [picture.says.rpartition("/")[2] for picture in pictures] == ["", SOURCE_TYPE] * 2


def test_where_nothing_is_colorized_nothing_says_so(tmp_path: Path) -> None:
    grey = an_exhibit(1, colorize=False, reason="So it is.")
    folder = made(tmp_path, grey, colorized=False)
    assert {finding.says for finding in look("c.pdf", folder / "contact-sheet.pdf")} == {""}
    assert "neuronales" not in PdfReader(folder / "contact-sheet.pdf").pages[0].extract_text()
    assert "So it is." in PdfReader(folder / "labels.pdf").pages[0].extract_text()


def test_no_title_makes_the_small_pictures_anew() -> None:
    one, other = (hanging.show_of(an_exhibit(1, title=title)) for title in ("One", "Another"))
    before, after = publishing.keys(plan(one), one), publishing.keys(plan(other), other)
    assert before["cards/pictures/work-1"] == after["cards/pictures/work-1"]
    assert before["cards/labels"] != after["cards/labels"]


def test_the_same_works_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (made(tmp_path / name, an_exhibit(2)) for name in "ab")
    for name in ("labels.pdf", "contact-sheet.pdf"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


MANIFEST = """
title: E
curator: C
statement: S
publications:
  panels: {enabled: false}
  cards: {enabled: true, width: 5, height: 4}
rooms:
  - title: Room
    works:
      - {id: one, source: {path: a.jpg}, title: One, rights: 'http://rightsstatements.org/vocab/NKC/1.0/', alt: A.}
      - id: two
        source: {path: a.jpg}
        title: Two
        credit: CREDIT
        medium: CREDIT
        rights: http://rightsstatements.org/vocab/NKC/1.0/
        alt: A.
"""


def test_check_finds_a_label_that_fits_no_card(tmp_path: Path) -> None:
    path = tmp_path / "exhibit.yaml"
    path.write_text(MANIFEST.replace("CREDIT", "A long line. " * 22), encoding="utf-8")
    problems = list(PUBLICATION.problems(read_manifest(path), read_profile("artsteps")))
    assert [str(problem).removeprefix(f"{path}:") for problem in problems] == [
        "14:16: the label does not fit on a card of 5 × 4 cm; shorten it, or make cards larger [too-long-for-card]"
    ]
    path.write_text(MANIFEST.replace("CREDIT", "Short"), encoding="utf-8")
    assert list(PUBLICATION.problems(read_manifest(path), read_profile("artsteps"))) == []
