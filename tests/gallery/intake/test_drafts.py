"""Draft works, and their place in a manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from gallery.errors import GalleryError, ManifestError
from gallery.intake.drafts import DraftWork, new_manifest, slug, with_works
from gallery.manifest.reader import parse_manifest
from gallery.manifest.schema import Work

TRAM = DraftWork(
    "tram",
    {"path": "photographs/tram.tif"},
    {"alt": "A tram.", "title": "A tram", "rights": "http://rightsstatements.org/vocab/NKC/1.0/"},
    todo=("date",),
    comments={"date": "the table says: some winter"},
)


def test_a_work_is_written_in_the_schemas_order_with_todo_for_what_is_missing() -> None:
    assert list(TRAM.written()) == [name for name in Work.model_fields if name in TRAM.written()]
    assert DraftWork("x", {"path": "x.tif"}).written() == {
        "id": "x",
        "source": {"path": "x.tif"},
        "title": "TODO",
        "rights": "TODO",
        "alt": "TODO",
    }


def test_a_new_manifest_has_everything_but_what_only_a_curator_can_say() -> None:
    text = new_manifest([TRAM, TRAM], "de", {"title": "Ein Winter: 1900"})
    assert text.splitlines()[4:] == [
        'title: "Ein Winter: 1900"',
        "curator: TODO",
        "language: de",
        "statement: TODO",
        "",
        "rooms:",
        "  - title: TODO",
        "    works:",
        *(
            line
            for name in ("tram", "tram-2")
            for line in (
                f"      - id: {name}",
                "        source: {path: photographs/tram.tif}",
                "        title: A tram",
                "        # the table says: some winter",
                "        date: TODO",
                "        rights: http://rightsstatements.org/vocab/NKC/1.0/",
                "        alt: A tram.",
            )
        ),
    ]
    with pytest.raises(ManifestError) as caught:
        parse_manifest(text, Path("exhibit.yaml"))
    assert {problem.code for problem in caught.value.problems} == {"unfinished"}


def test_works_are_added_to_the_last_room_and_every_byte_before_them_stays() -> None:
    before = (
        new_manifest([TRAM], "en").rstrip("\n") + "\n  - title: Two  # the last\n    works:\n      - {id: tram-2}\n"
    )
    after = with_works(before, [TRAM, TRAM], "exhibit.yaml")
    assert after.startswith(before.rstrip("\n"))
    assert [line for line in after.splitlines() if line.startswith("      - ")] == [
        "      - id: tram",
        "      - {id: tram-2}",
        "      - id: tram-3",
        "      - id: tram-4",
    ]


@pytest.mark.parametrize("text", ["title: x\n", "rooms: []\n", "rooms: none\n"])
def test_an_exhibit_without_a_room_is_told(text: str) -> None:
    with pytest.raises(GalleryError, match="x has no room to put works into; add 'rooms:'"):
        with_works(text, [TRAM], "x")


@pytest.mark.parametrize(
    ("name", "wished"),
    [
        ("evans_bud_fields_1936", "evans-bud-fields-1936"),
        ("Straße im Schnee", "strasse-im-schnee"),
        ("Gru\u0308ße aus Köln", "gruesse-aus-koeln"),
        ("Улица", "ulitsa"),
        ("***", "work"),
        ("x" * 300, "x" * 76),
    ],
)
def test_ids_are_made_of_names(name: str, wished: str) -> None:
    assert slug(name) == wished
