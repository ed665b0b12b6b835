"""From an address to a file of the exhibition, and what kind of file it is."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

TYPES = {
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".css": "text/css",
    ".csv": "text/csv",
    ".gif": "image/gif",
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".mp4": "video/mp4",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}
"""Ending → media type. Written down here: what a machine believes of endings differs, and browsers run no module
and no WebAssembly of the wrong type."""

UNKNOWN = "application/octet-stream"


def media_type(path: Path) -> str:
    """The value of Content-Type for a file; texts of ours are UTF-8."""
    found = TYPES.get(path.suffix.lower(), UNKNOWN)
    return f"{found}; charset=utf-8" if found.startswith("text/") else found


def find(root: Path, address: str) -> Path | None:
    """The file or folder in ``root`` that the path of an address names; None where there is none to be shown.

    Nothing outside ``root`` is shown, also not through links, and nothing whose name begins with a dot.
    """
    try:
        parts = [part for part in unquote(address, errors="strict").split("/") if part]
    except UnicodeDecodeError:
        return None
    if any(part.startswith(".") or set(part) & set("\\:\0") for part in parts):
        return None
    try:
        root = root.resolve()
        found = root.joinpath(*parts).resolve(strict=True)
    except (OSError, RuntimeError):  # not there, too long a name, links in a circle
        return None
    return found if found.is_relative_to(root) else None
