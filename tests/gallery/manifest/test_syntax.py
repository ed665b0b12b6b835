"""libyaml and PyYAML's own parser read the same manifests, and refuse the same ones at the same places."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gallery.errors import ManifestError
from gallery.manifest import syntax
from gallery.manifest.nodes import Tree, read_tree
from gallery.manifest.positions import Keys
from gallery.manifest.syntax import FAST, SURE
from gallery.problems import Problem
from gallery.resources import EXHIBITS, TEMPLATES

pytestmark = pytest.mark.skipif(FAST is SURE, reason="PyYAML is without libyaml here")

MANIFESTS = [*sorted(EXHIBITS.glob("*/exhibit.yaml")), *sorted(TEMPLATES.glob("*/exhibit.yaml"))]


def everything(tree: Tree) -> list[tuple[Keys, object, object, object]]:
    """Every value with its places and with what is written where it is a number."""
    found: list[tuple[Keys, object, object, object]] = []

    def walk(value: Any, keys: Keys) -> None:
        plain = type(value).__name__ if isinstance(value, dict | list) else repr(value)
        found.append((keys, plain, (tree.positions.key(keys), tree.positions.value(keys)), tree.written(keys)))
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value if plain == "list" else ()):
            walk(inner, (*keys, key))

    walk(tree.value, ())
    return found


def read(text: str, parser: Any) -> Any:
    """All that is read of ``text``, or all that is said against it."""
    try:
        tree = read_tree(text, "x.yaml", parser)
    except ManifestError as error:
        return error.problems
    return everything(tree), tree.problems


def alike(text: str) -> bool:
    """Whether both read the same and say the same.

    What only PyYAML's parser refuses is YAML all the same: a tab after a value, a ``?`` in a word of a list.
    """
    fast, sure = read(f"{text}\n", FAST), read(f"{text}\n", SURE)
    return bool(fast == sure) or any(isinstance(each, Problem) and each.code == "yaml-syntax" for each in sure)


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)
def test_real_manifests_are_the_same_tree_with_the_same_places(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    assert read(text, FAST) == read(text, SURE)


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)
@given(data=st.data())
def test_manifests_with_mistakes_are_refused_alike(path: Any, data: st.DataObject) -> None:
    text = path.read_text(encoding="utf-8")[:3000]
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.sampled_from(["", *"'\"{}[]:#&*!|>%@`-?,\t\n\u2028\ufeff\x07", "- ", ": ", "\n\n", "é\u0301"]))
    mistaken = text[:at] + put + text[at + data.draw(st.integers(0, 3)) :]
    assert alike(mistaken)


@given(st.text(alphabet="ab:-?!&*|>%@`'\"{}[],#<=~0123.\\Uxe\t\n ", max_size=60))
@example("a:\n\tb: 1\n")
@example('"\\ud83d\\ude00"')
@example("a: {b: c")
@example("a: x\x07y")
@example("a: \ud800")
@example("a: b\r\nc: d\re: f\u2028g: h")
def test_no_text_is_read_as_something_else(text: str) -> None:
    assert alike(text)


@pytest.mark.parametrize("character", list("\x85\u2028\u2029"))
def test_what_no_editor_takes_for_the_end_of_a_line_is_none(character: str) -> None:
    said = f"title: One{character}two\ncurator: A\nrooms:\n  - title: |\n      B{character}c\n    work: []\n"
    tree = read_tree(said, "x.yaml")
    assert tree.value is not None
    assert tree.value["title"] == "One two"
    assert tree.value["rooms"][0]["title"] == "B c"
    assert tree.positions.value(("curator",))[0] == 2
    with pytest.raises(ManifestError) as caught:
        read_tree(f"title: A{character}\ncurator: B\x07\n", "x.yaml")
    assert str(caught.value).startswith("x.yaml:2:11: the character U+0007")


def test_a_mistake_far_into_a_text_is_told_in_a_moment_and_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "_WORTH_READING_AGAIN", 10)
    for text, said in {
        "a: 1\nb: 2\nc:\n  d: 1\n e: 2\n": "5:2: this does not belong here; give lines of one mapping the same",
        "a: 1\nb: 2\nc: `d`\n": "3:4: a text cannot begin with this character; put the text in quotes",
        "a: 1\nb: 2\nc: d: e\n": "3:5: a colon where no key can stand; quote a text",
        "a: 1\nb: 2\nc: 'd\n": "3:4: a quoted text has no closing quote; close the quote",
        "a: 1\nb: 2\nc: [d\n": "4:1: a comma or a closing bracket is missing before this place; add it",
    }.items():
        with pytest.raises(ManifestError) as caught:
            read_tree(text, "x.yaml")
        assert str(caught.value).startswith(f"x.yaml:{said}")
