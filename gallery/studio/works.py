"""``/api/works/…``: the pictures of a work."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gallery.studio.answers import json_of
from gallery.studio.clerk import Commission
from gallery.studio.easel import Easel, SupersededError, wish_of
from gallery.studio.pictures import KINDS, Pictures
from gallery.web.answers import picture_answer
from gallery.web.problems import Refusal


class Works:
    """What may be asked of one work."""

    def __init__(self, pictures: Pictures, easel: Easel) -> None:
        self.pictures, self.easel = pictures, easel

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/api/works/{id}/picture/{kind}", self.picture, methods=["GET"]),
            Route("/api/works/{id}/render", self.render, methods=["POST"]),
        ]

    async def picture(self, request: Request) -> Response:
        """A picture as it is published, reduced; 202 until it is made."""
        work, kind = request.path_params["id"], request.path_params["kind"]
        if kind not in KINDS:
            raise Refusal(404, "no-such-picture", f"a picture is one of {', '.join(KINDS)}")
        self._commission(work)
        found = await self.pictures.reduced(work, kind, number_in(request, "width", 640))
        if found is not None:
            headers = {"ETag": f'"{found.tag}"', "Cache-Control": "no-cache"}
            return picture_answer(request.headers, found.data, found.media_type, headers)
        self.pictures.ask(work)
        state, message = self.pictures.state(work)
        if state == "ready":
            raise Refusal(404, "not-colorized", "this work is not colorized")
        return JSONResponse({"state": state, "message": message}, 202)

    async def render(self, request: Request) -> Response:
        """The work with hints, protected areas, vividness and framing that nobody has saved."""
        work = request.path_params["id"]
        commission = self._commission(work)
        if commission.shown.is_film:
            raise Refusal(409, "film", "colours of a film are not tried here", "write its hints in the manifest")
        wish = wish_of(commission, await json_of(request))
        if (card := self.pictures.card) is None:
            raise Refusal(409, "no-picture", "there are no weights to colorize with")
        master = await self.pictures.master(work), commission.given.sha256
        try:
            made = await self.easel.show(work, master, card, wish)
        except SupersededError:
            raise Refusal(409, "superseded", "the same work was asked for with other hints meanwhile") from None
        headers = {
            "Gallery-Confidence": f"{made.confidence:.4f}",
            "Server-Timing": ", ".join(f"{name};dur={seconds * 1000:.1f}" for name, seconds in made.seconds.items()),
        }
        return Response(made.data, media_type="image/jpeg", headers=headers)

    def _commission(self, work: str) -> Commission:
        found = self.pictures.commission(work)
        if found is None:
            raise Refusal(404, "no-such-work", self.pictures.state(work)[1])
        return found


def number_in(request: Request, name: str, default: int) -> int:
    """The number ``name`` in a query. Raises Refusal."""
    said = request.query_params.get(name, str(default))
    if not said.isascii() or not said.isdigit() or len(said) > 6:
        raise Refusal(400, "query", f"{name!r} is no whole number")
    return int(said)
