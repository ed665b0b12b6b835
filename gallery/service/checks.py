"""A manifest checked, the health of the service, and what it counts."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gallery.errors import GalleryError
from gallery.service.colorizations import refusal
from gallery.service.metrics import Metrics
from gallery.service.press import Press
from gallery.service.reception import Reception
from gallery.service.requests import text_of

MANIFESTS = "/v1/exhibits/check"


class Checks:
    """What may be asked beside colorizations."""

    def __init__(self, reception: Reception, press: Press, metrics: Metrics) -> None:
        self.reception, self.press, self.metrics = reception, press, metrics

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route(MANIFESTS, self.manifest, methods=["POST"]),
            Route("/healthz", self.health, methods=["GET"]),
            Route("/readyz", self.readiness, methods=["GET"]),
            Route("/metrics", self.counts, methods=["GET"]),
        ]

    async def manifest(self, request: Request) -> Response:
        """Every problem of the manifest in the body, each at its line. Files that it names are not looked for."""
        try:
            return JSONResponse(await self.reception.check(await text_of(request)))
        except GalleryError as error:
            raise refusal(error) from error

    async def health(self, _request: Request) -> Response:
        """The server answers."""
        return PlainTextResponse("ok\n")

    async def readiness(self, _request: Request) -> Response:
        """The server can take a photograph: it works, its list of jobs can be read, and there is room."""
        counts = await asyncio.to_thread(self.press.jobs.counts)
        self.reception.require_room()
        ready = self.press.alive
        return JSONResponse({"ready": ready, **counts}, 200 if ready else 503)

    async def counts(self, _request: Request) -> Response:
        """What was counted since the start, for Prometheus."""
        return Response(self.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
