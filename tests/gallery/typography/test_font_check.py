"""Damaged fonts are found when an exhibit is checked, and not by a step that stumbles over them."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.subset import Options, Subsetter, load_font
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gallery.errors import LabelError
from gallery.typography import font_check
from gallery.typography.font_check import font_problem
from gallery.typography.lines import default_fonts
from gallery.typography.pieces import ALPHABETS, piece
from gallery.typography.stand_ins import stand_ins
from gallery.typography.typeface import Typeface


def small_font() -> bytes:
    """A few letters of the shipped sans."""
    font = load_font(BytesIO(Path(default_fonts().sans).read_bytes()), Options())
    subsetter = Subsetter(Options())
    subsetter.populate(text="A panel, 1903—xyz")
    subsetter.subset(font)
    font.save(made := BytesIO())
    return made.getvalue()


SMALL = small_font()


def use(path: Path) -> None:
    """All that a build does with a font, at sizes of its own."""
    face = Typeface(str(path))
    face.width("A panel, 1903")
    assert 0.3 <= face.cap_height <= 1.2
    on = ImageDraw.Draw(Image.new("RGB", (300, 80)))
    for size in (17.0, 53.25):
        face.draw(on, (4, 60), "Apxyz, 19—03", size, "#000000")
    for alphabet in ALPHABETS:
        piece(path.read_bytes(), alphabet)
    assert all("@font-face" in rule for rule in stand_ins("sans", path.read_bytes()))


def test_the_shipped_sans_is_sound_and_that_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(SMALL)
    assert font_problem(tmp_path / "a.ttf", tmp_path / "verdicts" / "fonts") is None
    (verdict,) = (tmp_path / "verdicts" / "fonts").iterdir()
    assert verdict.read_text() == "sound"
    use(tmp_path / "a.ttf")


def test_a_verdict_is_of_the_bytes_and_not_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(SMALL)
    assert font_problem(path, tmp_path) is None
    path.write_bytes(SMALL[:5000])
    assert "it is no font, or damaged: " in str(font_problem(path, tmp_path))
    monkeypatch.setattr(font_check, "_FOUND", {})
    monkeypatch.setattr(font_check, "_verdict", None)  # both are known from files
    assert "it is no font, or damaged: " in str(font_problem(path, tmp_path))
    path.write_bytes(SMALL)
    assert font_problem(path, tmp_path) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ttf")
    assert font_problem(tmp_path / "pipe.ttf") == "it is a pipe or a device, and no file"
    assert font_problem(tmp_path) == "it is a folder"
    assert font_problem(tmp_path / "gone.ttf") == "No such file or directory"


@pytest.mark.parametrize("table", [b"cmap", b"hmtx", b"head", b"hhea", b"maxp", b"glyf", b"loca"])
def test_a_font_without_one_of_its_tables_is_refused(tmp_path: Path, table: bytes) -> None:
    (tmp_path / "a.ttf").write_bytes(SMALL.replace(table, b"none", 1))
    assert font_problem(tmp_path / "a.ttf") is not None


@pytest.mark.parametrize("table", [b"OS/2", b"GPOS", b"GSUB", b"name"])
def test_a_font_may_be_usable_without_the_others(tmp_path: Path, table: bytes) -> None:
    (tmp_path / "a.ttf").write_bytes(SMALL.replace(table, b"zzzz", 1))
    if font_problem(tmp_path / "a.ttf") is None:
        use(tmp_path / "a.ttf")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_font_that_passes_can_be_used_whatever_is_wrong_with_it(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1) | st.integers(0, 400))] = data.draw(st.integers(0, 255))
    path = tmp_path / "a.ttf"
    path.write_bytes(content[: data.draw(st.just(len(content)) | st.integers(0, len(content)))])
    if font_problem(path) is None:
        try:
            use(path)
        except LabelError as error:  # a shape that breaks at one size only
            assert "cannot draw" in str(error)  # noqa: PT017


def tables(data: bytes) -> dict[str, tuple[int, int]]:
    """Where each table of a font begins, and its length."""
    count = int.from_bytes(data[4:6])
    rows = [data[12 + 16 * n : 28 + 16 * n] for n in range(count)]
    return {row[:4].decode(): (int.from_bytes(row[8:12]), int.from_bytes(row[12:])) for row in rows}


def test_a_font_with_a_damaged_table_of_substitutions_ends_no_program(tmp_path: Path) -> None:
    data = bytearray(Path(default_fonts().sans).read_bytes())
    begin, _ = tables(bytes(data))["GSUB"]
    data[begin + 10] = 128
    (tmp_path / "a.ttf").write_bytes(data)
    if font_problem(tmp_path / "a.ttf") is None:
        use(tmp_path / "a.ttf")


def test_a_process_that_dies_is_told_as_a_font_that_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.ttf").write_bytes(SMALL + b"dies")
    monkeypatch.setattr(font_check, "_TRIAL", "import os; os.abort()")
    assert font_problem(tmp_path / "a.ttf") == "it is damaged: the program that draws it dies of it"
    (tmp_path / "a.ttf").write_bytes(SMALL + b"takes long")
    monkeypatch.setattr(font_check, "_TRIAL", "import time; time.sleep(60)")
    monkeypatch.setattr(font_check, "SECONDS", 1)
    assert font_problem(tmp_path / "a.ttf") == "it cannot be drawn within 1 seconds"


@pytest.mark.parametrize(
    ("table", "at", "value", "told"),
    [
        ("head", 18, (16).to_bytes(2), "ems wide in the mean"),
        ("hhea", 34, (0).to_bytes(2), ""),
        ("maxp", 4, (60000).to_bytes(2), ""),
    ],
)
def test_numbers_of_a_font_that_cannot_be_are_told(
    tmp_path: Path, table: str, at: int, value: bytes, told: str
) -> None:
    data = bytearray(SMALL)
    begin, _ = tables(SMALL)[table]
    data[begin + at : begin + at + len(value)] = value
    (tmp_path / "a.ttf").write_bytes(data)
    assert told in str(font_problem(tmp_path / "a.ttf"))
    assert font_problem(tmp_path / "a.ttf") is not None


def test_a_font_whose_letters_are_empty_is_refused(tmp_path: Path) -> None:
    font = load_font(BytesIO(SMALL), Options())
    if "glyf" not in font:
        pytest.skip("its outlines are of another kind")
    for name in font.getGlyphOrder():
        font["glyf"][name] = type(font["glyf"][name])()
    with (tmp_path / "a.ttf").open("wb") as file:
        font.save(file)
    assert font_problem(tmp_path / "a.ttf") == "most of its letters are empty"
