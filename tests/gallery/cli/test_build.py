"""``gallery build``: what it prints, where it writes, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from gallery.cli.build import command, default_output
from gallery.errors import BuildError, OutputError, PhotographError
from gallery.pipeline import inspect as inspecting
from gallery.pipeline import plan as planning
from gallery.pipeline.plan import Given, Plan, checked_plan
from gallery.render.show import Show
from gallery.tasks import Inputs, Task

EXHIBIT = """\
title: Nostalgia
curator: C
statement: S
rooms:
  - title: R
    works:
      - {id: moon, source: {path: moon.png}, title: Moon, alt: The moon., rights: RIGHTS}
      - {id: coins, source: {path: coins.png}, title: Coins, alt: Coins., rights: RIGHTS,
         colorize: false, reason: They are grey.}
""".replace("RIGHTS", '"http://rightsstatements.org/vocab/NoC-US/1.0/"')


def page_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    (master,) = inputs.values()
    if parameters["title"] == "Damaged":
        raise PhotographError(f"{master.name}: the file ends early")
    (out / "index.html").write_text(parameters["title"])


def plan_pages(show: Show, masters: tuple[Given, ...], weights: object) -> Plan:
    """One page for each work, which reads its master; the last one is the home."""
    tasks = [
        Task(
            f"site/{work.id}",
            page_step,
            {"title": work.title.pick("en")},
            needs=(f"master/{work.id}",),
            publishes={"index.html": "site/index.html" if work.id == "coins" else f"site/{work.id}.html"},
        )
        for work in show.exhibit.works
    ]
    return checked_plan(tasks, masters)


@pytest.fixture
def exhibit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an exhibit, in the current folder; its publication is a page for each work."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(planning, "plan_build", plan_pages)
    monkeypatch.setattr(inspecting._Findings, "weights", lambda self: {"name": "default", "sha256": "f" * 64})
    folder = tmp_path / "nostalgia"
    folder.mkdir()
    (folder / "exhibit.yaml").write_text(EXHIBIT)
    for number, name in enumerate(("moon", "coins")):
        Image.new("L", (32, 24), 100 + number).save(folder / f"{name}.png")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_it_builds_and_ends_with_the_page_to_open(exhibit: Path, tmp_path: Path) -> None:
    result = run(exhibit, "--jobs", 1)
    home = tmp_path / "build" / "nostalgia" / "site" / "index.html"
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{home}\n"
    assert home.read_text() == "Coins"
    lines = result.stderr.splitlines()
    assert lines[0] == "site: 2 steps"
    assert lines[1].startswith("site: done in ")


def test_the_summary_as_json_is_all_there_is_on_standard_output(exhibit: Path, tmp_path: Path) -> None:
    def summary() -> dict[str, Any]:
        result = run(exhibit, "--jobs", 1, "--json", "--output", tmp_path / "out")
        assert result.exit_code == 0
        found = json.loads(result.stdout)
        assert 0 <= found.pop("seconds") < 60
        return found

    expected = {
        "exhibit": "Nostalgia",
        "works": 2,
        "colorized": 1,
        "problems": 0,
        "output": str(tmp_path / "out"),
    }
    assert summary() == {**expected, "reused": 0, "steps": 2, "ran": 2}
    assert summary() == {**expected, "reused": 2, "steps": 2, "ran": 0}


def test_problems_are_printed_each_at_its_line_and_nothing_is_written(exhibit: Path, tmp_path: Path) -> None:
    (exhibit / "moon.png").unlink()
    (exhibit / "coins.png").unlink()
    result = run(exhibit / "exhibit.yaml", "--json")
    assert result.exit_code == 1
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [
        f"{exhibit / 'exhibit.yaml'}:7:28",
        f"{exhibit / 'exhibit.yaml'}:8:29",
    ]
    summary = json.loads(result.stdout)
    assert (summary["problems"], summary["output"]) == (2, None)
    assert not (tmp_path / "build").exists()


def test_a_failing_work_fails_the_build_and_leaves_the_output_as_it_was(exhibit: Path, tmp_path: Path) -> None:
    run(exhibit)
    before = (tmp_path / "build/nostalgia/site/moon.html").read_bytes()
    (exhibit / "exhibit.yaml").write_text(EXHIBIT.replace("title: Moon", "title: Damaged"))
    result = run(exhibit, "--jobs", 1, "--json")
    assert isinstance(result.exception, BuildError)
    assert str(result.exception) == "site/moon: moon.png: the file ends early"
    assert json.loads(result.stdout)["problems"] == 1
    assert (tmp_path / "build/nostalgia/site/moon.html").read_bytes() == before


def test_a_folder_of_somebody_else_is_refused_before_anything_runs(exhibit: Path) -> None:
    result = run(exhibit, "--output", exhibit)
    assert isinstance(result.exception, OutputError)
    assert sorted(path.name for path in exhibit.iterdir()) == ["coins.png", "exhibit.yaml", "moon.png"]


def test_quiet_says_nothing(exhibit: Path) -> None:
    result = run(exhibit, "--quiet", "--jobs", 1)
    assert (result.exit_code, result.output) == (0, "")


def test_without_an_exhibit_it_builds_the_one_of_the_current_folder(
    exhibit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(exhibit)
    assert run("--jobs", 1, "--quiet").exit_code == 0
    assert (exhibit / "build/nostalgia/site/index.html").is_file()


def test_the_cache_can_be_chosen(exhibit: Path, tmp_path: Path) -> None:
    assert run(exhibit, "--jobs", 1, "--cache", "my cache").exit_code == 0
    assert (tmp_path / "my cache" / "store").is_dir()
    assert not (tmp_path / "cache" / "store").exists()


@pytest.mark.parametrize(
    ("manifest", "output"),
    [("shows/flight/exhibit.yaml", "build/flight"), ("shows/flight.yaml", "build/flight")],
)
def test_the_output_is_named_after_the_exhibit(manifest: str, output: str) -> None:
    assert default_output(Path(manifest)) == Path(output)


def test_importing_the_command_loads_nothing_heavy() -> None:
    program = (
        "import sys, gallery.cli.build, gallery.cli.progress\n"
        "heavy = {'PIL', 'numpy', 'onnxruntime', 'pydantic', 'pyvips', 'requests', 'rich', 'skimage'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")


def test_every_option_is_explained() -> None:
    result = run("--help")
    for option in (
        "--output",
        "--jobs",
        "--offline",
        "--mirror",
        "--allow-private",
        "--cache",
        "--json",
        "--quiet",
    ):
        assert option in result.stdout
    for key in ("exhibit", "works", "colorized", "reused", "problems", "seconds", "output", "steps", "ran"):
        assert f"\n    {key} " in result.stdout
