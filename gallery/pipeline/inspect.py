"""Look at an exhibit before building: all that a build will read, and every problem with it, in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gallery.errors import GalleryError, ManifestError, SourceError
from gallery.manifest.reader import Manifest, read_draft, read_manifest
from gallery.manifest.schema import UrlSource, Work
from gallery.pipeline.keys import code_is_unchanged, digest_files, digest_folder
from gallery.pipeline.plan import Given
from gallery.problems import Problem
from gallery.render.profiles import Profile, read_profile
from gallery.render.show import FontFiles, Show
from gallery.resources import TEMPLATES
from gallery.sources import FetchOptions, locate

Keys = tuple[str | int, ...]

FOLDERS = ("artsteps", "bundles", "profiles", "report", "site", "texts")
"""Folders of templates that steps read."""


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
    weights: Mapping[str, Any] | None = None
    """Facts of the weights, with ``name`` and ``sha256``; None when no work is colorized."""


def inspect(path: Path, options: FetchOptions) -> Inspection:
    """Inspect the exhibit at ``path`` (a manifest or its folder). Writes only downloads into the cache."""
    try:
        manifest = read_manifest(path)
    except ManifestError as error:
        return Inspection(tuple(sorted({*error.problems, *_missing_masters(path, options)})))
    found = _Findings(manifest, options)
    masters = tuple(found.masters())
    weights = found.weights()
    found.labels()
    fonts = found.fonts()
    profile = found.profile()
    theme = found.theme()
    if found.problems or fonts is None or profile is None:
        return Inspection(tuple(sorted(set(found.problems))), manifest)
    show = Show(
        exhibit=manifest.exhibit,
        fonts=fonts,
        digests=digests(fonts, theme),
        masters={given.subject: given.sha256 for given in masters},
        profile=profile.model_dump(mode="json"),
        weights=weights,
        weights_file=found.weights_file(),
        theme=None if theme is None else str(theme),
    )
    return Inspection((), manifest, show, masters, weights)


def digests(fonts: FontFiles, theme: Path | None = None, templates: Path = TEMPLATES) -> dict[str, str]:
    """SHA-256 of the fonts (``fonts``), of each folder of templates that steps read, by the folder's name, and
    of the exhibit's own templates (``theme``; empty without)."""
    return {
        "fonts": digest_files([(role, Path(path)) for role, path in vars(fonts).items() if path]),
        "theme": "" if theme is None else digest_folder(theme),
        **{name: digest_folder(templates / name) for name in FOLDERS},
    }


def is_unchanged(show: Show) -> bool:
    """Whether templates, fonts and code still are what ``show`` and the keys say."""
    theme = None if show.theme is None else Path(show.theme)
    return digests(show.fonts, theme) == dict(show.digests) and code_is_unchanged()


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

    def weights(self) -> Mapping[str, Any] | None:
        """Facts of the weights, if any work is colorized."""
        if not any(work.colorize for work in self.manifest.exhibit.works):
            return None
        from gallery.colorize import colorizer_facts

        try:
            facts: Mapping[str, Any] = colorizer_facts(self.manifest.exhibit.colorizer.weights)
        except GalleryError as error:
            self._report(("colorizer", "weights"), "weights", error)
            return None
        return facts

    def weights_file(self) -> str | None:
        """Path of the network, where :meth:`weights` has found one."""
        if not any(work.colorize for work in self.manifest.exhibit.works):
            return None
        from gallery.colorize import weights_file

        return str(weights_file(self.manifest.exhibit.colorizer.weights).absolute())

    def fonts(self) -> FontFiles | None:
        from gallery.render.typography import font_files

        try:
            return font_files(self.manifest.exhibit.fonts, self.manifest.folder)
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

    def theme(self) -> Path | None:
        """Folder of the exhibit's own templates for the site."""
        from gallery.render.theme import theme_folder

        site = self.manifest.exhibit.publications.site
        if site.theme is None:
            return None
        try:
            return theme_folder(site.theme, self.manifest.folder)
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
