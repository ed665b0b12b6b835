"""The table of jobs, as SQLite has it."""

from __future__ import annotations

TABLE = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    master TEXT NOT NULL,
    options TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    colorization TEXT NOT NULL,
    picture TEXT NOT NULL,
    panel TEXT NOT NULL,
    problem TEXT NOT NULL,
    changed REAL NOT NULL,
    seconds REAL NOT NULL DEFAULT 0,
    frames INTEGER NOT NULL DEFAULT 0,
    film TEXT NOT NULL DEFAULT '',
    parts TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS by_state ON jobs (state, number);
"""

SINCE = {
    "seconds": "REAL NOT NULL DEFAULT 0",
    "frames": "INTEGER NOT NULL DEFAULT 0",
    "film": "TEXT NOT NULL DEFAULT ''",
    "parts": "TEXT NOT NULL DEFAULT ''",
}
"""Columns that a table of an earlier version has not."""
