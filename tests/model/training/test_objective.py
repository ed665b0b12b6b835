"""What losses judge by: the prior is the data's and stays the run's, and missing weights are said at the start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from model.color import grid  # noqa: E402
from model.errors import CheckpointError, ConfigError, WeightsError  # noqa: E402
from model.losses import Losses, prior_of, rarity_of  # noqa: E402
from model.training import TrainingConfig, train  # noqa: E402
from model.training.objective import PRIOR, create_objective, create_prior, save_prior  # noqa: E402

REBALANCED = TrainingConfig(losses=Losses(rebalance=1.0))


class Reds:
    """A supply of 1,200 red images."""

    def __len__(self) -> int:
        return 1200

    def batch(self, which: torch.Tensor, step: int) -> torch.Tensor:
        return torch.tensor([50.0, 60, 40])[:, None, None].expand(len(which), 3, 8, 8)


def test_the_prior_is_that_of_all_training_images(tmp_path: Path) -> None:
    prior = create_prior(REBALANCED, Reds(), tmp_path, resume=False)
    assert prior is not None
    assert prior[grid.bins().tolist().index([60, 40])] == 1
    objective = create_objective(REBALANCED, prior)
    assert torch.allclose(objective.cross_entropy.rarity, rarity_of(prior))


def test_a_resumed_run_keeps_its_prior_and_a_new_one_does_not(tmp_path: Path) -> None:
    kept = torch.full((len(grid.bins()),), 1 / len(grid.bins()))
    save_prior(kept, tmp_path)
    again = create_prior(REBALANCED, Reds(), tmp_path, resume=True)
    assert torch.allclose(again, kept)
    assert torch.equal(
        create_prior(REBALANCED, Reds(), tmp_path, resume=False), prior_of([Reds().batch(torch.arange(9), 0)])
    )


def test_without_rebalancing_there_is_no_prior(tmp_path: Path) -> None:
    assert create_prior(TrainingConfig(), Reds(), tmp_path, resume=False) is None


@pytest.mark.parametrize(("text", "message"), [("[1, 2", "is damaged"), ("[0.5, 0.5]", "is not a prior over 313 bins")])
def test_a_damaged_prior_is_an_error_with_the_remedy(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / PRIOR).write_text(text)
    with pytest.raises(CheckpointError, match=f"{message}.*delete it: it is computed again"):
        create_prior(REBALANCED, Reds(), tmp_path, resume=True)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            TrainingConfig(losses=Losses(lpips=1.0), lpips_weights="none.safetensors"),
            "LPIPS needs its published weights",
        ),
        (TrainingConfig(losses=Losses(perceptual=1.0), classifier="none.json"), "no classifier there; train one with"),
        (
            TrainingConfig(losses=Losses(context=1.0), network_arguments={"context": 10}, classifier="none.json"),
            "no classifier there; train one with",
        ),
        (
            TrainingConfig(losses=Losses(distillation=1.0), teachers=("none.json",)),
            "none.json: No such file or directory; name the card of the weights",
        ),
    ],
)
def test_missing_weights_stop_a_run_before_it_leaves_anything(
    config: TrainingConfig, message: str, small_cifar10: Path, tmp_path: Path
) -> None:
    with pytest.raises(WeightsError, match=message):
        train(config, small_cifar10, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_prior_is_written_as_numbers(tmp_path: Path) -> None:
    save_prior(torch.tensor([0.25, 0.75]), tmp_path)
    assert json.loads((tmp_path / PRIOR).read_text()) == [0.25, 0.75]
    assert [path.name for path in tmp_path.iterdir()] == [PRIOR]


def test_a_network_learns_the_classes_that_the_classifier_knows(small_cifar10: Path, tmp_path: Path) -> None:
    config = TrainingConfig(losses=Losses(context=1.0), network_arguments={"context": 12})
    with pytest.raises(ConfigError, match=r"the classifier knows 10 classes: network_arguments\.context must be that"):
        train(config, small_cifar10, tmp_path / "out")
    assert not (tmp_path / "out").exists()
