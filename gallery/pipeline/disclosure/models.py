"""glTF models: the pictures in their buffers and data URIs.

Source: Khronos glTF 2.0 specification, sections 3.6.1.1 (data URIs), 3.9.2 (images), 4.4 (binary files).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, TypeVar

from gallery.errors import DisclosureError
from gallery.pipeline.disclosure.findings import Finding
from gallery.pipeline.disclosure.looking import Looking
from gallery.pipeline.disclosure.texts import SUFFIXES, decoded_uri

_T = TypeVar("_T")


def binary_model(file: BinaryIO, looking: Looking) -> Iterator[Finding]:
    """GLB."""
    data = file.read()
    if len(data) < 12 or data[:8] != b"glTF\2\0\0\0":
        raise DisclosureError("it is no binary glTF 2.0 model")
    chunks: dict[bytes, bytes] = {}
    at = 12
    while at < len(data):
        if at + 8 > len(data):
            raise DisclosureError("the model ends in the middle of a chunk")
        length, kind = struct.unpack_from("<I4s", data, at)
        if at + 8 + length > len(data):
            raise DisclosureError("the model ends in the middle of a chunk")
        chunks.setdefault(kind, data[at + 8 : at + 8 + length])
        at += 8 + length
    yield from _pictures(_tree(chunks.get(b"JSON", b"")), chunks.get(b"BIN\0"), looking)


def text_model(file: BinaryIO, looking: Looking) -> Iterator[Finding]:
    """glTF as JSON. Files that it names by relative addresses are published, and looked at, for themselves."""
    yield from _pictures(_tree(file.read()), None, looking)


def _tree(text: bytes) -> Mapping[str, Any]:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DisclosureError(f"the model's description is no JSON: {error}") from error
    if not isinstance(tree, dict):
        raise DisclosureError("the model's description is no JSON object")
    return tree


def _pictures(tree: Mapping[str, Any], binary: bytes | None, looking: Looking) -> Iterator[Finding]:
    buffers = _buffers(tree, binary)
    views = _objects(tree, "bufferViews")
    for number, image in enumerate(_objects(tree, "images"), start=1):
        uri, media, name = image.get("uri"), image.get("mimeType"), image.get("name")
        if not isinstance(uri, str):
            data = _content(_object(views, image.get("bufferView"), "buffer view"), buffers)
        elif _embedded(uri):
            media, data = decoded_uri(uri)
        else:
            continue
        looking.reserve(len(data))
        suffix = SUFFIXES.get(media) if isinstance(media, str) else None
        if suffix is None:
            raise DisclosureError(f"picture {number} of the model is of no known kind, {media!r}")
        member = name if isinstance(name, str) and name else str(number)
        yield from looking.inside(member, f"member{suffix}", data)


def _buffers(tree: Mapping[str, Any], binary: bytes | None) -> list[bytes | None]:
    """The content of each buffer; None for one in a file beside the model."""
    found: list[bytes | None] = []
    for number, buffer in enumerate(_objects(tree, "buffers")):
        uri = buffer.get("uri")
        if isinstance(uri, str):
            found.append(decoded_uri(uri)[1] if _embedded(uri) else None)
        else:
            found.append(binary if number == 0 else None)
    return found


def _content(view: Mapping[str, Any], buffers: Sequence[bytes | None]) -> bytes:
    """The bytes of a buffer view."""
    content = _object(buffers, view.get("buffer"), "buffer")
    if content is None:
        raise DisclosureError("the model has pictures in a file of buffers beside it; put them into the model")
    start, length = view.get("byteOffset", 0), view.get("byteLength")
    if not isinstance(start, int) or not isinstance(length, int) or not 0 <= start <= start + length <= len(content):
        raise DisclosureError("the model is damaged: a buffer view lies outside its buffer")
    return content[start : start + length]


def _embedded(uri: str) -> bool:
    """Whether ``uri`` holds the data; False for one of a file beside the model."""
    scheme, colon, _ = uri.partition(":")
    if not colon or "/" in scheme:
        return False
    if scheme.lower() != "data":
        raise DisclosureError(f"the model shows what lies elsewhere, at {uri[:80]}")
    return True


def _objects(tree: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = tree.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise DisclosureError(f"the model is damaged: its {name} are no list of objects")
    return found


def _object(objects: Sequence[_T], index: object, what: str) -> _T:
    if not isinstance(index, int) or not 0 <= index < len(objects):
        raise DisclosureError(f"the model is damaged: {what} {index!r} is not there")
    return objects[index]
