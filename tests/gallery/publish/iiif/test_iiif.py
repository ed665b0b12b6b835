"""The descriptions for IIIF viewers: valid, complete, and true of the files that the site publishes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import publishing
import pytest
from PIL import Image

from gallery.pictures.metadata import read_disclosure
from gallery.pipeline.reading import resource
from gallery.publish.iiif.plan import plan
from gallery.publish.iiif.words import planned_work

PORCH = (1300, 900)
"""Width and height of that work."""


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a document."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_without_an_address_or_a_site_there_is_nothing_to_describe(an_exhibit: Any, a_show: Any) -> None:
    assert plan(a_show(an_exhibit(base_url=None))) == []
    assert plan(a_show(an_exhibit(publications={"site": {"enabled": False}}))) == []


def test_editing_the_statement_concerns_the_collection_alone(an_exhibit: Any, a_show: Any) -> None:
    shows = [a_show(an_exhibit()), a_show(an_exhibit(statement="New."))]
    before, after = (publishing.keys(plan(show), show) for show in shows)
    assert [name for name in after if after[name] != before[name]] == ["iiif/collection"]


def test_there_is_a_description_of_everything(documents: dict[str, Any]) -> None:
    assert list(documents) == [
        "iiif/collection.json",
        "iiif/mill/colour/info.json", "iiif/mill/confidence/info.json", "iiif/mill/manifest.json",
        "iiif/mill/original/info.json",
        "iiif/moon/manifest.json", "iiif/moon/original/info.json",
        "iiif/porch/colour/info.json", "iiif/porch/confidence/info.json", "iiif/porch/manifest.json",
        "iiif/porch/original/info.json",
        "iiif/room-1.json", "iiif/room-2.json",
    ]  # fmt: skip


def test_every_document_is_called_by_its_own_address(documents: dict[str, Any], base: str) -> None:
    for path, document in documents.items():
        assert document["id"] == base + path.removesuffix("/info.json")
        contexts = document["@context"]
        last = contexts[-1] if isinstance(contexts, list) else contexts
        assert last.startswith(
            "http://iiif.io/api/presentation/" if document["type"] != "ImageService3" else "http://iiif.io/api/image/"
        )


def test_every_identifier_of_a_file_leads_to_it(documents: dict[str, Any], base: str, site: Path) -> None:
    found = 0
    for document in documents.values():
        for part in parts(document):
            kind, address = part.get("type"), part.get("id", "")
            if re.search("/(panels|downloads)/", address):
                continue  # another publication puts it there
            if kind in ("Image", "Manifest", "Collection"):
                assert (site / address.removeprefix(base)).is_file(), address
                found += 1
            elif kind == "ImageService3":
                assert (site / address.removeprefix(base) / "info.json").is_file(), address
                found += 1
    assert found > 30


def test_pictures_have_the_size_that_is_told(documents: dict[str, Any], base: str, site: Path) -> None:
    for document in documents.values():
        for part in parts(document):
            if part.get("type") == "Image" and "width" in part:
                with Image.open(site / part["id"].removeprefix(base)) as image:
                    assert image.size == (part["width"], part["height"])


def test_images_tell_their_size_their_rights_and_what_is_there(documents: dict[str, Any], site: Path) -> None:
    info = documents["iiif/porch/colour/info.json"]
    assert (info["width"], info["height"]) == PORCH
    assert info["profile"] == "level0"
    assert info["protocol"] == "http://iiif.io/api/image"
    assert info["rights"] == "http://rightsstatements.org/vocab/NoC-US/1.0/"
    assert info["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4]}]
    for size in info["sizes"]:
        assert (site / f"iiif/porch/colour/full/{size['width']},{size['height']}/0/default.jpg").is_file()
    assert "tiles" not in documents["iiif/moon/original/info.json"]


def test_the_original_is_the_first_choice_then_the_colour_then_the_confidence(documents: dict[str, Any]) -> None:
    (canvas,) = documents["iiif/porch/manifest.json"]["items"]
    assert (canvas["width"], canvas["height"]) == PORCH
    body = canvas["items"][0]["items"][0]["body"]
    assert body["type"] == "Choice"
    assert [item["label"]["en"][0].partition(":")[0] for item in body["items"]] == [
        "Original", "Colours inferred", "Confidence",
    ]  # fmt: skip
    assert body["items"][1]["label"]["de"] == ["Farben erschlossen"]
    (service,) = body["items"][2]["service"]
    assert service["id"].endswith("/iiif/porch/confidence")


def test_a_manifest_says_when_and_leads_to_what_can_be_taken_away(documents: dict[str, Any], base: str) -> None:
    porch, moon = (documents[f"iiif/{work}/manifest.json"] for work in ("porch", "moon"))
    assert porch["navDate"] == "1936-01-01T00:00:00Z"
    assert "navDate" not in moon
    files = [(one["id"].removeprefix(base), one["format"]) for one in porch["rendering"]]
    assert files == [
        ("iiif/porch/original/full/1300,900/0/default.jpg", "image/jpeg"),
        ("downloads/porch-colour.jpg", "image/jpeg"),
        ("panels/porch.jpg", "image/jpeg"),
    ]
    assert [one["label"]["en"] for one in moon["rendering"]] == [["Original"], ["Panel, to print"]]


def test_a_manifest_says_where_for_maps_and_where_its_description_as_data_is(
    documents: dict[str, Any], base: str
) -> None:
    porch, moon = (documents[f"iiif/{work}/manifest.json"] for work in ("porch", "moon"))
    assert porch["@context"][0].endswith("/navplace/context.json")
    (feature,) = porch["navPlace"]["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-87.62, 32.77]}
    assert feature["properties"]["label"] == {"en": ["Hale County, Alabama"]}
    assert "navPlace" not in moon
    (data,) = porch["seeAlso"]
    assert (data["type"], data["format"]) == ("Dataset", "application/ld+json")
    assert data["id"] == base + "works/porch/record.json"  # the site's


@pytest.mark.parametrize(
    ("date", "first"),
    [("1936-02-07", "1936-02-07"), ("193X", "1930-01-01"), ("1861-22~", "1861-01-01"), ("1935/1940", "1935-01-01"),
     ("1936-XX-XX", "1936-01-01"), ("../1940", None), ("-0044", None)],
)  # fmt: skip
def test_a_viewer_orders_works_by_the_first_moment_of_their_date(
    date: str, first: str | None, an_exhibit: Any, a_show: Any
) -> None:
    exhibit = an_exhibit()
    work = exhibit.works[0].model_copy(update={"date": date})
    assert planned_work(a_show(exhibit), work)["date"] == (first and f"{first}T00:00:00Z")


def test_rooms_lead_to_their_pages(documents: dict[str, Any], base: str) -> None:
    pages = [(one["language"], one["id"]) for one in documents["iiif/room-1.json"]["homepage"]]
    assert pages == [(["en"], f"{base}rooms/near/"), (["de"], f"{base}de/rooms/near/")]


def test_an_uncolorized_work_has_its_original_and_no_choice(documents: dict[str, Any]) -> None:
    told = documents["iiif/moon/manifest.json"]
    body = told["items"][0]["items"][0]["items"][0]["body"]
    assert body["type"] == "Image"
    assert "/original/" in body["id"]
    assert "It is grey." in told["requiredStatement"]["value"]["en"][0]


def test_viewers_have_to_show_the_notice_and_the_credit(documents: dict[str, Any]) -> None:
    statement = documents["iiif/porch/manifest.json"]["requiredStatement"]
    assert set(statement["label"]) == set(statement["value"]) == {"en", "de"}
    notice, credit = statement["value"]["en"]
    assert "inferred" in notice
    assert credit == "An archive"


def test_a_manifest_says_what_the_label_says_in_every_language(documents: dict[str, Any]) -> None:
    told = documents["iiif/porch/manifest.json"]
    assert told["label"] == {"en": ["The porch"], "de": ["Titel von porch"]}
    assert told["summary"] == {"en": ["<span>A porch, &lt;b&gt;seen&lt;/b&gt;. Twice.</span>"]}
    facts = {entry["label"]["en"][0]: entry["value"] for entry in told["metadata"]}
    note = "<span>&lt;script&gt;alert(1)&lt;/script&gt;</span>"
    assert facts["Rights, as the source states them"] == {"en": [note]}
    assert facts["Creator"] == {
        "en": ["Walker Evans", "A. Printer (printer)"], "de": ["Walker Evans", "A. Printer (Abzug)"],
    }  # fmt: skip
    assert facts["Lender"] == {"en": ["City Museum"], "de": ["Stadtmuseum"]}
    assert facts["Inventory number"] == {"none": ["1936.12"]}
    sizes = {tag: [text.replace("\u00a0", " ") for text in said] for tag, said in facts["Height × width"].items()}
    assert sizes == {
        "en": ["7 1/8 × 9 3/8 in. (18.1 × 23.8 cm)"], "de": ["7 1/8 × 9 3/8 Zoll (18,1 × 23,8 cm)"],
    }  # fmt: skip
    assert facts["Medium"] == {"en": ["Print"], "de": ["Abzug"]}
    assert facts["Place"] == {"en": ["Hale County, Alabama"]}
    assert facts["Date"]["en"] == ["1936"]
    assert facts["Credit"] == {"en": ["An archive"]}
    assert facts["Weights, SHA-256"] == {"none": ["ab" * 32]}
    assert facts["Confidence, on average"] == {"none": ["50 %"]}
    assert "Weights, SHA-256" not in json.dumps(documents["iiif/moon/manifest.json"])
    assert [page.get("language") for page in told["homepage"]] == [["en"], ["de"], None]
    assert told["homepage"][2]["id"] == "https://museum.example.org/record?id=12&x=b"
    assert told["homepage"][2]["label"]["de"] == ["Katalogeintrag"]
    assert told["homepage"][1]["id"].endswith("/site/de/works/porch/")


def test_nobody_is_named_in_every_language(documents: dict[str, Any]) -> None:
    facts = {entry["label"]["en"][0]: entry["value"] for entry in documents["iiif/mill/manifest.json"]["metadata"]}
    assert facts["Creator"] == {"en": ["Unknown photographer"], "de": ["Fotograf/in unbekannt"]}


def test_the_institution_provides_it_and_the_curator_answers_for_it(
    an_exhibit: Any, a_show: Any, made: dict[str, Path], tmp_path: Path
) -> None:
    name = {"en": "City Museum", "de": "Stadtmuseum"}
    institution = {"name": name, "url": "https://museum.example.org/", "logo": "own.png"}
    Image.new("RGB", (8, 8)).save(tmp_path / "logo.png")
    show = a_show(an_exhibit(institution=institution))
    logo = resource("logo", {"logo.png": tmp_path / "logo.png"})
    show = replace(show, resources={**show.resources, "logo": logo})
    publishing.run(plan(show), show, made, tmp_path / "scratch", tmp_path / "out")
    for path in ("collection.json", "room-1.json", "porch/manifest.json"):
        first, second = json.loads((tmp_path / "out/site/iiif" / path).read_text(encoding="utf-8"))["provider"]
        label = {tag: [text] for tag, text in name.items()}
        assert (first["id"], first["label"]) == ("https://museum.example.org/", label)
        assert first["homepage"][0]["id"] == "https://museum.example.org/"
        assert first["logo"] == [
            {"id": "https://example.org/show/assets/logo.png", "type": "Image", "format": "image/png"}
        ]
        assert second["label"] == {"none": ["A. Curator"]}


def test_given_colours_are_comments_at_their_place_with_their_evidence(documents: dict[str, Any]) -> None:
    (canvas,) = documents["iiif/porch/manifest.json"]["items"]
    first, second, stroke = canvas["annotations"][0]["items"]
    assert first["motivation"] == "commenting"
    assert first["target"] == canvas["id"] + "#xywh=520,761,260,139"  # cut off at the lower edge
    assert [body["value"] for body in first["body"]] == [
        "Given colour #5b3a29. Brown wool.", "Vorgegebene Farbe #5b3a29. Braune Wolle.",
    ]  # fmt: skip
    assert "an assumption" in second["body"][0]["value"]
    assert stroke["target"] == canvas["id"] + "#xywh=234,64,442,412"  # 26 pixels round 260–650 and 90–450


def test_identifiers_are_used_once(documents: dict[str, Any]) -> None:
    for document in documents.values():
        made_here = [
            part["id"]
            for part in parts(document)
            if part.get("type") in ("Canvas", "AnnotationPage", "Annotation", "Manifest") and "id" in part
        ]
        assert len(made_here) == len(set(made_here))


def test_the_collection_holds_rooms_and_rooms_hold_works(documents: dict[str, Any], base: str) -> None:
    rooms = [item["id"] for item in documents["iiif/collection.json"]["items"]]
    assert rooms == [base + "iiif/room-1.json", base + "iiif/room-2.json"]
    works = [item["id"] for item in documents["iiif/room-1.json"]["items"]]
    assert works == [base + "iiif/porch/manifest.json", base + "iiif/mill/manifest.json"]
    assert documents["iiif/collection.json"]["summary"]["de"] == ["Was dies ist."]


def test_the_picture_of_the_confidence_is_bluer_where_it_is_lower(site: Path) -> None:
    path = site / "iiif/porch/confidence/full/max/0/default.jpg"
    with Image.open(path) as image:
        pixels = np.asarray(image, dtype=np.int16)
    blueness = pixels[..., 2] - pixels[..., 0]
    assert blueness[2].mean() > 60  # the fixture's confidence climbs from top to bottom
    assert abs(blueness[-2].mean()) < 3
    assert "digital_source_type" not in read_disclosure(path)


def test_the_descriptions_are_valid_by_the_official_schema(documents: dict[str, Any]) -> None:
    """The models of iiif-prezi3 are generated from the schema of the IIIF Presentation validator."""
    models = pytest.importorskip("iiif_prezi3", reason="iiif-prezi3 is in the dev extra")
    for path, document in documents.items():
        if path.endswith("info.json"):
            continue
        model = getattr(models, document["type"])
        read = model.model_validate_json(json.dumps(document)).model_dump(mode="json", by_alias=True, exclude_none=True)
        # A key that the schema does not know would be dropped.
        assert lost(document, read) in ([], ["/navPlace"]), path  # that is an extension's


def lost(given: Any, read: Any, place: str = "") -> list[str]:
    """Places in a document that did not come back."""
    if isinstance(given, dict):
        return [
            name
            for key, value in given.items()
            if key != "@context"
            for name in (lost(value, read[key], f"{place}/{key}") if key in read else [f"{place}/{key}"])
        ]
    if isinstance(given, list):
        assert len(given) == len(read), place
        return [name for index, value in enumerate(given) for name in lost(value, read[index], f"{place}/{index}")]
    return [] if given == read else [f"{place}: {given!r} is read as {read!r}"]
