"""The IIIF Presentation 3 manifest of one work.

Source: IIIF Presentation API 3.0; recipe 0033 of its cookbook for a Choice of pictures on one Canvas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gallery.derivatives import Derivatives, Facts
from gallery.labels.label import Label
from gallery.pictures import addresses
from gallery.pictures.addresses import ladder
from gallery.pictures.images import Size
from gallery.publish.iiif.films import captions, films, placeholder, while_
from gallery.publish.iiif.words import Words, from_labels, named, neutral, shown, shown_text

CONTEXT = "http://iiif.io/api/presentation/3/context.json"

NAVPLACE = "http://iiif.io/api/extension/navplace/context.json"
"""Of the extension by which viewers show works on a map."""

CONFIDENCE = "confidence"
"""The image of the confidence, beside the versions; it has one size and no tiles, on a server of images too."""

Part = dict[str, Any]
"""An object of a IIIF document."""


def manifest(
    parameters: Mapping[str, Any], labels: Sequence[Label], derivatives: Derivatives, confidence: Size | None
) -> Part:
    """The manifest; ``labels`` are exact, one for each language; ``confidence`` is the size of that picture."""
    exhibit, work = parameters["exhibit"], parameters["work"]
    base, texts = exhibit["base"], work["texts"]
    found: Part = {
        "@context": CONTEXT if work["coordinates"] is None else [NAVPLACE, CONTEXT],
        "id": base + addresses.manifest(work["id"]),
        "type": "Manifest",
        "label": named(texts["title"]),
        "summary": shown(texts.get("description", texts["alt"])),
        "metadata": _metadata(exhibit, work, labels, derivatives.facts),
        "requiredStatement": {
            "label": exhibit["words"]["notice"],
            "value": shown(from_labels(labels, "notice", "credit")),
        },
        "rights": labels[0].rights,
        "provider": providers(exhibit),
        "thumbnail": [thumbnail(exhibit, work["id"], derivatives.facts)],
        "homepage": [*work["homepages"], *_record(exhibit, labels[0].catalogue)],
        "seeAlso": [_linked_data(exhibit, work["id"])],
        "rendering": list(_files(exhibit, work, derivatives.facts)),
        "partOf": [{"id": base + addresses.COLLECTION, "type": "Collection", "label": named(exhibit["title"])}],
        "items": [_canvas(exhibit, work, derivatives.facts, confidence)],
    }
    if work["date"]:
        found["navDate"] = work["date"]
    if work["coordinates"] is not None:
        found["navPlace"] = _nav_place(found["id"], work)
    return found


def _linked_data(exhibit: Mapping[str, Any], work: str) -> Part:
    return {
        "id": exhibit["base"] + addresses.record(work),
        "type": "Dataset",
        "label": exhibit["words"]["linked_data"],
        "format": "application/ld+json",
        "profile": "https://schema.org/",
    }


def _nav_place(address: str, work: Mapping[str, Any]) -> Part:
    """Where it was taken, as GeoJSON: the longitude first. Source: IIIF's navPlace Extension 1.0."""
    latitude, longitude = work["coordinates"]
    label = work["texts"].get("place") or work["texts"]["title"]
    point = {
        "id": f"{address}#place-1",
        "type": "Feature",
        "properties": {"label": named(label)},
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
    }
    return {"id": f"{address}#place", "type": "FeatureCollection", "features": [point]}


def _files(exhibit: Mapping[str, Any], work: Mapping[str, Any], facts: Facts) -> Iterator[Part]:
    """What can be taken away: the original, the picture with inferred colours, the panel to print."""
    base, words = exhibit["base"], exhibit["words"]
    largest = ladder(facts.width, facts.height)[-1]
    yield _file(base + addresses.jpeg(work["id"], "original", *largest), "Image", words["original"])
    if facts.colorized:
        address = work["download"] or addresses.jpeg(work["id"], "colour", *largest)
        yield _file(base + address, "Image", words["colour"])
    if work["panel"]:
        yield _file(base + work["panel"], "Text" if work["panel"].endswith(".pdf") else "Image", words["panel"])


def _file(address: str, kind: str, label: Words) -> Part:
    media = "application/pdf" if kind == "Text" else "image/jpeg"
    return {"id": address, "type": kind, "label": label, "format": media}


def providers(exhibit: Mapping[str, Any]) -> list[Part]:
    """The institution that shows the exhibition, if there is one, and the curator, who answers for it."""
    curator = {
        "id": exhibit["base"],
        "type": "Agent",
        "label": named(neutral(exhibit["curator"])),
        "homepage": exhibit["homepages"],
    }
    return [curator] if exhibit["institution"] is None else [_institution(exhibit), curator]


def _institution(exhibit: Mapping[str, Any]) -> Part:
    told = exhibit["institution"]
    label = named(told["name"])
    agent: Part = {"id": told["url"] or f"{exhibit['base']}#institution", "type": "Agent", "label": label}
    if told["url"]:
        agent["homepage"] = [{"id": told["url"], "type": "Text", "label": label, "format": "text/html"}]
    if told["logo"]:
        agent["logo"] = [{"id": exhibit["base"] + told["logo"], "type": "Image", "format": told["logo_type"]}]
    return agent


def thumbnail(exhibit: Mapping[str, Any], work: str, facts: Facts) -> Part:
    """The original in the smallest size offered, with the service that has larger ones."""
    return _picture(exhibit, work, "original", ladder(facts.width, facts.height)[0])


def _metadata(exhibit: Mapping[str, Any], work: Mapping[str, Any], labels: Sequence[Label], facts: Facts) -> list[Part]:
    words, texts = exhibit["words"], work["texts"]
    found: dict[str, Words | None] = {
        "creator": texts.get("creator"),
        "date": from_labels(labels, "date") if labels[0].date else None,
        "place": texts.get("place"),
        "medium": texts.get("medium"),
        "dimensions": from_labels(labels, "dimensions") if labels[0].dimensions else None,
        "credit": texts.get("credit"),
        "lender": texts.get("lender"),
        "inventory_number": neutral(labels[0].inventory_number) if labels[0].inventory_number else None,
        "catalogue": neutral(labels[0].catalogue) if labels[0].catalogue else None,
        "rights": from_labels(labels, "rights_label"),
        "rights_note": texts.get("rights_note"),
        "exhibition": exhibit["title"],
        "curator": neutral(exhibit["curator"]),
        "master": neutral(facts.master_sha256),
    }
    if facts.colorized:
        trained = f" ({facts.weights_date})" if facts.weights_date else ""
        found["network"] = neutral(f"{facts.network or '–'}, {facts.weights}{trained}")
        found["weights"] = neutral(str(facts.weights_sha256))
        if facts.confidence_mean is not None:
            found["confidence_mean"] = neutral(f"{round(facts.confidence_mean * 100)} %")
    return [{"label": words[name], "value": shown(value)} for name, value in found.items() if value is not None]


def _record(exhibit: Mapping[str, Any], catalogue: str | None) -> list[Part]:
    """The page of the work in its owner's catalogue."""
    if catalogue is None:
        return []
    return [{"id": catalogue, "type": "Text", "label": exhibit["words"]["catalogue"], "format": "text/html"}]


def _canvas(exhibit: Mapping[str, Any], work: Mapping[str, Any], facts: Facts, confidence: Size | None) -> Part:
    address = f"{exhibit['base']}iiif/{work['id']}/canvas"
    film = work["film"]
    pictures = list(_pictures(exhibit, work["id"], facts, confidence))
    if film is not None:
        poster, pictures = pictures[0], list(films(exhibit, work, colorized=facts.colorized))
    painting = {
        "id": f"{address}/painting",
        "type": "Annotation",
        "motivation": "painting",
        "body": pictures[0] if len(pictures) == 1 else {"type": "Choice", "items": pictures},
        "target": address,
    }
    canvas: Part = {
        "id": address,
        "type": "Canvas",
        "label": named(work["texts"]["title"]),
        "summary": shown(work["texts"]["alt"]),
        "width": facts.width if film is None else film["width"],
        "height": facts.height if film is None else film["height"],
        "items": [{"id": f"{address}/page", "type": "AnnotationPage", "items": [painting]}],
    }
    if facts.whole:
        canvas["rendering"] = [_whole(exhibit, work["id"], facts.whole)]
    annotations: list[Part] = []
    if film is not None:
        canvas |= {"duration": film["duration"], "placeholderCanvas": placeholder(address, poster)}
        annotations += captions(exhibit, work, address)
    if work["hints"]:
        comments = [_comment(exhibit, hint, address, index, facts) for index, hint in enumerate(work["hints"])]
        annotations.append({"id": f"{address}/given", "type": "AnnotationPage", "items": comments})
    return canvas | {"annotations": annotations} if annotations else canvas


def _whole(exhibit: Mapping[str, Any], work: str, size: Sequence[int]) -> Part:
    """All of a master that is cut, to be had beside the canvas."""
    largest = ladder(size[0], size[1])[-1]
    address = exhibit["base"] + addresses.jpeg(work, addresses.WHOLE, *largest)
    return {"id": address, "type": "Image", "format": "image/jpeg", "label": exhibit["words"]["whole"]}


def _pictures(exhibit: Mapping[str, Any], work: str, facts: Facts, confidence: Size | None) -> Iterator[Part]:
    """The pictures to choose from: the original first, since that is what a viewer shows unasked."""
    base, words = exhibit["base"], exhibit["words"]
    largest = ladder(facts.width, facts.height)[-1]
    for version in ("original", "colour") if facts.colorized else ("original",):
        yield _picture(exhibit, work, version, largest) | {"label": words[version]}
    if confidence is not None:
        address = base + addresses.image(work, CONFIDENCE)
        yield {
            "id": f"{address}/full/max/0/default.jpg",
            "type": "Image",
            "format": "image/jpeg",
            "width": confidence[0],
            "height": confidence[1],
            "service": [{"id": address, "type": "ImageService3", "profile": "level0"}],
            "label": words["confidence"],
        }


def _picture(exhibit: Mapping[str, Any], work: str, version: str, size: Size) -> Part:
    base, server = exhibit["base"], exhibit["server"]
    if server is None:
        service = {"id": base + addresses.image(work, version), "type": "ImageService3", "profile": "level0"}
    else:
        # An identifier is one part of the address, so that its own slash is encoded (Image API 3, section 3).
        identifier = f"{work}%2F{version}{addresses.PYRAMID}"
        service = {"id": server + identifier, "type": "ImageService3", "profile": "level2"}
    return {
        "id": base + addresses.jpeg(work, version, *size),
        "type": "Image",
        "format": "image/jpeg",
        "width": size[0],
        "height": size[1],
        "service": [service],
    }


def _comment(exhibit: Mapping[str, Any], hint: Mapping[str, Any], canvas: str, index: int, facts: Facts) -> Part:
    """A colour that the curator gave: where, and how it is known, in each language that this is told in, the exhibit's
    own first."""
    kind = exhibit["words"]["assumed" if hint["assumption"] else "given"]
    lead = kind[exhibit["interface"]]
    place = {language: at for at, language in enumerate(exhibit["languages"])}
    told = sorted(hint["evidence"].items(), key=lambda said: (place.get(said[0], len(place)), said[0]))
    bodies = [
        _said(f"{kind.get(language, lead)[0]} {hint['color']}. {evidence[0]}", language) for language, evidence in told
    ]
    return {
        "id": f"{canvas}/given/{index + 1}",
        "type": "Annotation",
        "motivation": "commenting",
        "body": bodies[0] if len(bodies) == 1 else bodies,
        "target": f"{canvas}#xywh={_box(hint, facts)}{while_(hint['span'])}",
    }


def _said(text: str, language: str) -> Part:
    value = shown_text(text)
    kind = "text/plain" if value == text else "text/html"
    return {"type": "TextualBody", "value": value, "format": kind, "language": language}


def _box(hint: Mapping[str, Any], facts: Facts) -> str:
    """The rectangle around a hint, inside the picture, in whole pixels: ``x,y,w,h``."""
    radius = 0 if "area" in hint else hint["radius"] * max(facts.width, facts.height)
    points = hint.get("along") or hint.get("area") or [hint["at"]]
    across, down = [x * facts.width for x, _ in points], [y * facts.height for _, y in points]
    left, top = max(0, round(min(across) - radius)), max(0, round(min(down) - radius))
    right, bottom = min(facts.width, round(max(across) + radius)), min(facts.height, round(max(down) + radius))
    return f"{left},{top},{max(1, right - left)},{max(1, bottom - top)}"
