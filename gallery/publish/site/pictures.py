"""The pictures of one work for the site: WebP and JPEG of every version at every size, tiles, the veil of confidence.

    pictures/{version}-{w}.webp                     what pages show
    pictures/confidence.png                         the veil: a transparent picture that lies over the photograph
    iiif/{version}/full/{w},{h}/0/default.jpg       every size of the ladder, with the whole label inside
    iiif/{version}/full/max/0/default.jpg           the largest of these
    iiif/{version}/{x},{y},{w},{h}/{w},{h}/0/default.jpg    tiles
    iiif/{version}.tif                              or, in place of the tiles, all of them in one pyramid
    iiif/whole/full/{w},{h}/0/default.jpg           all of a master that is cut, in every size

WebP is smaller than JPEG by about a third; browsers that cannot read it get the JPEG. Where the exhibit asks for it,
versions that are smaller as AVIF are offered so too. The JPEGs are IIIF images of level 0.

A tile says of itself what must not be lost when it is taken out of its picture: credit and rights and, where its
colours are inferred, that they are.
"""

from __future__ import annotations

from gallery.pictures.addresses import PYRAMID, WHOLE
from gallery.pictures.packets import BRIEF_COLOUR, BRIEF_ORIGINAL, COLOUR, ORIGINAL, packet
from gallery.publication.show import Show
from gallery.publish.site.steps.pictures import IMAGES, PICTURES, site_pictures_step
from gallery.tasks import Task


def tasks(show: Show) -> list[Task]:
    """One for each work (pure)."""
    site = show.exhibit.publications.site
    pyramids = (f"{IMAGES}/original{PYRAMID}", f"{IMAGES}/grey{PYRAMID}") if site.tiles == "pyramid" else ()
    originals = (f"{IMAGES}/original/*", f"{IMAGES}/grey/*", f"{IMAGES}/{WHOLE}/*")
    return [
        Task(
            id=f"site/pictures/{work.id}",
            step=site_pictures_step,
            parameters={"work": work.id, "avif": site.avif, "tiles": site.tiles},
            needs=(f"colorize/{work.id}",),
            publishes={f"{PICTURES}/": f"site/pictures/{work.id}/", f"{IMAGES}/": f"site/iiif/{work.id}/"},
            stamps={
                f"{PICTURES}/colour-*": packet(work.id, COLOUR),
                f"{PICTURES}/*": packet(work.id, ORIGINAL),
                f"{IMAGES}/colour{PYRAMID}": packet(work.id, COLOUR),
                f"{IMAGES}/*{PYRAMID}": packet(work.id, ORIGINAL),
                f"{IMAGES}/colour/full/*": packet(work.id, COLOUR),
                f"{IMAGES}/colour/*": packet(work.id, BRIEF_COLOUR),
                f"{IMAGES}/*/full/*": packet(work.id, ORIGINAL),
                f"{IMAGES}/*": packet(work.id, BRIEF_ORIGINAL),
            },
            authentic=("original-*", "grey-*", "confidence*", *originals, *pyramids),
            subject=work.id,
        )
        for work in show.exhibit.works
    ]
