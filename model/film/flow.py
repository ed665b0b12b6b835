"""Motion: dense optical flow between frames, how far it can be trusted, and planes carried along it.

The flow is DIS (Kroeger et al. 2016, "Fast Optical Flow using Dense Inverse Search"), as OpenCV has it. A flow is
float32 ``(h, w, 2)``: for each pixel of one frame, how many pixels further right and down the same thing is in another.
"""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.color.lab import Float

Grey = NDArray[np.uint8]

APART = 0.5
"""Pixels that there and back again may miss the start by, where a flow is half trusted; more where motion is fast."""

_FAST = 0.05
"""What is forgiven of that for each pixel of motion."""


_UNLIKE = 20.0
"""Difference in grey levels, of :func:`evened` frames, at which a flow is half trusted."""

_SMALLEST = 32
"""Pixels of a side: of frames with fewer OpenCV's DIS finds no numbers, or dies."""
_CONTRAST, _LEAST_CONTRAST = 50.0, 4.0
"""Standard deviation of a frame, in grey levels, after :func:`evened`; and from which on it is raised to that."""


@cache
def opencv() -> ModuleType:
    """OpenCV, on one thread: with more, DIS finds other flows for every number of them."""
    import cv2  # an extra, and slow to import

    cv2.setNumThreads(1)
    return cv2


class _Desk(threading.local):
    """What finds flows, one for each thread: it keeps buffers."""

    def __init__(self) -> None:
        cv2 = opencv()
        self.finder = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        self.quick = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)


@cache
def _desk() -> _Desk:
    return _Desk()


def evened(frame: Grey) -> Grey:
    """A frame with the brightness and contrast that every frame is given, so that flicker is not taken for motion."""
    cv2 = opencv()
    mean, deviation = (float(value.item()) for value in cv2.meanStdDev(frame))
    levels = (np.arange(256) - mean) * (_CONTRAST / max(deviation, _LEAST_CONTRAST)) + 128
    return np.asarray(cv2.LUT(frame, np.clip(levels, 0, 255).astype(np.uint8)), np.uint8)


def flow(frame: Grey, other: Grey, *, quickly: bool = False) -> Float:
    """From each pixel of ``frame`` ``(h, w)`` to where its thing is in ``other``, ``(h, w, 2)``.

    ``quickly`` it takes a fifth of the time, and is exact to a few hundredths of a pixel.
    """
    desk = _desk()
    height, width = frame.shape
    pair = [_at_least(each, _SMALLEST) for each in (frame, other)]
    found: Float = (desk.quick if quickly else desk.finder).calc(*pair, None)
    return np.ascontiguousarray(found[:height, :width])


def _at_least(frame: Grey, side: int) -> Grey:
    """``frame``, mirrored at its last row and column where it has fewer than ``side``."""
    below, beside = (max(0, side - length) for length in frame.shape)
    if not below and not beside:
        return frame
    return np.asarray(opencv().copyMakeBorder(frame, 0, below, 0, beside, opencv().BORDER_REFLECT), np.uint8)


def there_and_back(frame: Grey, other: Grey, looks: tuple[Grey, Grey]) -> tuple[Float, Float, Float, Float]:
    """Flows from ``frame`` to ``other`` and from ``other`` to ``frame``, and the trust in each, ``(h, w)`` in 0..1.

    All are reduced to the size (h, w) of ``looks``, which are both of them in that size.
    """
    one, two = looks
    size = one.shape[0], one.shape[1]
    there, back = (scaled(flow(*pair, quickly=True), size) for pair in ((frame, other), (other, frame)))
    return there, back, trust(there, back) * likeness(one, two, there), trust(back, there) * likeness(two, one, back)


def likeness(frame: Grey, other: Grey, along: Float) -> Float:
    """How far what a flow leads to looks the same, ``(h, w)`` in 0..1: what is left behind is not taken along."""
    cv2 = opencv()
    apart = blurred(cv2.subtract(frame, carry(other, along), dtype=cv2.CV_32F), 1)
    apart *= np.float32(1 / _UNLIKE)
    return _share(apart)


def trust(there: Float, back: Float) -> Float:
    """How far a flow can be trusted, by what leads back: little where a thing is hidden in the other frame.

    Forward-backward consistency, as in Sundaram et al. 2010 ("Dense Point Trajectories by GPU-accelerated Large
    Displacement Optical Flow"), but by degrees. What comes from outside the frame has none.
    """
    cv2 = opencv()
    missed, moved = (cv2.magnitude(*cv2.split(each)) for each in (cv2.add(there, carry(back, there)), there))
    allowed = cv2.addWeighted(moved, _FAST, moved, 0, APART)
    known = carry(_whole(*there.shape[:2]), there, outside=True)
    return np.asarray(cv2.multiply(known, _share(cv2.divide(missed, allowed))), np.float32)


def _share(apart: Float) -> Float:
    """1 where nothing is ``apart``, a half at 1; ``apart`` is written over."""
    apart *= apart
    apart *= apart
    apart += 1
    return np.asarray(opencv().divide(1.0, apart), np.float32)


def carry(planes: Any, along: Float, *, outside: bool = False) -> Any:
    """Planes of another frame, ``(h, w)`` or ``(h, w, 1…4)``, as they lie in the frame that ``along`` starts in.

    What comes from outside the other frame repeats its edge; with ``outside`` it is 0.
    """
    cv2 = opencv()
    border = cv2.BORDER_CONSTANT if outside else cv2.BORDER_REPLICATE
    return cv2.remap(planes, cv2.add(along, _grid(*along.shape[:2])), None, cv2.INTER_LINEAR, borderMode=border)


@lru_cache(maxsize=8)
def _grid(height: int, width: int) -> Float:
    """Column and row of each pixel, ``(h, w, 2)``."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    return np.ascontiguousarray(np.stack([columns, rows], axis=-1))


@lru_cache(maxsize=8)
def _whole(height: int, width: int) -> Float:
    return np.ones((height, width), np.float32)


def scaled(along: Float, size: tuple[int, int]) -> Float:
    """A flow at another size (H, W), in its pixels."""
    height, width = along.shape[:2]
    if (height, width) == size:
        return along
    return np.asarray(opencv().multiply(resized(along, size), (size[1] / width, size[0] / height, 1, 1)), np.float32)


def resized(planes: Any, size: tuple[int, int]) -> Any:
    """Planes ``(h, w)`` or ``(h, w, C)`` at another ``size`` (H, W): averaged down, or enlarged."""
    cv2 = opencv()
    if planes.shape[:2] == size:
        return planes
    smaller = size[0] * size[1] < planes.shape[0] * planes.shape[1]
    return cv2.resize(planes, size[::-1], interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)


def blurred(planes: Any, radius: int) -> Any:
    """Mean of a window of 2 · ``radius`` + 1 pixels a side about each pixel of ``(h, w)`` or ``(h, w, C)``."""
    cv2 = opencv()
    side = 2 * radius + 1
    return cv2.blur(planes, (side, side), borderType=cv2.BORDER_REPLICATE)
