"""What is more than a platform takes is found by the check, each at its place."""

from __future__ import annotations

from pathlib import Path

from gallery.manifest.reader import read_manifest
from gallery.publication.profiles import LabelLimits, Profile, read_profile
from gallery.publish.artsteps.limits import profile_problems

MANIFEST = """\
title: Exhibit
curator: Curator
statement: Why.
{more}
rooms:
  - title: Room
    works:
      - id: one
        source: {{path: one.jpg}}
        title: {{de: Kurz, en: A title of thirty-two characters}}
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
        alt: What it shows
        description: {{en: {description}}}
"""


def told(folder: Path, description: str = "Short.", more: str = "", **limits: int) -> list[str]:
    text = MANIFEST.format(more=more, description=description)
    (folder / "exhibit.yaml").write_text(text, encoding="utf-8")
    values = read_profile("artsteps").model_dump() | {"labels": LabelLimits(**limits)}
    found = profile_problems(read_manifest(folder), Profile.model_validate(values))
    return [str(problem).replace(str(folder), "DIR") for problem in found]


def test_texts_within_the_limits_are_no_problem(tmp_path: Path) -> None:
    assert told(tmp_path, max_title=32, max_text=2000) == []
    assert told(tmp_path) == []


def test_a_title_is_blamed_at_the_title_that_is_shown(tmp_path: Path) -> None:
    assert told(tmp_path, max_title=31) == [
        "DIR/exhibit.yaml:10:31: the title is 32 characters, ArtSteps takes 31; "
        "shorten it, or change labels.max_title in the profile artsteps.yaml [too-long-for-platform]"
    ]


def test_a_text_is_blamed_at_the_description(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, description="word " * 300, max_text=1000)
    assert problem.startswith("DIR/exhibit.yaml:13:27: the text is 1")
    assert "characters, ArtSteps takes 1000; shorten it" in problem


def test_an_exhibit_without_the_package_has_no_limits(tmp_path: Path) -> None:
    assert told(tmp_path, more="publications: {artsteps: {enabled: false}}", max_title=10) == []


WORK = """\
      - id: w{number}
        source: {{path: one.jpg}}
        title: A
        rights: http://rightsstatements.org/vocab/NoC-US/1.0/
        alt: What it shows
"""


def rooms(folder: Path, *counts: int) -> list[str]:
    """What is said of rooms with so many works, for a platform whose rooms hold about two."""
    text = "title: E\ncurator: C\nstatement: S\nrooms:\n"
    number = 0
    for count in counts:
        text += "  - title: Room\n    works:\n" + "".join(WORK.format(number=number + at) for at in range(count))
        number += count
    (folder / "exhibit.yaml").write_text(text, encoding="utf-8")
    values = read_profile("kunstmatrix").model_dump() | {"rooms": {"max_works": 2}}
    found = profile_problems(read_manifest(folder), Profile.model_validate(values))
    assert not any(problem.is_error for problem in found)
    return [str(problem).replace(str(folder), "DIR") for problem in found]


def test_each_room_that_holds_more_works_than_the_platforms_is_warned_of_at_its_title(tmp_path: Path) -> None:
    assert rooms(tmp_path, 2, 3, 1) == [
        "DIR/exhibit.yaml:17:12: warning: the room holds 3 works, Kunstmatrix takes about 2; "
        "divide it, or change rooms.max_works in the profile kunstmatrix.yaml [full-room]"
    ]


def test_rooms_are_of_any_size_where_the_platform_names_none(tmp_path: Path) -> None:
    assert rooms(tmp_path, 2, 2) == []
    assert read_profile("artsteps").rooms.max_works is None
    assert told(tmp_path) == []


def test_a_label_that_leaves_a_picture_too_little_room_is_told_of(tmp_path: Path) -> None:
    notice = "word " * 3500
    (tmp_path / "exhibit.yaml").write_text(
        MANIFEST.format(more=f"colorizer: {{notice: {notice.strip()}}}", description="Short."), encoding="utf-8"
    )
    values = read_profile("artsteps").model_dump()
    roomy = Profile.model_validate(values)
    narrow = Profile.model_validate(values | {"picture": values["picture"] | {"max_bytes": 50_000}})
    assert [its for its in profile_problems(read_manifest(tmp_path), roomy) if "metadata" in its.message] == []
    (problem,) = [its for its in profile_problems(read_manifest(tmp_path), narrow) if "metadata" in its.message]
    assert "the label takes 65536 bytes as metadata, of the 50000 that a picture for ArtSteps may have" in str(problem)
    assert "shorten the notice, its longest text (17499 characters)" in str(problem)
