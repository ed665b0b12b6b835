"""The mark of a work as its exhibit wants it (pure). How it is drawn, :mod:`gallery.pictures.mark` knows."""

from __future__ import annotations

from gallery.manifest.schema import Exhibit, Work
from gallery.pictures.mark import Mark
from gallery.words.texts import texts_in


def mark_of(exhibit: Exhibit, work: Work) -> Mark:
    """The mark of ``work``, in the exhibit's language."""
    chosen = work.mark or exhibit.mark
    return mark_in(exhibit.language, chosen.corner, chosen.form)


def mark_in(language: str, corner: str = "lower-left", form: str | None = None) -> Mark:
    """The mark in the words of ``language`` (BCP 47)."""
    words = texts_in(language)
    return Mark(words("mark.words"), words("mark.icon"), corner, form)
