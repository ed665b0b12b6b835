"""A IIIF description on the web, of either version, becomes works whose photographs are pinned."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from gallery.cli.init import command
from gallery.errors import GalleryError
from gallery.intake.beginning import Intake, carry_out
from gallery.intake.iiif.importing import prepare
from gallery.manifest.reader import read_manifest
from gallery.sources import FetchOptions

SEVEN = {"motivation": "painting", "body": 7}
FILE = {"@id": "file:///etc/passwd"}
NKC = "http://rightsstatements.org/vocab/NKC/1.0/"


class Archive:
    """A folder that is served, with pictures and descriptions."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.made = 0

    def picture(self, path: str, side: int = 24) -> str:
        """A grey picture at ``path``, no two alike; its address."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        self.made += 1
        Image.effect_noise((side, side + self.made), 50).save(place)
        return self.address + path

    def put(self, path: str, document: Any) -> str:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return self.address + path

    def digest(self, path: str) -> str:
        return sha256((self.folder / path).read_bytes()).hexdigest()


@pytest.fixture
def archive(tmp_path: Path, serve: Callable[[Path], str]) -> Archive:
    folder = tmp_path / "archive"
    folder.mkdir()
    return Archive(folder, serve(folder))


@pytest.fixture
def options(tmp_path: Path) -> FetchOptions:
    return FetchOptions(tmp_path / "cache", allow_private=True, retries=0)


def version_3(archive: Archive, name: str = "tram", **more: Any) -> str:
    """A Manifest of Presentation 3 with one Canvas, whose service gives its picture whole."""
    service = archive.address + f"images/{name}"
    archive.picture(f"images/{name}/full/max/0/default.jpg", 48)
    archive.put(f"images/{name}/info.json", {"id": service, "type": "ImageService3", "width": 48, "height": 49})
    body = {
        "id": archive.picture(f"{name}-small.jpg"),
        "type": "Image",
        "service": [{"id": service, "type": "ImageService3"}],
    }
    canvas = {
        "id": f"{archive.address}{name}/canvas",
        "type": "Canvas",
        "label": {"none": ["recto"]},
        "items": [
            {"type": "AnnotationPage", "items": [{"type": "Annotation", "motivation": "painting", "body": body}]}
        ],
    }
    told = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"{archive.address}{name}/manifest.json",
        "type": "Manifest",
        "label": {"en": ["A tram"], "de": ["Eine Tram"]},
        "items": [canvas],
    }
    return archive.put(f"{name}/manifest.json", told | more)


def version_2(archive: Archive, **more: Any) -> str:
    """A Manifest of Presentation 2.1 with two Canvases; the second has a Choice, and its service allows 20 pixels."""
    one, two = archive.address + "iiif/one", archive.address + "iiif/two"
    archive.picture("iiif/one/full/full/0/default.jpg", 48)
    archive.put(
        "iiif/one/info.json",
        {"@id": one, "width": 48, "height": 49, "profile": ["http://iiif.io/api/image/2/level1.json"]},
    )
    archive.picture("iiif/two/full/20,/0/default.jpg", 20)
    archive.put("iiif/two/info.json", {"@id": two, "width": 40, "height": 40, "profile": ["level1", {"maxWidth": 20}]})

    def resource(service: str) -> dict[str, Any]:
        said = {"@context": "http://iiif.io/api/image/2/context.json", "@id": service}
        return {"@id": service + "/full/10,/0/default.jpg", "@type": "dctypes:Image", "service": said}

    choice = {"@type": "oa:Choice", "default": resource(two), "item": [resource(one)]}
    canvases = [
        {"@id": "x", "@type": "sc:Canvas", "label": label, "images": [{"@type": "oa:Annotation", "resource": body}]}
        for label, body in (("1r", resource(one)), ("1v", choice))
    ]
    told = {
        "@context": "http://iiif.io/api/presentation/2/context.json",
        "@id": f"{archive.address}album/manifest",
        "@type": "sc:Manifest",
        "label": [{"@value": "Ein Album", "@language": "de"}],
        "description": "<p>Zwei Seiten, <b>klein</b>.</p>",
        "attribution": "Stadtarchiv",
        "license": "https://rightsstatements.org/page/NKC/1.0/?language=de",
        "metadata": [
            {"label": "Fotograf", "value": "E. Nowak"},
            {"label": [{"@value": "Datierung", "@language": "de"}], "value": ["um 1900"]},
            {"label": "Signatur der Mappe", "value": "M 7"},
        ],
        "sequences": [{"@type": "sc:Sequence", "canvases": canvases}],
    }
    return archive.put("album/manifest", told | more)


def taken(given: str, folder: Path, options: FetchOptions, **wish: Any) -> Intake:
    intake = prepare(folder, given, options, **wish)
    carry_out(intake)
    return intake


def test_presentation_3_gives_labels_rights_and_the_largest_picture(
    archive: Archive, options: FetchOptions, tmp_path: Path
) -> None:
    address = version_3(
        archive,
        rights=NKC,
        summary={"en": ["Snow."]},
        requiredStatement={"label": {"en": ["Attribution"]}, "value": {"en": ["City Museum"], "de": ["Stadtmuseum"]}},
        metadata=[
            {"label": {"en": ["Photographer"]}, "value": {"none": ["E. Novak", "A. Braun"]}},
            {"label": {"en": ["Date"]}, "value": {"en": ["about 1900"]}},
            {"label": {"en": ["Dimensions"]}, "value": {"none": ["18 × 24 cm"]}},
            {"label": {"en": ["Negative number"]}, "value": {"none": ["7"]}},
        ],
    )
    intake = taken(address, tmp_path / "show", options)
    (draft,) = intake.gathered.drafts
    assert draft.written() == {
        "id": "tram",
        "source": {
            "url": archive.address + "images/tram/full/max/0/default.jpg",
            "sha256": archive.digest("images/tram/full/max/0/default.jpg"),
        },
        "title": {"en": "A tram", "de": "Eine Tram"},
        "creator": [{"name": "E. Novak"}, {"name": "A. Braun"}],
        "date": "1900~",
        "dimensions": {"width": 24, "height": 18},
        "credit": {"en": "City Museum", "de": "Stadtmuseum"},
        "rights": NKC,
        "alt": "TODO",
        "description": "Snow.",
    }
    assert intake.gathered.other_facts == {"Negative number": 1}
    assert {problem.code for problem in intake.problems} == {"unfinished"}


def test_facts_that_our_own_descriptions_tell_fill_their_fields(
    archive: Archive, options: FetchOptions, tmp_path: Path
) -> None:
    facts = {
        "Height × width": {"en": ["7 1/8 × 9 3/8 in. (18.1 × 23.8 cm)"]},
        "Lender": {"en": ["City Museum"], "de": ["Stadtmuseum"]},
        "Inventory number": {"none": ["1936.12"]},
        "Record in the catalogue": {"none": ["https://museum.example.org/12"]},
    }
    told = [{"label": {"en": [name]}, "value": value} for name, value in facts.items()]
    intake = taken(version_3(archive, metadata=told), tmp_path / "show", options)
    (draft,) = intake.gathered.drafts
    written = draft.written()
    assert written["dimensions"] == {"width": 9.375, "height": 7.125, "unit": "in"}
    assert written["lender"] == {"en": "City Museum", "de": "Stadtmuseum"}
    assert (written["inventory_number"], written["catalogue"]) == ("1936.12", "https://museum.example.org/12")


def test_presentation_2_gives_the_same(archive: Archive, options: FetchOptions, tmp_path: Path) -> None:
    intake = taken(version_2(archive), tmp_path / "show", options)
    one, two = (draft.written() for draft in intake.gathered.drafts)
    assert intake.language == "de"
    assert one["source"]["url"].endswith("iiif/one/full/full/0/default.jpg")
    assert two["source"]["url"].endswith("iiif/two/full/20,/0/default.jpg")
    assert (one["id"], two["id"]) == ("album-1", "album-2")
    assert (one["title"], two["title"]) == ("Ein Album, 1r", "Ein Album, 1v")
    for work in (one, two):
        assert work["creator"] == "E. Nowak"
        assert work["date"] == "1900~"
        assert work["credit"] == "Stadtarchiv"
        assert work["rights"] == NKC
        assert work["description"] == "Zwei Seiten, klein."


@pytest.mark.parametrize("version", [2, 3])
def test_a_collection_gives_the_works_of_all_its_manifests(
    version: int, archive: Archive, options: FetchOptions, tmp_path: Path
) -> None:
    names = ["tram", "snow", "bridge"]
    addresses = [version_3(archive, name, label={"en": [name.title()]}) for name in names]
    if version == 3:
        inner = {"id": archive.address + "inner.json", "type": "Collection", "label": {"en": ["Inner"]}}
        archive.put("inner.json", inner | {"items": [{"id": addresses[2], "type": "Manifest"}]})
        members = [{"id": each, "type": "Manifest"} for each in addresses[:2]]
        top = {
            "id": "x",
            "type": "Collection",
            "label": {"en": ["Winter"]},
            "summary": {"en": ["Cold."]},
            "items": [*members, inner],
        }
    else:
        page = {"@type": "sc:Collection", "manifests": [{"@id": addresses[2], "@type": "sc:Manifest"}]}
        following = archive.put("page-2.json", page)
        manifests = [{"@id": each, "@type": "sc:Manifest"} for each in addresses[:2]]
        top = {
            "@id": "x",
            "@type": "sc:Collection",
            "label": "Winter",
            "description": "Cold.",
            "manifests": manifests,
            "next": following,
        }
    intake = taken(archive.put("top.json", top), tmp_path / "show", options)
    assert [draft.id for draft in intake.gathered.drafts] == names
    text = (tmp_path / "show" / "exhibit.yaml").read_text(encoding="utf-8")
    assert "title: Winter\n" in text
    assert "statement: Cold.\n" in text


def test_done_again_it_adds_what_is_new_and_touches_nothing_else(
    archive: Archive, options: FetchOptions, tmp_path: Path
) -> None:
    addresses = [version_3(archive, name) for name in ("tram", "snow", "bridge")]
    members = [{"id": each, "type": "Manifest"} for each in addresses]
    top = archive.put("top.json", {"id": "x", "type": "Collection", "items": members})
    first = taken(top, tmp_path / "show", options, limit=2)
    assert [draft.id for draft in first.gathered.drafts] == ["tram", "snow"]
    assert "1 photographs are left" in first.gathered.left_for_later
    manifest = tmp_path / "show" / "exhibit.yaml"
    edited = manifest.read_text(encoding="utf-8").replace("alt: TODO", "alt: A tram in snow.  # as seen", 1)
    manifest.write_text(edited, encoding="utf-8")
    second = taken(top, tmp_path / "show", options, limit=2)
    assert [draft.id for draft in second.gathered.drafts] == ["bridge"]
    assert len(second.gathered.there) == 2
    assert manifest.read_text(encoding="utf-8").startswith(edited.rstrip("\n"))


def test_what_was_downloaded_before_is_not_asked_for_again(
    archive: Archive, options: FetchOptions, tmp_path: Path
) -> None:
    address = version_3(archive)
    taken(address, tmp_path / "one", options)
    (archive.folder / "images/tram/full/max/0/default.jpg").unlink()
    again = taken(address, tmp_path / "two", options)
    assert len(again.gathered.drafts) == 1


def test_a_picture_that_is_not_there_costs_only_its_work(
    archive: Archive, options: FetchOptions, tmp_path: Path
) -> None:
    good, bad = version_3(archive, "tram"), version_3(archive, "snow")
    (archive.folder / "images/snow/full/max/0/default.jpg").unlink()
    (archive.folder / "snow-small.jpg").write_text("<html>", encoding="utf-8")
    members = [{"id": each, "type": "Manifest"} for each in (bad, good, archive.address + "none.json")]
    intake = taken(
        archive.put("top.json", {"id": "x", "type": "Collection", "items": members}), tmp_path / "show", options
    )
    assert [draft.id for draft in intake.gathered.drafts] == ["tram"]
    assert len(intake.gathered.refused) == 2


def test_where_there_is_no_service_the_picture_itself_is_taken(
    archive: Archive, options: FetchOptions, tmp_path: Path
) -> None:
    body = {"id": archive.picture("tram.jpg"), "type": "Image"}
    source = {"type": "SpecificResource", "source": {"type": "Choice", "items": [body, {"id": "x", "type": "Image"}]}}
    page = {"items": [{"motivation": "painting", "body": source}]}
    document = {
        "id": "x",
        "type": "Manifest",
        "label": {"en": ["Tram"]},
        "items": [{"type": "Canvas", "items": [page]}],
    }
    intake = taken(archive.put("m.json", document), tmp_path / "show", options)
    (draft,) = intake.gathered.drafts
    assert draft.source["url"] == archive.address + "tram.jpg"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("<html>", "holds no JSON"),
        ("[" * 100_000, "holds no JSON"),
        ("[]", "is no IIIF description"),
        ({"type": "AnnotationPage"}, "is a IIIF AnnotationPage"),
        ({"type": "Manifest"}, "nothing to begin with, there are no canvases with pictures"),
        ({"type": "Manifest", "items": "x"}, "nothing to begin with, there are no canvases with pictures"),
        ({"type": "Manifest", "items": [{"items": [1, {"items": [SEVEN]}]}]}, "no picture"),
        ({"type": "Collection", "items": [{"id": "ftp://x", "type": "Manifest"}]}, "ftp://x"),
        ({"@type": "sc:Manifest", "sequences": [{"canvases": [{"images": [{"resource": FILE}]}]}]}, "no picture"),
    ],
)  # fmt: skip
def test_what_is_broken_is_refused_with_words(
    document: Any, said: str, archive: Archive, options: FetchOptions, tmp_path: Path
) -> None:
    with pytest.raises(GalleryError) as caught:
        taken(archive.put("m.json", document), tmp_path / "show", options)
    assert said in str(caught.value)
    assert not (tmp_path / "show").exists()


def test_a_collection_that_holds_itself_ends(archive: Archive, options: FetchOptions, tmp_path: Path) -> None:
    own = {"id": archive.address + "top.json", "type": "Collection"}
    top = archive.put("top.json", own | {"items": [own, {"id": version_3(archive), "type": "Manifest"}]})
    assert len(taken(top, tmp_path / "show", options).gathered.drafts) == 1


def test_private_addresses_are_not_asked(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="not on the public internet; --allow-private reaches it"):
        taken(version_3(archive), tmp_path / "show", FetchOptions(tmp_path / "cache"))


def test_the_command_takes_a_file_too_and_the_exhibit_is_read(archive: Archive, tmp_path: Path) -> None:
    version_3(archive, rights=NKC)
    file = archive.folder / "tram" / "manifest.json"
    folder = tmp_path / "show"
    result = CliRunner().invoke(command, [str(folder), "--iiif", str(file), "--allow-private"])
    assert result.exit_code == 0, result.output
    assert "begun with 1 work" in result.output
    text = (folder / "exhibit.yaml").read_text(encoding="utf-8").replace("TODO", "Written")
    (folder / "exhibit.yaml").write_text(text, encoding="utf-8")
    assert [work.id for work in read_manifest(folder).exhibit.works] == ["tram"]


@pytest.mark.parametrize(
    "wrong", [["--limit", "3"], ["--iiif", "x", "--from", "."], ["--iiif", "x", "--language", "german"]]
)
def test_options_that_do_not_belong_together_are_refused(wrong: list[str], tmp_path: Path) -> None:
    assert CliRunner().invoke(command, [str(tmp_path), *wrong]).exit_code == 2
