"""The page, in the language that its reader prefers, what problems mean, and style sheets, scripts and fonts."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from gallery.pages.environment import environment
from gallery.pictures.veil import TINT, VEILS
from gallery.resources import TEMPLATES
from gallery.studio.problems import PROBLEMS
from gallery.web.answers import FileAnswer
from gallery.web.files import find
from gallery.web.pages import PAGE_POLICY, language_of
from gallery.web.problems import Refusal
from gallery.words.texts import languages

OURS = {"studio.css": TEMPLATES / "studio" / "studio.css", "studio.js": TEMPLATES / "bundles" / "studio.js"}
"""Files that this page alone loads."""


class Pages:
    """The page and what it loads."""

    def __init__(self, assets: Path) -> None:
        """``assets`` is the folder with what every site of ours loads."""
        self._assets = assets

    def routes(self) -> list[Route]:
        """Where they are."""
        return [
            Route("/", self.page, methods=["GET"]),
            Route("/docs", self.docs, methods=["GET"]),
            Route("/favicon.ico", self.icon, methods=["GET"]),
            Route("/assets/{name:path}", self.asset, methods=["GET"]),
        ]

    async def page(self, request: Request) -> Response:
        """The page. What it shows it asks for."""
        language = language_of(request, languages())
        values = {"language": language, "languages": languages(), "veil": {"tint": TINT, "opacities": VEILS}}
        text = environment("studio", language).get_template("index.html").render(values)
        headers = {"Content-Security-Policy": PAGE_POLICY, "Vary": "Accept-Language", "Content-Language": language}
        return HTMLResponse(text, headers=headers)

    async def docs(self, _request: Request) -> Response:
        """What each kind of problem means."""
        text = environment("studio", "en").get_template("docs.html").render({"problems": PROBLEMS})
        return HTMLResponse(text, headers={"Content-Security-Policy": PAGE_POLICY, "Content-Language": "en"})

    async def icon(self, _request: Request) -> Response:
        """There is none; browsers ask for it where a page names none."""
        return Response(status_code=204)

    async def asset(self, request: Request) -> Response:
        """A style sheet, a script or a font."""
        name = request.path_params["name"]
        path = OURS.get(name) or find(self._assets, name)
        if path is None or not path.is_file():
            raise Refusal(404, "no-such-address", "there is nothing at this address")
        return FileAnswer(path, {"Cache-Control": "no-cache"})
