"""The indexes: what is sorted where, how long ones are divided, and how they look to a browser and a screen reader."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import many_works
import pytest

from gallery.manifest.schema import Exhibit
from gallery.publish.site import indexes
from gallery.publish.site.order import date_key, decade, decade_key, fold, letter, name_key, years
from gallery.publish.site.plan import plan
from gallery.publish.site.view import Page, View

Visit = Callable[..., Any]


def pages_of(exhibit: Exhibit, name: str, language: str = "en") -> list[Page]:
    view = View(many_works.a_show_of(exhibit), language)
    return [page for page in indexes.pages(view) if page.template == f"{name}.html"]


def works_of(page: Page) -> list[str]:
    return [work["id"] for group in page.context["groups"] for one in group["headings"] for work in one["works"]]


def changed(exhibit: Exhibit, change: Callable[[int, dict[str, Any]], object]) -> Exhibit:
    """``exhibit`` after ``change`` of every work, given its number from 0 and its mapping."""
    plain = exhibit.model_dump(mode="json", exclude_none=True)
    for number, work in enumerate(work for room in plain["rooms"] for work in room["works"]):
        change(number, work)
    return Exhibit.model_validate(plain)


NAMES = ("«Aaron»", "Ångström", "Émile", "Łucja", "Ñuflo", "Nunez", "Nz", "Zoë")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["«Aaron»", "Ångström", "Émile", "Łucja", "Ñuflo", "Nunez", "Nz", "Zoë"]),
        ("es", ["«Aaron»", "Ångström", "Émile", "Łucja", "Nunez", "Nz", "Ñuflo", "Zoë"]),
        ("sv-FI", ["«Aaron»", "Émile", "Łucja", "Ñuflo", "Nunez", "Nz", "Zoë", "Ångström"]),
    ],
)
def test_names_are_sorted_as_a_language_looks_them_up(language: str, expected: list[str]) -> None:
    assert sorted(set(NAMES), key=lambda name: name_key(name, language)) == expected


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Ångström", "en", "A"), ("Ångström", "sv", "Å"), ("ñandú", "en", "N"), ("ñandú", "es-MX", "Ñ"),
        ("«Aaron»", "fr", "A"), ("ßeta", "de", "S"), ("Жуков", "en", "Ж"), ("2nd Studio", "en", "0–9"),
        ("…", "en", "#"), ("中山", "en", "中"),
    ],
)  # fmt: skip
def test_a_name_stands_under_its_letter(name: str, language: str, expected: str) -> None:
    assert letter(name, language) == expected


def test_folding_takes_accents_and_case_away() -> None:
    assert fold("Façade ŁÓDŹ, Straße") == "facade lodz, strasse"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("1903-12-17", "190X"), ("1935/1940", "193X"), ("193X", "193X"), ("18XX", "18XX"), ("../1910", "191X"),
        ("1850/..", "185X"), ("/1907", "190X"), ("18XX/1920", "18XX"), ("0079", "007X"), ("-0043", "-004X"),
        ("-004X", "-004X"), ("Y170002", "Y170002"), ("1900~", "190X"),
    ],
)  # fmt: skip
def test_a_date_stands_under_the_decade_in_which_it_begins(date: str, expected: str) -> None:
    assert decade(date) == expected


def test_decades_follow_one_another_and_a_century_comes_before_its_own() -> None:
    expected = ["-004X", "007X", "18XX", "185X", "19XX", "190X", "193X"]
    assert sorted(set(expected), key=decade_key) == expected


def test_dates_are_sorted_by_when_they_begin_and_vague_ones_come_first() -> None:
    expected = ["1902/1950", "1903", "1903-21", "1903-05", "1903-12", "1903-12-17", "1904?"]
    assert sorted(set(expected), key=date_key) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [("1935/1940", (1935, 1940)), ("193X", (1930, 1939)), ("../1910", (1910, 1910)), ("-0043", (-43, -43))],
)
def test_years_of_a_date(date: str, expected: tuple[int, int]) -> None:
    assert years(date) == expected


def test_every_work_is_in_every_index_once_and_those_without_a_name_are_last() -> None:
    exhibit = many_works.an_exhibit_of(90)
    ids = sorted(work.id for work in exhibit.works)
    for name, given in (("people", "creator"), ("places", "place"), ("dates", "date")):
        (page,) = pages_of(exhibit, name)
        assert sorted(works_of(page)) == ids
        last = page.context["groups"][-1]
        unnamed = [work.id for work in exhibit.works if getattr(work, given) is None]
        assert unnamed
        assert [work["id"] for one in last["headings"] for work in one["works"]] == unnamed


def test_works_of_a_maker_stand_together_under_the_letter() -> None:
    exhibit = many_works.an_exhibit_of(90)
    (page,) = pages_of(exhibit, "people")
    for group in page.context["groups"][:-1]:
        for one in group["headings"]:
            assert letter(one["name"], "en") == group["name"]
            last, first = one["name"].split(", ")
            names = {work.id: creator.name.pick("en") for work in exhibit.works for creator in work.creators}
            assert [work["id"] for work in one["works"]] == [work for work in names if names[work] == f"{first} {last}"]


def test_people_are_listed_by_family_name_bodies_as_they_are_and_nobody_not_at_all() -> None:
    printed = [{"name": "Dorothea Lange"}, {"name": "Vincent van Loo", "role": "printer"}]
    given: list[Any] = [
        printed, "Dorothea Lange", "Bain News Service", "Unknown photographer", None,
        [{"name": {"en": "Deutsche Fotothek"}, "kind": "body"}],
    ]  # fmt: skip

    def change(number: int, work: dict[str, Any]) -> None:
        work.pop("creator", None)
        if given[number] is not None:
            work["creator"] = given[number]

    (page,) = pages_of(changed(many_works.an_exhibit_of(len(given)), change), "people")
    listed = [
        (group["name"], one["name"], [(work["id"], work.get("role")) for work in one["works"]])
        for group in page.context["groups"]
        for one in group["headings"]
    ]
    assert listed == [
        ("B", "Bain News Service", [("work-3", None)]),
        ("D", "Deutsche Fotothek", [("work-6", None)]),
        ("L", "Lange, Dorothea", [("work-1", None), ("work-2", None)]),
        ("L", "Loo, Vincent van", [("work-1", "printer")]),
        ("Maker not known", None, [("work-4", None), ("work-5", None)]),
    ]


def test_several_roles_of_one_person_stand_on_one_line() -> None:
    twice = [{"name": "A. Lange", "role": "negative"}, {"name": "A. Lange", "role": "print"}]
    exhibit = changed(many_works.an_exhibit_of(1), lambda _, work: work.update(creator=twice))
    (page,) = pages_of(exhibit, "people")
    (entry,) = page.context["groups"][0]["headings"][0]["works"]
    assert entry["role"] == "negative, print"


def test_dates_are_in_order_and_read_as_on_labels() -> None:
    (page,) = pages_of(many_works.an_exhibit_of(90), "dates")
    dates = {work.id: work.date for work in many_works.an_exhibit_of(90).works}
    listed = [dates[work] for work in works_of(page) if dates[work]]
    keys = [(decade_key(decade(date)), date_key(date)) for date in listed]
    assert keys == sorted(keys)
    assert page.context["groups"][0]["name"] == "1840s"
    assert pages_of(many_works.an_exhibit_of(90, ("en", "de")), "dates", "de")[0].context["groups"][0]["name"] == (
        "1840er-Jahre"
    )


@pytest.mark.parametrize(("name", "given"), [("people", "creator"), ("places", "place"), ("dates", "date")])
def test_an_index_in_which_nothing_could_be_found_is_left_out(name: str, given: str) -> None:
    exhibit = changed(many_works.an_exhibit_of(20), lambda _, work: work.pop(given, None))
    show = many_works.a_show_of(exhibit)
    assert name not in show.offers.indexes
    assert len(show.offers.indexes) == 2
    tasks = plan(show)
    assert f"site/pages/{name}" not in [task.id for task in tasks]
    home = next(task for task in tasks if task.id == "site/pages/home")
    assert home.parameters["context"]["site"]["indexes"] == list(show.offers.indexes)


def test_a_long_index_is_divided_and_names_stay_whole() -> None:
    exhibit = many_works.an_exhibit_of(700)
    paged = pages_of(exhibit, "people")
    assert len(paged) > 3
    assert all(0 < len(works_of(page)) <= indexes.MOST for page in paged)
    assert Counter(work for page in paged for work in works_of(page)) == Counter(work.id for work in exhibit.works)
    names = [one["name"] for page in paged for group in page.context["groups"] for one in group["headings"]]
    assert len(names) == len(set(names))
    assert [page.path for page in paged[:2]] == ["people/index.html", "people/2/index.html"]


def test_a_name_with_more_works_than_a_page_holds_goes_on_overleaf() -> None:
    exhibit = changed(many_works.an_exhibit_of(250), lambda number, work: work.update(creator="A" if number else "B"))
    paged = pages_of(exhibit, "people")
    headings = [[one for group in page.context["groups"] for one in group["headings"]] for page in paged]
    assert [[(one["name"], one["continued"], len(one["works"])) for one in page] for page in headings] == [
        [("A", False, 100)], [("A", True, 100)], [("A", True, 49), ("B", False, 1)],
    ]  # fmt: skip
    assert [(jump["name"], jump["number"]) for jump in paged[1].context["jumps"]] == [("A", 1), ("B", 3)]


def test_a_page_overleaf_leads_to_the_front_of_the_other_languages_index() -> None:
    exhibit = many_works.an_exhibit_of(300, ("en", "de"), base_url="https://example.org/")
    second = pages_of(exhibit, "people")[1].context["page"]
    assert [(other["tag"], other["path"], other["url"]) for other in second["languages"]] == [
        ("en", "../../people/2/index.html", "https://example.org/people/2/"),
        ("de", "../../de/people/index.html", "https://example.org/de/people/"),
    ]


def test_a_new_place_concerns_the_index_of_places_and_no_other() -> None:
    exhibit = many_works.an_exhibit_of(30)
    after = changed(exhibit, lambda number, work: work.update(place="Elsewhere") if number == 3 else None)

    def contexts(of: Exhibit) -> dict[str, Any]:
        return {page.name: page.context for page in indexes.pages(View(many_works.a_show_of(of), "en"))}

    before, now = contexts(exhibit), contexts(after)
    assert {name for name in now if now[name] != before[name]} == {"places"}


def test_every_link_and_anchor_of_an_index_leads_somewhere(found_site: Path, known_exhibit: Exhibit) -> None:
    tasks = plan(many_works.a_show_of(known_exhibit))
    exists = {path.removeprefix("site/") for task in tasks for path in task.publishes.values()}
    for page in [
        found_site / tag / name / "index.html" for tag in ("", "de") for name in ("people", "places", "dates")
    ]:
        html = page.read_text(encoding="utf-8")
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        main = html[html.index("<main") : html.index("</main>")]
        links = re.findall(r'href="([^"]+)"', main)
        assert len(links) > 46
        for link in links:
            path, _, anchor = link.partition("#")
            assert not anchor or anchor in ids
            assert not path or (page.parent / path).resolve().relative_to(found_site).as_posix() in exists, link


def test_hostile_texts_stay_texts(found_site: Path) -> None:
    for name in ("people", "places", "dates"):
        html = (found_site / name / "index.html").read_text(encoding="utf-8")
        assert "<script>alert(1)" not in html
        assert "&lt;script&gt;alert(1)" in html


@pytest.mark.browser
def test_a_letter_leads_to_its_names_by_keyboard(found_on_disk: str, visit: Visit) -> None:
    page = visit(found_on_disk + "people/index.html")
    page.get_by_role("navigation", name="By letter").get_by_role("link", name="Z", exact=True).focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#at-z")
    box = page.locator("#at-z").bounding_box()
    assert 0 <= box["y"] < 900
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('section').querySelector('h2').textContent") == "Z"


@pytest.mark.browser
def test_axe_finds_no_violation_and_nothing_sticks_out(found_on_disk: str, visit: Visit, axe: Any) -> None:
    for path in ("people", "places", "de/dates"):
        page = visit(f"{found_on_disk}{path}/index.html")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe(page, contrast=scheme == "dark") == [], (path, scheme)
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate(
                "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
                ".map(e => e.outerHTML)"
            )
            assert wide == [], (path, width)
