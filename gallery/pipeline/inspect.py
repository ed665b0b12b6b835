"""Look at an exhibit before building: all that a build will read, and every problem with it, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gallery.colorize import Weights, find_weights
from gallery.errors import GalleryError, ManifestError, PhotographError, SourceError
from gallery.files import Hashes
from gallery.manifest.reader import Manifest, read_draft, read_manifest
from gallery.manifest.schema import UrlSource, Work
from gallery.photograph import look_at
from gallery.pipeline.code import code_is_unchanged
from gallery.pipeline.looked import Looked
from gallery.pipeline.plan import Given
from gallery.pipeline.reading import resource, shipped_is, shipped_resources
from gallery.problems import Problem
from gallery.render.profiles import Profile, read_profile
from gallery.render.show import Show
from gallery.sources import FetchOptions, locate
from gallery.tasks import SHIPPED, Resource

Keys = tuple[str | int, ...]

HASHES = "hashes"
"""Folder of the cache in which it is remembered what files hold."""


@dataclass(frozen=True)
class Inspection:
    """What was found."""

    problems: tuple[Problem, ...]
    """Every problem, in reading order; with any, the exhibit cannot be built."""
    manifest: Manifest | None = None
    """None when the manifest itself cannot be read."""
    show: Show | None = None
    """None when there are problems."""
    masters: tuple[Given, ...] = ()


def inspect(path: Path, options: FetchOptions, *, thorough: bool = False, verify: bool = False) -> Inspection:
    """Inspect the exhibit at ``path`` (a manifest or its folder). Writes only into the cache: downloads, and what the
    hashes of files are.

    Args:
        thorough: decode every photograph, and not only look at its header.
        verify: read every file again, whatever its size and time say.
    """
    hashes = Hashes(options.cache / HASHES / "inputs.json", verify=verify)
    found = _inspected(path, replace(options, hashed=hashes.sha256_of), thorough=thorough)
    hashes.save()
    return found


def _inspected(path: Path, options: FetchOptions, *, thorough: bool) -> Inspection:
    try:
        manifest = read_manifest(path)
    except ManifestError as error:
        return Inspection(tuple(sorted({*error.problems, *_missing_masters(path, options)})))
    found = _Findings(manifest, options)
    masters = tuple(found.masters())
    weights = found.weights()
    found.photographs(masters, thorough=thorough)
    found.labels()
    fonts, theme, profile = found.fonts(), found.theme(), found.profile()
    if found.problems or fonts is None or profile is None:
        return Inspection(tuple(sorted(set(found.problems))), manifest)
    own = {"fonts": fonts, "theme": theme, "weights": weights and weights.files}
    show = Show(
        exhibit=manifest.exhibit,
        masters={given.subject: given.sha256 for given in masters},
        profile=profile.model_dump(mode="json"),
        weights=None if weights is None else weights.facts,
        resources=shipped_resources(options.hashed)
        | {name: resource(name, files, options.hashed) for name, files in own.items() if files},
    )
    return Inspection((), manifest, show, masters)


def is_unchanged(resources: Mapping[str, Resource]) -> bool:
    """Whether templates and code still are as the keys say; all else was copied when it was read."""
    return code_is_unchanged() and all(shipped_is(name, resources[name].digest) for name in SHIPPED)


class _Findings:
    """Gathers problems while it looks."""

    def __init__(self, manifest: Manifest, options: FetchOptions) -> None:
        self.manifest, self.options = manifest, options
        self.problems: list[Problem] = []

    def masters(self) -> Iterator[Given]:
        """Every master that could be located."""
        for keys, work in works_with_keys(self.manifest):
            try:
                master = locate(work.source, self.manifest.folder, self.options)
            except SourceError as error:
                self._report((*keys, "source"), "source", error)
                continue
            source = work.source if isinstance(work.source, UrlSource) else None
            yield Given(f"master/{work.id}", master.sha256, master.path, source)

    def photographs(self, masters: Iterable[Given], *, thorough: bool) -> None:
        """Masters that lie here and are no photographs; each is looked at once, and with ``thorough`` always."""
        looked = Looked(self.options.cache / HASHES / "photographs.json", look_at)
        paths = {given.subject: given for given in masters if given.path is not None}
        for keys, work in works_with_keys(self.manifest):
            given = paths.get(work.id)
            if given is None or given.path is None or (given.sha256 in looked.found and not thorough):
                continue
            try:
                look_at(given.path, thorough=thorough)
            except PhotographError as error:
                self._report((*keys, "source"), "photograph", error)
            else:
                looked.add(given.sha256)
        looked.save()

    def weights(self) -> Weights | None:
        """The weights, if any work is colorized."""
        if not any(work.colorize for work in self.manifest.exhibit.works):
            return None
        try:
            return find_weights(self.manifest.exhibit.colorizer.weights, self.manifest.folder)
        except GalleryError as error:
            self._report(("colorizer", "weights"), "weights", error)
            return None

    def fonts(self) -> dict[str, Path] | None:
        """The files of the fonts, by role."""
        from gallery.render.typography import font_files

        try:
            return font_files(self.manifest.exhibit.fonts, self.manifest.folder).by_role()
        except GalleryError as error:
            # The check of the labels, which needs the fonts too, says it at the very font.
            if not any(problem.code == "font" for problem in self.problems):
                self._report(("fonts",), "font", error)
            return None

    def profile(self) -> Profile | None:
        try:
            return read_profile(self.manifest.exhibit.publications.artsteps.profile)
        except ManifestError as error:
            self.problems.extend(error.problems)
        except GalleryError as error:
            self._report(("publications", "artsteps", "profile"), "profile", error)
        return None

    def theme(self) -> dict[str, Path] | None:
        """The files of the exhibit's own templates for the site, if it has any."""
        from gallery.render.theme import theme_files, theme_folder

        site = self.manifest.exhibit.publications.site
        if site.theme is None:
            return None
        try:
            return theme_files(theme_folder(site.theme, self.manifest.folder))
        except GalleryError as error:
            self._report(("publications", "site", "theme"), "theme", error)
        return None

    def labels(self) -> None:
        """Labels that do not fit, or that the fonts lack characters for."""
        from gallery.render.labels_check import label_problems

        self.problems.extend(label_problems(self.manifest))

    def _report(self, keys: Keys, code: str, error: GalleryError) -> None:
        self.problems.append(self.manifest.problem(keys, code, str(error)))


def _missing_masters(path: Path, options: FetchOptions) -> Iterator[Problem]:
    """What is wrong with the masters that a manifest names which has other problems too."""
    try:
        draft = read_draft(path)
    except ManifestError:
        return  # not even YAML: that is told already
    for keys, source in draft.sources:
        try:
            locate(source, draft.folder, options)
        except SourceError as error:
            yield draft.problem(keys, "source", str(error))


def works_with_keys(manifest: Manifest) -> Iterator[tuple[Keys, Work]]:
    """Every work with the keys that lead to it in the manifest."""
    for room_place, room in enumerate(manifest.exhibit.rooms):
        for place, work in enumerate(room.works):
            yield ("rooms", room_place, "works", place), work
