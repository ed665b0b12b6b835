"""``gallery build``: what it prints, where it writes, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from gallery.cli.build import command, default_output
from gallery.errors import BuildError, GalleryError, OutputError, PhotographError
from gallery.pipeline import inspect as inspecting
from gallery.pipeline import plan as planning
from gallery.pipeline import uptodate
from gallery.pipeline.plan import Given, Plan, checked_plan
from gallery.publication.show import Show
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


def plan_pages(show: Show, masters: tuple[Given, ...]) -> Plan:
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
    return checked_plan(tasks, masters, show.resources)


@pytest.fixture
def exhibit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an exhibit, in the current folder; its publication is a page for each work."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(planning, "plan_build", plan_pages)
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
        "warnings": 0,
        "output": str(tmp_path / "out"),
    }
    assert summary() == {**expected, "reused": 0, "steps": 2, "ran": 2}
    assert summary() == {**expected, "reused": 2, "steps": 2, "ran": 0}


def settle(*folders: Path) -> None:
    """Let every file be old: one that has only just changed is never taken for unchanged."""
    for folder in folders:
        for path in [folder, *folder.rglob("*")]:
            os.utime(path, (1_700_000_000, 1_700_000_000))
    time.sleep(0.3)  # their facts have changed just now


def ran(exhibit: Path, *arguments: object) -> int:
    result = run(exhibit, "--jobs", 1, "--json", "--quiet", *arguments)
    assert result.exit_code == 0, result.output
    return int(json.loads(result.stdout)["ran"])


def test_a_build_that_would_change_nothing_reads_nothing(exhibit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(exhibit)
    assert ran(exhibit) == 2

    def refuse(*_: object, **__: object) -> object:
        raise AssertionError("the exhibit is read")

    with monkeypatch.context() as patched:
        patched.setattr("gallery.pipeline.inspect.inspect", refuse)
        result = run(exhibit, "--json", "--quiet")
        assert json.loads(result.stdout) | {"seconds": 0} == {
            "exhibit": "Nostalgia", "works": 2, "colorized": 1, "reused": 2, "problems": 0, "warnings": 0,
            "seconds": 0, "output": str(Path("build/nostalgia").absolute()), "steps": 2, "ran": 0,
        }  # fmt: skip
        assert isinstance(run(exhibit, "--verify").exception, AssertionError)


def retitle(exhibit: Path) -> None:
    (exhibit / "exhibit.yaml").write_text(EXHIBIT.replace("title: Moon", "title: Mond"))


def replace_master(exhibit: Path) -> None:
    Image.new("L", (32, 24), 7).save(exhibit / "moon.png")


def lose_a_file(exhibit: Path) -> None:
    (exhibit.parent / "build/nostalgia/site/moon.html").unlink()


def scribble(exhibit: Path) -> None:
    (exhibit.parent / "build/nostalgia/site/moon.html").write_text("scribbled")


def lose_the_record(exhibit: Path) -> None:
    (exhibit.parent / "build/nostalgia/.gallery.json").unlink()
    for path in (exhibit.parent / "build/nostalgia/site").iterdir():
        path.unlink()
    (exhibit.parent / "build/nostalgia/site").rmdir()


@pytest.mark.parametrize(
    ("change", "again"),
    [(retitle, 1), (replace_master, 1), (lose_a_file, 0), (scribble, 0), (lose_the_record, 0)],
)
def test_whatever_changes_is_seen(exhibit: Path, change: Callable[[Path], None], again: int) -> None:
    settle(exhibit)
    ran(exhibit)
    whole = (exhibit.parent / "build/nostalgia/site/moon.html").read_text()
    change(exhibit)
    assert ran(exhibit) == again
    expected = "Mond" if change is retitle else whole
    assert (exhibit.parent / "build/nostalgia/site/moon.html").read_text() == expected


def link_to_another_scan(exhibit: Path) -> None:
    (exhibit / "scans").unlink()
    (exhibit / "scans").symlink_to("later")


def link_to_another_theme(exhibit: Path) -> None:
    (exhibit / "theme").unlink()
    (exhibit / "theme").symlink_to("spring")


def put_a_first_file_into_the_theme(exhibit: Path) -> None:
    (exhibit / "winter" / "theme.css").write_text(":root { --u: 1rem; }")


def upgrade_a_library(exhibit: Path) -> None:
    (exhibit.parent / "site-packages" / "pillow-99.0.dist-info").mkdir()


def take_another_copy_of_the_program(exhibit: Path) -> None:
    uptodate.TEMPLATES = exhibit / "templates"


@pytest.mark.parametrize(
    "change",
    [
        link_to_another_scan,
        link_to_another_theme,
        put_a_first_file_into_the_theme,
        upgrade_a_library,
        take_another_copy_of_the_program,
    ],
)
def test_what_decides_an_exhibition_without_being_a_file_that_was_read_is_seen(
    exhibit: Path, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("earlier", "later", "winter", "spring", "../site-packages"):
        (exhibit / folder).mkdir()
    for number, folder in enumerate(("earlier", "later")):
        Image.new("L", (32, 24), 50 + number).save(exhibit / folder / "moon.png")
    (exhibit / "spring" / "theme.css").write_text(":root { --u: 1rem; }")
    (exhibit / "scans").symlink_to("earlier")
    (exhibit / "theme").symlink_to("winter")
    text = EXHIBIT.replace("path: moon.png", "path: scans/moon.png")
    (exhibit / "exhibit.yaml").write_text(text.replace("rooms:", "publications: {site: {theme: theme}}\nrooms:"))
    monkeypatch.setattr(sys, "path", [*sys.path, str(exhibit.parent / "site-packages")])
    monkeypatch.setattr(uptodate, "TEMPLATES", uptodate.TEMPLATES)  # put back afterwards
    settle(exhibit)
    time.sleep(0.3)
    looked = []
    inspect = inspecting.inspect
    monkeypatch.setattr(inspecting, "inspect", lambda *its, **more: looked.append(its) or inspect(*its, **more))
    ran(exhibit)
    ran(exhibit)
    assert len(looked) == 1
    change(exhibit)
    assert ran(exhibit) == (change is link_to_another_scan)
    assert len(looked) == 2


def test_an_output_inside_an_empty_theme_is_refused(exhibit: Path) -> None:
    (exhibit / "theme").mkdir()
    (exhibit / "exhibit.yaml").write_text(EXHIBIT.replace("rooms:", "publications: {site: {theme: theme}}\nrooms:"))
    result = run(exhibit, "--jobs", 1, "--output", exhibit / "theme" / "out")
    assert isinstance(result.exception, OutputError)
    assert list((exhibit / "theme").iterdir()) == []


def test_two_exhibits_of_one_name_do_not_replace_each_other(exhibit: Path, tmp_path: Path) -> None:
    """``gallery build A/winter``, then ``gallery build B/winter``: both would go to build/winter."""
    for parent in ("a", "b"):
        shutil.copytree(exhibit, tmp_path / parent / "winter")
    assert run("a/winter", "--quiet", "--jobs", 1).exit_code == 0
    other = run("b/winter", "--quiet", "--jobs", 1)
    assert isinstance(other.exception, OutputError)
    assert "--output build/winter-2" in str(other.exception)
    assert run("b/winter", "--quiet", "--jobs", 1, "--output", "build/winter-2").exit_code == 0
    assert run("b/winter", "--quiet", "--jobs", 1, "--replace").exit_code == 0
    assert isinstance(run("a/winter", "--quiet", "--jobs", 1).exception, OutputError)


def test_an_output_inside_the_theme_is_refused(exhibit: Path) -> None:
    (exhibit / "theme").mkdir()
    (exhibit / "theme" / "theme.css").write_text(":root { --u: 1rem; }")
    (exhibit / "exhibit.yaml").write_text(EXHIBIT.replace("rooms:", "publications: {site: {theme: theme}}\nrooms:"))
    result = run(exhibit, "--jobs", 1, "--output", exhibit / "theme" / "out")
    assert isinstance(result.exception, OutputError)
    assert sorted(path.name for path in (exhibit / "theme").iterdir()) == ["theme.css"]


def test_one_job_uses_one_thread_of_every_library(exhibit: Path, tmp_path: Path) -> None:
    """The limit is there before the libraries are, which read it as they are imported."""
    program = (
        "import sys\n"
        "from gallery.cli import build\n"
        "import gallery.pipeline.executors as executors\n"
        "first = executors.limit_threads\n"
        "def limit():\n"
        "    heavy = {'numpy', 'pyvips', 'onnxruntime'} & set(sys.modules)\n"
        "    if not getattr(limit, 'called', False) and heavy: sys.exit(f'{heavy} came first')\n"
        "    limit.called = True\n"
        "    first()\n"
        "executors.limit_threads = limit\n"
        f"build.command.main([{str(exhibit)!r}, '--jobs', '1', '--quiet', '--output', {str(tmp_path / 'one')!r}],"
        " standalone_mode=False)\n"
        "import pyvips\n"
        "assert limit.called\n"
        "assert pyvips.vips_lib.vips_concurrency_get() == 1\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")


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


def test_a_cache_whose_name_is_not_utf8_is_refused_with_the_remedy(
    exhibit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALLERY_CACHE", str(tmp_path / os.fsdecode(b"c\xff")))
    result = run(exhibit)
    assert isinstance(result.exception, GalleryError)
    assert "has a name that is not UTF-8; name another with --cache" in str(result.exception)


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


WATCHED = """
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
from gallery.cli import main
try:
    main()
finally:
    from gallery.pipeline.source_code import _SOURCES
    print(sorted(SLOW & set(sys.modules)))
    print(len(_SOURCES), [name for name in opened if name.endswith((".onnx", ".wasm", ".woff2"))])
"""
SLOW = {
    "asyncio", "fontTools", "gallery.manifest.everyday_dates", "gallery.manifest.explain", "gallery.manifest.trial",
    "gallery.photograph", "gallery.pipeline.processes", "multiprocessing", "numpy", "onnxruntime", "pypdf", "pyvips",
    "requests", "rich", "scipy", "skimage", "slugify", "webcolors",
}  # fmt: skip


def test_after_the_edit_of_a_title_nothing_is_imported_or_read_that_it_does_not_touch(tmp_path: Path) -> None:
    """Neither what decodes, infers, or explains mistakes, nor the program's sources, nor large files that are known."""
    lines = EXHIBIT.splitlines(keepends=True)
    manifest, before = tmp_path / "exhibit.yaml", "".join(line for line in lines[:-2])
    Image.linear_gradient("L").save(tmp_path / "moon.png")
    script = WATCHED.replace("SLOW", repr(SLOW))
    program = [sys.executable, "-c", script, "build", str(tmp_path), "--quiet", "--jobs", "1", "--output", "o"]
    said = []
    for title in ("Moon", "The moon", "Half a moon"):
        manifest.write_text(before.replace("title: Moon", f"title: {title}"))
        time.sleep(0.2)  # a file that has only just changed is never taken for unchanged
        done = subprocess.run([*program, "--cache", "c"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        said.append(done.stdout)
    assert said[-1] == "[]\n0 []\n"


def test_every_option_is_explained() -> None:
    result = run("--help")
    for option in (
        "--output",
        "--jobs",
        "--offline",
        "--mirror",
        "--allow-private",
        "--replace",
        "--verify",
        "--cache",
        "--json",
        "--quiet",
    ):
        assert option in result.stdout
    for key in ("exhibit", "works", "colorized", "reused", "problems", "warnings", "seconds", "output", "steps", "ran"):
        assert f"\n    {key} " in result.stdout
