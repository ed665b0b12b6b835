"""A folder of one's own photographs: crops to train on, drawn anew in every step, and fixed ones to validate on.

A crop shows 32 × 32 px of a photograph that was shrunk to one of several sizes, as the colourist looks at
photographs. Each photograph is decoded once: a small version is kept in a cache folder by the SHA-256 of its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.datasets.canvas import middle
from model.datasets.cifar10 import Cifar10
from model.datasets.cleaning import is_monochrome
from model.datasets.pictures import Picture, find_pictures, sha256_of
from model.datasets.small import SIDE, SmallVersions
from model.datasets.split import NAME, Entry, Part, Split, read, require_enough, update
from model.errors import DatasetError, PictureError

CROP = 32
"""Px of a crop's side: what CIFAR-10 has, and the networks are made for."""

SIDES = (32, 48, 64, SIDE)
"""Px of the shorter side of the photographs that crops are cut from: the sizes at which weights are served."""

CROPS = 16
"""Crops of a photograph in an epoch: about as many as cover one with sides of 3:2 at all ``SIDES``."""

VIEWS, MOST_VIEWS = 8, 5000
"""Crops of each photograph to validate on, and of all of them: CIFAR-10 has 5,000."""

_SAMPLE = 500
"""Training photographs that are looked at for colours; the share is what counts."""
_NAMED = 5

Tell = Callable[[int, int], None]
"""Called with the photographs that are ready and how many there are."""


@dataclass(frozen=True, eq=False)
class Photographs:
    """One's own photographs, verified against their split and ready to train on."""

    folder: Path
    split: Split
    small: SmallVersions
    notices: tuple[str, ...] = ()
    """What the user should know of the folder, such as photographs that are not in the split."""
    beside: Cifar10 | None = None
    """What else is learned from, where canvases are drawn."""

    @property
    def description(self) -> str:
        """What weights have seen, for their card."""
        number = len(self.split.of("train"))
        own = f"{number:,} photographs of one's own, split {self.split.digest()[:12]}"
        return f"{own}; {self.beside.description}" if self.beside else own

    def __len__(self) -> int:
        """Crops in an epoch."""
        return CROPS * len(self.split.of("train"))

    def crops(self, which: NDArray[np.int64], seed: int, step: int) -> Picture:
        """Crops to train on, sRGB uint8 ``(N, 32, 32, 3)``: the same for the same (``which``, ``seed``, ``step``).

        ``which`` ``(N,)`` are numbers below the length; crops of a photograph differ by where and how large.
        """
        drawn = np.random.default_rng((seed, step)).random((len(which), 3))
        train = self.split.of("train")
        return np.stack([crop(self._small(train[i % len(train)]), *at) for i, at in zip(which, drawn, strict=True)])

    def views(self, part: Part = "validation") -> Picture:
        """Crops to measure on, sRGB uint8 ``(M, 32, 32, 3)``: always the same for the same photographs."""
        entries = self.split.of(part)[: -(-MOST_VIEWS // VIEWS)]
        pictures = ((self._small(entry), int(entry.sha256[:16], 16)) for entry in entries)
        return np.stack(
            [crop(small, *at) for small, seed in pictures for at in np.random.default_rng(seed).random((VIEWS, 3))]
        )[:MOST_VIEWS]

    def whole(self, part: Part = "validation", most: int = 40) -> list[Picture]:
        """At most ``most`` of the photographs themselves, their shorter side ``SIDE`` px at most."""
        return [self._small(entry) for entry in self.split.of(part)[:most]]

    def train(self, index: int) -> Picture:
        """The small version of one photograph to train on."""
        return self._small(self.split.of("train")[index])

    def squares(self, side: int, most: int) -> Picture:
        """The middles of at most ``most`` photographs to validate on, sRGB uint8 ``(M, side, side, 3)``."""
        entries = self.split.of("validation")
        chosen = entries[:: max(1, len(entries) // most)][:most]
        return np.stack([middle(self._small(entry), side) for entry in chosen])

    def _small(self, entry: Entry) -> Picture:
        return self.small.get(self.folder / entry.path, entry.sha256)


def crop(small: Picture, scale: float, down: float, across: float) -> Picture:
    """Cut ``(32, 32, 3)`` out of a small version ``(H, W, 3)``; the three numbers, in 0..1, say how large and where.

    The picture counts as shrunk by area to one of ``SIDES``, never enlarged.
    """
    height, width = small.shape[:2]
    shorter = min(height, width)
    sides = [side for side in SIDES if side <= shorter]
    span = CROP * shorter / sides[int(scale * len(sides))]  # px of the small version
    top, left = int(down * (height - span + 1)), int(across * (width - span + 1))
    top, left = min(top, height - span), min(left, width - span)
    box = (left, top, left + span, top + span)
    return np.asarray(Image.fromarray(small).resize((CROP, CROP), Image.Resampling.BOX, box=box))


def open_folder(folder: Path, cache: Path, tell: Tell = lambda _done, _all: None, side: int = SIDE) -> Photographs:
    """Verify the photographs in ``folder`` against its ``split.json``, which is written if there is none yet.

    Small versions, of shorter sides up to ``side`` px, are made in ``cache``. Photographs that are damaged or too
    small are left aside, with a notice that names them: they keep their parts. Raises DatasetError that names every
    photograph that is missing or changed, and when too few are left, or none of them has colours.
    """
    paths = find_pictures(folder)
    split = read(folder) or update(folder, paths)
    require_enough(folder, split)
    small = SmallVersions(cache, side=side)
    whole, notices = _verified(folder, split, small, tell)
    left_out = len(set(paths) - {entry.path for entry in split.files})
    notices += [f"{_number(left_out)} not in {NAME} and not used; gallery data split adds them"] if left_out else []
    opened = Photographs(folder, whole, small)
    return replace(opened, notices=(*notices, *_colourless(opened)))


def _verified(folder: Path, split: Split, small: SmallVersions, tell: Tell) -> tuple[Split, list[str]]:
    """``split`` without the photographs that cannot be used, and a notice of each kind of these.

    Raises DatasetError with everything that is wrong, all at once, when some are not what the split says they are,
    or too few are left.
    """
    wrong: dict[str, list[str]] = {what: [] for what in _REMEDIES}
    usable = []
    tell(0, len(split.files))
    for done, entry in enumerate(split.files, start=1):
        if found := _wrong_with(folder, entry, small):
            what, name = found
            wrong[what].append(name)
        else:
            usable.append(entry)
        tell(done, len(split.files))
    whole = replace(split, files=tuple(usable))
    said = [f"{_REMEDIES[what].format(_number(len(names)))}: {_some(names)}" for what, names in wrong.items() if names]
    if wrong["missing"] or wrong["changed"] or not (whole.of("train") and whole.of("validation")):
        raise DatasetError(f"{folder} cannot be trained on as it is\n" + "\n".join(said))
    return whole, [f"left aside: {each}" for each in said]


def _wrong_with(folder: Path, entry: Entry, small: SmallVersions) -> tuple[str, str] | None:
    """Why a photograph cannot be used, a key of ``_REMEDIES``, and how it is named then; None when it can."""
    path = folder / entry.path
    if not path.is_file():
        return "missing", entry.path
    if sha256_of(path) != entry.sha256:
        return "changed", entry.path
    try:
        return None if min(small.get(path, entry.sha256).shape[:2]) >= CROP else ("small", entry.path)
    except PictureError as error:
        return "unreadable", f"{entry.path}: {error}"


_REMEDIES = {
    "missing": f"{{}} in {NAME} but not in the folder (put them back, or run gallery data split)",
    "changed": f"{{}} changed since {NAME} was written (restore them, or run gallery data split)",
    "unreadable": "{} that cannot be decoded (run gallery data clean --move-to, then split)",
    "small": f"{{}} with less than {CROP} px at the shorter side (run gallery data clean --move-to, then split)",
}


def _colourless(photographs: Photographs) -> list[str]:
    """A notice when many photographs have no colours of their own; DatasetError when all of them have none."""
    train = photographs.split.of("train")
    sample = train[:: max(1, len(train) // _SAMPLE)]
    grey = sum(is_monochrome(photographs._small(entry)) for entry in sample)
    if grey == len(sample):
        raise DatasetError(
            f"{photographs.folder}: no photograph has colours of its own, they are grey or toned; there is nothing to "
            "learn from: colours are learnt from colour photographs"
        )
    if not grey:
        return []
    return [f"{grey} of {_number(len(sample))} looked at are grey or toned; gallery data clean finds them"]


def _number(count: int) -> str:
    return "1 photograph" if count == 1 else f"{count:,} photographs"


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f", and {len(listed) - _NAMED:,} more" if len(listed) > _NAMED else ""
    return ", ".join(listed[:_NAMED]) + more
