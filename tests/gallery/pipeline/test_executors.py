"""Executors: serial and processes, and processes that end when they should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor
from pathlib import Path

import pytest

from gallery.pipeline.executors import SerialExecutor, ThreadsExecutor, available_cpus, make_executor
from gallery.pipeline.processes import ProcessesExecutor


def test_one_job_is_serial_and_more_are_processes() -> None:
    assert isinstance(make_executor(1), SerialExecutor)
    with make_executor(2) as executor:
        assert isinstance(executor, ProcessesExecutor)


def test_no_more_workers_are_started_than_the_system_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("executors", "processes"):
        monkeypatch.setattr(f"gallery.pipeline.{module}.MOST_PROCESSES", 1)  # 61 on Windows
    assert available_cpus() == 1
    with ProcessesExecutor(100) as executor:
        assert len({executor.submit(os.getpid).result() for _ in range(4)}) == 1


@pytest.mark.parametrize("make", [SerialExecutor, lambda: ProcessesExecutor(1), ThreadsExecutor])
def test_every_executor_returns_results_and_errors_in_futures(make: type[Executor]) -> None:
    with make() as executor:
        assert executor.submit(divmod, 7, 2).result() == (3, 1)
        assert isinstance(executor.submit(divmod, 7, 0).exception(), ZeroDivisionError)


def test_serial_runs_at_once_in_this_process() -> None:
    assert SerialExecutor().submit(os.getpid).result() == os.getpid()


def test_a_worker_uses_one_thread_and_leaves_interrupts_to_its_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with ProcessesExecutor(1) as executor:
        assert executor.submit(os.getenv, "OMP_NUM_THREADS").result() == "1"
        assert executor.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_IGN


def test_the_user_s_own_limit_of_threads_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    with ProcessesExecutor(1) as executor:
        assert executor.submit(os.getenv, "OMP_NUM_THREADS").result() == "3"


def test_killed_workers_do_not_finish_what_they_do() -> None:
    executor = ProcessesExecutor(1)
    pid = executor.submit(os.getpid).result()
    executor.submit(time.sleep, 60)
    began = time.monotonic()
    executor.kill()
    assert time.monotonic() - began < 5
    assert not alive(pid)


def test_downloads_do_not_keep_the_program_alive() -> None:
    hold = threading.Event()
    future = ThreadsExecutor().submit(hold.wait)
    thread = next(thread for thread in threading.enumerate() if "call" in thread.name)
    assert thread.daemon
    hold.set()
    assert future.result(5) is True


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    program = (
        "import os\nimport time\nfrom pathlib import Path\nfrom gallery.pipeline.processes "
        "import ProcessesExecutor\nif __name__ == '__main__':\n"
        "    executor = ProcessesExecutor(1)\n"
        "    Path('pid').write_text(str(executor.submit(os.getpid).result()))\n"
        "    executor.submit(time.sleep, 120)\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(120)\n"
    )
    (tmp_path / "program.py").write_text(program)
    with subprocess.Popen([sys.executable, "program.py"], cwd=tmp_path, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        parent.kill()
        worker = int((tmp_path / "pid").read_text())
        assert gone_within(worker, 5)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def gone_within(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)
