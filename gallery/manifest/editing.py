"""Changes of a manifest's text that leave everything else in it as it is: comments, order, quotes, every blank.

Only the characters of the values concerned are replaced, and the result is read again before it is given: it says what
it said before, with the changes and nothing else.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Mapping
from typing import Any

import yaml

from gallery.errors import GalleryError, ManifestError
from gallery.manifest.comments import LostCommentsError
from gallery.manifest.layout import lay_out
from gallery.manifest.nodes import Tree, read_tree
from gallery.manifest.patching import Batch, Edit, Hand
from gallery.manifest.positions import Keys
from gallery.manifest.scalars import MOST_DIGITS
from gallery.manifest.shifting import Shift, shifted
from gallery.manifest.syntax import FAST, SURE
from gallery.problems import Problem

LOG = logging.getLogger(__name__)

_LONGEST_NAME = 1000
"""Characters; a little less than YAML allows (1.2.2, 7.4.2)."""
_BOM = "\ufeff"
_ALONE = re.compile("(?<!\r)\n")


class Edits:
    """Changes to the text of a manifest, gathered, and then made all together by :meth:`text`.

    Keys lead to values as in :class:`gallery.manifest.positions.Positions`, and mean the manifest as it was given,
    but that they may lead to what an earlier change has put there, and count items that came or went.
    """

    def __init__(self, text: str, name: str = "exhibit.yaml") -> None:
        """``text`` is a manifest's. Raises ManifestError where it is no YAML that is read here."""
        self._bom, self._text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
        self._name = name
        self._edits: list[Edit | Shift] = []
        self.value: Any = copy.deepcopy(read_tree(self._text, name).value)
        """What the text says, with the changes."""
        self._newline = "\r\n" if "\r\n" in self._text and "\n" not in self._text.replace("\r\n", "") else "\n"

    def set(self, keys: Keys, value: Any) -> None:
        """Put a plain value at ``keys``; what holds it must be there. A new key takes its place in the schema's order.

        Raises KeyError where nothing can stand, as the others do where nothing is, and as they do GalleryError for what
        no manifest holds.
        """
        parent, last = self._parent(keys)
        _require_writable({str(last): value})
        if isinstance(parent, list):
            if not isinstance(last, int) or not 0 <= last < len(parent):
                raise KeyError(keys)
            parent[last] = copy.deepcopy(value)
        else:
            parent[str(last)] = copy.deepcopy(value)
        self._edits.append(Edit(keys, value))

    def remove(self, keys: Keys) -> None:
        """Take the key at the end of ``keys`` out of its mapping, with its value, or the item out of its list. Raises
        KeyError where none is."""
        parent, last = self._parent(keys)
        if isinstance(parent, list):
            self._item(keys)
            del parent[int(last)]
            self._edits.append(Shift(keys, None))
            return
        del parent[str(last)]
        self._edits.append(Edit(keys, remove=True))

    def insert(self, keys: Keys, value: Any) -> None:
        """Put ``value`` before the item at ``keys``, or behind the last one. Later keys count it. Raises KeyError."""
        parent, last = self._parent(keys)
        if not isinstance(parent, list) or not 0 <= int(last) <= len(parent):
            raise KeyError(keys)
        _require_writable(value)
        parent.insert(int(last), copy.deepcopy(value))
        self._edits.append(Shift(None, keys, copy.deepcopy(value)))

    def move(self, keys: Keys, target: Keys) -> None:
        """Put the item at ``keys`` where ``target`` leads to, in this list or another one, as its lines are written.

        ``target`` counts without the item, and later keys mean the lists as they are then. Raises KeyError.
        """
        value = self._item(keys)
        parent, last = self._parent(keys)
        del parent[int(last)]
        try:
            there, place = self._parent(target)
            if not isinstance(there, list) or not isinstance(place, int) or not 0 <= place <= len(there):
                raise KeyError(target)
        except KeyError:
            parent.insert(int(last), value)
            raise
        there.insert(place, value)
        if keys != target:
            self._edits.append(Shift(keys, target, copy.deepcopy(value)))

    def _item(self, keys: Keys) -> Any:
        parent, last = self._parent(keys)
        if not isinstance(parent, list) or not isinstance(last, int) or not 0 <= last < len(parent):
            raise KeyError(keys)
        return parent[last]

    def append(self, keys: Keys, value: Any, comments: Mapping[str, str] | None = None) -> None:
        """Put ``value`` behind the last item of the list at ``keys``, with comments above its keys.

        Raises KeyError where there is no list.
        """
        parent, last = self._parent(keys)
        items = parent[int(last)] if isinstance(parent, list) else parent.get(str(last))
        if items is None and isinstance(parent, dict):
            items = parent[str(last)] = []
        if not isinstance(items, list):
            raise KeyError(keys)
        _require_writable(value)
        items.append(copy.deepcopy(value))
        self._edits.append(Edit(keys, value, append=True, comments=comments or {}))

    def _parent(self, keys: Keys) -> tuple[Any, str | int]:
        found = self.value
        for key in keys[:-1]:
            try:
                found = found[key]
            except (KeyError, IndexError, TypeError):
                raise KeyError(keys) from None
        if not keys or not isinstance(found, dict | list):
            raise KeyError(keys)
        return found, keys[-1]

    def text(self) -> str:
        """The manifest's text with all the changes. Raises GalleryError where it is laid out so oddly, as with keys
        behind question marks, that they cannot be put in."""
        why = "the change cannot be written into the manifest as that is laid out"
        for parser, careful in ((FAST, False), (SURE, False), (SURE, True)):
            try:
                text = self._made(parser, careful=careful)
                if text is not None and _says(read_tree(text, self._name), self.value):
                    return self._bom + text
            except (ManifestError, yaml.YAMLError, ValueError) as error:
                if isinstance(error, LostCommentsError):
                    why = "comments in the manifest would be lost, as it is laid out"
                LOG.info("a change is written more carefully: %s", error)
        raise GalleryError(Problem(code="odd-layout", message=why, hint="make it in an editor"))

    def _made(self, parser: Any, *, careful: bool) -> str | None:
        """The text with the changes, with the breaks of lines that it has."""
        text = self._changed(parser, careful=careful)
        return text if text is None or self._newline == "\n" else _ALONE.sub(self._newline, text)

    def _changed(self, parser: Any, *, careful: bool) -> str | None:
        """The same: between two items that come or go, in as few goes as they are independent."""
        text, waiting = self._text, []
        for edit in self._edits:
            if isinstance(edit, Edit):
                waiting.append(edit)
                continue
            between = self._patched(text, waiting, parser, careful=careful)
            if between is None:
                return None
            text, waiting = shifted(between, edit, parser, self._newline, careful=careful), []
        return self._patched(text, waiting, parser, careful=careful)

    def _patched(self, text: str, waiting: list[Edit], parser: Any, *, careful: bool) -> str | None:
        while waiting:
            hand, batch = Hand(text, lay_out(text, parser), careful=careful), Batch()
            order = _Order()
            later: list[Edit] = []
            for edit in waiting:
                patch = hand.patch(edit) if order.allows(edit) else None
                taken = patch is not None and batch.take(patch)
                order.note(edit, taken=taken)
                if not taken:
                    later.append(edit)
            if not batch.patches:
                return None
            text = batch.applied(text, self._newline)
            waiting = later
        return text


def _require_writable(value: Any) -> None:
    """Raise GalleryError for what a manifest cannot hold, however it is laid out."""
    wrong = ""
    if isinstance(value, dict):
        wrong = next((f"a name of {len(name)} characters" for name in value if len(str(name)) > _LONGEST_NAME), "")
    elif isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        wrong = f"a number of {len(str(abs(value)))} digits"
    if wrong:
        limit = f"a number has at most {MOST_DIGITS} digits, and a name {_LONGEST_NAME} characters"
        raise GalleryError(Problem(code="unwritable", message=f"{wrong} cannot stand in a manifest", hint=limit))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _require_writable(inner)


class _Order:
    """Changes of one value, or of what holds it, are made one after the other, in as many goes."""

    def __init__(self) -> None:
        self._exact: set[Keys] = set()
        self._above: set[Keys] = set()
        self._lists: set[Keys] = set()
        """To which something is to be appended in a later go."""

    def allows(self, edit: Edit) -> bool:
        """Whether no change before it in this go concerns the same, or has to come first."""
        if edit.append:
            return edit.keys not in self._lists and not self._exact.intersection(_ways(edit.keys))
        return edit.keys not in self._above and not self._exact.intersection(_ways(edit.keys))

    def note(self, edit: Edit, *, taken: bool) -> None:
        ways = _ways(edit.keys)
        if edit.append:
            self._above.update(ways)
            if not taken:
                self._lists.add(edit.keys)
        else:
            self._above.update(ways[:-1])
            self._exact.add(edit.keys)


def _ways(keys: Keys) -> list[Keys]:
    """The keys of the value and of all that holds it, the whole first."""
    return [keys[:length] for length in range(len(keys) + 1)]


def _says(tree: Tree, value: Any, keys: Keys = ()) -> bool:
    """Whether a text says ``value``; a number may be the text that it is written as."""
    got = tree.value
    for key in keys:
        got = got[key]
    if isinstance(value, dict):
        return (
            isinstance(got, dict)
            and got.keys() == value.keys()
            and all(_says(tree, inner, (*keys, key)) for key, inner in value.items())
        )
    if isinstance(value, list | tuple):
        return (
            isinstance(got, list)
            and len(got) == len(value)
            and all(_says(tree, inner, (*keys, index)) for index, inner in enumerate(value))
        )
    if isinstance(value, str) and isinstance(got, int | float) and not isinstance(got, bool):
        return tree.written(keys) == value
    return type(got) is type(value) and bool(got == value)
