"""What the pages say, read as a program reads them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from gallery.words.texts import sections

VOID = {"meta", "link", "img", "source", "input", "br", "hr"}


class Page(HTMLParser):
    """A parsed page: its elements with attributes, its ids, its text; complains about unclosed elements."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[str, Page]:
    root = built_site / "site"
    return {path.relative_to(root).as_posix(): Page(path) for path in sorted(root.rglob("*.html"))}


def test_every_page_has_one_h1_a_title_a_description_and_a_language(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        # The search says its heading once more for those without scripts.
        assert len(page.all("h1")) == (2 if name.endswith("search/index.html") else 1), name
        assert page.all("html")[0]["lang"] == ("de" if name.startswith("de/") else "en"), name
        descriptions = [meta["content"] for meta in page.all("meta") if meta.get("name") == "description"]
        assert len(descriptions) == 1, name
        assert descriptions[0], name


def test_every_link_and_source_inside_the_site_leads_to_a_file(built_site: Path, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        folder = (built_site / "site" / name).parent
        for tag, attributes in page.elements:
            wanted = [attributes.get("src", ""), attributes.get("href", "")] if tag != "a" else [attributes["href"]]
            wanted += [part.split()[0] for part in attributes.get("srcset", "").split(",") if part.strip()]
            for address in filter(None, wanted):
                if re.match(r"[a-z]+:", address) or address.startswith("#"):
                    assert tag in ("a", "link"), (name, tag, address)
                    continue
                assert not address.startswith("/"), (name, address)
                if "/panels/" in address:  # another publication puts it there
                    continue
                assert (folder / re.split("[#?]", address)[0]).is_file(), (name, address)


def test_pictures_state_their_size_and_their_words(pages: dict[str, Page]) -> None:
    for page in pages.values():
        for image in page.all("img"):
            assert int(image["width"]) > 0
            assert int(image["height"]) > 0
            assert image["alt"] or image["class"] == "thumbnail"  # beside the title of what it shows


def test_no_style_or_script_stands_in_the_page_itself(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        # Where the site's address is not known, the page that stands for missing ones brings its few rules itself.
        assert not page.all("style") or name.endswith("404.html")
        data = ("application/json", "application/ld+json")
        assert all(
            script.get("type") in data or ("src" in script and "type" not in script) for script in page.all("script")
        )
        assert not [attributes for _, attributes in page.elements if "style" in attributes]
        assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]


def test_the_notice_stands_before_the_picture_and_the_original_before_the_colour(built_site: Path) -> None:
    text = (built_site / "site" / "works" / "camera" / "index.html").read_text(encoding="utf-8")
    main = text[text.index("<main") :]
    assert main.index("Colours inferred by a neural network") < main.index("<img")
    assert main.index("camera/original-300.webp") < main.index("camera/colour-300.webp")
    assert main.index("camera/original/full/300,300/0/default.jpg") < main.index(
        "camera/colour/full/300,300/0/default.jpg"
    )


def test_provenance_names_master_weights_and_hints(pages: dict[str, Page]) -> None:
    text = pages["works/camera/index.html"].text
    for fact in (
        "cd" * 32,
        "ab" * 32,
        "300 × 300",
        "0.60",
        "Brown wool, by the record.",
        "Curator’s assumption",
    ):
        assert fact in text
    assert "40 % from the left, 30 % from the top" in text


def test_a_colour_given_along_a_stroke_is_a_line_in_the_picture_and_in_words(pages: dict[str, Page]) -> None:
    page, german = pages["works/camera/index.html"], pages["de/works/camera/index.html"]
    assert "along a line; start: 10 % from the left, 20 % from the top; end: 90 % from the left, 80 %" in page.text
    assert "entlang einer Linie; Anfang: 10 % von links, 20 % von oben; Ende: 90 % von links" in german.text
    lines = page.all("polyline")
    assert {line["points"] for line in lines} == {"48.0,96.0 240.0,120.0 432.0,384.0"}
    assert lines[-1]["stroke"] == "#a02020"
    assert len(page.all("circle")) == 3  # the other colour's dot


def test_a_colour_given_for_an_area_is_its_outline_and_what_is_protected_is_told(pages: dict[str, Page]) -> None:
    page = pages["works/camera/index.html"]
    assert "in an area of 3 corners, the first: 60 % from the left, 50 % from the top" in page.text
    assert "Left grey in an area of 3 corners, the first: 0 % from the left, 0 % from the top" in " ".join(
        page.text.split()
    )
    assert page.all("polygon")[-1]["stroke"] == "#2020a0"


def test_an_uncolorized_work_shows_its_original_and_the_reason(pages: dict[str, Page]) -> None:
    page = pages["works/moon/index.html"]
    assert "Shown uncolorized: The moon is grey." in page.text
    assert not page.all("input")
    assert not [image for image in page.all("img") if "colour" in image["src"]]


def test_a_label_leads_to_other_works_of_its_makers_place_and_date(planned_page: Any, an_exhibit: Any) -> None:
    work = {
        "id": "moon",
        "source": {"package": "skimage", "path": "data/moon.png"},
        "title": "Moon",
        "creator": [{"name": "Dorothea Lange"}, {"name": "Ansel Adams", "role": "printer"}],
        "date": "1936-02",
        "place": "Nipomo",
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "alt": "The moon.",
        "colorize": False,
        "reason": "It is grey.",
    }
    page = planned_page(an_exhibit(rooms=[{"title": "One", "works": [work]}]), "works/moon", weights=None)
    assert (
        '<a href="../../people/index.html#at-l">Dorothea Lange</a>; '
        '<a href="../../people/index.html#at-a">Ansel Adams</a> (printer)</p>'
    ) in page
    assert '<a href="../../dates/index.html#at-193x">February 1936</a>' in page
    assert '<a href="../../places/index.html#at-n">Nipomo</a>' in page
    assert '<a href="../../walk/index.html#moon">See it on the wall</a>' in page


def test_hostile_texts_stay_texts(pages: dict[str, Page]) -> None:
    page = pages["works/coins/index.html"]
    assert "<script>alert(1)</script>" in page.text
    (script,) = (script["src"] for script in page.all("script") if "src" in script)
    assert re.fullmatch(r"\.\./\.\./assets/site\.js\?v=[0-9a-f]{8}", script)
    (data,) = (script for script in page.all("script") if "src" not in script)
    assert data == {"type": "application/ld+json"}


def test_linked_data_describes_the_photograph_and_what_its_colours_are(built_site: Path) -> None:
    camera = linked_data(built_site, "works/camera")
    assert camera["@type"] == ["VisualArtwork", "Photograph"]
    assert (camera["name"], camera["temporal"], camera["temporalCoverage"]) == ("Camera", "about 2012", "2012")
    assert "dateCreated" not in camera  # which is for dates that are known
    assert camera["contentLocation"]["name"] == "Cambridge, Massachusetts"
    assert camera["width"] == {"@type": "QuantitativeValue", "value": 25.4, "unitCode": "CMT"}
    original, colour = camera["image"]
    assert colour["digitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert colour["isBasedOn"] == {"@id": original["@id"]}
    assert "digitalSourceType" not in original
    for image in (original, colour):
        assert (built_site / "site" / "works" / "camera" / image["contentUrl"]).is_file()
        assert image["license"] == "http://creativecommons.org/publicdomain/mark/1.0/"
    moon = linked_data(built_site, "works/moon")
    assert len(moon["image"]) == 1


def test_linked_data_names_creators_owner_and_record_and_nobody_not(an_exhibit: Any, planned_page: Any) -> None:
    plain = an_exhibit().model_dump(mode="json", exclude_none=True)
    plain["rooms"][0]["works"][0] |= {
        "creator": [
            {"name": "Dorothea Lange", "kind": "person"},
            {"name": "Bain News Service", "kind": "body", "role": "publisher"},
            {"name": "Somebody Else"},
            {"name": "Anonymous"},
        ],
        "dimensions": {"width": 9.375, "height": 7.125, "unit": "in"},
        "lender": "City Museum",
        "inventory_number": "Ph 12",
        "catalogue": "https://museum.example.org/12",
    }
    page = planned_page(type(an_exhibit()).model_validate(plain), "works/camera")
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])[0]
    publisher = {"@type": "Organization", "name": "Bain News Service"}
    assert found["creator"] == [
        {"@type": "Person", "name": "Dorothea Lange"},
        {"@type": "Role", "roleName": "publisher", "creator": publisher},
        {"@type": "Thing", "name": "Somebody Else"},
    ]
    assert found["identifier"] == {"@type": "PropertyValue", "propertyID": "inventory number", "value": "Ph 12"}
    assert found["sameAs"] == "https://museum.example.org/12"
    assert found["provider"]["name"] == "City Museum"
    assert found["height"] == {"@type": "QuantitativeValue", "value": 7.125, "unitCode": "INH"}
    assert '<p dir="auto">Lent by City Museum</p>' in page
    assert '<a href="https://museum.example.org/12"><bdi>Inv.\u00a0no. Ph 12</bdi></a>' in page
    plain["rooms"][0]["works"][0]["creator"] = "Unknown photographer"
    page = planned_page(type(an_exhibit()).model_validate(plain), "de/works/camera")
    assert "Fotograf/in unbekannt</p>" in page
    assert '"creator":' not in page


def test_linked_data_says_where_a_page_is_and_what_the_exhibition_is(an_exhibit: Any, planned_page: Any) -> None:
    exhibit = an_exhibit(base_url="https://example.org/show/", published="2026-11-21")
    _, crumbs = documents(planned_page(exhibit, "de/works/moon"))
    ways = [(one["position"], one["item"]) for one in crumbs["itemListElement"]]
    base = "https://example.org/show/de/"
    assert ways == [(1, base), (2, f"{base}rooms/near-2/"), (3, f"{base}works/moon/")]
    (event,) = documents(planned_page(exhibit, "home"))
    assert (event["@type"], event["startDate"]) == ("ExhibitionEvent", "2026-11-21")
    assert event["location"] == {"@type": "VirtualLocation", "url": "https://example.org/show/"}
    assert len(event["workFeatured"]) == 4


def documents(page: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    return found


def test_linked_data_survives_hostile_texts(built_site: Path) -> None:
    coins = linked_data(built_site, "works/coins")
    assert coins["name"].startswith("<script>alert(1)</script>")
    assert coins["name"].endswith("</script>")


def test_linked_data_is_absolute_where_the_address_is_known(an_exhibit: Any, planned_page: Any) -> None:
    page = planned_page(an_exhibit(base_url="https://example.org/show/"), "de/works/camera")
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])[0]
    assert found["url"] == "https://example.org/show/de/works/camera/"
    assert found["image"][1]["contentUrl"] == "https://example.org/show/iiif/camera/colour/full/max/0/default.jpg"
    assert (found["name"], found["inLanguage"]) == ("Kamera", "de")


def linked_data(built_site: Path, page: str) -> dict[str, Any]:
    text = (built_site / "site" / page / "index.html").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])[0]
    return found


def test_a_work_can_be_cited(pages: dict[str, Page]) -> None:
    assert (
        "Lav Varshney: Camera, about 2012. Cambridge, Massachusetts. In: Small Things, curated by A. Curator. "
        "Colours inferred by a neural network (weights “default”); they are no record."
    ) in pages["works/camera/index.html"].text
    assert "Moon. In: Small Things, curated by A. Curator.\n" in pages["works/moon/index.html"].text
    assert (
        "Lav Varshney: Kamera, um 2012. Cambridge in Massachusetts. In: Kleine Dinge, kuratiert von A. Curator. "
        "Farben von einem neuronalen Netz erschlossen (Gewichte „default“); "
        "sie sind nicht überliefert."
    ) in pages["de/works/camera/index.html"].text


def test_in_a_citation_what_runs_from_right_to_left_keeps_its_neighbours_in_place(
    an_exhibit: Any, planned_page: Any
) -> None:
    exhibit = an_exhibit(title="صور قديمة", curator="ليلى")
    values = exhibit.model_dump(mode="json", by_alias=True, exclude_none=True)
    values["rooms"][0]["works"][0] |= {"title": "شارع", "creator": "علي", "place": "القاهرة."}
    text = planned_page(type(exhibit).model_validate(values), "works/camera")
    assert (
        "\u2068علي\u2069: \u2068شارع\u2069, about 2012. \u2068القاهرة.\u2069 "
        "In: \u2068صور قديمة\u2069, curated by \u2068ليلى\u2069."
    ) in text
    rooms = planned_page(exhibit, "rooms")
    assert 'content="All rooms of \u2068صور قديمة\u2069' in rooms


def test_files_of_a_work_are_offered_as_far_as_there_are_any(an_exhibit: Any, planned_page: Any) -> None:
    base = {"base_url": "https://example.org/"}
    page = planned_page(an_exhibit(**base), "works/camera")
    assert 'href="../../panels/camera.jpg" download="camera-panel.jpg"' in page
    assert 'href="../../iiif/camera/manifest.json"' in page
    assert 'href="../../downloads/camera-colour.jpg" download="camera-colours-inferred.jpg"' in page
    without = {"publications": {"panels": {"enabled": False}, "iiif": {"enabled": False}}}
    page = planned_page(an_exhibit(**base, **without), "works/astronaut")
    assert "panels/" not in page
    assert "manifest.json" not in page
    assert "manifest.json" not in planned_page(an_exhibit(), "works/moon")  # it needs an address


def test_where_no_mark_is_wanted_the_picture_of_the_page_is_offered(an_exhibit: Any, planned_page: Any) -> None:
    page = planned_page(an_exhibit(publications={"site": {"mark": False}}), "works/camera")
    address = r"\.\./\.\./iiif/camera/colour/full/300,300/0/default\.jpg\?v=\w*"
    assert re.search(rf'href="{address}" download="camera-colours-inferred\.jpg"', page)


def test_the_method_names_the_network_and_shows_its_figures(pages: dict[str, Page]) -> None:
    text = pages["method/index.html"].text
    assert "ab" * 32 in text
    assert "CIFAR-10, test set" in text
    assert "28.1" in text


def test_rights_of_every_work_are_listed(pages: dict[str, Page]) -> None:
    about = pages["about/index.html"]
    assert about.text.count("Public Domain Mark 1.0") == 4


def test_with_a_base_url_pages_know_their_address(an_exhibit: Any, planned_page: Any) -> None:
    exhibit = an_exhibit(base_url="https://example.org/show/")
    work = planned_page(exhibit, "works/camera")
    assert '<link rel="canonical" href="https://example.org/show/works/camera/">' in work
    picture = "https://example.org/show/iiif/camera/original/full/300,300/0/default.jpg"
    assert f'property="og:image" content="{picture}?v=' in work
    assert '<link rel="alternate" hreflang="de" href="https://example.org/show/de/works/camera/">' in work
    assert '<link rel="alternate" hreflang="x-default" href="https://example.org/show/works/camera/">' in work
    missing = planned_page(exhibit, "de/404")
    assert '<link rel="stylesheet" href="/show/assets/site.css?v=' in missing
    assert 'href="/show/de/rooms/index.html"' in missing
    assert 'href="/show/404.html" lang="en"' in missing


def test_without_a_base_url_the_missing_page_needs_nothing_and_leads_nowhere(
    an_exhibit: Any, planned_page: Any
) -> None:
    page = planned_page(an_exhibit(), "404")
    assert not re.search(r"<a |<link |<script", page)
    (rules,) = re.findall("<style>(.*?)</style>", page)
    allowed = base64.b64encode(hashlib.sha256(rules.encode()).digest()).decode()
    assert f"style-src 'sha256-{allowed}'" in page


def test_without_a_base_url_no_address_is_made_up(planned_page: Any, an_exhibit: Any) -> None:
    page = planned_page(an_exhibit(), "works/camera")
    assert "canonical" not in page
    assert "og:" not in page


def test_texts_in_a_language_that_the_interface_does_not_speak_are_marked(planned_page: Any, an_exhibit: Any) -> None:
    page = planned_page(an_exhibit(language="it", title="Cose"), "works/astronaut")
    assert '<html lang="en">' in page
    assert '<h1 lang="it" dir="auto">Astronaut</h1>' in page
    assert '<p class="notice" dir="auto">Colours inferred' in page


def test_texts_that_are_not_translated_are_marked_as_what_they_are(planned_page: Any, an_exhibit: Any) -> None:
    page = planned_page(an_exhibit(), "de/works/camera")
    assert '<html lang="de">' in page
    assert '<h1 dir="auto">Kamera</h1>' in page
    assert '<div class="prose" lang="en" dir="auto"><p>A <em>man</em>.</p>' in page
    assert '<p lang="en" dir="auto">Brown wool, by the record.</p>' in page
    assert re.search(r'<img [^>]*alt="A picture of camera." lang="en" dir="auto"', page)


def test_rights_are_named_in_the_language_of_the_page(planned_page: Any, an_exhibit: Any) -> None:
    exhibit = an_exhibit()
    plain = exhibit.model_dump(mode="json", exclude_none=True)
    plain["rooms"][0]["works"][0]["rights"] = "http://rightsstatements.org/vocab/NoC-US/1.0/"
    exhibit = type(exhibit).model_validate(plain)
    named = 'NoC-US/1.0/" dir="auto">'
    assert f"{named}No Copyright – United States</a>" in planned_page(exhibit, "works/camera")
    assert f"{named}Kein Urheberrechtsschutz – Vereinigte Staaten</a>" in planned_page(exhibit, "de/works/camera")


def test_every_page_leads_to_itself_in_the_other_language(pages: dict[str, Page]) -> None:
    assert len([name for name in pages if name.startswith("de/")]) == len(pages) / 2
    for name, page in pages.items():
        if name.endswith("404.html"):
            continue  # which leads nowhere unless it is known from where
        depth = "../" * name.count("/")
        switch = [
            link for link in page.all("a") if "hreflang" in link and "lang" in link and link["lang"] in ("en", "de")
        ]
        ways = {link["lang"]: link for link in switch if "rel" not in link}
        plain = name.removeprefix("de/")
        assert {tag: link["href"] for tag, link in ways.items()} == {"en": depth + plain, "de": f"{depth}de/{plain}"}, (
            name
        )
        current = [tag for tag, link in ways.items() if link.get("aria-current") == "true"]
        assert current == ["de" if name.startswith("de/") else "en"], name


def test_no_page_in_german_speaks_english(built_site: Path) -> None:
    """Every text that differs between the two languages is looked for, as a whole, in what a German page says."""
    english = {
        text
        for section, texts in sections().items()
        if section not in ("dates", "label")
        for forms in texts.values()
        if isinstance(forms["en"], str) and forms["en"] != forms["de"] and "{" not in forms["en"]
        for text in [forms["en"]]
    }
    german = {forms["de"] for texts in sections().values() for forms in texts.values() if isinstance(forms["de"], str)}
    assert len(english) > 150
    for path in sorted((built_site / "site" / "de").rglob("*.html")):
        page = Spoken(path)
        assert not (page.spoken & (english - german)), path


class Spoken(HTMLParser):
    """Every piece of text and every spoken attribute of a page, as far as it is in the language of the page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.spoken: set[str] = set()
        self._open: list[bool] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        foreign = found.get("lang") not in (None, "de") or tag in ("script", "style") or any(self._open)
        if tag not in VOID:
            self._open.append(foreign)
        if not foreign:
            self.spoken |= {
                found[name] or "" for name in ("aria-label", "alt", "title", "aria-valuetext") if name in found
            }

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Shapes of drawings say nothing."""

    def handle_data(self, data: str) -> None:
        if not any(self._open):
            self.spoken.add(data.strip(" .:,\n"))
            self.spoken.add(data.strip())


def test_an_exhibit_without_colours_says_so(planned_page: Any, an_exhibit: Any, a_show: Any) -> None:
    rooms = [{"title": "Grey", "works": [_uncolorized()]}]
    exhibit = an_exhibit(rooms=rooms)
    assert "No colours inferred" in planned_page(exhibit, "method", weights=None)
    assert "Original, shown uncolorized" in planned_page(exhibit, "home", weights=None)


def _uncolorized() -> dict[str, Any]:
    return {
        "id": "moon",
        "source": {"package": "skimage", "path": "data/moon.png"},
        "title": "Moon",
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "alt": "The moon.",
        "colorize": False,
        "reason": "It is grey.",
    }
