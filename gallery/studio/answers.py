"""From what a request says to what our own functions take, and from what they raise to answers."""

from __future__ import annotations

from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from gallery.errors import GalleryError, StoreError
from gallery.studio.desk import ConflictError, RefusedError
from gallery.studio.problems import kind_of
from gallery.web.bodies import plain_json
from gallery.web.problems import MEDIA_TYPE, Refusal, document

CHANGES = 4_000_000
"""Bytes of a list of changes, or of anything else that is JSON."""

_STATUS = {"no-such-save": 404, "no-such-work": 404, "no-picture": 409, "disk": 507}
"""Code of a problem → status of the answer; else the request cannot be done as it is."""


async def json_of(request: Request) -> dict[str, Any]:
    """The JSON object in a body. Raises Refusal."""
    try:
        value = plain_json(await request.body() or b"{}")
    except ValueError as error:
        raise Refusal(400, "json", f"the body is no JSON: {error}") from None
    except ClientDisconnect:
        raise Refusal(400, "cut-short", "the body ended before its end", "send it again") from None
    if not isinstance(value, dict):
        raise Refusal(400, "json", "the body is no JSON object")
    return value


def text_in(body: dict[str, Any], name: str, default: str | None = None) -> str:
    """The text ``name`` in a body. Raises Refusal."""
    found = body.get(name, default)
    if not isinstance(found, str):
        raise Refusal(400, "json", f"{name!r} is missing or no text")
    return found


def number_of(text: str) -> int:
    """The number of a save in an address. Raises Refusal for what is none."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refusal(404, "no-such-save", "a save has a number", "load the page again")
    return int(text)


async def failed_by_user(_request: Request, error: Exception) -> Response:
    """Starlette's handler for an error of ours that is no bug."""
    assert isinstance(error, GalleryError)
    first = error.problems[0]
    code = "disk" if isinstance(error, StoreError) else first.code
    more = error.problems if error.problems[1:] else ()
    return Refusal(_STATUS.get(code, 422), kind_of(code), first.message, first.hint, more=more).response()


async def worker_ended(_request: Request, _error: Exception) -> Response:
    """Starlette's handler for a worker that died, or was ended because it took too long."""
    return Refusal(503, "busy", "this took too long, or the process that did it ended", "try again").response()


async def conflict(_request: Request, error: Exception) -> Response:
    """Starlette's handler for changes that met others."""
    assert isinstance(error, ConflictError)
    problem = Refusal(
        409, "changed-meanwhile", "the manifest was changed meanwhile, in an editor or on another page"
    ).problem
    return JSONResponse(document(409, problem) | error.content, 409, media_type=MEDIA_TYPE)


async def refused_by_check(_request: Request, error: Exception) -> Response:
    """Starlette's handler for changes with which the manifest would be wrong."""
    assert isinstance(error, RefusedError)
    first = error.problems[0]
    problem = Refusal(422, kind_of(first["code"]), first["message"], first["hint"]).problem
    return JSONResponse(document(422, problem) | {"problems": error.problems}, 422, media_type=MEDIA_TYPE)
