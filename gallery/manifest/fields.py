"""What the schema says about a place in a manifest: its fields, and which of them are texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo

from gallery.manifest.forms import truth
from gallery.manifest.kinds import Model
from gallery.manifest.positions import Keys
from gallery.manifest.schema import Exhibit
from gallery.manifest.text import Text


@dataclass(frozen=True)
class Inside:
    """What the schema has under a key."""

    text: bool
    """Whether it is a text: a string or a language map."""
    models: tuple[type[BaseModel], ...]
    """The models that the mapping there, or each one in the list there, may be."""


@cache
def fields_of(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields of ``model`` by their keys in a manifest: of ``from``, which Python keeps for itself, its alias."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


@cache
def inside(models: tuple[type[BaseModel], ...]) -> Mapping[str, Inside]:
    """What may stand under each key of a mapping that is one of ``models``."""
    found: dict[str, Inside] = {}
    for name in dict.fromkeys(name for model in models for name in fields_of(model)):
        kinds = [known[name].annotation for known in map(fields_of, models) if name in known]
        below = tuple(dict.fromkeys(inner for kind in kinds for inner in _models_in(kind)))
        found[name] = Inside(any(Text in _kinds_in(kind) for kind in kinds), below)
    return found


def fields_at(keys: Keys) -> tuple[str, ...]:
    """Names of the fields that the mapping at ``keys`` may have; empty where the schema has no mapping."""
    return tuple(dict.fromkeys(name for model in models_at(keys) for name in fields_of(model)))


def required_at(keys: Keys) -> tuple[str, ...]:
    """Names of the fields that the mapping at ``keys`` must have; none where it may be one of several."""
    models = models_at(keys)
    known = models[0].model_fields if len(models) == 1 else {}
    return tuple(name for name, field in known.items() if field.is_required())


def models_at(keys: Keys) -> tuple[type[BaseModel], ...]:
    """The models that the mapping at ``keys`` may be: several for a source, none for a language map."""
    models: tuple[type[BaseModel], ...] = (Exhibit,)
    for key in keys:
        if isinstance(key, str):
            known = inside(models).get(key)
            models = known.models if known else ()
    return models


@cache
def homes() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """By each field's name the mappings that have it, as the fields that lead there: ``()`` is the manifest itself."""
    found: dict[str, list[tuple[str, ...]]] = {}

    def walk(models: tuple[type[BaseModel], ...], way: tuple[str, ...]) -> None:
        for name, there in inside(models).items():
            found.setdefault(name, []).append(way)
            walk(there.models, (*way, name))

    walk((Exhibit,), ())
    return {name: tuple(ways) for name, ways in found.items()}


def way_of(keys: Keys) -> tuple[str, ...]:
    """The fields that lead to ``keys``, without the numbers of items."""
    return tuple(key for key in keys if isinstance(key, str))


def fits(way: tuple[str, ...], value: Any) -> bool:
    """Whether ``value`` is of the kind that the field at the end of ``way`` takes: a mapping or list, or a value."""
    known = inside(models_at(way[:-1])).get(way[-1])
    if known is None:
        return False
    is_truth = any(field.annotation is bool for field in _fields(way))
    if isinstance(value, bool) or is_truth:
        return is_truth and truth(value) is not None
    if known.text:
        return not isinstance(value, list) or bool(known.models)
    in_words = way[-1] in ("source", "dimensions", "approved") and isinstance(value, str)
    return isinstance(value, dict | list) == bool(known.models) or in_words


def takes(keys: Keys, value: Any) -> bool:
    """Whether a field at ``keys`` takes ``value``; True where the schema has no field there."""
    if not keys or not isinstance(keys[-1], str):
        return True
    models = [model for model in models_at(keys[:-1]) if keys[-1] in fields_of(model)]
    return not models or any(_valid(_alone(model, keys[-1]), {keys[-1]: value}) for model in models)


@cache
def _alone(model: type[BaseModel], name: str) -> type[BaseModel]:
    """A mapping that has this field of ``model`` and no other."""
    field = fields_of(model)[name]
    alone: dict[str, Any] = {name: (field.annotation, field)}
    return create_model(name, __base__=Model, **alone)


def _valid(kind: type[BaseModel], value: Any) -> bool:
    try:
        kind.model_validate(value)
    except ValidationError:
        return False
    return True


def is_text(keys: Keys) -> bool:
    """Whether the schema has a text at ``keys``: a string or a language map."""
    if not keys or not isinstance(keys[-1], str):
        return False
    known = inside(models_at(keys[:-1])).get(keys[-1])
    return known is not None and known.text


def is_required(keys: Keys) -> bool:
    """Whether the schema wants something at ``keys`` (items of lists and language maps count as such)."""
    fields = _fields(keys)
    return not fields or any(field.is_required() for field in fields)


def _fields(keys: Keys) -> list[FieldInfo]:
    """What the schema's models have at ``keys``."""
    if not keys or not isinstance(keys[-1], str):
        return []
    models = models_at(keys[:-1])
    return [known[keys[-1]] for known in map(fields_of, models) if keys[-1] in known]


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The manifest's mappings in an annotation (a text is none)."""
    return (kind for kind in _kinds_in(annotation) if issubclass(kind, BaseModel) and kind is not Text)


def _kinds_in(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for inner in get_args(annotation):
        yield from _kinds_in(inner)
