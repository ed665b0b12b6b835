"""The critic: it comes late, learns to tell, and leaves the colourist's gradient to the colourist."""

from __future__ import annotations

import copy

import pytest

torch = pytest.importorskip("torch")

from model.training.adversary import Adversary, CriticSettings, seen  # noqa: E402

SETTINGS = CriticSettings(width=8, layers=1, begin=2.0, rise=4.0, learning_rate=0.01)


@pytest.fixture
def adversary() -> Adversary:
    torch.manual_seed(0)
    return Adversary(SETTINGS, weight=0.5, device="cpu")


def pictures(chroma: float, seed: int = 0) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    lab = torch.randn(8, 3, 32, 32, generator=random) * torch.tensor([10.0, chroma, chroma])[:, None, None]
    return lab + torch.tensor([50.0, 0, 0])[:, None, None]


def test_its_word_rises_after_it_has_begun(adversary: Adversary) -> None:
    assert [adversary.share(epoch) for epoch in (0, 1.99, 2, 3, 6, 9)] == [0, 0, 0, 0.25, 1, 1]
    assert [adversary.begun(epoch) for epoch in (0, 1.99, 2, 9)] == [False, False, True, True]
    assert Adversary(CriticSettings(8, 1, begin=0, rise=0), 1.0, "cpu").share(0) == 1


def test_it_learns_to_tell_true_from_painted_pictures(adversary: Adversary) -> None:
    losses = [adversary.learn(pictures(40, step), pictures(2, step), 1.0)[0] for step in range(30)]
    assert losses[0] == pytest.approx(2, abs=0.3)
    assert losses[-1] < 0.6 * losses[0]
    told = adversary.objection(pictures(2, 99), 9) - adversary.objection(pictures(40, 99), 9)
    assert told > 0.3  # dull pictures cost the colourist more


def test_the_objection_pulls_the_picture_and_not_the_critic(adversary: Adversary) -> None:
    before = {name: value.clone() for name, value in adversary.critic.state_dict().items()}
    painted = pictures(5).requires_grad_()
    adversary.objection(painted, 4).backward()
    assert painted.grad is not None
    assert painted.grad.abs().sum() > 0
    assert all(p.grad is None for p in adversary.critic.parameters())
    assert all(torch.equal(before[name], value) for name, value in adversary.critic.state_dict().items())
    halves = [adversary.objection(painted, epoch).item() for epoch in (4, 6)]
    assert halves[0] == pytest.approx(halves[1] / 2)


def test_learning_leaves_the_colourist_alone(adversary: Adversary) -> None:
    painted = pictures(5).requires_grad_()
    adversary.learn(pictures(40), painted, 1.0)
    assert painted.grad is None


def test_from_its_state_it_learns_on_as_if_nothing_had_happened(adversary: Adversary) -> None:
    adversary.learn(pictures(40), pictures(2), 1.0)
    torch.manual_seed(5)
    other = Adversary(SETTINGS, weight=0.5, device="cpu")
    other.load_state_dict(copy.deepcopy(adversary.state_dict()))  # as from a file
    results = [each.learn(pictures(40, 1), pictures(2, 1), 1.0) for each in (adversary, other)]
    assert results[0] == results[1]
    states = [each.critic.state_dict() for each in (adversary, other)]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


def test_it_learns_nothing_from_what_is_not_finite(adversary: Adversary) -> None:
    before = {name: p.clone() for name, p in adversary.critic.named_parameters()}
    loss, _ = adversary.learn(pictures(40), pictures(2) * float("nan"), 1.0)
    assert not torch.isfinite(torch.tensor(loss))
    assert all(torch.equal(before[name], p) for name, p in adversary.critic.named_parameters())


def test_it_reads_lab_in_units_of_one() -> None:
    lab = torch.tensor([100.0, 110, -55]).reshape(1, 3, 1, 1)
    assert seen(lab).flatten().tolist() == [1, 1, -0.5]
