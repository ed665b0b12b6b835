"""What a film is looked through for, and the tasks that are planned of it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path[:0] = [str(Path(__file__).parents[2] / "publish")]

import publishing  # noqa: E402

from gallery.errors import FilmError  # noqa: E402
from gallery.pipeline.films import findings, looking  # noqa: E402
from gallery.pipeline.films.looking import poster_in  # noqa: E402
from gallery.pipeline.inspect import Inspection, inspect  # noqa: E402
from gallery.pipeline.plan import plan_build  # noqa: E402
from gallery.sources import FetchOptions  # noqa: E402

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nThey walk.\n"
HINT = {"at": [0.5, 0.5], "color": "#5B3A29", "evidence": "By the record."}
SAID = {
    "head": {
        "width": 720, "height": 576, "aspect": "16/15", "frames": 100, "duration": "4/1", "rate": "25/1",
        "start": "0/1", "codec": "mpeg2video", "format": "mpeg", "interlaced": True, "rotation": 0,
        "has_sound": True, "has_colour": False, "warnings": ["the file is cut: 100 of 200 frames could be read"],
    },
    "shots": [[0, 50, 0, 0], [50, 100, 0, 0]],
    "times": [number / 25 for number in range(100)],
    "poster": 10,
}  # fmt: skip


class House:
    """An exhibit with one film, looked through by somebody who counts how often."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.looks, self.said = folder, 0, dict(SAID)
        monkeypatch.setattr(findings, "look_through", self.look_through)
        (folder / "garden.mpg").write_bytes(b"A film.")
        (folder / "garden.vtt").write_text(VTT, encoding="utf-8")

    def look_through(self, path: Path) -> dict[str, Any]:
        self.looks += 1
        if path.read_bytes() == b"Damaged.":
            raise FilmError(f"{path}: none of its frames can be decoded; copy it again")
        return self.said

    def inspected(self, *, fetching: bool = True, **more: Any) -> Inspection:
        work = {
            "id": "garden",
            "source": {"path": "garden.mpg"},
            "title": "A garden",
            "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
            "alt": "Four people walk in a garden.",
        }
        rooms = [{"title": "Near", "works": [work | more]}]
        exhibit = {"title": "Films", "curator": "A. Curator", "statement": "Moving.", "rooms": rooms}
        (self.folder / "exhibit.yaml").write_text(yaml.safe_dump(exhibit), encoding="utf-8")
        options = FetchOptions(cache=self.folder / "cache", offline=True)
        return inspect(self.folder / "exhibit.yaml", options, fetching=fetching)

    def keys(self, **more: Any) -> dict[str, str]:
        found = self.inspected(**more)
        assert found.show is not None, found.problems
        return publishing.keys_of(plan_build(found.show, found.masters, []))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path, monkeypatch)


def told(found: Inspection) -> list[str]:
    return [str(problem).partition("exhibit.yaml:")[2] for problem in found.problems]


def test_the_poster_is_about_a_tenth_in_and_never_black() -> None:
    assert poster_in([100.0] * 50) == 5
    assert poster_in([3.0] * 8 + [90.0] * 42) == 8
    assert poster_in([3.0, 5.0, 2.0]) == 1
    assert poster_in([3.0]) == 0


def test_a_film_is_looked_through_once_whatever_its_work_says(house: House) -> None:
    first = house.inspected()
    assert house.looks == 1
    second = house.inspected(title="Another title", poster=1.0)
    assert house.looks == 1
    assert first.show is not None
    assert second.show is not None
    assert (first.show.films["garden"].poster, second.show.films["garden"].poster) == (10, 25)
    assert first.show.films["garden"].size == (768, 576)


def test_what_can_be_read_of_a_damaged_film_is_shown_with_a_warning(house: House) -> None:
    found = house.inspected()
    assert not found.errors
    assert [problem.message for problem in found.warnings] == ["the file is cut: 100 of 200 frames could be read"]


def test_every_problem_with_films_is_told_at_its_place(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.said["head"] = SAID["head"] | {"warnings": []}
    (house.folder / "garden.vtt").write_text("1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", encoding="utf-8")
    captions = [{"path": "garden.vtt", "language": "en"}, {"path": "none.vtt", "language": "de"}]
    hints = [HINT | {"time": 9}]
    problems = {p.code: p for p in house.inspected(poster=7, captions=captions, hints=hints).problems}
    assert "first line is not 'WEBVTT'" in problems["wrong-captions"].message
    assert "no file 'none.vtt'" in problems["captions"].message
    assert problems["wrong-time"].message.endswith("the film lasts 4 seconds")
    (house.folder / "garden.mpg").write_bytes(b"Damaged.")
    (problem,) = house.inspected().problems
    assert problem.code == "film"
    assert "none of its frames can be decoded" in problem.message
    monkeypatch.setattr(findings, "find_spec", lambda name: None)
    (problem,) = house.inspected().problems
    assert (problem.code, problem.hint) == ("film-extra", "pip install 'nostalgia-gallery[film]'")


def test_a_check_fetches_no_film_and_a_build_must(house: House) -> None:
    source = {"url": "http://127.0.0.1:9/garden.mpg", "sha256": "ab" * 32}
    checked = house.inspected(source=source, fetching=False)
    assert (checked.problems, checked.show) == ((), None)
    (problem,) = house.inspected(source=source).problems
    assert "offline nothing is fetched" in problem.message


def test_each_shot_is_a_task_and_everything_else_is_made_from_the_poster(house: House) -> None:
    show = house.inspected(captions=[{"path": "garden.vtt", "language": "en"}]).show
    assert show is not None
    plan = plan_build(show, publishing.masters_of(show))
    tasks = {task.id: task for task in plan.tasks}
    assert tasks["colorize/garden"].needs == ("master/garden", "film/poster/garden")
    assert tasks["film/colour/garden"].needs == ("master/garden", "film/shot/garden-1", "film/shot/garden-2")
    assert tasks["film/colour/garden"].publishes == {"colour.mp4": "site/films/garden/colour.mp4"}
    assert tasks["film/original/garden"].publishes == {"original.mp4": "site/films/garden/original.mp4"}
    readers = {task.id for task in plan.tasks if "master/garden" in task.needs}
    assert readers == {
        "film/poster/garden", "colorize/garden", "film/original/garden", "film/colour/garden",
        "film/shot/garden-1", "film/shot/garden-2",
    }  # fmt: skip
    assert "panels/pictures/garden" in tasks


def test_what_is_given_for_one_shot_makes_no_other_anew(house: House) -> None:
    before = house.keys()
    films = {name for name in before if name.startswith(("film/", "colorize/"))}
    titled = house.keys(title="Another title", transcript="Nobody speaks.")
    assert {name for name in films if titled[name] != before[name]} == set()
    hinted = house.keys(hints=[HINT | {"time": 3}])
    assert {name for name in films if hinted[name] != before[name]} == {"film/shot/garden-2", "film/colour/garden"}
    first = house.keys(hints=[HINT | {"from": 0.5, "to": 1.0}])
    assert {name for name in films if first[name] != before[name]} == {
        "film/shot/garden-1", "film/colour/garden", "colorize/garden",
    }  # fmt: skip


def test_a_film_that_is_not_colorized_has_no_shots_to_colour(house: House) -> None:
    names = house.keys(colorize=False, reason="A test card.")
    assert not any(name.startswith(("film/shot/", "film/colour/")) for name in names)
    assert "film/original/garden" in names


def test_frames_are_known_by_their_times_even_where_these_are_uneven(house: House) -> None:
    show = house.inspected().show
    assert show is not None
    film = replace(show.films["garden"], times=(0.0, 0.1, 0.5, 0.55), shots=((0, 2, 0, 0), (2, 4, 0, 0)))
    assert [film.number_at(time) for time in (0, 0.0996, 0.3, 0.5, 9)] == [0, 1, 1, 2, 3]
    assert [film.shot_of(number) for number in range(4)] == [0, 0, 1, 1]
    assert film.looked(0) == (0.0, 0.5)
    assert film.looked(1) == (0.5, 4.0)


def test_what_was_looked_through_by_other_code_is_looked_through_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.inspected()
    monkeypatch.setattr(looking, "_rule", lambda: "other")
    house.inspected()
    assert house.looks == 2
