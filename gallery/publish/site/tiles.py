"""The JPEGs of one work: IIIF images of level 0, each version whole in every size and in tiles at full resolution.

    {version}/full/{w},{h}/0/default.jpg            every size of the ladder, with the whole label inside
    {version}/full/max/0/default.jpg                the largest of these
    {version}/{x},{y},{w},{h}/{w},{h}/0/default.jpg     tiles
    {version}.tif                                   or, in place of the tiles, all of them in one pyramid
    whole/full/{w},{h}/0/default.jpg                all of a master that is cut, in every size

A tile says of itself what must not be lost when it is taken out of its picture: credit and rights and, where its
colours are inferred, that they are.
"""

from __future__ import annotations

from gallery.pictures.addresses import PYRAMID, WHOLE
from gallery.pictures.packets import BRIEF_COLOUR, BRIEF_ORIGINAL, COLOUR, ORIGINAL, packet
from gallery.publication.show import Show
from gallery.publish.site.steps.tiles import tiles_step
from gallery.tasks import Task


def tasks(show: Show) -> list[Task]:
    """One for each work (pure)."""
    form = show.exhibit.publications.site.tiles
    pyramids = (f"original{PYRAMID}", f"grey{PYRAMID}") if form == "pyramid" else ()
    return [
        Task(
            id=f"site/tiles/{work.id}",
            step=tiles_step,
            parameters={"work": work.id, "tiles": form},
            needs=(f"colorize/{work.id}",),
            publishes={"./": f"site/iiif/{work.id}/"},
            stamps={
                f"colour{PYRAMID}": packet(work.id, COLOUR),
                f"*{PYRAMID}": packet(work.id, ORIGINAL),
                "colour/full/*": packet(work.id, COLOUR),
                "colour/*": packet(work.id, BRIEF_COLOUR),
                "*/full/*": packet(work.id, ORIGINAL),
                "*": packet(work.id, BRIEF_ORIGINAL),
            },
            authentic=("original/*", "grey/*", f"{WHOLE}/*", *pyramids),
            subject=work.id,
        )
        for work in show.exhibit.works
    ]
