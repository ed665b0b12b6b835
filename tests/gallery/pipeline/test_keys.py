"""Keys: what changes them, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.pipeline import keys
from gallery.tasks import Inputs, Task


def step(inputs: Inputs, parameters: object, out: Path) -> None:
    """A step."""


def other_step(inputs: Inputs, parameters: object, out: Path) -> None:
    """Another."""


RESOURCES = {"fonts": "f" * 64, "texts": "e" * 64}


def key(task: Task, resources: dict[str, str] = RESOURCES, **given: str) -> str:
    return keys.task_key(task, given, resources)


def test_the_order_of_names_does_not_change_the_digest() -> None:
    assert keys.digest({"a": 1, "b": {"c": 2, "d": 3}}) == keys.digest({"b": {"d": 3, "c": 2}, "a": 1})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"label": {"path": Path("a")}}, "label.path is a PosixPath"),
        ({"works": [1, {2}]}, r"works\[1\] is a set"),
        ({"sizes": {1: "a"}}, "sizes has the key 1"),
        ({"data": b"a"}, "data is a bytes"),
    ],
)
def test_what_is_not_plain_json_is_refused_with_its_place(value: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        keys.canonical(value)


def test_numbers_that_json_lacks_are_refused() -> None:
    with pytest.raises(ValueError):
        keys.canonical({"a": float("nan")})


def test_a_task_with_foreign_parameters_is_named() -> None:
    with pytest.raises(TypeError, match=r"the parameters of task site/home: parameters\.fonts is a PosixPath"):
        key(Task("site/home", step, {"fonts": Path("a")}))


def test_steps_see_tuples_as_lists_because_the_key_does_not_tell_them_apart() -> None:
    assert keys.plain({"at": (0.5, 0.25)}) == {"at": [0.5, 0.25]}
    assert keys.digest({"at": (1, 2)}) == keys.digest({"at": [1, 2]})


def test_step_parameters_and_needs_decide_the_key() -> None:
    task = Task("a/b", step, {"x": 1}, needs=("master/m", "master/n"))
    given = {"master/m": "1" * 64, "master/n": "2" * 64}
    others = [
        key(Task("a/b", other_step, {"x": 1}, needs=("master/m", "master/n")), **given),
        key(Task("a/b", step, {"x": 2}, needs=("master/m", "master/n")), **given),
        key(Task("a/b", step, {"x": 1}, needs=("master/n", "master/m")), **given),
        key(task, **{**given, "master/n": "3" * 64}),
        key(Task("a/b", step, {"x": 1}, needs=("master/m",)), **given),
    ]
    assert len({key(task, **given), *others}) == 6


def test_id_published_paths_and_stamps_do_not_decide_the_key() -> None:
    plain = Task("a/b", step, {"x": 1})
    other = Task("c/d", step, {"x": 1}, publishes={"a": "b"}, stamps={"*": "label/a/colour.xmp"}, subject="moon")
    assert key(plain) == key(other)


def test_what_a_task_says_that_it_reads_decides_its_key() -> None:
    silent, reading = Task("a/b", step), Task("a/b", step, reads=("texts",))
    assert key(silent) == key(silent, RESOURCES | {"texts": "0" * 64})
    assert key(reading) != key(silent)
    assert key(reading) != key(reading, RESOURCES | {"texts": "0" * 64})
    assert key(reading) == key(reading, RESOURCES | {"fonts": "0" * 64})


def test_a_task_that_reads_what_there_is_not_is_named() -> None:
    with pytest.raises(TypeError, match="task a/b reads theme, which this exhibit has not"):
        key(Task("a/b", step, reads=("theme",)))


def test_the_content_of_a_need_decides_the_key_and_not_how_it_came_about() -> None:
    task = Task("panels/a", step, needs=("colorize/a",))
    one, same = keys.content_digest({"a": "1", "b": "2"}), keys.content_digest({"b": "2", "a": "1"})
    assert one == same
    assert key(task, **{"colorize/a": one}) == key(task, **{"colorize/a": same})
    assert key(task, **{"colorize/a": one}) != key(task, **{"colorize/a": keys.content_digest({"a": "1"})})
