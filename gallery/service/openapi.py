"""The service as an OpenAPI 3.1 document: for programs, and for the page that tells people the same.

It is written by hand, from the models that requests are read with; a test compares it with the addresses that there
are, and another throws at the service what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from gallery.service.batches import BATCHES, Batch
from gallery.service.checks import MANIFESTS
from gallery.service.colorizations import STORED
from gallery.service.jobs import State
from gallery.service.options import Options
from gallery.web.problems import MEDIA_TYPE

_REFERENCE = "#/components/schemas/"
_PICTURES = ("image/jpeg", "image/png", "image/webp")
_STATES = list(State.__args__)  # type: ignore[attr-defined]

PROBLEMS: Mapping[str, str] = {
    "batch": "The list of addresses is not one, or too long.",
    "bug": "A mistake of the service's own. Its log says more.",
    "busy": "Something is in use by too many at this moment; Retry-After says when to come back.",
    "cut-short": "The connection ended before the body did.",
    "died": "The process that worked on the photograph died, most often for want of memory.",
    "disk": "The service keeps as much as it may, or its disk is full.",
    "foreign-origin": "A page of another site asked for something that changes the service.",
    "form": "The form is not one of ours.",
    "gone": "What was made has been removed, by its time or by hand.",
    "late": "The photograph took longer than any may.",
    "method": "The address is there, but this cannot be done with it.",
    "no-photograph": "The body is empty.",
    "no-such-address": "There is nothing at the address.",
    "no-such-colorization": "It never was, or was forgotten.",
    "not-a-batch": "A batch is a ZIP, or a list of addresses as JSON.",
    "not-a-photograph": "The type of the body is that of something else.",
    "not-done": "The colorization is not finished; Retry-After says when to ask again.",
    "photograph": "The file is no photograph that is read here, damaged, or too large.",
    "queue-full": "Too many photographs wait; Retry-After says when to come back.",
    "request": "The request cannot be understood.",
    "token": "The service answers those who know its token.",
    "too-long": "The body is longer than the service takes.",
    "too-slow": "The body came too slowly.",
    "unknown-host": "The service is not called as the request calls it.",
    "unknown-option": "There is no such option.",
    "wrong-option": "An option has a value that it cannot have.",
    "zip": "The ZIP is damaged, too much, or not safe.",
}
"""Code of each kind of problem → what it means."""


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
            "schemas": _schemas(),
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
                {200: _answer("It would.", {"application/json": "Readiness"})},
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


def _create() -> dict[str, Any]:
    operation = _operation(
        "colorize",
        "Colorize a photograph",
        {
            200: _answer(
                "The colorization: the picture or, by Accept, JSON with links.",
                {**dict.fromkeys(_PICTURES), "application/json": "Colorization"},
            ),
            202: _colorization(
                "It is accepted; Location says where it will be. So answer large photographs, and "
                "`Prefer: respond-async`."
            ),
        },
        [*_options(), _PREFER],
    )
    form = {
        "type": "object",
        "required": ["photograph"],
        "properties": {"photograph": {"type": "string"}, "options": {"$ref": f"{_REFERENCE}Options"}},
    }
    operation["requestBody"] = {
        "required": True,
        "description": "The file, JPEG, PNG, TIFF or WebP: as the body, or in a form with the options.",
        "content": {
            **{kind: {} for kind in (*_PICTURES, "image/tiff", "application/octet-stream")},
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
    for name, schema in Options.model_json_schema(ref_template=_REFERENCE + "{model}")["properties"].items():
        about = schema.pop("description", "")
        where: dict[str, Any] = {"name": name, "in": "query", "description": about}
        schema.pop("title", None)
        if name == "hints":
            found.append(where | {"content": {"application/json": {"schema": schema}}})
        else:
            # None cannot be written in an address: the parameter is left out.
            kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
            found.append(where | {"schema": {**schema, **(kinds[0] if kinds else {})}})
            found[-1]["schema"].pop("default", None)
    return found


def _part(part: str) -> dict[str, Any]:
    about = {
        "image": "The photograph in colour, with its disclosure in XMP",
        "original": "The photograph upright, in sRGB, as a JPEG",
        "confidence": "How certain the network is: white is certain",
        "panel": "Original and colour beside one another, with the label",
    }[part]
    kinds = {"image": _PICTURES, "confidence": ("image/png",)}.get(part, ("image/jpeg",))
    return _operation(part, about, {200: _answer("The picture.", dict.fromkeys(kinds))}, [_ID])


def _events() -> dict[str, Any]:
    stream = _answer("Events `state`, each a Colorization as JSON, until it is done.", {"text/event-stream": None})
    return _operation("events", "Its states as they come (Server-Sent Events)", {200: stream}, [_ID])


def _batch() -> dict[str, Any]:
    told = _answer("What became of each photograph.", {"application/json": "BatchAnswer"})
    operation = _operation("batch", "Colorize many photographs, by a ZIP or their addresses", {202: told}, _options())
    content = {"application/json": {"schema": {"$ref": f"{_REFERENCE}Batch"}}, "application/zip": {}}
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
    content = {kind: {"schema": {"$ref": _REFERENCE + name}} if name else {} for kind, name in kinds.items()}
    return {"description": about, **({"content": content} if content else {})}


def _colorization(about: str) -> dict[str, Any]:
    return _answer(about, {"application/json": "Colorization"})


def _schemas() -> dict[str, Any]:
    models = models_json_schema([(Options, "validation"), (Batch, "validation")], ref_template=_REFERENCE + "{model}")
    text, number, whole = {"type": "string"}, {"type": "number"}, {"type": "integer"}
    sha256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    maybe = {"anyOf": [{"$ref": f"{_REFERENCE}Problem"}, {"type": "null"}]}
    problem = {
        "path": text,
        "line": whole,
        "column": whole,
        "severity": text,
        "code": text,
        "message": text,
        "hint": text,
    }
    disclosure = {
        "inferred": {"const": True},
        "notice": text,
        "digital_source_type": text,
        "method": text,
        "original_sha256": sha256,
        "weights": _object({"name": text, "sha256": sha256, "date": text}),
        "network": text,
        "vividness": number,
        "confidence_mean": number,
        "hints": whole,
    }
    ours = {
        "Problem": _object(
            {"type": text, "title": text, "status": whole, "detail": text, "code": text, "hint": text},
            problems={"type": "array", "items": {"$ref": f"{_REFERENCE}ManifestProblem"}},
        ),
        "ManifestProblem": _object(problem),
        "Checked": _object(
            {
                "rooms": {"type": ["integer", "null"]},
                "works": {"type": ["integer", "null"]},
                "problems": {"type": "array", "items": {"$ref": f"{_REFERENCE}ManifestProblem"}},
            }
        ),
        "Disclosure": _object(disclosure),
        "Colorization": _object(
            {
                "id": text,
                "state": {"enum": _STATES},
                "place": whole,
                "photograph": _object({"sha256": sha256, "width": whole, "height": whole}),
                "options": {"type": "object"},
                "disclosure": {"anyOf": [{"$ref": f"{_REFERENCE}Disclosure"}, {"type": "null"}]},
                "problem": maybe,
                "kept_until": {"type": ["string", "null"]},
                "links": {"type": "object", "additionalProperties": text},
            }
        ),
        "BatchAnswer": _object(
            {
                "colorizations": {
                    "type": "array",
                    "items": _object(
                        {"name": text},
                        id=text,
                        state={"enum": _STATES},
                        links={"type": "object"},
                        problem={"$ref": f"{_REFERENCE}Problem"},
                    ),
                }
            }
        ),
        "Readiness": _object({"ready": {"type": "boolean"}, **dict.fromkeys(_STATES, whole)}),
    }
    return {**models[1]["$defs"], **ours}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}
