"""Cards to compare: with files that only have the right hash, and small ones that really colorize."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from model.weights import FOLDER

Make = Callable[..., Path]


def card_values(**changes: Any) -> dict[str, Any]:
    """The shipped card's values with changes, served as the shipped weights are."""
    shipped: dict[str, Any] = json.loads((FOLDER / "default.json").read_text(encoding="utf-8"))
    return {**shipped, "metrics": {}, **changes}


@pytest.fixture
def make_card(tmp_path: Path) -> Make:
    """Writes a card, by default of a run's folder, with an ONNX file that is not even one."""

    def make(place: str, *, onnx: bytes = b"weights", log: str | None = None, **changes: Any) -> Path:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".onnx").write_bytes(onnx)
        files = {"onnx": hashlib.sha256(onnx).hexdigest()}
        path.write_text(json.dumps(card_values(name=path.stem, files=files, **changes)), encoding="utf-8")
        if log is not None:
            (path.parent / "log.jsonl").write_text(log, encoding="utf-8")
        return path

    return make


@pytest.fixture(scope="session")
def tiny_onnx(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small U-Net with random weights, exported."""
    torch = pytest.importorskip("torch")
    from model.color import grid
    from model.export import export
    from model.networks import create_model

    folder = tmp_path_factory.mktemp("tiny")
    torch.manual_seed(0)
    export(create_model("unet", len(grid.bins()), widths=[4, 8, 8, 8], depths=[1, 1, 1]).eval(), folder, "tiny")
    return (folder / "tiny.onnx").read_bytes()
