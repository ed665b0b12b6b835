"""The service as one ASGI application: what is asked for, what is made, and who may ask, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.orders import page_assets
from gallery.pipeline.source_code import keep_code
from gallery.pipeline.steps import Mount
from gallery.pipeline.workers import Worker, by_worker
from gallery.service.answers import COLORIZATIONS
from gallery.service.batches import BATCHES, Batches
from gallery.service.checks import MANIFESTS, Checks
from gallery.service.colorizations import Colorizations
from gallery.service.jobs import Jobs
from gallery.service.metrics import Counted, Metrics
from gallery.service.orders import Orders
from gallery.service.pages import Pages, is_open
from gallery.service.press import Press
from gallery.service.reception import Reception
from gallery.service.settings import DOCUMENT, JOB_SECONDS, Settings
from gallery.sources import FetchOptions
from gallery.web.bodies import Bodies, Pace
from gallery.web.guard import Guard, Policy
from gallery.web.problems import Refusal, failed, not_served, refused

if TYPE_CHECKING:
    from gallery.service.cluster import Cluster

JOBS = "jobs.sqlite3"

LOOK_SECONDS = 30.0
"""Seconds that a look at a photograph's head, or at a manifest, may take."""


def application(settings: Settings, policy: Policy) -> Starlette:
    """The service. Everything that can be wrong at the start is found here: raises GalleryError."""
    store = FolderStore(settings.folder)
    jobs = Jobs(settings.folder / JOBS)
    orders = Orders(settings.weights, store)
    settings = replace(settings, fetching=_bounded(settings))
    metrics = Metrics()
    press = Press(jobs, store, orders, settings.keep, metrics, most_seconds=settings.most_seconds)
    mount = Mount(settings.folder)
    cluster = _cluster(settings, store)
    workers = [] if cluster else [Worker(JOB_SECONDS) for _ in range(settings.jobs)]
    looker, draughtsman = Worker(LOOK_SECONDS), Worker(JOB_SECONDS)
    lanes = [cluster.make] * settings.jobs if cluster else [by_worker(worker, mount) for worker in workers]
    reception = Reception(settings, press, looker)

    @asynccontextmanager
    async def living(_application: Starlette) -> AsyncIterator[None]:
        keep_code(settings.folder)
        for worker in workers:
            orders.be_ready(worker, mount)
        press.start(lanes)
        try:
            yield
        finally:
            await press.end()
            for worker in (*workers, looker, draughtsman):
                await asyncio.to_thread(worker.end)
            if cluster:
                await asyncio.to_thread(cluster.end)
            jobs.close()

    for state in jobs.counts():
        metrics.gauge(f"gallery_jobs_{state}", f"Colorizations that are {state}.", partial(_count, jobs, state))
    metrics.gauge("gallery_lanes_busy", "Colorizations being made.", lambda: press.busy)
    metrics.gauge("gallery_kept_bytes", "Photographs and what was made of them.", jobs.kept)
    parts = (
        Pages(orders, page_assets(store, mount), settings.keep, token=policy.token is not None),
        Colorizations(reception, press, cluster.make if cluster else by_worker(draughtsman, mount)),
        Batches(reception),
        Checks(reception, press, metrics),
    )
    made = Starlette(
        routes=[route for part in parts for route in part.routes()],
        middleware=[
            Middleware(Counted, metrics=metrics),
            Middleware(Guard, policy=replace(policy, is_open=is_open)),
            Middleware(Bodies, limit=_limit(settings), pace=Pace()),
        ],
        exception_handlers={Refusal: refused, HTTPException: not_served(), Exception: failed},
        lifespan=living,
    )
    made.state.jobs = jobs
    return made


def _cluster(settings: Settings, store: FolderStore) -> Cluster | None:
    """The cluster that colorizes, if one does; GalleryError where it does not answer."""
    if settings.scheduler is None:
        return None
    from gallery.service.cluster import Cluster

    return Cluster(settings.scheduler, store)


def _count(jobs: Jobs, state: str) -> float:
    return jobs.counts()[state]


def _bounded(settings: Settings) -> FetchOptions:
    """How far to go for a photograph on the web: no further than for one that is sent."""
    return replace(
        settings.fetching,
        cache=settings.folder,
        max_bytes=min(settings.fetching.max_bytes, settings.most_bytes),
        retries=0,
        timeout=10.0,
        total=60.0,
    )


def _limit(settings: Settings) -> Callable[[str], int]:
    """The most bytes that may come with a request to an address."""
    taking = frozenset({COLORIZATIONS, BATCHES})
    return lambda path: settings.most_bytes if path in taking else 2 * DOCUMENT if path == MANIFESTS else 0
