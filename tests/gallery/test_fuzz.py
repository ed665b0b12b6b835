"""No value that a person can write is a bug of ours: it is read, or it is a problem with a place and a remedy.

Every test runs for some seconds; marked ``slow`` is the same with many more examples. Fonts have a test of their
own, in ``render/test_font_check.py``.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.errors import ManifestError, ThemeError
from gallery.manifest.addresses import address_problem
from gallery.manifest.nodes import read_tree
from gallery.pages.theme import theme_files, theme_folder
from gallery.pages.theme_check import theme_problems
from gallery.pipeline.inspect import inspect
from gallery.publication.profiles import PROFILES, read_profile
from gallery.resources import EXHIBITS, TEMPLATES
from gallery.sources import FetchOptions
from model import weights
from model.errors import WeightsError

Path_ = tuple[str | int, ...]

ODD_TEXTS = [
    *("", " ", "~", "x" * 300, "x" * 100_001, "ß" * 200, "e" + "\u0301" * 40, "\u202ea", "a\x00b", "a\x1b[2J"),
    *("\ud800", "a\nb", "..", "../..", "/etc/passwd", "/dev/zero", "a\\b", "C:/a", "a/../b", ".", "exhibit.yaml"),
    *("folder", "pipe", "circle", "http://[x/", "https://[::1/", "http://a:b@c/", "https://example.org:99999/"),
    *("http://\xad/", "https://" + "a" * 300 + "/", "{{ 7 * 7 }}", "{% if %}", "<script>", "%0A=1+1", "=1", "1900~"),
    *("Y-99999999", "9999-99-99", "default", "default.json", "写真", "שלום", "हिन्दी", "no", "#123456", "en", "exhibit"),
]
ODD = st.one_of(
    st.sampled_from(ODD_TEXTS),
    st.sampled_from(
        [None, True, False, 0, -1, 3, 10**14, 10**400, 1e308, -0.0, 0.5, [], {}, [[]], {"": {}}, {"en": 1}]
    ),
    st.sampled_from([[None] * 300, {"en": "x", "de": ""}, [0.5, 0.5], {"a b": 1}, {"at": [0, 1], "along": [[0, 1]]}]),
    st.text(max_size=30),
    st.floats(),
    st.builds(lambda depth: json.loads("[" * depth + "]" * depth), st.integers(1, 40)),
)


def paths(value: Any, here: Path_ = ()) -> list[Path_]:
    """The way to everything in ``value``."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, each in inner for path in paths(each, (*here, key)))]


def mutated(draw: Callable[..., Any], whole: Any, odd: st.SearchStrategy[Any] = ODD) -> Any:
    """``whole`` with one to three things replaced, left out, doubled, renamed or wrapped."""
    made = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(paths(made)))
        if not path:
            continue
        parent = made
        for key in path[:-1]:
            parent = parent[key]
        key, how = path[-1], draw(st.sampled_from(["replace", "replace", "delete", "double", "rename", "wrap", "many"]))
        if how == "delete":
            del parent[key]
        elif how == "wrap":
            parent[key] = draw(st.sampled_from([[parent[key]], {"en": parent[key]}]))
        elif how == "double" and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[key]))
        elif how == "many" and isinstance(parent[key], list):
            parent[key] = (parent[key] * 300)[:300]
        elif how == "rename" and isinstance(parent, dict):
            parent[draw(st.sampled_from(["titel", "by url", "", "x" * 2000, "\x7f"]))] = parent.pop(key)
        else:
            parent[key] = copy.deepcopy(draw(odd))  # what was drawn may be drawn again
    return made


def trimmed(path: Path) -> Any:
    """A manifest with the first work of each of its first two rooms."""
    tree = read_tree(path.read_text(encoding="utf-8"), "x").value
    tree["rooms"] = [{**room, "works": room["works"][:1]} for room in tree["rooms"][:2]]
    return tree


MANIFESTS = [trimmed(path) for path in (*EXHIBITS.glob("*/exhibit.yaml"), TEMPLATES / "starter" / "exhibit.yaml")]
CARD = json.loads((weights.FOLDER / "default.json").read_text(encoding="utf-8"))
PROFILE = read_tree((PROFILES / "artsteps.yaml").read_text(encoding="utf-8"), "x").value

some_or_many = pytest.mark.parametrize(
    "examples", [4, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.matrix])], ids=["some", "many"]
)


def fuzz(examples: int, run: Callable[[st.DataObject], None]) -> None:
    settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))(
        given(st.data())(run)
    )()


def written(value: Any) -> bytes:
    """``value`` as JSON, which is YAML too; halves of surrogate pairs as they are in memory."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An exhibit's folder with what a manifest should not name."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    return tmp_path


@some_or_many
def test_a_manifest_is_inspected_or_has_problems_at_places(folder: Path, examples: int) -> None:
    options = FetchOptions(cache=folder / "cache", offline=True)

    def run(data: st.DataObject) -> None:
        whole = data.draw(st.sampled_from(MANIFESTS))
        (folder / "exhibit.yaml").write_bytes(written(mutated(data.draw, whole)))
        found = inspect(folder, options)
        assert found.problems or found.show is not None
        assert all(problem.message and problem.place for problem in found.problems)
        assert all(len(str(problem)) < 2_000 for problem in found.problems)

    fuzz(100 * examples, run)


@some_or_many
def test_a_card_is_loaded_or_refused(folder: Path, examples: int) -> None:
    path = folder / "card.json"

    def run(data: st.DataObject) -> None:
        path.write_bytes(written(mutated(data.draw, CARD)))
        try:
            card = weights.load(path)
        except WeightsError as error:
            assert str(path) in str(error)  # noqa: PT017
        else:
            json.dumps([asdict(card.serving), card.metrics], allow_nan=False).encode()

    fuzz(100 * examples, run)


@some_or_many
def test_a_profile_is_read_or_has_problems_at_places(folder: Path, examples: int) -> None:
    def run(data: st.DataObject) -> None:
        (folder / "artsteps.yaml").write_bytes(written(mutated(data.draw, PROFILE)))
        try:
            read_profile("artsteps", folder)
        except ManifestError as error:
            for problem in error.problems:
                assert problem.message
                # What is not read, for it has become larger than any may be, has no lines.
                assert problem.line or "larger than 1 MB" in problem.message

    fuzz(100 * examples, run)


@some_or_many
def test_a_theme_has_problems_or_templates(folder: Path, examples: int) -> None:
    names = st.sampled_from(["work.html", "base.html", "theme.css", "a.svg", ".hidden.html", "b c.html", "x.txt"])
    bits = st.sampled_from(
        [
            *(
                "{% extends 'shipped/work.html' %}",
                "{% block main %}",
                "{% endblock %}",
                "{{ ",
                " }}",
                "a|b",
                "\x00",
                "é",
            ),
            *(
                "{% for i in x %}",
                "{% endfor %}",
                "{% include ['a', x] %}",
                "{% import n as m %}",
                "{# ",
                "((",
                "\r",
                "'",
            ),
            *("{% set a = 1/0 %}", "{{ 2 ** 'a' }}", "{% macro m(a, a) %}", "{% endmacro %}", "\ufeff"),
        ]
    )
    content = st.lists(bits, max_size=8).map("".join).map(str.encode) | st.binary(max_size=60)

    def run(data: st.DataObject) -> None:
        theme = folder / "theme"
        theme.mkdir(exist_ok=True)
        (theme / data.draw(names)).write_bytes(data.draw(content))
        assert all(problem.message and problem.path for problem in theme_problems(theme))
        assert all(not name.startswith(".") for name in theme_files(theme))
        try:
            theme_folder(data.draw(st.sampled_from(ODD_TEXTS) | st.text(max_size=20)), folder)
        except ThemeError as error:
            assert str(error)  # noqa: PT017

    fuzz(60 * examples, run)


@some_or_many
def test_an_address_is_one_or_is_none(examples: int) -> None:
    signs = st.text(alphabet="aZ0.:/?#[]@!%\\ \t-_é\u202e\uff0e\ud800xn", max_size=25)

    def run(data: st.DataObject) -> None:
        begin = st.sampled_from(["", "http://", "https://", "https://[", "//"])
        text = data.draw(begin) + data.draw(signs | st.text(max_size=20))
        problem = address_problem(text)
        assert problem is None or "; " in problem

    fuzz(200 * examples, run)
