"""Texts of IIIF descriptions: by language in version 3, in three other forms in version 2, perhaps with HTML in them.

Sources: IIIF Presentation API 3.0, section 4; 2.1, section 4.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from gallery.manifest.forms import language as language_tag

Words = dict[str, list[str]]
"""Texts by language; ``""`` for those that say none."""

_LONGEST = 100_000
_BREAK = re.compile(r"(?i)<\s*(br|/p|/div|/li)\s*/?\s*>")
_LINK = re.compile(r"(?is)<a\b[^<>]*?\bhref\s*=\s*[\"']([^\"'<>]*)[\"'][^<>]*>((?:(?!<a\b).)*?)</a\s*>")
_LEFT_OUT = re.compile("[\u2060\\x00\ud800-\udfff]")
"""What no manifest can hold: among it halves of characters, which JSON can write alone. Of pairs Python makes one."""
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")


def words(value: Any) -> Words:
    """``value`` as texts by language, whatever form it has; empty where it is none."""
    found: Words = {}
    if isinstance(value, dict) and not {"@value", "@id"} & value.keys():
        for tongue, texts in value.items():
            for text in texts if isinstance(texts, list) else [texts]:
                _add(found, tongue, text)
    else:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                _add(found, one.get("@language"), one.get("@value"))
            else:
                _add(found, None, one)
    return found


def _add(found: Words, tongue: Any, text: Any) -> None:
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return
    known = "" if tongue in (None, "none", "@none") else language_tag(tongue) or ""
    if tidy := plain(str(text)[:_LONGEST]):
        found.setdefault(known, []).append(tidy)


def plain(text: str) -> str:
    """``text`` without HTML, if it is some: breaks become lines, links keep their address as Markdown has it."""
    text = text.strip()
    if text.startswith("<") and text.endswith(">"):
        text = _BREAK.sub("\n", text)
        text = _LINK.sub(lambda found: f"[{found[2]}]({found[1]})" if found[1].startswith("http") else found[2], text)
        text = unescape(_TAG.sub("", text))
    text = _LEFT_OUT.sub("", text)
    return "\n".join(line.strip() for line in text.splitlines()).strip()


def text(said: Words, language: str, join: str = "; ") -> str | dict[str, str] | None:
    """``said`` as a manifest has it in an exhibit in ``language``: a string, or a text by language.

    What says no language counts as said in the exhibit's; so does what is said in one other language alone, since an
    exhibit has every text in its own.
    """
    joined = {tongue: join.join(dict.fromkeys(texts)) for tongue, texts in said.items() if texts}
    named = {tongue: one for tongue, one in joined.items() if tongue}
    if not joined:
        return None
    own = next((tongue for tongue in (language, language.partition("-")[0]) if tongue in named), None)
    if own is None:
        first = joined.get("") or next(iter(named.values()))
        others = {tongue: one for tongue, one in named.items() if one != first}
        return {language: first, **others} if others else first
    if len(named) == 1:
        return named[own]
    return {own: named.pop(own), **dict(sorted(named.items()))}


def strings(said: Words) -> list[str]:
    """All texts, in whatever language."""
    return [one for texts in said.values() for one in texts]
