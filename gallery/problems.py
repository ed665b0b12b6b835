"""A problem in a manifest: where it is, what it is, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a manifest, printed as ``path:line:col: message; hint [code]``."""

    path: str
    """The manifest, as the user named it."""
    line: int
    """Line in the file, from 1."""
    column: int
    """Column in the line, from 1."""
    code: str
    """Stable kebab-case name of this kind of problem, such as ``unknown-key``."""
    message: str
    """What is wrong, with the offending value."""
    hint: str = ""
    """What to do about it, where we know."""

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {self.message}{hint} [{self.code}]"
