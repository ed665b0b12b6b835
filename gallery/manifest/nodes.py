"""YAML text → plain values and their places.

The YAML is read event by event, so that a manifest can neither exhaust memory (aliases, deep nesting) nor
make objects (tags). Scalars are read by YAML 1.2's core schema: only ``true`` and ``false`` are booleans, so
that a text ``No`` stays a text and ``no:`` is Norwegian; dates stay as they are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from gallery.errors import ManifestError
from gallery.manifest.positions import Keys, Place, Positions
from gallery.problems import Problem

MAX_DEPTH = 24
"""Deeper nesting than any manifest has: exhibit → rooms → works → hints → at is nine levels."""

_INT = re.compile(r"[-+]?[0-9]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,300}|[0-9]{1,300}(\.[0-9]{0,300})?)([eE][-+]?[0-9]{1,3})?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_STRING_TAGS = {None, "!", "tag:yaml.org,2002:str"}


@dataclass(frozen=True)
class Tree:
    """A manifest as it is written."""

    value: Any
    """dict, list, str, int, float, bool or None."""
    positions: Positions
    numbers: dict[Keys, str]
    """What is written where a number was read: the text it is where the schema wants a text."""
    problems: tuple[Problem, ...]
    """What is wrong with the YAML and lets us go on reading."""


@dataclass
class _Frame:
    """A mapping or list that is being read."""

    value: dict[str, Any] | list[Any]
    keys: Keys
    key: str | None = None
    """The key whose value comes next (mappings)."""
    dropped: bool = False
    """Whether that value is read and forgotten, because its key is a duplicate or no key."""


@dataclass
class _Builder:
    """Takes YAML events and builds the tree; a stack in place of recursion."""

    name: str
    stack: list[_Frame] = field(default_factory=list)
    value: Any = None
    documents: int = 0
    values: dict[Keys, Place] = field(default_factory=dict)
    keys: dict[Keys, Place] = field(default_factory=dict)
    numbers: dict[Keys, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False
    """A part could not be read, so what the schema says about the rest would mislead."""

    def problem(self, event: yaml.Event, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self.name, *_place(event.start_mark), code, message, hint))

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self.problem(event, "second-document", "a second document begins", "remove the line '---'")
        elif self.documents > 1:
            return
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)

    def _node(self, event: yaml.NodeEvent) -> None:
        if self._expects_key():
            self._key(event)
            if isinstance(event, yaml.CollectionStartEvent):
                # A collection as a key: its content is read and forgotten, and its value after it.
                self.stack.append(_Frame([], ("",), dropped=True))
            return
        keys = self._enter(event)
        if isinstance(event, yaml.AliasEvent):
            self.broken = True
            self.problem(event, "alias", f"alias '*{event.anchor}' is not supported", "write the value out")
            self._put(None)
            return
        tag: str | None = event.tag  # type: ignore[attr-defined]  # scalars and collections have one
        if tag not in _STRING_TAGS or (tag and not isinstance(event, yaml.ScalarEvent)):
            self.broken = True
            self.problem(event, "tag", f"tag {tag!r} is not supported", "remove it")
        if isinstance(event, yaml.ScalarEvent):
            self._put(self._scalar(event, keys))
            return
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(value)
        if len(self.stack) >= MAX_DEPTH:
            self.problem(event, "too-deep", f"nested more than {MAX_DEPTH} levels deep", "unfold it")
            raise ManifestError(self.problems)
        self.stack.append(_Frame(value, keys))

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _key(self, event: yaml.NodeEvent) -> None:
        frame = self.stack[-1]
        frame.dropped = False
        if not isinstance(event, yaml.ScalarEvent):
            frame.key, frame.dropped = "", True
            self.problem(event, "not-a-key", "this cannot be a key", "a key is a word; quote a text in braces")
            return
        frame.key = event.value
        place = _place(event.start_mark)
        first = self.keys.setdefault((*frame.keys, event.value), place)
        if first != place:
            frame.dropped = True
            message = f"key {event.value!r} is already given in line {first[0]}"
            self.problem(event, "duplicate-key", message, "keep one of the two")

    def _enter(self, event: yaml.NodeEvent) -> Keys:
        """The keys of the value that begins with ``event``; its place is noted."""
        if not self.stack:
            keys: Keys = ()
        else:
            frame = self.stack[-1]
            # What a dropped key holds stands under keys that no schema knows.
            step = len(frame.value) if isinstance(frame.value, list) else frame.key or ""
            keys = (*frame.keys, "", step) if frame.dropped else (*frame.keys, step)
        self.values[keys] = _place(event.start_mark)
        return keys

    def _put(self, value: Any) -> None:
        if not self.stack:
            self.value = value
            return
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        if not frame.dropped:
            frame.value[frame.key or ""] = value
        frame.key = None

    def _scalar(self, event: yaml.ScalarEvent, keys: Keys) -> Any:
        text: str = event.value
        if found := _UNPRINTABLE.search(text):
            message = f"the text holds the control character U+{ord(found[0]):04X}"
            self.problem(event, "control-character", message, "remove it")
        if event.style in ("|", ">"):
            return text.strip("\n")
        if event.style is not None or event.tag is not None:
            return text
        value = _plain(text)
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.numbers[keys] = text
        return value


def _plain(text: str) -> str | int | float | bool | None:
    """An unquoted scalar by YAML 1.2's core schema, decimal numbers only."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text[0] in "tT"
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _place(mark: Any) -> Place:
    """Line and column of one of PyYAML's marks, which count from 0."""
    return mark.line + 1, mark.column + 1


def read_tree(text: str, name: str) -> Tree:
    """The tree that ``text`` writes. ``name`` is the file's in problems.

    Raises ManifestError where the text is no YAML, or YAML that a manifest does not use (aliases, tags).
    """
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax(error, name))
        raise ManifestError(sorted(builder.problems)) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1
        message = f"the character U+{error.character:04X} cannot stand in a text file"
        raise ManifestError([Problem(name, line, column, "control-character", message, "remove it")]) from None
    except (ValueError, OverflowError) as error:  # an escape such as "\UFFFFFFFF" that is no character
        place = max(builder.values.values(), default=(1, 1))
        raise ManifestError([Problem(name, *place, "yaml-syntax", f"after here: {error}")]) from None
    if builder.broken:
        raise ManifestError(sorted(builder.problems))
    positions = Positions(builder.values, builder.keys)
    return Tree(builder.value, positions, builder.numbers, tuple(builder.problems))


_SYNTAX = (
    ("'\\t'", "a tab where YAML wants spaces", "indent with spaces"),
    ("found a tab", "a tab where YAML wants spaces", "indent with spaces"),
    (
        "mapping values are not allowed",
        "a colon where no key can stand",
        "quote a text that holds ': ', or mend the indentation",
    ),
    (
        "could not find expected ':'",
        "this line is no 'key: value'",
        "add the colon, or indent it as part of a text",
    ),
    ("unexpected end of stream", "a quoted text has no closing quote", "close the quote"),
    ("found unexpected document separator", "a quoted text has no closing quote", "close the quote"),
    ("expected <block end>", "this does not belong here", "give lines of one mapping the same indentation"),
    ("cannot start any token", "a text cannot begin with this character", "put the text in quotes"),
    (
        "unknown escape character",
        "an escape that YAML does not know",
        "double the backslash, or use single quotes",
    ),
)
"""What PyYAML says, our words, and what to do."""


def _syntax(error: yaml.MarkedYAMLError, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = error.problem or error.context or "it cannot be read"
    place = _place(mark) if mark else (1, 1)
    for sign, message, hint in _SYNTAX:
        if sign in said:
            if "closing quote" in message and error.context_mark:
                place = _place(error.context_mark)
            return Problem(name, *place, "yaml-syntax", message, hint)
    context = f" {error.context}" if error.context and error.context != said else ""
    return Problem(name, *place, "yaml-syntax", f"this is not YAML: {said}{context}")
