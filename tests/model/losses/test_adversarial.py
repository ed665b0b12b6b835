"""Hinge losses: worth nothing where the critic is sure, and pulling where it is not."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from model.losses.adversarial import discriminator_loss, generator_loss  # noqa: E402


def test_a_sure_critic_pays_nothing_and_a_doubtful_one_two() -> None:
    assert discriminator_loss(torch.tensor([1.0, 5.0]), torch.tensor([-1.0, -9.0])).item() == 0
    assert discriminator_loss(torch.zeros(3), torch.zeros(3)).item() == 2
    assert discriminator_loss(torch.tensor([-1.0]), torch.tensor([0.5])).item() == pytest.approx(2 + 1.5)


def test_the_painter_is_paid_for_high_scores() -> None:
    assert generator_loss(torch.tensor([1.0, 3.0])).item() == -2
