"""One panel for each work."""

from __future__ import annotations

from dataclasses import replace

from gallery.labels.label import Label, label_of
from gallery.labels.tombstone import small_print_words
from gallery.pictures.addresses import panel
from gallery.pictures.packets import COLOUR, ORIGINAL, packet
from gallery.publication.publication import Publication, disclosure_row
from gallery.publication.show import Show
from gallery.publish.panels.step import FOR_THE_SITE, PANEL, panel_step
from gallery.tasks import Task


def plan(show: Show) -> list[Task]:
    """One task for each work (pure)."""
    panels = show.exhibit.publications.panels
    works = show.exhibit.works
    digits = max(2, len(str(len(works))))
    small = small_print_words(show.exhibit)
    with_site = show.exhibit.publications.site.enabled
    return [
        Task(
            id=f"panels/{work.id}",
            step=panel_step,
            parameters={
                "label": _drawn(label_of(work, show.exhibit, number)).to_json(),
                "width": panels.width,
                "dpi": panels.dpi,
                "small_print": small,
                "with_site": with_site,
            },
            needs=(f"colorize/{work.id}",),
            reads=("fonts",),
            publishes={PANEL: f"panels/{number:0{digits}}-{work.id}.jpg"}
            | ({FOR_THE_SITE: f"site/{panel(work.id)}"} if with_site else {}),
            stamps={"*": packet(work.id, COLOUR if work.colorize else ORIGINAL)},
            subject=work.id,
        )
        for number, work in enumerate(works, start=1)
    ]


def _drawn(label: Label) -> Label:
    """What of ``label`` is drawn, so that nothing else makes a panel anew."""
    label = replace(label, lender=None, inventory_number=None, catalogue=None, creators=())
    return replace(label, number=0, alt="", description=None, rights="", rights_note=None, elsewhere={})


PUBLICATION = Publication(
    "panels",
    plan,
    reads=("fonts",),
    disclosed=lambda _: [disclosure_row("panels/", "the notice, in the label")],
)
