"""Rights: the URIs of rightsstatements.org and Creative Commons, and their names.

The form is the one IIIF Presentation 3 asks for: ``http:`` and a slash at the end. Names are those the two
organisations use, in each language of the interface (``templates/texts/rights.yaml``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

import yaml

from gallery.manifest.syntax import FAST
from gallery.resources import TEMPLATES

STATEMENTS = (
    *("InC", "InC-OW-EU", "InC-EDU", "InC-NC", "InC-RUU"),
    *("NoC-CR", "NoC-NC", "NoC-OKLR", "NoC-US"),
    *("CNE", "UND", "NKC"),
)
"""The twelve statements of rightsstatements.org by their identifiers."""

_STATEMENT = re.compile(r"http://rightsstatements\.org/vocab/([A-Za-z-]+)/1\.0/")
_LICENCE = re.compile(
    r"http://creativecommons\.org/licenses/(by|by-sa|by-nd|by-nc|by-nc-sa|by-nc-nd)/"
    r"(4\.0|(?:1\.0|2\.0|2\.1|2\.5|3\.0)(?:/[a-z]{2,3})?)/"
)
_MARK = "http://creativecommons.org/publicdomain/mark/1.0/"
_ZERO = "http://creativecommons.org/publicdomain/zero/1.0/"
_EVERYDAY = {
    _ZERO: "cc0 | cc0 1.0 | cc 0 | cc zero | cc0 1.0 universal | creative commons zero | no rights reserved",
    _MARK: (
        "pd | pdm | public domain | public domain mark | publicdomain | pd mark | gemeinfrei | gemeinfreies werk | "
        "domaine public | dominio publico | out of copyright | copyright expired | urheberrecht abgelaufen"
    ),
    "CNE": "unknown | not evaluated | not known | unbekannt | ungeprueft | nicht geprueft | inconnu | desconocido",
    "UND": "undetermined | unclear | ungeklaert | rechtslage ungeklaert | indetermine | indeterminado",
    "NKC": (
        "no known copyright restrictions | no known restrictions | no known copyright restriction | "
        "no known restrictions on publication | keine bekannten urheberrechte | kein bekanntes urheberrecht | "
        "aucun droit d'auteur connu | sin derechos de autor conocidos"
    ),
    "InC": (
        "copyright | copyrighted | (c) | © | all rights reserved | in copyright protected | alle rechte vorbehalten | "
        "urheberrechtlich geschuetzt | tous droits reserves | todos los derechos reservados | protege par le droit "
        "d'auteur"
    ),
    "InC-EDU": "educational use | educational use only | educational use permitted",
    "InC-NC": "non-commercial use only in copyright | non-commercial use permitted",
    "InC-OW-EU": "orphan work | eu orphan work | verwaistes werk | oeuvre orpheline | obra huerfana",
    "InC-RUU": "rights-holder unlocatable | rightsholder unknown | rechteinhaber unbekannt",
    "NoC-US": "no copyright us | no copyright in the united states | public domain us | pd-us",
    "NoC-NC": "no copyright non-commercial | non-commercial use only",
    "NoC-CR": "no copyright contractual restrictions",
    "NoC-OKLR": "no copyright other known legal restrictions",
}
"""What people write, by the URI or the statement's identifier that it means."""

_LICENCES = {
    "attribution": "by",
    "attribution-sharealike": "by-sa",
    "attribution-noderivatives": "by-nd",
    "attribution-noderivs": "by-nd",
    "attribution-noncommercial": "by-nc",
    "attribution-noncommercial-sharealike": "by-nc-sa",
    "attribution-noncommercial-noderivatives": "by-nc-nd",
    "attribution-noncommercial-noderivs": "by-nc-nd",
}
"""Licences of Creative Commons by their long names."""


_LONG_NAME = re.compile(
    r"(?:(?:cc|creative commons)\W*)?(attribution[a-z -]*?)\W*(\d\.\d)?\W*(?:international|unported)?\W*"
    r"(?:licen[cs]e)?(?:\(.*\))?"
)


def _statement(key: str) -> str:
    return f"http://rightsstatements.org/vocab/{key}/1.0/"


def _folded(text: str) -> str:
    """``text`` as names are compared: small letters, no accents, words and digits alone."""
    lower = text.casefold().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"})
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^a-z0-9.©]+", " ", plain).replace(". ", " ").strip(" .").split())


_PUBLIC_DOMAIN = {_MARK: "PDM", _ZERO: "CC0"}


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """URI → language → the name of each statement and mark."""
    told = yaml.load((TEMPLATES / "texts/rights.yaml").read_text(encoding="utf-8"), FAST)
    known = {_statement(key): told[key.replace("-", "_")] for key in STATEMENTS}
    return known | {uri: told[key] for uri, key in _PUBLIC_DOMAIN.items()}


@cache
def _by_name() -> Mapping[str, str]:
    """What people write, folded → the URI that it means."""
    meant = {
        _folded(name): meaning if meaning.startswith("http") else _statement(meaning)
        for meaning, names in _EVERYDAY.items()
        for name in names.split("|")
    }
    official = {_folded(name): uri for uri, names in _names().items() for name in names.values()}
    return meant | official | {_folded(key): _statement(key) for key in STATEMENTS}


USUAL = {
    _statement("InC"): "It is protected by copyright, and you may show it.",
    _statement("InC-OW-EU"): "It is registered as an orphan work in the European Union.",
    _statement("InC-EDU"): "It is protected, and may be used for teaching.",
    _statement("InC-NC"): "It is protected, and may be used where no money is earned.",
    _statement("InC-RUU"): "It is protected, and whoever holds the rights cannot be found or is not known.",
    _statement("NoC-CR"): "It is not protected, but a contract with the owner limits its use.",
    _statement("NoC-NC"): "It is not protected, but was digitised under an agreement against commercial use.",
    _statement("NoC-OKLR"): "It is not protected, but another law limits its use, such as one on cultural heritage.",
    _statement("NoC-US"): "It is not protected in the United States; elsewhere it may be.",
    _statement("CNE"): "Nobody has looked into it.",
    _statement("UND"): "Somebody has looked into it, and it could not be told.",
    _statement("NKC"): "There is reason to think that it is not protected, and nobody is known to claim it.",
    _MARK: "It is free of copyright everywhere, as far as is known.",
    _ZERO: "Whoever held the rights has given them up.",
} | {
    f"http://creativecommons.org/licenses/{kind}/4.0/": f"Whoever holds the rights allows its use: {terms}."
    for kind, terms in {
        "by": "name the author",
        "by-sa": "name the author, share what you make of it alike",
        "by-nd": "name the author, change nothing (so it cannot be colorized)",
        "by-nc": "name the author, earn no money",
        "by-nc-sa": "name the author, earn no money, share alike",
        "by-nc-nd": "name the author, earn no money, change nothing (so it cannot be colorized)",
    }.items()
}
"""The URIs that a work's rights usually are, and when; the manual lists them. Older licences will do too."""


CHOOSE = (
    "choose one at rightsstatements.org or creativecommons.org, such as "
    "http://rightsstatements.org/vocab/CNE/1.0/ where nobody has looked into it"
)
"""What to do about words that name no statement."""


def rights_uri(text: str) -> str:
    """``text`` unchanged if it is a rights URI in the form that IIIF asks for.

    Raises ValueError ``message; hint`` otherwise; the hint is the right form where it can be told.
    """
    if _label(text) is not None:
        return text
    right = rights_form(text)
    hint = f"write {right}" if right else CHOOSE
    if not right and re.match(r"(?i)\W*(©|\(c\)|copyright\b|urheber)", text):
        hint = f"if it is protected and you may show it, write {_statement('InC')}"
    shown = repr(text if len(text) <= 100 else text[:99] + "…")
    raise ValueError(f"{shown} is not the URI of a rights statement or licence; {hint}")


def rights_label(uri: str, language: str = "en") -> str:
    """The name of ``uri`` in ``language`` (BCP 47), or else in English: ``No Copyright – United States``,
    ``Kein Urheberrechtsschutz – Vereinigte Staaten``, ``CC BY 4.0``.

    Raises ValueError like :func:`rights_uri`.
    """
    label = _label(rights_uri(uri), language)
    if label is None:  # pragma: no cover - rights_uri has raised
        raise ValueError(uri)
    return label


def _label(uri: str, language: str = "en") -> str | None:
    if names := _names().get(uri):
        return names.get(language) or names.get(language.partition("-")[0]) or names["en"]
    if match := _LICENCE.fullmatch(uri):
        version, _, place = match[2].partition("/")
        return " ".join(filter(None, ["CC", match[1].upper(), version, place.upper()]))
    return None


def rights_form(text: str) -> str | None:
    """The URI that ``text`` means: another scheme or page, a missing slash, a name in words; None if it cannot be
    told."""
    plain = " ".join(text.split()).strip("\"'<>“”„‘’")
    if known := _by_name().get(_folded(plain)) or _licence(plain):
        return known
    if found := re.search(r"https?://\S+", plain):
        plain = found[0].rstrip(").,;")
    plain = re.sub(r"^(https?:/*)?(www\.)?(?=rightsstatements\.org|creativecommons\.org)", "http://", plain, flags=re.I)
    plain = re.sub(r"/(page|data)/(?=[A-Za-z-]+/1\.0)", "/vocab/", plain)
    plain = re.sub(r"/(legalcode|deed)(\.[A-Za-z-]+)?/?$", "/", re.sub(r"[?#].*$", "", plain))
    plain = plain.rstrip("/") + "/"
    if re.fullmatch(r"http://rightsstatements\.org/vocab/[A-Za-z-]+/", plain):
        plain += "1.0/"
    if match := _STATEMENT.fullmatch(plain):
        return _by_name().get(_folded(match[1]))
    if re.fullmatch(r"http://creativecommons\.org/licenses/[a-z-]+/", plain.lower()):
        plain += "4.0/"
    return next((form for form in (plain, plain.lower()) if _label(form)), None)


def _licence(plain: str) -> str | None:
    """A licence of Creative Commons by its name: ``CC BY 4.0``, ``CC-BY-SA-3.0-DE``, ``Attribution 4.0``."""
    lower = re.sub(r"^(licen[cs]ed? |lizenz |unter )*(under )?(the )?", "", plain.casefold()).replace(
        "share alike", "sharealike"
    )
    long = _LONG_NAME.fullmatch(lower)
    if long and (kind := _LICENCES.get(re.sub(r"[ -]+", "-", long[1].strip(" -")))):
        return f"http://creativecommons.org/licenses/{kind}/{long[2] or '4.0'}/"
    short = re.fullmatch(
        r"(?:cc|creative commons)[ _:-]*(by(?:[ _/-](?:sa|nd|nc))*)[ _-]*v?([1-4]\.[0-9]|4)?[ _-]*([a-z]{2})?", lower
    )
    if short is None:
        return None
    port = f"{short[3]}/" if short[3] and short[2] not in (None, "4", "4.0") else ""
    kind = re.sub(r"[ _/]", "-", short[1])
    uri = f"http://creativecommons.org/licenses/{kind}/{'4.0' if short[2] in (None, '4') else short[2]}/{port}"
    return uri if _label(uri) else None
