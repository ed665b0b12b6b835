"""What is still to be written: values that are ``TODO``. They are no mistakes, and are told apart from them.

Where the schema wants something there, nothing is built before it is written. Elsewhere the exhibit is built as if
the key were not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from gallery.manifest.fields import is_required, is_text
from gallery.manifest.positions import Keys, Positions
from gallery.problems import Problem

TODO = "TODO"
"""What stands where something is still to be written. A remark may follow: ``TODO: ask the lender``."""

UNFINISHED = "unfinished"
"""The code of such problems."""

_HINTS = {
    "alt": "write what the photograph shows, for those who do not see it",
    "rights": "write a URI of rightsstatements.org or creativecommons.org",
    "curator": "write who answers for the exhibition",
    "statement": "write what this exhibition is and why",
}


def is_todo(value: Any) -> bool:
    """Whether ``value`` says that it is still to be written."""
    return isinstance(value, str) and (value.strip() == TODO or value.lstrip().startswith(f"{TODO}:"))


def is_unfinished(problem: Problem) -> bool:
    """Whether it says that something is still to be written."""
    return problem.code == UNFINISHED


def fields_of(unfinished: Iterable[Problem]) -> dict[str, int]:
    """How often each field is unfinished."""
    return dict(Counter(problem.message.partition("'")[2].partition("'")[0] for problem in unfinished))


def counted(unfinished: Iterable[Problem]) -> str:
    """The same in words: ``curator, rights (2), alt (12)``."""
    return ", ".join(name if times == 1 else f"{name} ({times})" for name, times in fields_of(unfinished).items())


def take_unfinished(value: Any, positions: Positions, name: str) -> list[Problem]:
    """What is unfinished in the plain ``value`` of a manifest: errors where it must be written, else warnings.

    What may be left out is taken out of ``value``. ``name`` is the file's in messages.
    """
    found: list[Problem] = []
    language = str(value.get("language", "en")) if isinstance(value, dict) else "en"
    for keys in list(_todos(value, ())):
        required = _is_wanted(value, keys, language)
        words = (UNFINISHED, _message(value, keys), _hint(keys, required))
        found.append(Problem(name, *positions.value(keys), *words, severity="error" if required else "warning"))
        if not required:
            _drop(value, keys)
    return found


def _todos(value: Any, keys: Keys) -> Iterator[Keys]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        if is_todo(one):
            yield (*keys, key)
        else:
            yield from _todos(one, (*keys, key))


def _is_wanted(value: Any, keys: Keys, language: str) -> bool:
    """Whether there is no exhibit without it."""
    if not is_text(keys[:-1]):
        return is_required(keys)
    others = [one for one in _at(value, keys[:-1]).values() if not is_todo(one)]
    in_ours = keys[-1] in (language, language.partition("-")[0])
    return in_ours if others else is_required(keys[:-1])


def _drop(value: Any, keys: Keys) -> None:
    """Take what stands at ``keys`` out, and the text by language that has nothing else."""
    there = _at(value, keys[:-1])
    del there[keys[-1]]
    if not there and is_text(keys[:-1]):
        _drop(value, keys[:-1])


def _at(value: Any, keys: Keys) -> Any:
    for key in keys:
        value = value[key]
    return value


def _message(value: Any, keys: Keys) -> str:
    """``'alt' of 'tram' is still to be written``."""
    named = keys[:-1] if is_text(keys[:-1]) else keys
    what = f"{_word(named[-1])} in {keys[-1]!r}" if named != keys else _word(named[-1])
    work = _at(value, keys[:4]) if keys[:1] == ("rooms",) and keys[2:3] == ("works",) and len(keys) > 4 else None
    if isinstance(work, dict):
        what += f" of {str(work.get('id', ''))[:80]!r}"
    elif keys[:1] == ("rooms",) and len(keys) > 2:
        what += f" of room {int(keys[1]) + 1}"
    return f"{what} is still to be written"


def _word(key: str | int) -> str:
    return f"item {key + 1}" if isinstance(key, int) else repr(key)


def _hint(keys: Keys, required: bool) -> str:
    named = keys[-2] if is_text(keys[:-1]) else keys[-1]
    hint = _HINTS.get(str(named), f"write it in place of {TODO}")
    return hint if required else f"{hint}, or remove it"
