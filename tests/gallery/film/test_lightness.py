"""Greys of frames in colour, against what the standard says of their planes."""

from __future__ import annotations

import numpy as np
import pytest

from gallery.photograph.color import lightness_grey

av = pytest.importorskip("av", reason="the extra film")

from gallery.film.lightness import Lightness  # noqa: E402 - it needs the extra


@pytest.mark.parametrize(("colorspace", "red", "blue"), [(1, 0.2126, 0.0722), (5, 0.299, 0.114)])
def test_the_grey_of_a_frame_is_that_of_its_colours_exactly_rounded(colorspace: int, red: float, blue: float) -> None:
    random = np.random.default_rng(4)
    planes = [random.integers(low, high, (64, 96), np.uint8) for low, high in ((40, 200), (80, 180), (80, 180))]
    frame = _frame(planes)
    frame.colorspace, frame.color_range = colorspace, 1
    luma, cb, cr = (plane.astype(float) for plane in planes)
    y, pb, pr = (luma - 16) / 219, (cb - 128) / 224, (cr - 128) / 224
    r, b = y + 2 * (1 - red) * pr, y + 2 * (1 - blue) * pb
    g = (y - red * r - blue * b) / (1 - red - blue)
    srgb = np.rint(np.clip(np.stack([r, g, b], -1), 0, 1) * 255).astype(np.uint8)
    assert (Lightness(96, 64, "h264").grey(frame) == lightness_grey(srgb)).all()


def _frame(planes: list[np.ndarray]) -> av.VideoFrame:
    frame = av.VideoFrame(planes[0].shape[1], planes[0].shape[0], "yuv444p")
    for plane, values in zip(frame.planes, planes, strict=True):
        np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[:, : values.shape[1]] = values
    return frame
