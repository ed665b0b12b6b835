"""What an exhibit's shared places say, brought to the works that name them."""

from __future__ import annotations

from gallery.manifest.places import Place
from gallery.manifest.schema import Exhibit, Work


def with_places(exhibit: Exhibit) -> Exhibit:
    """``exhibit`` with what its places say at the works that name them: coordinates, where a work has none of its own,
    and the name in every language, where a work gives it in one."""
    if not exhibit.places:
        return exhibit
    rooms = tuple(
        room.model_copy(update={"works": tuple(_placed(work, exhibit.place_of(work)) for work in room.works)})
        for room in exhibit.rooms
    )
    return exhibit.model_copy(update={"rooms": rooms})


def _placed(work: Work, place: Place | None) -> Work:
    if place is None or work.place is None:
        return work
    given = isinstance(work.place.root, dict)
    return work.model_copy(
        update={
            "coordinates": place.coordinates if work.coordinates is None else work.coordinates,
            "place": work.place if given else place.name,
        }
    )
