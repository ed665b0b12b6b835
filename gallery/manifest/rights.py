"""Rights: the URIs of rightsstatements.org and Creative Commons, and their names.

The form is the one IIIF Presentation 3 asks for: ``http:`` and a slash at the end. Names are those the two
organisations use.
"""

from __future__ import annotations

import re

STATEMENTS = {
    "InC": "In Copyright",
    "InC-OW-EU": "In Copyright – EU Orphan Work",
    "InC-EDU": "In Copyright – Educational Use Permitted",
    "InC-NC": "In Copyright – Non-Commercial Use Permitted",
    "InC-RUU": "In Copyright – Rights-holder(s) Unlocatable or Unidentifiable",
    "NoC-CR": "No Copyright – Contractual Restrictions",
    "NoC-NC": "No Copyright – Non-Commercial Use Only",
    "NoC-OKLR": "No Copyright – Other Known Legal Restrictions",
    "NoC-US": "No Copyright – United States",
    "CNE": "Copyright Not Evaluated",
    "UND": "Copyright Undetermined",
    "NKC": "No Known Copyright",
}
"""The twelve statements of rightsstatements.org by their identifiers."""

_STATEMENT = re.compile(r"http://rightsstatements\.org/vocab/([A-Za-z-]+)/1\.0/")
_LICENCE = re.compile(
    r"http://creativecommons\.org/licenses/(by|by-sa|by-nd|by-nc|by-nc-sa|by-nc-nd)/"
    r"(4\.0|(?:1\.0|2\.0|2\.1|2\.5|3\.0)(?:/[a-z]{2,3})?)/"
)
_PUBLIC_DOMAIN = {
    "http://creativecommons.org/publicdomain/mark/1.0/": "Public Domain Mark 1.0",
    "http://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
}
_EVERYDAY = {
    "cc0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "cc zero": "http://creativecommons.org/publicdomain/zero/1.0/",
    "pd": "http://creativecommons.org/publicdomain/mark/1.0/",
    "pdm": "http://creativecommons.org/publicdomain/mark/1.0/",
    "public domain": "http://creativecommons.org/publicdomain/mark/1.0/",
    "unknown": "http://rightsstatements.org/vocab/CNE/1.0/",
} | {key.casefold(): f"http://rightsstatements.org/vocab/{key}/1.0/" for key in STATEMENTS}


def rights_uri(text: str) -> str:
    """``text`` unchanged if it is a rights URI in the form that IIIF asks for.

    Raises ValueError ``message; hint`` otherwise; the hint is the right form where it can be told.
    """
    if _label(text) is not None:
        return text
    right = _right_form(text)
    hint = f"write {right}" if right else "choose one at rightsstatements.org or creativecommons.org"
    shown = repr(text if len(text) <= 100 else text[:99] + "…")
    raise ValueError(f"{shown} is not the URI of a rights statement or licence; {hint}")


def rights_label(uri: str) -> str:
    """The name of ``uri``: ``No Copyright – United States``, ``CC BY 4.0``, ``Public Domain Mark 1.0``.

    Raises ValueError like :func:`rights_uri`.
    """
    label = _label(rights_uri(uri))
    if label is None:  # pragma: no cover - rights_uri has raised
        raise ValueError(uri)
    return label


def _label(uri: str) -> str | None:
    if uri in _PUBLIC_DOMAIN:
        return _PUBLIC_DOMAIN[uri]
    if match := _STATEMENT.fullmatch(uri):
        return STATEMENTS.get(match[1])
    if match := _LICENCE.fullmatch(uri):
        version, _, place = match[2].partition("/")
        return " ".join(filter(None, ["CC", match[1].upper(), version, place.upper()]))
    return None


def _right_form(text: str) -> str | None:
    """The URI that ``text`` is a slip of: another scheme or page, a missing slash, an everyday name."""
    plain = " ".join(text.split())
    if known := _EVERYDAY.get(plain.casefold()):
        return known
    if licence := re.fullmatch(r"(?i)cc[ -](by(?:-(?:sa|nd|nc|nc-sa|nc-nd))?)[ -]?([1-4]\.[0-9])?", plain):
        plain = f"http://creativecommons.org/licenses/{licence[1].lower()}/{licence[2] or '4.0'}/"
    plain = re.sub(r"^(https?://)?(www\.)?(?=rightsstatements|creativecommons)", "http://", plain)
    plain = re.sub(r"/(page|data)/(?=[A-Za-z-]+/1\.0)", "/vocab/", plain)
    plain = re.sub(r"/(legalcode|deed)(\.[a-z-]+)?/?$", "/", re.sub(r"[?#].*$", "", plain))
    plain = plain.rstrip("/") + "/"
    if re.fullmatch(r"http://rightsstatements\.org/vocab/[A-Za-z-]+/", plain):
        plain += "1.0/"
    if match := _STATEMENT.fullmatch(plain):
        return _EVERYDAY.get(match[1].casefold())
    return plain if _label(plain) else None
