"""A whole build: plan, run, look at what would be published, publish."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gallery.pipeline.disclosure import verify_disclosure
from gallery.pipeline.execute import Execution, Means, execute
from gallery.pipeline.output import check_output, publish, published_files
from gallery.pipeline.plan import Given, Plan
from gallery.pipeline.progress import Progress
from gallery.sources import FetchOptions, fetch


@dataclass(frozen=True)
class Built:
    """A finished build."""

    execution: Execution
    files: int
    """Files of the exhibition."""
    changed: int
    """Of these and of removed ones, how many this build wrote or removed."""


def build(plan: Plan, means: Means, output: Path, source_type: str, progress: Progress | None = None) -> Built:
    """Make ``output`` hold the exhibition that ``plan`` describes, and nothing else of ours.

    Args:
        source_type: the DigitalSourceType that every picture of inferred colours must carry.

    Raises:
        OutputError: ``output`` is not ours to write (before any step runs).
        BuildError: a task failed; ``output`` is untouched.
        DisclosureError: a picture does not say that its colours are inferred; ``output`` is untouched.
    """
    check_output(output)
    execution = execute(plan, means, progress)
    files = published_files(plan, execution.entries)
    verify_disclosure(plan, files, source_type, execution.entries)
    return Built(execution, len(files), publish(files, output))


@dataclass(frozen=True)
class Fetcher:
    """Brings masters from the web under ``options``; raises SourceError."""

    options: FetchOptions

    def __call__(self, given: Given) -> Path:
        if given.source is None:
            raise RuntimeError(f"{given.id} lies nowhere and cannot be fetched")
        return fetch(given.source, self.options)
