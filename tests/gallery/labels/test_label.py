"""Labels: what they say, and that what they say is true of the master."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from gallery.derivatives import Facts
from gallery.labels.label import Label, exact, label_facts, label_of
from gallery.manifest.schema import Exhibit, Work
from gallery.words.texts import languages

PLAIN = Facts(10, 10, "0" * 64, "JPEG", 100, has_colour=False, toned=False, colorized=True)


def work(**given: Any) -> Work:
    required = {"id": "w", "source": {"path": "a.jpg"}, "title": "Title", "alt": "What it shows"}
    return Work.model_validate(required | {"rights": "http://rightsstatements.org/vocab/NoC-US/1.0/"} | given)


def exhibit(of: Work, **given: Any) -> Exhibit:
    rooms = [{"title": "Room", "works": [of.model_dump(exclude_unset=True)]}]
    return Exhibit.model_validate({"title": "E", "curator": "C", "statement": "S", "rooms": rooms} | given)


def label(of: Work, **given: Any) -> Label:
    return label_of(of, exhibit(of, **given), 3)


def hint(assumption: bool) -> dict[str, Any]:
    return {"at": [0.5, 0.5], "color": "#5b3a29", "evidence": "wool", "assumption": assumption}


def test_the_tombstone_names_creator_title_and_date_medium_credit_rights_in_this_order() -> None:
    given = label(work(creator="Dorothea Lange", date="1936-03", medium="Print", credit="Getty"))
    rights = "No Copyright – United States"
    assert given.lines() == ["Dorothea Lange", "Title, March 1936", "Print", "Getty", rights]


def test_absent_lines_are_left_out() -> None:
    assert label(work()).lines() == ["Title", "No Copyright – United States"]


def test_place_and_dimensions_stand_where_a_museum_puts_them() -> None:
    given = label(work(date="1936", place="Nipomo", medium="Print", dimensions={"width": 25.4, "height": 20}))
    assert given.lines() == ["Title, 1936", "Nipomo", "Print, 20 × 25.4 cm", "No Copyright – United States"]
    assert label(work(dimensions={"width": 25.4, "height": 20})).material == "20 × 25.4 cm"


def test_owner_lender_and_inventory_number_follow_one_another() -> None:
    given = work(credit="Getty", lender={"en": "City Museum", "de": "Stadtmuseum"}, inventory_number="84.XM.1")
    rights = "No Copyright – United States"
    lines = [line.replace("\u00a0", " ") for line in label(given).lines()]
    assert lines == ["Title", "Getty", "Lent by City Museum", "Inv. no. 84.XM.1", rights]
    german = label_of(given, exhibit(given), 1, "de")
    assert (german.lender, german.loan, german.inventory) == (
        "Stadtmuseum", "Leihgabe: Stadtmuseum", "Inv.-Nr. 84.XM.1",
    )  # fmt: skip


def test_a_label_in_another_language_says_everything_in_it() -> None:
    given = work(date="1900~", dimensions={"width": 25.4, "height": 20}, hints=[hint(True), hint(False)])
    german = label_of(given, exhibit(given), 1, "de")
    assert (german.date, german.dimensions) == ("um 1900", "20 × 25,4 cm")
    assert german.rights_label == "Kein Urheberrechtsschutz – Vereinigte Staaten"
    given_colours = "Zwei Farben wurden kuratorisch vorgegeben, eine davon als Annahme."
    assert german.notice.endswith(given_colours)
    assert exact(german, PLAIN).notice == (
        f"Die Farben hat ein neuronales Netz erschlossen; das Original ist schwarzweiß. {given_colours}"
    )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("count", [1, 2, 10, 11])
def test_counts_are_words_that_agree_in_every_language(language: str, count: int) -> None:
    given = work(hints=[hint(False)] * count)
    said = label_of(given, exhibit(given), 1, language).notice
    assert (str(count) in said) == (count > 10)
    assert "{" not in said


def test_the_language_of_a_text_that_is_not_translated_is_known() -> None:
    given = work(title={"en": "The sea", "de": "Das Meer"}, creator="Anna", medium={"en": "Print"})
    german = label_of(given, exhibit(given), 1, "de")
    assert german.elsewhere == {"creator": "en", "medium": "en", "alt": "en"}
    assert label_of(given, exhibit(given), 1).elsewhere == {}
    assert replace(german, medium=None).to_json()["elsewhere"] == {"creator": "en", "alt": "en"}


def test_notice_and_rights_in_a_language_without_words_are_in_english_and_say_so() -> None:
    given = work()
    italian = label_of(given, exhibit(given, language="it"), 1)
    assert italian.elsewhere == {"notice": "en", "rights_label": "en"}
    own = exhibit(given, language="it", colorizer={"notice": "Colori immaginati."})
    assert label_of(given, own, 1).elsewhere == {"rights_label": "en"}


def test_a_label_survives_json() -> None:
    given = work(description="*Text*", hints=[hint(True)], creator=[{"name": "A. Maker", "role": "printer"}])
    facts = json.loads(json.dumps(label_facts(given, exhibit(given), 3)))
    assert Label.from_json(facts) == label(given)


def test_texts_are_picked_in_the_asked_language() -> None:
    given = work(title={"en": "The sea", "fr": "La mer"})
    assert label_of(given, exhibit(given), 1, "fr").title == "La mer"
    assert label_of(given, exhibit(given), 1).title == "The sea"


def test_the_planned_notice_is_true_of_every_master() -> None:
    assert label(work()).notice == "Colours inferred by a neural network from the greyscale photograph."


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (PLAIN, "the original is black and white."),
        (replace(PLAIN, toned=True), "the original is a toned black-and-white photograph."),
        (replace(PLAIN, has_colour=True), "the original has colours of its own."),
    ],
)
def test_the_exact_notice_says_what_the_master_is(facts: Facts, said: str) -> None:
    assert exact(label(work()), facts).notice == f"Colours inferred by a neural network; {said}"


@pytest.mark.parametrize(
    ("assumptions", "said"),
    [
        ([False], "One colour was given by the curator."),
        ([True], "One colour was given by the curator, as an assumption."),
        ([False, True, False], "Three colours were given by the curator, one as an assumption."),
        ([True, True], "Two colours were given by the curator, as assumptions."),
    ],
)
def test_the_notice_counts_the_curators_colours_and_assumptions(assumptions: list[bool], said: str) -> None:
    given = label(work(hints=[hint(assumed) for assumed in assumptions]))
    assert given.notice.endswith(f". {said}")
    assert exact(given, PLAIN).notice.endswith(f". {said}")


@pytest.mark.parametrize(("count", "said"), [(1, "One area was left grey."), (2, "Two areas were left grey.")])
def test_the_notice_counts_what_was_left_grey(count: int, said: str) -> None:
    area = [[0, 0], [1, 0], [1, 0.1]]
    given = label(work(hints=[hint(False)], protect=[area] * count))
    assert given.notice.endswith(f"One colour was given by the curator. {said}")
    assert exact(given, PLAIN).notice.endswith(said)


def test_the_exhibits_own_notice_replaces_ours_and_is_never_reworded() -> None:
    given = label(work(), colorizer={"notice": "Farben: Vermutung einer Maschine."})
    assert exact(given, PLAIN).notice == "Farben: Vermutung einer Maschine."


def test_a_work_shown_uncolorized_says_why_and_claims_no_source_type() -> None:
    given = label(work(colorize=False, reason="Its greys are its subject."))
    assert given.notice == "Shown uncolorized: Its greys are its subject."
    assert given.digital_source_type is None
    assert exact(given, PLAIN) == given


def test_a_colorized_work_names_the_iptc_source_type_that_the_exhibit_chose() -> None:
    chosen = label(work(), colorizer={"digital_source_type": "algorithmicallyEnhanced"})
    assert chosen.digital_source_type == "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicallyEnhanced"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("84.XM.1", "Inv. no. 84.XM.1"),
        ("Inv. #1234", "Inv. #1234"),
        ("inv 12", "inv 12"),
        ("Inventar-Nr. 5", "Inventar-Nr. 5"),
        ("INVALID-7", "Inv. no. INVALID-7"),
        ("Accession no. 9", "Accession no. 9"),
    ],
)
def test_what_says_that_it_is_an_inventory_number_is_not_told_so_twice(number: str, said: str) -> None:
    given = work(inventory_number=number)
    assert label_of(given, exhibit(given), 1).inventory.replace("\u00a0", " ") == said
