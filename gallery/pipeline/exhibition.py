"""From an inspected exhibit to an exhibition: what every command that builds does alike."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from gallery.pipeline import plan as planning
from gallery.pipeline.build import Built, Fetcher, Target, build
from gallery.pipeline.executors import available_cpus
from gallery.pipeline.inspect import Inspection, is_unchanged
from gallery.pipeline.means import Means
from gallery.pipeline.progress import Progress
from gallery.sources import FetchOptions


def build_inspected(
    inspection: Inspection,
    options: FetchOptions,
    output: Path,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Built:
    """Build an exhibit without problems into ``output``; ``jobs`` steps at a time, None for one for each CPU.

    Raises what :func:`gallery.pipeline.build.build` raises.
    """
    show = inspection.show
    if show is None:
        raise ValueError("an exhibit with problems cannot be built")
    plan = planning.plan_build(show, inspection.masters)
    means = Means(options.cache, jobs or available_cpus(), Fetcher(options), partial(is_unchanged, show.resources))
    target = Target(output, show.exhibit.colorizer.digital_source_type)
    return build(plan, means, target, progress)
