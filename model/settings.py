"""Settings read from JSON: pydantic models whose mistakes are said in one sentence each, all of them at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

from model.errors import ConfigError

_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "string": "a text",
    "dict": "an object",
    "model": "an object of settings",
}
"""What a value must be, by the beginning of pydantic's name of the error."""


class Settings(BaseModel):
    """Frozen settings. An unknown key, a value of another kind and one out of range are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    title: ClassVar[str] = "the settings"
    """What they are called in errors."""

    @classmethod
    def from_json(cls, values: object) -> Self:
        """The settings that ``values`` say, as parsed from JSON. Raises ConfigError with every problem."""
        if not isinstance(values, Mapping):
            raise ConfigError(f"{cls.title} is an object of settings, not {values!r}")
        try:
            return cls.model_validate_json(json.dumps(values, default=Settings.to_json))
        except ValidationError as error:
            raise ConfigError(_in_words(cls, values, error)) from error

    def to_json(self) -> dict[str, Any]:
        """Plain values, as :meth:`from_json` reads them."""
        return self.model_dump(mode="json")

    def replace(self, **changes: Any) -> Self:
        """A copy with ``changes``, checked as :meth:`from_json` checks."""
        return self.from_json(self.to_json() | changes)


def _in_words(kind: type[Settings], values: Mapping[str, Any], error: ValidationError) -> str:
    unknown, problems = [], []
    for each in error.errors(include_url=False):
        place = each["loc"]
        if each["type"] == "extra_forbidden":
            unknown.append(".".join(map(str, place)))
        elif each["type"] == "json_invalid":  # json.loads takes texts that the validator's JSON does not
            problems.append("they hold half of a character, which is no text")
        elif each["type"] == "value_error":
            problems.append(str(each["ctx"]["error"]))
        else:
            field, value = kind.model_fields[str(place[0])], each["input"]
            if field.description:  # of the whole of it, whichever part is wrong
                place, value = place[:1], values[str(place[0])]
            problems.append(f"{'.'.join(map(str, place))} must be {_rule(kind, each)}, not {value!r}")
    unknown.sort(key=lambda name: name.count("."))
    parts = [f"unknown keys in {kind.title}: {', '.join(unknown)}"] if unknown else []
    parts += [f"{kind.title} has problems: {'; '.join(dict.fromkeys(problems))}"] if problems else []
    return "; ".join(parts)


def _rule(kind: type[BaseModel], error: Mapping[str, Any]) -> str:
    """What the value must be that ``error`` is about: as its field says, or by the kind of error."""
    field = _field(kind, error["loc"])
    if error["type"] == "literal_error":
        return str(error["ctx"]["expected"])
    return field.description or _KINDS.get(error["type"].partition("_")[0]) or _range(field)


def _field(kind: type[BaseModel], place: tuple[int | str, ...]) -> FieldInfo:
    """The field at ``place``, in settings within settings."""
    field = kind.model_fields[str(place[0])]
    if len(place) > 1 and isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
        return _field(field.annotation, place[1:])
    return field


def _range(field: FieldInfo) -> str:
    bounds: dict[str, Any] = {}
    for limit in field.metadata:
        named = ("ge", "gt", "le", "lt", "multiple_of")
        bounds |= {name: getattr(limit, name) for name in named if hasattr(limit, name)}
    match bounds:
        case {"multiple_of": step}:
            said = f"a multiple of {step}"
        case {"ge": low, "le": high}:
            said = f"in {low}..{high}"
        case {"ge": low, "lt": high}:
            said = f"in {low}..{high}, below {high}"
        case {"gt": low, "le": high}:
            said = f"above {low} and at most {high}"
        case {"ge": low}:
            said = f"at least {low}"
        case {"gt": low}:
            said = f"above {low}"
        case _:
            said = "something else"
    return f"none or {said}" if field.default is None else said
