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
    light = frame.astype(np.float32)
    contrast = max(float(light.std()), _LEAST_CONTRAST)
    even = (light - light.mean()) * np.float32(_CONTRAST / contrast) + np.float32(128)
    return np.asarray(np.clip(even, 0, 255), np.uint8)


def flow(frame: Grey, other: Grey, *, quickly: bool = False) -> Float:
    """From each pixel of ``frame`` ``(h, w)`` to where its thing is in ``other``, ``(h, w, 2)``.

    ``quickly`` it takes a fifth of the time, and is exact to a few hundredths of a pixel.
    """
    desk = _desk()
    found: Float = (desk.quick if quickly else desk.finder).calc(frame, other, None)
    return found


def there_and_back(frame: Grey, other: Grey, size: tuple[int, int]) -> tuple[Float, Float, Float, Float]:
    """Flows from ``frame`` to ``other`` and from ``other`` to ``frame``, and the trust in each, ``(h, w)`` in 0..1.

    All are reduced to ``size`` (h, w).
    """
    ways = ((frame, other), (other, frame))
    there, back = (scaled(flow(one, two, quickly=True), size) for one, two in ways)
    one, two = resized(frame, size), resized(other, size)
    return there, back, trust(there, back) * likeness(one, two, there), trust(back, there) * likeness(two, one, back)


def likeness(frame: Grey, other: Grey, along: Float) -> Float:
    """How far what a flow leads to looks the same, ``(h, w)`` in 0..1: what is left behind is not taken along."""
    apart = blurred(frame.astype(np.float32) - carry(other, along).astype(np.float32), 1) * np.float32(1 / _UNLIKE)
    return np.asarray(1 / (1 + (apart * apart) ** 2), np.float32)


def trust(there: Float, back: Float) -> Float:
    """How far a flow can be trusted, by what leads back: little where a thing is hidden in the other frame.

    Forward-backward consistency, as in Sundaram et al. 2010 ("Dense Point Trajectories by GPU-accelerated Large
    Displacement Optical Flow"), but by degrees. What comes from outside the frame has none.
    """
    returned = carry(back, there)
    missed = there + returned
    allowed = APART + np.float32(_FAST) * np.hypot(there[..., 0], there[..., 1])
    share = np.hypot(missed[..., 0], missed[..., 1]) / allowed
    known = carry(np.ones(there.shape[:2], np.float32), there, outside=True)
    return np.asarray(known / (1 + (share * share) ** 2), np.float32)


def carry(planes: Any, along: Float, *, outside: bool = False) -> Any:
    """Planes of another frame, ``(h, w)`` or ``(h, w, 1…4)``, as they lie in the frame that ``along`` starts in.

    What comes from outside the other frame repeats its edge; with ``outside`` it is 0.
    """
    cv2 = opencv()
    border = cv2.BORDER_CONSTANT if outside else cv2.BORDER_REPLICATE
    return cv2.remap(planes, along + _grid(along.shape[0], along.shape[1]), None, cv2.INTER_LINEAR, borderMode=border)


@lru_cache(maxsize=8)
def _grid(height: int, width: int) -> Float:
    """Column and row of each pixel, ``(h, w, 2)``."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    return np.ascontiguousarray(np.stack([columns, rows], axis=-1))


def scaled(along: Float, size: tuple[int, int]) -> Float:
    """A flow at another size (H, W), in its pixels."""
    height, width = along.shape[:2]
    if (height, width) == size:
        return along
    return np.asarray(resized(along, size) * np.array([size[1] / width, size[0] / height], np.float32), np.float32)


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
