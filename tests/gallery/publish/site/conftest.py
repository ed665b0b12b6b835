"""A small real exhibition for the site's tests: shipped photographs, with derivatives made here."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import publishing
import pytest
import skimage
from PIL import Image

from gallery.derivatives import COLOUR, CONFIDENCE, GREY, ORIGINAL, Facts, write_facts
from gallery.manifest.schema import Exhibit
from gallery.publication.show import Show
from gallery.publish.site.plan import plan

PUBLIC_DOMAIN = "http://creativecommons.org/publicdomain/mark/1.0/"
HOSTILE = "<script>alert(1)</script> " + "Donaudampfschifffahrtsgesellschaft" * 4 + " שלום עולם \U0001f4f7 </script>"
WEIGHTS = {
    "name": "default",
    "sha256": "ab" * 32,
    "date": "2026-01-31",
    "network": "unet",
    "vividness": 0.6,
    "serving": publishing.SERVING,
    "metrics": {"cifar10-test": {"grey": {"psnr": 22.4}, "default": {"psnr": 23.9, "hints": {"10": {"psnr": 28.1}}}}},
}


def a_work(identifier: str, **more: Any) -> dict[str, Any]:
    """A work of the manifest, complete as far as it has to be."""
    source = {"package": "skimage", "path": f"data/{identifier}.png"}
    return {
        "id": identifier,
        "source": source,
        "title": identifier.capitalize(),
        "rights": PUBLIC_DOMAIN,
        "alt": f"A picture of {identifier}.",
    } | more


def an_exhibit(**more: Any) -> Exhibit:
    """Two rooms, four works: with hints, with colours of its own, uncolorized, and with hostile texts."""
    hint = {
        "at": [0.4, 0.3],
        "color": "#5b3a29",
        "evidence": "Brown wool, by the record.",
        "assumption": True,
    }
    stroke = {"along": [[0.1, 0.2], [0.5, 0.25], [0.9, 0.8]], "color": "#a02020", "evidence": "A red sash."}
    area = {"area": [[0.6, 0.5], [0.8, 0.5], [0.7, 0.9]], "color": "#2020a0", "evidence": "A blue wall."}
    return Exhibit.model_validate(
        {
            "title": {"en": "Small Things", "de": "Kleine Dinge"},
            "subtitle": {"en": "Four photographs", "de": "Vier Fotografien"},
            "curator": "A. Curator",
            "statement": "Photographs, and *colours* that nobody recorded.",
            "rooms": [
                {
                    "title": {"en": "Near", "de": "Nah"},
                    "text": {"en": "What is **near**.", "de": "Was **nah** ist."},
                    "works": [
                        a_work(
                            "camera",
                            title={"en": "Camera", "de": "Kamera"},
                            creator="Lav Varshney",
                            date="2012~",
                            place={"en": "Cambridge, Massachusetts", "de": "Cambridge in Massachusetts"},
                            dimensions={"width": 25.4, "height": 20.3},
                            hints=[hint, stroke, area],
                            protect=[[[0, 0], [1, 0], [1, 0.1]]],
                            description="A *man*.",
                        ),
                        a_work("astronaut", credit="NASA", medium="Digital photograph"),
                    ],
                },
                {
                    "title": "Near",
                    "works": [
                        a_work("moon", colorize=False, reason="The moon is grey."),
                        a_work("coins", title=HOSTILE, creator=HOSTILE, alt=HOSTILE[:250], description=HOSTILE),
                    ],
                },
            ],
        }
        | more
    )


def a_show(exhibit: Exhibit, theme: Path | None = None, **more: Any) -> Show:
    """A show of ``exhibit`` as the pipeline would plan it, with the theme in a folder."""
    values: dict[str, Any] = {
        "exhibit": exhibit,
        "masters": {work.id: "cd" * 32 for work in exhibit.works},
        "profile": {},
        "weights": WEIGHTS,
        "resources": publishing.resources(theme=theme),
    }
    return Show(**(values | more))


def make_derivatives(picture: Image.Image, folder: Path, *, colorized: bool = True, hints: int = 0) -> Facts:
    """Derivatives of ``picture``: its lightness, and for colour its own halved in chroma, or a warm wash."""
    folder.mkdir(parents=True)
    original = picture.convert("RGB")
    grey = picture.convert("L").convert("RGB")
    has_colour = bool(np.ptp(np.asarray(original, dtype=np.int16), axis=2).max() > 16)
    original.save(folder / ORIGINAL, quality=92)
    grey.save(folder / GREY, quality=92)
    if colorized:
        wash = original if has_colour else Image.merge("RGB", (grey.getchannel(0), *_cooler(grey)))
        Image.blend(grey, wash, 0.5).save(folder / COLOUR, quality=92)
        ramp = np.linspace(0, 255, original.width, dtype=np.uint8)[None].repeat(original.height, 0)
        Image.fromarray(ramp).save(folder / CONFIDENCE)
    facts = Facts(
        width=original.width,
        height=original.height,
        master_sha256="cd" * 32,
        master_format="PNG",
        master_bytes=12345,
        has_colour=has_colour,
        toned=False,
        colorized=colorized,
    )
    if colorized:
        named = {
            "weights": "default",
            "weights_sha256": "ab" * 32,
            "weights_date": "2026-01-31",
            "network": "unet",
        }
        facts = dataclasses.replace(facts, **named, vividness=0.6, confidence_mean=0.5, hints=hints)
    write_facts(facts, folder)
    return facts


def _cooler(grey: Image.Image) -> tuple[Image.Image, Image.Image]:
    return grey.getchannel(1).point(lambda v: int(v * 0.9)), grey.getchannel(2).point(lambda v: int(v * 0.7))


Build = Callable[..., Path]


@pytest.fixture(scope="session")
def derivatives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Finished folders of the works of :func:`an_exhibit`, by the id of the task that makes them."""
    folder = tmp_path_factory.mktemp("derivatives")
    made = {}
    for work in an_exhibit().works:
        with Image.open(Path(skimage.__file__).parent / "data" / f"{work.id}.png") as picture:
            picture.thumbnail((300, 300))
            make_derivatives(picture, folder / work.id, colorized=work.colorize, hints=len(work.hints))
        made[f"colorize/{work.id}"] = folder / work.id
    return made


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory, derivatives: dict[str, Path]) -> Path:
    """The site of :func:`an_exhibit`, built once: a folder that holds ``site/``."""
    folder = tmp_path_factory.mktemp("exhibition")
    show = a_show(an_exhibit())
    publishing.run(plan(show), show, derivatives, folder / "scratch", folder / "out")
    return folder / "out"


@pytest.fixture(scope="session", name="an_exhibit")
def _an_exhibit() -> Callable[..., Exhibit]:
    """:func:`an_exhibit`, for tests, which cannot import this file."""
    return an_exhibit


@pytest.fixture(scope="session", name="a_show")
def _a_show() -> Callable[..., Show]:
    """:func:`a_show`, likewise."""
    return a_show


@pytest.fixture
def rebuilt(tmp_path: Path, derivatives: dict[str, Path]) -> Build:
    """Builds the site of :func:`an_exhibit` once more, elsewhere."""

    def build() -> Path:
        show = a_show(an_exhibit())
        publishing.run(plan(show), show, derivatives, tmp_path / "scratch", tmp_path / "out")
        return tmp_path / "out"

    return build


@pytest.fixture
def planned_page(tmp_path: Path, derivatives: dict[str, Path]) -> Callable[..., str]:
    """The HTML of one page, by its name, of an exhibit."""

    def render(exhibit: Exhibit, name: str, **more: Any) -> str:
        show = a_show(exhibit, **more)
        tasks = [task for task in plan(show) if task.id == f"site/pages/{name}"]
        publishing.run(tasks, show, derivatives, tmp_path / name, tmp_path / "out")
        (path,) = tasks[0].publishes.values()
        return (tmp_path / "out" / path).read_text(encoding="utf-8")

    return render


@pytest.fixture(scope="session")
def served(built_site: Path, serve: Callable[[Path], str]) -> str:
    """Address of the site on a loopback server, under a sub-path."""
    return serve(built_site) + "site/"


@pytest.fixture(scope="session")
def on_disk(built_site: Path) -> str:
    """Address of the site as opened by double click."""
    return (built_site / "site").as_uri() + "/"


@pytest.fixture(scope="session")
def films_made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the tasks of ``filming``'s film leave."""
    pytest.importorskip("av", reason="the extra film")
    from filming import films_made

    return films_made(tmp_path_factory.mktemp("film"))
