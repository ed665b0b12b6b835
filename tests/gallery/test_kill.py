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


def finish(process: subprocess.Popen[bytes]) -> float:
    """Seconds until the build succeeded."""
    began = time.monotonic()
    _, said = process.communicate()
    assert process.returncode == 0, said.decode()
    return time.monotonic() - began


def kill(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill the build and its workers after ``seconds``; whether it was still running."""
    with process:
        time.sleep(seconds)
        running = process.poll() is None
        if running:
            os.killpg(process.pid, signal.SIGKILL)
    return running


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_killed_at_random_moments_is_finished_by_the_next(tmp_path: Path, jobs: int) -> None:
    chance = random.Random(1903 + jobs)
    manifest = tmp_path / "exhibit.yaml"
    manifest.write_text(MANIFEST.replace("A cat.", "Another cat.").replace("Coins,", "Money,"), encoding="utf-8")
    # An exhibition that differs stands there already, so that moments of replacing it are among those met.
    seconds = finish(start(tmp_path, jobs))
    manifest.write_text(MANIFEST, encoding="utf-8")
    for part in sorted(chance.uniform(0.1, 0.95) for _ in range(4)):
        kill(start(tmp_path, jobs), part * seconds)
    (tmp_path / "cache" / "store").rename(tmp_path / "spent")
    killed = sum(kill(start(tmp_path, jobs), chance.uniform(0.2, 0.7) * seconds) for _ in range(3))
    assert killed, "no build was still running when it was killed"
    finish(start(tmp_path, jobs))
    finish(start(tmp_path, jobs, "-clean"))
    assert tree(tmp_path / "out") == tree(tmp_path / "out-clean")
    left = [path.name for path in (tmp_path / "out").rglob(".*") if path.name != ".gallery.json"]
    assert left == []
    assert list((tmp_path / "cache" / "store" / "unfinished").iterdir()) == []
