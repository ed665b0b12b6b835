"""From an inspected exhibit to an exhibition: what every command that builds does alike."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.manifest.named_files import OWN_PROFILES, named_files, named_theme
from gallery.pipeline import plan as planning
from gallery.pipeline.build import Built, Fetcher, Target, build
from gallery.pipeline.executors import available_cpus
from gallery.pipeline.folder_store import FolderStore
from gallery.pipeline.inspect import Inspection, is_unchanged
from gallery.pipeline.means import Means
from gallery.pipeline.program import FIRST_PARTY
from gallery.pipeline.progress import Progress
from gallery.pipeline.record import owner_of
from gallery.resources import SHIPPED, TEMPLATES
from gallery.sources import FetchOptions

if TYPE_CHECKING:
    from gallery.pipeline.cluster.connection import Scheduler


@dataclass(frozen=True)
class Wish:
    """How an exhibit is to be built, and where to."""

    output: Path
    options: FetchOptions
    jobs: int | None = None
    """Steps at a time; None for one for each CPU, on a cluster for as many as keep its workers busy."""
    cluster: Scheduler | None = None
    """The scheduler of the workers that run the steps; None to run them here."""
    replace: bool = False
    """The exhibition may take the place of another one."""
    verify: bool = False
    """Read all files again instead of trusting their sizes and times."""


def build_inspected(inspection: Inspection, wish: Wish, progress: Progress | None = None) -> Built:
    """Build an exhibit without problems. Raises what :func:`gallery.pipeline.build.build` raises."""
    show, manifest = inspection.show, inspection.manifest
    if show is None or manifest is None:
        raise ValueError("an exhibit with problems cannot be built")
    plan = planning.plan_build(show, inspection.masters)
    means = Means(
        wish.options.cache,
        wish.jobs or available_cpus(),
        Fetcher(wish.options),
        partial(is_unchanged, show.resources),
        verify=wish.verify,
    )
    if (cluster := wish.cluster) is not None:
        from gallery.pipeline.cluster.executor import ClusterExecutor

        store = FolderStore(wish.options.cache)
        means = replace(means, executor=lambda _: ClusterExecutor(cluster, store, wish.jobs), remote=True)
    target = Target(
        wish.output,
        show.exhibit.colorizer.digital_source_type,
        owner=owner_of(manifest.path, wish.output),
        sources=(TEMPLATES, *named_theme(show.exhibit, manifest.folder)),
        replace=wish.replace,
        verify=wish.verify,
    )
    return build(plan, means, target, progress)


def read_by(inspection: Inspection) -> tuple[list[Path], list[Path]]:
    """What decides an exhibition: folders with all that is in them, and single files, whether or not they exist."""
    show, manifest = inspection.show, inspection.manifest
    if show is None or manifest is None:
        raise ValueError("an exhibit with problems has no inputs")
    folders = [TEMPLATES / name for name in (*SHIPPED, "profiles")]
    for package in FIRST_PARTY:
        spec = find_spec(package)
        folders += map(Path, (spec.submodule_search_locations or ()) if spec else ())
    folders += [manifest.folder / OWN_PROFILES, *named_theme(show.exhibit, manifest.folder)]
    # A pinned address may be had anew at any time; the file of a master that lies here is what is shown.
    masters = [given.path for given in inspection.masters if given.path is not None and given.source is None]
    own = [path for name, found in show.resources.items() if name not in SHIPPED for path in found.files.values()]
    # A library that comes, goes or is upgraded changes the folder that libraries lie in.
    libraries = [Path(place) for place in sys.path if place.endswith(("site-packages", "dist-packages"))]
    return folders, [manifest.path, *masters, *own, *named_files(show.exhibit, manifest.folder), *libraries]
