"""What is given as a manifest and is none: a photograph, a table, a page, a document; or a name that is nearly one."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from gallery.manifest.find import MANIFEST
from gallery.manifest.scalars import lines_of

HEAD = 8192
"""Bytes of a file by which its kind is told."""

NO_MANIFEST = ", and no manifest"
"""How it ends what is said of a file of a known kind."""

NO_TEXT = "this is no text"
"""What is said of a file of an unknown kind."""

_PICTURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n", "PNG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"GIF8", "GIF"),
    (b"8BPS", "PSD"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
)
_ENDINGS = {
    "photograph": "jpg jpeg png tif tiff gif bmp webp jp2 j2k heic heif avif psd dng nef cr2 arw raw",
    "table": "csv tsv xlsx xls ods xlsm numbers",
    "document": "docx doc odt rtf pages pdf",
    "page": "html htm xhtml",
    "archive": "zip 7z rar gz tar tgz",
    "film": "mp4 mov avi mkv webm mpg mpeg",
}
"""Kinds of files by the ends of their names."""

_FROM = "'gallery init FOLDER --from PHOTOGRAPHS' writes a manifest for a folder of photographs"
_TABLE = "'gallery init FOLDER --from PHOTOGRAPHS --table {name}' makes an exhibit of it"
_TEXT = f"a manifest is a plain text, called {MANIFEST}; 'gallery init FOLDER' writes one to begin with"
_PLAIN = f"save it as plain text in UTF-8; {_TEXT}"
_OFFICE = f"save it as XLSX or CSV: {_TABLE}"
_UNPACK = f"unpack it, and name the folder that holds {MANIFEST}"
_IIIF = "'gallery init FOLDER --iiif {name}' makes an exhibit of it"
_UTF_32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
"""Its byte order mark; the former begins as that of UTF-16 does."""
_NEARLY = ("exhibit.yml", "Exhibit.yaml", "exhibit.yaml.txt", "exhibit.yml.txt", "exhibit.txt", "exhibits.yaml")
_BUILT = ".gallery.json"
"""Name of the record in the folder of a built exhibition."""


def beginning(path: Path) -> bytes:
    """The first :data:`HEAD` bytes of a file; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except (OSError, ValueError):
        return b""


def wrong_kind(data: bytes, name: str) -> tuple[str, str] | None:
    """What a file that begins with ``data`` is, and what to do; None where it may be a manifest."""
    if (picture := _picture(data)) is not None:
        return f"this is a photograph ({picture}), and no manifest", f"{_FROM}; 'gallery colorize {name}' colorizes one"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data, name)
    is_film = data[4:8] == b"ftyp" or data.startswith(b"\x1a\x45\xdf\xa3") or (data[:4] + data[8:11] == b"RIFFAVI")
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(data) > 3 and data[1:4:2] == b"\0\0" and data[0] > 0)
    for sure, message, hint in (
        (data.startswith(b"%PDF"), "this is a PDF, and no manifest", _TEXT),
        (data.startswith(b"\xd0\xcf\x11\xe0"), "this is a file of an older office program, and no manifest", _OFFICE),
        (data.startswith((b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")), "this is an archive, and no manifest", _UNPACK),
        (is_film, "this is a film, and no manifest", _TEXT),
        (data.startswith(_UTF_32), "this text is in UTF-32", "save the file as UTF-8"),
        (is_wide, "this text is in UTF-16", "save the file as UTF-8"),
        (b"\0" in data, NO_TEXT, _TEXT),
    ):
        if sure:
            return message, hint.format(name=name)
    return _wrong_text(data.decode("utf-8", "replace").lstrip("\ufeff \t\r\n"), name)


def _picture(data: bytes) -> str | None:
    for start, kind in _PICTURES:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis"):
        return "AVIF" if data[8:11] == b"avi" else "HEIC"
    return "BMP" if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0" else None


def _packed(data: bytes, name: str) -> tuple[str, str]:
    if b"xl/" in data or b"opendocument.spreadsheet" in data or name.lower().endswith((".xlsx", ".ods")):
        return "this is a table, and no manifest", _TABLE.format(name=name)
    if b"word/" in data or b"opendocument.text" in data or name.lower().endswith((".docx", ".odt")):
        return "this is a document of a word processor, and no manifest", _PLAIN
    return "this is an archive (ZIP), and no manifest", _UNPACK


def _wrong_text(text: str, name: str) -> tuple[str, str] | None:
    begin, is_json = text[:200].lower(), text.startswith(("{", "["))
    is_iiif = is_json and re.search(r'"@?(context|id|type)"\s*:\s*"?\[?\s*"?http[^"]*iiif', text)
    for sure, kind, hint in (
        (begin.startswith(("<!doctype html", "<html")) or "<html" in begin, "a web page", _TEXT),
        (begin.startswith("{\\rtf"), "a document of a word processor (RTF)", _PLAIN),
        (begin.startswith("<?xml") or re.match(r"<[a-z]+[ :>]", begin), "XML", _TEXT),
        (is_iiif, "a IIIF description", _IIIF),
        (is_json and _is_other_json(text, name), "JSON", _TEXT),
        (_is_table(text, name), "a table", _TABLE),
    ):
        if sure:
            return f"this is {kind}, and no manifest", hint.format(name=name)
    return None


def _is_other_json(text: str, name: str) -> bool:
    """Whether it is JSON that has nothing of a manifest."""
    if re.search(r'"(title|curator|rooms)"\s*:', text):
        return False
    if name.lower().endswith((".json", ".geojson", ".jsonld")):
        return True
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_table(text: str, name: str) -> bool:
    """Whether it is rows of cells: by the name's end, or because its first lines have the same separators."""
    lines = [line for line in lines_of(text)[:5] if line.strip()]
    if name.lower().endswith((".csv", ".tsv")):
        return not lines or re.match(r"\w+: ", lines[0]) is None
    counts = [[line.count(separator) for line in lines] for separator in "\t;,"]
    return len(lines) > 1 and ":" not in lines[0] and any(min(each) > 1 and len(set(each)) == 1 for each in counts)


def not_there(path: Path) -> tuple[str, str]:
    """What to say of a manifest that is not there: what lies in its place, under another name or of another kind."""
    kind = next((kind for kind, ends in _ENDINGS.items() if path.suffix.lower()[1:] in ends.split()), None)
    if kind is not None:
        return f"there is no such file, and its name is that of {_a(kind)}; a manifest is called {MANIFEST}", _FROM
    for other in others(path):
        hint = f"there is {other.name}: rename it {path.name}, or name it"
        if other.name == MANIFEST:
            hint = f"there is {MANIFEST}: name it, or the folder"
        return "there is no such file", hint
    said = _in_folder(path.parent) if path.name == MANIFEST else None
    return said or (
        "there is no such file",
        f"name a manifest or a folder with an {MANIFEST}; 'gallery init FOLDER' writes one",
    )


def _in_folder(folder: Path) -> tuple[str, str] | None:
    """What lies in a folder that has no manifest."""
    names = _names(folder)
    if manifests := [name for name in names if name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")]:
        hint = f"there is {manifests[0]}: rename it {MANIFEST}, or name it"
        return "there is no such file", hint if len(manifests) == 1 else f"name one of {', '.join(manifests[:5])}"
    if inner := [name for name in names if (folder / name / MANIFEST).is_file()]:
        return "there is no such file", f"there is one in {folder / inner[0]}: name that folder"
    if _BUILT in names:
        message = "there is no such file: this folder holds an exhibition that was built"
        return message, "name the folder of the exhibit that it was built from"
    if any(Path(name).suffix.lower()[1:] in _ENDINGS["photograph"].split() for name in names):
        message = "there is no such file: this folder holds photographs"
        return message, f"'gallery init FOLDER --from {folder.name or '.'}' makes an exhibit of them"
    return None


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def others(path: Path) -> Iterator[Path]:
    """Files beside ``path`` with nearly its name, the likeliest first."""
    names = _names(path.parent)
    wanted = [MANIFEST, *_NEARLY] if path.name.lower().startswith("exhibit") else []
    swapped = path.with_suffix({".yaml": ".yml", ".yml": ".yaml"}.get(path.suffix, path.suffix)).name
    manifests = [name for name in names if name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")]
    near = difflib.get_close_matches(path.name, manifests, n=1, cutoff=0.75)
    for name in dict.fromkeys([swapped, *wanted, *near]):
        if name in names and name != path.name:
            yield path.with_name(name)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except (OSError, ValueError):
        return []
