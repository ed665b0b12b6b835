"""Names of those who made a work, as an index lists them: people by family name, bodies as they are, nobody not at all.

A name's kind can only be told from its words, and its parts from their capitals: a particle in lower case stands
behind the given names ("Gogh, Vincent van"), one with a capital before the family name ("Van Vechten, Carl"). Whoever
knows better says so in the manifest.
"""

from __future__ import annotations

import re

_WORDS_OF_BODIES = """
    academy akademie administration agencia agence agency agentur archiv archive archives archivo army association
    atelier ateliers biblioteca bibliothek bibliothèque bros brothers bureau büro cia cie club co collection collective
    commission committee company comité corp corporation corps council department editions estudio expedition fils force
    fotoatelier fotostudio frères gebr gebrüder gesellschaft gmbh group hermanos hijos inc institut institute instituto
    kollektiv kommission laboratory library ltd ministerium ministry ministère musée museo museum navy news observatory
    office photographers photos press presse railway school service services sociedad society société sons studio
    studios söhne survey union universidad university université universität verein verlag view
"""
_BODIES = frozenset(_WORDS_OF_BODIES.split())
"""Words that only names of bodies have, in lower case."""

_TOGETHER = frozenset(("&", "+", "and", "und", "et", "y"))
"""Words between names that stand for one firm, or for several people in one text."""

_WORDS_BEFORE = """
    af av d da das de degli dei del della den der des di do dos du la las le les lo los te ten ter van vom von zu zum
    zur 't
"""
_PARTICLES = frozenset(_WORDS_BEFORE.split())
"""Particles of family names, in lower case."""

_ELIDED = re.compile(r"(d['’])(?=\w)", re.IGNORECASE)
_SUFFIX = re.compile(
    r",?\s+(Jr\.?|Sr\.?|II|III|IV|the elder|the younger|der Ältere|der Jüngere|d\. ?Ä\.|d\. ?J\.|l['’]Ancien"
    r"|le Jeune)$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s+\([^()]*\)$")
"""What stands in brackets behind a name, such as years."""

_WHO_EN = r"(?:photographer|artist|maker|creator|author|studio|operator)s?"
_WHO_DE = r"(?:(?:(?:fotogra|photogra)(?:f|ph)|urheber|künstler)(?:[*:_/]?-?in)?|atelier)"
_WHO_FR = r"(?:photographes?|auteure?s?|artistes?|opérateur|studio|atelier)"
_WHO_ES = r"(?:fot[óo]graf[oa]|autora?|autoría|artista|estudio)"
_NOBODY = {
    "en": rf"(?:an? )?(?:unknown|unidentified|anonymous|unrecorded|not known|not recorded)(?: {_WHO_EN})?"
    rf"|{_WHO_EN}:? (?:unknown|unidentified|anonymous|not (?:known|identified|recorded))|anon",
    "de": rf"unbekannt|nicht bekannt|anonym|anonymus|(?:unbekannt|anonym|ungenannt)er?(?: {_WHO_DE})"
    rf"|{_WHO_DE}:? (?:unbekannt|anonym|nicht bekannt|nicht ermittelt)|n\. ?n",
    "fr": rf"anonyme|inconnue?|{_WHO_FR}:? (?:inconnue?s?|anonymes?|non identifiée?s?)",
    "es": rf"an[óo]nim[oa]|desconocid[oa]"
    rf"|{_WHO_ES}:? (?:desconocid[oa]|an[óo]nim[oa]|no identificad[oa]|sin identificar)",
}
"""Language → what people write in it where nobody is known, in lower case."""


def nobody_in(name: str) -> str | None:
    """The language in which ``name`` says that nobody is known, such as ``Unknown photographer``; None for a name."""
    plain = " ".join(name.split()).strip("[]().?* ").casefold()
    return next((language for language, said in _NOBODY.items() if re.fullmatch(said, plain)), None)


def is_body(name: str) -> bool:
    """Whether ``name`` reads as that of a body: a studio, an agency, an office, a firm of several people."""
    words = [word.strip(".,;:()").casefold() or word for word in name.split()]
    return len(words) > 1 and (
        words[0] == "the"
        or not _BODIES.isdisjoint(words)
        or not _TOGETHER.isdisjoint(words[1:-1])
        or any(char.isdigit() for char in _ASIDE.sub("", name))
    )


def sort_form(name: str, *, body: bool | None = None) -> str:
    """``name`` as an index lists it: ``Lange, Dorothea``, ``Gogh, Vincent van``, ``NASA``, ``Bain News Service``.

    ``body`` says whether it is a body's, which stays as it is; None: as its words say. So does a name that has its
    comma already, one of a single word, and one in letters without capitals.
    """
    plain = " ".join(name.split())
    aside = _ASIDE.search(plain)
    if aside:
        shorter = plain[: aside.start()]
        return sort_form(shorter, body=body) + aside[0] if shorter else plain
    suffix = _SUFFIX.search(plain)
    whole = plain[: suffix.start()] if suffix else plain
    if (is_body(plain) if body is None else body) or "," in whole or " " not in whole or whole.lower() == whole.upper():
        return plain
    given, family = _divided(whole.split(" "))
    turned = f"{family}, {given}" if given else family
    return f"{turned}, {suffix[1]}" if suffix else turned


def _divided(words: list[str]) -> tuple[str, str]:
    """Given names, with the particles that stand behind them, and the family name."""
    at = len(words) - 1
    while at > 0 and words[at - 1].casefold() in _PARTICLES and words[at - 1][:1].isupper():
        at -= 1
    given, family = words[:at], words[at:]
    elided = _ELIDED.match(family[0])
    if elided and elided[1][0].islower():
        given, family = [*given, elided[1]], [family[0][elided.end() :], *family[1:]]
    return " ".join(given), " ".join(family)
