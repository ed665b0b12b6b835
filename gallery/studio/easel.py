"""One photograph that is being worked on, in colours that nobody has saved yet: shown while a curator tries hints.

A worker keeps the colourist, and the lightness of the photographs that are open, at the size of a screen.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import ValidationError

from gallery.colorize import CARD, colorize_parameters, rgb_of
from gallery.colorize_sketch import Sketch, Sketchbook
from gallery.errors import GalleryError
from gallery.labels.label import bare_label
from gallery.manifest.plain_words import mistakes
from gallery.manifest.schema import Work
from gallery.photograph import Framing, open_monochrome
from gallery.pictures.metadata import disclosure, fitting_packet
from gallery.pipeline.workers import Worker, WorkerDiedError, WorkerLateError
from gallery.problems import Problem
from gallery.studio.clerk import Commission
from gallery.studio.levelling import levelled

SIDE = 3200
"""Pixels along the longer side of an open photograph: a crop of half of it still fills a screen."""

SCREEN = 1600
"""Pixels across that are shown if nothing else is asked for, and at most."""

STRIP, SHORT, LONGEST = 4, 128, 12_000
"""A strip is so many times longer than wide. With fewer than ``SHORT`` pixels of the shorter side the network would see
a thumbnail, in other colours than a build; the longer side has ``LONGEST`` at most all the same."""

KEPT = 250_000_000
"""Bytes of open photographs."""

SECONDS = 60.0
"""That opening and showing a photograph may take."""

Kept = TypeVar("Kept", "NDArray[np.uint8]", Sketchbook)

_ANY_HINT: Mapping[str, Any] = {"at": (0.5, 0.5), "color": (120, 90, 60)}

_WRONG = Problem(code="wrong-hints", message="these hints cannot be shown", hint="look at their places and colours")


@dataclass(frozen=True)
class Wish:
    """What is to be shown of a photograph."""

    parameters: Mapping[str, Any]
    """As :func:`gallery.colorize.colorize_parameters` has them."""
    width: int = SCREEN
    """Pixels across, at most, but for strips (:data:`SHORT`)."""


@dataclass(frozen=True)
class Shown:
    """A photograph in colour, as it is sent."""

    data: bytes
    """JPEG."""
    confidence: float
    """Mean, 0..1."""
    seconds: Mapping[str, float]
    """What each part of the work took, and how much of it a processor was busy with it."""


class SupersededError(Exception):
    """Somebody asked for the same photograph with other hints meanwhile."""


class Easel:
    """Shows photographs one after the other; of those that wait for the same one, only the last is shown."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._turn = asyncio.Lock()
        self._newest: dict[str, object] = {}
        self._card: Path | None = None

    def be_ready(self, card: Path) -> None:
        """Load the weights of ``card``, so that the first photograph need not wait for that."""
        if card != self._card:
            self._card = card
            self._worker.wake(load, card)

    async def show(self, work: str, master: tuple[Path, str], card: Path, wish: Wish) -> Shown:
        """``work``, whose master is a file with its SHA-256, by the weights of ``card``.

        Raises SupersededError, and GalleryError where it cannot be shown.
        """
        ticket = self._newest[work] = object()
        async with self._turn:
            if self._newest.get(work) is not ticket:
                raise SupersededError
            try:
                return await self._worker.call(shown, *master, card, wish)
            except (WorkerDiedError, WorkerLateError):
                message = "the photograph could not be shown: the process that worked on it ended"
                raise GalleryError(Problem(code="died", message=message, hint="try again")) from None
            finally:
                if self._newest.get(work) is ticket:
                    del self._newest[work]


def wish_of(commission: Commission, asked: Mapping[str, Any]) -> Wish:
    """What is asked for in plain JSON, of the work that ``commission`` is for. Raises GalleryError."""
    saved = commission.shown
    names = ("hints", "protect", "vividness", "crop", "rotate")
    said = {name: asked[name] for name in names if asked.get(name) is not None}
    try:
        if "hints" in said:
            said["hints"] = [{**hint, "evidence": "…"} for hint in said["hints"]]
        work = Work.model_validate(
            {"id": saved.id, "source": saved.source, "title": "…", "alt": "…", "rights": saved.rights, **said}
        )
    except (ValidationError, TypeError) as error:
        wrong = mistakes(error, Work)[0].message if isinstance(error, ValidationError) else "hints: a hint is an object"
        raise GalleryError(Problem(code=_WRONG.code, message=f"{_WRONG.message}: {wrong}", hint=_WRONG.hint)) from None
    width = asked.get("width", SCREEN)
    if not isinstance(width, int) or isinstance(width, bool) or width < 1:
        raise GalleryError(Problem(code="query", message="'width' is no number of pixels"))
    parameters = colorize_parameters(
        work.id,
        "",
        rotate=work.rotate,
        crop=work.crop,
        vividness=commission.vividness if work.vividness is None else work.vividness,
        hints=[hint.told for hint in work.hints],
        protect=work.protect,
    )
    return Wish(parameters, min(max(width, 64), SCREEN))


_open: OrderedDict[Any, NDArray[np.uint8] | Sketchbook] = OrderedDict()
"""In the worker: lightness by the master's hash, and what was shown of it last, by weights and framing too."""


def load(card: Path) -> None:
    """Load the weights of ``card``, and all else that is slow the first time; in the worker."""
    _sent(Sketchbook(np.zeros((64, 64), np.uint8), str(card / CARD)).sketch([_ANY_HINT]), "…", "")


def shown(master: Path, sha256: str, card: Path, wish: Wish) -> Shown:
    """The photograph as it is wished for; in the worker. Raises GalleryError."""
    began, busy = time.perf_counter(), time.process_time()
    given = wish.parameters
    book = _opened(master, sha256, card, wish)
    opened = time.perf_counter()
    made = book.sketch(
        [{**hint, "color": rgb_of(hint["color"])} for hint in given["hints"]], given["vividness"], given["protect"]
    )
    inferred = time.perf_counter()
    data = _sent(made, given["work"], sha256)
    seconds = {"open": opened - began, "infer": inferred - opened, "paint": time.perf_counter() - inferred}
    return Shown(data, made.confidence, seconds | {"cpu": time.process_time() - busy})


def _sent(made: Sketch, work: str, sha256: str) -> bytes:
    label = bare_label(work, made.weights, original=sha256)
    return made.jpeg(fitting_packet(disclosure(label, inferred=True), label.language))


def _opened(master: Path, sha256: str, card: Path, wish: Wish) -> Sketchbook:
    """What is shown, at the size that it is shown at; kept for other hints."""
    rotate, crop = wish.parameters["rotate"], wish.parameters["crop"]
    name = (card, sha256, rotate, tuple(crop or ()), wish.width)
    if isinstance(found := _kept(name), Sketchbook):
        return found
    whole = _kept((sha256,))
    if not isinstance(whole, np.ndarray):
        whole = _keep((sha256,), _shrunk(open_monochrome(master).grey, SIDE, SIDE))
    return _keep(name, Sketchbook(_framed(whole, Framing(rotate), crop, wish.width), str(card / CARD)))


def _framed(whole: NDArray[np.uint8], framing: Framing, crop: Sequence[float] | None, width: int) -> NDArray[np.uint8]:
    """The part of a photograph's lightness that is shown."""
    grey = np.rot90(whole, -framing.quarters)
    if framing.askew:
        grey = np.asarray(levelled(Image.fromarray(np.ascontiguousarray(grey)), framing.askew))
    if crop:
        height, across = grey.shape
        left, top, right, bottom = crop
        grey = grey[round(top * height) : round(bottom * height), round(left * across) : round(right * across)]
    return _shrunk(grey, width, 2 * width)


def _shrunk(grey: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """``grey``, no larger than that; but a strip keeps :data:`SHORT` pixels of its shorter side, where it has them."""
    factor = min(1.0, width / max(grey.shape[1], 1), height / max(grey.shape[0], 1))
    short, long = sorted(grey.shape)
    if long > STRIP * short:
        factor = max(factor, min(1.0, SHORT / max(short, 1), LONGEST / long))
    if factor == 1.0:
        return np.ascontiguousarray(grey)
    size = max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor))
    picture = Image.fromarray(np.ascontiguousarray(grey))
    return np.asarray(picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0))


def _kept(name: Any) -> NDArray[np.uint8] | Sketchbook | None:
    if name in _open:
        _open.move_to_end(name)
    return _open.get(name)


def _keep(name: Any, made: Kept) -> Kept:
    _open[name] = made
    while sum(one.nbytes for one in _open.values()) > KEPT and len(_open) > 2:
        _open.popitem(last=False)
    return made
