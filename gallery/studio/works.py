"""``/api/works/…``: the pictures of a work."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gallery.studio.pictures import KINDS, Pictures
from gallery.web.problems import Refusal


class Works:
    """What may be asked of one work."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures

    def routes(self) -> list[Route]:
        """Where they are."""
        return [Route("/api/works/{id}/picture/{kind}", self.picture, methods=["GET"])]

    async def picture(self, request: Request) -> Response:
        """A picture as it is published, reduced; 202 until it is made."""
        work, kind = request.path_params["id"], request.path_params["kind"]
        if kind not in KINDS:
            raise Refusal(404, "no-such-picture", f"a picture is one of {', '.join(KINDS)}")
        if self.pictures.commission(work) is None:
            raise Refusal(404, "no-such-work", self.pictures.state(work)[1])
        found = await self.pictures.reduced(work, kind, number_in(request, "width", 640))
        if found is not None:
            headers = {"ETag": f'"{found.tag}"', "Cache-Control": "no-cache"}
            if request.headers.get("If-None-Match") == headers["ETag"]:
                return Response(status_code=304, headers=headers)
            return Response(found.data, media_type=found.media_type, headers=headers)
        self.pictures.ask(work)
        state, message = self.pictures.state(work)
        if state == "ready":
            raise Refusal(404, "not-colorized", "this work is not colorized")
        return JSONResponse({"state": state, "message": message}, 202)


def number_in(request: Request, name: str, default: int) -> int:
    """The number ``name`` in a query. Raises Refusal."""
    said = request.query_params.get(name, str(default))
    if not said.isascii() or not said.isdigit() or len(said) > 6:
        raise Refusal(400, "query", f"{name!r} is no whole number")
    return int(said)
