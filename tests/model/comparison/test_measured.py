"""What is kept of a comparison, and when it is not taken for granted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from model.comparison import measured
from model.comparison.measured import Measured, served
from model.errors import ModelError
from model.weights import load


def test_a_result_is_found_again_by_all_that_decides_it_and_by_nothing_less(tmp_path: Path) -> None:
    path = tmp_path / "out" / "measured.json"
    of = {"set": "modern", "limit": 3}
    Measured(path).put(of, {"psnr": 20.123456789012345})
    again = Measured(path)
    assert again.get({"limit": 3, "set": "modern"}) == {"psnr": 20.123456789012345}
    assert again.get({"limit": 4, "set": "modern"}) is None
    assert [each.name for each in path.parent.iterdir()] == ["measured.json"]


def test_weights_served_otherwise_are_other_weights(make_card) -> None:
    card = load(make_card("runs/cnn/weights.json"))
    other = load(make_card("runs/unet/weights.json", onnx=b"other"))
    calmer = replace(card, serving=replace(card.serving, disagreement=card.serving.disagreement + 1))
    assert len({json.dumps(served(one)) for one in (card, other, calmer)}) == 3


def test_code_that_says_the_same_in_another_form_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "metrics").mkdir()
    monkeypatch.setattr(measured, "MEASURING", ("metrics",))
    monkeypatch.setattr(measured.model, "__file__", str(tmp_path / "__init__.py"))

    def digest(text: str) -> str:
        (tmp_path / "metrics" / "psnr.py").write_text(text)
        measured.code.cache_clear()
        return measured.code()

    first = digest("def psnr(a):\n    return a + 1\n")
    assert digest('"""PSNR."""\n\n\ndef psnr(a):\n    """Not much."""\n    return (a + 1)  # one\n') == first
    assert digest("def psnr(a):\n    return a + 2\n") != first
    measured.code.cache_clear()


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "[]", '{"format": 1}', '{"format": 1, "results": {"a": {}}}'])
def test_a_damaged_file_is_an_error_with_its_remedy(tmp_path: Path, text: str) -> None:
    (tmp_path / "measured.json").write_text(text)
    with pytest.raises(ModelError, match=r"measured\.json is not what an earlier comparison left .*delete it"):
        Measured(tmp_path / "measured.json")


def test_results_of_another_format_are_measured_again(tmp_path: Path) -> None:
    (tmp_path / "measured.json").write_text('{"format": 0, "results": {"a": 1}}')
    assert Measured(tmp_path / "measured.json").get({}) is None
