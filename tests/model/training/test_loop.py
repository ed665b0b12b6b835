"""The loop: an interrupted run ends as an uninterrupted one, and a bad step reaches nothing that is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from model.datasets.augment import Augmentation  # noqa: E402
from model.errors import CheckpointError, ConfigError, TrainingError  # noqa: E402
from model.losses import Losses, Objective  # noqa: E402
from model.training import TrainingConfig, checkpoint, colorization, train  # noqa: E402
from model.training.config import DiscriminatorSettings  # noqa: E402
from model.training.device import has_bfloat16  # noqa: E402
from model.training.discriminator import Discriminator  # noqa: E402
from model.training.log import CONFIG, LOG  # noqa: E402
from model.training.optimizer import schedule  # noqa: E402
from model.training.progress import Progress  # noqa: E402
from model.training.runs import config_for  # noqa: E402
from model.training.sheets import CURVES, SAMPLES  # noqa: E402
from model.training.validation import validate  # noqa: E402

SMALL = TrainingConfig(
    network_arguments={"widths": [8, 8, 16, 16], "depths": [1, 1, 1]},
    epochs=2,
    batch_size=64,
    limit=256,
    augmentation=Augmentation(flip=0.5, zoom=0.5, contrast=0.5, blur=0.5, grain=0.5),
    precision="float32",
)


class InterruptedRunError(Exception):
    """As a kill: raised out of the middle of a run."""


def interrupt_at(step: int) -> object:
    def tell(progress: Progress) -> None:
        if progress.step == step and progress.validation is None:
            raise InterruptedRunError

    return tell


def same(one: torch.nn.Module, other: torch.nn.Module) -> bool:
    states = one.state_dict(), other.state_dict()
    return states[0].keys() == states[1].keys() and all(torch.equal(states[0][k], states[1][k]) for k in states[0])


def log_of(out: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (out / LOG).read_text(encoding="utf-8").splitlines()]


def without_speed(log: list[dict[str, float]]) -> list[dict[str, float]]:
    return [{key: value for key, value in entry.items() if key != "images_per_second"} for entry in log]


def _interrupted_equals_uninterrupted(data: Path, tmp_path: Path, config: TrainingConfig = SMALL) -> None:
    whole = train(config, data, tmp_path / "whole")
    with pytest.raises(InterruptedRunError):
        train(config, data, tmp_path / "cut", tell=interrupt_at(6))
    resumed = train(config, data, tmp_path / "cut", resume=True)
    assert same(whole, resumed)
    assert without_speed(log_of(tmp_path / "whole")) == without_speed(log_of(tmp_path / "cut"))
    states = [checkpoint.load(tmp_path / name, config.to_json()) for name in ("whole", "cut")]
    for part in ("network", "averaged"):
        assert all(torch.equal(states[0][part][k], states[1][part][k]) for k in states[0][part])


@pytest.mark.matrix
def test_interrupted_and_resumed_it_ends_with_the_same_weights_on_cifar10(shared_data: Path, tmp_path: Path) -> None:
    _interrupted_equals_uninterrupted(shared_data, tmp_path)


def test_interrupted_and_resumed_it_ends_with_the_same_weights(small_cifar10: Path, tmp_path: Path) -> None:
    _interrupted_equals_uninterrupted(small_cifar10, tmp_path)


@pytest.mark.matrix
def test_with_muon_too_it_ends_with_the_same_weights(small_cifar10: Path, tmp_path: Path) -> None:
    deeper = {**SMALL.network_arguments, "deeper": 1, "dropout": 0.1}
    muon = SMALL.replace(optimizer="muon", network_arguments=deeper)
    _interrupted_equals_uninterrupted(small_cifar10, tmp_path, muon)


def test_muon_learns_other_weights_than_adamw(small_cifar10: Path, tmp_path: Path) -> None:
    one = train(SMALL.replace(epochs=1), small_cifar10, tmp_path / "adamw")
    other = train(SMALL.replace(epochs=1, optimizer="muon"), small_cifar10, tmp_path / "muon")
    assert not same(one, other)


def test_a_run_learns_and_writes_its_log_and_configuration(small_cifar10: Path, tmp_path: Path) -> None:
    told: list[Progress] = []
    network = train(SMALL, small_cifar10, tmp_path, tell=told.append)
    assert not network.training
    assert [entry.step for entry in told] == [1, 2, 3, 4, 4, 5, 6, 7, 8, 8]
    assert [entry.validation is not None for entry in told] == [False] * 4 + [True] + [False] * 4 + [True]
    assert {entry.steps for entry in told} == {8}
    log = log_of(tmp_path)
    keys = ["epoch", "step", "loss", "images_per_second", "psnr", "gain", "psnr_hints_10"]
    assert [list(entry) for entry in log] == [keys, keys]
    assert log[1]["loss"] < log[0]["loss"]
    assert TrainingConfig.from_json(json.loads((tmp_path / CONFIG).read_text())).to_json() == SMALL.to_json()
    assert sorted(path.name for path in tmp_path.iterdir()) == [checkpoint.NAME, CONFIG, CURVES, LOG, SAMPLES]


def test_a_run_keeps_which_precision_it_had(small_cifar10: Path, tmp_path: Path) -> None:
    config = SMALL.replace(precision="auto", epochs=1, limit=64)
    train(config, small_cifar10, tmp_path)
    kept = json.loads((tmp_path / CONFIG).read_text(encoding="utf-8"))["precision"]
    assert kept == ("bfloat16" if has_bfloat16("cpu") else "float32")
    train(config, small_cifar10, tmp_path, resume=True)


def test_resuming_a_finished_run_changes_nothing(small_cifar10: Path, tmp_path: Path) -> None:
    network = train(SMALL, small_cifar10, tmp_path)
    log = (tmp_path / LOG).read_bytes()
    assert same(network, train(SMALL, small_cifar10, tmp_path, resume=True))
    assert (tmp_path / LOG).read_bytes() == log


def test_the_log_forgets_what_the_checkpoint_does_not_know(small_cifar10: Path, tmp_path: Path) -> None:
    train(SMALL, small_cifar10, tmp_path)
    before = (tmp_path / LOG).read_text(encoding="utf-8")
    (tmp_path / LOG).write_text(before + '{"epoch": 3, "step": 12}\n{"epoch": 4, "st', encoding="utf-8")
    train(SMALL, small_cifar10, tmp_path, resume=True)
    assert (tmp_path / LOG).read_text(encoding="utf-8") == before


def test_another_seed_gives_other_weights(small_cifar10: Path, tmp_path: Path) -> None:
    short = {**SMALL.to_json(), "epochs": 1, "limit": 64}
    one = train(TrainingConfig.from_json(short), small_cifar10, tmp_path / "0")
    assert not same(one, train(TrainingConfig.from_json({**short, "seed": 1}), small_cifar10, tmp_path / "1"))


def test_a_run_is_not_overwritten_by_mistake(small_cifar10: Path, tmp_path: Path) -> None:
    (tmp_path / checkpoint.NAME).write_bytes(b"hours of work")
    with pytest.raises(CheckpointError, match="holds a run: go on with --resume, choose another --out, or delete it"):
        train(SMALL, small_cifar10, tmp_path)
    assert (tmp_path / checkpoint.NAME).read_bytes() == b"hours of work"


def test_a_run_goes_on_with_its_own_settings_only(small_cifar10: Path, tmp_path: Path) -> None:
    with pytest.raises(InterruptedRunError):
        train(SMALL, small_cifar10, tmp_path, tell=interrupt_at(5))
    other = TrainingConfig.from_json({**SMALL.to_json(), "epochs": 3, "learning_rate": 1e-3})
    with pytest.raises(CheckpointError, match="belongs to another run: epochs, learning_rate differ"):
        train(other, small_cifar10, tmp_path, resume=True)


@pytest.mark.parametrize("what", ["loss", "gradient"])
def test_a_step_that_is_not_finite_stops_the_run_and_keeps_the_checkpoint(
    what: str, small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    class Bad(torch.autograd.Function):
        @staticmethod
        def forward(ctx: object, loss: torch.Tensor) -> torch.Tensor:
            return loss * (float("nan") if what == "loss" else 1)

        @staticmethod
        def backward(ctx: object, gradient: torch.Tensor) -> torch.Tensor:
            return gradient * float("inf")

    forward = Objective.forward

    def explode(self: Objective, *answers: torch.Tensor) -> torch.Tensor:
        calls.append(1)
        loss = forward(self, *answers)
        return Bad.apply(loss) if len(calls) == 6 else loss

    monkeypatch.setattr(Objective, "forward", explode)
    with pytest.raises(
        TrainingError, match=r"by step [678] the loss is .*: the last checkpoint is sound .* a lower learning_rate"
    ):
        train(SMALL, small_cifar10, tmp_path)
    state = checkpoint.load(tmp_path, SMALL.to_json())
    assert state["step"] == 4
    assert all(torch.isfinite(value).all() for value in state["averaged"].values())
    assert [entry["step"] for entry in log_of(tmp_path)] == [4]


def test_before_the_first_checkpoint_a_bad_step_does_not_promise_one(
    small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Objective, "forward", lambda self, logits, *rest: logits.sum() * float("nan"))
    with pytest.raises(TrainingError, match="by step 1 the loss is nan and its gradient nan: nothing was saved in"):
        train(SMALL, small_cifar10, tmp_path)


def test_a_batch_larger_than_the_data_is_refused(small_cifar10: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="batch_size 512 is more than the 300 training images"):
        train(TrainingConfig(batch_size=512), small_cifar10, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("device", ["gpu", "cuda:99"])
def test_a_device_that_is_not_there_is_refused(device: str, small_cifar10: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"(?s)device '{device}' cannot be used here \(.*\); cpu can"):
        train(SMALL, small_cifar10, tmp_path, device=device)


def test_the_learning_rate_rises_then_falls_to_nought() -> None:
    shares = [schedule(epoch / 4, warmup=2, epochs=10) for epoch in range(41)]
    assert shares[:9] == sorted(shares[:9])
    assert shares[8:] == sorted(shares[8:], reverse=True)
    assert max(shares) == pytest.approx(1)
    assert shares[-1] == pytest.approx(0)
    assert schedule(0, warmup=0, epochs=20) == 1


def test_with_a_cooldown_it_is_constant_until_the_last_epochs() -> None:
    shares = [schedule(epoch / 4, warmup=1, epochs=10, cooldown=4) for epoch in range(41)]
    assert shares[:4] == sorted(shares[:4])
    assert shares[4:25] == [1] * 21
    assert shares[25] == 0.75
    assert shares[24:] == sorted(shares[24:], reverse=True)
    assert shares[-1] == 0


def test_before_its_cooldown_a_run_may_be_given_more_epochs(small_cifar10: Path, tmp_path: Path) -> None:
    short, long = (SMALL.replace(epochs=epochs, cooldown=1.0) for epochs in (2, 3))
    whole = train(long, small_cifar10, tmp_path / "long")
    with pytest.raises(InterruptedRunError):
        train(short, small_cifar10, tmp_path / "short", tell=interrupt_at(5))
    longer = config_for(None, tmp_path / "short", resume=True, epochs=3)
    assert same(whole, train(longer, small_cifar10, tmp_path / "short", resume=True))
    assert config_for(None, tmp_path / "short", resume=True) == config_for(None, tmp_path / "long", resume=True)
    with pytest.raises(CheckpointError, match=r"is 3 epochs in, and with 3 in all .* falls after 2: go on with --epoc"):
        train(SMALL.replace(epochs=4, cooldown=1.0), small_cifar10, tmp_path / "short", resume=True)


def test_validation_of_a_network_that_answers_grey_gains_nothing() -> None:
    from model.color import grid

    bins = grid.bins()

    class Grey(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            logits = torch.full((len(x), len(bins), 16, 16), -50.0)
            logits[:, bins.tolist().index([0, 0])] = 50
            return logits

    lab = torch.rand(5, 3, 32, 32) * torch.tensor([60.0, 20, 20])[:, None, None] + 20
    found = validate(Grey(), lab)
    assert found["gain"] == pytest.approx(0, abs=1e-3)
    assert found["psnr_hints_10"] == pytest.approx(found["psnr"])


def test_it_stops_when_validation_gets_no_better_and_keeps_the_best(
    small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores, seen = iter([20.0, 21.0, 20.5, 20.9, 30.0]), []

    def measure(network: torch.nn.Module, lab: torch.Tensor, precision: str) -> dict[str, float]:
        seen.append({name: value.clone() for name, value in network.state_dict().items()})
        return {"psnr": next(scores), "gain": 0.0, "psnr_hints_10": 0.0}

    monkeypatch.setattr(colorization, "validate", measure)
    config = SMALL.replace(epochs=5, limit=64, patience=2)
    network = train(config, small_cifar10, tmp_path)
    assert [entry["epoch"] for entry in log_of(tmp_path)] == [1, 2, 3, 4]
    assert all(torch.equal(value, seen[1][name]) for name, value in network.state_dict().items())
    again = train(config, small_cifar10, tmp_path, resume=True)
    assert same(network, again)
    assert len(log_of(tmp_path)) == 4


def test_a_discriminator_that_is_not_finite_stops_the_run_with_the_step(
    small_cifar10: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    discriminator = DiscriminatorSettings(width=4, layers=1, begin=1.0)
    config = SMALL.replace(limit=64, losses=Losses(adversarial=0.1), discriminator=discriminator)
    monkeypatch.setattr(Discriminator, "update", lambda *_: (torch.tensor(float("nan")), torch.tensor(1.0)))
    with pytest.raises(TrainingError, match=r"by step 2 the loss .* its gradient nan: the last checkpoint is sound"):
        train(config, small_cifar10, tmp_path)
    assert checkpoint.load(tmp_path, config.to_json())["step"] == 1
