"""All weights that are named are verified, whatever is wrong with one of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from model.weights import FOLDER
from model.weights.verification import verify


def test_what_is_damaged_or_missing_is_told_beside_what_is_whole(tmp_path: Path) -> None:
    for suffix in ("json", "onnx"):
        shutil.copy(FOLDER / f"default.{suffix}", tmp_path / f"mine.{suffix}")
    with (tmp_path / "mine.onnx").open("ab") as file:
        file.write(b"x")
    cards, problems = verify(["nix", str(tmp_path / "mine.json"), "default"])
    assert [card.name for card in cards] == ["default"]
    assert len(problems) == 2
    assert problems[0].startswith("no weights are called 'nix'; there are: ")
    assert "mine.onnx is not the file on its card" in problems[1]


def test_a_card_whose_files_are_all_as_it_says_is_whole() -> None:
    cards, problems = verify(["default"])
    assert ([card.stem for card in cards], problems) == (["default"], [])
