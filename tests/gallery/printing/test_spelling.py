"""Shaped text in a PDF: it stands where pixels have it, and what is copied or read aloud is what was written."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from gallery.printing.pdf import pdf
from gallery.printing.raster import drawn
from gallery.printing.sheet import Sheet
from gallery.typography.fonts import BESIDE
from gallery.typography.lines import default_fonts, settable
from gallery.typography.setting import SetLine, aligned

SERIF = default_fonts().serif
Font = Callable[[str], str]
Rendered = Callable[[bytes, int], Image.Image]
Copied = Callable[[bytes], list[str]]


def a_sheet(font: str, *texts: str) -> Sheet:
    lines = [SetLine(text, font, 8.0, "#1f1d1a", 10.0, 20.0 + 15 * at) for at, text in enumerate(texts)]
    return Sheet(200.0, 60.0, 0.5, "#fbfaf7", lines=tuple(aligned(line, 180.0) for line in lines))


def written(sheet: Sheet) -> bytes:
    return pdf([sheet], {}, title="T", language="ar")


def read_aloud(data: bytes) -> list[str]:
    """What each paragraph says to those who do not see it."""
    root = PdfReader(BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"]
    return [element.get_object().get("/ActualText", "") for element in root["/K"]]


@pytest.mark.parametrize("text", ["سوق الحميدية (دمشق) سنة 1903", "שלום, 1934–1939 (Haifa)", "Haifa חיפה 1903"])
def test_it_stands_where_pixels_have_it(dejavu: str, rendered: Rendered, text: str) -> None:
    sheet = a_sheet(dejavu, text)
    one, other = (np.asarray(image.convert("L")) for image in (
        drawn(sheet, (1200, 360), {}), rendered(written(sheet), 1200))
    )  # fmt: skip
    assert (one < 128).sum() > 500
    assert np.abs(one.astype(int) - other).mean() < 1


def test_hebrew_and_arabic_are_copied_as_they_were_written(dejavu: str, copied: Copied) -> None:
    texts = ["שלום, 1934–1939 (מבט)", "مدينة دمشق في سوريا"]
    data = written(a_sheet(dejavu, *texts))
    assert copied(data) == texts
    assert read_aloud(data) == [" ".join(texts)]


def test_letters_that_change_places_are_spelled_beside_their_shapes(installed_font: Font, copied: Copied) -> None:
    text = "हिन्दी क्षत्रिय"
    data = written(a_sheet(installed_font("NotoSerifDevanagari-Regular.ttf") + BESIDE + SERIF, text))
    assert "".join(copied(data)) == text
    assert f"/ActualText <FEFF{'हिन्दी'.encode('utf-16-be').hex().upper()}>".encode() in data
    assert read_aloud(data) == [text]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")
def test_pdftotext_finds_the_same(dejavu: str, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(written(a_sheet(dejavu, "مدينة دمشق في سوريا")))
    run = subprocess.run(["pdftotext", "a.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
    assert run.stdout.decode().strip().strip("\u202b\u202c") == "مدينة دمشق في سوريا"


def test_text_in_two_fonts_embeds_what_it_uses_of_both(dejavu: str, copied: Copied) -> None:
    data = written(a_sheet(SERIF + BESIDE + dejavu, "Haifa חיפה", "Haifa"))
    assert data.count(b"/FontFile2") == 2
    assert copied(data) == ["Haifa חיפה", "Haifa"]


@given(text=st.text("abc AV שלום السلام لا ۱۹ 1903.,-()\u064b\u200c\u200f", max_size=40))
def test_any_text_can_be_written_and_is_read_aloud_as_it_is(dejavu: str, text: str) -> None:
    said = settable(text)
    data = written(a_sheet(dejavu, said))
    assert len(PdfReader(BytesIO(data)).pages) == 1
    assert read_aloud(data)[0] in (said, "")
