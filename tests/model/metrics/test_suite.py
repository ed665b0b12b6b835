import ast
import json
from pathlib import Path

import numpy as np
import pytest
from skimage import data

import model.metrics
from model.metrics.suite import Suite


@pytest.fixture(scope="module")
def pair():
    truth = data.astronaut()[:96, :96].reshape(2, 48, 96, 3).copy()
    return truth, np.clip(truth * 0.9 + 5, 0, 255).astype(np.uint8)


def test_a_row_has_every_metric_of_the_protocol_and_is_json(pair):
    suite = Suite()
    suite.update(*pair)
    row = suite.compute()
    assert set(row) == {
        *("psnr", "psnr_pooled", "psnr_dropped", "ssim", "mae", "acc2", "acc5", "delta_e"),
        *("colourfulness", "colourfulness_truth", "colourfulness_ratio"),
    }
    assert json.loads(json.dumps(row, allow_nan=False)) == row


def test_with_a_confidence_the_row_has_its_calibration_too(pair):
    suite = Suite()
    suite.update(*pair, confidence=np.full((2, 48, 96), 0.5, np.float32))
    row = suite.compute()
    assert 0 <= row["ece"] <= 1
    assert row["reliability"] == [{"confidence": 0.5, "share": row["reliability"][0]["share"], "pixels": 2 * 48 * 96}]
    json.dumps(row, allow_nan=False)


def test_two_updates_are_one_update(pair):
    truth, result = pair
    whole, parts = Suite(), Suite()
    whole.update(truth, result)
    for index in range(2):
        parts.update(truth[index : index + 1], result[index : index + 1])
    assert parts.compute() == {key: pytest.approx(value) for key, value in whole.compute().items()}


def test_the_truth_itself_is_perfect(pair):
    truth, _ = pair
    suite = Suite()
    suite.update(truth, truth)
    row = suite.compute()
    assert (row["psnr"], row["psnr_dropped"], row["mae"], row["acc2"], row["delta_e"]) == (None, 2, 0, 100, 0)
    assert row["colourfulness_ratio"] == 1


def test_metrics_do_not_import_one_another():
    folder = Path(model.metrics.__file__).parent
    for path in folder.glob("*.py"):
        if path.stem in ("suite", "rows", "base", "__init__"):
            continue
        imported = {
            node.module
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("model.metrics")
        }
        assert imported <= {"model.metrics.base"}, path.name
