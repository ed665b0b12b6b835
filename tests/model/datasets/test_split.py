"""The split: seeded, kept in a file, and a photograph never leaves its part."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.datasets.pictures import find_pictures
from model.datasets.split import NAME, SHARES, Entry, Split, assign, read, update, write
from model.errors import DatasetError


def files(*numbers: int) -> dict[str, str]:
    return {f"{n}.jpg": hashlib.sha256(str(n).encode()).hexdigest() for n in numbers}


def parts(split: Split) -> dict[str, str]:
    return {entry.sha256: entry.part for entry in split.files}


@given(st.integers(5, 300), st.integers(0, 5))
def test_shares_are_met_to_within_a_photograph(number: int, seed: int) -> None:
    split = assign(files(*range(number)), seed)
    counts = Counter(entry.part for entry in split.files)
    assert all(abs(counts[part] - share * number) <= 1 for part, share in SHARES.items())
    assert counts["train"] > 0
    assert counts["validation"] > 0


@given(st.lists(st.sets(st.integers(0, 60)), max_size=4))
def test_whatever_comes_and_goes_a_photograph_keeps_its_part(present: list[set[int]]) -> None:
    before: dict[str, str] = {}
    split = None
    for numbers in present:
        split = assign(files(*numbers), 0, split)
        assert set(parts(split)) == set(files(*numbers).values())
        now = parts(split) | {entry.sha256: entry.part for entry in split.gone}
        assert before.items() <= now.items()
        before = now


def test_the_seed_decides_and_the_names_do_not() -> None:
    some = files(*range(40))
    renamed = {f"other/{path}": sha256 for path, sha256 in reversed(some.items())}
    assert parts(assign(some, 1)) == parts(assign(some, 1)) == parts(assign(renamed, 1))
    assert parts(assign(some, 1)) != parts(assign(some, 2))
    assert assign(some, 1).digest() == assign(renamed, 1).digest() != assign(some, 2).digest()


def test_copies_share_a_part_and_edited_files_keep_their_own() -> None:
    some = files(*range(30))
    first = assign(some)
    copied = assign({**some, "copy.jpg": some["3.jpg"]}, 0, first)
    by_path = {entry.path: entry.part for entry in copied.files}
    assert by_path["copy.jpg"] == by_path["3.jpg"]
    edited = assign(dict(zip(some, files(*range(100, 130)).values(), strict=True)), 0, first)
    assert {entry.path: entry.part for entry in edited.files} == {entry.path: entry.part for entry in first.files}
    assert set(edited.gone) == set(first.files)
    assert parts(assign(some, 0, edited)) == parts(first)


def test_it_is_written_and_read_as_it_was(photographs: Callable[..., Path]) -> None:
    folder = photographs(8)
    made = update(folder, find_pictures(folder), 3)
    assert read(folder) == made
    values = json.loads((folder / NAME).read_text(encoding="utf-8"))
    assert (values["format"], values["seed"], len(values["files"])) == (1, 3, 8)
    digest = hashlib.sha256((folder / "astronaut-0.jpg").read_bytes()).hexdigest()
    assert next(entry for entry in made.files if entry.path == "astronaut-0.jpg").sha256 == digest
    content = (folder / NAME).read_bytes()
    assert update(folder, find_pictures(folder)) == made
    assert (folder / NAME).read_bytes() == content
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".jpg") == ["more", NAME]


def test_new_photographs_are_added_and_the_old_ones_stay(photographs: Callable[..., Path], tmp_path: Path) -> None:
    folder = photographs(8)
    before = update(folder, find_pictures(folder))
    for path in photographs(20, "second").rglob("*.jpg"):
        if not (folder / path.relative_to(tmp_path / "second")).exists():
            path.rename(folder / path.name)
    after = update(folder, find_pictures(folder))
    assert len(after.files) == 20
    assert parts(before).items() <= parts(after).items()


def test_too_few_are_refused_and_nothing_is_written(photographs: Callable[..., Path]) -> None:
    folder = photographs(3)
    with pytest.raises(DatasetError, match="3 photographs are too few: none is left to validate on; 5 are the least"):
        update(folder, find_pictures(folder))
    assert not (folder / NAME).exists()


def test_another_seed_does_not_silently_move_photographs(photographs: Callable[..., Path]) -> None:
    folder = photographs(8)
    update(folder, find_pictures(folder))
    with pytest.raises(DatasetError, match="was made with seed 0, not 4; leave the seed out to add to it, or delete"):
        update(folder, find_pictures(folder), 4)


ENTRY = {"path": "a.jpg", "sha256": "0" * 64, "part": "train"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "cannot be read"),
        ("[]", "expected format 1"),
        ({"format": 2, "seed": 0, "files": [], "gone": []}, "expected format 1"),
        ({"format": 1, "seed": 0, "files": [{**ENTRY, "part": "exam"}], "gone": []}, "unknown part 'exam'"),
        ({"format": 1, "seed": 0, "files": [{**ENTRY, "path": "../a.jpg"}], "gone": []}, "is not inside the folder"),
        ({"format": 1, "seed": 0, "files": [{**ENTRY, "path": "/a.jpg"}], "gone": []}, "is not inside the folder"),
        ({"format": 1, "seed": 0, "files": [{**ENTRY, "path": 3}], "gone": []}, "paths and hashes are texts"),
        ({"format": 1, "seed": 0, "files": [ENTRY, ENTRY], "gone": []}, "a path stands in it twice"),
        ({"format": 1, "seed": 0, "files": [ENTRY], "gone": [{**ENTRY, "part": "test"}]}, "a picture is in two parts"),
        ({"format": 1, "seed": 0, "files": [{"path": "a.jpg"}], "gone": []}, "is not a split"),
        ({"format": 1, "seed": "x", "files": [], "gone": []}, "is not a split"),
    ],
)
def test_a_file_that_is_no_split_is_refused_with_the_remedy(content: object, message: str, tmp_path: Path) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=f"(?s){message}.*restore it, or delete it for a new split"):
        read(tmp_path)


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(DatasetError, match=r"Permission denied\); copy the photographs to a folder of your own"):
        write(tmp_path, Split(0, (Entry("a.jpg", "0" * 64, "train"),)))
    assert list(tmp_path.iterdir()) == []
