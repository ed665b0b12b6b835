"""One change of a manifest → the characters of its text to be replaced, by how the text lies."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gallery.manifest.comments import in_lines
from gallery.manifest.fields import fields_at
from gallery.manifest.layout import LIST, MAPPING, SCALAR, Node, find
from gallery.manifest.positions import Keys
from gallery.manifest.rendering import (
    all_quoted,
    in_brackets,
    item_lines,
    quoted,
    scalar,
    text_value,
    value_lines,
)
from gallery.manifest.scalars import BREAK


@dataclass(frozen=True)
class Edit:
    """A change: ``value`` is put at ``keys``, or appended to the list there; or what is there is removed."""

    keys: Keys
    value: Any = None
    remove: bool = False
    append: bool = False
    comments: Mapping[str, str] = field(default_factory=dict)
    """Above the keys of what is appended."""


@dataclass(frozen=True)
class Patch:
    """Characters to be replaced."""

    start: int
    end: int
    text: str
    lock: Hashable
    """Two patches with the same one cannot be made in one go."""
    rank: tuple[int, ...] = ()
    """Order among those that put something in at one place."""


class Batch:
    """Patches that can be made in one go, since they leave one another alone."""

    def __init__(self) -> None:
        self.patches: list[Patch] = []
        self._locks: set[Hashable] = set()
        self._spans: list[tuple[int, int]] = []

    def take(self, patch: Patch) -> bool:
        """Take it, if it leaves the others alone; whether that was so."""
        if patch.lock in self._locks or self._overlaps(patch.start, patch.end):
            return False
        self.patches.append(patch)
        self._locks.add(patch.lock)
        insort(self._spans, (patch.start, patch.end))
        return True

    def _overlaps(self, start: int, end: int) -> bool:
        place = bisect_left(self._spans, (start, end))
        # Those that lie in order do not overlap: so only neighbours can, or what begins or ends at the same place.
        near = self._spans[max(0, place - 1) : place + 1]
        return any(start < stop and begin < end for begin, stop in near)

    def applied(self, text: str, newline: str) -> str:
        """``text`` with all of them made."""
        pieces, last = [], 0
        for patch in sorted(self.patches, key=lambda patch: (patch.start, patch.end, patch.rank)):
            pieces += [text[last : patch.start], patch.text.replace("\n", newline)]
            last = patch.end
        return "".join([*pieces, text[last:]])


class Hand:
    """Turns changes into patches of one text."""

    def __init__(self, text: str, whole: Node, *, careful: bool) -> None:
        self.source, self.whole, self.careful = text, whole, careful
        self._appended = 0
        self._grown: set[int] = set()
        self._shrunk: set[int] = set()
        """Where mappings begin that get a key, or lose one: never both in one go."""

    def patch(self, edit: Edit) -> Patch | None:
        """None where what the change needs is not in the text yet."""
        parent = find(self.whole, edit.keys[:-1])
        if parent is None:
            return None
        if edit.append:
            return self._append(parent, edit)
        node = parent.child(edit.keys[-1])
        if edit.remove or node is None:
            if parent.kind != MAPPING or parent.start in (self._grown if edit.remove else self._shrunk):
                return None
            (self._shrunk if edit.remove else self._grown).add(parent.start)
            return self._remove(parent, str(edit.keys[-1])) if edit.remove else self._insert(parent, edit)
        return self._replace(parent, node, edit)

    def _end_of_line(self, at: int) -> int:
        """Before the break that ends the line in which ``at`` is."""
        found = BREAK.search(self.source, at)
        return found.start() if found else len(self.source)

    def _beginning_of_line(self, at: int) -> int:
        while at and not BREAK.fullmatch(self.source[at - 1]):
            at -= 1
        return at

    def _indent(self, node: Node) -> int:
        """Blanks before the keys of a mapping in lines."""
        return next(iter(node.entries.values()))[0].column if node.entries else node.column

    def _replace(self, parent: Node, node: Node, edit: Edit) -> Patch:
        value, key = edit.value, str(edit.keys[-1])
        start, end = node.start, node.end
        before = " " if self.source[start - 1 : start] in (":", "-") and start == end else ""
        if parent.in_brackets:
            return Patch(start, end, before + self._one_line(value, key, node.style), node.start)
        if isinstance(value, str):
            return self._replace_text(parent, node, value, key, before)
        if isinstance(value, dict | list | tuple) and value and parent.kind == MAPPING:
            # From behind the colon, since the value may begin in a line of its own.
            colon = self._colon(parent.entries[key][0])
            tail = self._comment_after(end)
            text = self._lines(value, self._indent(parent), key)
            if tail and "\n" in text:
                first, _, rest = text.partition("\n")
                return Patch(colon, self._end_of_line(end), f"{first}  {tail}\n{rest}", node.start)
            return Patch(colon, end, text, node.start)
        return Patch(start, end, before + self._one_line(value, key, ""), node.start)

    def _replace_text(self, parent: Node, node: Node, text: str, key: str, before: str) -> Patch:
        """A text for whatever was there, in the style that it had."""
        start, end = node.start, node.end
        if node.kind != SCALAR and not node.in_brackets and parent.kind == MAPPING:
            start = self._colon(parent.entries[key][0])
            before = " "
        style, comment, indent = node.style, "", (self._indent(parent) if parent.kind == MAPPING else parent.column) + 2
        if node.kind == SCALAR and style in ("|", ">"):
            head = self.source[start : self._end_of_line(start)]
            style, _, comment = head.partition(" ")
            style = "".join(sign for sign in style if not sign.isdigit())
            comment = comment.strip()
        elif node.kind != SCALAR:
            style = ""
        written = quoted(text) if self.careful else text_value(text, indent, key=key, style=style, taken=node.column)
        if written[:1] in ("|", ">") and "\n" in written and not comment:
            comment = self._comment_after(end)
            end = self._end_of_line(end) if comment else end
        if comment:
            first, found, rest = written.partition("\n")
            written = f"{first}  {comment}{found}{rest}"
        return Patch(start, end, before + written, node.start)

    def _comment_after(self, end: int) -> str:
        """The comment behind a value in its last line; empty if there is none."""
        rest = self.source[end : self._end_of_line(end)]
        return rest.strip() if rest.strip().startswith("#") else ""

    def _one_line(self, value: Any, key: str, style: str) -> str:
        if self.careful:
            return all_quoted(value)
        return scalar(value, key=key, brackets=True, style=style) if isinstance(value, str) else in_brackets(value, key)

    def _lines(self, value: Any, indent: int, key: str) -> str:
        return " " + all_quoted(value) if self.careful else value_lines(value, indent, key)

    def _item(self, edit: Edit, dash: int) -> str:
        if self.careful:
            return f"\n{' ' * dash}- {all_quoted(edit.value)}"
        return "\n" + item_lines(edit.value, dash, edit.comments)

    def _colon(self, key: Node) -> int:
        """Behind the colon that follows a key."""
        return self.source.index(":", key.end) + 1

    def _insert(self, parent: Node, edit: Edit) -> Patch:
        """A new key, behind the last of those that come before it in the schema."""
        key = str(edit.keys[-1])
        order = {name: place for place, name in enumerate(fields_at(edit.keys[:-1]))}
        names = list(parent.entries)
        mine = order.get(key, len(order))
        before = [name for name in names if order.get(name, -1) < mine]
        after = before[-1] if before else names[0] if names else None
        rank = (-len(edit.keys), mine)
        if parent.in_brackets:
            text = f"{scalar(key, brackets=True)}: {self._one_line(edit.value, key, '')}"
            if after is None:
                return Patch(parent.start, parent.end, "{" + text + "}", parent.start)
            at = parent.entries[after][1].end
            return Patch(at, at, ", " + text, parent.start, rank)
        if after is None:
            raise RuntimeError("a mapping in lines has a key")
        at = self._end_of_line(parent.entries[after][1].end)
        indent = self._indent(parent)
        text = f"\n{' ' * indent}{scalar(key)}:{self._lines(edit.value, indent, key)}"
        return Patch(at, at, text, edit.keys, rank)

    def _remove(self, parent: Node, name: str) -> Patch | None:
        if name not in parent.entries:
            return None
        key, value = parent.entries[name]
        names = list(parent.entries)
        place = names.index(name)
        following = parent.entries[names[place + 1]][0] if place + 1 < len(names) else None
        if parent.in_brackets or (following is None and place == 0):
            if len(names) == 1:
                return Patch(parent.start, parent.end, "{}", parent.start)
            if following is not None:
                return Patch(key.start, following.start, "", parent.start)
            return Patch(parent.entries[names[place - 1]][1].end, value.end, "", parent.start)
        end = self._end_of_line(value.end)
        line = self._beginning_of_line(key.start)
        if self.source[line : key.start].strip(" "):  # behind a dash
            between = self.source[value.end : following.start] if following else ""
            stop = following.start if following and not between.strip() else value.end
            return Patch(key.start, stop, "", parent.start)
        ending = BREAK.match(self.source, end)
        end = ending.end() if ending else end
        return Patch(line, end, "", parent.start)

    def _append(self, parent: Node, edit: Edit) -> Patch | None:
        node = parent.child(edit.keys[-1])
        if node is None or node.kind != LIST:
            return self._append_to_nothing(parent, node, edit)
        if not node.items and not parent.in_brackets:
            dash = (self._indent(parent) if parent.kind == MAPPING else parent.column) + 2
            tail = self._comment_after(node.end)
            end = self._end_of_line(node.end) if tail else node.end
            start = self._colon(parent.entries[str(edit.keys[-1])][0]) if parent.kind == MAPPING else node.start
            return Patch(start, end, (f"  {tail}" if tail else "") + self._item(edit, dash), node.start)
        if node.in_brackets:
            if edit.comments and not self.careful and (found := in_lines(self.source, parent, str(edit.keys[-1]))):
                start, end, lines = found
                return Patch(start, end, lines + self._item(edit, self._indent(parent) + 2), node.start)
            text = self._one_line(edit.value, "", "")
            if not node.items:
                return Patch(node.start, node.end, f"[{text}]", node.start)
            at = node.items[-1].end
            return Patch(at, at, ", " + text, node.start)
        at = self._end_of_line(node.end)
        self._appended += 1
        return Patch(
            at, at, self._item(edit, node.column), ("append", self._appended), (-len(edit.keys) - 1, self._appended)
        )

    def _append_to_nothing(self, parent: Node, node: Node | None, edit: Edit) -> Patch | None:
        """The first item, where a key has no value yet, or where there is not even the key."""
        if node is None:
            return self._insert(parent, Edit(edit.keys, [edit.value])) if parent.kind == MAPPING else None
        if node.kind != SCALAR:
            return None
        return self._replace(parent, node, Edit(edit.keys, [edit.value]))
