"""An exhibition of any size, the same in every run: generated words, and parts of shipped photographs.

Nothing in it says anything about the photographs: it is there to be counted, sorted, searched and measured.
"""

from __future__ import annotations

import io
import itertools
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import publishing
import skimage
import yaml
from PIL import Image

from gallery.derivatives import COLOUR, CONFIDENCE, GREY, ORIGINAL, Facts, write_facts
from gallery.manifest.schema import Exhibit
from gallery.pictures.addresses import ladder, webp
from gallery.publication.show import Show
from gallery.resources import EXHIBITS

ROOM = 50
"""Works in a room."""

SHIPPED = ("camera.png", "astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg", "moon.png")
"""Photographs inside scikit-image."""

_FIRST = (
    "Ágnes", "Björn", "Chloé", "Dorothy", "Émile", "Frances", "Gordon", "Hélène",
    "Íñigo", "Jürgen", "Łucja", "Ñuflo", "Øystein", "Ruth", "Şule", "Zoë",
)  # fmt: skip
_LAST = (
    "Åkesson", "Bartholdy", "Cartier", "Dąbrowski", "Évrard", "Fenton", "Groß", "Hurley",
    "Núñez", "O’Sullivan", "Perišić", "Quist", "Ravn", "Tokunaga", "Ullmann", "Žižka",
)  # fmt: skip
_PLACES = (
    "Århus", "Bamberg", "Çanakkale", "Évreux", "Łódź", "Málaga",
    "New York", "Öland", "Reykjavík", "São Paulo", "Tromsø", "Zürich",
)  # fmt: skip
_MEDIA = ("Albumen print", "Gelatin silver print", "Glass negative", "Stereograph", "Nitrate negative")
_DATES = ("{year}", "{year}~", "{year}-05", "{year}-11-09", "{year}/{later}", "{ten}X", "{year}?")


def an_exhibit_of(count: int, languages: tuple[str, ...] = ("en",), **more: Any) -> Exhibit:
    """``count`` works in rooms of :data:`ROOM`, with a title in each of ``languages``."""
    chosen = random.Random(1903)
    vocabulary = _vocabulary()
    makers = [f"{first} {last}" for first, last in itertools.product(_FIRST, _LAST)]
    chosen.shuffle(makers)
    works = [_work(number, chosen, vocabulary, makers[:120], languages) for number in range(1, count + 1)]
    rooms = [
        {
            "title": f"Room of {vocabulary[start // ROOM % len(vocabulary)]} {start // ROOM + 1}",
            "works": works[start : start + ROOM],
        }
        for start in range(0, count, ROOM)
    ]
    title = {language: f"{count} photographs ({language})" for language in languages}
    return Exhibit.model_validate(
        {
            "title": title if len(languages) > 1 else title[languages[0]],
            "language": languages[0],
            "curator": "A. Curator",
            "statement": "An exhibition to be measured.",
            "rooms": rooms,
        }
        | more
    )


def a_show_of(exhibit: Exhibit) -> Show:
    """A show of ``exhibit`` as the pipeline would plan it."""
    return Show(
        exhibit=exhibit,
        masters={work.id: "cd" * 32 for work in exhibit.works},
        profile={},
        weights={
            "name": "default",
            "sha256": "ab" * 32,
            "date": "2026-01-31",
            "network": "unet",
            "vividness": 0.6,
            "serving": publishing.SERVING,
        },
        resources=publishing.resources(),
    )


def derivatives_of(exhibit: Exhibit, folder: Path) -> Mapping[str, Path]:
    """Finished folders by the id of the task that makes them; many works share one."""
    made = {True: list(_folders(folder / "colorized", True)), False: list(_folders(folder / "plain", False))}
    return {
        f"colorize/{work.id}": made[work.colorize][number % len(made[work.colorize])]
        for number, work in enumerate(exhibit.works)
    }


def _work(
    number: int, chosen: random.Random, vocabulary: list[str], makers: list[str], languages: tuple[str, ...]
) -> dict[str, Any]:
    words = [chosen.choice(vocabulary) for _ in range(120)]
    year = chosen.randrange(1845, 1965)
    title = f"{words[0].capitalize()} and {words[1]}, {words[2]} {number}"
    work: dict[str, Any] = {
        "id": f"work-{number}",
        "source": {"package": "skimage", "path": f"data/{SHIPPED[number % len(SHIPPED)]}"},
        "title": title if len(languages) == 1 else {language: f"{title} ({language})" for language in languages},
        "medium": chosen.choice(_MEDIA),
        "credit": f"Collection {words[3]}",
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "alt": f"A picture with {', '.join(words[4:12])}.",
        "description": f"{' '.join(words[:60])}. *{words[60].capitalize()}* {' '.join(words[61:])}.",
    }
    if number % 11:
        work["creator"] = chosen.choice(makers)
    if number % 7:
        work["place"] = chosen.choice(_PLACES)
    if number % 13:
        work["date"] = chosen.choice(_DATES).format(year=year, later=year + 7, ten=year // 10)
    if number % 17 == 0:
        work |= {"colorize": False, "reason": "Left as it is."}
    elif number % 5 == 0:
        work["hints"] = [{"at": [0.5, 0.5], "color": "#5b3a29", "evidence": "A record."}]
    return work


def _vocabulary() -> list[str]:
    """Words of the shipped exhibits' descriptions, in the order of the alphabet."""
    found: set[str] = set()
    for path in sorted(EXHIBITS.glob("*/exhibit.yaml")):
        found |= set(
            re.findall(r"\b[a-z]{3,12}\b", " ".join(_strings(yaml.safe_load(path.read_text(encoding="utf-8")))))
        )
    return sorted(found)


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner) if name not in ("source", "rights", "id", "catalogue", "kind") else ()
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _folders(folder: Path, colorized: bool) -> Iterable[Path]:
    """Folders of derivatives: parts of the shipped photographs, 480 × 360 or upright, colours muted or none."""
    for name in SHIPPED:
        with Image.open(Path(skimage.__file__).parent / "data" / name) as opened:
            picture = opened.convert("RGB")
        for number, size in enumerate([(480, 360), (320, 400)]):
            place = folder / f"{Path(name).stem}-{number}"
            place.mkdir(parents=True)
            part = picture.crop((8 * number, 8, min(picture.width, size[0]), min(picture.height, size[1])))
            grey = part.convert("L").convert("RGB")
            grey.save(place / ORIGINAL)
            grey.save(place / GREY)
            facts = Facts(
                width=part.width,
                height=part.height,
                master_sha256="cd" * 32,
                master_format="PNG",
                master_bytes=1234,
                has_colour=False,
                toned=False,
                colorized=colorized,
            )
            if colorized:
                Image.blend(grey, part, 0.5).save(place / COLOUR)
                part.convert("L").save(place / CONFIDENCE)
                facts = replace(
                    facts,
                    weights="default",
                    weights_sha256="ab" * 32,
                    weights_date="2026-01-31",
                    network="unet",
                    vividness=0.6,
                    confidence_mean=0.5,
                )
            write_facts(facts, place)
            yield place


def hang_small_pictures(exhibit: Exhibit, made: Mapping[str, Path], site: Path) -> None:
    """The smallest picture of every work where the site has it, without what it takes to encode them all."""
    small: dict[Path, tuple[int, bytes]] = {}
    for work in exhibit.works:
        folder = made[f"colorize/{work.id}"]
        if folder not in small:
            with Image.open(folder / ORIGINAL) as picture:
                content = io.BytesIO()
                size = ladder(*picture.size)[0]
                picture.resize(size).save(content, "WEBP")
                small[folder] = size[0], content.getvalue()
        width, content_bytes = small[folder]
        path = site / webp(work.id, "original", width)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content_bytes)
