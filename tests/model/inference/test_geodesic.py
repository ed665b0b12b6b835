"""Ways through a picture: what is on one side of an edge is far from what is on the other."""

from __future__ import annotations

import heapq

import numpy as np
import pytest

from model.inference.geodesic import distances


def shortest(lightness: np.ndarray, row: int, column: int) -> np.ndarray:
    """Dijkstra's, from one pixel."""
    found = np.full(lightness.shape, np.inf)
    waiting = [(0.0, row, column)]
    while waiting:
        way, y, x = heapq.heappop(waiting)
        if way >= found[y, x]:
            continue
        found[y, x] = way
        for to in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            if 0 <= to[0] < lightness.shape[0] and 0 <= to[1] < lightness.shape[1]:
                heapq.heappush(waiting, (way + abs(float(lightness[to]) - float(lightness[y, x])), *to))
    return found


def test_sweeps_find_the_shortest_ways_or_hardly_longer_ones() -> None:
    lightness = np.random.default_rng(2).uniform(0, 100, (20, 30)).cumsum(axis=1).astype(np.float32) % 100
    found = distances(lightness, np.array([3, 15]), np.array([4, 22]))
    for way, (row, column) in zip(found, ((3, 4), (15, 22)), strict=True):
        exact = shortest(lightness, row, column)
        assert (way >= exact - 1e-3).all()
        assert way.mean() == pytest.approx(exact.mean(), rel=0.05)


def test_an_edge_is_crossed_or_gone_round_whichever_is_shorter() -> None:
    lightness = np.full((20, 20), 50, np.float32)
    lightness[:15, 10] = 90
    assert distances(lightness, np.array([5]), np.array([5]))[0, 5, 15] == 0  # round its end
    lightness[:, 10] = 90
    assert distances(lightness, np.array([5]), np.array([5]))[0, 5, 15] == 80
