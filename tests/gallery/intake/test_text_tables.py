"""Text tables in every encoding and with every separator that programs write."""

from __future__ import annotations

import csv
import io

import pytest

from gallery.errors import GalleryError
from gallery.intake.text_tables import cells, decoded, doubt

ROWS = [
    ["Datei", "Titel", "Fotograf", "Ort"],
    ["01 Straße.tif", "Straßenbahn, „im Schnee“", "Ämilie Müller", "Wien; Währing"],
    ["02.tif", "Début d’été – à l'œuvre", "René Lefèvre", "Genève\nQuai"],
    ["03.tif", "El niño y la señora", "¿?", "Córdoba | Andalucía"],
]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]


def written(rows: list[list[str]], encoding: str, separator: str, newline: str = "\r\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
    return text.getvalue().encode(encoding)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encoding_and_separator_are_found_out(encoding: str, separator: str) -> None:
    text, _ = decoded(written(ROWS, encoding, separator))
    assert cells(text) == (ROWS, separator)


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_older_encodings_are_told_by_their_letters(encoding: str) -> None:
    rows = [["Datei", "Titel"], ["01.tif", "Straßenbahn für Mädchen"], ["02.tif", "Début d'été à l'école"]]
    text, found = decoded(written(rows, encoding, ";"))
    assert (cells(text)[0], found) == (rows, encoding)


CENTRAL = ["Zdjęcie z Łodzi, żółty śnieg", "Příliš žluťoučký kůň", "Štúrova ulica v Košiciach", "Őrség, nő szűz hóban"]


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        *((title, encoding) for title in CENTRAL for encoding in ("cp1250", "cp852", "iso8859_2")),
        ("Début d’été, près de l’œuvre; Škoda", "cp1252"),
        ("El niño, la señora y el jardín", "cp1252"),
        ("Città di Forlì, perché così è", "cp1252"),
        ("Sønderjylland, færge på åen", "cp1252"),
        ("Улица в снегу", "cp1251"),
        ("Δρόμος στο χιόνι", "cp1253"),
        ("İstanbul'da güneşli bir gün, ağaç", "cp1254"),
    ],
)
def test_older_encodings_of_other_countries_are_told_by_their_letters_and_shown(title: str, encoding: str) -> None:
    text, found = decoded(f"file;title\n01.tif;{title}\n".encode(encoding))
    assert text == f"file;title\n01.tif;{title}\n"
    said = doubt(text, found)
    assert said.startswith(f"the encoding {found} was guessed by the letters; it makes of them ")
    assert all(word in said for word in title.replace(",", "").replace(";", "").split()[:1] if not word.isascii())


def test_of_what_is_no_guess_nothing_is_said() -> None:
    for encoding in ENCODINGS[:-1]:
        assert doubt(*decoded(written(ROWS, encoding, ";"))) == ""


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
def test_every_end_of_line_is_one(newline: str) -> None:
    rows = [["a", "b"], ["1", "2"], ["3", "4"]]
    assert cells(written(rows, "utf-8", ",", newline).decode())[0] == rows


def test_excels_own_line_about_the_separator_is_no_row() -> None:
    assert cells("sep=;\r\nfile;title\r\na.jpg;One, two\r\n") == ([["file", "title"], ["a.jpg", "One, two"]], ";")


def test_commas_in_texts_are_no_separators_where_semicolons_are() -> None:
    text = "file;title;place\na.jpg;One, two, three;Here\nb.jpg;Four, five;There, too\n"
    assert cells(text)[1] == ";"


def test_a_table_of_one_column_is_one() -> None:
    assert cells("file\na.jpg\nb.jpg\n")[0] == [["file"], ["a.jpg"], ["b.jpg"]]


def test_an_encoding_can_be_named() -> None:
    data = "Zdjęcie z Łodzi".encode("cp1250")
    assert decoded(data, "cp1250")[0] == "Zdjęcie z Łodzi"
    with pytest.raises(GalleryError, match="no text in 'utf-8'"):
        decoded(data, "utf-8")
    with pytest.raises(GalleryError, match="no text in 'klingon'"):
        decoded(data, "klingon")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_cells_may_be_long_and_rows_longer(separator: str) -> None:
    rows = [[f"c{number}" for number in range(20)], ["x" * 60_000] * 19 + ["y" * 900_000], ["z"] * 20]
    assert cells(written(rows, "utf-8", separator).decode()) == (rows, separator)


@pytest.mark.parametrize("first", ["", "sep=;\n"])
def test_a_cell_that_is_too_long_is_told_at_its_line(first: str) -> None:
    text = f"{first}file;title\na.jpg;A\nb.jpg;{'x, ' * 400_000}\n"
    with pytest.raises(GalleryError, match=rf"line {3 + bool(first)}: a cell has more than 1,000,000 char.*; shorten"):
        cells(text)


def test_a_quotation_mark_that_is_never_closed_is_told_behind_long_cells_too() -> None:
    with pytest.raises(GalleryError, match="line 3: a quotation mark is opened there and never closed"):
        cells(f'file,title\na.jpg,{"x" * 200_000}\n"b.jpg,B\n')


def test_a_quotation_mark_that_is_never_closed_is_told_where_it_is_opened() -> None:
    text = 'file,title\n"a.jpg","A\nstory"\nb.jpg,"B\nc.jpg,C\n'
    with pytest.raises(GalleryError, match="line 4: a quotation mark is opened there and never closed; close it"):
        cells(text)
    assert cells('file,title\na.jpg,"A "great" day"\nb.jpg,6" gun\n')[0][2] == ["b.jpg", '6" gun']


def test_a_byte_in_a_table_of_utf_8_that_is_none_is_told_at_its_line() -> None:
    data = "File;Title\na.jpg;Straße\nb.jpg;Müller\n".encode() + b"c.jpg;caf\xe9\n"
    with pytest.raises(GalleryError, match=r"line 4: the byte 0xe9 is not UTF-8, which the rest .* is in; mend it"):
        decoded(data)
    assert decoded(data, "cp1252")[1] == "cp1252"
    assert decoded("File;Title\na.jpg;Straße\nb.jpg;Müller\n".encode("cp1252"))[1] == "cp1252"
