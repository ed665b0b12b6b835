"""The output folder: exactly the exhibition, beside what the user keeps there."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path

import pytest
import toy_exhibition as toy
from PIL import Image

from gallery.errors import DisclosureError, OutputError, StoreError
from gallery.files import sha256_of
from gallery.pictures.encoding import encode_picture
from gallery.pictures.metadata import read_disclosure, xmp_packet
from gallery.pipeline.output import check_output, publish
from gallery.pipeline.plan import checked_plan
from gallery.pipeline.published import Published, published_files
from gallery.pipeline.record import RECORD, UNFINISHED, read_record
from gallery.pipeline.store import Entry
from gallery.tasks import Task


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def files(tmp_path: Path, contents: dict[str, str]) -> list[Published]:
    """Files to publish: path → content."""
    made = []
    for path, content in sorted(contents.items()):
        file = tmp_path / "made" / path.replace("/", "-")
        file.parent.mkdir(exist_ok=True)
        file.write_text(content)
        made.append(Published(path, file.parent, sha256_of(file), "site/page", file.name))
    return made


def shown(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): path.read_text()
        for path in out.rglob("*")
        if path.is_file() and path.name != RECORD
    }


def test_the_folder_holds_exactly_what_is_published(tmp_path: Path, out: Path) -> None:
    contents = {"site/index.html": "home", "panels/01.jpg": "panel"}
    assert publish(files(tmp_path, contents), out) == 2
    assert shown(out) == contents
    assert not (out / UNFINISHED).exists()
    assert publish(files(tmp_path, contents), out) == 0


def test_of_many_files_each_is_in_its_place(tmp_path: Path, out: Path) -> None:
    contents = {f"site/{number}/index.html": f"page {number}" for number in range(100)}
    assert publish(files(tmp_path, contents), out) == 100
    assert shown(out) == contents
    assert set(read_record(out).files) == set(contents)


def test_a_damaged_file_among_many_is_named_and_the_next_build_finishes(tmp_path: Path, out: Path) -> None:
    contents = {f"site/{number:03}.html": f"page {number}" for number in range(100)}
    made = files(tmp_path, contents)
    made[70].file.write_text("damaged")
    with pytest.raises(StoreError, match=r"site-070\.html: damaged"):
        publish(made, out)
    assert not (out / UNFINISHED).exists()
    assert publish(files(tmp_path, contents), out) == 30
    assert shown(out) == contents


def test_only_files_that_differ_are_written(tmp_path: Path, out: Path) -> None:
    publish(files(tmp_path, {"a": "1", "b": "2"}), out)
    before = (out / "a").stat().st_mtime_ns, (out / "a").stat().st_ino
    assert publish(files(tmp_path, {"a": "1", "b": "3"}), out) == 1
    assert ((out / "a").stat().st_mtime_ns, (out / "a").stat().st_ino) == before
    assert shown(out) == {"a": "1", "b": "3"}


def test_what_is_no_longer_published_is_removed_with_its_empty_folders(tmp_path: Path, out: Path) -> None:
    publish(files(tmp_path, {"site/works/moon/index.html": "moon", "site/index.html": "home"}), out)
    publish(files(tmp_path, {"site/index.html": "home"}), out)
    assert shown(out) == {"site/index.html": "home"}
    assert not (out / "site/works").exists()


def test_files_of_the_user_stay(tmp_path: Path, out: Path) -> None:
    publish(files(tmp_path, {"site/works/moon/index.html": "moon"}), out)
    (out / "site/works/moon/notes.txt").write_text("mine")
    (out / "CNAME").write_text("example.org")
    publish(files(tmp_path, {"site/index.html": "home"}), out)
    assert shown(out) == {
        "site/index.html": "home",
        "site/works/moon/notes.txt": "mine",
        "CNAME": "example.org",
    }


def test_a_published_file_that_was_changed_or_deleted_is_restored(tmp_path: Path, out: Path) -> None:
    made = files(tmp_path, {"a": "1", "b": "2"})
    publish(made, out)
    (out / "a").write_text("scribbled")
    (out / "b").unlink()
    assert publish(made, out) == 2
    assert shown(out) == {"a": "1", "b": "2"}


def test_a_file_of_the_user_in_the_way_is_not_overwritten(tmp_path: Path, out: Path) -> None:
    publish(files(tmp_path, {"a": "1"}), out)
    (out / "b").write_text("mine")
    with pytest.raises(OutputError, match=r"out/b is not from a build and is in the way of b; move it"):
        publish(files(tmp_path, {"a": "2", "b": "2"}), out)
    assert shown(out) == {"a": "1", "b": "mine"}
    (out / "b").write_text("2")
    publish(files(tmp_path, {"a": "2", "b": "2"}), out)


@pytest.mark.parametrize(
    ("mine", "published"),
    [({"b": "mine"}, {"b/c": "2"}), ({"b/c/d": "mine"}, {"b": "2"}), ({"b/c": "mine"}, {"b": "2"})],
)
def test_a_file_of_the_user_where_a_folder_should_be_or_the_reverse(
    tmp_path: Path, out: Path, mine: dict[str, str], published: dict[str, str]
) -> None:
    publish(files(tmp_path, {"a": "1"}), out)
    for path, content in mine.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text(content)
    with pytest.raises(OutputError, match="is not from a build and is in the way"):
        publish(files(tmp_path, {"a": "1", **published}), out)
    assert shown(out) == {"a": "1", **mine}


@pytest.mark.parametrize(("before", "after"), [({"b": "1"}, {"b/c": "2"}), ({"b/c": "1"}, {"b": "2"})])
def test_a_file_becomes_a_folder_and_the_reverse(
    tmp_path: Path, out: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    publish(files(tmp_path, before), out)
    publish(files(tmp_path, after), out)
    assert shown(out) == after


def test_a_folder_that_no_build_made_is_refused_and_left_alone(tmp_path: Path, out: Path) -> None:
    out.mkdir()
    (out / "thesis.docx").write_text("years of work")
    message = r"out is not empty and was not made by a build, so nothing is written there; .*--output DIR"
    with pytest.raises(OutputError, match=message):
        check_output(out)
    with pytest.raises(OutputError, match=message):
        publish(files(tmp_path, {"a": "1"}), out)
    assert shown(out) == {"thesis.docx": "years of work"}


def test_an_empty_folder_will_do(tmp_path: Path, out: Path) -> None:
    out.mkdir()
    publish(files(tmp_path, {"a": "1"}), out)
    assert shown(out) == {"a": "1"}


def test_a_file_for_a_folder_is_refused(out: Path) -> None:
    out.write_text("")
    with pytest.raises(OutputError, match="out is a file; name a folder with --output DIR"):
        check_output(out)


@pytest.mark.parametrize(
    "record",
    [
        "{",
        "[]",
        '{"format": 9, "files": {}}',
        '{"format": 1, "files": {"../thesis.docx": "0"}}',
        '{"format": 1, "files": {}, "owner": 7}',
        "[" * 100_000,
    ],
)
def test_a_record_that_is_damaged_or_leads_outside_is_refused(tmp_path: Path, out: Path, record: str) -> None:
    out.mkdir()
    (out / RECORD).write_text(record)
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputError, match=r"\.gallery\.json is damaged or of another version"):
        publish(files(tmp_path, {"a": "1"}), out)
    assert (tmp_path / "thesis.docx").exists()


def test_nothing_is_written_through_a_link_that_leaves_the_folder(tmp_path: Path, out: Path) -> None:
    publish(files(tmp_path, {"a": "1"}), out)
    (tmp_path / "elsewhere").mkdir()
    (out / "site").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="out/site is a symbolic link"):
        publish(files(tmp_path, {"a": "1", "site/index.html": "home"}), out)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_published_file_replaced_by_a_link_is_restored_and_its_target_left_alone(tmp_path: Path, out: Path) -> None:
    publish(files(tmp_path, {"a": "1"}), out)
    (tmp_path / "target").write_text("1")
    (out / "a").unlink()
    (out / "a").symlink_to(tmp_path / "target")
    publish(files(tmp_path, {"a": "1"}), out)
    assert not (out / "a").is_symlink()
    assert (tmp_path / "target").read_text() == "1"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
@pytest.mark.parametrize(("umask", "file", "folder"), [(0o022, 0o644, 0o755), (0o027, 0o640, 0o750), (0, 0o666, 0o777)])
def test_files_have_the_modes_that_the_umask_gives(
    tmp_path: Path, out: Path, umask: int, file: int, folder: int
) -> None:
    made = files(tmp_path, {"site/index.html": "home"})
    made[0].file.chmod(0o600)
    before = os.umask(umask)
    try:
        publish(made, out, cache=tmp_path / "cache")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE((out / name).stat().st_mode) for name in ("site/index.html", RECORD)}
    assert modes == {file}
    assert stat.S_IMODE((out / "site").stat().st_mode) == folder


def test_a_file_damaged_in_the_store_is_not_published(tmp_path: Path, out: Path) -> None:
    made = files(tmp_path, {"a": "1"})
    made[0].file.write_text("2")
    with pytest.raises(StoreError, match=r"damaged since it was written$"):
        publish(made, out)
    assert not (out / "a").exists()


def test_what_an_interrupted_build_left_is_known_to_be_ours(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(files(tmp_path, {"a": "1", "old/b": "2"}), out)
    moves = 0
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        nonlocal moves
        moves += 1
        if moves == 3:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish(files(tmp_path, {"a": "9", "new/c": "3", "new/d": "4"}), out)
    monkeypatch.undo()
    assert set(json.loads((out / RECORD).read_text())["files"]) == {"a", "old/b", "new/c", "new/d"}
    last = files(tmp_path, {"a": "5"})
    publish(last, out)
    publish(last, tmp_path / "clean")
    assert toy.tree(out) == toy.tree(tmp_path / "clean")


def test_two_builds_do_not_write_into_one_folder_at_once(tmp_path: Path, out: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    out.mkdir()
    handle = os.open(out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(OutputError, match="another build is writing into"):
        publish(files(tmp_path, {"a": "1"}), out)
    assert out.is_dir(), "the build that was refused took the folder from the one that writes"
    os.close(handle)
    publish(files(tmp_path, {"a": "1"}), out)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"file/out.*: cannot be written: Not a directory"):
        publish(files(tmp_path, {"a": "1"}), tmp_path / "file" / "out")


def entry(*names: str) -> Entry:
    return Entry("0" * 64, Path("store"), {name: ["1" * 64, 1, 0] for name in names}, "2" * 64)


def test_files_and_folders_are_published_under_their_paths() -> None:
    tasks = [
        Task("site/a", toy.page_step, publishes={"index.html": "site/a.html", "pictures/": "site/pictures/a/"}),
        Task("site/assets", toy.page_step, publishes={"./": "site/assets/"}),
    ]
    entries = {"site/a": entry("index.html", "pictures/1.jpg", "facts.json"), "site/assets": entry("x/y.css")}
    assert [(item.path, item.task, item.name) for item in published_files(checked_plan(tasks), entries)] == [
        ("site/a.html", "site/a", "index.html"),
        ("site/assets/x/y.css", "site/assets", "x/y.css"),
        ("site/pictures/a/1.jpg", "site/a", "pictures/1.jpg"),
    ]


def test_folders_that_publish_the_same_path_are_a_bug() -> None:
    tasks = [Task(name, toy.page_step, publishes={"./": "site/"}) for name in ("site/a", "site/b")]
    with pytest.raises(ValueError, match=r"both publish 'site/index.html'"):
        published_files(checked_plan(tasks), {"site/a": entry("index.html"), "site/b": entry("index.html")})


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of files of the output that are read; so much time passes that a further change shows in their stamps."""
    names: list[str] = []

    def counted(path: Path) -> str:
        names.append(path.name)
        return sha256_of(path)

    now = time.time_ns() + 10**10
    monkeypatch.setattr("gallery.files.sha256_of", counted)
    monkeypatch.setattr("gallery.files.time.time_ns", lambda: now)
    return names


def test_an_unchanged_output_is_not_read(tmp_path: Path, out: Path, reads: list[str]) -> None:
    made = files(tmp_path, {"a": "1", "b/c": "2"})
    publish(made, out, cache=tmp_path / "cache")
    assert publish(made, out, cache=tmp_path / "cache") == 0
    assert reads == []
    assert publish(made, out, cache=tmp_path / "cache", verify=True) == 0
    assert publish(made, out) == 0
    assert reads == ["a", "c"] * 2


@pytest.mark.parametrize("verify", [False, True])
def test_a_changed_output_is_restored_though_it_was_remembered(
    tmp_path: Path, out: Path, reads: list[str], verify: bool
) -> None:
    made = files(tmp_path, {"a": "1", "b": "2", "c": "3", "d": "4"})
    publish(made, out, cache=tmp_path / "cache")
    time.sleep(0.02)
    (out / "a").write_text("9")
    (out / "b").unlink()
    (out / "c").unlink()
    (out / "c").symlink_to(out / "d")
    assert publish(made, out, cache=tmp_path / "cache", verify=verify) == 3
    assert reads == (["a", "d"] if verify else ["a"])
    assert shown(out) == {"a": "1", "b": "2", "c": "3", "d": "4"}
    assert not (out / "c").is_symlink()


def test_what_is_remembered_is_not_in_the_output(tmp_path: Path, out: Path, reads: list[str]) -> None:
    """So that two builds of the same exhibit are the same, byte for byte, on two machines."""
    made = files(tmp_path, {"a": "1"})
    publish(made, out, "winter", cache=tmp_path / "cache")
    publish(made, tmp_path / "other", "winter", cache=tmp_path / "cache")
    assert reads == []
    assert toy.tree(out) == toy.tree(tmp_path / "other")
    assert len(list((tmp_path / "cache" / "hashes").iterdir())) == 2


def stamped(tmp_path: Path, notice: str) -> Published:
    """A picture that has what it says of itself put in as it is published."""
    made = tmp_path / "made"
    made.mkdir(exist_ok=True)
    encode_picture(Image.new("RGB", (16, 16), "red"), made / "colour.jpg")
    packet = made / f"{notice}.xmp"
    packet.write_bytes(xmp_packet({"description": notice}, "en"))
    sha256 = sha256_of(made / "colour.jpg")
    return Published(
        "site/colour.jpg", made, sha256, "site/moon", "colour.jpg", packet, sha256_of(packet), "algorithmicallyEnhanced"
    )


def test_a_picture_gets_what_it_says_of_itself_on_its_way_out(tmp_path: Path, out: Path) -> None:
    assert publish([stamped(tmp_path, "inferred")], out) == 1
    assert read_disclosure(out / "site/colour.jpg") == {"description": "inferred"}
    before = (out / "site/colour.jpg").stat()
    assert publish([stamped(tmp_path, "inferred")], out) == 0
    assert (out / "site/colour.jpg").stat() == before
    assert publish([stamped(tmp_path, "guessed")], out) == 1
    assert read_disclosure(out / "site/colour.jpg") == {"description": "guessed"}


def test_a_stamped_picture_that_was_changed_is_restored(tmp_path: Path, out: Path) -> None:
    publish([stamped(tmp_path, "inferred")], out)
    whole = (out / "site/colour.jpg").read_bytes()
    (out / "site/colour.jpg").write_bytes(b"scribbled")
    assert publish([stamped(tmp_path, "inferred")], out) == 1
    assert (out / "site/colour.jpg").read_bytes() == whole


def test_what_was_looked_at_under_another_rule_is_looked_at_again(tmp_path: Path, out: Path) -> None:
    publish([stamped(tmp_path, "inferred")], out)
    looked: list[str] = []

    def look(items: object) -> None:
        looked.extend(item.path for item in items)

    publish([stamped(tmp_path, "inferred")], out, look=look)
    assert looked == []
    publish([stamped(tmp_path, "inferred")._replace(discloses="composite")], out, look=look)
    assert looked == ["site/colour.jpg"]


def test_pictures_that_an_older_program_stamped_are_stamped_and_looked_at_again(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish([stamped(tmp_path, "inferred")], out)
    monkeypatch.setattr("gallery.pipeline.published._code", lambda: "another program")
    looked: list[object] = []
    assert publish([stamped(tmp_path, "inferred")], out, look=looked.extend) == 1
    assert len(looked) == 1


def test_nothing_is_written_when_the_last_look_fails(tmp_path: Path, out: Path) -> None:
    publish(files(tmp_path, {"a": "1"}), out)

    def look(items: object) -> None:
        raise DisclosureError("silent")

    with pytest.raises(DisclosureError):
        publish(files(tmp_path, {"a": "2"}), out, look=look)
    assert shown(out) == {"a": "1"}
