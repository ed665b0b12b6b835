"""What a service counts, for Prometheus."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gallery.problems import Problem
from gallery.service.jobs import Job

_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

ELSEWHERE = "elsewhere"
"""Where requests are counted that name no address of ours: strangers do not make rows in the table."""


class Metrics:
    """The counts of one service, from its start on."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "gallery_requests", "Requests answered.", ("method", "address", "status"), registry=self._registry
        )
        self._answered = Histogram(
            "gallery_request_seconds", "Until an answer began.", ("address",), buckets=_SECONDS, registry=self._registry
        )
        self._made = Histogram(
            "gallery_colorization_seconds", "Making a colorization.", buckets=_SECONDS, registry=self._registry
        )
        self._pixels = Counter("gallery_pixels", "Pixels colorized.", registry=self._registry)
        self._failed = Counter("gallery_failures", "Colorizations that failed.", ("code",), registry=self._registry)

    def gauge(self, name: str, about: str, value: Callable[[], float]) -> None:
        """Tell what ``value`` gives whenever somebody asks."""
        Gauge(name, about, registry=self._registry).set_function(value)

    def made(self, job: Job, problem: Problem | None, seconds: float) -> None:
        """Count a colorization."""
        if problem is None:
            self._made.observe(seconds)
            self._pixels.inc(job.width * job.height)
        else:
            self._failed.labels(problem.code).inc()

    def answered(self, method: str, address: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method, address, str(status)).inc()
        self._answered.labels(address).observe(seconds)

    def text(self) -> bytes:
        """All of it, in Prometheus's text format 0.0.4."""
        return generate_latest(self._registry)


METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS"})


class Counted:
    """ASGI middleware that counts requests by the address that they match."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = scope.get("route")
                address = getattr(route, "path", ELSEWHERE)
                method = scope["method"] if scope["method"] in METHODS else "other"
                self.metrics.answered(method, address, message["status"], time.monotonic() - began)
            await send(message)

        await self.app(scope, receive, sending)
