"""Sheets as PDF: whatever the font and the text, what is set can be read, and stands where it is drawn as pixels."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from gallery.printing.pdf import pdf
from gallery.printing.profile import srgb
from gallery.printing.raster import drawn
from gallery.printing.sheet import PlacedPicture, Rule, Sheet
from gallery.typography.lines import default_fonts
from gallery.typography.setting import SetLine
from gallery.typography.typeface import typeface

TRUETYPE = default_fonts().serif
Rendered = Callable[[bytes, int], Image.Image]
Copied = Callable[[bytes], list[str]]
OPENTYPE = str(Path(TRUETYPE).with_suffix(".otf"))
"""The same shapes as cubic curves (CFF)."""


@cache
def letters(font: str) -> str:
    """The characters of the font that have a shape and stand for one letter or sign."""
    return "".join(chr(code) for code in sorted(typeface(font).characters) if chr(code).isalnum() and code < 0x500)


def a_sheet(text: str, font: str = TRUETYPE, **more: object) -> Sheet:
    line = SetLine(text, font, 8.0, "#1f1d1a", 10.0, 30.0)
    return Sheet(200.0, 60.0, 0.5, "#fbfaf7", lines=(line,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("font", [TRUETYPE, OPENTYPE])
def test_text_stands_where_pixels_have_it_and_can_be_copied(font: str, rendered: Rendered, copied: Copied) -> None:
    text = "AVATAR, Ta Yo – Čeština 1903"
    sheet = a_sheet(text, font)
    data = pdf([sheet], {}, title="T", language="en")
    assert copied(data) == [text]
    one, other = (np.asarray(image.convert("L").resize((600, 180))) for image in (
        drawn(sheet, (1200, 360), {}), rendered(data, 1200))
    )  # fmt: skip
    inked = [np.flatnonzero((pixels < 160).any(axis=0)) for pixels in (one, other)]
    assert abs(inked[0][0] - inked[1][0]) <= 1
    assert abs(inked[0][-1] - inked[1][-1]) <= 1
    assert np.abs(one.astype(int) - other).mean() < 2


@given(data=st.data())
def test_any_text_that_can_be_set_can_be_copied(copied: Copied, data: st.DataObject) -> None:
    word = st.text(st.sampled_from(letters(TRUETYPE)), min_size=1, max_size=8)
    text = " ".join(data.draw(st.lists(word, min_size=1, max_size=3)))
    # Some programs take a gap before a raised letter for a space: where words end is their guess, the letters are not.
    found = "".join("".join(copied(pdf([a_sheet(text)], {}, title="T", language="en"))).split())
    # Letters that look alike and mean the same (the micro sign and mu) share a glyph, and it is copied as one of them.
    assert normalize("NFKC", found) == normalize("NFKC", "".join(text.split()))


@given(title=st.text(max_size=40))
def test_any_title_can_be_written(title: str) -> None:
    clean = title.encode("utf-16", "replace").decode("utf-16")
    metadata = PdfReader(BytesIO(pdf([a_sheet("A")], {}, title=title, language="en"))).metadata
    assert metadata is not None
    assert (metadata.title or "") == clean


def test_pages_share_fonts_and_pictures() -> None:
    file = BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 60)).save(file, "JPEG")
    picture = PlacedPicture("moon", 10.0, 5.0, 40.0, 30.0, "The Moon")
    sheets = [a_sheet(text, pictures=(picture,)) for text in ("One", "Two", "Three")]
    data = pdf(sheets, {"moon": file.getvalue()}, title="T", language="en")
    assert len(PdfReader(BytesIO(data)).pages) == 3
    assert data.count(file.getvalue()) == 1
    assert data.count(b"/FontFile2") == 1
    assert data.count(srgb()) == 1


def test_a_rule_is_drawn_from_one_place_to_the_other(rendered: Rendered) -> None:
    rule = Rule((10.0, 50.0), (190.0, 50.0), 2.0, "#1f1d1a")
    sheet = a_sheet("", rules=(rule,))
    for image in (drawn(sheet, (400, 120), {}), rendered(pdf([sheet], {}, title="T", language="en"), 400)):
        dark = np.argwhere(np.asarray(image.convert("L")) < 120)
        assert dark[:, 0].min() >= 97
        assert dark[:, 0].max() <= 102
        assert (dark[:, 1].min(), dark[:, 1].max()) == pytest.approx((20, 380), abs=2)


def test_a_picture_that_is_no_jpeg_in_rgb_is_refused() -> None:
    file = BytesIO()
    Image.new("L", (4, 4)).save(file, "JPEG")
    sheet = a_sheet("", pictures=(PlacedPicture("moon", 0.0, 0.0, 4.0, 4.0),))
    with pytest.raises(ValueError, match="JPEG pictures in RGB, not JPEG in L"):
        pdf([sheet], {"moon": file.getvalue()}, title="T", language="en")


def test_the_profile_is_the_same_everywhere() -> None:
    assert len(srgb()) == 480
    assert srgb()[36:40] == b"acsp"
