"""What a Manifest or a Collection holds, in Presentation 2 and 3 alike. Pure: plain JSON in, and nothing trusted.

Sources: IIIF Presentation API 3.0, sections 3 and 5; 2.1, sections 3 and 5; IIIF Image API 2.1 and 3.0, section 5.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gallery.intake.iiif.values import Words, strings, words

Part = dict[str, Any]

_SERVICES = {"ImageService3": 3, "ImageService2": 2, "ImageService1": 1}


@dataclass(frozen=True)
class Image:
    """A picture and where it can be had."""

    address: str
    """Of some size."""
    service: str | None = None
    """Address of the image service, without a slash at the end."""
    version: int = 3
    """Of the Image API that the service speaks."""


@dataclass(frozen=True)
class Said:
    """What a Manifest or a Canvas says of itself."""

    label: Words = field(default_factory=dict)
    summary: Words = field(default_factory=dict)
    metadata: tuple[tuple[Words, Words], ...] = ()
    rights: tuple[str, ...] = ()
    statement: tuple[Words, Words] = field(default_factory=lambda: ({}, {}))
    """Label and value of what clients must show."""
    provider: Words = field(default_factory=dict)
    homepage: str | None = None


@dataclass(frozen=True)
class Canvas:
    """A Canvas of a Manifest with its first picture."""

    manifest: str
    """The Manifest's address."""
    number: int
    """In the Manifest, from 1."""
    count: int
    """Of Canvases in the Manifest."""
    whole: Said
    """What the Manifest says."""
    own: Said
    """What the Canvas itself says."""
    image: Image | None
    """None where it has no picture."""


def kind_of(part: Any) -> str:
    """``Manifest``, ``Collection``, ``Canvas`` …; empty where ``part`` says none."""
    if not isinstance(part, dict):
        return ""
    kind = part.get("type") or part.get("@type") or ""
    return str(kind[0] if isinstance(kind, list) and kind else kind).rpartition(":")[2]


def address_of(part: Any) -> str:
    """The ``id`` of a part; a string stands for itself."""
    if isinstance(part, dict):
        part = part.get("id") or part.get("@id")
    return part.strip() if isinstance(part, str) else ""


def parts(value: Any) -> list[Any]:
    """``value`` as a list: one thing alone stands for a list of it."""
    return value if isinstance(value, list) else [] if value is None else [value]


def members(collection: Part) -> Iterator[Part]:
    """The Manifests and Collections that a Collection names, in order; some may be whole."""
    for key in ("items", "members", "collections", "manifests"):
        for member in parts(collection.get(key)):
            if address_of(member):
                default = {"collections": "Collection", "manifests": "Manifest"}.get(key, "")
                yield member if isinstance(member, dict) else {"id": member, "type": default}


def next_page(collection: Part) -> str:
    """The address of the page that follows, in Presentation 2; empty where none does."""
    return address_of(collection.get("next")) or ("" if any(True for _ in members(collection)) else _first(collection))


def _first(collection: Part) -> str:
    return address_of(collection.get("first"))


def said(part: Part) -> Said:
    """What ``part`` says of itself."""
    pairs = tuple(
        (words(pair.get("label")), words(pair.get("value")))
        for pair in parts(part.get("metadata"))
        if isinstance(pair, dict)
    )
    required = part.get("requiredStatement")
    if isinstance(required, dict):
        statement = (words(required.get("label")), words(required.get("value")))
    else:
        statement = ({}, words(part.get("attribution")))
    provider = next((each for each in parts(part.get("provider")) if isinstance(each, dict)), {})
    homepage = next((address_of(each) for each in parts(part.get("homepage") or part.get("related"))), "")
    return Said(
        words(part.get("label")),
        words(part.get("summary") or part.get("description")),
        tuple(pair for pair in pairs if strings(pair[0]) and strings(pair[1])),
        tuple(each for each in map(address_of, [*parts(part.get("rights")), *parts(part.get("license"))]) if each),
        statement,
        words(provider.get("label")),
        homepage or None,
    )


def canvases(manifest: Part, address: str) -> list[Canvas]:
    """The Canvases of a Manifest that is at ``address``, in order."""
    found = [part for part in _canvases(manifest) if isinstance(part, dict)]
    whole = said(manifest)
    return [
        Canvas(address, number, len(found), whole, said(part), _image(part)) for number, part in enumerate(found, 1)
    ]


def _canvases(manifest: Part) -> list[Any]:
    items = [part for part in parts(manifest.get("items")) if kind_of(part) in ("Canvas", "")]
    if items:
        return items
    for sequence in parts(manifest.get("sequences")):
        if isinstance(sequence, dict) and sequence.get("canvases"):
            return parts(sequence["canvases"])  # the first one has them; others only order them otherwise
    return []


def _image(canvas: Part) -> Image | None:
    """The picture that the Canvas shows unasked: the first one painted onto it, of a Choice the first."""
    pages = [page for page in parts(canvas.get("items")) if isinstance(page, dict)]
    painted = [annotation for page in pages for annotation in parts(page.get("items")) if isinstance(annotation, dict)]
    bodies = [one.get("body") for one in painted if "painting" in parts(one.get("motivation"))]
    bodies += [one.get("resource") for one in parts(canvas.get("images")) if isinstance(one, dict)]
    return next((found for body in bodies if (found := _picture(body)) is not None), None)


def _picture(body: Any, depth: int = 0) -> Image | None:
    for one in parts(body):
        if not isinstance(one, dict) or depth > 4:
            continue
        if kind_of(one) == "Choice":
            inner = [*parts(one.get("items")), *parts(one.get("default")), *parts(one.get("item"))]
            found = _picture(inner, depth + 1)
        elif kind_of(one) == "SpecificResource":
            found = _picture(one.get("source") or one.get("full"), depth + 1)
        else:
            found = _plain_picture(one)
        if found is not None:
            return found
    return None


def _plain_picture(body: Part) -> Image | None:
    if kind_of(body) not in ("Image", "") or not address_of(body).startswith(("http://", "https://")):
        return None
    for service in parts(body.get("service")):
        version = _version(service)
        if version and address_of(service).startswith(("http://", "https://")):
            return Image(address_of(body), address_of(service).rstrip("/"), version)
    return Image(address_of(body))


def _version(service: Any) -> int:
    """Of the Image API that ``service`` speaks; 0 where it is none."""
    if not isinstance(service, dict):
        return 0
    if kind_of(service) in _SERVICES:
        return _SERVICES[kind_of(service)]
    told = " ".join(str(each) for key in ("@context", "profile") for each in parts(service.get(key)))
    if "image" not in told:
        return 0
    return 3 if "image/3" in told else 1 if "image-api/1" in told or "image/1" in told else 2
