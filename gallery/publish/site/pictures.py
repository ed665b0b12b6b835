"""The pictures of one work that only the site shows: WebP of every version at every size, and the veil of confidence.

WebP is smaller than JPEG by about a third; browsers that cannot read it get the JPEG of
:mod:`gallery.publish.site.tiles`. Where the exhibit asks for it, versions that are smaller as AVIF are offered so too.
The veil is a transparent picture that lies over the photograph.
"""

from __future__ import annotations

from gallery.pictures.packets import COLOUR, ORIGINAL, packet
from gallery.publication.show import Show
from gallery.publish.site.steps.pictures import site_pictures_step
from gallery.tasks import Task


def tasks(show: Show) -> list[Task]:
    """One for each work (pure)."""
    return [
        Task(
            id=f"site/pictures/{work.id}",
            step=site_pictures_step,
            parameters={"work": work.id, "avif": show.exhibit.publications.site.avif},
            needs=(f"colorize/{work.id}",),
            publishes={"pictures/": f"site/pictures/{work.id}/"},
            stamps={"pictures/colour-*": packet(work.id, COLOUR), "pictures/*": packet(work.id, ORIGINAL)},
            subject=work.id,
        )
        for work in show.exhibit.works
    ]
