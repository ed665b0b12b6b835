"""YAML text → plain values and their places.

The YAML is read event by event, so that a manifest can neither exhaust memory (aliases, deep nesting) nor
make objects (tags). Scalars are read by YAML 1.2's core schema: only ``true`` and ``false`` are booleans, so
that a text ``No`` stays a text and ``no:`` is Norwegian; dates stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import yaml

from gallery.errors import ManifestError
from gallery.manifest.halves import made_whole
from gallery.manifest.nesting import too_deep
from gallery.manifest.positions import Keys, Place, Positions
from gallery.manifest.scalars import (
    MAX_MARKS,
    UNPRINTABLE,
    lines_of,
    lines_with_hashes,
    plain_value,
    short,
    too_many_marks,
)
from gallery.manifest.syntax import FAST, SURE, events, parser_of, place, says_enough, syntax_problem
from gallery.manifest.writing import quoted
from gallery.problems import Problem

MAX_DEPTH = 24
"""Deeper nesting than any manifest has: exhibit → rooms → works → hints → at is nine levels."""

MAX_NODES = 20_000_000
"""Keys and values of more than a hundred thousand works with everything that may be said of them."""

_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep", "unfold it"
_STRING_TAGS = {None, "!", "tag:yaml.org,2002:str"}


@dataclass(frozen=True)
class Tree:
    """A manifest as it is written."""

    value: Any
    """dict, list, str, int, float, bool or None."""
    positions: Positions
    numbers: Mapping[int, str]
    """What is written where a number was read: the text it is where the schema wants a text. By the value's number."""
    problems: tuple[Problem, ...]
    """What is wrong with the YAML and lets us go on reading."""
    text: str = ""
    """As it is written."""
    mended: Mapping[int, bool] = field(default_factory=dict)
    """Lines, from 1, that were no YAML, and whether what stood there was left out (else it is read as it was meant)."""

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, as editors count them."""
        return lines_of(self.text)

    def rest(self, place: Place) -> str:
        """What stands in the line of ``place``, from there on."""
        line, column = place
        return self.lines[line - 1][column - 1 :] if 0 < line <= len(self.lines) else ""

    def at(self, keys: Keys) -> Any:
        """The value at ``keys``; None where none is."""
        value = self.value
        for key in keys:
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return None
        return value

    def written(self, keys: Keys) -> str | None:
        """What is written where a number was read at ``keys``; None where none was."""
        number = self.positions.number(keys)
        return None if number is None else self.numbers.get(number)


class NotReadError(ManifestError):
    """The text is no YAML, or has what a manifest does not use."""

    def __init__(self, problems: Iterable[Problem], error: Exception | None = None) -> None:
        super().__init__(problems)
        self.error = error
        """What the parser says; None where it read all of it."""

    def __reduce__(self) -> tuple[type[ManifestError], tuple[tuple[Problem, ...]]]:
        return ManifestError, (self.problems,)


class _Frame:
    """A mapping or list that is being read."""

    __slots__ = ("dropped", "key", "number", "seen", "value")

    def __init__(self, value: dict[str, Any] | list[Any], number: int) -> None:
        self.value, self.number = value, number
        self.key: str | None = None
        """The key whose value comes next (mappings)."""
        self.dropped = False
        """Whether that value is read and forgotten, because its key is a duplicate or no key."""
        self.seen: dict[str, Place] | None = None
        """Where each key was given first, once one was given twice."""


class _Builder:
    """Takes YAML events and builds the tree; a stack in place of recursion."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.hashes = lines_with_hashes(text)
        self.stack: list[_Frame] = []
        self.value: Any = None
        self.documents = 0
        self.positions = Positions()
        self.numbers: dict[int, str] = {}
        self.problems: list[Problem] = []
        self.broken = False
        """A part could not be read, so what the schema says about the rest would mislead."""

    def problem(self, event: yaml.Event, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self.name, *place(event.start_mark), code, message, hint))

    def refuse_brackets(self) -> None:
        """Raise ManifestError where brackets go too deep in what was not read yet, however it would be read."""
        if (where := too_deep(self.text, MAX_DEPTH, self.positions.last)) is not None:
            self.problems.append(Problem(self.name, *where, "too-deep", *_TOO_DEEP))
            raise ManifestError(sorted(self.problems)) from None

    def take(self, event: yaml.Event) -> None:
        if self.documents == 1 and isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent) and self.documents == 1:
            self.positions.closed(self.stack.pop().number)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents == 2:
                self.problem(event, "second-document", "a second document begins", "remove the line '---'")

    def _node(self, event: yaml.NodeEvent) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            self._key(event, frame)
            return
        number = self.positions.note(event.start_mark)
        if type(event) is yaml.ScalarEvent and (anchor := event.anchor) and f"*{anchor}" not in self.text:
            self.broken = True
            self.problem(event, "anchor", f"anchor '&{anchor}' is not supported", "remove it")
        if number >= MAX_NODES:
            self.problem(event, "too-much", f"more than {MAX_NODES} keys and values", "is it a manifest?")
            raise ManifestError(self.problems)
        if type(event) is yaml.ScalarEvent:
            if event.tag not in _STRING_TAGS:
                self._tagged(event, event.tag)
            self._put(self._scalar(event, number))
            return
        if isinstance(event, yaml.AliasEvent):
            self.broken = True
            self.problem(event, "alias", f"alias '*{event.anchor}' is not supported", "write the value out")
            self._put(None)
            return
        if tag := event.tag:  # type: ignore[attr-defined]  # collections have one
            self._tagged(event, tag)
        self._open({} if isinstance(event, yaml.MappingStartEvent) else [], number, event)

    def _tagged(self, event: yaml.NodeEvent, tag: str | None) -> None:
        self.broken = True
        self.problem(event, "tag", f"tag {tag!r} is not supported", "remove it")

    def _open(self, value: dict[str, Any] | list[Any], number: int, event: yaml.NodeEvent) -> None:
        self._put(value)
        if len(self.stack) >= MAX_DEPTH:
            self.problem(event, "too-deep", *_TOO_DEEP)
            raise ManifestError(self.problems)
        self.positions.opened(number, mapping=type(value) is dict)
        self.stack.append(_Frame(value, number))

    def _key(self, event: yaml.NodeEvent, frame: _Frame) -> None:
        frame.dropped = False
        if not isinstance(event, yaml.ScalarEvent):
            number = self.positions.note(event.start_mark)
            frame.key, frame.dropped = "", True
            self.problem(event, "not-a-key", "this cannot be a key", "a key is a word; quote a text in braces")
            if isinstance(event, yaml.CollectionStartEvent):
                # A collection as a key: its content is read and forgotten, and its value after it.
                self.stack.append(_Frame([], number))
            return
        frame.key = key = self._text(event)
        if key in frame.value or (frame.seen is not None and key in frame.seen):
            frame.seen = frame.seen or self.positions.keys_of(frame.number)
            frame.dropped = True
            message = f"key {short(key)} is already given in line {frame.seen[key][0]}"
            self.problem(event, "duplicate-key", message, "keep one of the two")
        elif frame.seen is not None:
            frame.seen[key] = place(event.start_mark)
        self.positions.note(event.start_mark, key)

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

    def _scalar(self, event: yaml.ScalarEvent, number: int) -> Any:
        text = self._text(event)
        if not (text.isascii() and text.isprintable()):
            self._unusual(text, event)
        if event.style in ("|", ">"):
            return text.strip("\n")
        if event.style or event.tag is not None:
            return text
        value = plain_value(text)
        if (
            self.hashes
            and (line := self.hashes.get(place(event.end_mark)[0] - 1))
            and (value is None or type(value) is str)
        ):
            self._cut(event, line)
        if type(value) is int or type(value) is float:
            self.numbers[number] = text
        return value

    def _cut(self, event: yaml.ScalarEvent, line: str) -> None:
        """Tell of a plain text that ends where ``line`` goes on with a ``#``, as no comment begins."""
        lost = line[place(event.end_mark)[1] - 1 :]
        found = re.match(r"\s+#(?:\d|\S|\s+\d)", lost) if self.stack and self.stack[-1].key else None
        if found is None or (found[0][-2:-1] == " " and not re.search(r"[.,:(]$|\b(?:no|nr)$", event.value, re.I)):
            return
        key = self.stack[-1].key or ""
        whole = line[place(event.start_mark)[1] - 1 :].strip() if event.value else lost.strip()
        sure = re.match(r"\s+#(?:\d|[0-9a-fA-F]{3,8}\b)", lost) is not None
        begins = f"{short(key)} ends before '#', which" if event.value else f"{short(key)} is empty: '#'"
        message = f"{begins} begins a comment where no quotes stand around it"
        from gallery.manifest.remedies import uncut  # it reads what is to be written, with this module

        hint = uncut(f"{key}: {quoted(whole)}", sure=sure)
        severity: Literal["error", "warning"] = "error" if sure else "warning"
        where = place(event.start_mark)
        self.problems.append(Problem(self.name, *where, "comment", message, hint, severity=severity))

    def _text(self, event: yaml.ScalarEvent) -> str:
        """What is written, with characters whole; of half a character is told where it stands."""
        text, alone = made_whole(event.value, self.text, event.start_mark)
        if alone is not None:
            message = "half of a character stands without its other half"
            self.problems.append(Problem(self.name, *alone, "control-character", message, "remove it"))
        return text

    def _unusual(self, text: str, event: yaml.ScalarEvent) -> None:
        if found := UNPRINTABLE.search(text):
            message = f"the text holds the control character U+{ord(found[0]):04X}"
            self.problem(event, "control-character", message, "remove it")
        if not text.isascii() and too_many_marks(text):
            message = f"the text has more than {MAX_MARKS} accents on one letter"
            self.problem(event, "too-many-accents", message, "remove them")


def read_tree(text: str, name: str, parser: Any = FAST, *, again: bool = True) -> Tree:
    """The tree that ``text`` writes. ``name`` is the file's in problems.

    Args:
        again: read what libyaml refuses once more, with the parser whose words name the cause.

    Raises ManifestError where the text is no YAML, or YAML that a manifest does not use (aliases, tags).
    """
    if "\ufeff" in text or parser_of(text) is SURE:
        parser = SURE  # libyaml drops a byte order mark in the middle of a text, so that its columns are wrong
    builder = _Builder(name, text)
    if parser is SURE:
        builder.refuse_brackets()
    try:
        for event in events(text, parser):
            builder.take(event)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        builder.refuse_brackets()
        if again and parser is not SURE and not says_enough(error):
            return read_tree(text, name, SURE)
        builder.problems.append(syntax_problem(error, text, name, builder.positions.last))
        raise NotReadError(sorted(builder.problems), error) from None
    if builder.broken:
        raise NotReadError(sorted(builder.problems))
    return Tree(builder.value, builder.positions, builder.numbers, tuple(builder.problems), text)
