"""What an exhibition is made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.preview.scope import Scope, scope_of, survey
from gallery.preview.watcher import changes
from gallery.resources import TEMPLATES

EXHIBIT = """\
title: T
curator: C
statement: S
fonts: {serif: fonts/own.otf}
rooms:
  - title: R
    works:
      - {id: moon, source: {path: scans/moon.png}, title: Moon, alt: The moon., rights: PDM}
      - {id: cat, source: {package: skimage, path: data/chelsea.png}, title: Cat, alt: A cat., rights: PDM}
publications: {site: {theme: look}}
""".replace("PDM", '"http://creativecommons.org/publicdomain/mark/1.0/"')


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    folder = tmp_path / "winter"
    (folder / "look" / "deep").mkdir(parents=True)
    (folder / "scans").mkdir()
    (folder / "scans" / "moon.png").write_bytes(b"moon")
    (folder / "look" / "deep" / "own.css").write_text("")
    (folder / "exhibit.yaml").write_text(EXHIBIT)
    return folder / "exhibit.yaml"


def test_it_is_the_manifest_with_photographs_fonts_theme_templates_and_the_program(manifest: Path) -> None:
    scope, folder = scope_of(manifest), manifest.parent
    profiles = {folder / "artsteps.yaml", folder / "profiles" / "artsteps.yaml"}
    assert scope.files == {manifest, folder / "scans" / "moon.png", folder / "fonts" / "own.otf", *profiles}
    assert {folder / "look", TEMPLATES / "site", TEMPLATES / "texts", TEMPLATES / "bundles"} <= scope.folders
    program = Path(__file__).resolve().parents[3]
    assert {program / "gallery", program / "model"} <= scope.folders
    assert TEMPLATES / "frontend" not in scope.folders
    assert scope_of(folder) == scope


def test_places_to_watch_are_the_folders_of_files_and_all_folders_of_a_theme(manifest: Path) -> None:
    scope, folder = scope_of(manifest), manifest.parent
    assert not (folder / "fonts").exists()
    ours = [place for place in scope.places() if place.is_relative_to(folder.parent)]
    assert ours == [folder, folder / "look", folder / "look" / "deep", folder / "scans"]


def test_of_a_manifest_with_problems_the_photographs_are_known_and_the_rest_is_remembered(manifest: Path) -> None:
    before, folder = scope_of(manifest), manifest.parent
    manifest.write_text(EXHIBIT.replace("title: T", "titel: T").replace("moon.png", "mars.png"))
    scope = scope_of(manifest, before)
    assert folder / "scans" / "mars.png" in scope.files
    assert before.files <= scope.files
    assert folder / "look" in scope.folders
    manifest.write_text("not: [yaml")
    assert manifest in scope_of(manifest).files


@pytest.mark.parametrize("name", ["/", "..", "look/../..", "."])
def test_a_theme_outside_the_exhibit_is_not_walked(manifest: Path, name: str) -> None:
    manifest.write_text(EXHIBIT.replace("theme: look", f'theme: "{name}"'))
    roots = {folder for folder in scope_of(manifest).folders if not folder.is_relative_to(TEMPLATES.parent)}
    assert roots == set()


def test_a_photograph_behind_a_link_counts_where_it_really_lies(manifest: Path, tmp_path: Path) -> None:
    real = tmp_path / "archive" / "moon.png"
    real.parent.mkdir()
    scan = manifest.parent / "scans" / "moon.png"
    scan.replace(real)
    scan.symlink_to(real)
    assert {scan, real} <= scope_of(manifest).files


def edit_in_place(path: Path) -> None:
    path.write_bytes(b"mond")


def save_by_renaming(path: Path) -> None:
    draft = path.with_name("draft")
    draft.write_bytes(path.read_bytes())
    draft.replace(path)


@pytest.mark.parametrize("edit", [edit_in_place, save_by_renaming, Path.unlink])
def test_whatever_the_way_of_saving_a_change_is_known(manifest: Path, edit: object) -> None:
    scope, before = survey(manifest)
    assert changes(scope, before) == []
    scan = manifest.parent / "scans" / "moon.png"
    edit(scan)  # type: ignore[operator]
    assert changes(scope, before) == [scan]


def test_a_file_that_comes_into_the_theme_is_a_change(manifest: Path) -> None:
    scope, before = survey(manifest)
    (manifest.parent / "look" / "room.html").write_text("")
    assert changes(scope, before) == [manifest.parent / "look" / "room.html"]


def test_other_files_are_none(manifest: Path, tmp_path: Path) -> None:
    """An editor's drafts, hidden files, what Python keeps, and what lies in the build's own folders."""
    folder = manifest.parent
    scope, before = survey(manifest, None, [folder / "look" / "build"])
    for name in ("exhibit.yaml~", ".exhibit.yaml.swp", "look/.deep.css.swp", "look/__pycache__/a.pyc", "look/build/a"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    assert changes(scope, before) == []


def test_the_manifests_stamp_is_from_before_it_was_read(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written while it is read must be found afterwards."""

    def read_and_overwrite(path: Path, *more: object) -> Scope:
        found = scope_of(path)
        path.write_text("title: later")
        return found

    monkeypatch.setattr("gallery.preview.scope.scope_of", read_and_overwrite)
    scope, before = survey(manifest)
    assert changes(scope, before) == [manifest]
