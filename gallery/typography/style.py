"""The house's type: its inks, and its sizes in the units of a panel (:mod:`gallery.labels.arrangement`)."""

from __future__ import annotations

PAPER, INK, MUTED = "#fbfaf7", "#1f1d1a", "#625e57"
"""Ground, text, small print. Ink on paper 16:1, muted on paper 6:1."""

TITLE, BODY, SMALL = 9.5, 6.75, 5.25
"""Sizes of type; 76, 54 and 42 pixels (18, 13 and 10 points) on a sheet of 3600 pixels at 300 dpi."""
