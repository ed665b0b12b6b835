"""A small exhibition in two languages, described for IIIF viewers and served."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import publishing
import pytest
from PIL import Image

from gallery.derivatives import COLOUR, CONFIDENCE, GREY, ORIGINAL, Facts, write_facts
from gallery.manifest.schema import Exhibit
from gallery.publication.show import Show
from gallery.publish.iiif.plan import plan
from gallery.publish.site import pictures

SIZES = {"porch": (1300, 900), "mill": (640, 480), "moon": (400, 300)}
HINT = {"at": [0.5, 0.99], "color": "#5B3A29", "radius": 0.1, "evidence": {"en": "Brown wool.", "de": "Braune Wolle."}}

STROKE = {"along": [[0.5, 0.5], [0.3, 0.1], [0.2, 0.4]], "color": "#a02020", "evidence": "A sash."}


def a_work(identifier: str, **more: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "source": {"path": f"{identifier}.jpg"},
        "title": {"en": f"The {identifier}", "de": f"Titel von {identifier}"},
        "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/",
        "alt": f"What is seen of the {identifier}.",
    } | more


def an_exhibit(**more: Any) -> Exhibit:
    porch = a_work(
        "porch",
        creator=[{"name": "Walker Evans"}, {"name": "A. Printer", "role": {"en": "printer", "de": "Abzug"}}],
        dimensions="7 1/8 × 9 3/8 in",
        lender={"en": "City Museum", "de": "Stadtmuseum"},
        inventory_number="1936.12",
        catalogue="https://museum.example.org/record?id=12&x=b",
        date="1936",
        place="Hale County, Alabama",
        coordinates=[32.77, -87.62],
        medium={"en": "Print", "de": "Abzug"},
        credit="An archive",
        description="A *porch*, <b>seen</b>.\n\nTwice.",
        rights_note="<script>alert(1)</script>",
        hints=[HINT, HINT | {"at": [0.1, 0.1], "assumption": True}, STROKE],
    )
    return Exhibit.model_validate(
        {
            "title": {"en": "Witnesses", "de": "Zeugen"},
            "curator": "A. Curator",
            "language": "en",
            "statement": {"en": "What *this* is.", "de": "Was *dies* ist."},
            "base_url": "https://example.org/show/",
            "rooms": [
                {
                    "title": {"en": "Near", "de": "Nah"},
                    "text": "Words.",
                    "works": [porch, a_work("mill", creator="Unknown photographer")],
                },
                {"title": "Far", "works": [a_work("moon", colorize=False, reason="It is grey.")]},
            ],
        }
        | more
    )


def a_show(exhibit: Exhibit) -> Show:
    masters = {work.id: "cd" * 32 for work in exhibit.works}
    return Show(exhibit=exhibit, masters=masters, profile={}, resources=publishing.resources())


def make_derivatives(folder: Path, width: int, height: int, *, colorized: bool) -> Path:
    folder.mkdir(parents=True)
    ramp = np.linspace(30, 220, width, dtype=np.uint8)[None].repeat(height, 0)
    grey = Image.fromarray(ramp).convert("RGB")
    grey.save(folder / ORIGINAL)
    grey.save(folder / GREY)
    told: dict[str, Any] = {}
    if colorized:
        Image.blend(grey, Image.new("RGB", grey.size, "#aa5511"), 0.4).save(folder / COLOUR)
        Image.linear_gradient("L").resize((256, 256 * height // width)).save(folder / CONFIDENCE)
        told = {"weights": "default", "weights_sha256": "ab" * 32, "weights_date": "2026-01-31", "network": "unet"}
        told |= {"vividness": 0.6, "confidence_mean": 0.5}
    facts = Facts(width, height, "cd" * 32, "JPEG", 9, has_colour=False, toned=False, colorized=colorized, **told)
    write_facts(facts, folder)
    return folder


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("derivatives")
    return {
        f"colorize/{name}": make_derivatives(folder / name, *size, colorized=name != "moon")
        for name, size in SIZES.items()
    }


FOLDERS: dict[str, Path] = {}
"""Address of a served exhibition → its folder."""


@pytest.fixture(scope="session")
def base(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str], made: dict[str, Path]
) -> Iterator[str]:
    """Address of a served exhibition whose ``base_url`` this is."""
    folder = tmp_path_factory.mktemp("exhibition")
    address = serve(folder) + "site/"
    show = a_show(an_exhibit(base_url=address))
    publishing.run([*pictures.tasks(show), *plan(show)], show, made, tmp_path_factory.mktemp("scratch"), folder)
    FOLDERS[address] = folder / "site"
    yield address
    del FOLDERS[address]


@pytest.fixture
def site(base: str) -> Path:
    return FOLDERS[base]


@pytest.fixture
def documents(site: Path) -> dict[str, Any]:
    """Every description, by its path."""
    return {
        path.relative_to(site).as_posix(): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.json"))
    }


@pytest.fixture(scope="session", name="an_exhibit")
def _an_exhibit() -> Callable[..., Exhibit]:
    """:func:`an_exhibit`, for tests, which cannot import this file."""
    return an_exhibit


@pytest.fixture(scope="session", name="a_show")
def _a_show() -> Callable[[Exhibit], Show]:
    """:func:`a_show`, likewise."""
    return a_show
