"""Platform profiles: those that ship, and what a curator is told about one that is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from gallery.errors import GalleryError, ManifestError
from gallery.publication.profiles import PROFILES, Profile, profile_names, read_profile


def edited(folder: Path, old: str, new: str) -> ManifestError:
    """The error of a copy of the ArtSteps profile in which ``old`` has become ``new``."""
    text = (PROFILES / "artsteps.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "artsteps.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ManifestError) as raised:
        read_profile("artsteps", folder)
    return raised.value


def line_of(folder: Path, start: str) -> int:
    lines = (folder / "artsteps.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(start))


def test_five_platforms_ship() -> None:
    assert profile_names() == ("artsteps", "framevr", "kunstmatrix", "new-art-city", "spatial")


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_is_dated_and_survives_a_tasks_parameters(name: str) -> None:
    profile = read_profile(name)
    assert profile.checked.year >= 2026
    assert Profile.model_validate(profile.model_dump(mode="json")) == profile


def test_artsteps_says_that_nothing_could_be_verified() -> None:
    profile = read_profile("artsteps")
    assert not profile.verified
    assert not profile.documented("picture.max_bytes")
    assert "could be verified" in profile.note


def test_a_verified_profile_tells_what_it_documents_from_what_it_assumes() -> None:
    profile = read_profile("spatial")
    assert profile.documented("picture.max_bytes")
    assert not profile.documented("picture.max_width")


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(GalleryError) as raised:
        read_profile("artstep")
    assert str(raised.value) == (
        "no platform profile 'artstep'; did you mean 'artsteps'? "
        "available: artsteps, framevr, kunstmatrix, new-art-city, spatial"
    )


def test_a_name_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside.yaml").write_text("name: outside", encoding="utf-8")
    for name in ("../outside", "inside/../../outside", str(tmp_path / "outside")):
        with pytest.raises(GalleryError, match="no platform profile"):
            read_profile(name, tmp_path / "inside")


def test_a_profile_beside_the_manifest_comes_before_a_shipped_one(tmp_path: Path) -> None:
    text = (PROFILES / "artsteps.yaml").read_text(encoding="utf-8")
    assert read_profile("artsteps", tmp_path) == read_profile("artsteps")
    (tmp_path / "artsteps.yaml").write_text(text.replace("platform: ", "platform: Our "), encoding="utf-8")
    assert read_profile("artsteps", tmp_path).platform == "Our ArtSteps"
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "artsteps.yaml").write_text(text.replace("platform: ", "platform: My "), encoding="utf-8")
    assert read_profile("artsteps", tmp_path).platform == "My ArtSteps"
    (tmp_path / "profiles" / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(GalleryError, match=r"did you mean 'mine'\? available: artsteps, framevr, kunstmatrix, mine"):
        read_profile("mime", tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
def test_what_is_no_profile_is_told_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "latin.yaml").write_bytes(b"name: latin\nnote: Caf\xe9\n")
    (tmp_path / "deep.yaml").write_bytes(b"[" * 100_000)
    (tmp_path / "laughs.yaml").write_bytes(b"name: &a [1]\nsteps: [*a, *a]\n")
    for name, said in {
        "pipe": r"pipe\.yaml: the profile cannot be read: it is a pipe",
        "circle": r"circle\.yaml: the profile cannot be read: Too many levels",
        "folder": r"folder\.yaml: the profile cannot be read: it is a folder",
        "latin": r"latin\.yaml:2: the byte 0xe9 is not UTF-8 text; save the file as UTF-8 \[not-utf8\]",
        "deep": r"deep\.yaml:1:25: nested more than 24 levels deep",
        "laughs": r"laughs\.yaml:2:9: alias '\*a' is not supported",
    }.items():
        with pytest.raises(ManifestError, match=said):
            read_profile(name, tmp_path)


def test_an_unknown_key_is_named_at_its_line(tmp_path: Path) -> None:
    error = edited(tmp_path, "  max_width: 2048", "  max_with: 2048")
    place, line = tmp_path / "artsteps.yaml", line_of(tmp_path, "  max_with")
    assert str(error).splitlines() == [
        f"{place}:{line - 2}:3: missing key 'picture.max_width'; add it [missing-key]",
        f"{place}:{line}:3: unknown key 'picture.max_with'; remove it [unknown-key]",
    ]


@pytest.mark.parametrize(
    ("old", "new", "start", "message"),
    [
        ("max_bytes: 2000000", "max_bytes: two", "  max_bytes", "picture: 'max_bytes' must be a whole number"),
        ("[jpeg, png]", "[png]", "  formats", "formats must list jpeg"),
        ("  length: 10.0", "  length: 2.0", "  length", "one pair of pictures, which needs 3.15 m"),
        ("centre_height: 1.55", "centre_height: 0.2", "  length", "past the floor or the top of the wall"),
        ("verified: false", "verified: true\nassumed: [picture.x]", "name", "of a profile: 'picture.x'"),
        ("checked: 2026-11-21", "checked: lately", "checked", "'checked' must be a day such as 2026-"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_at_its_line(tmp_path: Path, old: str, new: str, start: str, message: str) -> None:
    (problem,) = edited(tmp_path, old, new).problems
    assert message in problem.message
    assert problem.code == "profile-value"
    assert problem.line <= line_of(tmp_path, start)
    assert line_of(tmp_path, start) - problem.line <= 4


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    values = yaml.safe_load((PROFILES / "artsteps.yaml").read_text(encoding="utf-8"))
    values["picture"]["digits"] = 9
    del values["note"]
    values["colour"] = "red"
    (tmp_path / "artsteps.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    with pytest.raises(ManifestError) as raised:
        read_profile("artsteps", tmp_path)
    assert sorted(problem.code for problem in raised.value.problems) == [
        "missing-key",
        "profile-value",
        "unknown-key",
    ]


def test_a_file_that_is_no_yaml_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("name: x\nnote: [open\n", encoding="utf-8")
    said = r"x\.yaml:3:1: a comma or a closing bracket is missing before this place; add it \[yaml-syntax\]"
    with pytest.raises(ManifestError, match=said):
        read_profile("x", tmp_path)


def test_a_profile_is_called_as_its_file(tmp_path: Path) -> None:
    text = (PROFILES / "artsteps.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ManifestError, match=r"this profile is called 'artsteps', and its file mine\.yaml;"):
        read_profile("mine", tmp_path)


def test_an_empty_file_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("", encoding="utf-8")
    with pytest.raises(ManifestError, match=r"x\.yaml:1:1"):
        read_profile("x", tmp_path)
