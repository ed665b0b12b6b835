"""Builds what tests of the indexes and the search share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gallery.tasks import Task

HOSTILE = "</script><script>alert(1)</script> \" ' & ]]> \u2028 שלום \x1b " + "Donaudampfschifffahrt" * 5
RIGHTS = "http://rightsstatements.org/vocab/NoC-US/1.0/"


def _source(name: str) -> dict[str, str]:
    return {"package": "skimage", "path": f"data/{name}"}


KNOWN = [
    {
        "id": "facade",
        "source": _source("camera.png"),
        "title": {"en": "Façade of the Old Town Hall", "de": "Fassade des Alten Rathauses"},
        "creator": "Élise Vandewalle",
        "date": "1935/1940",
        "place": {"en": "Łomża, Poland", "de": "Lomscha, Polen"},
        "medium": "Photogravure",
        "credit": "Municipal Archive",
        "lender": "Widow Kowalska",
        "inventory_number": "MA.77/b",
        "rights": RIGHTS,
        "alt": "A house with a gable.",
        "description": "Its *sgraffito* was painted over in the year of the flood.",
    },
    {
        "id": "century",
        "source": _source("coffee.png"),
        "title": "Quicksilver",
        "date": "18XX",
        "rights": RIGHTS,
        "alt": "A bowl on a table.",
    },
    {
        "id": "undated",
        "source": _source("moon.png"),
        "title": "Zeppelin over the Harbour",
        "creator": "ñandú Studio",
        "colorize": False,
        "reason": "It is grey.",
        "rights": RIGHTS,
        "alt": "An airship.",
    },
    {
        "id": "hostile",
        "source": _source("moon.png"),
        "title": HOSTILE,
        "creator": HOSTILE,
        "place": HOSTILE,
        "date": "1871-06-24",
        "credit": HOSTILE,
        "rights": RIGHTS,
        "alt": HOSTILE[:250],
        "description": HOSTILE,
    },
]
"""Works that are looked for among generated ones."""


@pytest.fixture(scope="session")
def known_exhibit() -> Any:
    """46 works in two languages; the last room holds :data:`KNOWN`."""
    import many_works

    generated = many_works.an_exhibit_of(42, ("en", "de")).model_dump(mode="json", exclude_none=True)
    rooms = [*generated["rooms"], {"title": {"en": "Known", "de": "Bekannt"}, "works": KNOWN}]
    return many_works.Exhibit.model_validate(generated | {"rooms": rooms, "base_url": "https://example.org/show/"})


@pytest.fixture(scope="session")
def found_site(known_exhibit: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its indexes, search, assets and small pictures in both languages: the site's folder."""
    import many_works
    import publishing

    from gallery.publish.site.plan import plan

    folder = tmp_path_factory.mktemp("found")
    made = many_works.derivatives_of(known_exhibit, folder / "made")
    show = many_works.a_show_of(known_exhibit)
    tasks = [task for task in plan(show) if _is_wanted(task)]
    publishing.run(tasks, show, made, folder / "scratch", folder / "out")
    many_works.hang_small_pictures(known_exhibit, made, folder / "out" / "site")
    return folder / "out" / "site"


def _is_wanted(task: Task) -> bool:
    """The style sheets and scripts, the indexes, the search and the map of the site."""
    kinds = ("people", "places", "dates", "search")
    return task.id in ("site/assets", "site/sitemap") or any(name in kinds for name in task.id.split("/")[1:])


@pytest.fixture(scope="session")
def found_on_disk(found_site: Path) -> str:
    """Its address as opened by double click."""
    return found_site.as_uri() + "/"


@pytest.fixture(scope="session")
def found_served(found_site: Path, serve: Callable[[Path], str]) -> str:
    """Its address on a loopback server, under a sub-path."""
    return serve(found_site.parent) + "site/"
