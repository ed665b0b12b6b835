"""One panel for each work.

panels/pictures/<work>   its pictures, resized to their places                 needs colorize/<work>
panels/jpeg/<work>       the panel as a picture                                needs the above
panels/pdf/<work>        the panel as a PDF                                    likewise, and label/<work>
panels/height            the one height of all pictures, where it is asked for   needs every colorize/<work>
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gallery.labels.arrangement import UNITS
from gallery.labels.label import Label, label_of
from gallery.labels.tombstone import small_print_words
from gallery.manifest.schema import Work
from gallery.pictures.addresses import panel
from gallery.pictures.packets import COLOUR, ORIGINAL, packet, packets_id
from gallery.pictures.planned_mark import mark_in, mark_of
from gallery.publication.publication import Publication, disclosure_row
from gallery.publication.show import Show
from gallery.publish.panels.pictures import pictures_step, row_step
from gallery.publish.panels.section import Panels
from gallery.publish.panels.step import FILES, FOR_THE_SITE, jpeg_step, pdf_step
from gallery.tasks import MEMORY, Task
from gallery.words.texts import texts_in

_HEIGHT = "panels/height"

_A_PIXEL = 10
"""Bytes that a pixel of a panel takes at most, while it is drawn and encoded."""


def plan(show: Show) -> list[Task]:
    """Every task of the panels (pure)."""
    tasks = [task for number, work in enumerate(show.exhibit.works, start=1) for task in _of_work(show, work, number)]
    panels = show.exhibit.publications.panels
    if not panels.same_height:
        return tasks
    works = [f"colorize/{work.id}" for work in show.exhibit.works]
    return [Task(_HEIGHT, row_step, {"format": _format(panels), "works": works}, needs=tuple(works)), *tasks]


def _of_work(show: Show, work: Work, number: int) -> Iterator[Task]:
    panels = show.exhibit.publications.panels
    row = (_HEIGHT,) if panels.same_height else ()
    yield Task(
        id=f"panels/pictures/{work.id}",
        step=pictures_step,
        parameters={
            "work": work.id,
            "format": _format(panels),
            "formats": sorted(set(panels.formats)),
            "mark": mark_of(show.exhibit, work).to_json() if work.colorize else None,
        },
        needs=(f"colorize/{work.id}", *row),
        reads=("fonts",) if work.colorize else (),
        memory=_memory(panels),
        subject=work.id,
    )
    label = label_of(work, show.exhibit, number)
    if "jpeg" in panels.formats:
        packet_of = packet(work.id, COLOUR if work.colorize else ORIGINAL)
        more: dict[str, Any] = {"label": _drawn(label).to_json(), "tall": panels.pixels[1]}
        yield replace(_panel(show, work, number, "jpeg", more), step=jpeg_step, stamps={"*": packet_of})
    if "pdf" in panels.formats:
        more = {"label": replace(_drawn(label), alt=label.alt).to_json(), "bleed": panels.bleed}
        task = _panel(show, work, number, "pdf", more)
        yield replace(task, step=pdf_step, needs=(*task.needs, packets_id(work.id)))


def _panel(show: Show, work: Work, number: int, form: str, more: dict[str, Any]) -> Task:
    """What both forms of a panel have in common."""
    panels = show.exhibit.publications.panels
    suffix = FILES[form].rpartition(".")[2]
    digits = max(2, len(str(len(show.exhibit.works))))
    publishes = {FILES[form]: f"panels/{number:0{digits}}-{work.id}.{suffix}"}
    # The pages of the site offer one of them.
    for_the_site = show.exhibit.publications.site.enabled and show.offers.panels == suffix
    if for_the_site:
        publishes[f"{FOR_THE_SITE}.{suffix}"] = f"site/{panel(work.id, suffix)}"
    return Task(
        id=f"panels/{form}/{work.id}",
        step=jpeg_step,
        parameters={
            "format": _format(panels),
            "dpi": panels.dpi,
            "unit": panels.centimetres[0] * 10 / UNITS,
            "words": {"captions": captions_in(show.exhibit.language), "small_print": small_print_words(show.exhibit)},
            "for_the_site": for_the_site,
            **more,
        },
        needs=(f"colorize/{work.id}", f"panels/pictures/{work.id}", *((_HEIGHT,) if panels.same_height else ())),
        reads=("fonts",),
        publishes=publishes,
        # Its height may have been found among works with inferred colours; it shows none.
        authentic=Task.authentic if work.colorize else ("panel.*", f"{FOR_THE_SITE}.*"),
        memory=_memory(panels),
        light=True,
        subject=work.id,
    )


def _format(panels: Panels) -> list[float | None]:
    """The sheet as tasks are given it: pixels across, and its height in units."""
    wide, tall = panels.centimetres
    return [panels.pixels[0], None if tall is None else tall / wide * UNITS]


def _memory(panels: Panels) -> int:
    wide, tall = panels.pixels
    return max(MEMORY, MEMORY // 2 + _A_PIXEL * wide * (tall or wide))


def captions_in(language: str) -> dict[str, str]:
    """What stands under the pictures of a panel."""
    words = texts_in(language)
    mark = mark_in(language).words
    colour = words("panels.colour", mark=mark[:1].upper() + mark[1:])
    return {name: words(f"panels.{name}") for name in ("original", "original_grey", "grey")} | {"colour": colour}


def _drawn(label: Label) -> Label:
    """What of ``label`` is drawn, so that nothing else makes a panel anew."""
    label = replace(label, lender=None, inventory_number=None, catalogue=None, creators=())
    return replace(label, number=0, alt="", description=None, rights="", rights_note=None, elsewhere={})


PUBLICATION = Publication(
    "panels",
    plan,
    reads=("fonts",),
    disclosed=lambda _, words: [disclosure_row(words, "panels/", "beside_label")],
)
