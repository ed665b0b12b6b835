"""Errors a curator can act on.

    GalleryError             exit code 1
    ├── ManifestError        the manifest has problems (carries all of them)
    ├── SourceError          a master could not be had, or is not what was pinned
    ├── PhotographError      a file that cannot be shown as a photograph
    ├── LabelError           a label that cannot be set: too long, or characters the font lacks
    ├── ThemeError           a template of the exhibit's own that cannot be rendered
    ├── DisclosureError      a derivative does not say that its colours are inferred
    ├── StoreError           the store is damaged or cannot be written
    ├── OutputError          the output folder is not ours to write, or cannot be written
    └── BuildError           at least one work failed (carries every failure)

Exit codes: 0 done, 1 an expected error, 2 wrong usage (click), 3 a bug of ours, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gallery.problems import Problem


class GalleryError(Exception):
    """Base of every error that is not a bug of ours. The message says place, cause and remedy."""

    exit_code = 1


class ManifestError(GalleryError):
    """The manifest has problems; ``problems`` holds every one of them, in reading order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[ManifestError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class SourceError(GalleryError):
    """A master could not be had, or is not the file that was pinned."""


class PhotographError(GalleryError):
    """A file that cannot be shown as a photograph: damaged, animated, too large, of an unknown kind."""


class LabelError(GalleryError):
    """A label that cannot be set: it does not fit, or the font lacks some of its characters."""


class ThemeError(GalleryError):
    """A template of the exhibit's own that cannot be rendered."""


class DisclosureError(GalleryError):
    """A derivative does not disclose, when read back, that its colours are inferred."""


class StoreError(GalleryError):
    """The store of finished steps is damaged or cannot be written."""


class OutputError(GalleryError):
    """The output folder holds somebody else's files, or cannot be written."""


class BuildError(GalleryError):
    """At least one task failed; ``failures`` maps the task's id to what went wrong."""

    def __init__(self, failures: dict[str, str]) -> None:
        super().__init__("\n".join(f"{task}: {message}" for task, message in failures.items()))
        self.failures = failures

    def __reduce__(self) -> tuple[type[BuildError], tuple[dict[str, str]]]:
        return type(self), (self.failures,)
