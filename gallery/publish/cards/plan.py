"""What hangs or lies beside the works without being a panel.

cards/labels            label cards, several to a sheet             needs every colorize/<work>
cards/pictures/<work>   its pictures, small                         needs colorize/<work>
cards/contact-sheet     all works, small, with number and title     needs all of these, and label/<work>
"""

from __future__ import annotations

from dataclasses import replace

from gallery.labels.label import DIGITAL_SOURCE_TYPE, label_of
from gallery.pictures.packets import packets_id
from gallery.pictures.planned_mark import mark_of
from gallery.publication.publication import Publication, disclosure_row
from gallery.publication.show import Show
from gallery.publish.cards.contact_sheet import CONTACT_SHEET, contact_sheet_step
from gallery.publish.cards.labels import LABELS, labels_step
from gallery.publish.cards.pictures import pictures_step
from gallery.publish.cards.problems import card_problems
from gallery.tasks import Task
from gallery.words.texts import texts_in


def plan(show: Show) -> list[Task]:
    """Every task of the cards (pure)."""
    pictures = [
        Task(
            id=f"cards/pictures/{work.id}",
            step=pictures_step,
            parameters={
                "work": work.id,
                "mark": mark_of(show.exhibit, work).to_json() if work.colorize else None,
            },
            needs=(f"colorize/{work.id}",),
            reads=("fonts",) if work.colorize else (),
            subject=work.id,
        )
        for work in show.exhibit.works
    ]
    return [_labels(show), *pictures, _contact_sheet(show)]


def _labels(show: Show) -> Task:
    cards = show.exhibit.publications.cards
    labels = [label_of(work, show.exhibit, number) for number, work in enumerate(show.exhibit.works, start=1)]
    return Task(
        id="cards/labels",
        step=labels_step,
        parameters={
            "title": show.exhibit.title.pick(show.exhibit.language),
            "language": show.exhibit.language,
            "card": [cards.width * 10, cards.height * 10],
            "labels": [replace(label, description=None, alt="", rights_note=None).to_json() for label in labels],
        },
        needs=tuple(f"colorize/{work.id}" for work in show.exhibit.works),
        reads=("fonts",),
        publishes={LABELS: f"cards/{LABELS}"},
    )


def _contact_sheet(show: Show) -> Task:
    exhibit = show.exhibit
    colorized = any(work.colorize for work in exhibit.works)
    return Task(
        id="cards/contact-sheet",
        step=contact_sheet_step,
        parameters={
            "title": exhibit.title.pick(exhibit.language),
            "curator": exhibit.curator,
            "language": exhibit.language,
            "notice": texts_in(exhibit.language)("label.inferred") if colorized else None,
            "digital_source_type": DIGITAL_SOURCE_TYPE + exhibit.colorizer.digital_source_type if colorized else None,
            "works": [
                {
                    "id": work.id,
                    "number": number,
                    "title": work.title.pick(exhibit.language),
                    "alt": work.alt.pick(exhibit.language),
                    "colorized": work.colorize,
                }
                for number, work in enumerate(exhibit.works, start=1)
            ],
        },
        needs=tuple(need for work in exhibit.works for need in (f"cards/pictures/{work.id}", packets_id(work.id))),
        reads=("fonts",),
        publishes={CONTACT_SHEET: f"cards/{CONTACT_SHEET}"},
    )


PUBLICATION = Publication(
    "cards",
    plan,
    reads=("fonts",),
    problems=card_problems,
    disclosed=lambda _, words: [disclosure_row(words, f"cards/{CONTACT_SHEET}", "beside_foot")],
)
