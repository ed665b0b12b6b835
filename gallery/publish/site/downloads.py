"""The pictures with inferred colours that visitors take away, with the mark: they leave their label behind."""

from __future__ import annotations

from gallery.pictures.addresses import download
from gallery.pictures.packets import COLOUR, packet
from gallery.pictures.planned_mark import mark_of
from gallery.publication.show import Show
from gallery.publish.site.steps.downloads import DOWNLOAD, download_step
from gallery.tasks import Task


def tasks(show: Show) -> list[Task]:
    """One for each colorized work, unless the exhibit wants no mark on them (pure)."""
    if not show.offers.downloads:
        return []
    return [
        Task(
            id=f"site/download/{work.id}",
            step=download_step,
            parameters={"work": work.id, "mark": mark_of(show.exhibit, work).to_json()},
            needs=(f"colorize/{work.id}",),
            reads=("fonts",),
            publishes={DOWNLOAD: f"site/{download(work.id)}"},
            stamps={DOWNLOAD: packet(work.id, COLOUR)},
            subject=work.id,
        )
        for work in show.exhibit.works
        if work.colorize
    ]
