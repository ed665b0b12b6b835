"""Every mistake of a curator is answered with the line to write, and one does not hide another."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from gallery.errors import ManifestError
from gallery.manifest import writing
from gallery.manifest.mending import read_mended
from gallery.manifest.nodes import read_tree
from gallery.manifest.reader import read_manifest
from gallery.problems import Problem

GOOD = """\
title: Trams
curator: A. Curator
language: en
statement: Why these.
colorizer: {vividness: 0.5}
publications: {site: {tiles: none}}
rooms:
  - title: Winter
    text: In the snow.
    works:
      - id: tram
        source: {path: photographs/x.jpg}
        title: A tram
        creator: E. Novak
        date: 1900~
        medium: Gelatin silver print
        credit: City Museum
        rights: http://rightsstatements.org/vocab/NKC/1.0/
        alt: A tram in the snow.
        description: It has just stopped.
        hints:
          - at: [0.4, 0.6]
            color: "#8a2b2b"
            radius: 0.02
            evidence: A postcard
      - id: other
        source: {path: photographs/y.jpg}
        title: Another
        rights: http://rightsstatements.org/vocab/NKC/1.0/
        alt: Another tram.
"""
LINES = {"work.hints.": range(21, 25), "work.": range(10, 21), "room.": range(7, 9), "": range(7)}
"""Where in it, by the begin of `at`: lines from 0."""

OWN = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))


def mistaken(case: dict[str, Any]) -> tuple[str, range]:
    """A manifest with the mistake of ``case``, and the lines (from 1) that it takes."""
    lines, key = GOOD.split("\n"), case["at"].rpartition(".")[2]
    within = next(lines_of for begin, lines_of in LINES.items() if case["at"].startswith(begin))
    at = next((n for n in within if re.match(rf"\s*(- )?{key}:", lines[n])), None)
    if at is None:
        at = within[2]
        lines.insert(at, f"{' ' * (len(lines[at]) - len(lines[at].lstrip()))}{key}: x")
    last = at + 1
    indent = len(lines[at]) - len(lines[at].lstrip(" -"))
    while key in ("hints", "publications") and lines[last].startswith(" " * (indent + 1)):
        last += 1
    head = re.match(r"\s*(- )?", lines[at])
    before = "" if head is None else head[0]
    if "text" in case:
        before = before.replace("- ", "") if case["text"][0] in "-–•" else before
        put = (before + case["text"].replace("\n", "\n" + " " * len(before))).split("\n")
    else:
        value = case["put-repeat"][0] * case["put-repeat"][1] if "put-repeat" in case else case["put"]
        put, last = [f"{before}{key}: {value}"], at + 1
    lines[at:last] = put
    return "\n".join(lines), range(at + 1, at + 1 + len(put))


def problems_of(text: str) -> tuple[Problem, ...]:
    """What is said of the YAML alone."""
    try:
        return read_mended(text, "x.yaml").problems
    except ManifestError as error:
        return error.problems


def told(text: str, folder: Path) -> tuple[Problem, ...]:
    path = folder / "exhibit.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        return read_manifest(path).warnings
    except ManifestError as error:
        return error.problems


def answered(case: dict[str, Any], folder: Path) -> Problem:
    """The one message for the mistake of ``case``, which holds what it must."""
    text, lines = mistaken(case)
    problems = told(text, folder)
    said = [str(problem).removeprefix(problem.path) for problem in problems]
    assert len(problems) == 1, said
    assert problems[0].line in lines, said
    assert [each for each in case["says"] if each not in said[0]] == [], said
    assert [each for each in case.get("not", []) if each in said[0]] == [], said
    assert problems[0].is_error == (case.get("passes") != "warning"), said
    return problems[0]


def test_the_manifest_without_mistakes_has_none(tmp_path: Path) -> None:
    assert told(GOOD, tmp_path) == ()


@pytest.mark.parametrize("case", OWN, ids=[case["name"] for case in OWN])
def test_a_mistake_has_one_answer_and_what_it_says_to_write_is_none(case: dict[str, Any], tmp_path: Path) -> None:
    problem = answered(case, tmp_path)
    key = case["at"].rpartition(".")[2]
    found = re.search(rf"(?<!, )(?:^|[ :])write ((?:- )?{key}: [^…]+?)(?:, or put .*)?$", problem.hint)
    if found is None or "if the height" in problem.hint:
        return
    right = {"at": case["at"], "text": found[1], "name": "", "says": []}
    left = told(mistaken(right)[0], tmp_path)
    # 'colorize: false' wants a reason, and 'orientation' paper that has a name.
    assert {problem.code for problem in left} <= {"missing-reason", "unused-hints", "unused-setting"}


def test_most_answers_are_lines_to_copy() -> None:
    """… so that the test above says something."""
    assert len(OWN) > 130


@pytest.fixture(scope="module")
def others(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Cases of somebody else's, where there are some."""
    file = request.getfixturevalue("shared_data").parent / "cases" / "messages.yaml"
    if not file.is_file():
        pytest.skip(f"no {file.name} beside the photographs")
    cases: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return cases


def test_the_mistakes_of_others_are_answered(others: list[dict[str, Any]], tmp_path: Path) -> None:
    for case in others:
        if "command" not in case:
            answered(case, tmp_path)


def test_files_of_others_are_answered(
    others: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gallery.cli.check import command

    monkeypatch.chdir(tmp_path)
    Image.new("L", (8, 8)).save("tram.tif")
    for case in (case for case in others if "command" in case):
        result = CliRunner().invoke(command, case["command"][1:])
        assert result.exit_code == 1
        assert [each for each in case["says"] if each not in result.output] == []
        assert [each for each in case.get("not", []) if each in result.output] == []


def having(**lines: str) -> str:
    """The manifest with other lines, by their number: ``L13="…"``."""
    made = GOOD.split("\n")
    for name, line in lines.items():
        made[int(name[1:]) - 1] = line
    return "\n".join(made)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            having(
                L13='        title: "A tram',
                L14="        creator: Novak: E.",
                L15="        date: um 1900",
                L17="        credit: @x",
                L28="        titel: Another",
                L29="        rights: CC0",
            ),
            [13, 14, 15, 17, 28, 29],
        ),
        (
            having(
                L13="        title: 'The driver's",
                L22="          - at: [0.4, 0.6",
                L23="            color: #ff0000",
                L27="        source: {path: a: b.jpg}",
                L28="       title: Another",
            ),
            [13, 22, 23, 27, 28],
        ),
        (GOOD.replace("  ", "\t").replace("E. Novak", "[Novak]"), [8, 14]),
        (having(L26="---\n      - id: other", L29="        rights: CC0"), [26, 30]),
        (having(L11="      -id: tram", L26="      -id: other", L29="        rights: CC0"), [11, 26, 29]),
        (having(L10="    works", L29="        rights: CC0"), [10, 29]),
        (having(L26="     - id: other", L29="        rights: CC0"), [26, 29]),
        (having(L26="      id: other", L29="        rights: CC0"), [26, 29]),
        (having(L20="        description: It", L21="stopped.\n        hints:", L29="        rights: CC0"), [21, 30]),
        (having(L26="      - id: other\n        %$ ]] garbage ::", L29="        rights: CC0"), [27, 30]),
        (having(L28='        title: "Another', L30="        alt: Another: tram"), [28, 30]),
    ],
)  # fmt: skip
def test_a_mistake_in_the_yaml_hides_no_other(text: str, lines: list[int], tmp_path: Path) -> None:
    assert [problem.line for problem in told(text, tmp_path)] == lines


def test_what_was_left_out_is_not_told_to_be_missing(tmp_path: Path) -> None:
    problems = told(having(L13="        %title ]] A tram ::"), tmp_path)
    assert [problem.line for problem in problems] == [13]


def test_files_that_a_broken_manifest_names_are_looked_for(tmp_path: Path) -> None:
    from gallery.pipeline.inspect import inspect
    from gallery.sources import FetchOptions

    path = tmp_path / "exhibit.yaml"
    path.write_text(having(L13='        title: "A tram'), encoding="utf-8")
    found = inspect(path, FetchOptions(cache=tmp_path / "cache", offline=True))
    assert [(problem.line, problem.code) for problem in found.errors] == [
        (12, "source"),
        (13, "yaml-syntax"),
        (27, "source"),
    ]


@given(st.text(max_size=60))
def test_a_text_that_is_written_for_a_manifest_is_read_as_it_was(text: str) -> None:
    if not text.isprintable() or len(text) > writing.LONGEST:
        return
    assert read_tree(f"a: {writing.quoted(text)}\n", "x").value == {"a": text}
    assert read_tree(f"a: {writing.written(text)}\n", "x").value == {"a": text}
    assert read_tree(f"a: {{b: {writing.written(text, flow=True)}, c: d}}\n", "x").value == {"a": {"b": text, "c": "d"}}


@given(
    st.integers(0, len(GOOD)),
    st.sampled_from([*"'\"{}[]:#&*!|>%@`-?,\t\n", "- ", ": ", "\n\n", "x"]),
    st.integers(0, 3),
)
def test_whatever_is_put_in_a_manifest_it_is_read_or_told(at: int, put: str, gone: int) -> None:
    text = GOOD[:at] + put + GOOD[at + gone :]
    problems = problems_of(text)
    assert all(1 <= problem.line <= text.count("\n") + 2 for problem in problems)
    assert all(problem.message for problem in problems)


@pytest.mark.parametrize("brackets", ["[", "{", "[{", "{a: ", "[a, ", "[ ", "[\n  ", "- [", "a: [", "- - - - "])
@pytest.mark.parametrize("before", ["", "\t`: x\n", "\ufeff"])
def test_many_open_brackets_are_told_in_a_moment(brackets: str, before: str, tmp_path: Path) -> None:
    path = tmp_path / "exhibit.yaml"
    path.write_text(f"title: x\n{before}note: {brackets * 100_000}\ncurator: y\nrooms:\n  - title: z\n", "utf-8")
    begun = time.process_time()
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    assert time.process_time() - begun < 5
    assert all(problem.hint for problem in caught.value.problems)
    if brackets[0] in "[{":
        said = str(caught.value)
        assert "nested more than 24 levels deep; unfold it" in said


@pytest.mark.parametrize("text", ["@", "%", '{"title": "x"', "%YAML 1.3\n---\na: b\n", r'"\U00110000"'])
def test_a_manifest_with_content_is_not_called_empty(text: str, tmp_path: Path) -> None:
    (tmp_path / "exhibit.yaml").write_text(text, "utf-8")
    with pytest.raises(ManifestError) as caught:
        read_manifest(tmp_path)
    assert all(problem.code != "empty-manifest" and problem.hint for problem in caught.value.problems)
