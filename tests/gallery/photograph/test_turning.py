"""Photographs that lie in their files, of many strips, stand upright."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from gallery.photograph import look_at, open_photograph


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("width", "height", "mode"), [(900, 701, "RGB"), (403, 1700, "L"), (9, 40_001, "RGB")])
def test_every_pixel_of_many_strips_comes_to_its_place(
    orientation: int, width: int, height: int, mode: str, tmp_path: Path
) -> None:
    samples = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(samples).convert(mode).save(tmp_path / "a.png", exif=exif, compress_level=1)
    with Image.open(tmp_path / "a.png") as lying:
        expected = np.asarray(ImageOps.exif_transpose(lying).convert("RGB"))
    assert look_at(tmp_path / "a.png") == expected.shape[1::-1]
    assert np.array_equal(open_photograph(tmp_path / "a.png").pixels, expected)
