"""Takes jobs, has them made, and forgets them in time. It runs in the server's event loop; what takes long does not.

As many jobs run at a time as there are lanes: each has a worker of its own, or hands its steps to a cluster.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from gallery.errors import GalleryError, StoreError
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.store import Entry
from gallery.pipeline.workers import Make
from gallery.problems import Problem
from gallery.service.filming import Filming
from gallery.service.jobs import Job, Jobs, Result
from gallery.service.metrics import Metrics
from gallery.service.orders import Orders
from gallery.service.settings import MOST_SECONDS
from gallery.service.uploads import UNNAMED, UNNAMED_FILM, Held, without_path
from gallery.sources import downloads

LOG = logging.getLogger(__name__)

GONE = Problem(code="gone", message="what was made of it is not there any more", hint="send the photograph again")

_PATIENCE = 5.0
"""Seconds until the disk is tried again when it was full."""

_SWEEP = 60.0
"""Seconds between two looks at what is to be forgotten, at most."""


class Press:
    """Makes what the table of jobs says."""

    def __init__(
        self,
        jobs: Jobs,
        store: FolderStore,
        orders: Orders,
        keep: float,
        metrics: Metrics,
        *,
        most_seconds: float = MOST_SECONDS,
    ) -> None:
        """``keep`` is for how many seconds results stay, ``most_seconds`` are those of a film."""
        self.jobs, self.store, self.orders, self.keep, self.metrics = jobs, store, orders, keep, metrics
        self._cache = store.cache
        self.held = Held()
        self.busy = 0
        self.frames: dict[str, int] = {}
        """Id of a job → frames of its film that are done, while it is made."""
        self._most_seconds = most_seconds
        self._news, self._wanted = asyncio.Condition(), asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, lanes: Sequence[Make]) -> None:
        """Begin to work, a job in each lane, and to forget."""
        self._tasks = [asyncio.create_task(self._work(make)) for make in lanes]
        self._tasks.append(asyncio.create_task(self._forget_in_time()))

    async def end(self) -> None:
        """Stop. What is being made waits for the next service."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def alive(self) -> bool:
        """Whether it works."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    async def tell(self) -> None:
        """Wake everybody who waits for news of a job, or for one."""
        self._wanted.set()
        async with self._news:
            self._news.notify_all()

    async def changed(self, job: Job, seconds: float) -> Job | None:
        """``job`` once it is in another state, or more frames of it are done, or as it is when the time is over; None
        when it is gone."""
        end, frames = time.monotonic() + seconds, self.frames.get(job.id)
        while True:
            # Looked at while nobody can tell anything, so that nothing is told between the look and the wait.
            async with self._news:
                now = self.jobs.get(job.id)
                left = end - time.monotonic()
                if now is None or now.state != job.state or self.frames.get(job.id) != frames or left <= 0:
                    return now
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), left)

    async def wait_for(self, job: Job, seconds: float) -> Job:
        """``job`` once it is over, or as it is when the time is over."""
        end = time.monotonic() + seconds
        while not job.over and (left := end - time.monotonic()) > 0:
            now = await self.changed(job, left)
            if now is None:
                return job
            job = now
        return job

    def is_kept(self, job: Job) -> bool:
        """Whether what was made of a job is still there."""
        return all(self.entry(key) for key in ((job.picture, job.film) if job.is_film else (job.picture,)))

    def entry(self, key: str) -> Entry | None:
        """What was made under a key, if it is there."""
        return self.store.get(key) if key else None

    async def _work(self, make: Make) -> None:
        while True:
            try:
                await self._work_on_the_next(make)
            except StoreError as error:
                # Until there is space again, nothing can be noted: neither what is begun nor what is done.
                LOG.error("%s", error)
                await asyncio.sleep(_PATIENCE)

    async def _work_on_the_next(self, make: Make) -> None:
        self._wanted.clear()
        job = await asyncio.to_thread(self.jobs.take)
        if job is None:
            await self._wanted.wait()
            return
        self._wanted.set()  # there may be more: whoever is idle shall look too
        await self.tell()
        self.busy += 1
        began = time.monotonic()
        try:
            problem = await self._problem(job, make)
        finally:
            self.busy -= 1
            self.frames.pop(job.id, None)
        if (now := self.jobs.get(job.id)) is not None:
            if problem is None:
                await asyncio.to_thread(self.jobs.finish, job.id, self._size(now))
            else:
                await asyncio.to_thread(self.jobs.fail, job.id, problem)
            self.metrics.made(job, problem, time.monotonic() - began)
        await self.tell()

    async def _problem(self, job: Job, make: Make) -> Problem | None:
        """Have a job made; what went wrong, as strangers may read it."""
        path = downloads.entry(self._cache, job.master)
        try:
            problem = await self._result(job, make) if path.exists() else GONE
        except StoreError:
            raise
        except GalleryError as error:
            problem = error.problems[0]
        except Exception as error:
            LOG.exception("a bug of ours, while %s was made", job.id)
            return Problem(code="bug", message=f"this is a bug in gallery: {type(error).__name__}")
        if problem is not None and problem.trace:
            LOG.error("%s: a bug of ours\n%s", job.id, problem.trace)
        return problem and without_path(problem, path, UNNAMED_FILM if job.is_film else UNNAMED)

    async def _result(self, job: Job, make: Make) -> Problem | None:
        """Have the picture made; what is made of a job that is gone meanwhile goes too."""
        if job.is_film:
            await self._film(job, make)
            return None
        first = self.orders.colorization(job)
        made = replace(job, colorization=first.key)
        try:
            if first.key != job.colorization:  # the program or the weights are others than when it was accepted
                await asyncio.to_thread(self.jobs.note, job.id, "colorization", first.key)
                await asyncio.to_thread(self._forget, "colorization", job.colorization)
            if (problem := await make(first)) or (entry := self.store.get(first.key)) is None:
                return problem or GONE
            second = self.orders.picture(job, first.key, entry.digest)
            made = replace(made, picture=second.key)
            await asyncio.to_thread(self.jobs.note, job.id, "picture", second.key)
            return await make(second)
        finally:
            if self.jobs.get(job.id) is None:
                self._remove_files(made)

    async def _film(self, job: Job, make: Make) -> None:
        """The same for a film, shot by shot. Raises GalleryError."""
        filming = Filming(self, job, make)
        try:
            await filming.run()
        finally:
            if self.jobs.get(job.id) is None:
                self._remove_files(filming.made)

    def require_short(self, seconds: float) -> None:
        """Raise GalleryError for a film that is longer than any may be."""
        if seconds > self._most_seconds:
            message = (
                f"{UNNAMED_FILM} lasts {seconds:.0f} seconds, more than the {self._most_seconds:g} that are allowed"
            )
            raise GalleryError(Problem(code="film", message=message, hint="send it in parts"))

    def _size(self, job: Job) -> int:
        """Bytes of the photograph or film and of all that was made of it."""
        entries = [self.entry(key) for key in (job.colorization, job.picture, job.film, *job.parts.split())]
        master = downloads.entry(self._cache, job.master)
        made = sum(record.size for entry in entries if entry for record in entry.files.values())
        return made + (master.stat().st_size if master.exists() else 0)

    async def remove(self, job: Job) -> None:
        """Forget a job, its photograph, and what was made of it; others that share them keep them."""
        await asyncio.to_thread(self._remove, job)
        await self.tell()

    def _remove(self, job: Job) -> None:
        self.jobs.remove(job.id)
        self._remove_files(job)

    def _remove_files(self, job: Job) -> None:
        results: tuple[tuple[Result, str], ...] = (
            ("panel", job.panel),
            ("picture", job.picture),
            ("colorization", job.colorization),
            ("film", job.film),
        )
        for result, key in results:
            self._forget(result, key)
        for part in job.parts.split():
            self.forget_part(part)
        if job.master not in self.held and not self.jobs.using("master", job.master):
            downloads.entry(self._cache, job.master).unlink(missing_ok=True)

    def forget_part(self, key: str) -> None:
        """Forget what a film was made of, unless another is too."""
        if not self.jobs.made_of(key):
            self.store.forget(key)

    def _forget(self, result: Result, key: str) -> None:
        if key and not self.jobs.using(result, key):
            self.store.forget(key)

    def _sweep(self) -> None:
        """What a killed service left: results half made, and photographs that did not become jobs."""
        self.store.sweep()
        known = self.jobs.masters()
        for path in downloads.entries(self._cache):
            if path.name not in known and path.name not in self.held:
                path.unlink(missing_ok=True)

    async def _forget_in_time(self) -> None:
        swept = False
        while True:
            try:
                if not swept:
                    await asyncio.to_thread(self._sweep)
                    swept = True
                for job in await asyncio.to_thread(self.jobs.older, time.time() - self.keep):
                    await self.remove(job)
            except (GalleryError, OSError) as error:
                LOG.error("what is too old cannot be removed: %s", error)
            await asyncio.sleep(min(_SWEEP, max(0.2, self.keep / 10)))
