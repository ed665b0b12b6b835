"""What requests and answers hold, as JSON Schema: for the OpenAPI document; and what each code of a problem means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic.json_schema import models_json_schema

from gallery.service.batches import Batch
from gallery.service.jobs import State
from gallery.service.options import Options

REFERENCE = "#/components/schemas/"

PROBLEMS: Mapping[str, str] = {
    "address": "The photograph at the address cannot be had.",
    "batch": "The list of addresses is not one, or too long.",
    "bug": "A mistake of the service's own. Its log says more.",
    "busy": "Something is in use by too many at this moment; Retry-After says when to come back.",
    "changed": "The program was replaced while the service ran; it has to be started again.",
    "cut-short": "The connection ended before the body did, or a form before its last boundary.",
    "died": "The process that worked on the photograph died, most often for want of memory.",
    "disk": "The service keeps as much as it may, or its disk is full.",
    "encoded": "The body is compressed (Content-Encoding); the service takes it as it is.",
    "film": "The file is no film that is read here, damaged, too large or too long; or the service takes no films.",
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
    "other-tag": "The picture is another than the one that If-Match names.",
    "photograph": "The file is no photograph that is read here, damaged, or too large.",
    "queue-full": "Too many photographs wait; Retry-After says when to come back.",
    "range": "The file has nothing of the part that Range asks for.",
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

_TEXT, _NUMBER, _WHOLE = {"type": "string"}, {"type": "number"}, {"type": "integer"}
_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_STATE = {"enum": list(get_args(State))}


def schemas() -> dict[str, Any]:
    """Every schema by its name: the models that requests are read with, and the answers."""
    models = models_json_schema([(Options, "validation"), (Batch, "validation")], ref_template=REFERENCE + "{model}")
    counts = {"ready": {"type": "boolean"}, **dict.fromkeys(get_args(State), _WHOLE)}
    return {
        **models[1]["$defs"],
        **_problems(),
        "Disclosure": _disclosure(),
        "Colorization": _colorization(),
        "BatchAnswer": _object({"colorizations": _list(_entry())}),
        "Readiness": _object(counts),
    }


def _problems() -> dict[str, Any]:
    place = {"path": _TEXT, "line": _WHOLE, "column": _WHOLE}
    number = {"type": ["integer", "null"]}
    return {
        "Problem": _object(
            {"type": _TEXT, "title": _TEXT, "status": _WHOLE, "detail": _TEXT, "code": _TEXT, "hint": _TEXT},
            problems=_list(_named("ManifestProblem")),
        ),
        "ManifestProblem": _object({**place, **dict.fromkeys(("severity", "code", "message", "hint"), _TEXT)}),
        "Checked": _object({"rooms": number, "works": number, "problems": _list(_named("ManifestProblem"))}),
    }


def _disclosure() -> dict[str, Any]:
    return _object(
        {
            "inferred": {"const": True},
            "notice": _TEXT,
            "digital_source_type": _TEXT,
            "method": _TEXT,
            "original_sha256": _SHA256,
            "weights": _object({"name": _TEXT, "sha256": _SHA256, "date": _TEXT}),
            "network": _TEXT,
            "vividness": _NUMBER,
            "confidence_mean": _NUMBER,
            "hints": _WHOLE,
        }
    )


def _colorization() -> dict[str, Any]:
    what = {"sha256": _SHA256, "width": _WHOLE, "height": _WHOLE}
    return _object(
        {
            "id": _TEXT,
            "state": _STATE,
            "place": _WHOLE,
            "photograph": _or_nothing(_object(what)),
            "film": _or_nothing(
                _object({**what, "seconds": _NUMBER, "frames": {"type": ["integer", "null"]}, "frames_done": _WHOLE})
            ),
            "options": {"type": "object"},
            "disclosure": _or_none("Disclosure"),
            "problem": _or_none("Problem"),
            "kept_until": {"type": ["string", "null"]},
            "links": {"type": "object", "additionalProperties": _TEXT},
        }
    )


def _entry() -> dict[str, Any]:
    """One photograph of a batch: a colorization, or a problem."""
    links = {"type": "object", "additionalProperties": _TEXT}
    return _object({"name": _TEXT}, id=_TEXT, state=_STATE, links=links, problem=_named("Problem"))


def _object(required: Mapping[str, Any], **optional: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def _list(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _named(name: str) -> dict[str, Any]:
    return {"$ref": REFERENCE + name}


def _or_none(name: str) -> dict[str, Any]:
    return _or_nothing(_named(name))


def _or_nothing(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
