"""Values put into the text of a manifest where they differ from what is there, and no further up than that."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from gallery.manifest.editing import Edits
from gallery.manifest.fields import is_text
from gallery.manifest.positions import Keys

_DIGITS = 4
"""Of a place in a picture: a ten-thousandth of its width."""


def at(value: Any, keys: Sequence[str | int]) -> Any:
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        else:
            value = value[key] if isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value) else None
    return value


class Pen:
    """Puts values where they differ from what is there, and no further up than that."""

    def __init__(self, edits: Edits, language: str) -> None:
        self.edits, self.language = edits, language

    def put(self, keys: Keys, value: Any) -> None:
        """Make ``value`` what stands at ``keys``. Raises KeyError where nothing can stand."""
        if is_text(keys[:-1]) and isinstance(keys[-1], str):
            self._put_text(keys[:-1], keys[-1], value)
        elif is_text(keys) and isinstance(value, dict):
            there = at(self.edits.value, keys)
            if isinstance(there, list):
                self.edits.set(keys, plain_text(value, self.language))
                return
            for tongue in [*value, *(tag for tag in (there if isinstance(there, dict) else ()) if tag not in value)]:
                self._put_text(keys, tongue, value.get(tongue, ""))
        else:
            self._put_other(keys, value)

    def take(self, keys: Keys) -> None:
        """Take what stands at ``keys`` out, if anything does."""
        if is_text(keys[:-1]) and isinstance(keys[-1], str):
            self._put_text(keys[:-1], keys[-1], "")
        elif at(self.edits.value, keys) is not None:
            self.edits.remove(keys)

    def _put_text(self, keys: Keys, language: str, text: str) -> None:
        there = at(self.edits.value, keys)
        if isinstance(there, list) or not isinstance(text, str):
            raise KeyError(keys)
        said = dict(there) if isinstance(there, dict) else {} if there is None else {self.language: str(there)}
        wanted = {tag: one for tag, one in {**said, language: text.strip()}.items() if one or tag != language}
        if wanted == said:
            return
        if not wanted:
            self.take_whole(keys)
        elif isinstance(there, dict):
            if text.strip():
                self.edits.set((*keys, language), text.strip())
            else:
                self.edits.remove((*keys, language))
        else:
            self._set(keys, plain_text(wanted, self.language))

    def take_whole(self, keys: Keys) -> None:
        """Take a key out."""
        if at(self.edits.value, keys) is not None:
            self.edits.remove(keys)

    def _put_other(self, keys: Keys, value: Any) -> None:
        there = at(self.edits.value, keys)
        if isinstance(value, dict) and isinstance(there, dict):
            for name in [name for name in there if name not in value]:
                self.take((*keys, name))
            for name, inner in value.items():
                self.put((*keys, name), inner)
        elif isinstance(value, list) and isinstance(there, list) and there and _holds_items(value, there):
            self._put_items(keys, value, there)
        elif there != value or type(there) is not type(value):
            self._set(keys, plain_texts(keys, value, self.language))

    def _put_items(self, keys: Keys, value: list[Any], there: list[Any]) -> None:
        """A list of mappings or areas: items that are the same stay, wherever they come to stand."""
        if not value:
            self.edits.remove(keys)
            return
        before = [json.dumps(plain_texts((*keys, 0), one, self.language), sort_keys=True) for one in there]
        after = [json.dumps(plain_texts((*keys, 0), one, self.language), sort_keys=True) for one in value]
        moved = 0
        for _, old, old_end, new, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            both = min(old_end - old, new_end - new)
            if before[old:old_end] != after[new:new_end]:
                for place in range(both):
                    self.put((*keys, old + moved + place), value[new + place])
            for _ in range(old_end - old - both):
                self.edits.remove((*keys, old + moved + both))
                moved -= 1
            for place in range(new + both, new_end):
                item, target = plain_texts((*keys, 0), value[place], self.language), old + moved + both
                if target == len(at(self.edits.value, keys)):
                    self.edits.append(keys, item)
                else:
                    self.edits.insert((*keys, target), item)
                moved += 1

    def _set(self, keys: Keys, value: Any) -> None:
        """Put a value where there is none, and the mappings that hold it."""
        if len(keys) > 5 and at(self.edits.value, keys[:-1]) is None and isinstance(keys[-1], str):
            self._set(keys[:-1], {keys[-1]: value})
        else:
            self.edits.set(keys, value)


def _holds_items(value: list[Any], there: list[Any]) -> bool:
    """Whether these are lists of things, and not the two numbers of a place or the points of a line."""
    items = [*value, *there]
    return all(isinstance(one, dict) for one in items) or all(
        isinstance(one, list) and one and isinstance(one[0], list) for one in items
    )


def plain_text(text: Mapping[str, str], language: str) -> Any:
    """A text by language, as one writes it: alone where it is in the exhibit's language only."""
    return text[language] if list(text) == [language] else dict(text)


def plain_texts(keys: Keys, value: Any, language: str) -> Any:
    """``value`` with every text in it as one writes it."""
    if is_text(keys) and isinstance(value, dict):
        return plain_text({tag: text for tag, text in value.items() if text}, language)
    if isinstance(value, dict):
        return {name: plain_texts((*keys, name), inner, language) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain_texts((*keys, place), inner, language) for place, inner in enumerate(value)]
    return value


def tidy(value: Any, field: str) -> Any:
    """Places in a picture without the digits that no eye sees."""
    if field not in ("hints", "protect", "crop", "vividness"):
        return value
    if isinstance(value, dict):
        return {name: tidy(inner, field) for name, inner in value.items()}
    if isinstance(value, list):
        return [tidy(inner, field) for inner in value]
    return round(value, _DIGITS) if isinstance(value, float) else value
