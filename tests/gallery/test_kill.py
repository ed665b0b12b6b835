"""Real builds, killed with all of their processes at random moments: the next build equals a clean one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no process groups to kill here"),
]

MANIFEST = """\
title: Interrupted
curator: C
statement: S
rooms:
  - title: R
    works:
      - {id: camera, source: {package: skimage, path: data/camera.png}, title: Camera, alt: A man., rights: PDM}
      - {id: coins, source: {package: skimage, path: data/coins.png}, title: Coins, alt: Coins., rights: PDM}
      - {id: cat, source: {package: skimage, path: data/chelsea.png}, title: Cat, alt: A cat., rights: PDM}
""".replace("PDM", '"http://creativecommons.org/publicdomain/mark/1.0/"')


def start(folder: Path, jobs: int, name: str = "") -> subprocess.Popen[bytes]:
    """The console program in a process group of its own."""
    arguments = ["build", str(folder / "exhibit.yaml"), "--output", str(folder / f"out{name}"), "--jobs", str(jobs)]
    program = [sys.executable, "-c", "from gallery.cli import main; main()", *arguments, "--quiet"]
    environment = {**os.environ, "GALLERY_CACHE": str(folder / f"cache{name}")}
    return subprocess.Popen(program, env=environment, stderr=subprocess.PIPE, start_new_session=True)


def finish(process: subprocess.Popen[bytes]) -> None:
    """Wait until the build succeeded."""
    _, said = process.communicate()
    assert process.returncode == 0, said.decode()


def finished_steps(folder: Path) -> int:
    return sum(1 for _ in (folder / "cache").glob("store/??/*/entry.json"))


def kill_after(folder: Path, jobs: int, steps: int, seconds: float) -> bool:
    """Start a build; kill it and its workers ``seconds`` after ``steps`` steps are done; whether it still ran.

    Steps are counted, not seconds alone: machines, and moments of one machine, differ in speed by far.
    """
    with start(folder, jobs) as process:
        while process.poll() is None and finished_steps(folder) < steps:
            time.sleep(0.005)
        time.sleep(seconds)
        running = process.poll() is None
        if running:
            os.killpg(process.pid, signal.SIGKILL)
    return running


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("jobs", [pytest.param(1, marks=pytest.mark.matrix), 2])
def test_a_build_killed_at_random_moments_is_finished_by_the_next(tmp_path: Path, jobs: int) -> None:
    chance = random.Random(1903 + jobs)
    manifest = tmp_path / "exhibit.yaml"
    manifest.write_text(MANIFEST.replace("A cat.", "Another cat.").replace("Coins,", "Money,"), encoding="utf-8")
    # An exhibition that differs stands there already, so that the builds that are killed have something to spoil.
    finish(start(tmp_path, jobs))
    total = finished_steps(tmp_path)
    (tmp_path / "cache" / "store").rename(tmp_path / "spent")
    manifest.write_text(MANIFEST, encoding="utf-8")
    moments = [0, *sorted(chance.sample(range(1, total), 3))]
    killed = sum(kill_after(tmp_path, jobs, steps, chance.uniform(0, 0.1)) for steps in moments)
    assert killed >= 2, "hardly a build was still running when it was killed"
    finish(start(tmp_path, jobs))
    finish(start(tmp_path, jobs, "-clean"))
    assert tree(tmp_path / "out") == tree(tmp_path / "out-clean")
    left = [path.name for path in (tmp_path / "out").rglob(".*") if path.name != ".gallery.json"]
    assert left == []
    assert list((tmp_path / "cache" / "store" / "unfinished").iterdir()) == []
