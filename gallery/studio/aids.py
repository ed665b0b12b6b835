"""``/api/label``, ``/api/dates``, ``/api/rights``, ``/api/plan``: what helps to write labels and to hang works."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gallery.derivatives import Derivatives
from gallery.studio.answers import json_of, text_in
from gallery.studio.exhibits import Exhibits
from gallery.studio.floor import hung, plan_svg
from gallery.studio.labels import date_in_words, label_picture, usual_rights
from gallery.web.pages import language_of
from gallery.words.texts import languages


class Aids:
    """What may be asked beside the exhibit and its works."""

    def __init__(self, exhibits: Exhibits) -> None:
        self.exhibits = exhibits

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/api/works/{id}/label", self.saved_label, methods=["GET"]),
            Route("/api/label", self.label, methods=["POST"]),
            Route("/api/dates", self.dates, methods=["GET"]),
            Route("/api/rights", self.rights, methods=["GET"]),
            Route("/api/plan", self.plan, methods=["POST"]),
        ]

    async def saved_label(self, request: Request) -> Response:
        """The label of a work as it will be printed."""
        return await self._label(request.path_params["id"], request.query_params.get("language", ""), [])

    async def label(self, request: Request) -> Response:
        """The same with changes that nobody has saved."""
        body = await json_of(request)
        return await self._label(text_in(body, "work"), text_in(body, "language", ""), body.get("changes", []))

    async def _label(self, work: str, language: str, changes: Any) -> Response:
        desk, entry = self.exhibits.desk, self.exhibits.pictures.entry(work)
        facts = None if entry is None else Derivatives.read(entry.folder).facts
        text = await desk.text()
        picture = await desk.clerk.call(label_picture, desk.case, text, changes, (work, language[:20]), facts)
        return Response(picture, media_type="image/png")

    async def dates(self, request: Request) -> Response:
        """A date in words as EDTF, and as a label reads."""
        words = request.query_params.get("words", "")[:200]
        return JSONResponse(date_in_words(words, language_of(request, languages())))

    async def rights(self, request: Request) -> Response:
        """Rights statements and licences, by their names."""
        return JSONResponse(usual_rights(language_of(request, languages())))

    async def plan(self, request: Request) -> Response:
        """The plan of the walk, with changes that nobody has saved."""
        body = await json_of(request)
        desk, pictures = self.exhibits.desk, self.exhibits.pictures
        text = await desk.text()
        rooms = await desk.clerk.call(hung, desk.case, text, body.get("changes", []))
        sizes = await asyncio.to_thread(
            lambda: {work.id: pictures.facts(work.id)["size"] for works in rooms for work in works}
        )
        svg = await asyncio.to_thread(plan_svg, rooms, sizes, language_of(request, languages()))
        return Response(svg, media_type="image/svg+xml")
