"""What a request says of itself: how it wants to be answered, and where in it the photograph is."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from gallery.service.settings import DOCUMENT, MOST_WAIT, WAIT
from gallery.web.problems import Refusal

FORM = "multipart/form-data"
PHOTOGRAPH, OPTIONS = "photograph", "options"
"""Parts of a form."""

_FIELDS = 4
"""Parts of a form at most, of each kind."""

# What the parser says of a form that it cannot read is in the answer; strangers write nothing on the server's output.
logging.getLogger("python_multipart").propagate = False
logging.getLogger("python_multipart").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Preference:
    """What ``Prefer`` (RFC 7240) says."""

    at_once: bool
    """The answer shall be where the result will be (``respond-async``)."""
    wait: float
    """Seconds to wait for the result."""


def preference(request: Request) -> Preference:
    """How long the client would wait."""
    said = ",".join(request.headers.getlist("Prefer")).lower()
    tokens = [token.strip() for token in said.split(",")]
    waits = [float(found[1]) for token in tokens if (found := re.fullmatch(r"wait\s*=\s*\"?(\d{1,6})\"?", token))]
    return Preference("respond-async" in tokens, min(waits[0], MOST_WAIT) if waits else WAIT)


def wants_json(request: Request, picture: str) -> bool:
    """Whether ``Accept`` puts JSON before a picture of the media type ``picture``; without one, the picture comes."""
    accepted = ",".join(request.headers.getlist("Accept")) or "*/*"
    ranges = [_range(part) for part in accepted.split(",")]
    return _quality(ranges, "application/json") > _quality(ranges, picture)


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    given = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    return name, float(given) if re.fullmatch(r"[01](\.\d{0,3})?", given) else 0.0


def _quality(ranges: list[tuple[str, float]], media_type: str) -> float:
    """The quality of the most exact range that names a media type (RFC 9110, 12.5.1)."""
    for pattern in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        for name, quality in ranges:
            if name == pattern:
                return quality
    return 0.0


def content_type(request: Request) -> str:
    """The media type of the body, without its parameters; empty where none is given."""
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Form:
    """What a form holds."""

    photograph: UploadFile
    options: str | bytes | None


class _Parser(MultiPartParser):
    """Reads a form, and does not take one for whole that lacks its last boundary."""

    def __init__(self, request: Request) -> None:
        coming = self._whole(request.stream())
        super().__init__(request.headers, coming, max_files=_FIELDS, max_fields=_FIELDS, max_part_size=DOCUMENT)
        self._ended = False

    def on_end(self) -> None:
        self._ended = True

    async def _whole(self, stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        async for block in stream:
            yield block
        if not self._ended:  # it has read the last block by now
            raise Refusal(400, "cut-short", "the form ended before its last boundary", "send it again, whole")


@asynccontextmanager
async def form_of(request: Request) -> AsyncIterator[Form]:
    """The form in a body. Raises Refusal for one that is no form of ours."""
    try:
        form = await _Parser(request).parse()
    except MultiPartException as error:
        hint = "send it as multipart/form-data"
        raise Refusal(400, "form", f"the form cannot be read: {error.message}", hint) from None
    try:
        photograph, options = form.get(PHOTOGRAPH), form.get(OPTIONS)
        parts = [name for name, _ in form.multi_items()]
        if not isinstance(photograph, UploadFile) or Counter(parts) - Counter((PHOTOGRAPH, OPTIONS)):
            raise Refusal(
                400,
                "form",
                f"the form must have one file {PHOTOGRAPH!r}, may have {OPTIONS!r} (JSON), and nothing else",
                f"curl -F {PHOTOGRAPH}=@photograph.jpg -F '{OPTIONS}={{\"vividness\": 0.4}}'",
            )
        text = await options.read(DOCUMENT) if isinstance(options, UploadFile) else options
        yield Form(photograph, text)
    finally:
        await form.close()


async def text_of(request: Request) -> bytes:
    """A body that is a text, whole. Raises Refusal for a long one."""
    text = bytearray()
    async for block in request.stream():
        text += block
        if len(text) > DOCUMENT:
            raise Refusal(413, "too-long", f"the text is longer than {DOCUMENT / 1e6:g} MB", "send less at a time")
    return bytes(text)
