"""The pictures of every work, as the build makes them and from the same store: made in turn, those asked for first."""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from gallery.derivatives import Derivatives
from gallery.errors import GalleryError, StoreError
from gallery.labels.label import bare_label
from gallery.photograph import Framing, open_derivative
from gallery.photograph.straightening import inscribed
from gallery.pictures.containers import with_xmp
from gallery.pictures.encoding import encoded
from gallery.pictures.fitted import scaled
from gallery.pictures.metadata import disclosure, fitting_packet
from gallery.pipeline.build import Fetcher
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.reading import place_of
from gallery.pipeline.steps import Mount
from gallery.pipeline.store import Entry
from gallery.pipeline.workers import Worker, by_worker
from gallery.problems import Problem
from gallery.sources import FetchOptions
from gallery.studio.clerk import Commission, Description
from gallery.studio.levelling import levelled
from gallery.studio.news import News

LOG = logging.getLogger(__name__)

KINDS = ("original", "whole", "grey", "colour", "confidence")
"""``whole`` is the photograph turned and straightened as it is shown, and not cut."""

QUALITY = 88
"""Of reduced JPEGs."""

WIDTHS = (160, 320, 480, 640, 960, 1280, 1600, 2400, 3200)
"""Pixels across that pictures are reduced to: the next one from what is asked for."""

KEPT = 64_000_000
"""Bytes of reduced pictures that are kept."""

AGAIN = 30.0
"""Seconds until what failed is tried again when somebody asks."""


@dataclass(frozen=True)
class Reduced:
    """A picture as it is sent."""

    data: bytes
    media_type: str
    tag: str


class Pictures:
    """Has made what the works of one exhibit show."""

    def __init__(self, store: FolderStore, options: FetchOptions, news: News) -> None:
        self.store, self.news = store, news
        self._fetch, self._options = Fetcher(options), options
        self._commissions: dict[str, Commission] = {}
        self._failures: dict[str, str] = {}
        self.renew: Callable[[], Awaitable[object]] | None = None
        """Has :meth:`expect` told anew what is to be made, when something is there that it depends on."""
        self.weights = ""
        """Digest of the weights as a resource; empty where there are none."""
        self._failed: dict[str, tuple[str, float]] = {}
        """By key: why, and when."""
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._wanted = asyncio.Event()
        self._reduced: OrderedDict[str, Reduced] = OrderedDict()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, workers: Sequence[Worker]) -> None:
        """Begin to make pictures, one at a time in each worker."""
        self._tasks = [asyncio.create_task(self._work(worker)) for worker in workers]

    async def end(self) -> None:
        """Stop. What is half made is forgotten."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def expect(self, description: Description) -> None:
        """Take what has to be made from an exhibit as it is now, and begin with what is missing."""
        self._commissions, self._failures = dict(description.commissions), dict(description.failures)
        self.weights = description.weights
        for work in [name for name in self._waiting if name not in self._commissions]:
            del self._waiting[work]
        for work in self._commissions:
            if self.state(work)[0] == "waiting":
                self._waiting.setdefault(work)
        self._wanted.set()

    def entry(self, work: str) -> Entry | None:
        """The finished pictures of a work, where there are some."""
        commission = self._commissions.get(work)
        return self.store.get(commission.order.key) if commission is not None and commission.is_last else None

    def commission(self, work: str) -> Commission | None:
        """What the pictures of a work are made of."""
        return self._commissions.get(work)

    @property
    def card(self) -> Path | None:
        """The folder of the weights; None where there are none to colorize with."""
        return place_of("weights", self.weights, self.store) if self.weights else None

    def state(self, work: str) -> tuple[str, str]:
        """``ready``, ``waiting`` or ``failed``, and why it failed."""
        commission = self._commissions.get(work)
        if commission is None:
            return "failed", self._failures.get(work, "there is no such work")
        if self.entry(work) is not None:
            return "ready", ""
        why, when = self._failed.get(commission.order.key, ("", 0.0))
        return ("failed", why) if why and time.monotonic() - when < AGAIN else ("waiting", "")

    def facts(self, work: str) -> dict[str, Any]:
        """Size and confidence of a work, and whether its pictures are there, as the page is told of them."""
        state, message = self.state(work)
        told: dict[str, Any] = {"state": state, "message": message, "size": None, "confidence": None}
        if (entry := self.entry(work)) is not None:
            facts = Derivatives.read(entry.folder).facts
            size = facts.whole or [facts.width, facts.height]
            if facts.straightened:
                size = list(inscribed(size[0], size[1], facts.straightened))
            turned = Framing(facts.rotate).quarters % 2
            told |= {"size": size[:: -1 if turned else 1], "confidence": facts.confidence_mean}
        return told

    def ask(self, work: str) -> None:
        """Make a work's pictures before those of others."""
        if self.state(work)[0] == "waiting":
            self._waiting.setdefault(work)
            self._waiting.move_to_end(work, last=False)
            self._wanted.set()

    async def reduced(self, work: str, kind: str, width: int) -> Reduced | None:
        """A picture of a work, some ``width`` pixels across; None where there is none (yet)."""
        entry = self.entry(work)
        if entry is None:
            return None
        across = next((step for step in WIDTHS if step >= width), WIDTHS[-1])
        tag = f"{entry.digest[:16]}-{kind}-{across}"
        if tag not in self._reduced:
            made = await asyncio.to_thread(_reduced, Derivatives.read(entry.folder), kind, across, work)
            if made is None:
                return None
            self._reduced[tag] = Reduced(*made, tag)
        self._reduced.move_to_end(tag)
        while sum(len(one.data) for one in self._reduced.values()) > KEPT and len(self._reduced) > 1:
            self._reduced.popitem(last=False)
        return self._reduced[tag]

    async def master(self, work: str) -> Path:
        """The file of a work's master; it is fetched where it has to be. Raises GalleryError."""
        commission = self._commissions.get(work)
        if commission is None:
            raise GalleryError(Problem(code="no-picture", message=self.state(work)[1]))
        given = commission.given
        return given.path if given.path is not None else await asyncio.to_thread(self._fetch, given)

    async def _work(self, worker: Worker) -> None:
        while True:
            if not self._waiting:
                self._wanted.clear()
                await self._wanted.wait()
                continue
            work, _ = self._waiting.popitem(last=False)
            if (commission := self._commissions.get(work)) is None or self.state(work)[0] == "ready":
                continue
            why = await self._make(work, commission, worker)
            if why:
                self._failed[commission.order.key] = why, time.monotonic()
            elif not commission.is_last and self.renew is not None:
                await self.renew()
            state, message = self.state(work)
            self.news.tell("picture", {"work": work, "state": state, "message": message})

    async def _make(self, work: str, commission: Commission, worker: Worker) -> str:
        """Make the pictures of a work; why they cannot be made."""
        order = commission.order
        try:
            path = await self.master(work)
            mount = Mount(self._options.cache, {commission.given.sha256: path})
            problem = await by_worker(worker, mount)(order)
        except StoreError as error:
            LOG.error("%s", error)
            return str(error)
        except GalleryError as error:
            return error.problems[0].message
        if problem is not None and problem.trace:
            if not path.is_file():
                return "the photograph's file is not there any more"
            LOG.error("%s: a bug of ours\n%s", order.id, problem.trace)
        return "" if problem is None else problem.message


def _reduced(derivatives: Derivatives, kind: str, width: int, work: str) -> tuple[bytes, str] | None:
    """A picture reduced, and its media type. One whose colours are inferred says so in its metadata."""
    path: Path | None = getattr(derivatives, kind)
    if kind == "whole" and path is None:
        path = derivatives.original
    if path is None:
        return None
    if kind == "confidence":
        with open_derivative(path) as image:
            small = image.convert("L")
            small.thumbnail((width, width * 4), Image.Resampling.BILINEAR)
        return _png(small), "image/png"
    small = scaled(path, (width, width * 4))
    if path == derivatives.whole:
        small = levelled(small, derivatives.facts.straightened)
    data = encoded(small, ".jpg", quality=QUALITY)
    return (with_xmp(data, packet(work, derivatives)) if kind == "colour" else data), "image/jpeg"


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def packet(work: str, derivatives: Derivatives) -> bytes:
    """What a picture of inferred colours says of itself."""
    facts = derivatives.facts
    weights = {"name": facts.weights, "date": facts.weights_date, "sha256": facts.weights_sha256}
    label = bare_label(work, weights, original=facts.master_sha256)
    return fitting_packet(disclosure(label, inferred=True), label.language)
