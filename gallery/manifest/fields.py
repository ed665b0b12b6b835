"""What the schema says about a place in a manifest: its fields, and which of them are texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gallery.manifest.positions import Keys
from gallery.manifest.schema import Exhibit, Text


def fields_at(keys: Keys) -> tuple[str, ...]:
    """Names of the fields that the mapping at ``keys`` may have; empty where the schema has no mapping."""
    return tuple(dict.fromkeys(name for model in models_at(keys) for name in model.model_fields))


def models_at(keys: Keys) -> tuple[type[BaseModel], ...]:
    """The models that the mapping at ``keys`` may be: several for a source, none for a language map."""
    models: tuple[type[BaseModel], ...] = (Exhibit,)
    for key in keys:
        if isinstance(key, str):
            found = (model.model_fields[key].annotation for model in models if key in model.model_fields)
            models = tuple(dict.fromkeys(inner for annotation in found for inner in _models_in(annotation)))
    return models


def is_text(keys: Keys) -> bool:
    """Whether the schema has a text at ``keys``: a string or a language map."""
    return any(Text in _kinds_in(field.annotation) for field in _fields(keys))


def is_required(keys: Keys) -> bool:
    """Whether the schema wants something at ``keys`` (items of lists and language maps count as such)."""
    fields = _fields(keys)
    return not fields or any(field.is_required() for field in fields)


def _fields(keys: Keys) -> list[FieldInfo]:
    """What the schema's models have at ``keys``."""
    if not keys or not isinstance(keys[-1], str):
        return []
    models = models_at(keys[:-1])
    return [model.model_fields[keys[-1]] for model in models if keys[-1] in model.model_fields]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The manifest's mappings in an annotation (a text is none)."""
    return (kind for kind in _kinds_in(annotation) if issubclass(kind, BaseModel) and kind is not Text)


def _kinds_in(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for inner in get_args(annotation):
        yield from _kinds_in(inner)
