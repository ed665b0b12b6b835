"""Gains over grey are differences of the same pictures, and their interval is what chance leaves."""

from __future__ import annotations

import numpy as np
import pytest

from model.metrics.paired import by_subject, interval, paired


def test_a_gain_is_the_mean_of_the_pictures_own_differences() -> None:
    grey, psnr = np.array([20.0, 24.0, np.inf]), np.array([22.0, 23.0, 30.0])
    found = paired(psnr, grey)
    assert found["gain"] == pytest.approx(0.5)
    assert found["worse_than_grey"] == pytest.approx(0.5)


def test_what_is_reproduced_without_error_is_not_worse_and_has_no_difference() -> None:
    assert paired(np.array([np.inf, 21.0]), np.array([20.0, 20.0]))["gain"] == 1
    assert paired(np.array([np.inf]), np.array([np.inf])) == {
        "gain": None,
        "gain_interval": None,
        "worse_than_grey": None,
    }


def test_an_interval_holds_the_mean_as_often_as_it_says() -> None:
    random, held = np.random.default_rng(0), 0
    for _ in range(200):
        low, high = interval(random.normal(1, 2, 60))
        held += low <= 1 <= high
    assert 0.88 <= held / 200 <= 0.99


def test_an_interval_is_the_same_whenever_it_is_asked_and_narrower_for_more_pictures() -> None:
    values = np.random.default_rng(1).normal(0, 1, 400)
    assert interval(values) == interval(values.copy())
    narrow, wide = interval(values), interval(values[:25])
    assert narrow[1] - narrow[0] < 0.5 * (wide[1] - wide[0])


def test_subjects_are_told_apart() -> None:
    grey, psnr = np.full(4, 20.0), np.array([21.0, 22.0, 19.0, 18.0])
    found = by_subject(psnr, grey, ["sea", "street", "street", "sea"])
    assert list(found) == ["sea", "street"]
    assert (found["sea"]["n"], found["sea"]["gain"], found["sea"]["worse_than_grey"]) == (2, -0.5, 0.5)
