"""The studio as one ASGI application: the exhibit, its pictures, and who may ask, put together."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from gallery.errors import GalleryError
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.orders import page_assets
from gallery.pipeline.source_code import keep_code, recall_code
from gallery.pipeline.steps import Mount
from gallery.pipeline.workers import Worker, WorkerDiedError, WorkerLateError
from gallery.sources import FetchOptions
from gallery.studio.aids import Aids
from gallery.studio.answers import CHANGES, conflict, failed_by_user, refused_by_check, worker_ended
from gallery.studio.arrivals import PHOTOGRAPHS, Arrivals
from gallery.studio.arrivals import SECONDS as LOOK_SECONDS
from gallery.studio.clerk import Case
from gallery.studio.desk import ConflictError, Desk, RefusedError
from gallery.studio.easel import SECONDS, Easel
from gallery.studio.exhibits import Exhibits
from gallery.studio.journal import Journal
from gallery.studio.news import News
from gallery.studio.pages import Pages
from gallery.studio.pictures import Pictures
from gallery.studio.works import Works
from gallery.web.bodies import Bodies, Pace
from gallery.web.guard import Guard, Policy
from gallery.web.problems import Refusal, failed, not_served, refused

LOG = logging.getLogger(__name__)

PICTURE_SECONDS = 300.0
"""Seconds that making the pictures of a work may take."""
CLERK_SECONDS = 60.0
"""Seconds that reading a manifest, with all that it names, may take."""

_KINDNESS = 10
"""By how much pictures that are made in turn give way to what somebody waits for."""


@dataclass(frozen=True)
class Settings:
    """What a studio is started with."""

    manifest: Path
    fetching: FetchOptions
    jobs: int = 1
    """Works whose pictures are made at a time."""


def application(settings: Settings, policy: Policy) -> Starlette:
    """The studio. Everything that can be wrong at the start is found here: raises GalleryError."""
    case = Case(settings.manifest, settings.fetching)
    store = FolderStore(settings.fetching.cache)
    mount = Mount(settings.fetching.cache)
    news = News()
    clerk = Worker(CLERK_SECONDS)
    painter, looker = Worker(SECONDS), Worker(LOOK_SECONDS)
    makers = [Worker(PICTURE_SECONDS) for _ in range(settings.jobs)]
    desk = Desk(case, clerk, Journal(settings.fetching.cache, settings.manifest), news)
    pictures = Pictures(store, settings.fetching, news)

    @asynccontextmanager
    async def living(_application: Starlette) -> AsyncIterator[None]:
        store.sweep()
        keep_code(settings.fetching.cache)
        clerk.wake(recall_code, settings.fetching.cache)
        painter.wake(recall_code, settings.fetching.cache)
        for maker in makers:
            maker.wake(_give_way, settings.fetching.cache)
        pictures.start(makers)
        tasks = [asyncio.create_task(desk.watch()), asyncio.create_task(_begin(exhibits))]
        try:
            yield
        finally:
            news.end()
            for task in tasks:
                task.cancel()
            await pictures.end()
            await _ended([clerk, painter, looker, *makers])

    easel = Easel(painter)
    exhibits = Exhibits(desk, pictures, easel)
    pictures.renew = exhibits.told
    parts = (
        Pages(page_assets(store, mount)),
        exhibits,
        Works(pictures, easel),
        Aids(exhibits),
        Arrivals(exhibits, looker, store),
    )
    made = Starlette(
        routes=[route for part in parts for route in part.routes()],
        middleware=[Middleware(Guard, policy=policy), Middleware(Bodies, limit=_limit(settings), pace=Pace())],
        exception_handlers={
            Refusal: refused,
            ConflictError: conflict,
            RefusedError: refused_by_check,
            GalleryError: failed_by_user,
            WorkerDiedError: worker_ended,
            WorkerLateError: worker_ended,
            HTTPException: not_served("load the page again"),
            Exception: failed,
        },
        lifespan=living,
    )
    made.state.news = news
    return made


def _limit(settings: Settings) -> Callable[[str], int]:
    """The most bytes that may come with a request to an address."""
    most = {PHOTOGRAPHS: settings.fetching.max_bytes}
    return lambda path: most.get(path, CHANGES if path.startswith("/api/") else 0)


async def _begin(exhibits: Exhibits) -> None:
    """Look at the exhibit before anybody asks: its pictures are made from now on."""
    try:
        await exhibits.told()
    except (GalleryError, WorkerDiedError, WorkerLateError) as error:
        LOG.warning("the exhibit cannot be read: %s", error)


async def _ended(workers: Sequence[Worker]) -> None:
    for worker in workers:
        await asyncio.to_thread(worker.end)


def _give_way(cache: Path) -> None:
    if hasattr(os, "nice"):
        os.nice(_KINDNESS)
    recall_code(cache)
