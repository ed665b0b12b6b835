"""How long colourists take, on this machine: in turns, so that what disturbs it disturbs all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.inference.colorist import Colorist
from model.inference.network import Network, processors, threads
from model.inference.resample import size_for
from model.weights import Card

WIDTH, HEIGHT = 1000, 750
"""Pixels of the picture that is timed."""

SMALL, ACROSS = 32, 8
"""Side, in pixels, of small pictures, of which a square of so many across is colorized in one go."""

REPEATS = 5
"""Times are the median of so many, after one that does not count."""


def machine() -> dict[str, int]:
    """What beside the weights decides a time: ``cores`` that this process may use, and the network's ``threads``."""
    return {"cores": processors(), "threads": threads() or processors()}


def time_all(cards: Sequence[Card], tell: Callable[[int, int], None]) -> list[dict[str, Any]]:
    """Time colourists in turns.

    Args:
        cards: their weights.
        tell: called with the turns done and all turns.

    Returns:
        For each, ready for JSON: ``network_ms`` and ``whole_ms`` for one picture of 1,000 × 750 px, all scales and
        both mirrorings; ``images_per_second`` for pictures of 32 × 32 px; ``repeats``; and :func:`machine`.
    """
    picture = soft_picture(HEIGHT, WIDTH)
    square = soft_picture(SMALL * ACROSS, SMALL * ACROSS)
    small = square.reshape(ACROSS, SMALL, ACROSS, SMALL).swapaxes(1, 2).reshape(-1, SMALL, SMALL)
    works = [work for card in cards for work in _works(card, picture, small)]
    seconds = np.empty((REPEATS + 1, len(works)))
    tell(0, len(seconds))
    for turn, taken in enumerate(seconds):
        for index, work in enumerate(works):
            began = time.perf_counter()
            work()
            taken[index] = time.perf_counter() - began
        tell(turn + 1, len(seconds))
    medians = np.median(seconds[1:], axis=0).reshape(len(cards), -1).tolist()
    return [
        {
            "network_ms": network * 1000,
            "whole_ms": whole * 1000,
            "images_per_second": len(small) / batch,
            "repeats": REPEATS,
            **machine(),
        }
        for network, whole, batch in medians
    ]


def _works(card: Card, picture: NDArray[np.uint8], small: NDArray[np.uint8]) -> list[Callable[[], object]]:
    """What is timed: the network alone, a whole picture, a batch of small ones."""
    colorist, network = Colorist(card), Network(card.file("onnx"))
    sizes = dict.fromkeys(size_for(picture.shape[0], picture.shape[1], scale) for scale in card.serving.scales)
    inputs = [(np.full((1, *size), 50, np.float32), np.zeros((1, 3, *size), np.float32)) for size in sizes]
    return [
        lambda: [network.predict(*each) for each in inputs],
        lambda: colorist.colorize(picture),
        lambda: colorist.colorize_batch(small),
    ]


def soft_picture(height: int, width: int, seed: int = 1903) -> NDArray[np.uint8]:
    """A grey picture of soft shapes and grain, uint8 (H, W): what it shows makes no difference to the time."""
    random = np.random.default_rng(seed)
    shapes = Image.fromarray(random.integers(30, 226, (6, 8), np.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    return np.clip(np.asarray(shapes) + random.normal(0, 6, (height, width)), 0, 255).astype(np.uint8)
