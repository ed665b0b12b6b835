"""From an inspected exhibit to an exhibition: what every command that builds does alike."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from gallery.pipeline import plan as planning
from gallery.pipeline.build import Built, Fetcher, Target, build
from gallery.pipeline.cluster import ClusterExecutor
from gallery.pipeline.connection import Scheduler
from gallery.pipeline.execute import Means
from gallery.pipeline.executors import available_cpus
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.inspect import Inspection, is_unchanged
from gallery.pipeline.progress import Progress
from gallery.sources import FetchOptions


def build_inspected(
    inspection: Inspection,
    options: FetchOptions,
    output: Path,
    jobs: int | None = None,
    progress: Progress | None = None,
    *,
    cluster: Scheduler | None = None,
) -> Built:
    """Build an exhibit without problems into ``output``; ``jobs`` steps at a time, None for one for each CPU (on a
    ``cluster``: as many as keep its workers busy).

    Raises what :func:`gallery.pipeline.build.build` raises.
    """
    show = inspection.show
    if show is None:
        raise ValueError("an exhibit with problems cannot be built")
    plan = planning.plan_build(show, inspection.masters)
    means = Means(options.cache, jobs or available_cpus(), Fetcher(options), partial(is_unchanged, show.resources))
    if cluster is not None:
        store = FolderStore(options.cache)
        means = replace(means, executor=lambda _: ClusterExecutor(cluster, store, jobs), remote=True)
    target = Target(output, show.exhibit.colorizer.digital_source_type)
    return build(plan, means, target, progress)
