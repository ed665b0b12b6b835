"""YAML text → parsing events, and what is said of a text that is no YAML.

libyaml reads twenty times as fast as PyYAML's own parser and gives the same events. What it refuses is read
again by the latter, whose words name the cause and whose places are exact; from so far into a text that this would
take long, libyaml's own words must do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from gallery.manifest.positions import Place
from gallery.manifest.scalars import NO_BREAKS, line_start, place_of
from gallery.problems import Problem

SURE: Any = yaml.SafeLoader
"""PyYAML's own parser."""
FAST: Any = getattr(yaml, "CSafeLoader", SURE)
"""The parser of libyaml, where PyYAML comes with it."""

_HALF = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F]")
_BEYOND = re.compile(r"\\U(?!000[0-9a-fA-F]|0010)[0-9a-fA-F]{8}")

_WORTH_READING_AGAIN = 1_000_000
"""Characters that PyYAML's own parser reads in about four seconds."""


def events(text: str, parser: Any) -> Iterator[yaml.Event]:
    """The events of ``text`` but for the last; ``parser`` is :data:`FAST` or :data:`SURE`.

    What ended lines in YAML 1.1 alone is read as a blank: both parsers know that version. Raises yaml.YAMLError or
    ValueError where the text is no YAML.
    """
    for character in NO_BREAKS:
        text = text.replace(character, " ")
    loader = parser(text)
    try:
        while type(event := loader.get_event()) is not yaml.StreamEndEvent:
            yield event
    finally:
        loader.dispose()


def parser_of(text: str) -> Any:
    """:data:`FAST`, but where ``text`` may write characters in halves, as JSON does, which libyaml refuses."""
    return SURE if _HALF.search(text) else FAST


def says_enough(error: Exception) -> bool:
    """Whether what libyaml says has to do, since reading again would take long."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark is not None and mark.index > _WORTH_READING_AGAIN


def syntax_problem(error: Exception, text: str, name: str, last: Place) -> Problem:
    """What ``error`` says of ``text``; ``last`` is where the last event began, for errors without a place."""
    if isinstance(error, yaml.MarkedYAMLError):
        return _syntax(error, name)
    if isinstance(error, yaml.reader.ReaderError):
        line, column = place_of(text, error.position)
        message = f"the character U+{error.character:04X} cannot stand in a text file"
        return Problem(name, line, column, "control-character", message, "remove it")
    if (found := _BEYOND.search(text, line_start(text, last[0]))) is not None:
        message = f"{found[0]} is the escape of a character that does not exist"
        return Problem(name, *place_of(text, found.start()), "yaml-syntax", message, "remove it")
    return Problem(name, *last, "yaml-syntax", f"after here: {error}", "remove it")


def place(mark: Any) -> Place:
    """Line and column of one of PyYAML's marks, which count from 0."""
    return mark.line + 1, mark.column + 1


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
    ("expected key", "this does not belong here", "give lines of one mapping the same indentation"),
    ("expected '-' indicator", "this does not belong here", "give lines of one list the same indentation"),
    ("cannot start any token", "a text cannot begin with this character", "put the text in quotes"),
    ("expected ',' or '}'", "a comma or a closing brace is missing before this place", "add it"),
    ("expected ',' or ']'", "a comma or a closing bracket is missing before this place", "add it"),
    ("incompatible YAML", "a directive for a YAML that is not known here", "remove the line"),
    ("YAML directive", "a directive that is not known here, or is given twice", "remove the line"),
    ("scanning a directive", "a line that begins with '%' is a directive, and this is none", "remove the line"),
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
    where = place(mark) if mark else (1, 1)
    for sign, message, hint in _SYNTAX:
        if sign in f"{said} {error.context or ''}":
            if ("closing quote" in message or "directive" in message) and error.context_mark:
                where = place(error.context_mark)
            return Problem(name, *where, "yaml-syntax", message, hint)
    context = f" {error.context}" if error.context and error.context != said else ""
    return Problem(name, *where, "yaml-syntax", f"this is not YAML: {said}{context}")
