"""How a manifest lies in its text: where each key and value begins and ends, for whoever changes it.

:mod:`gallery.manifest.positions` says where things begin, in few bytes, for messages. Here are ends and styles too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from gallery.manifest.positions import Keys
from gallery.manifest.scalars import lines_of
from gallery.manifest.syntax import events

SCALAR, MAPPING, LIST = "scalar", "mapping", "list"


@dataclass(slots=True)
class Node:
    """A value in the text."""

    kind: str
    """``scalar``, ``mapping`` or ``list``."""
    start: int
    """Characters before it; so are all the others. Of a list in lines: before its first dash."""
    end: int
    """Behind its last character; what is only blank or a comment after it is not its own."""
    column: int
    """Characters before it in its line."""
    style: str = ""
    """Of a scalar: its quote, ``|``, ``>``, or nothing. Of a mapping or a list: ``{`` where it is in brackets."""
    entries: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    """Of a mapping: its keys and their values. Where a key is given twice, the first."""
    items: list[Node] = field(default_factory=list)
    """Of a list."""

    @property
    def in_brackets(self) -> bool:
        return self.style == "{"

    def child(self, key: str | int) -> Node | None:
        """The value at ``key``."""
        if isinstance(key, str):
            return self.entries[key][1] if key in self.entries else None
        return self.items[key] if 0 <= key < len(self.items) else None


@dataclass
class _Open:
    node: Node
    key: Node | None = None
    name: str = ""


def lay_out(text: str, parser: Any) -> Node:
    """The whole of ``text``, a manifest that :func:`gallery.manifest.nodes.read_tree` reads."""
    whole: Node | None = None
    stack: list[_Open] = []
    for event in events(text, parser):
        if isinstance(event, yaml.CollectionEndEvent):
            closed = stack.pop().node
            if closed.in_brackets:
                closed.end = _marks(event)[1].index
            if stack:
                _grow(stack[-1], closed)
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        node = _node(event, text)
        whole = whole or node
        if stack:
            _put(stack[-1], node, event)
        if node.kind != SCALAR:
            stack.append(_Open(node))
    if whole is None:
        raise ValueError("the text is empty")
    return whole


def _node(event: yaml.NodeEvent, text: str) -> Node:
    mark, behind = _marks(event)
    if isinstance(event, yaml.ScalarEvent):
        style, end = event.style or "", behind.index
        if style in ("|", ">"):
            end = _end_of_block(text, mark.index, end)
        return Node(SCALAR, mark.index, end, mark.column, style)
    kind = MAPPING if isinstance(event, yaml.MappingStartEvent) else LIST
    style = "{" if getattr(event, "flow_style", False) else ""
    return Node(kind, mark.index, behind.index if style else mark.index, mark.column, style)


def _marks(event: yaml.Event) -> tuple[Any, Any]:
    """Where it begins and ends; both parsers always say so."""
    return event.start_mark, event.end_mark


def _end_of_block(text: str, start: int, end: int) -> int:
    """Where a block scalar's last line that is not blank ends: the parsers count the blank lines behind it too."""
    last = start + len(text[start:end].rstrip())
    return last + len(lines_of(text[last:end])[0])


def _put(open_: _Open, node: Node, event: yaml.NodeEvent) -> None:
    """Put a node into the mapping or list that is open."""
    parent = open_.node
    if parent.kind == LIST:
        parent.items.append(node)
    elif open_.key is None:
        open_.key, open_.name = node, event.value if isinstance(event, yaml.ScalarEvent) else ""
    else:
        parent.entries.setdefault(open_.name, (open_.key, node))
        open_.key = None
    _grow(open_, node)


def _grow(open_: _Open, node: Node) -> None:
    if not open_.node.in_brackets:
        open_.node.end = max(open_.node.end, node.end)


def find(whole: Node, keys: Keys) -> Node | None:
    """The value at ``keys``; None where none stands."""
    found: Node | None = whole
    for key in keys:
        found = found.child(key) if found is not None else None
    return found
