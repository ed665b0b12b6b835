"""What tests of intake have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def scans(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder of small grey scans, no two alike, called as asked."""

    def make(*names: str, folder: str = "scans") -> Path:
        place = tmp_path / folder
        for number, name in enumerate(names):
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            ramp = np.linspace(20 + 7 * number, 200, 48, dtype=np.uint8)
            picture = np.tile(ramp, (32, 1))
            picture[number % 16 :: 16] = 240
            Image.fromarray(picture).save(path)
        return place

    return make
