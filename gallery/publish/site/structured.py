"""The pages' linked data, as search engines read it: the exhibition, the way to a page, each photograph and film.

Source: https://schema.org/Photograph, ExhibitionEvent and BreadcrumbList; IPTC's DigitalSourceType as image search
reads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gallery.labels.creators import CreatorName
from gallery.labels.label import Label
from gallery.manifest.places import Place
from gallery.manifest.schema import Work
from gallery.pages.environment import markdown
from gallery.pictures import addresses
from gallery.publish.site.order import years
from gallery.publish.site.view import View

_DAY = re.compile(r"\d{4}(-\d\d){0,2}")
"""Dates that ISO 8601 knows without extensions."""

MOST = 50
"""Works that the exhibition names as what it shows; every page of a work describes its own."""

_UNIT_CODES = {"cm": "CMT", "mm": "MMT", "in": "INH"}
"""Of UN/CEFACT, as schema.org has them."""


def photograph(view: View, work: Work, page: Mapping[str, Any]) -> dict[str, Any]:
    """The photograph as linked data, with its pictures, or the film; addresses are relative where the site's is not
    known."""
    label = view.label(work)
    exhibit = view.show.exhibit
    root = exhibit.base_url or page["root"]
    identifier = f"{page['url'] or ''}#{'film' if work.is_film else 'photograph'}"
    original = _image(root, label, "original", "original")
    images = [original]
    if label.colorized:
        inferred = {
            "digitalSourceType": label.digital_source_type,
            "isBasedOn": {"@id": original["@id"]},
            "description": label.notice,
        }
        images.append(_image(root, label, "colour", view.t("compare.caption_colour")) | inferred)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["VisualArtwork", "Movie" if work.is_film else "Photograph"],
        "@id": identifier,
        "url": page["url"],
        "name": label.title,
        "creator": _creators(label),
        **_dates(work.date, label.date),
        "contentLocation": _place(label, work, exhibit.place_of(work)),
        "artMedium": label.medium,
        "width": _measure(work.dimensions.width, work.dimensions.unit) if work.dimensions else None,
        "height": _measure(work.dimensions.height, work.dimensions.unit) if work.dimensions else None,
        "creditText": label.credit,
        "provider": {"@type": "Thing", "name": label.lender} if label.lender else None,
        "identifier": _identifier(label.inventory_number),
        "sameAs": label.catalogue,
        "license": label.rights,
        "description": label.alt,
        "inLanguage": view.language,
        "isPartOf": {
            "@type": "Collection",
            "name": exhibit.title.pick(view.language),
            "url": exhibit.base_url,
            "publisher": _publisher(view, root),
        },
        "image": images,
    }
    known: dict[str, Any] = _given(found | _as_film(view, work, root))
    return known


def exhibition(view: View, page: Mapping[str, Any]) -> dict[str, Any]:
    """The exhibition as an event that takes place on these pages."""
    exhibit = view.show.exhibit
    root = exhibit.base_url or page["root"]
    first = exhibit.works[0].id
    found = {
        "@context": "https://schema.org",
        "@type": "ExhibitionEvent",
        "@id": f"{page['url'] or ''}#exhibition",
        "url": page["url"],
        "name": exhibit.title.pick(view.language),
        "alternateName": view.pick(exhibit.subtitle),
        "description": markdown(exhibit.statement.pick(view.language)).striptags(),
        "startDate": exhibit.published,
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": page["url"] or page["root"] + "index.html"},
        "organizer": _publisher(view, root) or {"@type": "Thing", "name": exhibit.curator},
        "image": f"{root}{addresses.image(first, 'original')}/full/max/0/default.jpg",
        "inLanguage": view.language,
        "workFeatured": [
            {"@type": "Movie" if work.is_film else "Photograph", "name": view.labels[work.id].title}
            for work in exhibit.works[:MOST]
        ],
    }
    known: dict[str, Any] = _given(found)
    return known


def breadcrumbs(view: View, path: str, *ways: tuple[str, str]) -> dict[str, Any]:
    """The way from the entrance to the page at ``path``: a name and a page, within this language, for each step."""
    home = (view.show.exhibit.title.pick(view.language), "index.html")
    back = "../" * path.count("/")
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": view.url(page) or back + page}
        for position, (name, page) in enumerate([home, *ways], start=1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def _dates(date: str | None, said: str | None) -> dict[str, Any]:
    """When it was made, as ISO 8601 where that is known to the day, month or year; else the years it may be of, and the
    words of the label."""
    if date is None:
        return {"temporal": said}
    if _DAY.fullmatch(date):
        return {"dateCreated": date}
    first, last = years(date)
    span = f"{first:04}" if first == last else f"{first:04}/{last:04}"
    return {"temporal": said, "temporalCoverage": span if first >= 0 else None}


def _as_film(view: View, work: Work, root: str) -> dict[str, Any]:
    """What a film has beside a photograph: its length, and both films, the original first."""
    if not work.is_film:
        return {}
    label, film = view.label(work), view.show.films[work.id]
    width, height = film.size
    lasting = f"PT{film.duration:g}S"
    shared: dict[str, Any] = {
        "@type": "VideoObject",
        "name": label.title,
        "uploadDate": view.show.exhibit.published,
        "duration": lasting,
        "encodingFormat": "video/mp4",
        "width": width,
        "height": height,
        "creditText": label.credit,
        "license": label.rights,
        "transcript": None if work.transcript is None else work.transcript.pick(view.language),
        "caption": [
            {
                "@type": "MediaObject",
                "contentUrl": root + addresses.captions(work.id, track.language),
                "encodingFormat": "text/vtt",
                "inLanguage": track.language,
            }
            for track in film.tracks
        ]
        or None,
    }
    original = root + addresses.film(work.id, "original")
    films = [_film(root, work, "original", shared) | {"description": label.alt}]
    if label.colorized:
        inferred = {"digitalSourceType": label.digital_source_type, "isBasedOn": {"@id": original}}
        films.append(_film(root, work, "colour", shared) | {"description": label.notice} | inferred)
    return {"duration": lasting, "video": films}


def _film(root: str, work: Work, version: str, shared: Mapping[str, Any]) -> dict[str, Any]:
    address = root + addresses.film(work.id, version)
    thumbnail = f"{root}{addresses.image(work.id, version)}/full/max/0/default.jpg"
    return {**shared, "@id": address, "contentUrl": address, "thumbnailUrl": thumbnail}


def _image(root: str, label: Label, version: str, caption: str) -> dict[str, Any]:
    address = f"{root}{addresses.image(label.id, version)}/full/max/0/default.jpg"
    return {
        "@type": "ImageObject",
        "@id": address,
        "contentUrl": address,
        "caption": caption,
        "encodingFormat": "image/jpeg",
        "creditText": label.credit,
        "license": label.rights,
    }


def _measure(value: float, unit: str) -> dict[str, Any]:
    return {"@type": "QuantitativeValue", "value": value, "unitCode": _UNIT_CODES[unit]}


def _creators(label: Label) -> list[dict[str, Any]] | dict[str, Any] | None:
    """Who made it; what they are only where the manifest says so, and nobody where nobody is known."""
    known = [_creator(creator) for creator in label.creators if creator.sort is not None]
    return (known if len(known) > 1 else known[0]) if known else None


def _creator(creator: CreatorName) -> dict[str, Any]:
    kind = {"person": "Person", "body": "Organization", None: "Thing"}[creator.kind]
    found = {"@type": kind, "name": creator.name}
    return {"@type": "Role", "roleName": creator.role, "creator": found} if creator.role else found


def _place(label: Label, work: Work, shared: Place | None) -> dict[str, Any] | None:
    if label.place is None and work.coordinates is None:
        return None
    latitude, longitude = work.coordinates or (None, None)
    geo = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    found = {"@type": "Place", "name": label.place, "geo": geo if work.coordinates else None}
    return found | {"sameAs": shared.same_as if shared else None}


def _identifier(number: str | None) -> dict[str, Any] | None:
    return None if number is None else {"@type": "PropertyValue", "propertyID": "inventory number", "value": number}


def _publisher(view: View, root: str) -> dict[str, Any] | None:
    told = view.institution
    if told is None:
        return None
    mail = told["contact"] if told["contact"] and "://" not in told["contact"] else None
    logo = root + told["logo"] if told["logo"] else None
    return {"@type": "Organization", "name": told["name"], "url": told["url"], "logo": logo, "email": mail}


def _given(value: Any) -> Any:
    """``value`` without what is not known."""
    if isinstance(value, dict):
        return {key: _given(inner) for key, inner in value.items() if inner is not None}
    return [_given(inner) for inner in value] if isinstance(value, list) else value
