"""What is wrong, as problem documents (RFC 9457): our codes and remedies, for programs and for people."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gallery.problems import Problem

MEDIA_TYPE = "application/problem+json"

DOCUMENTED = "/docs#"
"""Where a kind of problem is explained: the address of the documentation, followed by its code."""


Handler = Callable[[Request, Exception], Awaitable[Response]]
"""What Starlette calls with an exception."""


class Refusal(Exception):  # noqa: N818 - an answer, not an error
    """A request that is answered with what is wrong about it."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        hint: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        more: Sequence[Problem] = (),
    ) -> None:
        """``more`` are the problems themselves where there are several."""
        super().__init__(message)
        self.status, self.problem = status, Problem(code=code, message=message, hint=hint)
        self.headers, self.more = dict(headers or {}), tuple(more)

    def response(self) -> Response:
        """The answer."""
        content = document(self.status, self.problem, self.more)
        return JSONResponse(content, self.status, self.headers, MEDIA_TYPE)


def document(status: int, problem: Problem, more: Sequence[Problem] = ()) -> dict[str, Any]:
    """The members of a problem document; ``code``, ``hint`` and ``problems`` are ours."""
    said: dict[str, Any] = {
        "type": f"{DOCUMENTED}{problem.code}" if problem.code else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": problem.message,
        "code": problem.code,
        "hint": problem.hint,
    }
    if more:
        said["problems"] = [one.to_json() for one in more]
    return said


async def refused(_request: Request, error: Exception) -> Response:
    """Starlette's handler for :class:`Refusal`."""
    assert isinstance(error, Refusal)
    return error.response()


def not_served(
    hint: str = f"{DOCUMENTED.removesuffix('#')} lists the addresses and what may be asked of them",
) -> Handler:
    """Starlette's handler for what it refuses itself: addresses and methods that there are not; ``hint`` helps on."""

    async def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = {404: "no-such-address", 405: "method"}.get(error.status_code, "request")
        message = {
            404: "there is nothing at this address",
            405: f"{request.method} cannot be done at this address",
        }.get(error.status_code, str(error.detail))
        return Refusal(error.status_code, code, message, hint, headers=error.headers).response()

    return refuse


async def failed(_request: Request, _error: Exception) -> Response:
    """Starlette's handler for a bug of ours. The traceback is in the server's log, and not in the answer."""
    hint = "please report it, with the lines in the server's log"
    return Refusal(500, "bug", "this is a bug in gallery", hint, headers={"Connection": "close"}).response()
