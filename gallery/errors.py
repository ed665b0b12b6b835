"""Errors a curator can act on. Each carries what is wrong as :class:`gallery.problems.Problem`, one or many.

    GalleryError             exit code 1
    ├── ManifestError        the manifest has problems (carries all of them)
    ├── SourceError          a master could not be had, or is not what was pinned
    │   └── PrivateAddressError  its address is not on the public internet
    ├── PhotographError      a file that cannot be shown as a photograph
    ├── FilmError            a file that cannot be shown as a film
    ├── LabelError           a label that cannot be set: too long, characters the font lacks, or no usable font
    ├── ThemeError           a theme that cannot be used, or a template of it that cannot be rendered
    ├── DisclosureError      a derivative does not say that its colours are inferred
    ├── StoreError           the store is damaged or cannot be written
    ├── OutputError          the output folder is not ours to write, or cannot be written
    └── BuildError           at least one task failed (carries every failure)

Exit codes: 0 done, 1 an expected error, 2 wrong usage (click), 3 a bug of ours, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gallery.problems import Problem


class GalleryError(Exception):
    """Base of every error that is not a bug of ours.

    It is raised with a message (which says place, cause and remedy) or a message and a hint, or else with what
    is known of it in full: a problem, or several in reading order. ``str`` is a line for each.
    """

    exit_code: int = 1
    """3 where one of the problems is a bug of ours."""

    problems: tuple[Problem, ...]
    """Everything that is wrong; for a plain message one problem without a place."""

    def __init__(self, wrong: str | Problem | Iterable[Problem] = "", hint: str = "") -> None:
        if isinstance(wrong, str):
            wrong = Problem(message=wrong or type(self).__name__, hint=hint)
        self.problems = (wrong,) if isinstance(wrong, Problem) else tuple(wrong)
        super().__init__("\n".join(map(str, self.problems)))
        if any(problem.trace for problem in self.problems):
            self.exit_code = 3

    def __reduce__(self) -> tuple[type[GalleryError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class ManifestError(GalleryError):
    """The manifest, or a profile, has problems; ``problems`` holds every one of them, in reading order."""


class SourceError(GalleryError):
    """A master could not be had, or is not the file that was pinned."""


class PrivateAddressError(SourceError):
    """An address that is not on the public internet, where nobody said that such addresses may be reached."""


class PhotographError(GalleryError):
    """A file that cannot be shown as a photograph: damaged, animated, too large, of an unknown kind."""


class FilmError(GalleryError):
    """A file that cannot be shown as a film: damaged, encrypted, without a picture, too large; or no extra ``film``."""


class LabelError(GalleryError):
    """A label that cannot be set: it does not fit, or the font lacks some of its characters, or is no font."""


class ThemeError(GalleryError):
    """A theme that cannot be used, or a template of the exhibit's own that cannot be rendered."""


class DisclosureError(GalleryError):
    """A derivative does not disclose, when read back, that its colours are inferred."""


class StoreError(GalleryError):
    """The store of finished steps is damaged or cannot be written."""


class OutputError(GalleryError):
    """The output folder holds somebody else's files, or cannot be written."""


class BuildError(GalleryError):
    """At least one task failed; each of ``problems`` names its ``task``. Exit code 3 if one is a bug of ours."""

    def __init__(self, problems: Iterable[Problem] | Mapping[str, str]) -> None:
        if isinstance(problems, Mapping):  # messages by task, as the executor still gives them
            problems = [Problem(message=message, task=task) for task, message in problems.items()]
        super().__init__(problems)

    @property
    def failures(self) -> dict[str, str]:
        """What went wrong, by the task's id."""
        return {problem.task: problem.message for problem in self.problems}
