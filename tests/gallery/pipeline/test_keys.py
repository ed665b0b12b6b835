"""Keys: what changes them, and what does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gallery.pipeline import keys
from gallery.tasks import Inputs, Task


def step(inputs: Inputs, parameters: object, out: Path) -> None:
    """A step."""


def other_step(inputs: Inputs, parameters: object, out: Path) -> None:
    """Another."""


def key(task: Task, **given: str) -> str:
    return keys.task_keys([task], given)[task.id]


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


def test_places_id_and_published_paths_do_not_decide_the_key() -> None:
    plain = Task("a/b", step, {"x": 1})
    other = Task("c/d", step, {"x": 1}, places={"font": "/fonts/a.ttf"}, publishes={"a": "b"}, subject="moon")
    assert key(plain) == key(other)


def test_a_changed_need_changes_the_keys_of_all_that_follow() -> None:
    def chain(colour: str) -> dict[str, str]:
        first = Task("colorize/a", step, {"colour": colour})
        second = Task("panels/a", step, needs=("colorize/a",))
        aside = Task("site/assets", step)
        return keys.task_keys([first, second, aside], {})

    red, blue = chain("red"), chain("blue")
    assert red["panels/a"] != blue["panels/a"]
    assert red["site/assets"] == blue["site/assets"]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package that takes the name ``gallery`` for the reading of code."""
    folder = tmp_path / "gallery"
    files = {
        "__init__.py": "",
        "render/__init__.py": '"""Rooms."""',
        "render/panels.py": "def draw():\n    from gallery.render import typography\n    return typography\n",
        "render/typography.py": "import PIL.Image\nfrom .measure import width\n",
        "render/measure.py": "width = 1\n",
        "render/lazy.py": "import importlib\nname = importlib.import_module('gallery.errors')\n",
        "render/typed.py": "import typing\nif typing.TYPE_CHECKING:\n    import gallery.site\n",
        "errors.py": "",
        "site.py": "import gallery.errors\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.setattr(keys, "_root", lambda name: folder if name == "gallery" else None)
    forget()
    yield folder
    monkeypatch.undo()
    forget()


def forget() -> None:
    keys._module_version.cache_clear()
    keys._SOURCES.clear()


def test_code_is_followed_through_functions_relative_imports_and_packages(package: Path) -> None:
    assert list(keys.reachable("gallery.render.panels")) == [
        "gallery",
        "gallery.render",
        "gallery.render.measure",
        "gallery.render.panels",
        "gallery.render.typography",
    ]


def test_modules_named_by_a_string_are_followed(package: Path) -> None:
    assert "gallery.errors" in keys.reachable("gallery.render.lazy")


def test_imports_for_type_checkers_are_not_followed(package: Path) -> None:
    assert "gallery.site" not in keys.reachable("gallery.render.typed")


@pytest.mark.parametrize(
    ("changed", "affected"),
    [
        ("render/measure.py", {"gallery.render.panels", "gallery.render.typography"}),
        ("site.py", {"gallery.site"}),
        ("errors.py", {"gallery.site", "gallery.render.lazy"}),
    ],
)
def test_a_code_change_affects_exactly_the_modules_that_reach_it(
    package: Path, changed: str, affected: set[str]
) -> None:
    names = ["gallery.render.panels", "gallery.render.typography", "gallery.site", "gallery.render.lazy"]
    before = {name: keys._module_version(name) for name in names}
    (package / changed).write_text("changed = True\n" + (package / changed).read_text())
    forget()
    after = {name: keys._module_version(name) for name in names}
    assert {name for name in names if before[name] != after[name]} == affected


def test_code_that_changes_after_its_key_was_made_is_noticed(package: Path) -> None:
    keys._module_version("gallery.render.panels")
    assert keys.code_is_unchanged()
    (package / "site.py").write_text("changed = True\n")
    assert keys.code_is_unchanged()
    (package / "render/measure.py").write_text("width = 2\n")
    assert not keys.code_is_unchanged()


def test_only_libraries_that_the_code_imports_count(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: keys._module_version(name) for name in ("gallery.render.panels", "gallery.site")}
    monkeypatch.setattr(keys, "_version", lambda name: "99" if name == "pillow" else "1")
    forget()
    versions = {name: keys._module_version(name) for name in before}
    assert versions["gallery.render.panels"] != before["gallery.render.panels"]
    assert versions["gallery.site"] == before["gallery.site"]


def test_reading_the_code_of_a_step_imports_none_of_it() -> None:
    program = (
        "import sys; from gallery.pipeline.keys import reachable;"
        "found = reachable('gallery.render.metadata');"
        "assert 'gallery.render.metadata' in found and 'gallery.errors' in found;"
        "sys.exit('PIL' in sys.modules or 'gallery.render.metadata' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_the_digest_of_a_folder_knows_names_and_contents_but_no_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("ink")
    first = keys.digest_folder(tmp_path)
    (tmp_path / ".DS_Store").write_text("rubbish")
    assert keys.digest_folder(tmp_path) == first
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    renamed = keys.digest_folder(tmp_path)
    (tmp_path / "b.css").write_text("paper")
    assert len({first, renamed, keys.digest_folder(tmp_path)}) == 3
