"""What a card must say, field by field: whatever somebody writes there, what passes can be served and shown."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

MAX_DEPTH = 20
"""Deeper nesting than any card has: the figures by set, colourist and number of hints are five."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
Rule = tuple[str, Callable[[Any], bool]]
"""What a value must be, in words, and whether one is."""


def parse(text: str) -> dict[str, Any]:
    """The JSON object that ``text`` writes, without numbers or characters that cannot be shown.

    Raises ValueError, and RecursionError for deep nesting.
    """
    values = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    if not isinstance(values, dict):
        raise ValueError("it is no mapping of keys to values")
    _check_plain(values)
    return values


def check_card(values: Mapping[str, Any]) -> None:
    """Raise ValueError, with what is wrong, unless ``values`` are those of a card."""
    _check(values, _CARD, _MAYBE, "")
    _check_config(values["config"])
    serving = values["serving"]
    _check(serving, _SERVING, {}, "serving.")
    for kind in ("thumbnails", "photographs"):
        _check(serving[kind], _RENDERING, {}, f"serving.{kind}.")


def check_classifier_card(values: Mapping[str, Any]) -> None:
    """Raise ValueError, with what is wrong, unless ``values`` are those of a classifier's card."""
    _check(values, _CLASSIFIER, {}, "")
    _check_config(values["config"])


def _check_config(config: Mapping[str, Any]) -> None:
    """Of a training configuration, what is read of cards; whoever trained may have said more, or less."""
    _check({name: config[name] for name in _CONFIG if name in config}, {}, _CONFIG, "config.")
    canvas = config.get("canvas", {})
    _check({name: canvas[name] for name in _CANVAS if name in canvas}, {}, _CANVAS, "config.canvas.")


def _check(values: Mapping[str, Any], rules: Mapping[str, Rule], more: Mapping[str, Rule], where: str) -> None:
    for name, (rule, holds) in rules.items():
        if name not in values:
            raise ValueError(f"it has no {where}{name}")
        if not holds(values[name]):
            raise ValueError(f"{where}{name} must be {rule}, not {_shown(values[name])}")
    for name, value in values.items():
        if name not in rules and name not in more:
            raise ValueError(f"it has an unknown key {where}{_shown(name)}")
        if name in more and not more[name][1](value):
            raise ValueError(f"{where}{name} must be {more[name][0]}, not {_shown(value)}")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 60 else text[:59] + "…"


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number that could be used")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text[:20])


def _check_plain(values: object) -> None:
    """Raise ValueError for whole numbers that no float holds, and for characters that no page or file can show."""
    level = [values]
    for _ in range(MAX_DEPTH):
        for value in level:
            if isinstance(value, int) and abs(value) >= 1 << 63:
                raise ValueError("a number in it is too large")
            for text in value if isinstance(value, dict) else [value]:
                if isinstance(text, str) and _UNSHOWN.search(text):
                    raise ValueError(f"the text {_shown(text)} holds a control character")
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise ValueError("nested too deeply")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 500 and "\n" not in value


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


def _are_scales(value: Any) -> bool:
    whole = isinstance(value, list) and 0 < len(value) <= 16 and all(map(_is_number, value))
    return whole and all(int(side) == side and 8 <= side <= 4096 for side in value)


def _is_curve(value: Any) -> bool:
    if not isinstance(value, list) or not 0 < len(value) <= 10_000:
        return False
    if not all(isinstance(point, list) and len(point) == 2 and all(map(_is_number, point)) for point in value):
        return False
    spreads = [spread for spread, _ in value]
    return spreads == sorted(spreads) and spreads[0] >= 0 and all(0 <= share <= 1 for _, share in value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _are_weights(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_number, value.values()))


def _are_lines(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_line, value))


def _are_files(value: Any) -> bool:
    if not isinstance(value, dict) or "onnx" not in value or not all(map(str.isalnum, value)):
        return False
    return all(isinstance(digest, str) and _SHA256.fullmatch(digest) for digest in value.values())


def _between(least: float, most: float, *, above: bool = False) -> Rule:
    low = f"above {least:g}" if above else f"at least {least:g}"
    return (
        f"{low} and at most {most:g}",
        lambda value: _is_number(value) and (least < value if above else least <= value) and value <= most,
    )


_LINE: Rule = ("a line of text", _is_line)
_MAPPING: Rule = ("a mapping of keys to values", _is_mapping)

_CARD: Mapping[str, Rule] = {
    "name": (
        "a name of at most 100 letters",
        lambda value: _is_line(value) and len(value.strip()) > 0 and len(value) <= 100,
    ),
    "network": _LINE,
    "network_arguments": _MAPPING,
    "parameters": ("a whole number", lambda value: _is_number(value) and value >= 0 and int(value) == value),
    "dataset": _LINE,
    "config": _MAPPING,
    "trained": _LINE,
    "commit": _LINE,
    "licence": _LINE,
    "metrics": _MAPPING,
    "serving": _MAPPING,
    "files": ("the SHA-256 of each file by its suffix, 'onnx' among them", _are_files),
}
_MAYBE: Mapping[str, Rule] = {
    "calibrated": _LINE,
    "quantized": ("a mapping of keys to values, or null", lambda value: value is None or _is_mapping(value)),
}
_CLASSIFIER = {name: rule for name, rule in _CARD.items() if name not in ("network", "serving")}
_COUNT: Rule = ("a whole number above 0", _is_count)
_LINE_OR_NONE: Rule = ("a line of text, or null", lambda value: value is None or _is_line(value))
_CONFIG: Mapping[str, Rule] = {
    "canvas": _MAPPING,
    "validation": _COUNT,
    "epochs": _COUNT,
    "batch_size": _COUNT,
    "limit": ("a whole number above 0, or null", lambda value: value is None or _is_count(value)),
    "losses": ("numbers by the names of losses", _are_weights),
    "teachers": ("a list of lines of text, or null", lambda value: value is None or _are_lines(value)),
    "start": _LINE_OR_NONE,
    "start_encoder": _LINE_OR_NONE,
}
_CANVAS: Mapping[str, Rule] = {
    "side": ("a whole number from 32 to 4096", lambda value: _is_count(value) and 32 <= value <= 4096),
}
_SERVING: Mapping[str, Rule] = {
    "scales": ("one to sixteen whole numbers from 8 to 4096", _are_scales),
    "guide": ("a whole number from 16 to 4096", lambda value: _are_scales([value]) and value >= 16),
    "epsilon": _between(0, 1e6, above=True),
    "disagreement": _between(0, 1e6, above=True),
    "vividness": _between(0, 1),
    "thumbnails": _MAPPING,
    "photographs": _MAPPING,
}
_RENDERING: Mapping[str, Rule] = {
    "faithful_gain": _between(0, 100, above=True),
    "vivid_gain": _between(0, 100, above=True),
    "calibration": ("points [spread, share] of ascending spread, the share from 0 to 1", _is_curve),
}
