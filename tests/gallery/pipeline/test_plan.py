"""The plan: what enters a colorization, and the contradictions that are found before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gallery.manifest.schema import Exhibit
from gallery.pipeline.plan import Given, checked_plan, colorize_task
from gallery.publication.show import Show
from gallery.tasks import Inputs, Task


def step(inputs: Inputs, parameters: object, out: Path) -> None:
    """A step."""


def show(**changes: Any) -> Show:
    work = {
        "id": "moon",
        "source": {"path": "moon.jpg"},
        "title": "Moon",
        "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/",
        "alt": "The moon.",
        "hints": [{"at": [0.5, 0.25], "color": "#AABBCC", "evidence": "seen"}],
        **changes,
    }
    exhibit = Exhibit.model_validate(
        {
            "title": "T",
            "curator": "C",
            "statement": "S",
            "colorizer": {"vividness": 0.6},
            "rooms": [{"title": "R", "works": [work]}],
        }
    )
    return Show(exhibit, {"moon": "1" * 64}, {})


def task_of(**changes: Any) -> Task:
    shown = show(**changes)
    return colorize_task(shown.exhibit.works[0], shown.masters["moon"], shown.exhibit.colorizer, step)


def test_a_colorization_depends_on_master_weights_vividness_and_hints() -> None:
    task = task_of()
    assert task.needs == ("master/moon",)
    assert task.reads == ("weights",)
    assert task.infers
    assert task.parameters == {
        "work": "moon",
        "master": "1" * 64,
        "rotate": 0,
        "crop": None,
        "colorize": True,
        "vividness": 0.6,
        "hints": [{"at": [0.5, 0.25], "color": "#aabbcc", "radius": 0.02}],
        "protect": [],
    }


def test_a_label_and_the_evidence_of_a_hint_do_not_enter_a_colorization() -> None:
    hint = {"at": [0.5, 0.25], "color": "#aabbcc", "evidence": "measured on the textile"}
    relabelled = task_of(title="The Moon", alt="Our moon.", description="Long.", date="1936", hints=[hint])
    assert relabelled.parameters == task_of().parameters


def test_whether_a_hint_is_assumed_enters_it_for_the_confidence() -> None:
    hint = {"at": [0.5, 0.25], "color": "#aabbcc", "evidence": "a guess", "assumption": True}
    assert task_of(hints=[hint]).parameters["hints"][0]["assumed"] is True


def test_a_work_that_is_turned_or_cropped_is_another_colorization() -> None:
    parameters = task_of(rotate=90, crop=[0.1, 0, 0.9, 1]).parameters
    assert (parameters["rotate"], parameters["crop"]) == (90, [0.1, 0, 0.9, 1])


def test_a_stroke_makes_another_colorization_than_its_points() -> None:
    points = [[0.5, 0.25], [0.75, 0.5]]
    stroke = task_of(hints=[{"along": points, "color": "#AABBCC", "evidence": "seen"}])
    assert stroke.parameters["hints"] == [{"along": points, "color": "#aabbcc", "radius": 0.02}]
    longer = task_of(hints=[{"along": [*points, [1, 1]], "color": "#AABBCC", "evidence": "seen"}])
    dots = task_of(hints=[{"at": point, "color": "#AABBCC", "evidence": "seen"} for point in points])
    assert stroke.parameters["hints"] not in (longer.parameters["hints"], dots.parameters["hints"])


def test_a_work_has_its_own_vividness() -> None:
    assert task_of(vividness=0.0).parameters["vividness"] == 0.0


def test_an_uncolorized_work_does_not_depend_on_weights() -> None:
    task = task_of(colorize=False, reason="It is of the dead.")
    assert task.reads == ()
    assert not task.infers
    assert task.parameters["hints"] == []


def test_tasks_come_after_what_they_need_and_otherwise_in_the_order_given() -> None:
    tasks = [Task("c", step, needs=("b",)), Task("d", step), Task("b", step, needs=("a",)), Task("a", step)]
    assert [task.id for task in checked_plan(tasks).tasks] == ["d", "a", "b", "c"]


def test_tasks_that_read_inferred_colours_are_known_at_any_distance() -> None:
    tasks = [
        Task("colorize/a", step, infers=True),
        Task("colorize/b", step),
        Task("film/c", step, infers=True),
        Task("small/a", step, needs=("colorize/a",)),
        Task("small/b", step, needs=("colorize/b",)),
        Task("tiles/a", step, needs=("small/a",)),
    ]
    assert checked_plan(tasks).reads_colours() == {"colorize/a", "film/c", "small/a", "tiles/a"}


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ([Task("a", step), Task("a", step)], "planned twice: a"),
        ([Task("a", step, needs=("b",))], "a needs b, which nobody makes"),
        ([Task("a", step, stamps={"*": "label/a/x.xmp"})], "a is stamped with label/a/x.xmp, which nobody writes"),
        ([Task("a", step, needs=("b",)), Task("b", step, needs=("a",))], "a circle of needs among a, b"),
        (
            [Task("a", step, publishes={"x": "p/X.jpg"}), Task("b", step, publishes={"x": "p/x.jpg"})],
            "b and a both publish 'p/x.jpg'",
        ),
        (
            [Task("a", step, publishes={"x": "p"}), Task("b", step, publishes={"x": "p/x"})],
            "b publishes 'p/x' inside the file 'p' of a",
        ),
        ([Task("a", step, publishes={"x/": "p"})], "both or neither end in '/'"),
        ([Task("a", step, publishes={"x": "../p"})], "not a path inside the exhibition"),
        ([Task("a", step, publishes={"x": "/p"})], "not a path inside the exhibition"),
        ([Task("a", step, publishes={"x": "p\\q"})], "not a path inside the exhibition"),
        ([Task("a", step, publishes={"../x": "p"})], "not a path inside the exhibition"),
        ([Task("a", step, publishes={"x": ".gallery.json"})], "a name that the build keeps for itself"),
    ],
)
def test_contradictions_are_found_before_anything_runs(tasks: list[Task], message: str) -> None:
    with pytest.raises(ValueError, match="^.*" + message.replace("\\", "\\\\")):
        checked_plan(tasks)


def test_a_master_is_a_need_that_no_task_makes() -> None:
    given = Given("master/moon", "1" * 64, Path("moon.jpg"))
    plan = checked_plan([Task("colorize/moon", step, needs=("master/moon",))], [given])
    assert plan.givens == {"master/moon": given}
    assert (given.subject, given.fetch_id) == ("moon", "fetch/moon")
