"""``/api/…``: the exhibit, changes to it, the journal, and what happens meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from gallery.studio.answers import json_of, number_of, text_in
from gallery.studio.desk import Desk
from gallery.studio.easel import Easel
from gallery.studio.pictures import Pictures
from gallery.web.problems import Refusal


class Exhibits:
    """What may be asked of the exhibition as a whole."""

    def __init__(self, desk: Desk, pictures: Pictures, easel: Easel) -> None:
        self.desk, self.pictures, self.easel = desk, pictures, easel

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/api/exhibit", self.show, methods=["GET"]),
            Route("/api/events", self.events, methods=["GET"]),
            Route("/api/changes", self.change, methods=["POST"]),
            Route("/api/check", self.check, methods=["POST"]),
            Route("/api/journal", self.journal, methods=["GET"]),
            Route("/api/journal/{number}", self.restore, methods=["POST"]),
        ]

    async def show(self, _request: Request) -> Response:
        """The exhibit as it is now."""
        return JSONResponse(await self.told())

    async def told(self) -> dict[str, Any]:
        """The exhibit as a page is told of it; what its pictures are made of is noted on the way."""
        now = await self.desk.now()
        self.pictures.expect(now.description)
        if (card := self.pictures.card) is not None:
            self.easel.be_ready(card)
        history = await self.desk.history()
        works = now.description.exhibit["works"]
        facts = await asyncio.to_thread(lambda: [self.pictures.facts(work["id"]) for work in works])
        current = next((entry["number"] for entry in history if entry["current"]), None)
        return {
            **now.description.exhibit,
            "works": [work | found for work, found in zip(works, facts, strict=True)],
            "digest": now.digest,
            "folder": str(self.desk.case.manifest.parent),
            "manifest": self.desk.case.name,
            "journal": {"number": current, "of": len(history)},
        }

    async def change(self, request: Request) -> Response:
        """Save changes; the exhibit with them."""
        body = await json_of(request)
        await self.desk.save(text_in(body, "digest"), body.get("changes"), text_in(body, "summary", ""))
        return JSONResponse(await self.told())

    async def check(self, request: Request) -> Response:
        """What ``gallery check`` would say with changes; nothing is written."""
        body = await json_of(request)
        return JSONResponse({"problems": await self.desk.check(body.get("changes", []))})

    async def journal(self, _request: Request) -> Response:
        """The last saves, the newest first."""
        return JSONResponse(await self.desk.history())

    async def restore(self, request: Request) -> Response:
        """Bring back what a save had written; that is a save too."""
        body = await json_of(request)
        await self.desk.restore(text_in(body, "digest"), number_of(request.path_params["number"]))
        return JSONResponse(await self.told())

    async def events(self, _request: Request) -> Response:
        """What happens, as it happens."""
        if self.desk.news.full:
            raise Refusal(503, "busy", "too many pages listen already", "close some", headers={"Retry-After": "5"})
        return StreamingResponse(self.desk.news.listen(), media_type="text/event-stream")
