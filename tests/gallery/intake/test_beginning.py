"""From a folder and a table to an exhibit, and on."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gallery.errors import GalleryError, ManifestError
from gallery.files import sha256_of
from gallery.intake.beginning import Intake, carry_out, lines, prepare, summary
from gallery.intake.gathering import BUILT, Place
from gallery.intake.spreadsheets import table_bytes
from gallery.manifest.nodes import read_tree
from gallery.manifest.reader import read_manifest
from gallery.manifest.unfinished import is_unfinished
from gallery.pipeline.record import RECORD
from gallery.problems import Problem

Scans = Callable[..., Path]


def begin(folder: Path, photographs: Path | None, table: str | None = None, **options: str) -> Intake:
    path = None
    if table is not None:
        path = folder.parent / "table.csv"
        path.write_text(table, encoding="utf-8")
    intake = prepare(Place(folder, photographs), path, **options)
    carry_out(intake)
    return intake


def works(folder: Path) -> list[dict[str, object]]:
    value = read_tree((folder / "exhibit.yaml").read_text(encoding="utf-8"), "x").value
    return [work for room in value["rooms"] for work in room["works"]]


def test_files_alone_make_an_exhibit_whose_texts_are_to_be_written(tmp_path: Path, scans: Scans) -> None:
    intake = begin(tmp_path / "show", scans("a_tram.tif", "sub/b.png"))
    assert works(tmp_path / "show") == [
        {"id": name, "source": {"path": f"photographs/{path}"}, "title": "TODO", "rights": "TODO", "alt": "TODO"}
        for name, path in (("a-tram", "a_tram.tif"), ("b", "sub/b.png"))
    ]
    assert (tmp_path / "show" / "photographs" / "sub" / "b.png").is_file()
    assert (tmp_path / "show" / "exhibit.schema.json").is_file()
    assert summary(intake)["unfinished"] == "title (4), curator, statement, rights (2), alt (2)"


def test_photographs_in_the_exhibits_folder_stay_where_they_are(tmp_path: Path, scans: Scans) -> None:
    scans("show/pictures/a.tif", folder=".")
    intake = begin(tmp_path / "show", tmp_path / "show")
    assert works(tmp_path / "show")[0]["source"] == {"path": "pictures/a.tif"}
    assert not (tmp_path / "show" / "photographs").exists()
    assert not intake.gathered.copies


def test_a_table_tells_of_files_however_their_names_are_written(tmp_path: Path, scans: Scans) -> None:
    decomposed = unicodedata.normalize("NFD", "Müller.tif")
    folder = scans(decomposed, "TRAM.TIF", "left.tif")
    table = "Datei;Titel;Fotograf;Datum;Rechte;Alternativtext;Zustand\n"
    table += "Müller;Frau Müller;E. Novak;um 1900;gemeinfrei;Eine Frau.;gut\n"
    table += "tram.tif;Eine Bahn;;;;;schlecht\nnobody.tif;Niemand;;;;;\n"
    intake = begin(tmp_path / "show", folder, table)
    one, two, three = works(tmp_path / "show")
    assert one == {
        "id": "mueller",
        "source": {"path": f"photographs/{decomposed}"},
        "title": "Frau Müller",
        "creator": "E. Novak",
        "date": "1900~",
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "alt": "Eine Frau.",
    }
    assert (two["title"], two["rights"], three["title"]) == ("Eine Bahn", "TODO", "TODO")
    facts = summary(intake)
    assert facts["language"] == "de"
    assert facts["rows_without_file"] == ["row 4: there is no file 'nobody.tif'"]
    assert facts["files_without_row"] == ["left.tif"]
    assert facts["table"]["columns_without_field"] == ["Zustand"]
    said = "\n".join(lines(intake))
    for words in ("Zustand", "row 4: there is no file 'nobody.tif'", "left.tif", "utf-8, separated by semicolons"):
        assert words in said


def test_done_again_it_changes_nothing(tmp_path: Path, scans: Scans) -> None:
    table = "file,title\na.tif,One\nb.tif,Two\n"
    folder = scans("a.tif", "b.tif")
    begin(tmp_path / "show", folder, table)
    before = {path: path.read_bytes() for path in (tmp_path / "show").rglob("*") if path.is_file()}
    again = begin(tmp_path / "show", folder, table)
    assert {path: path.read_bytes() for path in (tmp_path / "show").rglob("*") if path.is_file()} == before
    assert summary(again)["there"] == ["a.tif", "b.tif"]
    assert f"{tmp_path / 'show' / 'exhibit.yaml'}: nothing new; it is as it was" in lines(again)


def test_new_photographs_are_added_and_no_other_byte_is_touched(tmp_path: Path, scans: Scans) -> None:
    folder = scans("a.tif")
    begin(tmp_path / "show", folder, "file,title\na.tif,One\n")
    manifest = tmp_path / "show" / "exhibit.yaml"
    mine = manifest.read_text(encoding="utf-8").replace("title: One", "title:   'Mine'   # by hand").rstrip("\n")
    mine += "\npublications: {panels: {width: 2400}}  # the end"
    manifest.write_text(mine, encoding="utf-8", newline="\n")
    scans("a.tif", "b.tif")
    intake = begin(tmp_path / "show", folder, "file,title\na.tif,Other\nb.tif,Two\n")
    assert [draft.id for draft in intake.gathered.drafts] == ["b"]
    after = manifest.read_text(encoding="utf-8")
    start, _, end = mine.partition("\npublications")
    assert after.startswith(start)
    assert after.endswith(f"\npublications{end}")
    assert after[len(start) : -len(end) - len("\npublications")].splitlines()[1:] == [
        "      - id: b",
        "        source: {path: photographs/b.tif}",
        "        title: Two",
        "        rights: TODO",
        "        alt: TODO",
    ]


def test_another_photograph_of_the_same_name_is_not_taken_for_the_one_that_is_there(
    tmp_path: Path, scans: Scans
) -> None:
    begin(tmp_path / "show", scans("a.tif"))
    other = scans("x.tif", "y.tif", folder="other")
    shutil.move(other / "y.tif", other / "a.tif")
    for _ in range(2):
        begin(tmp_path / "show", other)
    sources = [work["source"] for work in works(tmp_path / "show")]
    assert sources == [{"path": f"photographs/{name}.tif"} for name in ("a", "a-2", "x")]
    assert sha256_of(tmp_path / "show" / "photographs" / "a-2.tif") == sha256_of(other / "a.tif")


@pytest.mark.parametrize("names", [("A.tif", "a.tif"), ("Straße.tif", "STRASSE.tif")])
def test_two_files_whose_names_some_computers_take_for_one_are_both_copied(
    tmp_path: Path, scans: Scans, names: tuple[str, str]
) -> None:
    photographs = scans(*names)
    if len(list(photographs.iterdir())) == 1:
        pytest.skip("this computer is one of them")
    for _ in range(2):
        begin(tmp_path / "show", photographs, f"file,title\n{names[0]},One\n{names[1]},Two\n")
    told = {work["title"]: tmp_path / "show" / work["source"]["path"] for work in works(tmp_path / "show")}
    assert [sha256_of(told[title]) for title in ("One", "Two")] == [sha256_of(photographs / name) for name in names]


def test_of_two_such_files_in_the_exhibits_own_folder_the_second_is_told(tmp_path: Path, scans: Scans) -> None:
    scans("show/A.tif", "show/a.tif", folder=".")
    if len(list((tmp_path / "show").iterdir())) == 1:
        pytest.skip("this computer is one of them")
    for _ in range(2):
        intake = begin(tmp_path / "show", tmp_path / "show")
        assert intake.gathered.refused == [
            "a.tif: some computers take this for the same file as A.tif; rename one of them"
        ]
    assert [work["source"] for work in works(tmp_path / "show")] == [{"path": "A.tif"}]


def test_a_pin_of_the_table_is_kept_where_it_is_right_and_told_where_not(tmp_path: Path, scans: Scans) -> None:
    folder = scans("a.tif", "b.tif")
    digest = sha256_of(folder / "a.tif")
    table = f"file,sha256,url\na.tif,{digest.upper()},https://example.org/a.tif\nb.tif,{digest},\n"
    intake = begin(tmp_path / "show", folder, table)
    one, two = works(tmp_path / "show")
    assert one["source"] == {"path": "photographs/a.tif", "sha256": digest}
    assert two["source"] == {"path": "photographs/b.tif"}
    assert summary(intake)["not_as_pinned"] == [str(folder / "b.tif")]
    assert "# the table's address: https://example.org/a.tif" in (tmp_path / "show" / "exhibit.yaml").read_text("utf-8")


def test_rows_without_a_file_may_be_on_the_web(tmp_path: Path) -> None:
    table = f"title,url,sha256\nA tram,https://example.org/scans/tram.jpg?x=1,{'0' * 64}\nNothing,,\n"
    for _ in range(2):
        intake = begin(tmp_path / "show", None, table)
    (work,) = works(tmp_path / "show")
    assert work["id"] == "tram"
    assert work["source"] == {"url": "https://example.org/scans/tram.jpg?x=1", "sha256": "0" * 64}
    assert summary(intake)["rows_without_file"] == ["row 3: it names no file"]


def test_what_a_table_lacks_comes_from_the_file_and_is_said_to(tmp_path: Path, scans: Scans) -> None:
    folder = scans("a.jpg")
    exif = Image.Exif()
    exif[0x013B], exif[0x010E], exif[0x8298] = "E. Novak", "A tram in the snow.", "Public domain"
    with Image.open(folder / "a.jpg") as picture:
        picture.save(folder / "a.jpg", exif=exif.tobytes())
    intake = begin(tmp_path / "show", folder, "file,title,creator\na.jpg,A tram,Somebody\n")
    (work,) = works(tmp_path / "show")
    assert (work["creator"], work["description"]) == ("Somebody", "A tram in the snow.")
    assert work["rights"] == "http://creativecommons.org/publicdomain/mark/1.0/"
    assert summary(intake)["from_files"] == {"rights": 1, "description": 1}
    assert "# From the file itself: rights, description." in (tmp_path / "show" / "exhibit.yaml").read_text("utf-8")


def test_what_a_file_says_for_any_language_stands_in_the_exhibits(tmp_path: Path, scans: Scans) -> None:
    folder = scans("a.jpg")
    titles = '<rdf:li xml:lang="x-default">A tram</rdf:li><rdf:li xml:lang="de">Eine Bahn</rdf:li>'
    packet = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>{titles}
    <rdf:li xml:lang="fr">Un tram</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"""
    with Image.open(folder / "a.jpg") as picture:
        picture.save(folder / "a.jpg", xmp=packet.encode())
    intake = begin(tmp_path / "english", folder, language="en")
    assert works(tmp_path / "english")[0]["title"] == {"en": "A tram", "de": "Eine Bahn", "fr": "Un tram"}
    assert summary(intake)["problems"] == 0
    begin(tmp_path / "german", folder, language="de")
    assert works(tmp_path / "german")[0]["title"] == {"de": "Eine Bahn", "fr": "Un tram"}
    text = (tmp_path / "german" / "exhibit.yaml").read_text("utf-8")
    assert "title, as the file says for any other language: A tram" in text


TEXTS = st.text(max_size=30) | st.lists(st.sampled_from(["a\u0301", "\u0301" * 20, "\0", "\ufffe", "\x85", "# ", '"']))


@given(st.lists(TEXTS.map("".join), min_size=9, max_size=9), st.sampled_from([".xlsx", ".csv"]))
def test_whatever_stands_in_a_cell_the_manifest_that_is_written_can_be_read(texts: list[str], ending: str) -> None:
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    columns = ["title", "title [de]", "creator", "description", "alt", "date", "dimensions", "keywords", "place"]
    header, row = ["url", *columns], ["https://example.org/a.jpg", *texts]
    with TemporaryDirectory() as folder:
        table = Path(folder) / f"table{ending}"
        table.write_bytes(table_bytes(ending, header, [row]))
        intake = prepare(Place(Path(folder) / "show", None), table)
        carry_out(intake)
        wrong = [problem for problem in read_problems(intake.manifest) if not is_unfinished(problem)]
    assert [problem for problem in wrong if problem.code not in ("missing-language", "label-too-long")] == []


def read_problems(manifest: Path) -> Sequence[Problem]:
    try:
        return read_manifest(manifest).warnings
    except ManifestError as error:
        return error.problems


def test_what_a_manifest_cannot_hold_is_replaced_and_told_and_such_files_are_told(tmp_path: Path, scans: Scans) -> None:
    folder = scans("a.tif", "b\ufffe.tif")
    intake = begin(tmp_path / "show", folder, "file,title,description\na.tif,A\x01 \ufffetram,One\nb\ufffe.tif,B,Two\n")
    (work,) = works(tmp_path / "show")
    assert work["title"] == "A\ufffd \ufffdtram"
    assert summary(intake)["problems"] == 0
    text = (tmp_path / "show" / "exhibit.yaml").read_text("utf-8")
    assert "# What a manifest cannot hold of this, such as control characters, stands as \ufffd" in text
    assert [why for why in intake.gathered.refused if "rename the file" in why]


def test_other_files_hidden_ones_and_built_exhibitions_are_no_photographs(tmp_path: Path, scans: Scans) -> None:
    folder = scans("a.tif", "build/panels/a.jpg", ".thumbnails/a.jpg")
    (folder / "build" / BUILT).write_text("{}", encoding="utf-8")
    (folder / "notes.txt").write_text("remember", encoding="utf-8")
    (folder / "broken.jpg").write_bytes(b"no picture")
    facts = summary(begin(tmp_path / "show", folder))
    assert BUILT == RECORD
    assert facts["added"] == ["a"]
    assert facts["other_files"] == ["notes.txt"]
    assert [str(folder / "broken.jpg") in refusal for refusal in facts["refused"]] == [True]


@pytest.mark.parametrize("name", ["none", "empty"])
def test_a_folder_without_photographs_is_a_clear_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(GalleryError):
        begin(tmp_path / "show", tmp_path / name)
    assert not (tmp_path / "show").exists()


def film(path: Path) -> Path:
    """A film that says of itself what it is."""
    av = pytest.importorskip("av")
    with av.open(str(path), "w") as container:
        container.metadata.update({"title": "The pier", "artist": "A. Filmer", "date": "2004", "copyright": "City"})
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(20):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_films_are_taken_along_with_what_they_say_of_themselves(tmp_path: Path, scans: Scans) -> None:
    folder = scans("a.tif")
    film(folder / "pier.mp4")
    (folder / "broken.mov").write_bytes(b"no film")
    intake = begin(tmp_path / "show", folder, "file,place\npier,Roundhay\n")
    pier = next(work for work in works(tmp_path / "show") if work["id"] == "pier")
    assert (pier["source"], pier["title"], pier["creator"]) == (
        {"path": "photographs/pier.mp4"},
        "The pier",
        "A. Filmer",
    )
    assert pier["place"] == "Roundhay"
    text = intake.manifest.read_text(encoding="utf-8")
    assert "a film of 64 × 48 pixels, 2.0 s" in text
    assert "the file says 2004, which may be when it was digitized" in text
    assert [why for why in intake.gathered.refused if "broken.mov" in why]


def test_without_the_extra_films_are_taken_unopened_and_it_is_said_which_is_missing(
    tmp_path: Path, scans: Scans, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.intake.gathering.can_open", lambda: False)
    folder = scans("a.tif")
    (folder / "pier.mp4").write_bytes(b"whatever it is")
    intake = begin(tmp_path / "show", folder)
    assert [work["id"] for work in works(tmp_path / "show")] == ["a", "pier"]
    assert any("pip install 'nostalgia-gallery[film]'" in line for line in lines(intake))


def test_what_a_table_says_and_no_field_takes_stands_in_a_comment(tmp_path: Path, scans: Scans) -> None:
    begin(
        tmp_path / "show",
        scans("a.tif", "b.tif"),
        "file,dimensions,coordinates,latitude,date [en],date [de],sha256,catalogue\n"
        "a.tif,quite large,near the river,,1903,um 1903,no digest,see the card 12\n"
        "b.tif,,,48.2,,,,\n",
        language="en",
    )
    text = (tmp_path / "show" / "exhibit.yaml").read_text(encoding="utf-8")
    comments = " ".join(line.strip(" #") for line in text.splitlines() if line.strip().startswith("#"))
    for said in ("quite large", "near the river", "um 1903", "no digest", "see the card 12", "48.2"):
        assert said in comments
