"""A team of processes ends with the weights of one process, but for rounding."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from model.errors import ConfigError  # noqa: E402
from model.training.team import Team, join  # noqa: E402

SCRIPT = """
import sys, torch, torch.distributed as dist
from contextlib import nullcontext
from pathlib import Path
from model.datasets import cifar10
from model.datasets.augment import Augmentation
from model.losses import Losses
from model.training import TrainingConfig, train
from model.training.adversary import CriticSettings

torch.set_num_threads(1)
torch.autocast = lambda *_: nullcontext()  # in float32, whose rounding does not hide a mistake
cifar10.MD5 = eval(sys.argv[3])
config = TrainingConfig(
    network_arguments={"widths": [4, 4, 8, 8], "depths": [1, 1, 1]}, epochs=1, warmup=0, batch_size=16, limit=64,
    losses=Losses(huber=1.0, psnr=1.0, adversarial=0.1), critic=CriticSettings(4, 1, begin=0.25, rise=0.25),
    augmentation=Augmentation(zoom=0.5, grain=0.5), learning_rate=1e-4,
)
network = train(config, Path(sys.argv[1]), Path(sys.argv[2]))
if not dist.is_initialized() or dist.get_rank() == 0:
    torch.save(network.state_dict(), sys.argv[2] + ".pt")
if dist.is_initialized():
    dist.barrier()
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def run(data: Path, out: Path, processes: int) -> dict[str, torch.Tensor]:
    from model.datasets import cifar10

    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    if processes > 1:
        team = {"WORLD_SIZE": f"{processes}", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": f"{free_port()}"}
        environment |= team
    command = [sys.executable, "-c", SCRIPT, str(data), str(out), repr(cifar10.MD5)]
    running = [
        subprocess.Popen(command, env=environment | {"RANK": f"{rank}", "LOCAL_RANK": f"{rank}"})
        for rank in range(processes)
    ]
    try:
        assert [process.wait(timeout=120) for process in running] == [0] * processes
    finally:
        for process in running:
            process.kill()
    return torch.load(f"{out}.pt", weights_only=True)


def test_two_processes_end_with_the_weights_of_one(small_cifar10: Path, tmp_path: Path) -> None:
    one, two = (run(small_cifar10, tmp_path / f"{count}", count) for count in (1, 2))
    assert one.keys() == two.keys()
    for name, value in one.items():
        assert torch.allclose(value.float(), two[name].float(), atol=2e-5, rtol=2e-3), name
    logs = [(tmp_path / f"{count}" / "log.jsonl").read_text().splitlines() for count in (1, 2)]
    assert [len(log) for log in logs] == [1, 1]


def test_alone_nothing_is_shared_and_nothing_changes() -> None:
    team, device = join("cpu", 7)
    assert (team, device, team.leads) == (Team(), "cpu", True)
    batch = torch.arange(6)
    assert torch.equal(team.share(batch), batch)
    assert team.agree({"psnr": 1.0}) == {"psnr": 1.0}


def test_a_batch_is_shared_whole() -> None:
    parts = [Team(rank, 3).share(torch.arange(12)) for rank in range(3)]
    assert [len(part) for part in parts] == [4, 4, 4]
    assert torch.equal(torch.cat(parts).sort().values, torch.arange(12))


def test_a_batch_that_cannot_be_shared_evenly_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(ConfigError, match="batch_size 128 cannot be shared by 3 processes; make it a multiple of 3"):
        join("cpu", 128)
