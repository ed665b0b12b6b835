"""What training cost and how it went: logs beside cards, recipes, and runs that go on from others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from model.comparison.history import history_of, losses_in_words
from model.weights import load


def log(*entries: dict[str, Any]) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


def entry(epoch: int, gain: float | None, *, steps: int = 10, speed: float | None = 64.0) -> dict[str, Any]:
    return {"epoch": epoch, "step": epoch * steps, "images_per_second": speed, "gain": gain}


CONFIG = {"epochs": 3, "batch_size": 32, "losses": {"classification": 1.0, "psnr": 4.0}}


def test_a_run_with_a_log_has_a_curve_and_a_budget(make_card) -> None:
    card = load(make_card("runs/cnn/weights.json", config=CONFIG, log=log(entry(1, 0.5), entry(2, 0.75))))
    history = history_of(card)
    assert history["curve"] == [(320, 0.5), (640, 0.75)]
    assert history["budget"] == {
        "stages": 1,
        "epochs": 2,
        "logged": True,
        "images": 640,
        "seconds": 10.0,
        "losses": "cross-entropy + 4 × log squared error",
        "limit": None,
        "start": None,
        "encoder": None,
        "teachers": [],
    }


def test_lines_that_were_cut_short_or_hold_no_figure_are_left_out(make_card) -> None:
    torn = log(entry(1, 0.5), entry(2, None, speed=None)) + '{"epoch": 3, "st'
    history = history_of(load(make_card("runs/cnn/weights.json", config=CONFIG, log=torn)))
    assert history["curve"] == [(320, 0.5)]
    assert (history["budget"]["images"], history["budget"]["seconds"]) == (640, None)


def test_without_a_log_there_is_no_curve_and_epochs_are_those_that_were_wanted(make_card) -> None:
    history = history_of(load(make_card("runs/cnn/weights.json", config=CONFIG)))
    assert history["curve"] == []
    budget = history["budget"]
    assert (budget["logged"], budget["epochs"], budget["images"], budget["seconds"]) == (False, 3, None, None)


def test_a_log_of_the_cards_own_name_comes_before_that_of_the_folder(make_card) -> None:
    path = make_card("mine/unet.json", config=CONFIG, log=log(entry(1, 0.1)))
    path.with_name("unet.log.jsonl").write_text(log(entry(1, 0.9)))
    assert history_of(load(path))["curve"] == [(320, 0.9)]


def test_a_run_that_goes_on_from_another_counts_both(make_card) -> None:
    first = make_card("runs/one/weights.json", config=CONFIG, log=log(entry(1, 0.5), entry(2, 0.6)))
    more = CONFIG | {"start": str(first), "batch_size": 16}
    second = make_card("runs/two/weights.json", config=more, log=log(entry(1, 0.7)))
    history = history_of(load(second))
    assert history["curve"] == [(320, 0.5), (640, 0.6), (800, 0.7)]
    assert (history["budget"]["stages"], history["budget"]["epochs"], history["budget"]["start"]) == (2, 3, None)


def test_a_run_moved_with_its_neighbour_still_finds_it(make_card) -> None:
    make_card("moved/one/weights.json", config=CONFIG, log=log(entry(1, 0.5)))
    more = CONFIG | {"start": "gone/one/weights.json"}
    history = history_of(load(make_card("moved/two/weights.json", config=more, log=log(entry(1, 0.7)))))
    assert history["budget"]["stages"] == 2


@pytest.mark.parametrize("start", ["gone/forever/weights.json", "default"])
def test_weights_whose_training_is_not_to_be_found_are_named(make_card, start: str) -> None:
    path = make_card("runs/two/weights.json", config=CONFIG | {"start": start}, log=log(entry(1, 0.7)))
    assert history_of(load(path))["budget"]["start"] == start


def test_runs_that_name_each_other_come_to_an_end(make_card, tmp_path) -> None:
    path = make_card("runs/one/weights.json", config=CONFIG | {"start": str(tmp_path / "runs/one/weights.json")})
    assert history_of(load(path))["budget"]["stages"] == 1


def test_the_log_of_the_shipped_weights_stands_beside_their_recipe() -> None:
    history = history_of(load())
    assert history["budget"]["logged"]
    points = history["curve"]
    assert len(points) == history["budget"]["epochs"] > 10
    assert [images for images, _ in points] == sorted(images for images, _ in points)
    assert points[-1][1] > 1


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"losses": {"psnr": 4.0}}, "cross-entropy + 4 × log squared error"),
        ({}, None),
        ({"losses": {"rebalance": 0.5, "adversarial": 0.1}}, "cross-entropy (rebalanced) + 0.1 × adversarial"),
        ({"losses": {"classification": 0.0, "l1": 1.0}}, "L1"),
        ({"losses": {"context": 0.3, "distillation": 1.0}}, "cross-entropy + 0.3 × classes seen + distillation"),
    ],
)
def test_losses_are_said_in_words(config: dict[str, Any], words: str | None) -> None:
    assert losses_in_words(config) == words
