"""Chroma carried along motion: what the network said at every key frame, fused where it is of one thing.

Each answer is an observation of a thing's colour, as good as its confidence. A filter runs through the key frames
forwards and another backwards (the two halves of a fixed-interval smoother, Rauch, Tung & Striebel 1965): both carry
the sum of what was observed, and its weight, along the motion, and lose weight with time and where motion cannot be
trusted. A frame's chroma is what both bring to it. So it changes nowhere at once while a thing stays in sight, and
where a thing comes into sight only what was seen of it counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.color.lab import Float
from model.film import flow
from model.film.ways import Way, Ways

MEMORY = 40.0
"""Frames after which an answer counts 37 %."""

_MOST_SURE = 0.98
"""Confidence is counted by its odds; above this, as this."""

_OWN = 4.0
"""How much a key frame's own mean colour counts beside what its neighbours say of the same things, times its mean
confidence. The less, the steadier; the more, the nearer to the network."""

_ANYWAY = 0.1
"""Trust that neighbours' mean colours agree even where no motion can be found, as in a flash."""

_ROUND, _EVEN = 4, 10.0
"""Of such a colour: found at a fourth of the size, and as one where lightness varies by less than this (variance)."""

_ELSEWHERE = 0.01
"""How much all of the frame counts beside the window: it decides where nothing in that is known."""

_FAINT, _LITTLE = 0.02, 0.18
"""Weight at which half of a pixel's colour is taken from its surroundings, by lightness; from which on nothing is where
all of the frame has so much."""


@dataclass(frozen=True, eq=False)
class Carried:
    """What two filters know at each key frame, ``(h, w, 4)``: sums of weighted a, b and confidence, and the weight."""

    forwards: tuple[Float, ...]
    """With the key frame's own answer."""
    backwards: tuple[Float, ...]
    """With it too: only one of the two is asked at any key frame."""


def fuse(ways: Ways, ab: Float, confidence: Float, level: Float) -> Carried:
    """Fuse answers at K key frames: a and b ``(K, h, w, 2)`` as multiples of ``level`` ``(K, h, w)``, confidence
    ``(K, h, w)`` in 0..1, of one size. What is wrong with an answer was divided by its level, too: its variance by the
    square of that, and so its weight."""
    sure = np.minimum(confidence, np.float32(_MOST_SURE))
    weight = sure / (1 - sure) * level * level
    ab = ab + _agreement(ways, ab, weight)[:, None, None]
    own = np.concatenate([ab, confidence[..., None], np.ones_like(weight)[..., None]], axis=-1) * weight[..., None]
    gaps = np.diff(ways.keys)
    forwards = [own[0]]
    for index, gap in enumerate(gaps, 1):
        forwards.append(own[index] + _brought(forwards[-1], ways.past[index - 1], float(gap)))
    backwards = [own[-1]]
    for index in range(len(gaps) - 1, -1, -1):
        backwards.append(own[index] + _brought(backwards[-1], ways.on[ways.keys[index]], float(gaps[index])))
    return Carried(tuple(forwards), tuple(backwards[::-1]))


def at(carried: Carried, ways: Ways, number: int) -> Float:
    """What is known at frame ``number``, ``(h, w, 4)`` as in :class:`Carried`."""
    index = ways.before(number)
    found = _brought(carried.forwards[index], ways.back[number], number - ways.keys[index])
    if number < len(ways.on):
        found = found + _brought(carried.backwards[index + 1], ways.on[number], ways.keys[index + 1] - number)
    return found


def _brought(known: Float, way: Way, frames: float) -> Float:
    along, sure = way.at(known.shape[:2])
    return np.asarray(_weighted(flow.carry(known, along), sure * np.float32(np.exp(-frames / MEMORY))), np.float32)


def _weighted(planes: Float, weight: Float) -> Float:
    """Four ``planes`` ``(h, w, 4)``, each times ``weight`` ``(h, w)``: in a fifth of the time of broadcasting."""
    cv2 = flow.opencv()
    return np.asarray(cv2.multiply(planes, cv2.merge((weight,) * 4)), np.float32)


def _agreement(ways: Ways, ab: Float, weight: Float) -> Float:
    """What to add to a and b of each key frame, ``(K, 2)``, so that neighbours agree on what both show.

    Least squares over the differences of the things in sight in two key frames in turn; a key frame's own word counts
    as far as it is sure, so that one that is dark, and sees nothing, follows its neighbours.
    """
    count = len(ab)
    system, wanted = np.zeros((count, count)), np.zeros((count, 2))
    means = [float((w / (1 + w)).mean()) for w in weight]  # odds as probabilities again
    system[np.arange(count), np.arange(count)] = [_OWN * mean**2 for mean in means]
    for index, way in enumerate(ways.past, 1):
        along, sure = way.at(weight[index].shape)
        other = flow.carry(np.dstack([ab[index - 1], weight[index - 1]]), along)
        both = (sure + np.float32(_ANYWAY)) * np.minimum(weight[index], other[..., 2])
        total = float(both.sum()) + 1e-6
        share = float((both / (1 + both)).mean())
        apart = ((other[..., :2] - ab[index]) * both[..., None]).sum(axis=(0, 1)) / total
        system[index, index] += share
        system[index - 1, index - 1] += share
        system[index, index - 1] -= share
        system[index - 1, index] -= share
        wanted[index] += share * apart
        wanted[index - 1] -= share * apart
    return np.asarray(np.linalg.solve(system, wanted), np.float32)


def settled(known: Float, lightness: Float) -> Float:
    """a, b and confidence ``(3, h, w)`` of what is ``known``, by the L ``(h, w)`` of the frame.

    Where little is known, what is known round about is taken for what is as light: a guided filter in a wide window,
    by weight. It is as sure as what it comes from: in nine clips such pixels were right as often as the others.
    """
    *planes, weight = flow.opencv().split(known)
    found = np.stack(planes)
    found /= weight + np.float32(1e-6)
    if float(weight.min()) < _LITTLE:
        share = weight / (weight + np.float32(_FAINT))
        around = _around(known, lightness)
        around += share * (found - around)
        found = around
    np.clip(found[2], 0, 1, out=found[2])
    return found


def _around(known: Float, lightness: Float) -> Float:
    """a, b and confidence, ``(3, h, w)``, of what is known round about, or else in all the frame, for each pixel as
    light as it is; found in small."""
    size = lightness.shape[0], lightness.shape[1]
    less = max(2, size[0] // _ROUND), max(2, size[1] // _ROUND)
    radius = max(1, min(less) // 8)
    light = lightness - np.float32(50)
    first, second, third = (
        _averaged(each, less, radius)
        for each in (known, _weighted(known, light), np.ascontiguousarray(known[..., 3]) * light * light)
    )
    total = first[..., 3:] + np.float32(1e-9)
    mean, light_mean = first[..., :3] / total, second[..., 3:] / total
    covariance = second[..., :3] / total - mean * light_mean
    variance = third[..., None] / total - light_mean**2
    slope = covariance / (np.maximum(variance, 0) + np.float32(_EVEN))
    steep, level = (
        np.stack(flow.opencv().split(flow.resized(each, size))) for each in (slope, mean - slope * light_mean)
    )
    steep *= light
    steep += level
    return np.asarray(steep, np.float32)


def _averaged(planes: Float, less: tuple[int, int], radius: int) -> Float:
    """Means round about each pixel, with a little of all the frame, in the smaller size ``less`` (h, w)."""
    found = flow.blurred(flow.resized(planes, less), radius)
    return np.asarray(found + np.float32(_ELSEWHERE) * found.mean(axis=(0, 1)), np.float32)
