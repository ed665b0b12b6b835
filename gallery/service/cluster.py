"""Has orders made by the workers of a Dask scheduler, as ``gallery build`` does; a scheduler that is lost is awaited.

What was sent to a scheduler that went away is sent to the next one: a result that is in the store already is not made
again. So nothing that was accepted fails because machines come and go.
"""

from __future__ import annotations

import asyncio
import logging

from gallery.errors import GalleryError
from gallery.pipeline.cluster.connection import Scheduler
from gallery.pipeline.cluster.executor import ClusterExecutor
from gallery.pipeline.executors import ExecutorLost
from gallery.pipeline.steps import Order, run_order
from gallery.pipeline.store import Store
from gallery.problems import Problem

LOG = logging.getLogger(__name__)

LANES = 32
"""Colorizations at a time, where nobody says how many."""

AGAIN = 5.0
"""Seconds between two tries to reach a scheduler that was lost."""


class Cluster:
    """The workers of one scheduler."""

    def __init__(self, scheduler: Scheduler, store: Store) -> None:
        """Raises GalleryError when the scheduler does not answer, or the extra that this needs is not installed."""
        self._scheduler, self._store = scheduler, store
        self._executor = ClusterExecutor(scheduler, store)
        self._change = asyncio.Lock()

    async def make(self, order: Order) -> Problem | None:
        """Have an order made; None when all went well."""
        while True:
            async with self._change:  # while another scheduler is looked for, nobody hands out anything
                executor = self._executor
                promise = executor.submit(run_order, order)
            try:
                # What is on its way is not called back: its result would be told to nobody, and is kept.
                return await asyncio.shield(asyncio.wrap_future(promise))
            except ExecutorLost as error:
                await self._reconnect(executor, error)

    async def _reconnect(self, lost: ClusterExecutor, error: Exception) -> None:
        """Have another executor in the place of the one that is ``lost``, however long that takes."""
        async with self._change:
            if self._executor is not lost:
                return
            LOG.warning("%s", error)
            await asyncio.to_thread(lost.shutdown)
            while True:
                try:
                    self._executor = await asyncio.to_thread(ClusterExecutor, self._scheduler, self._store)
                except GalleryError as again:
                    LOG.warning("%s", again)
                    await asyncio.sleep(AGAIN)
                else:
                    LOG.warning("the scheduler is there again")
                    return

    def end(self) -> None:
        """Let go of the scheduler; what runs on workers runs to its end."""
        self._executor.shutdown(wait=False)
