"""Reading a manifest: a valid exhibit, or every problem at its place in one run."""

# ruff: noqa: E501 - a whole message stands in one line

from __future__ import annotations

import copy
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gallery.errors import ManifestError
from gallery.manifest.find import find_manifest
from gallery.manifest.reader import MAX_BYTES, Manifest, read_manifest
from gallery.manifest.schema import PackageSource, PathSource, UrlSource
from gallery.resources import DEFAULT_EXHIBIT

GOOD = """\
title: Nostalgia
curator: A. Curator
statement: Why these.
rooms:
  - title: Flight
    works:
      - id: first-flight
        source: {path: photographs/first.jpg}
        title: First flight
        date: 1903-12-17
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
        alt: A biplane over sand.
"""

TEN_MISTAKES = """\
titel: Nostalgia
curator: A. Curator
language: en
statement: {fr: Pourquoi}
rooms:
  - title: Flight
    works:
      - id: first-flight
        source: {file: photographs/first.jpg}
        title: First flight
        date: c. 1903
        rights: CC0
        alt: A biplane over sand.
        colorize: no
      - id: first-flight
        source: {url: https://example.org/b.jpg, sha256: abababababababababababababababababababababababababababababababab}
        title: Second flight
        title: Third flight
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
        alt: A biplane.
        hints:
          - {at: [1.4, 0.5], color: "#aabbcc", evidence: A record}
      - id: third
        source: {path: c.jpg}
        title: Third
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "exhibit.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    """The problems of a manifest, each without the path."""
    path = write(folder, text)
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    assert all(problem.path == str(path) for problem in caught.value.problems)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


def problem(folder: Path, old: str, new: str) -> str:
    """The only problem of a good manifest in which ``old`` is replaced."""
    assert old in GOOD
    found = problems(folder, GOOD.replace(old, new))
    assert len(found) == 1, found
    return found[0]


def test_a_manifest_becomes_an_exhibit(tmp_path: Path) -> None:
    manifest = read_manifest(write(tmp_path, GOOD))
    assert isinstance(manifest, Manifest)
    assert manifest.folder == tmp_path
    assert manifest.name == str(tmp_path / "exhibit.yaml")
    (work,) = manifest.exhibit.works
    assert work.source == PathSource(path="photographs/first.jpg")
    assert work.date == "1903-12-17"
    assert work.title.pick("en") == "First flight"


def test_ten_mistakes_are_ten_problems_each_at_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path, TEN_MISTAKES) == [
        "1:1: unknown key 'titel'; did you mean 'title'? write title: Nostalgia [unknown-key]",
        "4:12: 'statement' has no text in 'en', the exhibit's language; add 'en: …' [missing-language]",
        "9:17: 'source' says nowhere where the photograph comes from; "
        "write source: {path: photographs/first.jpg} [wrong-source]",
        "11:15: 'c. 1903' is not an EDTF date; write date: 1903~ [wrong-date]",
        "12:17: 'CC0' is not the URI of a rights statement or licence; "
        "write rights: http://creativecommons.org/publicdomain/zero/1.0/ [wrong-rights]",
        "14:19: 'colorize' must be true or false, not 'no'; write colorize: false [wrong-type]",
        "15:13: the id 'first-flight' is already taken by the work in line 8; give every work its own [duplicate-id]",
        "18:9: key 'title' is already given in line 17; keep one of the two [duplicate-key]",
        "22:19: the hint lies outside the picture: x is 1.4; x is a fraction of the width, from 0 to 1 [hint-outside]",
        "23:9: missing key 'alt'; add 'alt: …', what the photograph shows, for those who do not see it [missing-key]",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "id: first-flight",
            "id: First Flight",
            "7:13: 'id' cannot be 'First Flight'; write id: first-flight [wrong-form]",
        ),
        ("alt: A biplane over sand.", "alt: ''", "12:14: 'alt' is empty; fill it in [empty]"),
        ("alt: A biplane over sand.", "alt:", "12:13: 'alt' is empty; fill it in [empty]"),
        (
            "alt: A biplane over sand.",
            f"alt: {'x' * 251}",
            "12:14: the alt text has 251 characters; at most 250 are allowed; "
            "aim for 125, and move the rest to 'description' [alt-too-long]",
        ),
        (
            "title: First flight",
            f"title: {'x' * 301}",
            "9:16: 'title' has 301 characters; at most 300 fit on a label; "
            "shorten it, and move the rest to 'description' [label-too-long]",
        ),
        (
            "title: First flight",
            "title: [First, flight]",
            '9:16: a text that begins with a bracket must be in quotes; write title: "[First, flight]" [wrong-type]',
        ),
        (
            "title: First flight",
            "title: true",
            "9:16: 'title' must be text, not true; put it in quotes: write title: \"true\" [wrong-type]",
        ),
        (
            "title: First flight",
            "title: {english: First}",
            "9:17: 'english' is not a language; write en: … [unknown-language]",
        ),
        (
            "source: {path: photographs/first.jpg}",
            "source: photographs/first.jpg",
            "8:17: 'source' says nowhere where the photograph comes from; "
            "write source: {path: photographs/first.jpg} [wrong-source]",
        ),
        (
            "source: {path: photographs/first.jpg}",
            "source: {url: ftp://example.org/a.jpg}",
            "8:23: 'url' cannot be 'ftp://example.org/a.jpg'; "
            "it begins with http:// or https:// and holds no space [wrong-form]",
        ),
        (
            "source: {path: photographs/first.jpg}",
            "source: {package: skimage}",
            "8:17: missing key 'path'; add 'path: …', the file inside the package [missing-key]",
        ),
        (
            "curator: A. Curator",
            "curator: [A, B]",
            "2:10: 'curator' must be one text; write curator: \"A; B\" [wrong-type]",
        ),
        (
            "  - title: Flight\n    works:",
            "  - title: Flight\n    work:",
            "6:5: unknown key 'work'; did you mean 'works'? [unknown-key]",
        ),
        (
            "rooms:\n",
            "colorizer: {vividness: 1.5}\nrooms:\n",
            "4:24: 'vividness' must be at most 1, not 1.5; such as vividness: 0.4 [out-of-range]",
        ),
        (
            "rooms:\n",
            'colorizer: {vividness: "0.5"}\nrooms:\n',
            "4:24: 'vividness' must be a number, not '0.5'; remove the quotes: write vividness: 0.5 [wrong-type]",
        ),
        (
            "rooms:\n",
            "colorizer: {digital_source_type: human}\nrooms:\n",
            "4:34: 'digital_source_type' cannot be 'human'; "
            "write 'compositeWithTrainedAlgorithmicMedia' or 'algorithmicallyEnhanced' [wrong-form]",
        ),
        (
            "rooms:\n",
            "base_url: https://example.org/show\nrooms:\n",
            "4:11: 'base_url' cannot be 'https://example.org/show'; "
            "write base_url: https://example.org/show/ [wrong-form]",
        ),
        (
            "rooms:\n",
            "publications: {panels: {dpi: 10}}\nrooms:\n",
            "4:30: 'dpi' must be at least 72, not 10; such as dpi: 300 [out-of-range]",
        ),
        (
            "rooms:\n",
            "publications: {panels: {width: 2400}}\nrooms:\n",
            "4:24: panels are measured in centimetres, by 'size' and not by 'width'; write 'size: {width: 20.32}' [invalid]",
        ),
        (
            "rooms:\n",
            "publications: {panels: {size: A5}}\nrooms:\n",
            "4:31: 'size' cannot be 'A5'; write size: {width: 21, height: 14.8} [wrong-form]",
        ),
        (
            "rooms:\n",
            "qqq: 1\nrooms:\n",
            "4:1: unknown key 'qqq'; known here: title, subtitle, curator, language, statement, published, base_url, "
            "institution, labels, colorizer, mark, fonts, places, rooms, publications [unknown-key]",
        ),
    ],
)
def test_a_mistake_is_explained_at_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert problem(tmp_path, old, new) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "colorize: false",
            "13:19: 'colorize: false' without a reason; add 'reason: …', which visitors read [missing-reason]",
        ),
        (
            "colorize: yes",
            "13:19: 'colorize' must be true or false, not 'yes'; write colorize: true [wrong-type]",
        ),
        (
            "reason: It is a drawing.",
            "13:17: a reason not to colorize, for a work that is colorized; "
            "remove it, or add 'colorize: false' [unused-reason]",
        ),
        (
            "hints: {at: [0, 0]}",
            "13:16: 'hints' must be a list, not a mapping; begin each item with '- ' [wrong-type]",
        ),
        (
            'hints: [{at: [0, 0], color: "#aabbcc"}]',
            "13:17: missing key 'evidence'; add 'evidence: …', how the colour is known [missing-key]",
        ),
        (
            'hints: [{at: [0, -0.1], color: "#aabbcc", evidence: Seen}]',
            "13:26: the hint lies outside the picture: y is -0.1; "
            "y is a fraction of the height, from 0 to 1 [hint-outside]",
        ),
        (
            'hints: [{at: [0.5], color: "#aabbcc", evidence: Seen}]',
            "13:22: 'at' lacks its number 2; write [x, y] [wrong-form]",
        ),
        (
            'hints: [{at: [0.5, 0.5, 0.5], color: "#aabbcc", evidence: Seen}]',
            "13:22: 'at' has 3 numbers; write [x, y] [wrong-form]",
        ),
        (
            "hints: [{at: [[0, 0], 1], color: '#aabbcc', evidence: Seen}]",
            "13:23: item 1 of 'at' must be a number, not a list; "
            "a point is [x, y]; a stroke and an area are lists of points, [[x, y], [x, y], …] [wrong-type]",
        ),
        (
            "hints: [{color: '#aabbcc', evidence: Seen}]",
            "13:17: a hint that says nowhere where its colour is; "
            "add 'at: [x, y]', 'along: [[x, y], [x, y], …]' for a stroke, or 'area: [[x, y], …]' for an area [missing-key]",
        ),
        (
            "hints: [{at: [0, 0], along: [[0, 0], [1, 1]], color: '#aabbcc', evidence: Seen}]",
            "13:37: a hint with both 'at' and 'along'; "
            "keep 'at' for a point, 'along' for a stroke, or 'area' for an area [two-places]",
        ),
        (
            "hints: [{area: [[0, 0], [1, 1]], color: '#aabbcc', evidence: Seen}]",
            "13:24: 'area' has 2 points; an area has 3 to 64; "
            "give its corners: [[x, y], [x, y], [x, y], …] [wrong-form]",
        ),
        (
            "protect: [[[0, 0], [1, 0], [1, 2]]]",
            "13:40: the area lies outside the picture: y is 2; "
            "y is a fraction of the height, from 0 to 1 [hint-outside]",
        ),
        (
            "hints: [{alon: [[0, 0], [1, 1]], color: '#aabbcc', evidence: Seen}]",
            "13:18: unknown key 'alon'; did you mean 'along'? [unknown-key]",
        ),
        (
            "hints: [{along: [[0, 0], [1.5, 1]], color: '#aabbcc', evidence: Seen}]",
            "13:35: the hint lies outside the picture: x is 1.5; "
            "x is a fraction of the width, from 0 to 1 [hint-outside]",
        ),
        (
            "hints: [{along: [[0, 0]], color: '#aabbcc', evidence: Seen}]",
            "13:25: 'along' has one point; a stroke has 2 to 64; for a single point write 'at: [x, y]' [wrong-form]",
        ),
        (
            f"hints: [{{along: {[[0, 0]] * 65}, color: '#aabbcc', evidence: Seen}}]",
            "13:25: 'along' has 65 points; a stroke has 2 to 64; leave some out [wrong-form]",
        ),
        (
            "hints: [{along: [[0, 0], 0.5], color: '#aabbcc', evidence: Seen}]",
            "13:34: item 2 of 'along' must be a list, not 0.5; "
            "a point is [x, y]; a stroke and an area are lists of points, [[x, y], [x, y], …] [wrong-type]",
        ),
        (
            "hints: [{along: [[0, 0], [1, 1, 1]], color: '#aabbcc', evidence: Seen}]",
            "13:34: item 2 of 'along' has 3 numbers; write [x, y] [wrong-form]",
        ),
        (
            "hints: [{along: [[0, 0], [1]], color: '#aabbcc', evidence: Seen}]",
            "13:34: item 2 of 'along' lacks its number 2; write [x, y] [wrong-form]",
        ),
        (
            "hints: [{at: [0, 0], color: blue, evidence: Seen}]",
            "13:37: 'color' cannot be 'blue'; write color: \"#0000ff\" [wrong-form]",
        ),
        (
            'hints: [{at: [0, 0], color: "#aabbcc", radius: 0, evidence: Seen}]',
            "13:56: 'radius' must be more than 0, not 0; such as radius: 0.02, of the picture's longer side [out-of-range]",
        ),
        (
            "medium: |\n          One\n          Two",
            "13:17: 'medium' has several lines; write it in one, or fold it with '>-' [label-too-long]",
        ),
    ],
)
def test_a_mistake_in_a_further_key_is_explained_at_its_place(tmp_path: Path, line: str, said: str) -> None:
    assert problems(tmp_path, f"{GOOD}        {line}\n") == [said]


FORM = "write 'crop: [left, top, right, bottom]', fractions from the upper left such as [0.02, 0.02, 0.98, 0.98]"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("crop: [0.1, 0.2, 0.9]", f"'crop' is not four numbers; {FORM}"),
        ("crop: [0.1, 0.2, 0.9, much]", f"'crop' is not four numbers; {FORM}"),
        ("crop: [0.1, -0.2, 0.9, 0.8]", f"'crop' goes beyond the picture; {FORM}"),
        ("crop: [120, 80, 2400, 1600]", f"'crop' goes beyond the picture; {FORM}"),
        (
            "crop: [5, 5, 95, 92.5]",
            "'crop' is in fractions from 0 to 1, not per cent or pixels; write 'crop: [0.05, 0.05, 0.95, 0.925]'",
        ),
        (
            "crop: [0.9, 0.2, 0.1, 0.8]",
            "'crop' is left, top, right and bottom in this order; write 'crop: [0.1, 0.2, 0.9, 0.8]'",
        ),
        ("crop: [0.1, 0.2, 0.1, 0.8]", f"the crop leaves nothing of the picture; {FORM}"),
    ],
)
def test_a_crop_that_leaves_nothing_or_is_in_another_form_is_explained(tmp_path: Path, line: str, said: str) -> None:
    (found,) = problems(tmp_path, f"{GOOD}        {line}\n")
    assert found.endswith(f": {said} [wrong-crop]")


@pytest.mark.parametrize("degrees", ["270", "-90", "-1.4", "91.5"])
def test_a_photograph_may_be_turned_by_any_angle(tmp_path: Path, degrees: str) -> None:
    read = read_manifest(write(tmp_path, f"{GOOD}        rotate: {degrees}\n"))
    assert read.exhibit.works[0].rotate == float(degrees)


def test_hints_for_a_work_that_stays_as_it_is_are_a_problem(tmp_path: Path) -> None:
    more = '        colorize: false\n        reason: A drawing.\n        hints: [{at: [0, 0], color: "#aabbcc", evidence: Seen}]\n'
    assert problems(tmp_path, GOOD + more) == [
        "15:16: hints for a work that is not colorized; remove them, or 'colorize: false' [unused-hints]"
    ]


def test_a_color_that_yaml_took_for_a_comment_is_explained(tmp_path: Path) -> None:
    more = "        hints:\n          - at: [0, 0]\n            color: #aabbcc\n            evidence: Seen\n"
    assert problems(tmp_path, GOOD + more) == [
        "15:19: 'color' is empty: '#' begins a comment where no quotes stand around it; "
        'write color: "#aabbcc" [comment]'
    ]


def test_problems_of_several_works_come_in_reading_order(tmp_path: Path) -> None:
    work = GOOD[GOOD.index("      - id") :]
    second = work.replace("first-flight", "second").replace("title: First flight", "title: 5.5.5\n        maker: X")
    third = work.replace("first-flight", "third").replace("rights: http:", "rights: https:")
    found = problems(tmp_path, GOOD + second + third)
    assert [line.split(":")[0] for line in found] == ["16", "24"]


def test_numbers_are_texts_where_the_schema_wants_a_text(tmp_path: Path) -> None:
    text = GOOD.replace("1903-12-17", "0079").replace("title: First flight", "title: 1984.10")
    (work,) = read_manifest(write(tmp_path, text)).exhibit.works
    assert work.date == "0079"
    assert work.title.pick("en") == "1984.10"


def test_words_that_yaml_1_1_takes_for_booleans_stay_words(tmp_path: Path) -> None:
    text = GOOD.replace("title: First flight", "title: {en: No, no: On}")
    (work,) = read_manifest(write(tmp_path, text)).exhibit.works
    assert work.title.pick("en") == "No"
    assert work.title.pick("no") == "On"


def test_a_map_in_the_base_language_serves_a_regional_exhibit(tmp_path: Path) -> None:
    text = "language: pt-BR\n" + GOOD.replace("title: First flight", "title: {pt: Primeiro voo}")
    (work,) = read_manifest(write(tmp_path, text)).exhibit.works
    assert work.title.pick("pt-BR") == "Primeiro voo"


def test_folded_texts_end_without_a_line_break(tmp_path: Path) -> None:
    text = GOOD.replace("alt: A biplane over sand.", "alt: >\n          A biplane\n          over sand.")
    (work,) = read_manifest(write(tmp_path, text)).exhibit.works
    assert work.alt.pick("en") == "A biplane over sand."


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("{url: 'https://example.org/a.jpg'}", UrlSource),
        ("{path: a.jpg}", PathSource),
        ("{package: skimage, path: data/camera.png}", PackageSource),
    ],
)
def test_a_source_is_known_by_its_keys(tmp_path: Path, source: str, kind: type) -> None:
    text = GOOD.replace("{path: photographs/first.jpg}", source)
    (work,) = read_manifest(write(tmp_path, text)).exhibit.works
    assert type(work.source) is kind


def test_a_work_has_at_most_two_hundred_hints(tmp_path: Path) -> None:
    hint = "          - {at: [0.4, 0.6], color: '#8a2b2b', evidence: A postcard.}\n"
    said = "'hints' has 201 items; at most 200 are allowed; leave some out [too-many]"
    assert problems(tmp_path, f"{GOOD}        hints:\n{hint * 201}") == [f"14:11: {said}"]
    assert len(read_manifest(write(tmp_path, f"{GOOD}        hints:\n{hint * 200}")).exhibit.works[0].hints) == 200


def test_a_text_of_a_hundred_thousand_letters_is_read_and_a_longer_one_is_a_problem(tmp_path: Path) -> None:
    text = GOOD.replace("Why these.", "x" * 100_000)
    assert read_manifest(write(tmp_path, text)).exhibit.statement.pick("en") == "x" * 100_000
    said = "3:12: 'statement' has 100001 characters; at most 100000 are allowed; shorten it [too-long]"
    assert problems(tmp_path, text.replace("xx", "xxx", 1)) == [said]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://[x/", "its host cannot be read"),
        ("https://example.org:99999/", "its port is not a number"),
        ("https:///a/", "it names no host"),
        ("https://me:secret@example.org/", "it holds a user name or password"),
        (
            "https://example.org/?a=/",
            "no page can stand below 'https://example.org/?a=/'; leave out what begins with '?'",
        ),
    ],
)
def test_a_malformed_address_of_the_site_is_a_problem_at_its_line(tmp_path: Path, address: str, said: str) -> None:
    (found,) = problems(tmp_path, GOOD.replace("statement:", f'base_url: "{address}"\nstatement:'))
    assert found.startswith("3:11: ")
    assert said in found
    assert found.endswith("[wrong-address]")


def test_a_manifest_places_problems_that_are_found_later(tmp_path: Path) -> None:
    manifest = read_manifest(write(tmp_path, GOOD))
    keys = ("rooms", 0, "works", 0, "source", "path")
    found = manifest.problem(keys, "no-file", "there is no such file", "check the path")
    assert str(found) == f"{manifest.name}:8:24: there is no such file; check the path [no-file]"
    nearest = manifest.problem(("rooms", 0, "works", 0, "medium"), "x", "y")
    assert (nearest.line, nearest.column) == (7, 9)


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as caught:
        read_manifest(tmp_path / "show.yaml")
    assert str(caught.value) == (
        f"{tmp_path / 'show.yaml'}:1:1: there is no such file; "
        "name a manifest or a folder with an exhibit.yaml; 'gallery init FOLDER' writes one [no-manifest]"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_what_is_no_file_is_a_problem_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "folder" / "exhibit.yaml").mkdir(parents=True)
    for name, said in {
        "pipe.yaml": "it is a pipe or a device, and no file",
        "circle": "Too many levels of symbolic links",
        "folder": "it is a folder",
        "x" * 300: "File name too long",
        "a\0b": "no file can have such a name",
    }.items():
        with pytest.raises(ManifestError, match=f"the file cannot be read: {said}; name a manifest or a folder"):
            read_manifest(tmp_path / name)


def test_a_file_that_is_too_large_for_a_manifest_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "exhibit.yaml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ManifestError, match=r"cannot be read: it is larger than 250 MB"):
        read_manifest(tmp_path)


def test_a_byte_that_is_not_utf_8_is_placed(tmp_path: Path) -> None:
    path = tmp_path / "exhibit.yaml"
    path.write_bytes("title: Ä\ncurator: ".encode() + b"Caf\xe9\n")
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    assert str(caught.value) == (f"{path}:2:13: the byte 0xe9 is not UTF-8 text; save the file as UTF-8 [not-utf8]")


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "exhibit.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read_manifest(path).exhibit.curator == "A. Curator"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "null\n"])
def test_an_empty_manifest_is_a_problem(tmp_path: Path, text: str) -> None:
    (said,) = problems(tmp_path, text)
    assert said == "1:1: the manifest is empty; 'gallery init FOLDER' writes one to begin with [empty-manifest]"


def test_a_list_is_no_manifest(tmp_path: Path) -> None:
    assert problems(tmp_path, "- title: x\n") == [
        "1:1: the manifest must be a mapping of keys; begin with 'title: …' [wrong-type]"
    ]


def test_the_manifest_is_the_one_given_or_of_the_folder_or_the_shipped_one(tmp_path: Path) -> None:
    assert find_manifest(tmp_path) == tmp_path / "exhibit.yaml"
    assert find_manifest(tmp_path / "show.yaml") == tmp_path / "show.yaml"
    assert find_manifest(None, here=tmp_path) == DEFAULT_EXHIBIT
    path = write(tmp_path, GOOD)
    assert find_manifest(None, here=tmp_path) == path


def read_or_problems(folder: Path, data: bytes) -> None:
    """Reading either works or says what is wrong; nothing else is raised."""
    path = folder / "fuzz.yaml"
    path.write_bytes(data)
    try:
        read_manifest(path)
    except ManifestError as error:
        found = error.problems
    else:
        return
    assert found
    assert list(found) == sorted(found)
    assert all(problem.message and problem.line >= 1 and problem.column >= 1 for problem in found)


anything = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)


@pytest.mark.parametrize("key", ["by url", "[key]", "one text", "text by language"])
@pytest.mark.parametrize("before", ["rooms:\n", "        alt: A", "    works:\n", "path: photo"])
def test_a_key_may_be_called_like_anything(tmp_path: Path, key: str, before: str) -> None:
    indent = before[: len(before) - len(before.lstrip())]
    new = f"{key!r}: 1, {before}" if before.startswith("path") else f"{indent}{key!r}: 1\n{before}"
    found = problem(tmp_path, before, new)
    assert f"unknown key {key!r}" in found
    assert found.endswith("[unknown-key]")


@anything
@given(st.binary(max_size=200))
def test_no_bytes_make_a_traceback(tmp_path: Path, data: bytes) -> None:
    read_or_problems(tmp_path, data)


@anything
@given(st.text(alphabet="ab:-?!&*|>%@`'\"{}[],#<=~0123.\\Uxe\t\n ", max_size=120))
@example('"\\UFFFFFFFF"')
@example('"\\ud800"')
@example("%YAML 9" + "9" * 5000 + ".1\n---\n")
@example("? [a, {b: c}]\n: d\n? {}\n: {x: [y]}\n")
@example("a: &x [1]\nb: *x\n<<: *x\n")
@example("[" * 3000)
@example("- " * 3000)
@example("a: !!python/object:os.system x\n")
@example("a: 1\n---\nb: 2\n")
@example("- " + "9" * 6000)
def test_no_text_makes_a_traceback(tmp_path: Path, text: str) -> None:
    read_or_problems(tmp_path, text.encode("utf-8", "surrogatepass"))


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@anything
@given(values, st.data())
def test_no_value_anywhere_makes_a_traceback(tmp_path: Path, value: object, data: st.DataObject) -> None:
    tree = copy.deepcopy(yaml.load(GOOD, Loader=yaml.BaseLoader))
    node = tree
    while True:
        key = data.draw(st.sampled_from(list(node) if isinstance(node, dict) else list(range(len(node)))))
        inner = node[key]
        if not isinstance(inner, dict | list) or data.draw(st.booleans()):
            node[key] = value
            break
        node = inner
    read_or_problems(tmp_path, yaml.safe_dump(tree, allow_unicode=True).encode("utf-8", "surrogatepass"))
