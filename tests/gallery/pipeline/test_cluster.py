"""Builds on a cluster: a real scheduler, real workers in folders of their own, and all that can go wrong with them."""

from __future__ import annotations

import itertools
import json
import logging
import os
import pickle
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import toy_exhibition as toy
from clusters import BOUND, PROGRAM, QUICK, TOYS, Cluster, finished, kill, records, until

sys.path.append(str(Path(__file__).parents[1] / "publish"))

import bars

from gallery.cli import _run
from gallery.errors import BuildError
from gallery.pipeline.build import Built, Target, build
from gallery.pipeline.cluster import executor
from gallery.pipeline.cluster.connection import Connection
from gallery.pipeline.cluster.roster import Worker
from gallery.pipeline.execute import Means, execute
from gallery.pipeline.plan import Plan, checked_plan
from gallery.pipeline.pruning import running_since
from gallery.pipeline.steps import Mount, Order
from gallery.tasks import Task

pytestmark = pytest.mark.slow

PATIENT = replace(QUICK, change=BOUND)
"""Waits for a worker as long as one may take to start on a busy machine."""

SLOWLY: dict[str, dict[str, Any]] = {
    f"work-{number}": {"title": f"Work {number}", "colour": "red", "large": True, "seconds": 0.1} for number in range(8)
}


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with Cluster(tmp_path / "cluster", tmp_path / "shared") as cluster:
        yield cluster


@pytest.fixture
def delicate(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster whose scheduler gives a step up when one worker has died of it."""
    with Cluster(tmp_path / "cluster", tmp_path / "shared", failures=0) as cluster:
        yield cluster


def plan_of(tmp_path: Path, works: dict[str, dict[str, Any]] = SLOWLY) -> Plan:
    return toy.toy_plan(works, tmp_path / "masters")


def here(tmp_path: Path, name: str = "here") -> Means:
    """Means that build with one job in this process."""
    return Means(tmp_path / name, unchanged=lambda: True)


def made(plan: Plan, means: Means, out: Path) -> Built:
    return build(plan, means, Target(out, "none"))


def assert_as_with_one_job(tmp_path: Path, out: Path, works: dict[str, dict[str, Any]] = SLOWLY) -> None:
    quick = {name: {**facts, "seconds": 0} for name, facts in works.items()}
    made(plan_of(tmp_path, quick), here(tmp_path), tmp_path / "one job")
    assert toy.tree(out) == toy.tree(tmp_path / "one job")


def aside(call: Callable[[], Any]) -> Callable[[], Any]:
    """Begin ``call`` in a thread; what is returned waits for it, and hands on what it returned or raised."""
    outcome: dict[str, Any] = {}

    def run() -> None:
        try:
            outcome["value"] = call()
        except BaseException as error:  # noqa: BLE001 - handed on
            outcome["error"] = error

    thread = threading.Thread(target=run)
    thread.start()

    def wait() -> Any:
        thread.join(BOUND)
        assert not thread.is_alive(), f"not over within {BOUND} s"
        if "error" in outcome:
            raise outcome["error"]
        return outcome["value"]

    return wait


def edited(folder: Path, old: str, new: str) -> Path:
    """A folder with another version of the toy exhibition, to come first on a worker's path."""
    folder.mkdir()
    text = (TOYS / "toy_exhibition.py").read_text(encoding="utf-8")
    assert old in text
    (folder / "toy_exhibition.py").write_text(text.replace(old, new), encoding="utf-8")
    return folder


def without_program(folder: Path) -> Path:
    """A folder that hides the program from a worker, wherever it is installed."""
    (folder / "gallery").mkdir(parents=True)
    (folder / "gallery" / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'gallery'\")\n")
    return folder


def test_three_workers_make_the_bytes_of_one_job_and_run_each_step_once(
    cluster: Cluster, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    cluster.workers(3)
    plan = plan_of(tmp_path)
    built = made(plan, cluster.means(), tmp_path / "out")
    assert built.execution.ran == {task.id for task in plan.tasks}
    assert records(cluster.cache) == sorted(task.id for task in plan.tasks)
    again = made(plan, cluster.means(), tmp_path / "out")
    assert (again.changed, again.execution.ran) == (0, frozenset())
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert capfd.readouterr().err == ""
    assert_as_with_one_job(tmp_path, tmp_path / "out")


def test_a_worker_that_is_killed_takes_nothing_with_it(cluster: Cluster, tmp_path: Path) -> None:
    first, *_ = cluster.workers(3)
    until(lambda: "Registered to" in cluster.log("worker-1"), "the first worker")
    building = aside(lambda: made(plan_of(tmp_path), cluster.means(), tmp_path / "out"))
    until(lambda: finished(cluster.cache) >= 2, "the first results")
    kill(first)
    building()
    assert_as_with_one_job(tmp_path, tmp_path / "out")


def test_what_is_bound_to_a_worker_goes_to_its_successor(cluster: Cluster, tmp_path: Path) -> None:
    cluster.worker(cache=tmp_path / "elsewhere")
    only = cluster.worker()
    building = aside(lambda: made(plan_of(tmp_path), cluster.means(PATIENT), tmp_path / "out"))
    until(lambda: finished(cluster.cache) >= 2, "the first results")
    kill(only)
    cluster.worker()
    building()
    assert_as_with_one_job(tmp_path, tmp_path / "out")


def begun(cluster: Cluster) -> list[Path]:
    """What workers are making now."""
    return [path for path in cluster.cache.glob("store/unfinished/*") if not path.name.startswith("build.")]


ELSEWHERE = "import socket; socket.gethostname = lambda: 'elsewhere'\n"


def test_pruning_spares_what_a_build_on_other_machines_found_at_its_beginning(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text(ELSEWHERE, encoding="utf-8")
    cluster.worker("--preload", str(tmp_path / "elsewhere.py"))
    plan, go_on = plan_of(tmp_path), tmp_path / "go on"
    long = Task("panels/long", toy.waiting_step, {"until": str(go_on)}, needs=tuple(task.id for task in plan.tasks))
    both = checked_plan([*plan.tasks, long], plan.givens.values())
    building = aside(lambda: execute(both, cluster.means()))
    try:
        until(lambda: finished(cluster.cache) > len(plan.tasks) and begun(cluster), "the long step")
        first = min(path.stat().st_mtime for path in cluster.cache.glob("store/??/*/entry.json"))
        assert running_since(cluster.cache, time.time()) <= first
    finally:
        go_on.touch()
    building()
    assert list((cluster.cache / "store" / "unfinished").iterdir()) == []


def test_a_worker_that_comes_while_a_long_step_runs_has_work_at_once(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "AHEAD", 1)
    cluster.worker()
    plan, go_on = plan_of(tmp_path), tmp_path / "go on"
    long = Task("panels/long", toy.waiting_step, {"until": str(go_on)})
    both = checked_plan([long, *plan.tasks], plan.givens.values())
    building = aside(lambda: execute(both, cluster.means()))
    until(lambda: begun(cluster), "the long step")
    cluster.worker()
    try:
        until(lambda: set(records(cluster.cache)) >= {task.id for task in plan.tasks}, "the others", BOUND / 2)
    finally:
        go_on.touch()
    assert len(building().ran) == len(both.tasks)


def test_a_worker_that_stands_still_with_a_result_keeps_back_only_that(cluster: Cluster, tmp_path: Path) -> None:
    cluster.workers(2)
    plan, tell = plan_of(tmp_path), tmp_path / "pid"
    freezing = Task("panels/freezing", toy.freezing_step, {"tell": str(tell)})
    both = checked_plan([freezing, *plan.tasks], plan.givens.values())
    building = aside(lambda: execute(both, cluster.means()))
    # Three orders at a time are on their way for each worker; what the other has is less than half of these.
    until(lambda: finished(cluster.cache) >= 10, "the results of the other worker", BOUND / 2)
    os.kill(int(tell.read_text(encoding="ascii")), signal.SIGKILL)
    assert len(building().ran) == len(both.tasks)


def paused(cluster: Cluster, name: str) -> None:
    """Have the worker called ``name`` begin nothing any more, as Dask does near its limit of memory."""

    def pause(dask_worker: Any) -> None:
        from distributed.core import Status

        dask_worker.status = Status.paused

    from distributed import Client

    with Client(cluster.scheduler.find(), set_as_default=False) as client:
        workers = client.scheduler_info(n_workers=-1)["workers"]
        client.run(pause, workers=[address for address, facts in workers.items() if facts["name"] == name])


def test_what_waits_at_a_worker_that_is_paused_is_done_by_others(
    cluster: Cluster, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    slowly = {name: {**facts, "seconds": 0.4} for name, facts in SLOWLY.items()}
    cluster.worker("--name", "short of memory", "--memory-limit", "0")
    cluster.worker()
    for name in ("worker-1", "worker-2"):
        until(lambda name=name: "Registered to" in cluster.log(name), name)
    building = aside(lambda: made(plan_of(tmp_path, slowly), cluster.means(), tmp_path / "out"))
    until(lambda: finished(cluster.cache) >= 3, "the first results")
    paused(cluster, "short of memory")
    building()
    assert_as_with_one_job(tmp_path, tmp_path / "out", slowly)
    (said,) = [record.message for record in caplog.records if "gets no more steps" in record.message]
    assert said.startswith("the worker short of memory (tcp://")
    assert said.endswith("Dask has paused it for want of memory; start it again with a larger --memory-limit")


def test_with_nobody_but_paused_workers_a_build_ends_and_says_so(cluster: Cluster, tmp_path: Path) -> None:
    cluster.worker("--name", "short of memory", "--memory-limit", "0")
    until(lambda: "Registered to" in cluster.log("worker-1"), "the worker")
    paused(cluster, "short of memory")
    with pytest.raises(BuildError) as caught:
        aside(lambda: made(plan_of(tmp_path), cluster.means(), tmp_path / "out"))()
    (problem,) = caught.value.problems
    assert "): Dask has paused it for want of memory\n  the same of colorize/work-1, " in problem.message
    assert problem.hint == "start it again with a larger --memory-limit, and build again"


def test_what_a_worker_says_that_nobody_has_greeted_is_not_believed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came after the last look and takes what was for anybody, with another store, in which no master is."""
    look, looks = Connection.workers, itertools.count()

    def late(connection: Connection, seconds: float) -> list[Worker]:
        found = look(connection, seconds)
        return found if next(looks) else [worker for worker in found if worker.name != "late"]

    monkeypatch.setattr(Connection, "workers", late)
    monkeypatch.setattr(executor, "LOOK", BOUND)
    cluster.worker()
    cluster.worker("--name", "late", cache=tmp_path / "elsewhere")
    for name in ("worker-1", "worker-2"):
        until(lambda name=name: "Registered to" in cluster.log(name), name)
    made(plan_of(tmp_path), cluster.means(), tmp_path / "out")
    assert next(looks) > 1, "the other took nothing"
    assert_as_with_one_job(tmp_path, tmp_path / "out")


def test_a_worker_of_another_version_refuses_its_steps_and_the_others_do_them(
    cluster: Cluster, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = edited(tmp_path / "other", 'parameters["title"] + "\\n"', 'parameters["title"] + "!\\n"')
    cluster.worker(path=[other, PROGRAM, TOYS])
    cluster.worker(path=[without_program(tmp_path / "none")])
    cluster.worker(cache=tmp_path / "elsewhere")
    for name in ("worker-1", "worker-2", "worker-3"):
        until(lambda name=name: "Registered to" in cluster.log(name), name)
    cluster.worker()
    made(plan_of(tmp_path), cluster.means(), tmp_path / "out")
    assert_as_with_one_job(tmp_path, tmp_path / "out")
    (refuses,) = [record.message for record in caplog.records if "refuses" in record.message]
    assert "toy_exhibition is the code" in refuses
    parts = sorted(record.message.partition(": ")[2] for record in caplog.records if "takes no part" in record.message)
    assert [part.partition(";")[0] for part in parts] == [
        "it has not this program (No module named 'gallery')",
        f"its store in {tmp_path / 'elsewhere'} is not the build's store",
    ]
    assert "GALLERY_CACHE" in parts[1]


READ_ONLY = """\
import errno, os
from gallery.pipeline.folder_store import FolderStore

def refuse(self, draft, key):
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))

FolderStore._move = refuse
"""


def test_a_worker_that_cannot_write_the_store_takes_no_part_and_the_others_do_all(
    cluster: Cluster, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "read_only.py").write_text(READ_ONLY, encoding="utf-8")
    cluster.worker("--preload", str(tmp_path / "read_only.py"))
    cluster.worker()
    for name in ("worker-1", "worker-2"):
        until(lambda name=name: "Registered to" in cluster.log(name), name)
    made(plan_of(tmp_path), cluster.means(), tmp_path / "out")
    assert_as_with_one_job(tmp_path, tmp_path / "out")
    (said,) = [record.message for record in caplog.records if "takes no part" in record.message]
    assert said.endswith(
        f": {cluster.cache / 'store'}: the store of finished steps cannot be written: Read-only file system; "
        "see that it can be written from here, or choose another folder with --cache DIR"
    )


def test_a_worker_that_cannot_name_the_store_takes_no_part(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with Cluster(tmp_path / "cluster", tmp_path / "gemeinsam für alle") as cluster:
        cluster.worker(environment={"PYTHONUTF8": "0", "LC_ALL": "C"})
        until(lambda: "Registered to" in cluster.log("worker-1"), "the worker")
        cluster.worker()
        made(plan_of(tmp_path), cluster.means(PATIENT), tmp_path / "out")
    (said,) = [record.message for record in caplog.records if "takes no part" in record.message]
    assert said.endswith("names of files for another encoding than UTF-8; start it with PYTHONUTF8=1")


@pytest.mark.skipif(sys.platform != "linux", reason="the names of files are Unicode there")
def test_a_store_whose_name_is_not_unicode_is_one_all_the_same(tmp_path: Path) -> None:
    with Cluster(tmp_path / "cluster", tmp_path / os.fsdecode(b"gemeinsam f\xfcr alle")) as cluster:
        cluster.worker()
        made(plan_of(tmp_path), cluster.means(PATIENT), tmp_path / "out")
    assert_as_with_one_job(tmp_path, tmp_path / "out")


def test_with_workers_of_other_versions_alone_the_build_says_what_differs(cluster: Cluster, tmp_path: Path) -> None:
    other = edited(tmp_path / "other", "text * 200", "text * 300")
    cluster.worker(path=[other, PROGRAM, TOYS])
    cluster.worker(cache=tmp_path / "elsewhere")
    with pytest.raises(BuildError) as caught:
        made(plan_of(tmp_path), cluster.means(), tmp_path / "out")
    assert caught.value.exit_code == 1
    problem = caught.value.problems[0]
    assert (problem.code, problem.task) == ("worker-differs", "colorize/work-0"), str(problem)
    assert "toy_exhibition is the code" in problem.message
    assert f"{tmp_path / 'elsewhere'} is not the build's store" in problem.message
    assert problem.hint == "give all machines the same program and the same store, and build again"
    assert not (tmp_path / "out").exists()


def test_a_step_that_kills_its_workers_fails_alone(delicate: Cluster, tmp_path: Path) -> None:
    # Two workers are its victims: one when it waits beside others, one when it is tried alone.
    delicate.workers(3)
    plan = plan_of(tmp_path)
    deadly = Task("panels/deadly", toy.deadly_step, {"seconds": 0.3}, subject="deadly")
    with pytest.raises(BuildError) as caught:
        execute(checked_plan([deadly, *plan.tasks], plan.givens.values()), delicate.means())
    (problem,) = caught.value.problems
    assert str(problem) == (
        "panels/deadly: workers died of it, perhaps for want of memory; "
        "give the workers more memory, or fewer threads each [died]"
    )
    assert records(delicate.cache) == sorted(task.id for task in plan.tasks)


def test_without_its_scheduler_a_build_ends_and_the_next_goes_on(cluster: Cluster, tmp_path: Path) -> None:
    cluster.workers(2)
    building = aside(lambda: made(plan_of(tmp_path), cluster.means(), tmp_path / "out"))
    until(lambda: finished(cluster.cache) >= 4, "the first results")
    kill(cluster.scheduler_process)
    with pytest.raises(BuildError, match=r"the scheduler at tcp://.* is gone: .*; start a scheduler and workers again"):
        building()
    there = finished(cluster.cache)
    built = made(plan_of(tmp_path), here(tmp_path, "shared"), tmp_path / "out")
    assert len(built.execution.reused) >= 3
    assert there < len(plan_of(tmp_path).tasks)
    assert_as_with_one_job(tmp_path, tmp_path / "out")


def test_builds_killed_at_random_moments_are_finished_by_the_next(cluster: Cluster, tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    cluster.workers(2)
    made(plan_of(tmp_path, {"gone": SLOWLY["work-0"]}), cluster.means(), tmp_path / "out")
    program = (
        "import sys; from pathlib import Path; import test_cluster as t; from clusters import Cluster\n"
        "folder = Path(sys.argv[1]); cluster = Cluster(folder / 'cluster', folder / 'shared')\n"
        "t.made(t.plan_of(folder), cluster.means(), folder / 'out')\n"
    )
    killed, steps = 0, finished(cluster.cache)
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(PROGRAM), str(TOYS)])},
        ) as process:
            steps += chance.randint(1, 4)
            until(lambda steps=steps: process.poll() is not None or finished(cluster.cache) >= steps, "results")
            time.sleep(0.2 * chance.random())
            killed += process.poll() is None
            process.kill()
    assert killed, "no build was still running: the machine is faster than this test supposes"
    made(plan_of(tmp_path), cluster.means(), tmp_path / "out")
    assert_as_with_one_job(tmp_path, tmp_path / "out")


def test_tasks_go_where_their_memory_is(cluster: Cluster, tmp_path: Path) -> None:
    """One worker declares little, one declares nothing and takes all; then that one is gone."""
    cluster.worker("--resources", "MEMORY=1e9")
    other = cluster.worker()
    large = Task("panels/large", toy.number_step, {"seconds": 0, "number": 1}, memory=2_000_000_000)
    plan = plan_of(tmp_path)
    both = checked_plan([large, *plan.tasks], plan.givens.values())
    assert len(execute(both, cluster.means()).ran) == len(both.tasks)
    kill(other)
    shutil.rmtree(cluster.cache)
    with pytest.raises(BuildError) as caught:
        execute(both, cluster.means())
    assert str(caught.value) == (
        "panels/large: it may take 2,000 MB and no worker declares more than 1,000 MB; "
        "start one with --resources MEMORY=2000000000 or more [memory]"
    )
    assert records(cluster.cache) == sorted(task.id for task in plan.tasks)


def test_a_full_store_is_told_with_the_worker_that_met_it(cluster: Cluster, tmp_path: Path) -> None:
    cluster.worker()
    full = Task("panels/full", toy.full_step)
    with pytest.raises(BuildError, match=r"panels/full: on the worker tcp://.*: .*shared/store: .* cannot be written"):
        execute(checked_plan([full]), cluster.means())


def test_a_build_waits_for_its_first_worker_and_says_so(
    cluster: Cluster, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    building = aside(lambda: made(plan_of(tmp_path), cluster.means(), tmp_path / "out"))
    until(lambda: "has no workers; waiting for one" in caplog.text, "the warning")
    cluster.worker()
    assert len(building().execution.ran) == len(plan_of(tmp_path).tasks)


def test_orders_hold_no_path_of_the_machine_that_builds(cluster: Cluster, tmp_path: Path) -> None:
    orders: list[tuple[Order, Mount]] = []

    class Spy:
        def submit(self, fn: Any, *args: Any) -> Any:
            orders.append(args)
            raise KeyboardInterrupt

        def shutdown(self, **_: Any) -> None:
            """Nothing runs here."""

    means = Means(tmp_path / "cache", executor=lambda _: Spy(), remote=True)  # type: ignore[arg-type,return-value]
    with pytest.raises(KeyboardInterrupt):
        execute(plan_of(tmp_path), means)
    ((order, mount),) = orders
    assert mount == Mount()
    told = pickle.dumps(order)
    for path in (tmp_path, Path.home(), TOYS, PROGRAM):
        assert str(path).encode() not in told


MANIFEST = """\
title: {en: On many machines, de: Auf vielen Rechnern}
curator: C
statement: S
base_url: https://example.org/
publications: {site: {theme: theme, walk: false, colorizer: false}, room: {enabled: false}}
rooms:
  - title: R
    works:
      - {id: camera, source: {package: skimage, path: data/camera.png}, title: Camera, alt: A man., rights: PDM}
      - {id: coins, source: {path: coins.png}, title: Coins, alt: Coins., rights: PDM}
""".replace("PDM", '"http://creativecommons.org/publicdomain/mark/1.0/"')


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def another_program(folder: Path) -> list[Path]:
    """The program with another module, which most steps reach, and with another template of the report."""
    folder.mkdir()
    shutil.copytree(PROGRAM / "gallery", folder / "gallery", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROGRAM / "templates", folder / "templates", ignore=shutil.ignore_patterns("frontend"))
    for name in ("model", "exhibits"):
        (folder / name).symlink_to(PROGRAM / name)
    module = folder / "gallery" / "derivatives.py"
    module.write_text(module.read_text(encoding="utf-8") + "\nANOTHER = 1\n", encoding="utf-8")
    (folder / "templates" / "report" / "more.css").write_text("p {}", encoding="utf-8")
    return [folder]


def test_a_real_exhibition_is_the_same_from_a_cluster_with_an_interruption_and_another_version(
    cluster: Cluster, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    exhibit = tmp_path / "exhibit"
    (exhibit / "theme").mkdir(parents=True)
    (exhibit / "theme" / "theme.css").write_text("h1 { color: #123; }", encoding="utf-8")
    (exhibit / "exhibit.yaml").write_text(MANIFEST, encoding="utf-8")
    import skimage

    shutil.copyfile(Path(skimage.__file__).parent / "data" / "coins.png", exhibit / "coins.png")
    arguments = ["build", str(exhibit), "--quiet", "--output"]
    cluster.workers(2)
    cluster.worker(path=another_program(tmp_path / "another"))
    on_cluster = [*arguments, str(tmp_path / "out"), "--scheduler-file", str(cluster.file)]
    on_cluster += ["--cache", str(cluster.cache)]
    # Where the tests run in the background of a shell, Ctrl-C is ignored, and children inherit that.
    program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{program}from gallery.cli import main; main()", *on_cluster],
        env={**os.environ, "PYTHONPATH": str(PROGRAM)},
        stderr=subprocess.PIPE,
    )
    until(lambda: process.poll() is not None or finished(cluster.cache) > 3, "the first results")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=BOUND)
    lines = said.decode().splitlines()
    assert (process.returncode, lines[-1]) == (130, "interrupted"), said.decode()
    assert [line for line in lines[:-1] if line and "refuses steps" not in line] == []
    assert _run(on_cluster) == 0
    refused = capfd.readouterr().err
    assert any("gallery is the code" in line for line in [*lines, *refused.splitlines()])
    assert "Traceback" not in refused
    assert "distributed" not in refused
    assert _run([*arguments, str(tmp_path / "one"), "--jobs", "1", "--cache", str(tmp_path / "own")]) == 0
    assert files(tmp_path / "out") == files(tmp_path / "one")


def test_the_shots_of_a_film_are_made_by_workers_and_are_those_of_one_job(cluster: Cluster, tmp_path: Path) -> None:
    exhibit = tmp_path / "exhibit"
    exhibit.mkdir()
    bars.two_shots(exhibit / "bars.mkv")
    head, _, _ = MANIFEST.partition("publications")
    off = "publications: {site: {walk: false, colorizer: false}, room: {enabled: false}}"
    rights = "http://creativecommons.org/publicdomain/mark/1.0/"
    work = f'{{id: bars, source: {{path: bars.mkv}}, title: Bars, alt: A bar wanders., rights: "{rights}"}}'
    (exhibit / "exhibit.yaml").write_text(f"{head}{off}\nrooms: [{{title: R, works: [{work}]}}]\n", encoding="utf-8")
    arguments = ["build", str(exhibit), "--quiet", "--output"]
    cluster.workers(2)
    shared = ["--cache", str(cluster.cache), "--scheduler-file", str(cluster.file)]
    assert _run([*arguments, str(tmp_path / "out"), *shared]) == 0
    assert {"film/shot/bars-1", "film/shot/bars-2", "film/colour/bars"} <= set(records(cluster.cache))
    assert _run([*arguments, str(tmp_path / "one"), "--jobs", "1", "--cache", str(tmp_path / "own")]) == 0
    assert files(tmp_path / "out") == files(tmp_path / "one")


@pytest.fixture
def small(tmp_path: Path) -> list[str]:
    """The arguments that build an exhibit of one work."""
    head, _, works = MANIFEST.partition("publications")
    manifest = f"{head}rooms{works.partition('rooms')[2].rpartition('      - {id: coins')[0]}"
    (tmp_path / "exhibit.yaml").write_text(manifest, encoding="utf-8")
    return ["build", str(tmp_path / "exhibit.yaml"), "--quiet", "--output", str(tmp_path / "out")]


def test_a_scheduler_that_does_not_answer_is_told_at_once(
    small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gallery.pipeline.cluster.connection.CONNECTING", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        for scheduler in (address, "nonsense://1", "tcp://127.0.0.1:port"):
            assert _run([*small, "--scheduler", scheduler]) == 1
            said = capsys.readouterr().err
            assert said.startswith(f"the scheduler at {scheduler} does not answer: ")
            assert said.endswith("; start it with 'dask scheduler', and see that this machine reaches it\n")
    assert not (tmp_path / "out").exists()


def test_that_a_worker_is_lost_while_its_result_is_waited_for_is_no_news_to_the_terminal(
    cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    distributed_client = pytest.importorskip("distributed.client")
    connection = Connection(cluster.scheduler)
    try:
        for error in (distributed_client.AllExit(), RuntimeError("ours")):
            logging.getLogger("asyncio").error("Task exception was never retrieved", exc_info=error)
    finally:
        connection.close()
    assert ["ours" in (record.exc_text or str(record.exc_info)) for record in caplog.records] == [True]


def test_a_scheduler_file_that_names_none_is_told(
    small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scheduler.json"
    assert _run([*small, "--scheduler-file", str(file)]) == 1
    assert capsys.readouterr().err.startswith(f"{file}: cannot be read: No such file or directory; start it with ")
    for text in ("[", "{}", '{"address": 7}'):
        file.write_text(text, encoding="utf-8")
        assert _run([*small, "--scheduler-file", str(file)]) == 1
        assert capsys.readouterr().err.startswith(f"{file}: is no scheduler file; start it with ")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        for other in ("/dev/zero", str(tmp_path / "pipe")):
            assert _run([*small, "--scheduler-file", other]) == 1
            assert capsys.readouterr().err.startswith(f"{other}: cannot be read: it is ")
    assert _run([*small, "--scheduler-file", str(file), "--scheduler", "x"]) == 2


def test_without_the_extra_the_build_says_how_to_get_it(
    small: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert _run([*small, "--scheduler", "tcp://127.0.0.1:8786"]) == 1
    said = capsys.readouterr().err
    assert "pip install 'nostalgia-gallery[cluster]'" in said


def test_the_shipped_exhibit_of_witnesses_is_built_on_a_cluster(
    cluster: Cluster, tmp_path: Path, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.workers(2)
    arguments = ["build", str(PROGRAM / "exhibits" / "witnesses"), "--offline", "--quiet"]
    arguments += ["--mirror", str(shared_data / "photographs" / "historical")]
    more = ["--output", str(tmp_path / "out"), "--cache", str(cluster.cache), "--json"]
    assert _run([*arguments, *more, "--scheduler-file", str(cluster.file)]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["works"], summary["problems"], summary["reused"]) == (18, 0, 0)
    assert summary["ran"] == summary["steps"] > 18 * 8
    assert _run([*arguments, *more]) == 0
    assert json.loads(capsys.readouterr().out)["ran"] == 0
