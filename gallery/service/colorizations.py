"""``/v1/colorizations``: one photograph in, its colorization out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from functools import partial
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from gallery.errors import GalleryError, StoreError
from gallery.pipeline.store import Entry
from gallery.pipeline.workers import Make
from gallery.problems import Problem
from gallery.service.answers import (
    COLORIZATIONS,
    failure,
    gone,
    json_answer,
    link_header,
    part_of,
    picture,
    place,
    require_done,
    told,
)
from gallery.service.film_steps import FILM
from gallery.service.jobs import Job
from gallery.service.options import Options, options_of, plain_options
from gallery.service.press import Press
from gallery.service.reception import Reception
from gallery.service.requests import FORM, content_type, form_of, preference, wants_json
from gallery.service.settings import LARGE, LISTENERS
from gallery.service.steps import PANEL
from gallery.service.uploads import keep_file, without_path
from gallery.web.problems import Refusal

HEARTBEAT = 15.0
"""Seconds after which a silent stream of events says that it is still there."""

PANELS = 8
"""Panels that may be waited for at a time."""

STORED = ("image", "original", "confidence", FILM)
"""Parts that are there when a colorization is done."""

_STATUS = {"wrong-option": 400, "unknown-option": 400, "no-photograph": 400, "too-long": 413}
"""Code of a problem → status of the answer; else the photograph is what is wrong."""

NO_PHOTOGRAPHS = frozenset({"application/json", "application/x-www-form-urlencoded", "application/zip"})


class Colorizations:
    """What may be asked of colorizations."""

    def __init__(self, reception: Reception, press: Press, panels: Make) -> None:
        """``panels`` makes what is made only when somebody asks."""
        self.reception, self.press, self._make_panel = reception, press, panels
        self._listening = self._drawing = 0
        self._desk = asyncio.Lock()

    def routes(self) -> list[Route]:
        """Where they are."""
        one = f"{COLORIZATIONS}/{{id}}"
        return [
            Route(COLORIZATIONS, self.create, methods=["POST"]),
            Route(one, self.show, methods=["GET"]),
            Route(one, self.delete, methods=["DELETE"]),
            Route(f"{one}/panel", self.panel, methods=["GET"]),
            Route(f"{one}/events", self.events, methods=["GET"]),
            *(Route(f"{one}/{part}", partial(self.part, part), methods=["GET"]) for part in STORED),
        ]

    async def create(self, request: Request) -> Response:
        """Accept a photograph, and answer with its colorization or with where it will be."""
        self.reception.require_room()
        job = await accepted(self._taken(request))
        wish = preference(request)
        if not job.over and (wish.at_once or job.is_film or job.width * job.height > LARGE):
            headers = {"Location": place(job)}
            if wish.at_once:
                headers["Preference-Applied"] = "respond-async"
            return json_answer(job, self.press, 202, headers)
        job = await self.press.wait_for(job, wish.wait)
        if not job.over:
            return json_answer(job, self.press, 202, {"Location": place(job)})
        if job.problem is not None:
            raise failure(job.problem)
        where = {"Content-Location": place(job), "Location": place(job)}
        if job.is_film or wants_json(request, f"image/{job.options['format']}"):
            return json_answer(job, self.press, 200, where)
        answer = part_of(job, "image", self.press)
        answer.headers["Content-Location"] = place(job, "image")
        answer.headers["Location"] = place(job)
        return answer

    async def _taken(self, request: Request) -> Job:
        kind = content_type(request)
        if kind in NO_PHOTOGRAPHS:
            raise Refusal(
                415,
                "not-a-photograph",
                f"{kind} is no photograph",
                "send the file as the body, or as the part 'photograph' of multipart/form-data; many go to /v1/batches",
            )
        if kind != FORM:
            return await self.reception.from_stream(request.stream(), asked(request))
        async with form_of(request) as form:
            options = asked(request, form.options)
            settings = self.reception.settings
            coming = keep_file(form.photograph.file, settings.folder, settings.most_bytes)
            return await self.reception.accept(lambda: coming, options)

    async def show(self, request: Request) -> Response:
        """State, place in the queue, links."""
        return json_answer(self._known(request), self.press)

    async def part(self, part: str, request: Request) -> Response:
        """The picture, the original upright, or the confidence; the film."""
        return part_of(self._known(request), part, self.press)

    async def panel(self, request: Request) -> Response:
        """Original and colorization beside one another, with the label; drawn when it is first asked for."""
        job = self._known(request)
        require_done(job)
        entry = self.press.entry(job.panel) or await self._drawn(job)
        return picture(entry, PANEL, job)

    async def _drawn(self, job: Job) -> Entry:
        if self._drawing >= PANELS:
            raise Refusal(503, "busy", "other panels are drawn", "come back soon", headers={"Retry-After": "5"})
        self._drawing += 1
        try:
            async with self._desk:
                made = self.press.entry(job.colorization)
                if made is None:
                    raise gone()
                order = self.press.orders.panel(job, job.colorization, made.digest)
                await asyncio.to_thread(self.press.jobs.note, job.id, "panel", order.key)
                problem = await self._make_panel(order)
        finally:
            self._drawing -= 1
        if problem is not None:
            raise failure(without_path(problem, made.folder))
        if self.press.jobs.get(job.id) is None:  # deleted meanwhile
            self.press.store.forget(order.key)
        entry = self.press.entry(order.key)
        if entry is None:
            raise gone()
        return entry

    async def delete(self, request: Request) -> Response:
        """Forget it: the photograph and all that was made of it."""
        await self.press.remove(self._known(request))
        return Response(status_code=204)

    async def events(self, request: Request) -> Response:
        """Its states as they come, as Server-Sent Events (HTML Living Standard, 9.2), until it is over."""
        job = self._known(request)
        if self._listening >= LISTENERS:
            raise Refusal(503, "busy", "too many listen already", "ask for its state", headers={"Retry-After": "5"})
        return StreamingResponse(self._told(job), media_type="text/event-stream", headers={"Link": link_header(job)})

    async def _told(self, job: Job) -> AsyncIterator[bytes]:
        self._listening += 1
        try:
            frames = self.press.frames.get(job.id, 0)
            yield _event("state", told(job, self.press))
            while not job.over:
                now = await self.press.changed(job, HEARTBEAT)
                if now is None:
                    yield _event("removed", {})
                    return
                same = now.state == job.state and self.press.frames.get(job.id, 0) == frames
                frames = self.press.frames.get(job.id, 0)
                yield b":\n\n" if same else _event("state", told(now, self.press))
                job = now
        finally:
            self._listening -= 1

    def _known(self, request: Request) -> Job:
        job = self.press.jobs.get(request.path_params["id"])
        if job is None:
            hint = "send the photograph: the same one is the same colorization again"
            raise Refusal(404, "no-such-colorization", "there is no such colorization, or not any more", hint)
        return job


def _event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


async def accepted(coming: Awaitable[Job]) -> Job:
    """The job that ``coming`` gives; what keeps it from being one becomes the answer."""
    try:
        return await coming
    except GalleryError as error:
        raise refusal(error) from error
    except ClientDisconnect as error:
        raise Refusal(400, "cut-short", "the body ended before its end", "send it again") from error


def refusal(error: GalleryError) -> Refusal:
    """The answer to an error of ours."""
    first = error.problems[0]
    if isinstance(error, StoreError):
        return Refusal(507, "disk", "nothing can be kept", "free space on the server's disk")
    status = _STATUS.get(first.code)
    if status is None:
        return failure(first)
    return Refusal(status, first.code, first.message, first.hint, more=error.problems if error.problems[1:] else ())


def asked(request: Request, part: str | bytes | None = None) -> Options:
    """The options of a request. Raises GalleryError."""
    return options_of(_query(request), part)


def options_in(request: Request) -> dict[str, Any]:
    """What the address of a request says of options, not yet looked at. Raises GalleryError."""
    return plain_options(_query(request))


def _query(request: Request) -> dict[str, str]:
    """The query of an address. Raises GalleryError where it says one thing twice, for which one is meant?"""
    given = request.query_params
    twice = sorted(name for name in given if len(given.getlist(name)) > 1)
    if twice:
        hint = "give it once; several hints are one list"
        raise GalleryError(Problem(code="wrong-option", message=f"{twice[0]!r} is given twice", hint=hint))
    return dict(given)
