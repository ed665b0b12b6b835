"""Edits: what is changed changes, and nothing else does."""

from __future__ import annotations

import copy
import difflib
import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gallery.errors import GalleryError, ManifestError
from gallery.manifest.editing import Edits
from gallery.manifest.nodes import read_tree
from gallery.manifest.schema import Work
from gallery.resources import EXHIBITS, TEMPLATES

MANIFESTS = [*sorted(EXHIBITS.glob("*/exhibit.yaml")), *sorted(TEMPLATES.glob("*/exhibit.yaml"))]

SMALL = """\
# Above all.
title: A winter   # of many
curator: 'E. Novak'
statement: |
  Of one street.

rooms:
  - title: {en: The street, de: "Die Straße"}  # two languages
    works:
      # The first.
      - id: tram
        source: {path: photographs/tram.tif}
        title: "A tram"
        alt: >-
          A tram stands
          in the snow.
        # hints:
        #   - {at: [0.4, 0.6]}
      - id: funeral
        source:
          path: photographs/funeral.tif  # plate 2
        title: A funeral
        alt: Mourners.
publications: {panels: {width: 2400}}
"""
WORK = ("rooms", 0, "works", 0)


def value_of(text: str) -> Any:
    return read_tree(text.removeprefix("\ufeff"), "x").value


def changed_lines(before: str, after: str) -> list[str]:
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def edited(text: str, *changes: tuple[Any, ...]) -> list[str]:
    """The lines that differ when each of ``changes`` (name of the method, arguments) is made."""
    edits = Edits(text)
    for name, *arguments in changes:
        getattr(edits, name)(*arguments)
    return changed_lines(text, edits.text())


def test_a_value_is_replaced_in_its_own_style_and_its_comment_stays() -> None:
    changes = [
        ("set", ("title",), "A summer"),
        ("set", ("curator",), "The driver's friend"),
        ("set", (*WORK, "title"), 'The "D"'),
        ("set", ("rooms", 0, "works", 1, "source", "path"), "photographs/a, b.tif"),
        ("set", ("rooms", 0, "title", "de"), "Der Weg"),
    ]
    assert edited(SMALL, *changes) == [
        "- title: A winter   # of many",
        "+ title: A summer   # of many",
        "- curator: 'E. Novak'",
        "+ curator: 'The driver''s friend'",
        '-   - title: {en: The street, de: "Die Straße"}  # two languages',
        '+   - title: {en: The street, de: "Der Weg"}  # two languages',
        '-         title: "A tram"',
        '+         title: "The \\"D\\""',
        "-           path: photographs/funeral.tif  # plate 2",
        "+           path: photographs/a, b.tif  # plate 2",
    ]


def test_a_new_key_takes_its_place_in_the_schemas_order() -> None:
    changes = [
        ("set", (*WORK, "date"), "1900~"),
        ("set", (*WORK, "creator"), "Unknown: nobody"),
        ("set", ("publications", "panels", "dpi"), 600),
        ("set", ("language",), "de"),
    ]
    assert edited(SMALL, *changes) == [
        "+ language: de",
        '+         creator: "Unknown: nobody"',
        "+         date: 1900~",
        "- publications: {panels: {width: 2400}}",
        "+ publications: {panels: {width: 2400, dpi: 600}}",
    ]


def test_a_text_becomes_a_text_by_language_and_back() -> None:
    both = {"en": "A tram", "de": "Eine Bahn"}
    assert edited(SMALL, ("set", (*WORK, "title"), both), ("set", ("rooms", 0, "title"), "The street")) == [
        '-   - title: {en: The street, de: "Die Straße"}  # two languages',
        "+   - title: The street  # two languages",
        '-         title: "A tram"',
        "+         title: {en: A tram, de: Eine Bahn}",
    ]


def test_a_long_text_is_folded_and_lines_of_a_verse_stay_lines() -> None:
    long = " ".join(["word"] * 40)
    text = Edits(SMALL)
    text.set((*WORK, "alt"), long)
    text.set((*WORK, "description"), "One.\n\nTwo.\nThree.")
    lines = text.text().splitlines()
    assert max(map(len, lines)) <= 120
    assert lines[lines.index("        alt: >-") + 1].startswith("          word word")
    assert lines[lines.index("        description: |-") + 1 :][:4] == [
        "          One.",
        "",
        "          Two.",
        "          Three.",
    ]


def test_a_key_is_removed_with_its_line_or_out_of_its_braces() -> None:
    changes = [
        ("remove", ("rooms", 0, "title", "de")),
        ("remove", ("rooms", 0, "works", 1, "alt")),
        ("remove", ("rooms", 0, "works", 1, "id")),
    ]
    assert edited(SMALL, *changes) == [
        '-   - title: {en: The street, de: "Die Straße"}  # two languages',
        "+   - title: {en: The street}  # two languages",
        "-       - id: funeral",
        "-         source:",
        "+       - source:",
        "-         alt: Mourners.",
    ]


def test_works_are_added_behind_the_last_one_in_order() -> None:
    edits = Edits(SMALL)
    edits.set(("rooms", 0, "works", 1, "description"), "The last one's.")
    for name in ("a", "b"):
        work = {"id": name, "source": {"path": f"{name}.tif"}, "title": "TODO", "date": "TODO"}
        edits.append(("rooms", 0, "works"), work, {"date": "the table says:\n um 1900"})
    assert changed_lines(SMALL, edits.text()) == [
        "+         description: The last one's.",
        *(
            line
            for name in ("a", "b")
            for line in (
                f"+       - id: {name}",
                f"+         source: {{path: {name}.tif}}",
                "+         title: TODO",
                "+         # the table says: um 1900",
                "+         date: TODO",
            )
        ),
    ]


@pytest.mark.parametrize("written", ["works: []", "works: []  # none yet", "works:", "works:  # none yet"])
def test_the_first_work_is_put_where_there_is_none(written: str) -> None:
    text = f"rooms:\n  - title: One\n    {written}\nlanguage: en\n"
    edits = Edits(text)
    edits.append(("rooms", 0, "works"), {"id": "a"})
    edits.append(("rooms", 0, "works"), {"id": "b"})
    after = edits.text()
    assert value_of(after)["rooms"][0]["works"] == [{"id": "a"}, {"id": "b"}]
    assert ("none yet" in after) == ("none yet" in written)
    assert after.endswith("\nlanguage: en\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_byte_order_mark_stay(newline: str, mark: str) -> None:
    text = mark + SMALL.replace("\n", newline)
    edits = Edits(text)
    edits.set((*WORK, "creator"), "Somebody")
    edits.set((*WORK, "alt"), "One line.\nAnother.")
    edits.remove(("publications",))
    after = edits.text()
    assert after.startswith(mark + "# Above all.")
    assert set(re.findall("\r\n|\r|\n", after)) <= {newline, "\n" if newline == "\r" else newline}
    assert value_of(after)["rooms"][0]["works"][0]["alt"] == "One line.\nAnother."


def test_what_a_change_needs_must_be_there() -> None:
    edits = Edits(SMALL)
    for keys in (("rooms", 3, "title"), ("rooms", 0, "works", 0, "place", "en"), ()):
        with pytest.raises(KeyError):
            edits.set(keys, "x")
    for keys in ((*WORK, "place"), ("rooms", 9), ("rooms", "x")):
        with pytest.raises(KeyError):
            edits.remove(keys)
    with pytest.raises(KeyError):
        edits.append(("title",), "x")
    assert edits.text() == SMALL


def test_later_changes_build_on_earlier_ones() -> None:
    edits = Edits(SMALL)
    edits.set((*WORK, "place"), {"en": "Vienna"})
    edits.set((*WORK, "place", "de"), "Wien")
    edits.set((*WORK, "title"), "One")
    edits.set((*WORK, "title"), "Two")
    edits.remove((*WORK, "place", "en"))
    work = value_of(edits.text())["rooms"][0]["works"][0]
    assert (work["title"], work["place"]) == ("Two", {"de": "Wien"})


ODD = """\
title : "A"   
"statement": |+  # kept
  One.

curator:   >
    folded text
    goes on
subtitle: plain text
  goes on here   # aside
rooms:
- title: {
    en: A,  # first
    de: B,
  }
  works:
  -   id: a
      source: { path: "a, b.tif" ,}
      hints: [ {at: [0.1, 0.2], evidence: x}, ]
      alt:
      title:   # empty
  - id: b
    alt: 'x'
"""  # noqa: W291


def test_odd_but_right_yaml_is_changed_as_rightly() -> None:
    edits = Edits(ODD)
    edits.set(("title",), "New: one")
    edits.set(("statement",), "Three.\n\nFour")
    edits.set(("curator",), "Somebody")
    edits.set(("subtitle",), "Short")
    edits.set(("rooms", 0, "title", "en"), "AA")
    edits.set(("rooms", 0, "title", "fr"), "CC")
    edits.set((*WORK, "source", "sha256"), "00")
    edits.set((*WORK, "alt"), "Text")
    edits.set((*WORK, "title"), {"en": "x", "de": "y\nz"})
    edits.append((*WORK, "hints"), {"at": [0.5, 0.5], "evidence": "k"})
    edits.remove(("rooms", 0, "works", 1, "alt"))
    assert edits.text().splitlines() == [
        'title : "New: one"   ',
        '"statement": |+  # kept',
        *("  Three.", "", "  Four"),
        "",
        *("curator:   >", "  Somebody"),
        "subtitle: Short   # aside",
        "rooms:",
        *("- title: {", "    en: AA,  # first", "    de: B, fr: CC,", "  }"),
        "  works:",
        "  -   id: a",
        '      source: { path: "a, b.tif", sha256: "00" ,}',
        "      hints: [ {at: [0.1, 0.2], evidence: x}, {at: [0.5, 0.5], evidence: k}, ]",
        "      alt: Text",
        *("      title:  # empty", "        en: x", "        de: |-", "          y", "          z"),
        "  - id: b",
    ]


TEXTS = st.text(
    st.characters(blacklist_categories=("Cs",)) | st.sampled_from("#:-'\"{}[],&*!|>%@`\\ \n\t=~?é\u2028"), max_size=60
) | st.sampled_from(["no", "TODO", "1936", "1_000", "null", "- x", "a: b", "c #d", "[x]", " x ", "x\n", "e\u0301", "…"])
TEXTS_OF_MANIFESTS = [SMALL, *(path.read_text(encoding="utf-8") for path in MANIFESTS)]
LABELS = [name for name in Work.model_fields if name not in {"source", "hints", "dimensions"}]


def mappings(value: Any, keys: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The ways to all mappings in a plain value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [way for key, one in inner for way in mappings(one, (*keys, key))]
    return [keys, *below] if isinstance(value, dict) else below


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, list[tuple[Any, ...]], Any]:
    """A real manifest, perhaps with comments and blank lines strewn in; changes; and what it should say after them."""
    text = draw(st.sampled_from(TEXTS_OF_MANIFESTS))
    text = strewn(text, draw(st.randoms(use_true_random=False)))
    value, changes = value_of(text), []
    for _ in range(draw(st.integers(1, 6))):
        keys = draw(st.sampled_from(mappings(value)))
        there = value
        for key in keys:
            there = there[key]
        kind = draw(st.sampled_from(["set", "new", "remove", "append"]))
        if kind == "append":
            value["rooms"][0]["works"].append({"id": "new", "title": draw(TEXTS)})
            changes.append(("append", ("rooms", 0, "works"), copy.deepcopy(value["rooms"][0]["works"][-1])))
        elif kind == "remove" and there:
            name = draw(st.sampled_from(list(there)))
            if name == "rooms" or name == "works":
                continue
            del there[name]
            changes.append(("remove", (*keys, name)))
        else:
            names = list(there) if kind == "set" and there else LABELS
            name = draw(st.sampled_from(names))
            if name == "rooms" or name == "works":
                continue
            there[name] = draw(TEXTS | st.dictionaries(st.sampled_from(["en", "de"]), TEXTS, min_size=1))
            changes.append(("set", (*keys, name), copy.deepcopy(there[name])))
    return text, changes, value


def strewn(text: str, random: Any) -> str:
    """``text`` with comments and blank lines between the lines of keys, and behind some values."""
    lines = []
    for line in text.splitlines():
        if re.match(r" *(- )?[a-z_]+: ", line) and "#" not in line:
            if random.random() < 0.1:
                lines += ["", f"{' ' * random.randrange(12)}# a remark"]
            # A text in quotes or braces may have a comment behind it whatever it holds.
            if random.random() < 0.1 and line.endswith(("}", '"')):
                lines.append(f"{line}  # aside")
                continue
        lines.append(line)
    mixed = "\n".join(lines) + "\n"
    try:
        return mixed if value_of(mixed) == value_of(text) else text
    except ManifestError:  # a remark came into the middle of a text
        return text


@given(mutations())
def test_nothing_but_the_edited_values_changes(case: tuple[str, list[tuple[Any, ...]], Any]) -> None:
    text, changes, wanted = case
    edits = Edits(text)
    for name, *arguments in changes:
        getattr(edits, name)(*arguments)
    after = edits.text()
    assert edits.value == wanted
    # What the text says is compared by Edits itself; here by PyYAML, which shares no code with it.
    assert words_of(after) == plain(wanted)
    touched = {line for _, keys, *_ in changes for line in lines_of(text, keys)}
    touched |= {max(lines) + 1 for kind, keys, *_ in changes if kind == "remove" and (lines := lines_of(text, keys))}
    others = [line for number, line in enumerate(text.splitlines()) if number not in touched]
    rest = iter(after.splitlines())
    assert all(line in rest for line in others), "a line that no change concerns is another, or gone"
    remarks = sum("# a remark" in line for line in others)
    assert after.count("# a remark") >= remarks


def lines_of(text: str, keys: tuple[str | int, ...]) -> range:
    """The lines of the value at ``keys`` with its key, or of the last value on the way there, from 0."""
    node = yaml.compose(text, Loader=yaml.CBaseLoader)
    first = node.start_mark.line
    for key in keys:
        # In what was a list there may be keys by now: another change has put something else in its place.
        if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            first = node.start_mark.line
            continue
        found = [pair for pair in getattr(node, "value", ()) if isinstance(pair, tuple) and pair[0].value == key]
        if not found:
            # A new key: it comes behind a line, or into braces, which are in one.
            flow = node.flow_style if isinstance(node, yaml.CollectionNode) else True
            return range(node.start_mark.line, node.end_mark.line + 1) if flow else range(0)
        first, node = found[0][0].start_mark.line, found[0][1]
    if keys[-1] == "works":
        return range(0)
    return range(first, node.end_mark.line + (node.end_mark.column > 0) or first + 1)


def words_of(text: str) -> Any:
    """What a text says by PyYAML."""
    return plain(yaml.load(text, Loader=yaml.BaseLoader))


def plain(value: Any) -> Any:
    """A value without breaks at the ends of texts, and numbers by their value."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return float(written) if re.fullmatch(r"[0-9]+\.?[0-9]*", written) else written.strip("\n")


def test_an_item_that_leaves_brackets_has_the_breaks_of_the_file() -> None:
    text = "rooms:\r\n- works: [{id: a}, {id: b}]\r\n- works:\r\n  - id: c\r\n"
    edits = Edits(text)
    edits.move(("rooms", 0, "works", 0), ("rooms", 1, "works", 1))
    made = edits.text()
    assert "\n" not in made.replace("\r\n", "")
    assert read_tree(made, "x").value == edits.value


def test_a_layout_into_which_a_change_cannot_be_put_is_told() -> None:
    edits = Edits("? title\n: A\nlanguage: en\n")
    edits.remove(("title",))
    with pytest.raises(GalleryError, match=r"cannot be written into the manifest .*; make it in an editor"):
        edits.text()
