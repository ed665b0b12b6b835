"""The map of places: what part of the world it shows, what stands on it, and that it needs nobody else's server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import publishing
import pytest

from gallery.manifest.placing import with_places
from gallery.publish.site.map import NEAR, WORLD, located
from gallery.publish.site.plan import plan
from gallery.publish.site.steps.land import FILE, land
from gallery.publish.site.view import View
from gallery.resources import TEMPLATES

STONEHENGE, AVEBURY, EDINBURGH, SYDNEY = [51.18, -1.83], [51.43, -1.85], [55.95, -3.19], [-33.86, 151.21]


@pytest.fixture
def shown(an_exhibit: Callable[..., Any], a_show: Callable[..., Any]) -> Callable[..., Any]:
    """The exhibit, its first works at these coordinates."""

    def show(*coordinates: list[float] | str) -> Any:
        told = an_exhibit(base_url="https://example.org/show/").model_dump(mode="json", exclude_none=True)
        works = [work for room in told["rooms"] for work in room["works"]]
        for work, at in zip(works, coordinates, strict=False):
            work["coordinates"] = at
        return type(an_exhibit()).model_validate(told)

    return show


def mapped(exhibit: Any, a_show: Callable[..., Any]) -> Any:
    return located(View(a_show(exhibit), "en"))


def test_without_coordinates_there_is_no_map(shown: Any, a_show: Any) -> None:
    assert mapped(shown(), a_show) is None


def test_works_near_one_another_share_a_point_and_points_are_numbered_from_the_north(shown: Any, a_show: Any) -> None:
    found = mapped(shown(STONEHENGE, EDINBURGH, AVEBURY), a_show)
    assert [[work["id"] for work in point["works"]] for point in found["points"]] == [["astronaut"], ["moon", "camera"]]
    assert [point["number"] for point in found["points"]] == [1, 2]
    for point in found["points"]:
        assert NEAR / 2 < point["x"] < found["width"] - NEAR / 2
        assert NEAR / 2 < point["y"] < found["height"] - NEAR / 2
    west, south, east, north = found["box"]
    assert west < -3.19 < -1.83 < east
    assert south < 51.18 < 55.95 < north
    assert 1.5 < found["width"] / found["height"] < 2.7


def test_works_all_over_the_globe_are_shown_on_all_of_it(shown: Any, a_show: Any) -> None:
    found = mapped(shown(STONEHENGE, SYDNEY, [64.5, -165.4], [52.9, -175.0]), a_show)
    assert tuple(found["box"]) == WORLD
    assert all(0 <= point["x"] <= found["width"] for point in found["points"])
    furthest = max(found["points"], key=lambda point: point["x"])
    assert furthest["works"][0]["id"] == "coins"  # beyond the date line, which is no edge of the map


def inside(path: str, x: float, y: float) -> bool:
    """Whether a point lies in an SVG path of relative lines, by the even-odd rule."""
    crossed = 0
    for start, steps in re.findall(r"M(-?\d+ -?\d+)l([^z]*)z", path):
        points = [tuple(map(int, start.split()))]
        numbers = list(map(int, steps.split()))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            crossed += (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay)
    return crossed % 2 == 1


@pytest.mark.parametrize(
    ("box", "on_land", "at_sea"),
    [
        ((-12.0, 49.0, 4.0, 60.0), [(51.18, -1.83), (53.0, -8.0)], [(56.0, 1.5), (53.5, -5.0)]),
        (WORLD, [(51.2, 10.0), (-25.0, 135.0), (66.8, 181.5)], [(0.0, -30.0), (0.0, 170.0), (43.0, 34.0)]),
    ],
)
def test_the_outline_parts_land_from_sea(box: Any, on_land: Any, at_sea: Any) -> None:
    west, south, east, north = box
    path = land(TEMPLATES / "bundles" / FILE, box, 1000, 500)
    for places, expected in ((on_land, True), (at_sea, False)):
        for latitude, longitude in places:
            x, y = 1000 * (longitude - west) / (east - west), 500 * (north - latitude) / (north - south)
            assert inside(path, x, y) is expected, (latitude, longitude)
    assert len(path) < 60_000


def test_the_page_of_places_has_the_map_its_list_and_machines_learn_where(shown: Any, planned_page: Any) -> None:
    page = planned_page(shown("51°10′48″N 1°49′48″W", EDINBURGH), "places")
    assert '<path class="land" d="M' in page
    assert re.findall(r'<a href="#(point-\d)" aria-label="([^"]+)"', page) == [
        ("point-1", "1, Astronaut"),
        ("point-2", "2, Cambridge, Massachusetts"),
    ]
    assert re.findall(r'<li id="(point-\d)"', page) == ["point-1", "point-2"]
    work = planned_page(shown(STONEHENGE), "works/camera")
    told = json.loads(work.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert told[0]["contentLocation"]["geo"] == {"@type": "GeoCoordinates", "latitude": 51.18, "longitude": -1.83}


def test_what_machines_read_of_a_work_is_a_file_too_where_descriptions_refer_to_it(
    shown: Any, a_show: Any, tmp_path: Path
) -> None:
    show = a_show(shown(STONEHENGE))
    tasks = [task for task in plan(show) if task.id.startswith("site/records/")]
    publishing.run(tasks, show, {}, tmp_path / "scratch", tmp_path / "out")
    told = json.loads((tmp_path / "out" / "site" / "works" / "camera" / "record.json").read_text(encoding="utf-8"))
    assert (told["name"], told["contentLocation"]["geo"]["latitude"]) == ("Camera", 51.18)
    assert len(tasks) == 4
    assert not any(
        task.id.startswith("site/records/") for task in plan(a_show(shown().model_copy(update={"base_url": None})))
    )


@pytest.mark.browser
def test_the_map_leads_to_its_list_by_keyboard_and_axe_finds_no_violation(
    shown: Any, a_show: Any, built_site: Path, planned_page: Any, tmp_path: Path, visit: Any, axe: Any
) -> None:
    html = planned_page(shown(STONEHENGE, EDINBURGH), "places")
    (tmp_path / "site" / "places").mkdir(parents=True)
    (tmp_path / "site" / "places" / "index.html").write_text(html, encoding="utf-8")
    for name in ("assets", "pictures", "iiif"):
        (tmp_path / "site" / name).symlink_to(built_site / "site" / name)
    page = visit((tmp_path / "site" / "places" / "index.html").as_uri(), viewport={"width": 390, "height": 800})
    assert axe(page) == []
    assert page.locator(".reach").first.bounding_box()["width"] >= 24
    page.locator(".map svg a").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#point-2")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('li').id") == "point-2"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_shared_place_puts_its_works_on_the_map_and_into_the_linked_data(an_exhibit: Any, planned_page: Any) -> None:
    name = {"en": "Cambridge, Massachusetts", "de": "Cambridge in Massachusetts"}
    record = "http://www.wikidata.org/entity/Q49111"
    place = {"name": name, "coordinates": [42.37, -71.11], "same_as": record}
    exhibit = with_places(an_exhibit(places=[place]))
    assert 'class="point"' in planned_page(exhibit, "places")
    assert 'aria-label="1, Cambridge in Massachusetts"' in planned_page(exhibit, "de/places")
    page = planned_page(exhibit, "works/camera")
    assert f'"sameAs": "{record}"' in page
    assert '"latitude": 42.37' in page
