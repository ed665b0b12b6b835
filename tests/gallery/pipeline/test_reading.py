"""Resources: what steps read beside the results of others."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from gallery.errors import OutputError, StoreError
from gallery.pipeline import reading
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.reading import keep_resource, place_of, resource, shipped_files, shipped_is, shipped_resources
from gallery.resources import SHIPPED


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "cache")


def test_a_resource_is_its_names_and_contents(tmp_path: Path) -> None:
    for name, text in (("a", "ink"), ("b", "paper"), ("c", "ink")):
        (tmp_path / name).write_text(text)
    one = resource("fonts", {"serif": tmp_path / "a"})
    assert one.digest == resource("fonts", {"serif": tmp_path / "c"}).digest
    assert one.digest != resource("fonts", {"serif": tmp_path / "b"}).digest
    assert one.digest != resource("fonts", {"sans": tmp_path / "a"}).digest
    assert one.sizes == {"serif": 3}


def test_what_was_inspected_is_what_steps_read_whatever_becomes_of_it(tmp_path: Path, store: FolderStore) -> None:
    (tmp_path / "theme.css").write_text("ink")
    theme = resource("theme", {"theme.css": tmp_path / "theme.css"})
    keep_resource(theme, store)
    (tmp_path / "theme.css").write_text("paper")
    assert (place_of("theme", theme.digest, store) / "theme.css").read_text() == "ink"


def test_a_file_that_changed_since_it_was_inspected_is_not_taken(tmp_path: Path, store: FolderStore) -> None:
    (tmp_path / "theme.css").write_text("ink")
    theme = resource("theme", {"theme.css": tmp_path / "theme.css"})
    (tmp_path / "theme.css").write_text("paper")
    with pytest.raises(StoreError, match="the theme changed since the exhibit was inspected; build again"):
        keep_resource(theme, store)
    (tmp_path / "theme.css").unlink()
    with pytest.raises(StoreError, match=r"theme\.css: cannot be read any more"):
        keep_resource(theme, store)


@pytest.mark.parametrize("harm", [b"onk", b"", None])
def test_a_copy_in_the_store_that_is_damaged_is_made_again(
    tmp_path: Path, store: FolderStore, harm: bytes | None
) -> None:
    (tmp_path / "theme.css").write_text("ink")
    theme = resource("theme", {"theme.css": tmp_path / "theme.css"})
    keep_resource(theme, store)
    copy = place_of("theme", theme.digest, store) / "theme.css"
    was = copy.stat()
    if harm is None:
        copy.unlink()
    else:
        copy.write_bytes(harm)
        os.utime(copy, ns=(was.st_atime_ns, was.st_mtime_ns))
    keep_resource(theme, store)
    assert (place_of("theme", theme.digest, store) / "theme.css").read_text() == "ink"


def test_hidden_files_of_the_templates_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "site" / ".hidden").mkdir(parents=True)
    for name in ("a.css", ".a.css.swp", ".hidden/b.css"):
        (tmp_path / "site" / name).write_text("ink")
    assert list(shipped_files("site", tmp_path)) == ["a.css"]


def test_templates_are_known_to_have_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(reading.TEMPLATES / "texts", tmp_path / "texts")
    for name in SHIPPED:
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "a").touch()
    monkeypatch.setattr(reading, "TEMPLATES", tmp_path)
    found = {name: resource(name, shipped_files(name, tmp_path)) for name in SHIPPED}
    assert all(shipped_is(name, one.digest) for name, one in found.items())
    with (tmp_path / "texts" / "dates.yaml").open("a") as file:
        file.write("# March\n")
    assert [name for name, one in found.items() if not shipped_is(name, one.digest)] == ["texts"]


def test_a_checkout_that_was_not_installed_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(reading.TEMPLATES, tmp_path / "templates", ignore=shutil.ignore_patterns("bundles"))
    monkeypatch.setattr(reading, "TEMPLATES", tmp_path / "templates")
    said = "there is nothing in .*bundles; install again, or run 'python templates/frontend/build.py'"
    with pytest.raises(OutputError, match=said):
        shipped_resources()


def test_every_folder_of_templates_that_is_shipped_is_there() -> None:
    assert all(found.files for found in shipped_resources().values())
