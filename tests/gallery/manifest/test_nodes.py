"""YAML → plain values and places, and what is refused on the way."""

from __future__ import annotations

import pytest

from gallery.errors import ManifestError
from gallery.manifest import nodes
from gallery.manifest.nodes import read_tree


def refused(text: str) -> list[str]:
    with pytest.raises(ManifestError) as caught:
        read_tree(text, "x.yaml")
    return [str(problem).removeprefix("x.yaml:") for problem in caught.value.problems]


def test_values_and_keys_have_places() -> None:
    tree = read_tree("a: 1\nb:\n  - c: x\n    d: [y, z]\n", "x.yaml")
    assert tree.value == {"a": 1, "b": [{"c": "x", "d": ["y", "z"]}]}
    assert tree.positions.value(("b", 0, "d", 1)) == (4, 12)
    assert tree.positions.key(("b", 0, "d")) == (4, 5)
    assert tree.positions.value(("b", 0, "e")) == (3, 5)
    assert tree.positions.value(("q", 7)) == (1, 1)


def test_columns_count_characters() -> None:
    tree = read_tree("{ä: 'ö', b: c}\n", "x.yaml")
    assert tree.positions.value(("b",)) == (1, 13)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("No", "No"),
        ("true", True),
        ("1903-12-17", "1903-12-17"),
        ("12:30:45", "12:30:45"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("-3", -3),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        (".inf", ".inf"),
        ("~", None),
        ("", None),
        ("'1'", "1"),
        ("!!str 1", "1"),
    ],
)
def test_scalars_are_read_by_the_core_schema_of_yaml_1_2(written: str, value: object) -> None:
    read = read_tree(f"a: {written}\n", "x.yaml").value["a"]
    assert read == value
    assert type(read) is type(value)


def test_a_billion_laughs_are_refused_at_their_lines() -> None:
    text = "a: &a [lol, lol]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert refused(text) == [
        "2:8: alias '*a' is not supported; write the value out [alias]",
        "2:12: alias '*a' is not supported; write the value out [alias]",
        "3:5: alias '*b' is not supported; write the value out [alias]",
        "3:9: alias '*b' is not supported; write the value out [alias]",
    ]


def test_a_tag_that_would_make_an_object_is_refused() -> None:
    assert refused("a: !!python/object/apply:os.system [ls]\n") == [
        "1:4: tag 'tag:yaml.org,2002:python/object/apply:os.system' is not supported; remove it [tag]"
    ]


def test_deep_nesting_is_refused() -> None:
    assert refused("[" * 5000) == ["1:25: nested more than 24 levels deep; unfold it [too-deep]"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n\tb: 1\n", "2:1: a tab where YAML wants spaces; indent with spaces [yaml-syntax]"),
        (
            "title: Flight: the first\n",
            "1:14: a colon where no key can stand; quote a text that holds ': ', or mend the indentation [yaml-syntax]",
        ),
        ("a: 'x\nb: y\n", "1:4: a quoted text has no closing quote; close the quote [yaml-syntax]"),
        (
            "a: 1\nb\nc: 2\n",
            "3:1: this line is no 'key: value'; add the colon, or indent it as part of a text [yaml-syntax]",
        ),
        (
            "a:\n  b: 1\n c: 2\n",
            "3:2: this does not belong here; give lines of one mapping the same indentation [yaml-syntax]",
        ),
        ("a: `b`\n", "1:4: a text cannot begin with this character; put the text in quotes [yaml-syntax]"),
        (
            'a: "\\q"\n',
            "1:6: an escape that YAML does not know; double the backslash, or use single quotes [yaml-syntax]",
        ),
        (
            "a: [1, 2\n",
            "2:1: a comma or a closing bracket is missing before this place; add it [yaml-syntax]",
        ),
        ("a: 1\n---\nb: 2\n", None),
        (
            "a: x\x07y\n",
            "1:5: the character U+0007 cannot stand in a text file; remove it [control-character]",
        ),
    ],
)
def test_what_is_not_yaml_is_said_at_its_place(text: str, said: str | None) -> None:
    if said is None:
        tree = read_tree(text, "x.yaml")
        assert [str(problem) for problem in tree.problems] == [
            "x.yaml:2:1: a second document begins; remove the line '---' [second-document]"
        ]
        assert tree.value == {"a": 1}
    else:
        assert refused(text) == [said]


def test_a_control_character_behind_an_escape_is_found() -> None:
    tree = read_tree('a: "x\\x07y"\n', "x.yaml")
    assert [str(problem) for problem in tree.problems] == [
        "x.yaml:1:4: the text holds the control character U+0007; remove it [control-character]"
    ]


def test_what_a_duplicate_key_holds_is_read_and_forgotten() -> None:
    tree = read_tree("a: {b: 1}\na:\n  b: [2, {c: 3}]\n  d: 4\ne: 5\n", "x.yaml")
    assert tree.value == {"a": {"b": 1}, "e": 5}
    assert tree.positions.value(("a", "b")) == (1, 8)
    assert [str(problem) for problem in tree.problems] == [
        "x.yaml:2:1: key 'a' is already given in line 1; keep one of the two [duplicate-key]"
    ]


def test_a_collection_is_no_key() -> None:
    tree = read_tree("? [a, {b: c}]\n: {d: e}\nf: g\n", "x.yaml")
    assert tree.value == {"f": "g"}
    assert [str(problem) for problem in tree.problems] == [
        "x.yaml:1:3: this cannot be a key; a key is a word; quote a text in braces [not-a-key]"
    ]


def test_a_key_that_is_given_many_times_is_named_by_its_first_line() -> None:
    tree = read_tree("a: 1\nb: {c: 2}\nb: 3\nd: 4\nd: 5\nb: 6\n", "x.yaml")
    assert tree.value == {"a": 1, "b": {"c": 2}, "d": 4}
    assert [str(problem).partition(";")[0] for problem in tree.problems] == [
        "x.yaml:3:1: key 'b' is already given in line 2",
        "x.yaml:5:1: key 'd' is already given in line 4",
        "x.yaml:6:1: key 'b' is already given in line 2",
    ]


def test_an_empty_text_has_one_place() -> None:
    tree = read_tree("", "x.yaml")
    assert (tree.value, tree.positions.value(("a", 0)), tree.positions.key(("a",))) == (None, (1, 1), (1, 1))


def test_letters_with_more_accents_than_any_language_has_are_refused() -> None:
    tree = read_tree(f"a: e{chr(0x301) * 31}\nb: e{chr(0x301) * 30}\nc: {'Ж' * 99}\n", "x.yaml")
    assert [str(problem) for problem in tree.problems] == [
        "x.yaml:1:4: the text has more than 30 accents on one letter; remove them [too-many-accents]"
    ]


def test_a_manifest_of_endless_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MAX_NODES", 5)
    assert refused("[a, b, c, d, e, f]") == ["1:14: more than 5 keys and values; is it a manifest? [too-much]"]


def test_characters_that_json_escapes_in_halves_are_read_whole() -> None:
    tree = read_tree(r'{"title": "A \ud83d\ude00", "\ud83d\ude00": 1}', "x.yaml")
    assert tree.value == {"title": "A 😀", "😀": 1}
    assert tree.positions.key(("😀",)) == (1, 29)
    assert not tree.problems


@pytest.mark.parametrize("half", [r"\ud83d", r"\ude00", r"\U0000d83d"])
def test_half_a_character_is_told_where_it_stands(half: str) -> None:
    tree = read_tree(f'a: "b"\nc: "de{half}"\n', "x.yaml")
    said = ["x.yaml:2:7: half of a character stands without its other half; remove it [control-character]"]
    assert [str(problem) for problem in tree.problems] == said


def test_an_escape_beyond_all_characters_is_told_where_it_stands() -> None:
    said = r"1:6: \U00110000 is the escape of a character that does not exist; remove it [yaml-syntax]"
    assert refused(r'a: "b\U00110000"') == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1 "b": 2}', "1:12: a comma or a closing brace is missing before this place; add it [yaml-syntax]"),
        ("%YAML 2.0\n---\na: b\n", "1:1: a directive for a YAML that is not known here; remove the line [yaml-syntax]"),
    ],
)
def test_jargon_of_the_parser_is_told_in_plain_words(text: str, said: str) -> None:
    assert refused(text) == [said]
