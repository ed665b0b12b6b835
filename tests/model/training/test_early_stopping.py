"""Early stopping: it waits as long as it was told, and remembers the best."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from model.training.early_stopping import EarlyStopping  # noqa: E402


def weights(value: float) -> dict[str, torch.Tensor]:
    return {"w": torch.tensor([value])}


def test_it_is_over_after_so_many_epochs_without_a_better_score() -> None:
    patience, should_stop = EarlyStopping(2), []
    for epoch, score in enumerate([20.0, 21.0, 20.5, 21.0], 1):
        patience.update(epoch, score, weights(score))
        should_stop.append(patience.should_stop)
    assert should_stop == [False, False, False, True]
    assert patience.best_weights(weights(0)) == weights(21.0)


def test_the_best_weights_are_a_copy() -> None:
    patience, moving = EarlyStopping(2), weights(1.0)
    patience.update(1, 20.0, moving)
    moving["w"].fill_(9)
    assert patience.best_weights(moving) == weights(1.0)


def test_without_patience_it_never_ends_and_the_last_weights_count() -> None:
    patience = EarlyStopping(None)
    for epoch in range(1, 9):
        patience.update(epoch, -epoch, weights(epoch))
    assert not patience.should_stop
    assert patience.best_weights(weights(8.0)) == weights(8.0)


def test_it_goes_on_from_its_state() -> None:
    patience, again = EarlyStopping(2), EarlyStopping(2)
    patience.update(1, 20.0, weights(1.0))
    patience.update(2, 19.0, weights(2.0))
    again.load_state_dict(patience.state_dict())
    again.update(3, 19.0, weights(3.0))
    assert again.should_stop
    assert again.best_weights(weights(3.0)) == weights(1.0)
