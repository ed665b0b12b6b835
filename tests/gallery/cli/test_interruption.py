"""Ctrl-C at any time, and again: exit code 130, and never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such signals here")

SECONDS = 120

BEGINNING = """
import atexit, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # not so in the background of a shell
from gallery.__main__ import main
"""

AT_AN_IMPORT = f"""{BEGINNING}
first, again = map(int, sys.argv[1:3])
del sys.argv[1:3]
count = 0

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)
    for _ in range(1000):
        pass

def hook(event, _):
    global count
    if event == "import":
        count += 1
        if count == 1 and again:
            atexit.register(interrupt)
        if count == first:
            interrupt()

atexit.register(lambda: print(count))
sys.addaudithook(hook)
main()
"""

TOLD = f"""{BEGINNING}
begun = []

def hook(event, _):
    if event == "import" and not begun:
        begun.append(os.write(1, b"begun\\n"))

sys.addaudithook(hook)
main()
"""


def run(first: int, again: int, folder: Path) -> subprocess.CompletedProcess[str]:
    """``gallery check``, interrupted at the import of that number, and perhaps again as it ends."""
    program = [sys.executable, "-c", AT_AN_IMPORT, str(first), str(again), "check", str(folder / "none.yaml")]
    return subprocess.run(program, capture_output=True, text=True, check=False, timeout=SECONDS)


def test_whatever_is_being_imported_ctrl_c_is_130_without_a_traceback(tmp_path: Path) -> None:
    whole = run(0, 0, tmp_path)
    assert whole.returncode == 1, whole.stderr
    imports = int(whole.stdout.splitlines()[-1])
    for first in (1, 2, 5, 10, 20, *range(30, imports, max(1, imports // 6))):
        for again in (0, 1):
            done = run(first, again, tmp_path)
            assert "Traceback" not in done.stderr
            if done.returncode == 1 and first > 20:
                continue  # the command had begun, and what is written in C took the exception for a missing name
            assert done.returncode == 130, (first, imports, done)
            assert done.stderr.splitlines()[-1] == "interrupted"


def test_ctrl_c_after_the_last_word_is_no_traceback_either(tmp_path: Path) -> None:
    done = run(0, 1, tmp_path)
    assert done.returncode == 130
    assert "none.yaml" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_however_late_it_comes_and_however_often_ctrl_c_is_no_traceback(delay: float, tmp_path: Path) -> None:
    program = [sys.executable, "-c", TOLD, "check", str(tmp_path / "none.yaml")]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    time.sleep(delay)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.01)
    _, said = process.communicate(timeout=SECONDS)
    assert process.returncode in (1, 130), said  # 1: it was done before
    assert "Traceback" not in said


def test_where_a_shell_has_it_ignored_it_stays_so(tmp_path: Path) -> None:
    program = AT_AN_IMPORT.replace("default_int_handler)", "SIG_IGN)")
    command = [sys.executable, "-c", program, "3", "1", "check", str(tmp_path / "none.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 1
    assert "none.yaml" in done.stdout
