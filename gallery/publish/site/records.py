"""What machines read of a work, as a file beside its page: the page's linked data, for IIIF's ``seeAlso``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gallery.pictures import addresses
from gallery.publication.show import Show
from gallery.publish.site.steps.records import RECORD, record_step
from gallery.publish.site.view import Page
from gallery.tasks import Task


def tasks(show: Show, planned: Iterable[Page]) -> Iterator[Task]:
    """The record of every work in the exhibit's own language (pure); none where nothing refers to it."""
    if not show.offers.iiif:
        return
    pages = {page.name: page for page in planned}
    for work in show.exhibit.works:
        yield Task(
            id=f"site/records/{work.id}",
            step=record_step,
            parameters={"record": pages[f"works/{work.id}"].context["structured"][0]},
            publishes={RECORD: f"site/{addresses.record(work.id)}"},
            light=True,
            subject=work.id,
        )
