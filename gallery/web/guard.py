"""Who may ask for what, and what every answer carries, for all that a server of ours serves.

A server on this computer is within reach of every page that its user opens in a browser. So a request is looked at
before anything is done with it:

- ``Host`` must be one of our names (:mod:`gallery.web.names`);
- what writes must not come from a page of another origin: ``Origin`` and ``Sec-Fetch-Site`` say where from. Programs
  send neither, and are let through;
- where there is a token, ``Authorization: Bearer`` must hold it, except at open addresses (the page itself, which holds
  nothing, and the health of the server);
- other origins may read answers (CORS) only if they are named.

Source: Fetch Metadata Request Headers (W3C), RFC 6750, Fetch (WHATWG) 3.2.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gallery.web.names import Names, host_of
from gallery.web.problems import Refusal

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

OWN_PAGES = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site: our own pages, and the user's own doing."""

POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Content-Security-Policy of answers that have none of their own: nothing may be loaded or run."""

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""What every answer carries, where it does not say otherwise itself."""

EXPOSED = "Content-Location, Link, Location, Preference-Applied, Retry-After"


@dataclass(frozen=True)
class Policy:
    """Who may ask a server."""

    names: Names
    token: str | None = None
    """What ``Authorization: Bearer`` must hold; None: nothing is asked for."""
    origins: frozenset[str] = frozenset()
    """Origins whose pages may read and write, such as ``https://museum.example``."""
    is_open: Callable[[str], bool] = lambda _path: True
    """Whether an address needs no token."""


class Guard:
    """ASGI middleware: lets requests through that :class:`Policy` allows, and answers the others."""

    def __init__(self, app: ASGIApp, policy: Policy) -> None:
        self.app, self.policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("Origin")
        named = origin if origin in self.policy.origins else None

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), named)
            await send(message)

        answer = self._answer(scope, headers, named)
        await (answer or self.app)(scope, receive, sending)

    def _answer(self, scope: Scope, headers: Headers, named: str | None) -> Response | None:
        """What is answered in place of the application; None where it shall answer."""
        try:
            self._require_name(headers)
            if scope["method"] == "OPTIONS" and named and "Access-Control-Request-Method" in headers:
                return _preflight()
            if scope["method"] not in SAFE and not named:
                _require_own_page(headers)
            self._require_token(scope["path"], headers)
        except Refusal as refusal:
            return refusal.response()
        return None

    def _require_name(self, headers: Headers) -> None:
        hosts = headers.getlist("Host")
        if len(hosts) != 1 or not self.policy.names.known(hosts[0]):
            raise Refusal(
                421,
                "unknown-host",
                f"this server is not called {host_of(hosts[0] if hosts else None) or 'that'!r}",
                "ask it by the address that it printed, or start it with --name NAME",
            )

    def _require_token(self, path: str, headers: Headers) -> None:
        expected = self.policy.token
        if expected is None or self.policy.is_open(path):
            return
        scheme, _, given = headers.get("Authorization", "").partition(" ")
        # Compared in a time that does not tell how much of it is right.
        right = hmac.compare_digest(given.strip().encode(), expected.encode())
        if scheme.lower() != "bearer" or not right:
            raise Refusal(
                401,
                "token",
                "this server answers those who know its token",
                "send the header 'Authorization: Bearer TOKEN'",
                headers={"WWW-Authenticate": 'Bearer realm="gallery"'},
            )


def _require_own_page(headers: Headers) -> None:
    origin, site = headers.get("Origin"), headers.get("Sec-Fetch-Site")
    ours = origin is None or origin in {f"{scheme}://{headers['Host']}" for scheme in ("http", "https")}
    if not ours or (site is not None and site not in OWN_PAGES):
        raise Refusal(
            403,
            "foreign-origin",
            f"a page of {origin or 'another site'} may not do this",
            "if it shall, start the server with --allow-origin ORIGIN",
        )


def _preflight() -> Response:
    allowed = {
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, Prefer",
        "Access-Control-Max-Age": "600",
    }
    return Response(status_code=204, headers=allowed)


def _complete(headers: MutableHeaders, named: str | None) -> None:
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    if named:
        headers["Access-Control-Allow-Origin"] = named
        headers["Access-Control-Expose-Headers"] = EXPOSED
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        headers.add_vary_header("Origin")
