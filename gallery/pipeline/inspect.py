"""Look at an exhibit before building: all that a build will read, and every problem with it, in one pass.

``gallery check`` prints what is found, and ``gallery build`` builds what nothing was found against: whatever of the
manifest a build would refuse is found here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gallery.colorize import Weights
from gallery.errors import ManifestError
from gallery.files import HASHES, Hashes
from gallery.manifest.find import find_manifest
from gallery.manifest.reader import Manifest, parse_manifest, read_draft, read_manifest
from gallery.manifest.schema import Exhibit
from gallery.pipeline.code import code_is_unchanged
from gallery.pipeline.films.findings import films_of, look_at_films, parted
from gallery.pipeline.findings import Findings, framings_of, given_of, sources_of, uncolorized_in
from gallery.pipeline.plan import Given
from gallery.pipeline.reading import resource, shipped_is, shipped_resources
from gallery.pipeline.source_code import recall_code
from gallery.problems import Problem, errors_in
from gallery.publication.approval import Approved, unapproved, without_colours
from gallery.publication.show import Show
from gallery.resources import SHIPPED
from gallery.sources import FetchOptions
from gallery.tasks import Resource
from gallery.words.texts import keep_texts


@dataclass(frozen=True)
class Inspection:
    """What was found."""

    problems: tuple[Problem, ...]
    """Every problem, in reading order; with an error among them, the exhibit cannot be built."""
    manifest: Manifest | None = None
    """None when the manifest itself cannot be read."""
    show: Show | None = None
    """None when there are errors."""
    masters: tuple[Given, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems but for the warnings."""
        return errors_in(self.problems)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is built and may not be meant."""
        return tuple(problem for problem in self.problems if not problem.is_error)


def inspect(
    path: Path,
    options: FetchOptions,
    *,
    thorough: bool = False,
    verify: bool = False,
    text: str | None = None,
    approved_only: bool = False,
    fetching: bool = True,
) -> Inspection:
    """Inspect the exhibit at ``path`` (a manifest or its folder). Writes only into the cache: downloads, and what
    files were found to hold.

    Args:
        text: what the manifest would say; None for what it says.
        approved_only: show works uncolorized whose colours nobody has approved, whatever the manifest says.
        thorough: decode every photograph, and not only look at its header.
        verify: read every file again, whatever its size and time say.
        fetching: have films from their pinned addresses, which a plan must know. Without it there is none (``show``)
            where one is not here and was never looked through.
    """
    recall_code(options.cache)
    keep_texts(options.cache)
    hashes = Hashes(options.cache / HASHES / "inputs.json", verify=verify)
    remembering = replace(options, hashed=hashes.sha256_of)
    try:
        manifest = read_manifest(path) if text is None else parse_manifest(text, find_manifest(path))
    except ManifestError as error:
        drafted = _of_draft(path, remembering, text, thorough=thorough)
        found = Inspection(tuple(sorted({*error.problems, *drafted})))
    else:
        found = _of_manifest(manifest, remembering, thorough=thorough, fetching=fetching, approved_only=approved_only)
    hashes.save()
    return found


def _of_manifest(
    manifest: Manifest, options: FetchOptions, *, thorough: bool, fetching: bool, approved_only: bool
) -> Inspection:
    exhibit = manifest.exhibit
    found = Findings(manifest, exhibit, options)
    masters = list(found.masters(sources_of(exhibit)))
    sources = dict(sources_of(exhibit))
    photographs, filmed = parted(masters, sources)
    found.photographs(photographs, framings_of(exhibit), uncolorized_in(exhibit), thorough=thorough)
    films = films_of(found, exhibit, look_at_films(found, filmed, sources, fetching=fetching))
    found.dimensions(exhibit)
    weights = found.weights() if any(work.colorize for work in exhibit.works) else None
    given = tuple(given_of(exhibit, masters))
    approvals, left_grey = _approvals(found, given, weights, only=approved_only or exhibit.colorizer.approved_only)
    if left_grey:
        exhibit = without_colours(exhibit, left_grey)
        manifest = replace(manifest, exhibit=exhibit)
        weights = weights if any(work.colorize for work in exhibit.works) else None
    fonts, theme, logo, profile = found.fonts(), found.theme(), found.logo(), found.profile()
    found.labels(manifest, profile)
    problems = tuple(sorted({*manifest.warnings, *found.problems}))
    unknown = any(work.is_film and work.id not in films for work in exhibit.works)
    if errors_in(problems) or unknown or fonts is None or profile is None:
        return Inspection(problems, manifest)
    own = {"fonts": fonts, "theme": theme, "logo": logo, "weights": weights and weights.files}
    show = Show(
        exhibit=exhibit,
        masters={one.subject: one.sha256 for one in given},
        profile=profile.model_dump(mode="json"),
        weights=None if weights is None else weights.facts,
        films=films,
        approvals=approvals,
        unapproved=left_grey,
        resources=shipped_resources(options.hashed)
        | {name: resource(name, files, options.hashed) for name, files in own.items() if files},
    )
    return Inspection(problems, manifest, show, given)


def _approvals(
    found: Findings, given: Sequence[Given], weights: Weights | None, *, only: bool
) -> tuple[dict[str, Approved], tuple[str, ...]]:
    """The approvals of works' colours, and the works that are shown uncolorized for want of one."""
    exhibit = found.parts
    if weights is None or not isinstance(exhibit, Exhibit):
        return {}, ()
    approvals = found.approvals(exhibit, {one.subject: one.sha256 for one in given}, weights.facts["sha256"])
    left_grey = tuple(unapproved(exhibit, approvals)) if only else ()
    found.unapproved(exhibit, left_grey)
    return approvals, left_grey


def _of_draft(path: Path, options: FetchOptions, text: str | None, *, thorough: bool) -> list[Problem]:
    """What is wrong with all that a manifest names which has other problems too."""
    try:
        draft = read_draft(path, text)
    except ManifestError:
        return []  # not even YAML: that is told already
    found = Findings(draft, draft, options)
    sources = dict(draft.sources)
    photographs, filmed = parted(found.masters(draft.sources), sources)
    found.photographs(photographs, draft.framings, draft.uncolorized, thorough=thorough)
    look_at_films(found, filmed, sources, fetching=False)
    if "weights" in draft.colorizer.model_fields_set:  # whether any work is colorized is not known yet
        found.weights()
    found.fonts()
    found.theme()
    found.logo()
    found.profile()
    return found.problems


def is_unchanged(resources: Mapping[str, Resource]) -> bool:
    """Whether templates and code still are as the keys say; all else was copied when it was read."""
    return code_is_unchanged() and all(shipped_is(name, resources[name].digest) for name in SHIPPED)
