"""Who is compared, and what is said of those who cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.comparison.candidates import find_candidates
from model.errors import WeightsError


def test_shipped_weights_a_card_and_a_run_are_found_in_the_order_they_were_named(make_card, tmp_path: Path) -> None:
    run = make_card("runs/cnn/weights.json").parent
    card = make_card("mine/unet-gan.json", onnx=b"other")
    found = find_candidates([str(run), "default", str(card)])
    assert list(found) == ["cnn", "default", "unet-gan"]
    assert [card.stem for card in found.values()] == ["weights", "default", "unet-gan"]
    assert list(find_candidates([str(run / "weights.json")])) == ["cnn"]


def test_a_run_is_found_from_inside_it(make_card, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(make_card("runs/cnn/weights.json").parent)
    assert list(find_candidates(["."])) == ["cnn"]


def test_runs_of_one_name_are_told_apart_by_their_folders(make_card) -> None:
    runs = [make_card(f"{when}/unet/weights.json").parent for when in ("may", "june")]
    names = [*map(str, runs), str(make_card("july/cnn/weights.json").parent)]
    assert list(find_candidates(names)) == ["may/unet", "june/unet", "cnn"]


def test_a_run_called_like_shipped_weights_is_told_apart_from_them(make_card) -> None:
    labels = list(find_candidates(["default", str(make_card("runs/default/weights.json"))]))
    assert labels == ["weights/default", "runs/default"]


def test_a_card_beside_a_folder_of_its_name_has_a_name_of_its_own(make_card) -> None:
    card, run = make_card("runs/unet.json"), make_card("runs/unet/weights.json").parent
    labels = list(find_candidates([str(card), str(run)]))
    assert len(labels) == 2


def test_everything_that_is_wrong_is_said_at_once(make_card, tmp_path: Path) -> None:
    unfinished = tmp_path / "runs" / "half"
    unfinished.mkdir(parents=True)
    (unfinished / "checkpoint.pt").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    judge = tmp_path / "judge" / "classifier.json"
    judge.parent.mkdir()
    judge.write_text(json.dumps({"config": {"task": "classify"}}))
    run = make_card("runs/cnn/weights.json").parent
    torn = tmp_path / "torn.json"
    torn.write_text("{")
    damaged = make_card("runs/damaged/weights.json")
    damaged.with_suffix(".onnx").write_bytes(b"other")
    names = ["defualt", unfinished, tmp_path / "empty", judge, judge.parent, tmp_path / "no.json", torn, damaged.parent]
    with pytest.raises(WeightsError) as caught:
        find_candidates([*map(str, names), str(run), str(run / "weights.json")])
    lines = str(caught.value).splitlines()
    assert lines[0] == (
        "defualt is neither shipped weights nor the path of a card (….json) nor the folder of a run; "
        "did you mean 'default'?"
    )
    assert lines[1] == (
        f"{unfinished}: this run is not finished, it has no weights.json; finish it with: "
        f"gallery train --data DIR --out {unfinished} --resume"
    )
    assert lines[2].startswith(f"{tmp_path / 'empty'} holds no run: there is no weights.json in it; name the folder")
    assert lines[3] == f"{judge} is the card of a classifier, which paints nothing; give it with --classifier"
    assert lines[4] == lines[3]
    assert lines[5].startswith(f"{tmp_path / 'no.json'}: No such file or directory; name the card of the weights")
    assert lines[6].startswith(f"{torn} is not a card: ")
    assert "is not the file on its card" in lines[7]
    assert lines[8] == f"{run / 'weights.json'} is given 2 times; name it once"
    assert len(lines) == 9
