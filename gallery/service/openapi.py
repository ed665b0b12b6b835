"""The service as an OpenAPI 3.1 document: for programs, and for the page that tells people the same.

It is written by hand, from the models that requests are read with; a test compares it with the addresses that there
are, and another throws at the service what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gallery.service.batches import BATCHES
from gallery.service.checks import MANIFESTS
from gallery.service.colorizations import STORED
from gallery.service.options import Options
from gallery.service.schemas import REFERENCE, schemas
from gallery.web.problems import MEDIA_TYPE

_FILMS = (
    "video/mp4",
    "video/quicktime",
    "video/webm",
    "video/x-matroska",
    "video/x-msvideo",
    "video/ogg",
    "video/mpeg",
)
_PICTURES = ("image/jpeg", "image/png", "image/webp")


def openapi(version: str, server: str = "/") -> dict[str, Any]:
    """The document, for a service of this version of the program."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nostalgia and Memory: colorization",
            "version": version,
            "summary": "Black-and-white photographs in colour, honestly.",
            "description": (
                "Colours are inferred by a neural network from a photograph's lightness, and everything that is handed "
                "out says so: in the picture's XMP (DigitalSourceType), in a Link to the method, and in the JSON. Show "
                "the original first, and the notice beside the colours."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "security": [{}, {"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": schemas(),
            "responses": {"Problem": _answer("What is wrong, and what to do about it.", {MEDIA_TYPE: "Problem"})},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> dict[str, Any]:
    one = "/v1/colorizations/{id}"
    parts = {f"{one}/{part}": {"get": _part(part)} for part in (*STORED, "panel")}
    return {
        "/v1/colorizations": {"post": _create()},
        one: {
            "get": _operation("show", "State, place in the queue, links", {200: _colorization("As it is now.")}, [_ID]),
            "delete": _operation(
                "delete", "Forget the photograph and all that was made of it", {204: _answer("Forgotten.", {})}, [_ID]
            ),
        },
        **parts,
        f"{one}/events": {"get": _events()},
        BATCHES: {"post": _batch()},
        MANIFESTS: {"post": _check()},
        "/healthz": {"get": _plain("health", "Whether the server answers", "It does.")},
        "/readyz": {
            "get": _operation(
                "ready",
                "Whether a photograph would be taken",
                {
                    200: _answer("It would.", {"application/json": "Readiness"}),
                    503: _answer("Its processes have ended.", {"application/json": "Readiness"}),
                },
            )
        },
        "/metrics": {"get": _plain("metrics", "What was counted since the start, for Prometheus", "The counts.")},
    }


_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "It follows from the photograph, the options and the weights.",
    "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
}

_CONDITIONS = [
    {"name": name, "in": "header", "description": about, "schema": {"type": "string"}}
    for name, about in (
        ("Range", "`bytes=FIRST-LAST`: a part of the file (RFC 9110, section 14)."),
        ("If-Range", "The tag of the file that the part shall be of; else all of it is sent."),
        ("If-None-Match", "Tags of pictures that are there already (RFC 9110, section 13)."),
        ("If-Match", "Tags of pictures that are wanted and no others."),
    )
]


def _create() -> dict[str, Any]:
    operation = _operation(
        "colorize",
        "Colorize a photograph or a film",
        {
            200: _answer(
                "The colorization: the picture or, by Accept, JSON with links.",
                {**dict.fromkeys(_PICTURES), "application/json": "Colorization"},
            ),
            202: _colorization(
                "It is accepted; Location says where it will be. So answer films, large photographs, and "
                "`Prefer: respond-async`."
            ),
        },
        [*_options(), _PREFER],
    )
    form = {
        "type": "object",
        "required": ["photograph"],
        "properties": {"photograph": {"type": "string"}, "options": {"$ref": f"{REFERENCE}Options"}},
    }
    operation["requestBody"] = {
        "required": True,
        "description": (
            "The file, JPEG, PNG, TIFF or WebP, or a film as MP4, QuickTime, WebM, Matroska, AVI, Ogg or MPEG: as the "
            "body, or in a form with the options."
        ),
        "content": {
            **{kind: {} for kind in (*_PICTURES, "image/tiff", *_FILMS, "application/octet-stream")},
            "multipart/form-data": {"schema": form, "encoding": {"options": {"contentType": "application/json"}}},
        },
    }
    return operation


_PREFER = {
    "name": "Prefer",
    "in": "header",
    "description": "`respond-async`: do not wait; `wait=N`: at most N seconds (RFC 7240).",
    "schema": {"type": "string"},
}


def _options() -> list[dict[str, Any]]:
    """The options as parameters of the address; ``hints`` as JSON."""
    found = []
    for name, schema in Options.model_json_schema(ref_template=REFERENCE + "{model}")["properties"].items():
        about = schema.pop("description", "")
        where: dict[str, Any] = {"name": name, "in": "query", "description": about}
        schema.pop("title", None)
        if name in ("hints", "crop"):
            found.append(where | {"content": {"application/json": {"schema": schema}}})
        else:
            # None cannot be written in an address: the parameter is left out.
            kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
            found.append(where | {"schema": {**schema, **(kinds[0] if kinds else {})}})
            found[-1]["schema"].pop("default", None)
    return found


def _part(part: str) -> dict[str, Any]:
    about = {
        "image": "The photograph in colour, with its disclosure in XMP; of a film, the frame that stands for it",
        "film": "The film in colour, with its sound, and its disclosure in the file and in the picture",
        "original": "The photograph upright, in sRGB, as a JPEG",
        "confidence": "How certain the network is: white is certain",
        "panel": "Original and colour beside one another, with the label",
    }[part]
    kinds = {"image": _PICTURES, "confidence": ("image/png",), "film": ("video/mp4", "video/webm")}
    told = "The film" if part == "film" else "The picture"
    content = dict.fromkeys(kinds.get(part, ("image/jpeg",)))
    answers = {
        200: _answer(f"{told}.", content),
        206: _answer(f"{told}, the part that `Range` asks for.", content),
        304: _answer(f"{told} is the one that `If-None-Match` names.", {}),
    }
    return _operation(part, about, answers, [_ID, *_CONDITIONS])


def _events() -> dict[str, Any]:
    stream = _answer("Events `state`, each a Colorization as JSON, until it is done.", {"text/event-stream": None})
    return _operation("events", "Its states as they come (Server-Sent Events)", {200: stream}, [_ID])


def _batch() -> dict[str, Any]:
    told = _answer("What became of each photograph.", {"application/json": "BatchAnswer"})
    operation = _operation("batch", "Colorize many photographs, by a ZIP or their addresses", {202: told}, _options())
    content = {"application/json": {"schema": {"$ref": f"{REFERENCE}Batch"}}, "application/zip": {}}
    operation["requestBody"] = {"required": True, "content": content}
    return operation


def _check() -> dict[str, Any]:
    told = _answer("What is wrong with it; nothing, where the list is empty.", {"application/json": "Checked"})
    operation = _operation("check", "Check a manifest (exhibit.yaml)", {200: told})
    operation["requestBody"] = {"required": True, "content": {"application/yaml": {"schema": {"type": "string"}}}}
    return operation


def _plain(name: str, summary: str, told: str) -> dict[str, Any]:
    return _operation(name, summary, {200: _answer(told, {"text/plain": None})})


def _operation(
    name: str, summary: str, answers: Mapping[int, Any], parameters: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters or [],
        "responses": {str(status): answer for status, answer in answers.items()}
        | {"default": {"$ref": "#/components/responses/Problem"}},
    }


def _answer(about: str, kinds: Mapping[str, str | None]) -> dict[str, Any]:
    """An answer in one of several media types, each with the name of its schema, if it has one."""
    content = {kind: {"schema": {"$ref": REFERENCE + name}} if name else {} for kind, name in kinds.items()}
    return {"description": about, **({"content": content} if content else {})}


def _colorization(about: str) -> dict[str, Any]:
    return _answer(about, {"application/json": "Colorization"})
