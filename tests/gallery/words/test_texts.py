"""The words of the interface: complete, alike in what they ask for, and in the language that they are listed under."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from gallery.resources import TEMPLATES
from gallery.words import texts
from gallery.words.texts import Forms, languages, sections, texts_in

LANGUAGES = {"en", "de", "fr", "es"}
PLACEHOLDER = re.compile(r"\{(\w*)\}")
FILES = sorted((TEMPLATES / "texts").glob("*.yaml"))


def entries() -> Iterator[tuple[str, dict[str, Forms]]]:
    for section, said in sections().items():
        for key, forms in said.items():
            yield f"{section}.{key}", dict(forms)


def strings(forms: Forms) -> list[str]:
    return [forms] if isinstance(forms, str) else list(forms.values())


def test_every_language_is_complete() -> None:
    assert len(FILES) >= 8
    assert set(languages()) == LANGUAGES
    assert languages()[0] == "en"
    wrong = {key: sorted(LANGUAGES ^ set(forms)) for key, forms in entries() if set(forms) != LANGUAGES}
    assert wrong == {}


def test_what_an_editor_leaves_beside_the_files_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TEMPLATES / "texts", tmp_path / "texts")
    (tmp_path / "texts" / ".#report.yaml").symlink_to("somebody@host.1:2")
    (tmp_path / "texts" / ".draft.yaml").write_text("a: {en: A}")
    monkeypatch.setattr(texts, "TEMPLATES", tmp_path)
    assert sections.__wrapped__() == sections()


def test_every_text_asks_for_the_same_values_in_every_language() -> None:
    for key, forms in entries():
        asked = {language: set(PLACEHOLDER.findall(" ".join(strings(text)))) for language, text in forms.items()}
        assert len(set(map(frozenset, asked.values()))) == 1, (key, asked)


def test_every_text_has_plural_forms_in_all_languages_or_in_none() -> None:
    for key, forms in entries():
        kinds = {("one", "other") if isinstance(text, dict) else type(text) for text in forms.values()}
        assert len(kinds) == 1, key
        for text in forms.values():
            if not isinstance(text, str):
                assert set(text) == {"one", "other"}, key


def test_no_text_is_empty_or_ends_in_a_space() -> None:
    for key, forms in entries():
        for text in (string for language in forms.values() for string in strings(language)):
            assert text, key
            assert text == text.strip(), key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_key_stands_twice_in_a_file(path: Path) -> None:
    keys = [line.partition(":")[0] for line in path.read_text(encoding="utf-8").splitlines() if re.match(r"\w+:", line)]
    assert len(keys) == len(set(keys))
    assert set(keys) == set(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_long_texts_are_translated() -> None:
    """A sentence that is the same in two languages was forgotten."""
    for key, forms in entries():
        said = [" ".join(strings(text)) for text in forms.values()]
        if len(re.findall(r"[^\W\d_]{2,}", PLACEHOLDER.sub("", said[0]))) > 3:
            assert len(set(said)) == len(said), key


def test_quotation_marks_and_points_are_those_of_the_language() -> None:
    for key, forms in entries():
        assert not re.search("[“”]", " ".join(strings(forms["fr"]) + strings(forms["es"]))), key
        assert "”" not in " ".join(strings(forms["de"])), key
        for language in LANGUAGES:
            assert not re.search(r"\w'\w", " ".join(strings(forms[language]))), (key, language)


def test_values_are_filled_in_and_a_missing_one_is_an_error() -> None:
    assert texts_in("de")("site.room", number=3) == "Raum 3"
    assert texts_in("en")("site.room", number="{title}") == "Room {title}"
    with pytest.raises(KeyError):
        texts_in("en")("site.photographs")
    with pytest.raises(KeyError):
        texts_in("en")("site.nothing")


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("en", 0, "0 photographs"), ("en", 1, "1 photograph"), ("fr", 0, "0 photographie"),
        ("fr", 2, "2 photographies"), ("de", 1, "1 Fotografie"), ("es", 0, "0 fotografías"),
    ],
)  # fmt: skip
def test_plural_forms_follow_the_language(language: str, count: int, said: str) -> None:
    assert texts_in(language)("site.photographs", count=count) == said


def test_readers_get_their_language_its_base_or_english() -> None:
    assert [texts_in(tag).language for tag in ("de", "de-CH", "it", "en-GB", "zh-Hant-TW")] == [
        "de",
        "de",
        "en",
        "en",
        "en",
    ]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A cache in which it is kept what the files are read as, and nothing of it read yet."""
    before = list(texts._CACHES)
    texts.keep_texts(tmp_path)
    sections.cache_clear()
    yield tmp_path / "compiled"
    texts._CACHES[:] = before
    sections.cache_clear()


def forbid_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("YAML was read")

    monkeypatch.setattr(texts.yaml, "load", refuse)


def test_what_one_process_read_the_next_takes_from_the_cache(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sections()
    sections.cache_clear()
    forbid_yaml(monkeypatch)
    assert sections() == first


def test_another_word_is_read_anew(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "TEMPLATES", tmp_path)
    (tmp_path / "texts").mkdir()
    for word in ("Room", "Hall"):
        (tmp_path / "texts" / "site.yaml").write_text(f"room: {{en: {word}}}", encoding="utf-8")
        sections.cache_clear()
        assert sections() == {"site": {"room": {"en": word}}}


@pytest.mark.parametrize("length", [0, 10, 1000])
def test_what_is_damaged_in_the_cache_is_read_anew(kept: Path, length: int) -> None:
    first = sections()
    (file,) = kept.iterdir()
    file.write_bytes(file.read_bytes()[:length])
    sections.cache_clear()
    assert sections() == first


def test_words_are_read_where_the_cache_cannot_be_written(kept: Path) -> None:
    kept.write_text("a file stands in the folder's place", encoding="utf-8")
    assert sections()["site"]
