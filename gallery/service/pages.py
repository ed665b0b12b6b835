"""The page to colorize one's own photograph, the method, and the documentation; style sheets, scripts and fonts.

Nothing here is about a photograph that was sent: these addresses need no token.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from gallery.pages.environment import environment
from gallery.pictures.veil import TINT, VEILS
from gallery.resources import TEMPLATES
from gallery.service.openapi import openapi
from gallery.service.orders import Orders
from gallery.service.schemas import PROBLEMS
from gallery.web.answers import FileAnswer
from gallery.web.files import find
from gallery.web.pages import PAGE_POLICY, language_of
from gallery.web.problems import Refusal
from gallery.words.texts import Texts, languages, texts_in

OPEN = ("/", "/method", "/docs", "/openapi.json", "/healthz", "/readyz", "/favicon.ico")
ASSETS = "/assets/"

OURS = ("serve.css", "serve.js")
"""Files of ``templates/serve`` that pages load."""


def is_open(path: str) -> bool:
    """Whether an address needs no token."""
    return path in OPEN or path.startswith(ASSETS)


class Pages:
    """The pages, in the languages of the interface."""

    def __init__(self, orders: Orders, assets: Path, keep: float, *, token: bool) -> None:
        """``assets`` is the folder with what every site of ours loads, ``keep`` for how many seconds photographs are
        kept; ``token`` says that one is asked for."""
        self._orders, self._assets, self._keep, self._token = orders, assets, keep, token
        self._document = openapi(version("nostalgia-gallery"))

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/", partial(self.page, "index.html"), methods=["GET"]),
            Route("/method", partial(self.page, "method.html"), methods=["GET"]),
            Route("/docs", partial(self.page, "docs.html"), methods=["GET"]),
            Route("/openapi.json", self.openapi, methods=["GET"]),
            Route("/favicon.ico", self.icon, methods=["GET"]),
            Route("/assets/{name:path}", self.asset, methods=["GET"]),
        ]

    async def page(self, template: str, request: Request) -> Response:
        """A page in the language that its reader prefers."""
        language = language_of(request, languages())
        text = environment("serve", language).get_template(template).render(self._values(language))
        headers = {"Content-Security-Policy": PAGE_POLICY, "Vary": "Accept-Language", "Content-Language": language}
        return HTMLResponse(text, headers=headers)

    def _values(self, language: str) -> Mapping[str, Any]:
        weights = [served.facts for served in self._orders.served.values()]
        return {
            "language": language,
            "languages": languages(),
            "weights": weights,
            "vividness": weights[0]["vividness"],
            "keep": _in_words(self._keep, texts_in(language)),
            "token": self._token,
            "document": self._document,
            "problems": PROBLEMS,
            "veil": {"tint": TINT, "opacities": VEILS},
        }

    async def openapi(self, _request: Request) -> Response:
        """The document."""
        return JSONResponse(self._document)

    async def icon(self, _request: Request) -> Response:
        """There is none; browsers ask for it where a page names none."""
        return Response(status_code=204)

    async def asset(self, request: Request) -> Response:
        """A style sheet, a script or a font."""
        name = request.path_params["name"]
        path = TEMPLATES / "serve" / name if name in OURS else find(self._assets, name)
        if path is None or not path.is_file():
            raise Refusal(404, "no-such-address", "there is nothing at this address", "/docs lists what there is")
        return FileAnswer(path, {"Cache-Control": "no-cache"})


def _in_words(seconds: float, words: Texts) -> str:
    """A time of minutes, hours or days, each rounded up."""
    unit, size = ("minutes", 60) if seconds < 3600 else ("hours", 3600) if seconds <= 2 * 86400 else ("days", 86400)
    return words(f"serve.{unit}", count=math.ceil(seconds / size))
