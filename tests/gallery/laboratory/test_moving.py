"""Moving: whole, never over another file, and no file is ever nowhere."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from gallery.errors import OutputError
from gallery.laboratory import moving
from gallery.laboratory.moving import move_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.jpg", "b/c.jpg", "stay.jpg"):
        (tmp_path / "from" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / name).write_bytes(name.encode())
    return tmp_path / "from"


@pytest.fixture(params=["links", "copies"])
def _disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With links, as on one disk; without them, as between two."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    if request.param == "copies":
        monkeypatch.setattr(moving.os, "link", refuse)


def held(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.usefixtures("_disk")
def test_files_keep_their_relative_paths_and_bytes(folder: Path, tmp_path: Path) -> None:
    move_files(folder, ["a.jpg", "b/c.jpg"], tmp_path / "to")
    assert held(folder) == {"stay.jpg": "stay.jpg"}
    assert held(tmp_path / "to") == {"a.jpg": "a.jpg", "b/c.jpg": "b/c.jpg"}


@pytest.mark.usefixtures("_disk")
def test_another_file_at_a_place_stops_the_move_before_it_begins(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "to" / "b").mkdir(parents=True)
    (tmp_path / "to" / "b" / "c.jpg").write_text("somebody's")
    with pytest.raises(OutputError, match=r"already holds other files at b/c.jpg; nothing was moved: choose another"):
        move_files(folder, ["a.jpg", "b/c.jpg"], tmp_path / "to")
    assert len(held(folder)) == 3
    assert held(tmp_path / "to") == {"b/c.jpg": "somebody's"}


def test_a_move_that_was_interrupted_is_finished(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "a.jpg").hardlink_to(folder / "a.jpg")
    move_files(folder, ["a.jpg"], tmp_path / "to")
    assert held(tmp_path / "to") == {"a.jpg": "a.jpg"}
    assert "a.jpg" not in held(folder)


def test_a_finished_copy_on_another_disk_only_goes_from_the_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "to").mkdir()
    (tmp_path / "to" / "a.jpg").write_text("a.jpg")
    move_files(folder, ["a.jpg"], tmp_path / "to")
    assert held(tmp_path / "to") == {"a.jpg": "a.jpg"}
    assert "a.jpg" not in held(folder)


@pytest.mark.usefixtures("_disk")
def test_of_a_link_the_file_that_it_leads_to_is_moved(folder: Path, tmp_path: Path) -> None:
    (folder / "b" / "link.jpg").symlink_to("../a.jpg")
    (folder / "kept.jpg").symlink_to("stay.jpg")
    move_files(folder, ["a.jpg", "b/link.jpg", "kept.jpg"], tmp_path / "to")
    assert held(folder) == {"b/c.jpg": "b/c.jpg", "stay.jpg": "stay.jpg"}
    assert held(tmp_path / "to") == {"a.jpg": "a.jpg", "b/link.jpg": "a.jpg", "kept.jpg": "stay.jpg"}
    assert not any(path.is_symlink() for path in (tmp_path / "to").rglob("*"))


def test_a_link_that_leads_nowhere_is_moved_as_it_is(folder: Path, tmp_path: Path) -> None:
    (folder / "lost.jpg").symlink_to("nothing.jpg")
    move_files(folder, ["lost.jpg"], tmp_path / "to")
    assert not (folder / "lost.jpg").is_symlink()
    assert (tmp_path / "to" / "lost.jpg").is_symlink()


def test_a_file_that_cannot_be_taken_away_is_named_and_no_copy_of_it_stays(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path == folder / "a.jpg":
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        remove(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(OutputError, match=r"from/a\.jpg: Read-only file system; moved: 0 of 1"):
        move_files(folder, ["a.jpg"], tmp_path / "to")
    assert held(tmp_path / "to") == {}


def test_a_copy_that_fails_leaves_the_original_and_no_half(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    def half(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(moving.os, "link", refuse)
    monkeypatch.setattr(moving.shutil, "copy2", half)
    with pytest.raises(OutputError, match="No space left on device; moved: 0 of 1, the others are where"):
        move_files(folder, ["a.jpg"], tmp_path / "to")
    assert len(held(folder)) == 3
    assert held(tmp_path / "to") == {}


def test_a_damaged_copy_is_noticed_before_the_original_goes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(moving.os, "link", refuse)
    monkeypatch.setattr(moving.shutil, "copy2", lambda source, target: target.write_bytes(b"other"))
    with pytest.raises(OutputError, match="the copy differs from the original"):
        move_files(folder, ["a.jpg"], tmp_path / "to")
    assert (folder / "a.jpg").read_text() == "a.jpg"
    assert held(tmp_path / "to") == {}
