"""Texts of a manifest: a string in the exhibit's language, or one for each of several languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, RootModel, Tag

from gallery.manifest.kinds import Language, Words

# The tags hold a space, so that no field is called like one: the reader drops them from an error's place.
ONE_TEXT, MANY_TEXTS = "one text", "text by language"
TEXT_TAGS = frozenset({ONE_TEXT, MANY_TEXTS})


def _kind_of_text(value: Any) -> str:
    return MANY_TEXTS if isinstance(value, dict) else ONE_TEXT


class Text(
    RootModel[
        Annotated[
            Annotated[Words, Tag(ONE_TEXT)] | Annotated[dict[Language, Words], Field(min_length=1), Tag(MANY_TEXTS)],
            Discriminator(_kind_of_text),
        ]
    ]
):
    """A text: a string in the exhibit's language, or a map from language to string."""

    model_config = ConfigDict(frozen=True, strict=True)

    def pick(self, language: str) -> str:
        """The text in ``language``; else in its base language; else the first one given."""
        if isinstance(self.root, str):
            return self.root
        base = language.partition("-")[0]
        return self.root.get(language) or self.root.get(base) or next(iter(self.root.values()))

    def language(self, asked: str, own: str) -> str:
        """The language that ``pick(asked)`` is written in; a plain string is in the exhibit's ``own``."""
        if isinstance(self.root, str):
            return own
        base = asked.partition("-")[0]
        return next((tag for tag in (asked, base) if tag in self.root), next(iter(self.root)))

    def strings(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Every string with the keys that lead to it: ``()`` for a plain string, ``(language,)`` in a map."""
        if isinstance(self.root, str):
            yield (), self.root
        else:
            for language, text in self.root.items():
                yield (language,), text
