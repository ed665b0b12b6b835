"""Running a plan: reuse, pairing, failures that stay where they are, crashes that are named."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import toy_exhibition as toy

from gallery.errors import BuildError, GalleryError, SourceError
from gallery.manifest.schema import UrlSource
from gallery.pipeline.execute import execute
from gallery.pipeline.executors import SerialExecutor
from gallery.pipeline.means import Execution
from gallery.pipeline.plan import Given, Plan, checked_plan
from gallery.tasks import Task

WORKS = {name: {"title": name.title(), "colour": "red"} for name in ("moon", "coins", "rocket")}


class Diary:
    """A progress that remembers."""

    def __init__(self) -> None:
        self.stages: dict[str, int] = {}
        self.reused = 0
        self.lines: list[str] = []
        self.counts: list[tuple[int, int]] = []

    def planned(self, stages: Mapping[str, int], reused: int) -> None:
        self.stages, self.reused = dict(stages), reused

    def started(self, task: str) -> None:
        self.lines.append(f"started {task}")

    def counted(self, done: int, of: int) -> None:
        self.counts.append((done, of))

    def finished(self, task: str) -> None:
        self.lines.append(f"finished {task}")

    def failed(self, task: str, message: str) -> None:
        self.lines.append(f"failed {task}: {message}")


def run(plan: Plan, tmp_path: Path, jobs: int = 1, diary: Diary | None = None) -> Execution:
    return execute(plan, toy.means(tmp_path / "cache", jobs), diary)


def test_a_second_run_runs_nothing_and_starts_no_worker(tmp_path: Path) -> None:
    plan = toy.toy_plan(WORKS, tmp_path / "masters")
    first, diary = run(plan, tmp_path), Diary()

    def refuse(jobs: int) -> object:
        raise AssertionError("nothing has to run")

    second = execute(plan, toy.means(tmp_path / "cache", 4, executor=refuse), diary)
    assert len(first.ran) == 7
    assert second.ran == frozenset()
    assert second.reused == first.ran
    assert second.entries == first.entries
    assert (diary.stages, diary.reused, diary.lines) == ({}, 7, [])


def test_only_what_a_change_can_affect_runs_again(tmp_path: Path) -> None:
    run(toy.toy_plan(WORKS, tmp_path / "masters"), tmp_path)
    retitled = WORKS | {"moon": {"title": "The Moon", "colour": "red"}}
    recoloured = WORKS | {"moon": {"title": "Moon", "colour": "blue"}}
    assert run(toy.toy_plan(retitled, tmp_path / "masters"), tmp_path).ran == {"site/moon", "sheet/sheet"}
    assert run(toy.toy_plan(recoloured, tmp_path / "masters"), tmp_path).ran == {
        "colorize/moon",
        "site/moon",
        "sheet/sheet",
    }


def test_progress_hears_of_every_step_by_stage(tmp_path: Path) -> None:
    diary = Diary()
    run(toy.toy_plan({"moon": WORKS["moon"]}, tmp_path / "masters"), tmp_path, diary=diary)
    assert list(diary.stages.items()) == [("colorize", 1), ("site", 1), ("sheet", 1)]
    assert diary.lines == [
        f"{word} {task}" for task in ("colorize/moon", "site/moon", "sheet/sheet") for word in ("started", "finished")
    ]


def test_results_are_paired_by_task_when_the_last_is_done_first(tmp_path: Path) -> None:
    tasks = [
        Task(f"number/{number}", toy.number_step, {"number": number, "seconds": 0.3 - 0.1 * number})
        for number in range(4)
        if number < 3
    ]
    done = run(checked_plan(tasks), tmp_path, jobs=3)
    found = {name: (entry.folder / "number.txt").read_text() for name, entry in done.entries.items()}
    assert found == {"number/0": "0", "number/1": "1", "number/2": "2"}


def test_serial_and_processes_make_the_same_bytes(tmp_path: Path) -> None:
    for name, jobs in (("serial", 1), ("processes", 3)):
        toy.build_toy(WORKS, tmp_path, name, jobs)
    assert toy.tree(tmp_path / "outserial") == toy.tree(tmp_path / "outprocesses")


def with_a_failure(tmp_path: Path, step: object, jobs: int = 1) -> tuple[BuildError, Diary, Plan]:
    plan = toy.toy_plan(WORKS, tmp_path / "masters")
    tasks = [
        Task(task.id, step, {}, needs=task.needs, publishes=task.publishes, subject="coins")
        if task.id == "colorize/coins"
        else task
        for task in plan.tasks
    ]
    plan, diary = checked_plan(tasks, plan.givens.values()), Diary()
    with pytest.raises(BuildError) as caught:
        run(plan, tmp_path, jobs, diary)
    return caught.value, diary, plan


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failing_work_is_named_and_the_others_are_done(tmp_path: Path, jobs: int) -> None:
    error, diary, _ = with_a_failure(tmp_path, toy.refusing_step, jobs)
    assert str(error) == (
        "colorize/coins: moon.jpg: the file ends early; get it from the archive again\n"
        "  skipped because of it: site/coins, sheet/sheet"
    )
    assert error.exit_code == 1
    assert "failed site/coins: skipped because colorize/coins failed" in diary.lines
    assert {line for line in diary.lines if line.startswith("finished")} == {
        "finished colorize/moon",
        "finished site/moon",
        "finished colorize/rocket",
        "finished site/rocket",
    }
    # What was finished is in the store for the next build, and of what failed there is nothing.
    mended = toy.toy_plan(WORKS, tmp_path / "masters")
    assert run(mended, tmp_path).ran == {"colorize/coins", "site/coins", "sheet/sheet"}


def test_a_bug_in_a_step_is_told_as_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    error, _, _ = with_a_failure(tmp_path, toy.buggy_step)
    assert error.failures["colorize/coins"].startswith("internal error: ZeroDivisionError: a bug")
    assert error.exit_code == 3
    assert "Traceback" in caplog.text
    assert "toy_exhibition.py" in caplog.text


def test_a_step_that_forgets_what_it_publishes_fails(tmp_path: Path) -> None:
    plan = checked_plan([Task("site/a", toy.forgetful_step, publishes={"index.html": "index.html"})])
    with pytest.raises(BuildError, match=r"site/a: internal error: .* did not write index.html"):
        run(plan, tmp_path)


def test_a_step_that_kills_its_worker_is_found_among_those_in_flight(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    error, diary, _ = with_a_failure(tmp_path, toy.deadly_step, jobs=3)
    assert list(error.failures) == ["colorize/coins"]
    assert "its worker process died, perhaps for want of memory" in str(error)
    assert "a worker process died while these steps ran" in caplog.text
    assert {"finished site/moon", "finished site/rocket"} <= set(diary.lines)


def test_every_deadly_step_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    tasks = [
        *(Task(f"deadly/{number}", toy.deadly_step, {"seconds": 0.05, "number": number}) for number in range(2)),
        *(Task(f"number/{number}", toy.number_step, {"number": number, "seconds": 0.1}) for number in range(3)),
    ]
    diary = Diary()
    with pytest.raises(BuildError) as caught:
        run(checked_plan(tasks), tmp_path, 2, diary)
    assert list(caught.value.failures) == ["deadly/0", "deadly/1"]
    assert sum(line.startswith("finished number/") for line in diary.lines) == 3


def damaged(entry_folder: Path, name: str) -> None:
    content = bytearray((entry_folder / name).read_bytes())
    content[0] ^= 1
    (entry_folder / name).write_bytes(content)


def test_a_store_without_room_for_the_masters_that_workers_read_is_one_clear_error(tmp_path: Path, monkeypatch) -> None:
    def full(path: Path, cache: Path) -> None:
        raise SourceError(f"cannot write to the cache at {cache}") from OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("gallery.sources.downloads.keep", full)
    with pytest.raises(BuildError) as caught:
        execute(toy.toy_plan(WORKS, tmp_path / "masters"), toy.means(tmp_path / "cache", remote=True))
    assert [problem.code for problem in caught.value.problems] == ["store"]
    assert "the store of finished steps cannot be written: No space left on device; free some space" in str(
        caught.value
    )


def test_a_damaged_result_is_made_again_when_it_has_to_be_published(tmp_path: Path) -> None:
    first = toy.build_toy(WORKS, tmp_path)
    whole = toy.tree(tmp_path / "out")
    damaged(first.execution.entries["site/moon"].folder, "index.html")
    (tmp_path / "out" / "site" / "works" / "moon" / "index.html").unlink()
    again = toy.build_toy(WORKS, tmp_path)
    assert again.execution.ran == {"site/moon"}
    assert toy.tree(tmp_path / "out") == whole


def test_work_ends_where_a_result_is_what_it_was(tmp_path: Path) -> None:
    """A recoloured work whose pictures come out the same makes no page anew."""
    first = run(toy.toy_plan(WORKS, tmp_path / "masters"), tmp_path)
    slower = WORKS | {"moon": {"title": "Moon", "colour": "red", "seconds": 0.01}}
    plan = toy.toy_plan(slower, tmp_path / "masters")
    tasks = [
        replace(task, parameters={"title": "Moon", "large": False, "seconds": 0}) if task.id == "site/moon" else task
        for task in plan.tasks
    ]
    second = run(checked_plan(tasks, plan.givens.values()), tmp_path)
    assert second.ran == {"colorize/moon"}
    assert second.entries["site/moon"] == first.entries["site/moon"]


def test_a_step_waits_for_the_worker_that_is_done_first(tmp_path: Path) -> None:
    tasks = [Task(f"site/{n}", toy.number_step, {"number": n, "seconds": 0.2}) for n in range(5)]
    diary = Diary()
    run(checked_plan(tasks), tmp_path, jobs=2, diary=diary)
    first = next(place for place, line in enumerate(diary.lines) if line.startswith("finished"))
    assert diary.lines[:first] == ["started site/0", "started site/1", "started site/2"]


def test_an_executor_that_cannot_take_a_step_fails_that_step_alone(tmp_path: Path) -> None:
    class Moody(SerialExecutor):
        def submit(self, fn, /, *args, **kwargs):
            if args[0].id == "colorize/coins":
                raise RuntimeError("cannot schedule this one")
            return super().submit(fn, *args, **kwargs)

    plan = toy.toy_plan(WORKS, tmp_path / "masters")
    with pytest.raises(BuildError) as caught:
        execute(plan, toy.means(tmp_path / "cache", executor=lambda jobs: Moody()))
    assert list(caught.value.failures) == ["colorize/coins"]
    assert caught.value.exit_code == 3
    mended = run(plan, tmp_path)
    assert mended.ran == {"colorize/coins", "site/coins", "sheet/sheet"}


def test_no_more_steps_run_at_a_time_than_there_is_memory_for(tmp_path: Path) -> None:
    tasks = [Task(f"number/{n}", toy.number_step, {"number": n, "seconds": 0.2}, memory=600) for n in range(3)]
    most: list[int] = []

    class Counting(Diary):
        running = 0

        def started(self, task: str) -> None:
            self.running += 1
            most.append(self.running)

        def finished(self, task: str) -> None:
            self.running -= 1

    execute(checked_plan(tasks), toy.means(tmp_path / "cache", 3, memory=1000), Counting())
    assert max(most) == 1
    most.clear()
    execute(checked_plan(tasks), toy.means(tmp_path / "other", 3, memory=1300), Counting())
    assert max(most) == 2


def test_a_full_store_is_one_clear_error_and_what_was_done_stays(tmp_path: Path, monkeypatch) -> None:
    def full(inputs: object, parameters: object, out: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    plan = toy.toy_plan(WORKS, tmp_path / "masters")
    tasks = [replace(task, step=full) if task.id.startswith("site/") else task for task in plan.tasks]
    monkeypatch.setattr("gallery.pipeline.steps.code_of", lambda step: {})
    monkeypatch.setattr("gallery.pipeline.execute.code_of", lambda step: {})
    with pytest.raises(BuildError) as caught:
        run(checked_plan(tasks, plan.givens.values()), tmp_path)
    assert len(caught.value.problems) == 1
    assert "cannot be written: No space left on device; free some space" in str(caught.value)
    assert caught.value.exit_code == 1
    assert not list((tmp_path / "cache" / "store" / "unfinished").iterdir())


def test_a_damaged_result_is_made_again_when_a_step_has_to_read_it(tmp_path: Path) -> None:
    first = run(toy.toy_plan(WORKS, tmp_path / "masters"), tmp_path)
    damaged(first.entries["colorize/moon"].folder, "colour.txt")
    retitled = toy.toy_plan(WORKS | {"moon": {"title": "The Moon", "colour": "red"}}, tmp_path / "masters")
    assert run(retitled, tmp_path).ran == {"colorize/moon", "site/moon", "sheet/sheet"}


def rotted(path: Path) -> None:
    """Another byte, of which neither size nor time tells."""
    was = path.stat()
    damaged(path.parent, path.name)
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


def test_to_verify_is_to_read_all_results_and_to_make_again_what_was_made_of_a_damaged_one(tmp_path: Path) -> None:
    plan = toy.toy_plan(WORKS, tmp_path / "masters")
    first = run(plan, tmp_path)
    rotted(first.entries["colorize/moon"].folder / "colour.txt")
    assert run(plan, tmp_path).ran == frozenset()
    means = toy.means(tmp_path / "cache", verify=True)
    again = execute(plan, means)
    assert again.ran == {"colorize/moon", "site/moon", "sheet/sheet"}
    assert again.entries["colorize/moon"].digest == first.entries["colorize/moon"].digest
    assert execute(plan, means).ran == frozenset()


def test_a_cache_that_is_cleared_during_a_build_is_one_clear_error(tmp_path: Path, monkeypatch) -> None:
    def clearing(inputs: object, parameters: object, out: Path) -> None:
        shutil.rmtree(tmp_path / "cache" / "store")
        (out / "page.html").write_text("too late")

    plan = toy.toy_plan({"moon": WORKS["moon"]}, tmp_path / "masters")
    tasks = [replace(task, step=clearing) if task.id.startswith("site/") else task for task in plan.tasks]
    monkeypatch.setattr("gallery.pipeline.steps.code_of", lambda step: {})
    monkeypatch.setattr("gallery.pipeline.execute.code_of", lambda step: {})
    with pytest.raises(GalleryError, match="as if the cache had been cleared; build again"):
        run(checked_plan(tasks, plan.givens.values()), tmp_path)
    assert len(run(plan, tmp_path).ran) == 3


def test_results_made_while_a_template_changed_are_forgotten(tmp_path: Path) -> None:
    plan = toy.toy_plan(WORKS, tmp_path / "masters")
    with pytest.raises(BuildError, match=r"a template, a font or the program itself changed .*; build again"):
        execute(plan, toy.means(tmp_path / "cache", unchanged=lambda: False))
    assert len(run(plan, tmp_path).ran) == 7


def test_a_master_that_is_replaced_during_the_build_is_noticed(tmp_path: Path) -> None:
    plan = toy.toy_plan({"moon": WORKS["moon"]}, tmp_path / "masters")
    (tmp_path / "masters" / "moon.master").write_text("another photograph")
    with pytest.raises(BuildError, match=r"moon\.master: the file changed during the build; build again"):
        run(plan, tmp_path)
    assert run(toy.toy_plan({"moon": WORKS["moon"]}, tmp_path / "masters"), tmp_path).reused == frozenset()


def distant(tmp_path: Path, names: tuple[str, ...] = ("moon", "coins")) -> Plan:
    """A plan whose masters have to be fetched."""
    tasks, givens = [], []
    for name in names:
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        source = UrlSource(url=f"https://example.org/{name}.jpg", sha256=sha256)
        givens.append(Given(f"master/{name}", sha256, None, source))
        tasks.append(Task(f"colorize/{name}", toy.colour_step, {"colour": "red"}, needs=(f"master/{name}",)))
    return checked_plan(tasks, givens)


def test_masters_are_fetched_only_for_steps_that_have_to_run(tmp_path: Path) -> None:
    fetched: list[str] = []

    def fetch(given: Given) -> Path:
        fetched.append(given.id)
        path = tmp_path / given.subject
        path.write_text(given.subject)
        return path

    means = toy.means(tmp_path / "cache", fetch=fetch)
    diary = Diary()
    done = execute(distant(tmp_path), means, diary)
    assert sorted(fetched) == ["master/coins", "master/moon"]
    assert diary.stages == {"fetch": 2, "colorize": 2}
    assert done.ran == {"colorize/moon", "colorize/coins"}
    execute(distant(tmp_path), means)
    assert len(fetched) == 2
    execute(distant(tmp_path, ("moon", "coins", "rocket")), means)
    assert fetched[2:] == ["master/rocket"]


def test_a_master_that_cannot_be_had_fails_its_work_alone(tmp_path: Path) -> None:
    def fetch(given: Given) -> Path:
        if given.subject == "moon":
            raise SourceError("https://example.org/moon.jpg: 404 Not Found")
        path = tmp_path / given.subject
        path.write_text(given.subject)
        return path

    diary = Diary()
    with pytest.raises(BuildError) as caught:
        execute(distant(tmp_path), toy.means(tmp_path / "cache", fetch=fetch), diary)
    assert caught.value.failures == {
        "fetch/moon": "https://example.org/moon.jpg: 404 Not Found\n  skipped because of it: colorize/moon"
    }
    assert "finished colorize/coins" in diary.lines


def test_where_a_master_lies_does_not_matter(tmp_path: Path) -> None:
    run(toy.toy_plan(WORKS, tmp_path / "masters"), tmp_path)
    assert run(toy.toy_plan(WORKS, tmp_path / "moved"), tmp_path).ran == frozenset()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_ends_the_build_at_once_and_leaves_nothing_half_done(tmp_path: Path, jobs: int) -> None:
    told = tmp_path / "pid"
    with toy.start(tmp_path, {}, jobs, str(told)) as process:
        end = time.monotonic() + 20
        while not (told.exists() and told.read_text()) and time.monotonic() < end:
            time.sleep(0.02)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(10) == 130
        assert time.monotonic() - began < 5
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert list((tmp_path / "cache/store/unfinished").iterdir()) == []


def test_whoever_watches_a_build_is_told_how_many_frames_of_all_are_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.pipeline.counting.OFTEN", 0.02)
    first = Task("count/0", toy.counting_step, {"number": 0}, counts=10)
    second = Task("count/1", toy.counting_step, {"number": 1}, needs=("count/0",), counts=10)
    diary = Diary()
    execute(checked_plan([first, second]), toy.means(tmp_path / "cache", 2), diary)
    assert {of for _, of in diary.counts} == {20}
    done = [count for count, _ in diary.counts]
    assert done == sorted(done)
    assert {1, 11} <= set(done)  # the first frame of each step was told while it ran
    assert not list((tmp_path / "cache" / "counts").iterdir())
