"""What a comma cut off a value in braces: the rest stands there as keys without values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gallery.manifest import conversions, forms, writing
from gallery.manifest.fields import fields_at, takes
from gallery.manifest.nodes import Tree
from gallery.manifest.positions import Keys
from gallery.manifest.remedies import is_taken
from gallery.manifest.scalars import short
from gallery.manifest.synonyms import meant


@dataclass(frozen=True)
class Cut:
    """A value and what commas cut off it."""

    owner: Keys
    """Where the value stands."""
    names: tuple[str, ...]
    """The keys that are the rest of it."""
    tree: Tree

    @property
    def key(self) -> str:
        """The value's own."""
        return str(self.owner[-1])

    @cached_property
    def remedy(self) -> tuple[str, str, str] | None:
        """Code, message and hint of the whole value, where the schema takes it in some form."""
        first = self.tree.written(self.owner) or str(self.tree.at(self.owner))
        if len(self.names) == 1 and first.lstrip("-").isdecimal() and self.names[0].isdecimal():
            right = self._number(first, self.names[0])
            message = f"{self.key!r} has a decimal comma"
            return ("decimal-comma", message, f"write {right}") if right else None
        right = self._text(_as_written(self.tree, self.owner, [first, *self.names]))
        message = f"in braces a comma ends the text of {self.key!r}, so that {short(self.names[0])} stands alone"
        how = "put the text in quotes: " if '"' in (right or "") or "'" in (right or "") else ""
        return ("cut-off", message, f"{how}write {right}") if right else None

    @property
    def is_told(self) -> bool:
        """Whether what is left of the value is refused, so that it is told at its own place."""
        return not takes(self.owner, self.tree.at(self.owner))

    def _number(self, whole: str, part: str) -> str | None:
        """The number with a point, or without the comma between its thousands."""
        lines = [f"{self.key}: {whole}.{part}", *([f"{self.key}: {whole}{part}"] if len(part) == 3 else [])]
        return next((line for line in lines if is_taken(self.owner, line)), None)

    def _text(self, text: str) -> str | None:
        """The whole mapping with the text in quotes, or in the form that its key wants."""
        text = (forms.path(text) or text) if self.key == "path" else text
        lines = [f"{self.key}: {writing.quoted(text)}", conversions.ready(self.key, text)]
        right = next((line for line in lines if line and is_taken(self.owner, line)), None)
        beside = self.tree.at(self.owner[:-1])
        shown = [
            right if name == self.key else f"{name}: {writing.flow(inner)}"
            for name, inner in beside.items()
            if name not in self.names
        ]
        return "{" + ", ".join(map(str, shown)) + "}" if right else None


def cut(keys: Keys, tree: Tree) -> Cut | None:
    """What the key without a value at ``keys`` is the rest of; None where it is that of nothing."""
    beside = tree.at(keys[:-1])
    if (
        tree.at(keys) is not None
        or not isinstance(beside, dict)
        or tree.rest(tree.positions.value(keys[:-1]))[:1] != "{"
    ):
        return None
    names = list(beside)
    known = fields_at(keys[:-1])

    def is_rest(name: str) -> bool:
        return beside[name] is None and meant(name, known) is None

    first = last = names.index(str(keys[-1]))
    while first > 0 and is_rest(names[first]):
        first -= 1
    while last + 1 < len(names) and is_rest(names[last + 1]):
        last += 1
    owner = names[first]
    if owner == keys[-1] or isinstance(beside[owner], dict | list | bool) or beside[owner] is None:
        return None
    return Cut((*keys[:-1], owner), tuple(names[first + 1 : last + 1]), tree)


def _as_written(tree: Tree, keys: Keys, pieces: list[str]) -> str:
    """The text at ``keys`` with the ``pieces`` that commas cut off, with the blanks between them as they are."""
    line, at = tree.rest(tree.positions.value(keys)), 0
    for piece in pieces:
        if (begin := line.find(piece, at)) < 0:
            return ", ".join(pieces)
        at = begin + len(piece)
    return line[:at].strip()
