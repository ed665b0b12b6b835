"""How a film is made: looked through, its poster, then shot by shot. What is in the store already is not made again, so
that a service that was killed goes on with the shot that it was at."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from gallery.errors import GalleryError
from gallery.pipeline.counting import count_of
from gallery.pipeline.steps import Order
from gallery.pipeline.store import Entry
from gallery.pipeline.workers import Make
from gallery.problems import Problem
from gallery.service.film_orders import FilmOrders, looked_in
from gallery.service.jobs import Job

if TYPE_CHECKING:
    from gallery.service.press import Press

_LOOK = 1.0
"""Seconds between two looks at how far a shot is."""


class Filming:
    """One film being made."""

    def __init__(self, press: Press, job: Job, make: Make) -> None:
        self.press, self.job, self.make = press, job, make
        self.orders = FilmOrders(press.orders, job)
        self.made = replace(job, parts="")
        """The job with the keys of all that is made for it."""

    async def run(self) -> None:
        """Make it. Raises GalleryError for what is wrong with it."""
        jobs = self.press.jobs
        look = self.orders.look()
        await self._note_parts(0, [look])
        film = looked_in((await self._entry(look)).folder)
        self.press.require_short(film.duration)
        poster = self.orders.poster(film)
        shots = [self.orders.shot(film, at) for at in range(len(film.shots))]
        await self._note_parts(film.frames, [look, poster, *shots])
        await self._make_poster(self.orders.colorization(film, await self._entry(poster)))
        entries, done = [], 0
        for shot, (first, last, *_) in zip(shots, film.shots, strict=True):
            entries.append(await self._entry(shot, done))
            done += last - first
            await self._tell(done)
            await asyncio.to_thread(jobs.progressed, self.job.id)
        whole = self.orders.film(film, entries)
        self.made = replace(self.made, film=whole.key)
        await asyncio.to_thread(jobs.note, self.job.id, "film", whole.key)
        await self._entry(whole)
        # What it was joined of takes as much room again.
        await self._note_parts(film.frames, [look, poster])
        for shot in shots:
            await asyncio.to_thread(self.press.forget_part, shot.key)

    async def _make_poster(self, first: Order) -> None:
        jobs = self.press.jobs
        self.made = replace(self.made, colorization=first.key)
        await asyncio.to_thread(jobs.note, self.job.id, "colorization", first.key)
        second = self.press.orders.picture(self.job, first.key, (await self._entry(first)).digest)
        self.made = replace(self.made, picture=second.key)
        await asyncio.to_thread(jobs.note, self.job.id, "picture", second.key)
        await self._entry(second)

    async def _entry(self, order: Order, done: int = 0) -> Entry:
        """What ``order`` makes, made now unless it is there. ``done`` frames were done before it."""
        entry = self.press.store.get(order.key)
        if entry is not None and not self.press.store.damage(entry):
            return entry
        if self.press.jobs.get(self.job.id) is None:
            raise GalleryError(Problem(code="gone", message="it was deleted meanwhile"))
        problem = await self._counted(order, done)
        if problem is not None:
            raise GalleryError(problem)
        entry = self.press.store.get(order.key)
        if entry is None:
            raise GalleryError(Problem(code="gone", message=f"{order.id} is not there any more", hint="send it again"))
        return entry

    async def _counted(self, order: Order, before: int) -> Problem | None:
        making = asyncio.ensure_future(self.make(order))
        try:
            while not (await asyncio.wait({making}, timeout=_LOOK))[0]:
                if said := count_of(self.press.store.cache, order.key):
                    await self._tell(before + said[0])
            return making.result()
        finally:
            making.cancel()

    async def _tell(self, frames: int) -> None:
        if self.press.frames.get(self.job.id, -1) < frames:
            self.press.frames[self.job.id] = frames
            await self.press.tell()

    async def _note_parts(self, frames: int, orders: list[Order]) -> None:
        keys = [order.key for order in orders]
        known = set(self.made.parts.split())
        self.made = replace(self.made, parts=" ".join([*self.made.parts.split(), *(k for k in keys if k not in known)]))
        await asyncio.to_thread(self.press.jobs.note_parts, self.job.id, frames, keys)
