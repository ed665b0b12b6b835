"""Weights calibrated on photographs of one's own: how vivid they are served, and what their confidence means there."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.datasets.measuring import open_own
from model.errors import DatasetError, WeightsError
from model.files import whole
from model.training.serving import rendering_for
from model.weights import Card, Rendering, write_card

SIDE = 384
"""Px of the longer side to which photographs are shrunk first: the network looks at no more, and time is spared."""

LEAST = 8
"""Photographs that are needed: what fewer say is chance."""


@dataclass(frozen=True)
class Calibrated:
    """What became of the card."""

    card: Path
    photographs: int
    left_out: tuple[str, ...]
    """Those without colours, or with a toning all over: they do not say what the colours were."""
    before: Rendering
    after: Rendering


def calibrate_card(
    card: Card,
    folder: Path,
    out: Path,
    *,
    keep_confidence: bool = False,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Calibrated:
    """Write the weights of ``card`` to ``out``, with a card that is calibrated on the colour photographs in ``folder``.

    The factor on chroma is the one with the highest mean PSNR, the curve of confidence the one that was true; with
    ``keep_confidence`` that stays as it is, for photographs that are easier than those to be colorized. Only
    photographs are served otherwise: thumbnails, and the weights themselves, stay as they are. ``progress`` is
    called with the photographs read and their number. Raises DatasetError for fewer than ``LEAST`` photographs,
    WeightsError where ``out`` cannot be written or holds the weights themselves.
    """
    if out.resolve() == card.folder.resolve():
        raise WeightsError(f"{out} is the folder of these weights; choose another --out")
    found = open_own(folder)
    if found.n < LEAST:
        raise DatasetError(f"{folder} has {found.n} colour photographs; {LEAST} or more are needed to calibrate on")
    pictures, digest = [], hashlib.sha256()
    for batch in found.batches():
        digest.update(batch.tobytes())
        pictures.append(_shrunk(batch[0]))
        progress(len(pictures), found.n)
    after = rendering_for(card, pictures)
    if keep_confidence:
        after = replace(after, calibration=card.serving.photographs.calibration)
    what = "colourfulness" if keep_confidence else "colourfulness and confidence"
    about = f"{found.n} colour photographs, sha256 {digest.hexdigest()} of their pixels: {what}"
    try:
        path = _written(card, out, after, about)
    except OSError as error:
        raise WeightsError(f"{out} cannot be written ({error.strerror or error}); choose another --out") from error
    return Calibrated(path, found.n, found.left_out, card.serving.photographs, after)


def _shrunk(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = Image.fromarray(picture)
    image.thumbnail((SIDE, SIDE), Image.Resampling.BICUBIC)
    return np.asarray(image)


def _written(card: Card, out: Path, rendering: Rendering, about: str) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    for suffix in card.files:
        with whole(out / f"{card.stem}.{suffix}") as temporary:
            shutil.copyfile(card.file(suffix), temporary)
    values = json.loads((card.folder / f"{card.stem}.json").read_text(encoding="utf-8"))
    values["serving"]["photographs"] = asdict(rendering)
    values |= {"calibrated": about, "metrics": {}}  # what was measured before was of another rendering
    path = out / f"{card.stem}.json"
    write_card(path, values)
    return path
