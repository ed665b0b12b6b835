"""``gallery cache prune``: what was not used for long goes, and never what a build needs."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from gallery.cli import cache as cache_module
from gallery.cli.cache import command
from gallery.cli.measures import amount, in_words, span
from gallery.errors import StoreError
from gallery.files import mark_used
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.pruning import SAFE, CacheItem, chosen, running_since
from gallery.sources import default_cache

DAY = 24 * 3600
KEYS = {name: (name * 64)[:64] for name in "abc"}


def run(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(command, ["prune", *arguments], **more)


def aged(path: Path, days: float) -> None:
    then = time.time() - days * DAY
    os.utime(path, (then, then))


def step(name: str, size: int, days: float) -> Path:
    """A finished step, last used some days ago."""
    entry = FolderStore(default_cache()).make(KEYS[name], lambda out: write(out / "a.jpg", size), f"site/{name}")
    place = entry.folder.parent
    aged(place / "entry.json", days)
    return place


def write(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)


def kept_file(name: str, size: int, days: float) -> Path:
    path = default_cache() / name
    write(path, size)
    aged(path, days)
    return path


def test_what_was_not_used_for_so_long_goes_of_every_kind() -> None:
    old = [
        step("a", 500, 40),
        kept_file("downloads/aa/" + "a" * 64, 10, 31),
        kept_file("downloads/.0123.part", 10, 31),
        kept_file("training/aa/small.npy", 10, 31),
        kept_file("hashes/output.json", 10, 31),
    ]
    new = [step("b", 500, 29), kept_file("downloads/bb/" + "b" * 64, 10, 1), kept_file("letters.txt", 10, 900)]
    result = run("--older-than", "30d", "--yes", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert {kind: facts["entries"] for kind, facts in told["removed"].items()} == {
        "downloads": 2, "store": 1, "training": 1, "hashes": 1, "compiled": 0,
    }  # fmt: skip
    assert told["removed"]["downloads"] == {"entries": 2, "bytes": 20}
    assert told["kept"]["store"]["entries"] == 1
    assert [path.exists() for path in old] == [False] * 5
    assert [path.exists() for path in new] == [True] * 3
    assert list((default_cache() / "store" / "unfinished").iterdir()) == []


def test_by_size_the_longest_unused_goes_first_until_it_fits() -> None:
    places = {name: step(name, 10_000, days) for name, days in (("a", 2), ("b", 9), ("c", 5))}
    result = run("--max-size", "23kB", "--yes")
    assert result.exit_code == 0
    assert {name: place.exists() for name, place in places.items()} == {"a": True, "b": False, "c": True}
    assert "finished steps: 1 of 3, 10." in result.stdout
    assert result.stdout.endswith("removed\n")
    assert run("--max-size", "23kB", "--yes").stdout.startswith(f"{default_cache()}: 0 bytes of ")


def test_what_was_used_of_late_stays_whatever_is_asked() -> None:
    place = step("a", 10, 1 / 24)
    assert run("--max-size", "0", "--older-than", "0h", "--yes").exit_code == 0
    assert place.exists()


def test_a_use_is_marked_and_saves_an_entry() -> None:
    place = step("a", 10, 40)
    mark_used(place / "entry.json")
    assert run("--older-than", "30d", "--yes").exit_code == 0
    assert place.exists()


def test_a_use_is_not_marked_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "entry.json"
    path.write_bytes(b"")
    aged(path, 0.5 / 24)
    before = path.stat().st_mtime_ns
    mark_used(path)
    assert path.stat().st_mtime_ns == before
    mark_used(tmp_path / "missing")


def test_what_a_running_build_has_found_stays() -> None:
    place = step("a", 10, 0.5)
    draft = default_cache() / "store" / "unfinished" / f"0123.{socket.gethostname()}.{os.getpid()}.abcd"
    draft.mkdir()
    aged(draft, 0.6)
    assert run("--older-than", "1h", "--yes").exit_code == 0
    assert place.exists()
    draft.rmdir()
    assert run("--older-than", "1h", "--yes").exit_code == 0
    assert not place.exists()


def test_a_build_runs_since_its_process_does(tmp_path: Path) -> None:
    now = time.time()
    assert running_since(tmp_path, now) == now
    unfinished = tmp_path / "store" / "unfinished"
    (unfinished / f"0123.{socket.gethostname()}.{os.getpid()}.abcd").mkdir(parents=True)
    began = running_since(tmp_path, now + 60)
    assert began <= now
    if Path("/proc/self").exists():
        assert began <= Path("/proc", str(os.getpid())).stat().st_mtime
    aged(next(unfinished.iterdir()), 3)
    assert running_since(tmp_path, now) == now


def test_damaged_entries_go_like_others_and_drafts_only_when_forsaken() -> None:
    damaged = []
    for name, spoil in (("a", Path.unlink), ("b", lambda path: path.write_bytes(b"{"))):
        place = step(name, 10, 40)
        spoil(place / "entry.json")
        aged(place if name == "a" else place / "entry.json", 40)
        damaged.append(place)
    stray = kept_file("store/cc/" + "c" * 64, 10, 40)
    drafts = [default_cache() / "store" / "unfinished" / name for name in ("old", "new")]
    for draft, days in zip(drafts, (3, 1), strict=True):
        write(draft / "files" / "half", 10)
        aged(draft, days)
    aged(drafts[1], 0)
    result = run("--older-than", "2d", "--yes")
    assert result.exit_code == 0, result.output
    assert [path.exists() for path in (*damaged, stray, *drafts)] == [False] * 4 + [True]


def test_a_dry_run_removes_nothing_and_says_the_same() -> None:
    place = step("a", 500, 40)
    dry = json.loads(run("--older-than", "30d", "--dry-run", "--json").stdout)
    assert place.exists()
    assert "would be removed" in run("--older-than", "30d", "--dry-run").stdout
    wet = json.loads(run("--older-than", "30d", "--yes", "--json").stdout)
    assert dry | {"dry_run": False} == wet


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_one_is_asked_before_anything_goes(answer: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    place = step("a", 500, 40)
    monkeypatch.setattr(cache_module, "_can_ask", lambda: True)
    result = run("--older-than", "30d", input=answer)
    assert result.exit_code == code
    assert place.exists() is (code == 1)
    assert "finished steps: 1 of 1" in result.stderr
    assert "Remove them? [y/N]" in result.stderr
    assert ("nothing was removed" in result.stderr) is (code == 1)


def test_where_nobody_can_be_asked_it_must_be_said_beforehand() -> None:
    result = run("--older-than", "30d")
    assert result.exit_code == 2
    assert "add --yes, or --dry-run" in result.stderr


def test_one_has_to_say_what_goes() -> None:
    result = run("--yes")
    assert result.exit_code == 2
    assert "--older-than 30d, --max-size 20GB, or both" in result.stderr


def test_an_empty_cache_has_nothing_to_prune(tmp_path: Path) -> None:
    result = run("--max-size", "0", "--yes", "--cache", str(tmp_path / "nowhere"))
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'nowhere'}: 0 bytes of 0 bytes removed\n")
    assert not (tmp_path / "nowhere").exists()


def test_a_link_out_of_the_cache_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "file", 10)
    aged(tmp_path / "outside" / "file", 40)
    default_cache().mkdir()
    (default_cache() / "training").symlink_to(tmp_path / "outside")
    (default_cache() / "downloads").mkdir()
    (default_cache() / "downloads" / "aa").symlink_to(tmp_path / "outside")
    assert run("--max-size", "0", "--yes").exit_code == 0
    assert (tmp_path / "outside" / "file").exists()


def test_what_cannot_be_removed_is_said_after_the_rest_went(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = kept_file("training/a.npy", 10, 40), kept_file("training/b.npy", 10, 39)
    unlink = Path.unlink

    def refusing(path: Path) -> None:
        if path == first:
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path)

    monkeypatch.setattr(Path, "unlink", refusing)
    result = run("--max-size", "0", "--yes")
    assert isinstance(result.exception, StoreError)
    assert str(result.exception).startswith(f"{first}: Permission denied; 1 of 2 entries could not be removed")
    assert not second.exists()


PIECES = st.lists(
    st.builds(
        CacheItem,
        st.just("store"),
        st.uuids().map(lambda name: Path(str(name))),
        st.integers(0, 100),
        st.floats(0, 100),
    ),
    unique_by=lambda piece: piece.path,
)


@given(PIECES, st.floats(0, 100), st.none() | st.floats(0, 100), st.none() | st.integers(0, 3000))
def test_what_goes_is_unused_longest_and_no_more_than_needed(
    found: list[CacheItem], safe: float, since: float | None, size: int | None
) -> None:
    going = chosen(found, safe=safe, unused_since=since, max_size=size)
    staying = [piece for piece in found if piece not in going]
    assert all(piece.used < safe for piece in going)
    assert all(gone.used <= stays.used for gone in going for stays in staying)
    left = sum(piece.bytes for piece in staying)
    for piece in staying:
        if piece.used < safe:
            assert since is None or piece.used >= since
            assert size is None or left <= size
    if going and size is not None and (since is None or going[-1].used >= since):
        assert left + going[-1].bytes > size


def test_two_hours_are_safe_since_a_mark_may_be_an_hour_old() -> None:
    assert SAFE == 2 * 3600


CONTEXT: tuple[Any, Any] = (click.Context(command), click.Option(["--x"]))


@pytest.mark.parametrize(
    ("text", "seconds"), [("12h", 43_200), ("30d", 30 * DAY), ("4 W", 28 * DAY), ("1.5d", 129_600)]
)
def test_lengths_of_time(text: str, seconds: float) -> None:
    assert span(*CONTEXT, text) == seconds


@pytest.mark.parametrize(
    ("text", "size"),
    [("0", 0), ("500MB", 5 * 10**8), ("20 gb", 2 * 10**10), ("20GiB", 20 * 2**30), ("1.5k", 1500), ("7b", 7)],
)
def test_amounts_of_data(text: str, size: int) -> None:
    assert amount(*CONTEXT, text) == size


@pytest.mark.parametrize("text", ["", "d", "30", "30m", "-1d", "1e9d", "9" * 5000 + "d", "٣d", "ten days", "nan d"])
def test_what_is_no_length_of_time_is_wrong_usage(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no length of time; write hours, days or weeks"):
        span(*CONTEXT, text)


@pytest.mark.parametrize("text", ["", "GB", "20XB", "-1GB", "1e9", "9" * 5000, "0x10"])
def test_what_is_no_amount_of_data_is_wrong_usage(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is no amount of data; write one such as 500MB"):
        amount(*CONTEXT, text)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1500, "1.5 kB"),
        (999_960, "1.0 MB"),
        (3 * 10**15, "3,000.0 TB"),
    ],
)
def test_amounts_in_words(size: int, words: str) -> None:
    assert in_words(size) == words


def test_sizes_of_other_folders_can_be_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "other" / "downloads" / "aa" / ("a" * 64), 7)
    result = CliRunner().invoke(command, ["list", "--json", "--cache", str(tmp_path / "other")])
    told: Mapping[str, Any] = json.loads(result.stdout)
    assert (told["path"], told["bytes"]["downloads"]) == (str(tmp_path / "other"), 7)
