"""The discriminator: it comes late, learns to tell, and leaves the colourist's gradient to the colourist."""

from __future__ import annotations

import copy

import pytest

torch = pytest.importorskip("torch")

from model.losses import Losses  # noqa: E402
from model.training.config import DiscriminatorSettings, TrainingConfig  # noqa: E402
from model.training.discriminator import Discriminator, discriminator_inputs  # noqa: E402

CPU = torch.device("cpu")
SETTINGS = DiscriminatorSettings(width=8, layers=1, begin=2.0, rise=4.0, learning_rate=0.01)


CONFIG = TrainingConfig(losses=Losses(adversarial=0.5), discriminator=SETTINGS)


@pytest.fixture
def discriminator() -> Discriminator:
    torch.manual_seed(0)
    return Discriminator(CONFIG, CPU)


def pictures(chroma: float, seed: int = 0) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    lab = torch.randn(8, 3, 32, 32, generator=random) * torch.tensor([10.0, chroma, chroma])[:, None, None]
    return lab + torch.tensor([50.0, 0, 0])[:, None, None]


def test_its_weight_rises_after_it_has_begun(discriminator: Discriminator) -> None:
    assert [discriminator.weight_at(epoch) for epoch in (0, 1.99, 2, 3, 6, 9)] == [0, 0, 0, 0.25, 1, 1]
    assert [discriminator.is_active(epoch) for epoch in (0, 1.99, 2, 9)] == [False, False, True, True]
    at_once = CONFIG.replace(discriminator=SETTINGS.replace(begin=0.0, rise=0.0))
    assert Discriminator(at_once, CPU).weight_at(0) == 1


def test_it_learns_to_tell_true_from_predicted_pictures(discriminator: Discriminator) -> None:
    losses = [discriminator.update(pictures(40, step), pictures(2, step), 1.0)[0].item() for step in range(30)]
    assert losses[0] == pytest.approx(2, abs=0.3)
    assert losses[-1] < 0.6 * losses[0]
    told = discriminator.generator_loss(pictures(2, 99), 9) - discriminator.generator_loss(pictures(40, 99), 9)
    assert told > 0.3  # dull pictures cost the colourist more


def test_the_generator_loss_pulls_the_picture_and_not_the_discriminator(discriminator: Discriminator) -> None:
    before = {name: value.clone() for name, value in discriminator.network.state_dict().items()}
    predicted = pictures(5).requires_grad_()
    discriminator.generator_loss(predicted, 4).backward()
    assert predicted.grad is not None
    assert predicted.grad.abs().sum() > 0
    assert all(p.grad is None for p in discriminator.network.parameters())
    assert all(torch.equal(before[name], value) for name, value in discriminator.network.state_dict().items())
    halves = [discriminator.generator_loss(predicted, epoch).item() for epoch in (4, 6)]
    assert halves[0] == pytest.approx(halves[1] / 2)


def test_learning_leaves_the_colourist_alone(discriminator: Discriminator) -> None:
    predicted = pictures(5).requires_grad_()
    discriminator.update(pictures(40), predicted, 1.0)
    assert predicted.grad is None


def test_from_its_state_it_learns_on_as_if_nothing_had_happened(discriminator: Discriminator) -> None:
    discriminator.update(pictures(40), pictures(2), 1.0)
    torch.manual_seed(5)
    other = Discriminator(CONFIG, CPU)
    other.load_state_dict(copy.deepcopy(discriminator.state_dict()))  # as from a file
    results = [each.update(pictures(40, 1), pictures(2, 1), 1.0) for each in (discriminator, other)]
    assert results[0] == results[1]
    states = [each.network.state_dict() for each in (discriminator, other)]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


def test_it_reads_lab_in_units_of_one() -> None:
    lab = torch.tensor([100.0, 110, -55]).reshape(1, 3, 1, 1)
    assert discriminator_inputs(lab).flatten().tolist() == [1, 1, -0.5]
