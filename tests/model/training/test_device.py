"""What training asks of the machine it runs on."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("torch")

STEPS = """
import resource, sys, torch
from model.training.device import keep_freed_memory
if sys.argv[1] == "kept" and not keep_freed_memory():
    sys.exit("no mallopt")
torch.set_num_threads(1)
for _ in range(40):  # until the heap is as large as it becomes
    torch.ones(1 << 24)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(8):
    torch.ones(1 << 24)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
"""Eight tensors of 64 MB, each freed before the next is taken; the pages that the system had to clear for them."""


def _pages(memory: str) -> int:
    command = [sys.executable, "-c", STEPS, memory]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if "no mallopt" in ran.stderr:
        pytest.skip("this C library has no mallopt")
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource module")
def test_memory_that_a_step_frees_is_there_for_the_next_one() -> None:
    assert _pages("kept") < _pages("given back") / 4
