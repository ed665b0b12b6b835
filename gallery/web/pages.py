"""Pages of a server: what they may load, and in which language they come."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

PAGE_POLICY = (
    "default-src 'none'; img-src 'self' blob: data:; style-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of pages: scripts and styles of ours only, none that stand in the page."""


def language_of(request: Request, spoken: Sequence[str]) -> str:
    """The language, of those that are ``spoken``, that ``?language=`` or else ``Accept-Language`` puts first; the first
    one where they name none."""
    asked = request.query_params.get("language", "")
    if asked in spoken:
        return asked
    for part in ",".join(request.headers.getlist("Accept-Language")).split(","):
        base = part.partition(";")[0].strip().lower().partition("-")[0]
        if base in spoken:
            return base
    return spoken[0]
