"""A Canvas → what is known of a work, in the manifest's form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from gallery.intake.cells import Known, accepts
from gallery.intake.columns import column
from gallery.intake.drafts import slug
from gallery.intake.iiif.documents import Canvas, Said
from gallery.intake.iiif.values import Words, strings, text
from gallery.manifest.conversions import right_form
from gallery.manifest.measures import written_dimensions
from gallery.manifest.rights import rights_form, rights_label
from gallery.manifest.schema import Work
from gallery.words.texts import sections

MAX_ALT = 250
"""Characters that an alternative text may have."""

_OWN = (
    *("creator", "date", "place", "medium", "dimensions", "credit", "lender", "inventory_number", "catalogue"),
    *("rights", "rights_note"),
)
"""Facts that our own descriptions tell, by the names that stand in ``templates/texts/iiif.yaml``."""
_GENERIC = {"manifest", "manifest.json", "iiif", "presentation", "info.json", "json", "index.json", "object", ""}
_CREDITS = {"attribution", "namensnennung", "atribucion", "mention", "courtesy", "credits"}
"""What a required statement that names the owner is called, beside the names of the field."""
_CALLED = re.compile(r"(?i)^\W*(?:page|p|f|fol|folio|seite|blatt|image|bild|img|canvas|vue|img)?\W*\d+\W*[rv]?\W*$")
"""A Canvas's label that tells only its place among others."""


def known_of(canvas: Canvas, language: str, other: Counter[str]) -> Known:
    """What ``canvas`` and its Manifest say, for an exhibit in ``language``; ``other`` counts facts without a field."""
    known = Known()
    known.take("title", _title(canvas, language), "the description")
    for said in (canvas.own, canvas.whole):
        _rights(known, said)
    for said in (canvas.own, canvas.whole):
        for name, value in _facts(said, other):
            form = _form(name, value, language)
            if name != "dimensions":
                known.take(name, form, "the description")
            elif form and accepts(name, form):
                known.fields.setdefault(name, form)
    for said in (canvas.own, canvas.whole):
        _required(known, said, language)
    _texts(known, canvas, language)
    _agent(known, canvas.whole, language)
    return known


def _title(canvas: Canvas, language: str) -> Any:
    """The Manifest's label; with that of the Canvas behind it where there are several."""
    whole, own = canvas.whole.label, canvas.own.label
    if not strings(whole) or canvas.count == 1:
        return text(whole or own, language)
    if not strings(own):
        return text({tongue: [f"{one[0]}, {canvas.number}"] for tongue, one in whole.items()}, language)
    if len(strings(own)) == len(own) and not any(_CALLED.match(one) for one in strings(own)):
        return text(own, language)
    first = strings(own)[0]
    return text({tongue: [f"{one[0]}, {own.get(tongue, [first])[0]}"] for tongue, one in whole.items()}, language)


def _rights(known: Known, said: Said) -> None:
    for address in said.rights:
        if rights_form(address) is not None:
            known.take("rights", address, "the description")


@cache
def _own_names() -> Mapping[str, str]:
    """Fields by what our own descriptions call them, in every language."""
    own = sections()["iiif"]
    return {str(name).casefold(): field for field in _OWN for name in own[field].values()}


@cache
def _notices() -> frozenset[str]:
    """What our own descriptions call the sentence that colours are inferred."""
    return frozenset(str(name) for name in sections()["iiif"]["notice"].values())


def _field(label: Words) -> str | None:
    for name in strings(label):
        plain = name.strip().rstrip(":").strip()
        if own := _own_names().get(plain.casefold()):
            return own
        if (found := column(plain)) is not None:
            return found.field
    return None


def _facts(said: Said, other: Counter[str]) -> Iterator[tuple[str, Words]]:
    for label, value in said.metadata:
        name = _field(label)
        if name in Work.model_fields and name not in ("id", "source"):
            yield str(name), value
        else:
            other[strings(label)[0]] += 1


def _form(name: str, value: Words, language: str) -> Any:
    """A fact as its field has it."""
    if name in ("date", "rights"):
        return next((right for one in strings(value) if (right := right_form(name, one))), strings(value)[0])
    if name == "dimensions":
        return next((found for one in strings(value) if (found := _measures(one))), None)
    return text(value, language)


def _measures(said: str) -> dict[str, Any] | None:
    """Dimensions as labels say them, perhaps with others in brackets behind them."""
    try:
        found = written_dimensions(said.partition(" (")[0])
    except ValueError:
        return None
    return found if found["unit"] != "cm" else {name: found[name] for name in ("width", "height")}


def _required(known: Known, said: Said, language: str) -> None:
    """What clients must show: who owns it, or what the source says about the rights."""
    label, value = said.statement
    if not strings(value) or _notices() & set(strings(label)):
        return  # that our own colours are inferred: this is the original, and a build says so of its own
    named = {slug(one) for one in strings(label)}
    name = "credit" if not named or named & _CREDITS else _field(label)
    words = text(value, language)
    if name == "credit" and "credit" not in known.fields:
        known.take("credit", words, "the description")
    elif words != known.fields.get("credit"):
        known.take("rights_note", words, "the description")


def _texts(known: Known, canvas: Canvas, language: str) -> None:
    whole, own = text(canvas.whole.summary, language, "\n\n"), text(canvas.own.summary, language, "\n\n")
    if own and whole and _longest(own) <= MAX_ALT:
        known.take("alt", own, "the description")
        known.take("description", whole if whole != own else None, "the description")
    else:
        known.take("description", own or whole, "the description")
    rights = known.fields.get("rights")
    for said in (canvas.own, canvas.whole):
        for label, value in said.metadata:
            if _field(label) == "rights" and rights and not _says(strings(value), rights):
                known.take("rights_note", text(value, language), "the description")


def _says(texts: Iterable[str], uri: str) -> bool:
    """Whether every text names ``uri``, and nothing more."""
    return all(rights_form(one) == uri or one == rights_label(uri) for one in texts)


def _longest(value: Any) -> int:
    return max(map(len, value.values())) if isinstance(value, dict) else len(value)


def _agent(known: Known, said: Said, language: str) -> None:
    if "credit" not in known.fields and not _notices() & set(strings(said.statement[0])):
        known.take("credit", text(said.provider, language), "the description")
    if "catalogue" in Work.model_fields and said.homepage:
        known.take("catalogue", said.homepage, "the description")


def wished_id(canvas: Canvas, title: str) -> str:
    """An id for the work: the word by which the Manifest's address names it, else its title."""
    segments = [unquote(part) for part in urlsplit(canvas.manifest).path.split("/")]
    named = [part for part in segments if part.lower() not in _GENERIC]
    last = named[-1].removesuffix(".json") if named else ""
    is_word = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*([-_.][A-Za-z0-9]+)*", last) and re.search(r"[A-Za-z]{3}", last)
    own = slug(last) if is_word and not re.fullmatch(r"[0-9a-fA-F-]{16,}", last) else slug(title)
    return own if canvas.count == 1 else f"{own}-{canvas.number}"
