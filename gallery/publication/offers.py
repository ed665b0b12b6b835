"""What an exhibition offers its visitors: follows from the manifest, and is asked by whoever names it (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gallery.labels.creators import is_somebody
from gallery.manifest.schema import Exhibit, Work

INDEXED: Mapping[str, Callable[[Work], bool]] = {
    "people": lambda work: any(map(is_somebody, work.creators)),
    "places": lambda work: work.place is not None,
    "dates": lambda work: work.date is not None,
}
"""Index → whether a work can be found in it."""


_PANELS = {"jpeg": "jpg", "pdf": "pdf"}


@dataclass(frozen=True)
class Offers:
    """What there is beside the works themselves."""

    languages: tuple[str, ...]
    """BCP 47 tags, the exhibit's own first."""
    indexes: tuple[str, ...]
    """Of :data:`INDEXED`, those in which something can be found."""
    panels: str
    """The kind of file in which a panel of each work is offered, to print: ``jpg`` or ``pdf``; empty for none."""
    downloads: bool
    """Pictures with inferred colours to take away, with the mark; else they are the pages' own."""
    walk: bool
    """Rooms to walk through."""
    colorizer: bool
    """A page on which visitors colorize a photograph of their own."""
    feed: bool
    """Atom: it needs the site's address and the day of publication."""
    films: bool
    """Films to play, where works are films."""
    tiles: bool
    """Tiles at full resolution, as files of the site."""
    iiif: bool
    """Descriptions for other institutions' viewers: they need the site's address and its pictures."""

    @classmethod
    def of(cls, exhibit: Exhibit, *, colorized: bool) -> Offers:
        """What ``exhibit`` offers; ``colorized`` says whether there are weights."""
        wanted = exhibit.publications
        site = wanted.site
        return cls(
            languages=exhibit.languages,
            indexes=tuple(name for name, given in INDEXED.items() if any(map(given, exhibit.works))),
            panels=_PANELS[wanted.panels.formats[0]] if wanted.panels.enabled else "",
            downloads=site.enabled and site.mark,
            walk=site.enabled and site.walk,
            colorizer=site.enabled and site.colorizer and colorized,
            feed=site.enabled and exhibit.base_url is not None and exhibit.published is not None,
            films=site.enabled,
            tiles=site.enabled and site.tiles == "files",
            iiif=site.enabled and wanted.iiif.enabled and exhibit.base_url is not None,
        )
