"""The kinds of files, by suffix: how each is looked into, or why it need not be.

A kind is added here before anything of it is published from inferred colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from gallery.pipeline.disclosure.archives import zip_archive
from gallery.pipeline.disclosure.documents import document
from gallery.pipeline.disclosure.findings import Finding
from gallery.pipeline.disclosure.looking import Looking, Verifier
from gallery.pipeline.disclosure.models import binary_model, text_model
from gallery.pipeline.disclosure.pictures import film, picture
from gallery.pipeline.disclosure.texts import text

_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".tif", ".tiff")
_FILMS = (".mp4", ".m4v", ".mov", ".webm", ".mkv")
_TEXTS = (
    ".html", ".htm", ".xhtml", ".css", ".js", ".mjs", ".map", ".svg", ".json", ".webmanifest", ".xml", ".csv", ".txt",
    ".md", ".vtt", ".rels",
)  # fmt: skip

NO_PICTURES: Mapping[str, str] = {
    ".woff2": "a font: outlines, and we publish none in colour",
    ".woff": "a font, likewise",
    ".ttf": "a font, likewise",
    ".otf": "a font, likewise",
    ".wasm": "a program, which draws nothing of its own",
    ".onnx": "a network: its weights, no picture that it learned from or made",
}
"""Suffix → why there is nothing to look for."""

KINDS: Mapping[str, Verifier | None] = {
    **dict.fromkeys(_PICTURES, picture),
    **dict.fromkeys(_FILMS, film),
    **dict.fromkeys(_TEXTS, text),
    ".zip": zip_archive,
    ".xlsx": zip_archive,
    ".pdf": document,
    ".glb": binary_model,
    ".gltf": text_model,
    **dict.fromkeys(NO_PICTURES),
}
"""Suffix → how such a file is looked into; None if it need not be."""


def is_picture(name: str) -> bool:
    """Whether the file ``name`` is a picture, by its suffix."""
    return name.lower().endswith(_PICTURES)


def look(name: str, data: bytes | Path) -> tuple[Finding, ...]:
    """The pictures in the file ``name`` with the content ``data``, and whatever in it cannot be looked at.

    It depends on the suffix and the bytes only. OSError if a path cannot be read.
    """
    looking = Looking(KINDS)
    if isinstance(data, Path):
        with data.open("rb") as file:
            return tuple(looking.look(name, file))
    return tuple(looking.look(name, BytesIO(data)))
