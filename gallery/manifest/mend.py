"""A line as it was meant: what one mistake in YAML is taken for, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass

from gallery.manifest.writing import Entry


@dataclass(frozen=True)
class Mend:
    """A line as it was meant."""

    number: int
    """From 0."""
    lines: tuple[str, ...]
    """What stands from there on; as many lines as are replaced."""
    message: str
    hint: str
    column: int = 1
    """From 1, where the mistake is."""
    sure: bool = True
    """Its form alone says that this is a mistake."""
    lost: bool = False
    """What stood there is not known."""
    first: bool = False
    """To be tried before all others."""


def rewritten(number: int, found: Entry, value: str, message: str, *, sure: bool = True) -> Mend:
    """The line with another value, to copy."""
    made = Entry(found.before, found.key, value, "").having(value)
    hint = f"write {found.key}: {value}" if found.key else f"write - {value}"
    return Mend(number, (made,), message, hint, found.indent + (len(found.key) + 3 if found.key else 1), sure)
