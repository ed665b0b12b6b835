"""A whole build: plan, run, look at what would be published, publish."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gallery.errors import StoreError
from gallery.pipeline.disclosure import verify_disclosure
from gallery.pipeline.execute import execute
from gallery.pipeline.folder_store import FolderStore, entry_key
from gallery.pipeline.means import Execution, Means
from gallery.pipeline.output import check_output, publish
from gallery.pipeline.plan import Given, Plan
from gallery.pipeline.progress import Progress
from gallery.pipeline.published import DamagedEntryError, published_files
from gallery.pipeline.source_code import keep_code, recall_code
from gallery.sources import FetchOptions, fetch

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """A finished build."""

    execution: Execution
    files: tuple[str, ...]
    """Paths of all files of the exhibition."""
    changed: int
    """Of these and of removed ones, how many this build wrote or removed."""


@dataclass(frozen=True)
class Target:
    """Where an exhibition is published, and as what."""

    output: Path
    source_type: str
    """The DigitalSourceType that every picture of inferred colours must carry."""
    owner: str = ""
    """Which exhibit it is (:func:`gallery.pipeline.record.owner_of`)."""
    sources: tuple[Path, ...] = ()
    """Folders that the exhibit is made from: the output may lie in none of them."""
    replace: bool = False
    """It may take the place of another exhibit."""
    verify: bool = False
    """Read all files again instead of trusting their sizes and times."""


def build(plan: Plan, means: Means, target: Target, progress: Progress | None = None) -> Built:
    """Make ``target.output`` hold the exhibition that ``plan`` describes, and nothing else of ours.

    Raises:
        OutputError: the output is not ours to write (before any step runs).
        BuildError: a task failed; the output is untouched.
        DisclosureError: a picture does not say that its colours are inferred; the output is untouched.
        StoreError: a stored file was damaged, and again when it had been made anew.
    """
    check_output(target.output, target.owner, target.sources, replace=target.replace)
    recall_code(means.cache)
    forgotten: set[str] = set()
    while True:
        try:
            return _built(plan, means, target, progress)
        except DamagedEntryError as error:
            # A stored file is read, and its damage seen, only when it is published. Made anew it is as it was.
            if (key := entry_key(error.path)) in forgotten:
                raise StoreError(
                    f"{error.path}: damaged again as soon as it was made anew; check the disk that it lies on, or "
                    "build with another --cache"
                ) from error
            LOG.warning("%s; it is made again", error)
            FolderStore(means.cache).forget(key)
            forgotten.add(key)


def _built(plan: Plan, means: Means, target: Target, progress: Progress | None) -> Built:
    execution = execute(plan, means, progress)
    files = published_files(plan, execution.entries, target.source_type)
    changed = publish(
        files,
        target.output,
        target.owner,
        replace=target.replace,
        cache=means.cache,
        verify=target.verify,
        look=partial(verify_disclosure, plan, execution.entries),
    )
    keep_code(means.cache)
    return Built(execution, tuple(item.path for item in files), changed)


@dataclass(frozen=True)
class Fetcher:
    """Brings masters from the web under ``options``; raises SourceError."""

    options: FetchOptions

    def __call__(self, given: Given) -> Path:
        if given.source is None:
            raise RuntimeError(f"{given.id} lies nowhere and cannot be fetched")
        return fetch(given.source, self.options)
