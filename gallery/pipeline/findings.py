"""What an exhibit names beside its manifest, looked at; every problem with it, at its place in the manifest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gallery.colorize import Weights, find_weights
from gallery.errors import GalleryError, PhotographError
from gallery.files import HASHES
from gallery.manifest.kinds import Crop
from gallery.manifest.positions import Keys
from gallery.manifest.reader import Draft, Manifest
from gallery.manifest.schema import Exhibit, Source, UrlSource
from gallery.pipeline.looked import Looked
from gallery.pipeline.plan import Given
from gallery.pipeline.plausible import doubts
from gallery.problems import Problem
from gallery.publication.approval import Approved, approvals_of
from gallery.publication.profiles import Profile, read_profile
from gallery.sources import FetchOptions, Master, locate

FONTS = "fonts"
"""Folder of the cache in which it is remembered which fonts can be used."""

Shown = tuple[float, Crop | None]
"""What is shown of a master: how far it is turned, and how it is cut."""
WHOLE: Shown = (0, None)

_SMALLEST = 16
"""Pixels of the shorter side that every network here needs (:meth:`model.Colorist.colorize`)."""


@dataclass
class Findings:
    """Looks at what a manifest names, and gathers problems."""

    written: Manifest | Draft
    parts: Exhibit | Draft
    """Where its sections are: the exhibit, or what can be read of one that has problems."""
    options: FetchOptions
    problems: list[Problem] = field(default_factory=list)
    shapes: dict[Keys, tuple[int, int]] = field(default_factory=dict)
    """Width and height of the photographs that were looked at, by the keys of their sources."""

    def masters(self, sources: Iterable[tuple[Keys, Source]]) -> Iterator[tuple[Keys, Master]]:
        """Every master that could be located, with the keys of its source."""
        for keys, source in sources:
            try:
                yield keys, locate(source, self.written.folder, self.options)
            except GalleryError as error:
                self._tell(keys, "source", error)

    def photographs(
        self,
        masters: Iterable[tuple[Keys, Master]],
        framings: Mapping[Keys, Shown],
        uncolorized: Collection[Keys],
        *,
        thorough: bool,
    ) -> None:
        """Masters that lie here and are no photographs, or too small to be colorized, and crops that leave too little.

        Each master is looked at once; always those that are turned or cut, or have several pages, and with
        ``thorough`` all.
        """
        looked = Looked(self.options.cache / HASHES / "photographs.json", "gallery.photograph.reading")
        for keys, master in masters:
            shown = framings.get(keys, WHOLE)
            if master.path is None:
                continue
            if master.sha256 in looked.found and shown == WHOLE and not thorough:
                self.shapes[keys] = looked.found[master.sha256]
                self._require_size(keys, master, looked.found[master.sha256], uncolorized)
                continue
            from gallery.photograph import Framing, look_at, note_on  # slow to import, and mostly all are known

            try:
                size = look_at(master.path, thorough=thorough)
                note = note_on(master.path)
            except GalleryError as error:
                self._tell(keys, "photograph", error)
                continue
            try:
                self.shapes[keys] = look_at(master.path, Framing(*shown))
            except GalleryError as error:
                self._tell((*keys[:-1], "crop"), "wrong-crop", error)
            self._require_size(keys, master, size, uncolorized)
            if note:
                hint = "if it is another one, save it by itself"
                self.problems.append(replace(self.written.problem(keys, "pages", note, hint), severity="warning"))
            else:
                looked.add(master.sha256, size)
        looked.save()

    def _require_size(self, keys: Keys, master: Master, size: tuple[int, int], uncolorized: Collection[Keys]) -> None:
        """Tell of a photograph that is to be colorized, and of which a network sees nothing."""
        if keys not in uncolorized and min(size) < _SMALLEST:
            said = f"{master.origin}: it has {size[0]}×{size[1]} pixels, and each side must have {_SMALLEST}"
            remedy = "name a larger scan, or show it as it is, with colorize: false and a reason"
            self._tell(keys, "photograph", PhotographError(said, remedy))

    def dimensions(self, exhibit: Exhibit) -> None:
        """Dimensions of originals that may not be meant, by themselves or beside their photographs."""
        for (keys, _), work in zip(sources_of(exhibit), exhibit.works, strict=True):
            if work.dimensions is not None:
                found = doubts(work.dimensions, self.shapes.get(keys))
                self.problems += [self.written.placed((*keys[:-1], "dimensions"), doubt) for doubt in found]

    def approvals(self, exhibit: Exhibit, masters: Mapping[str, str], weights: str) -> dict[str, Approved]:
        """Approvals of works' colours, by id, with a word on those that hold no more, or do not say what they are of.

        ``masters`` are SHA-256 by the works' ids, ``weights`` is that of the network.
        """
        found = approvals_of(exhibit, masters, weights)
        for (keys, _), work in zip(sources_of(exhibit), exhibit.works, strict=True):
            if (each := found.get(work.id)) is None or (each.valid and each.names_colours):
                continue
            message = f"the colours of {work.id!r} are not those that were approved on {each.date}"
            hint = (
                f"look at them in 'gallery studio', or write approved: {{date: {each.date}, colours: {each.colours}}}"
            )
            if each.valid:
                message = (
                    f"the approval of {work.id!r} does not say which colours it is of, and holds whatever they become"
                )
            told = self.written.problem((*keys[:-1], "approved"), "approval", message, hint)
            self.problems.append(replace(told, severity="warning"))
        return found

    def unapproved(self, exhibit: Exhibit, works: Collection[str]) -> None:
        """Say of ``works`` that they are shown uncolorized for want of an approval."""
        for (keys, _), work in zip(sources_of(exhibit), exhibit.works, strict=True):
            if work.id in works:
                message = f"{work.id!r} is shown uncolorized: nobody has approved its colours as they are"
                hint = "look at them in 'gallery studio'"
                told = self.written.problem(keys[:-1], "not-approved", message, hint)
                self.problems.append(replace(told, severity="warning"))

    def weights(self) -> Weights | None:
        """The weights; None where there are none to be had."""
        try:
            return find_weights(self.parts.colorizer.weights, self.written.folder, self.options.hashed)
        except GalleryError as error:
            self._tell(("colorizer", "weights"), "weights", error)
            return None

    def fonts(self) -> dict[str, Path] | None:
        """The files of the fonts, by role."""
        from gallery.typography.lines import font_faults, font_files

        folder, verdicts = self.written.folder, self.options.cache / FONTS
        if faults := font_faults(self.parts.fonts, folder, verdicts):
            self.problems += [self.written.placed(keys, problem) for keys, problem in faults]
            return None
        return font_files(self.parts.fonts, folder, verdicts).by_role()

    def profile(self) -> Profile | None:
        """The profile of the platform that the package is for."""
        try:
            return read_profile(self.parts.publications.artsteps.profile, self.written.folder)
        except GalleryError as error:
            self._tell(("publications", "artsteps", "profile"), "profile", error)
            return None

    def theme(self) -> dict[str, Path] | None:
        """The files of the exhibit's own templates for the site, if it has any."""
        from gallery.pages.theme import theme_files, theme_folder
        from gallery.pages.theme_check import theme_problems

        name = self.parts.publications.site.theme
        if name is None:
            return None
        try:
            folder = theme_folder(name, self.written.folder)
        except GalleryError as error:
            self._tell(("publications", "site", "theme"), "theme", error)
            return None
        self.problems += theme_problems(folder)
        return theme_files(folder)

    def logo(self) -> dict[str, Path] | None:
        """The file of the institution's logo, if it has one, by the name that it is published under."""
        from gallery.pages.logo import logo_file, published_name

        name = self.parts.institution.logo if self.parts.institution is not None else None
        if name is None:
            return None
        try:
            return {published_name(name): logo_file(name, self.written.folder)}
        except GalleryError as error:
            self._tell(("institution", "logo"), "logo", error)
            return None

    def labels(self, manifest: Manifest, profile: Profile | None) -> None:
        """Labels that do not fit, that the fonts lack characters for, or that are too long for the platform."""
        from gallery.labels.check import label_problems
        from gallery.pictures.packet_problems import packet_problems
        from gallery.pipeline.publications import PUBLICATIONS

        if not any(problem.code == "font" for problem in self.problems):
            self.problems += label_problems(manifest, self.options.cache / FONTS)
        self.problems += packet_problems(manifest)
        if profile is not None:
            self.problems += [found for each in PUBLICATIONS for found in each.problems(manifest, profile)]

    def _tell(self, keys: Keys, code: str, error: GalleryError) -> None:
        self.problems += self.written.told(keys, code, error)


def sources_of(exhibit: Exhibit) -> Iterator[tuple[Keys, Source]]:
    """The source of every work, with the keys that lead to it in the manifest."""
    for room_place, room in enumerate(exhibit.rooms):
        for place, work in enumerate(room.works):
            yield ("rooms", room_place, "works", place, "source"), work.source


def framings_of(exhibit: Exhibit) -> dict[Keys, Shown]:
    """What is shown of each master, by the keys of its source."""
    return {keys: (work.rotate, work.crop) for (keys, _), work in zip(sources_of(exhibit), exhibit.works, strict=True)}


def uncolorized_in(exhibit: Exhibit) -> frozenset[Keys]:
    """The sources of the works that get no colours, by their keys."""
    works = zip(sources_of(exhibit), exhibit.works, strict=True)
    return frozenset(keys for (keys, _), work in works if not work.colorize)


def given_of(exhibit: Exhibit, masters: Iterable[tuple[Keys, Master]]) -> Iterator[Given]:
    """The masters as a plan is given them."""
    for (_, room, _, work, _), master in masters:
        shown = exhibit.rooms[int(room)].works[int(work)]
        source = shown.source if isinstance(shown.source, UrlSource) else None
        yield Given(f"master/{shown.id}", master.sha256, master.path, source)
