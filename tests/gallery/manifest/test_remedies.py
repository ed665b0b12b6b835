"""Whatever stands at whatever key: what a message says to write there is not refused in its turn."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gallery.errors import ManifestError
from gallery.manifest import wrong_values
from gallery.manifest.fields import homes
from gallery.manifest.reader import read_manifest
from gallery.manifest.remedies import is_taken, is_taken_somewhere, uncut
from gallery.problems import Problem, errors_in

RIGHTS = "http://rightsstatements.org/vocab/NKC/1.0/"
WORK = {"id": "tram", "source": {"path": "x.jpg"}, "title": "A tram", "rights": RIGHTS, "alt": "A tram."}
GOOD: dict[str, Any] = {
    "title": "Trams",
    "curator": "A. Curator",
    "statement": "Why these.",
    "rooms": [{"title": "Winter", "works": [WORK]}],
}
ITEMS: dict[str, dict[str, Any]] = {
    "rooms": {},
    "works": {},
    "hints": {"at": [0.4, 0.6], "color": "#8a2b2b", "evidence": "A postcard"},
    "captions": {"language": "en", "path": "x.vtt"},
    "places": {"name": "Wien"},
    "creator": {"name": "E. Novak"},
}
"""Of each list of mappings, what an item must have."""
SECTIONS: dict[str, dict[str, Any]] = {
    "institution": {"name": "Museum"},
    "dimensions": {"width": 24, "height": 18, "unit": "cm"},
    "size": {"width": 24},
    "approved": {"date": "2026-11-21"},
}
"""Of mappings, what they must have."""
WAYS = [(*way, name) for name, places in homes().items() for way in places]
"""All fields of a manifest, as the fields that lead there."""
OTHERS = ("'colorize: false' without a reason", "is of a film, and the source is none", "for a photograph")
"""What is said of other keys, which comes with a right value: whoever says no colours must say why."""
FEW = [
    "yes",
    "0,5",
    "1,200",
    "[]",
    "[a.ttf]",
    "{a: b}",
    "Some: text",
    "#35506b",
    "@x",
    "um 1900",
    "example.org/1",
    "40",
]
MORE = [
    *("true", "no", "on", "off", "none", "null", "0", "1", "-1", "0.5", ".5", "+1", "1e3", "300", "1900", "9" * 30),
    *("1" * 400, "12 cm", "10 MB", "20%", "300 dpi", '"300"', '""', "{}", "[1]", "[true]", "[technical]"),
    *("[default, other]", "{height: 40}", "{en: Text}", "[0.4, 0.6]", "[0,04, 0,06, 0,97, 0,94]", "x", "Some text"),
    *("{lat: 48.2, lon: 16.4}", "a.jpg", "artsteps.yaml", "www.example.org", "http://example.org/1", "Q1741"),
    *("http://exa mple.org", "48.2, 16.4", "1.5.1900", "2026-11-21", '"#35506b"', "red", "left", "landscape", "A4"),
    *("pdf", "deutsch", "fr_FR", "CC0", "- x", "*x", "&x", "!x", "%x", "`x`", '"a" b', "{Untitled", "[Untitled", "'x"),
    *("x # 1", "x #1", "“x”", "{path: a: b.jpg}", "{dpi: 300 dpi}", "{accent: #35506b}", "{theme: @x, mark: no"),
]
"""What was seen in manifests, or may be."""


def having(way: tuple[str, ...], line: str) -> str:
    """A manifest that has ``line`` in the place of the field that ``way`` leads to."""
    whole = copy.deepcopy(GOOD)
    there = whole
    for key in way[:-1]:
        if not isinstance(there.get(key), dict | list):
            there[key] = [dict(ITEMS[key])] if key in ITEMS else dict(SECTIONS.get(key, {}))
        there = there[key][0] if key in ITEMS else there[key]
    if way[-2:-1] == ("source",) and way[-1] != "sha256":
        there.clear()
        there.update({"path": "data/camera.png"} if way[-1] == "package" else {})
    if way[-1] == "reason":
        there["colorize"] = False
    if way[-1] in ("along", "area"):
        del there["at"]
    there[way[-1]] = "@@@"
    text = yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, width=1000)
    return re.sub(rf"(?m){way[-1]}: '@@@'$", lambda _: line, text)


def errors_of(text: str, path: Path) -> list[Problem]:
    path.write_text(text, encoding="utf-8")
    try:
        return [*errors_in(read_manifest(path).warnings)]
    except ManifestError as error:
        return [problem for problem in errors_in(error.problems) if not any(said in str(problem) for said in OTHERS)]


def refused_remedies(values: list[str], path: Path) -> list[str]:
    """Of every value at every key: what is said to write, and what is then said of that."""
    found = []
    for way in WAYS:
        for value in values:
            for problem in errors_of(having(way, f"{way[-1]}: {value}"), path):
                ready = re.search(r"(?:^|[ :;])write (([\w-]+): [^…]+?)(?:, or put .*)?$", problem.hint)
                if ready is None or ready[2] != way[-1] or ", but " in ready[1]:
                    continue  # nothing to copy, or not alone
                found += [
                    f"{'.'.join(way)}: {value[:40]} → {ready[1][:80]} → {left.message}"
                    for left in errors_of(having(way, ready[1]), path)
                ]
    return found


def test_what_is_said_to_write_is_not_refused_again(tmp_path: Path) -> None:
    assert refused_remedies(FEW, tmp_path / "exhibit.yaml") == []


@pytest.mark.matrix
def test_nor_is_it_for_many_other_values(tmp_path: Path) -> None:
    assert refused_remedies(MORE, tmp_path / "exhibit.yaml") == []


@pytest.mark.parametrize("known", wrong_values.EXAMPLES)
def test_examples_of_values_are_taken_wherever_they_are_given(known: str) -> None:
    name = known.rpartition(".")[2]
    said = f"{name}: {wrong_values.EXAMPLES[known]}"
    ways = [way for way in WAYS if way[-1] == name and known in (name, ".".join(way[-2:]))]
    ways = [way for way in ways if known == ".".join(way[-2:]) or ".".join(way[-2:]) not in wrong_values.EXAMPLES]
    ways = [way for way in ways if not {"source", "captions"} & set(way)]
    assert ways
    assert [way for way in ways if not is_taken(way, said)] == []


def test_every_mistake_in_a_value_has_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "exhibit.yaml"
    for way in WAYS:
        for value in ["x", "[true]", "@x", "true"]:
            problems = errors_of(having(way, f"{way[-1]}: {value}"), path)
            assert [(way, value, problem.message) for problem in problems if not problem.hint] == []


@pytest.mark.parametrize(
    "lines", [f"language: {'x' * 9000}\nsubtitle: {{en: A}}\n", f"{'x' * 900}: y #1\n", f"subtitle: {'x' * 9000} #1\n"]
)
def test_messages_and_remedies_repeat_little_of_what_is_long(lines: str, tmp_path: Path) -> None:
    problems = errors_of(lines + yaml.safe_dump(GOOD, sort_keys=False), tmp_path / "exhibit.yaml")
    assert problems
    assert [
        len(problem.message + problem.hint) for problem in problems if len(problem.message + problem.hint) > 1400
    ] == []


def test_a_line_is_taken_where_the_schema_takes_its_value() -> None:
    work = ("rooms", 0, "works", 0)
    assert is_taken((*work, "vividness"), "vividness: 0.4")
    assert not is_taken((*work, "vividness"), "vividness: 40")
    assert is_taken((*work, "date"), "date: 1900")
    assert not is_taken((*work, "colorize"), 'colorize: "true"')
    assert not is_taken((*work, "title"), "title: *x")
    assert is_taken_somewhere("nobodys: x")
    assert not is_taken_somewhere("accent: x")


def test_of_what_a_number_sign_cut_off_the_whole_is_written_where_it_may_stand() -> None:
    assert uncut('credit: "#1234"', sure=True) == 'write credit: "#1234"'
    assert uncut('site: "#1234"', sure=True) == "put a space after '#' if it is a comment"
