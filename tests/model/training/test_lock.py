"""One training at a time writes into a folder; its lock ends with it, however it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("fcntl")

from model.errors import CheckpointError
from model.training import TrainingConfig, train
from model.training.lock import locked
from model.training.log import LOG
from model.training.progress import Progress

SMALL = TrainingConfig(
    network_arguments={"widths": [4, 4, 4, 4], "depths": [1, 1, 1]},
    epochs=1,
    batch_size=16,
    limit=16,
    precision="float32",
)


@pytest.mark.parametrize("resume", [False, True])
def test_a_second_training_into_the_folder_is_refused_and_disturbs_nothing(
    resume: bool, small_cifar10: Path, tmp_path: Path
) -> None:
    def begin_another(progress: Progress) -> None:
        if progress.validation is None:
            with pytest.raises(CheckpointError, match=r"another training is writing into .*run; wait .* another --out"):
                train(SMALL.replace(seed=2), small_cifar10, tmp_path / "run", resume=resume)

    train(SMALL, small_cifar10, tmp_path / "run", tell=begin_another)
    assert len((tmp_path / "run" / LOG).read_text().splitlines()) == 1
    train(SMALL, small_cifar10, tmp_path / "run", resume=True)


def test_a_killed_training_leaves_no_lock_though_a_process_of_its_own_lives_on(tmp_path: Path) -> None:
    program = f"""
import os, sys, time
from pathlib import Path
from model.training.lock import locked
with locked(Path({str(tmp_path)!r})):
    if os.fork() == 0:
        os.write(1, b"child\\n")
        sys.stdin.read()  # until the test has looked
        os._exit(0)
    time.sleep(600)
"""
    killed = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert killed.stdin
    assert killed.stdout
    assert killed.stdout.readline() == b"child\n"
    with pytest.raises(CheckpointError, match="another training"), locked(tmp_path):
        pass
    killed.kill()
    killed.wait()
    with locked(tmp_path):
        pass
    killed.stdin.close()
    killed.stdout.close()
