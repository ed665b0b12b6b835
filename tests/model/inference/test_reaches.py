"""What is found of a hint is kept: who adds one to many waits for that one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from model import Hint
from model.color.lab import Float
from model.inference import hints as known
from model.inference import reaches
from model.inference.hints import held, pull
from model.inference.spreading import Places, Scene

RED, BLUE = (200, 30, 30), (30, 30, 200)
RANDOM = np.random.default_rng(7)
LIGHTNESS = RANDOM.uniform(0, 100, (60, 90)).astype(np.float32)
INFERRED = RANDOM.uniform(-9, 9, (2, 60, 90)).astype(np.float32)
POINTS = [Hint((x, y), RED) for x in (0.1, 0.5, 0.9) for y in (0.2, 0.8)]
STROKE = Hint(along=((0.2, 0.1), (0.6, 0.7)), color=RED)
AREA = Hint(area=((0.6, 0.1), (0.9, 0.2), (0.7, 0.6)), color=BLUE)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """From how many places ways were looked for, each time."""
    counts: list[int] = []
    real = reaches.geodesic.distances

    def distances(lightness: Float, rows: np.ndarray, columns: np.ndarray) -> Float:
        counts.append(len(rows))
        return real(lightness, rows, columns)

    monkeypatch.setattr(reaches.geodesic, "distances", distances)
    return counts


def corrected(hints: Sequence[Hint], scene: Scene) -> Float:
    return Places(hints, scene).corrected(np.zeros((2, 60, 90), np.float32))


def test_of_hints_that_were_there_nothing_is_looked_for_again(looked: list[int]) -> None:
    scene = Scene(LIGHTNESS, INFERRED)
    corrected(POINTS, scene)
    assert sum(looked) == len(POINTS)
    looked.clear()
    more = corrected([*POINTS, STROKE], scene)
    assert 1 < sum(looked) <= 16
    looked.clear()
    corrected([Hint(hint.at, BLUE) for hint in POINTS], scene)  # another colour
    corrected([POINTS[3], STROKE, POINTS[0]], scene)  # others taken away, another order
    assert looked == []
    assert np.array_equal(more, corrected([*POINTS, STROKE], Scene(LIGHTNESS, INFERRED)))


def test_hints_at_one_point_with_other_shapes_or_radii_are_told_apart() -> None:
    triangle = ((0.2, 0.1), (0.6, 0.7), (0.3, 0.9))
    every = [
        Hint(along=triangle, color=RED),
        Hint(along=triangle, color=RED, radius=0.1),
        Hint(area=triangle, color=RED),
    ]
    scene = Scene(LIGHTNESS, INFERRED)
    for hint in every:
        assert np.array_equal(corrected([hint], scene), corrected([hint], Scene(LIGHTNESS, INFERRED)))


def test_no_more_is_kept_than_fits(monkeypatch: pytest.MonkeyPatch, looked: list[int]) -> None:
    monkeypatch.setattr(reaches, "_KEPT", 4)
    scene = Scene(LIGHTNESS, INFERRED)
    corrected(POINTS, scene)
    before = scene.nbytes
    looked.clear()
    corrected(POINTS[-4:], scene)
    assert looked == []
    corrected(POINTS[:1], scene)
    assert looked == [1]
    assert scene.nbytes == before


@pytest.mark.parametrize("hint", [POINTS[0], Hint((1, 1), BLUE, radius=1e-4), Hint((0.5, 0.5), RED, 0.4), STROKE, AREA])
def test_outside_of_where_it_is_looked_for_a_hint_draws_nothing(hint: Hint, monkeypatch: pytest.MonkeyPatch) -> None:
    ab, amount = pull([hint], INFERRED, LIGHTNESS)
    inside = held(hint, (60, 90))
    monkeypatch.setattr(known, "_FADED", 1e9)
    everywhere, wholly = pull([hint], INFERRED, LIGHTNESS)
    assert ab == pytest.approx(everywhere, abs=1e-5)
    assert amount == pytest.approx(wholly, abs=1e-6)
    assert np.array_equal(inside, held(hint, (60, 90)))
