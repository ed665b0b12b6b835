"""Real builds that the system asks to end, as ``kill`` and service managers do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no such signals here")

SECONDS = 120

MANIFEST = """\
title: Ended
curator: C
statement: S
rooms:
  - title: R
    works:
      - {id: camera, source: {package: skimage, path: data/camera.png}, title: Camera, alt: A man., rights: PDM}
      - {id: coins, source: {package: skimage, path: data/coins.png}, title: Coins, alt: Coins., rights: PDM}
      - {id: cat, source: {package: skimage, path: data/chelsea.png}, title: Cat, alt: A cat., rights: PDM}
""".replace("PDM", '"http://creativecommons.org/publicdomain/mark/1.0/"')

PROGRAM = "import signal; signal.signal(signal.SIGINT, signal.{}); from gallery.cli import main; main()"


def is_there(group: int) -> bool:
    """Whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("jobs", "kill", "interrupts"),
    [(1, os.kill, "default_int_handler"), (2, os.kill, "SIG_IGN"), (2, os.killpg, "default_int_handler")],
    ids=["one step at a time", "in the background of a shell", "with all of its workers"],
)
def test_a_build_that_is_terminated_leaves_no_drafts_and_no_complaints(
    tmp_path: Path, jobs: int, kill: object, interrupts: str
) -> None:
    (tmp_path / "exhibit.yaml").write_text(MANIFEST, encoding="utf-8", newline="\n")
    unfinished = tmp_path / "cache" / "store" / "unfinished"
    arguments = ["build", str(tmp_path / "exhibit.yaml"), "--output", str(tmp_path / "out"), "--jobs", str(jobs)]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(interrupts), *arguments],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    end = time.monotonic() + SECONDS
    while not (unfinished.is_dir() and any(unfinished.iterdir())):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)
    assert callable(kill)
    kill(process.pid, signal.SIGTERM)
    _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 143, said
    assert said.splitlines()[-1] == "terminated"
    assert "Traceback" not in said
    assert "leaked" not in said
    assert list(unfinished.iterdir()) == []
    assert not (tmp_path / "out").exists()
    while is_there(process.pid):
        assert time.monotonic() < end
        time.sleep(0.05)
