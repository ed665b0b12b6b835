"""A film in a IIIF description: a Canvas with a length, two films to choose from, captions.

Source: IIIF Presentation API 3.0, sections 3.2 (``duration``, ``placeholderCanvas``) and 3.3 (``supplementing``);
recipes 0003, 0013 and 0219 of its cookbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gallery.pictures import addresses

Part = dict[str, Any]


def films(exhibit: Mapping[str, Any], work: Mapping[str, Any], *, colorized: bool) -> Iterator[Part]:
    """The films to choose from, the original first, since that is what a viewer shows unasked."""
    film = work["film"]
    for version in ("original", "colour") if colorized else ("original",):
        yield {
            "id": exhibit["base"] + addresses.film(work["id"], version),
            "type": "Video",
            "format": "video/mp4",
            "width": film["width"],
            "height": film["height"],
            "duration": film["duration"],
            "label": exhibit["words"][version],
        }


def placeholder(canvas: str, poster: Part) -> Part:
    """What stands where the film will play: its poster."""
    address = f"{canvas}/placeholder"
    painting = {
        "id": f"{address}/painting",
        "type": "Annotation",
        "motivation": "painting",
        "body": poster,
        "target": address,
    }
    return {
        "id": address,
        "type": "Canvas",
        "width": poster["width"],
        "height": poster["height"],
        "items": [{"id": f"{address}/page", "type": "AnnotationPage", "items": [painting]}],
    }


def captions(exhibit: Mapping[str, Any], work: Mapping[str, Any], canvas: str) -> Iterator[Part]:
    """A page of annotations with the captions, if there are any."""
    tracks = work["film"]["tracks"]
    if tracks:
        items = [
            {
                "id": f"{canvas}/captions/{track['language']}",
                "type": "Annotation",
                "motivation": "supplementing",
                "body": {
                    "id": exhibit["base"] + track["path"],
                    "type": "Text",
                    "format": "text/vtt",
                    "language": track["language"],
                    "label": {"none": [track["name"]]},
                },
                "target": canvas,
            }
            for track in tracks
        ]
        yield {"id": f"{canvas}/captions", "type": "AnnotationPage", "items": items}


def while_(span: list[float] | None) -> str:
    """When a hint is given, as it follows a place in an address: ``&t=1,2``, of a moment the second after it."""
    if span is None:
        return ""
    start, end = span
    return f"&t={start:g},{(end if end > start else start + 1):g}"
