"""How PDF writes text that is read and not painted."""

from __future__ import annotations


def text_string(text: str) -> str:
    """``text`` as a string of PDF, in UTF-16."""
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"
