"""From what a request holds to an accepted job: is there room, what came, is it a photograph, is it known already."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from gallery.errors import GalleryError
from gallery.pipeline.workers import Worker, WorkerDiedError, WorkerLateError
from gallery.problems import Problem
from gallery.service.jobs import FullError, Job
from gallery.service.options import Options
from gallery.service.press import Press
from gallery.service.settings import Settings
from gallery.service.uploads import Upload, keep_stream, look_at_arrival, manifest_problems
from gallery.web.problems import Refusal

BUSY = Problem(
    code="busy", message="the head of the file could not be read in time", hint="try again, or send another file"
)

P = ParamSpec("P")
T = TypeVar("T")


class Reception:
    """Takes photographs in for :class:`gallery.service.press.Press`."""

    def __init__(self, settings: Settings, press: Press, looker: Worker) -> None:
        """``looker`` is the worker that looks at what comes: strangers' files are opened in no process that matters."""
        self.settings, self.press, self.looker = settings, press, looker

    @property
    def folder(self) -> Path:
        """Where photographs are kept."""
        return self.settings.folder

    def require_room(self, more: int = 1) -> None:
        """Raise Refusal when so many jobs more would not fit into the queue, or their files onto the disk."""
        waiting = self.press.jobs.counts()["waiting"]
        if waiting + more > self.settings.queue:
            raise self.full(waiting)
        if self.press.jobs.kept() >= self.settings.most_disk:
            raise Refusal(
                507,
                "disk",
                "the service keeps as much as it may",
                "come back later, or delete colorizations that are not needed any more",
                headers={"Retry-After": "60"},
            )

    def full(self, waiting: int) -> Refusal:
        """The answer to whoever comes when the queue is full."""
        seconds = max(1, min(300, round(waiting / max(1, self.settings.jobs))))
        return Refusal(
            429,
            "queue-full",
            f"{waiting} colorizations wait already",
            f"come back in {seconds} seconds",
            headers={"Retry-After": str(seconds)},
        )

    async def from_stream(self, stream: AsyncIterator[bytes], options: Options) -> Job:
        """The job for the photograph that ``stream`` brings."""

        async def coming() -> Upload:
            return await keep_stream(stream, self.folder)

        return await self.accept(coming, options)

    async def accept(self, coming: Callable[[], Awaitable[Upload]], options: Options) -> Job:
        """The job for the photograph that ``coming`` brings: a new one, or one that is known.

        Raises GalleryError for what is no photograph, Refusal when there is no room.
        """
        upload = await coming()  # however slowly: whoever dawdles takes nobody's place
        held, sha256 = self.press.held, upload.sha256
        held.hold(sha256)
        try:
            job = await self._accepted(upload, options)
        finally:
            held.let_go(sha256)
            if sha256 not in held and not self.press.jobs.using("master", sha256):
                upload.path.unlink(missing_ok=True)
        await self.press.tell()
        return job

    async def _accepted(self, upload: Upload, options: Options) -> Job:
        width, height, seconds = await self.ask(
            look_at_arrival, upload.path, self.settings.most_pixels, self.settings.most_seconds, options.framing
        )
        job = await asyncio.to_thread(self._job, upload, (width, height), seconds, options)
        known = self.press.jobs.get(job.id)
        vanished = known is not None and known.state == "done" and not self.press.is_kept(known)
        try:
            return await asyncio.to_thread(self.press.jobs.accept, job, self.settings.queue, again=vanished)
        except FullError:
            raise self.full(self.press.jobs.counts()["waiting"]) from None

    def _job(self, upload: Upload, size: tuple[int, int], seconds: float, options: Options) -> Job:
        orders = self.press.orders
        if seconds:
            return orders.film_job(upload.sha256, size, seconds, upload.size, options)
        return orders.job(upload.sha256, size, upload.size, options)

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``function`` finds in a file, in a process of its own. Raises GalleryError."""
        try:
            return await self.looker.call(function, *args, **kwargs)
        except (WorkerDiedError, WorkerLateError) as error:
            raise GalleryError(BUSY) from error

    async def check(self, manifest: bytes) -> dict[str, object]:
        """What is wrong with a manifest."""
        counts, problems = await self.ask(manifest_problems, manifest)
        return {**counts, "problems": [problem.to_json() for problem in problems]}
