"""Early stopping: it waits as long as it was told, and remembers the best."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from model.training.patience import Patience  # noqa: E402


def weights(value: float) -> dict[str, torch.Tensor]:
    return {"w": torch.tensor([value])}


def test_it_is_over_after_so_many_epochs_without_a_better_score() -> None:
    patience, over = Patience(2), []
    for epoch, score in enumerate([20.0, 21.0, 20.5, 21.0], 1):
        patience.see(epoch, score, weights(score))
        over.append(patience.over)
    assert over == [False, False, False, True]
    assert patience.chosen(weights(0)) == weights(21.0)


def test_the_best_weights_are_a_copy() -> None:
    patience, moving = Patience(2), weights(1.0)
    patience.see(1, 20.0, moving)
    moving["w"].fill_(9)
    assert patience.chosen(moving) == weights(1.0)


def test_without_patience_it_never_ends_and_the_last_weights_count() -> None:
    patience = Patience(None)
    for epoch in range(1, 9):
        patience.see(epoch, -epoch, weights(epoch))
    assert not patience.over
    assert patience.chosen(weights(8.0)) == weights(8.0)


def test_it_goes_on_from_its_state() -> None:
    patience, again = Patience(2), Patience(2)
    patience.see(1, 20.0, weights(1.0))
    patience.see(2, 19.0, weights(2.0))
    again.load_state_dict(patience.state_dict())
    again.see(3, 19.0, weights(3.0))
    assert again.over
    assert again.chosen(weights(3.0)) == weights(1.0)
