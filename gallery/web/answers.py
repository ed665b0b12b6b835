"""Files and pictures as answers: parts of them, and not again to who has them (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from gallery.web.files import media_type
from gallery.web.problems import Refusal
from gallery.web.ranges import part_of

_KEPT = ("ETag", "Cache-Control", "Vary", "Content-Location", "Link")
"""Headers of a file that are also told to who has it."""


class FileAnswer(FileResponse):
    """A file, a part of it, or that who asks has it: each as the request's headers say.

    What is no range, and several, are answered by the whole file, as in :mod:`gallery.web.ranges`.
    """

    def __init__(self, path: Path, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(path, headers=headers, media_type=media_type(path))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self.stat_result = await asyncio.to_thread(Path(self.path).stat)
        except OSError:  # removed since it was looked for
            gone = Refusal(410, "gone", "it was removed while it was asked for", "ask again")
            await gone.response()(scope, receive, send)
            return
        self.set_stat_headers(self.stat_result)
        asked = Headers(scope=scope)
        reading = scope["method"] in ("GET", "HEAD")
        status = _precondition(asked, self.headers["ETag"]) if reading else None
        if status is not None:
            await _instead(status, self.headers)(scope, receive, send)
            return
        whole = not reading or ("If-Range" in asked and not self._should_use_range(asked["If-Range"]))
        try:
            part = None if whole else part_of(asked.get("Range"), self.stat_result.st_size)
        except ValueError as error:
            await _no_such_part(str(error), self.stat_result.st_size).response()(scope, receive, send)
            return
        if part is None:
            scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"range"]}
        await super().__call__(scope, receive, send)


def picture_answer(asked: Headers, data: bytes, kind: str, headers: Mapping[str, str]) -> Response:
    """A picture that has its ``ETag`` in ``headers``, or that who asks has it."""
    status = _precondition(asked, headers["ETag"])
    if status is not None:
        return _instead(status, Headers(headers))
    return Response(data, media_type=kind, headers=headers)


def _precondition(asked: Headers, tag: str) -> int | None:
    """The status of the answer where ``asked`` wants the file only under a condition that does not hold: 412 for
    ``If-Match``, 304 for ``If-None-Match``."""
    matching, other = asked.getlist("If-Match"), asked.getlist("If-None-Match")
    if matching and not _names(matching, tag):
        return 412
    return 304 if other and _names([one.replace("W/", "") for one in other], tag) else None


def _names(lists: list[str], tag: str) -> bool:
    """Whether lists of tags, as they stand in headers, name this one; ours hold no comma."""
    named = {one.strip() for one in ",".join(lists).split(",")}
    return "*" in named or tag in named


def _instead(status: int, headers: Mapping[str, str]) -> Response:
    """The answer in place of a file with these headers, by what :func:`_precondition` found."""
    if status == 412:
        hint = "ask without If-Match, or with the tag that it has"
        return Refusal(412, "other-tag", "it is another than the one that is asked for", hint).response()
    return Response(status_code=304, headers={name: headers[name] for name in _KEPT if name in headers})


def _no_such_part(message: str, length: int) -> Refusal:
    hint = "ask for a part that it has, or for all of it"
    return Refusal(416, "range", message, hint, headers={"Content-Range": f"bytes */{length}"})
