"""Values in brackets and braces that YAML does not read, as they were meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gallery.manifest import writing
from gallery.manifest.conversions import right_form
from gallery.manifest.fields import homes, is_text
from gallery.manifest.mend import Mend, rewritten
from gallery.manifest.scalars import plain_value
from gallery.manifest.writing import Braces, Entry, entry, item, quoted


def brackets(lines: Sequence[str], number: int) -> Mend | None:
    """A value in brackets or braces that is none: a text, or one that is not closed, or closed too often."""
    found = entry(lines[number]) or item(lines[number])
    if found is None or found.value[:1] not in ("[", "{"):
        return None
    return _braces(number, found) or _with_colours_quoted(number, found) or _closed(lines, number, found)


def _closed(lines: Sequence[str], number: int, found: Entry) -> Mend | None:
    """As many brackets as there should be, or quotes where a text begins with one."""
    at, closers = writing.surplus(found.value), writing.missing_closers(found.value)
    rest = found.value[at:] if at is not None else ""
    listed = bool(re.match(r"\[\s*[\[{]", found.value)) and found.key in homes() and not _may_be_text(found.key)
    numbers = listed or re.fullmatch(r"[\[\](){}\d.,\s%-]+", found.value) is not None
    what = "bracket" if found.value[0] == "[" else "brace"
    whole = (found.value + found.comment).rstrip()
    if (numbers or what == "brace") and rest and not rest.strip("]})"):
        message = "a bracket too many closes it"
        return rewritten(number, found, found.value[:at] + writing.missing_closers(found.value), message)
    if rest or (closers and not numbers and what == "bracket"):
        message = f"a text that begins with a {what} must be in quotes"
        value = right_form(found.key, whole) or quoted(whole)
        return rewritten(number, found, value, message, sure=bool(rest) or _ends(lines, number))
    if closers:
        message = f"the {what} of {found.key or 'this item'!r} is not closed"
        return rewritten(number, found, found.value.rstrip(", ") + closers, message, sure=_ends(lines, number))
    return None


def _braces(number: int, found: Entry) -> Mend | None:
    """Braces in which known keys stand."""
    pairs, left = writing.braces((found.value + found.comment)[1:], _KEYS) if found.value[0] == "{" else ({}, 0)
    return _pairs(number, found, pairs, left) if pairs else None


def _with_colours_quoted(number: int, found: Entry) -> Mend | None:
    """Brackets with quotes around the colours in them, if all then close."""
    whole = (found.value + found.comment).rstrip()
    right = re.sub(r"(?<=[\s\[{,:])#[0-9a-fA-F]{6}\b", r'"\g<0>"', whole)
    if right == whole or not writing.closed(right):
        return None
    message = "'#' begins a comment where no quotes stand around it, and cuts off what is in brackets"
    return rewritten(number, found, right, message)


def _may_be_text(key: str) -> bool:
    """Whether the schema has a text under ``key`` anywhere."""
    return any(is_text((*way, key)) for way in homes()[key])


LANGUAGE = r"[a-z]{2}(?:-[A-Z]{2})?"
_KEYS = "|".join([*sorted(homes(), key=len, reverse=True), LANGUAGE])


def _ends(lines: Sequence[str], number: int) -> bool:
    """Whether the next line is a key of its own, so that nothing of this one goes on there."""
    following = next((line for line in lines[number + 1 :] if line.strip()), "- x")
    return re.match(rf"\s*(- |{writing.KEY} *:( |$))", following) is not None


def _pairs(number: int, found: Entry, pairs: Braces, left: int) -> Mend:
    """Braces whose keys are known, with texts in them that need quotes; ``left`` of them are not closed."""
    value, culprit = _mended(pairs)
    if "#" in found.comment and culprit:
        message = f"'#' begins a comment where no quotes stand around it, and cuts off the text of {culprit!r}"
        return rewritten(number, found, value, message)
    if left > 0:
        return rewritten(number, found, value, f"the brace of {found.key or 'this item'!r} is not closed", sure=False)
    message = f"the text of {culprit!r} holds what has a meaning in braces, and must be in quotes" if culprit else ""
    message = message or ("a bracket too many closes it" if left < 0 else "a comma is missing in the braces")
    return rewritten(number, found, value, message)


def _mended(pairs: Braces) -> tuple[str, str]:
    """Braces as they should be, and the first key whose text is written otherwise; empty for none."""
    made, culprit = [], ""
    for key, value in pairs.items():
        if isinstance(value, dict):
            right, inner = _mended(value)
            culprit = culprit or inner
        else:
            right = _mended_leaf(key, value)
            culprit = culprit or (key if right != value else "")
        made.append(f"{key}: {right}")
    return "{" + ", ".join(made) + "}", culprit


def _mended_leaf(key: str, value: str) -> str:
    if value[:1] == "[" and writing.surplus(value) is None and key in homes() and not _may_be_text(key):
        return value + writing.missing_closers(value)
    good = writing.closed(value) or (value and set(value) <= set("0123456789.-[], "))
    return value if good and _balanced(value) else _plain_in_braces(value)


def _balanced(value: str) -> bool:
    return writing.surplus(value) is None and not writing.missing_closers(value)


def _plain_in_braces(value: str) -> str:
    if isinstance(plain_value(value), bool | int | float):
        return value
    body = value[1:-1] if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0] else value
    return writing.written(body.removeprefix('"') if body.count('"') == 1 else body, flow=True)
