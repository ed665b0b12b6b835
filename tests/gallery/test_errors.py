"""Every error carries its problems, to every process."""

from __future__ import annotations

import pickle

import pytest

from gallery.errors import BuildError, GalleryError, LabelError, ManifestError, SourceError, ThemeError
from gallery.problems import Problem

ONE = Problem("e.yaml", 3, 7, "x", "wrong", "do so")
TWO = Problem(message="died", task="site/a")


def test_a_message_is_one_problem_without_a_place() -> None:
    error = SourceError("no file 'a.png'", "check the spelling")
    assert str(error) == "no file 'a.png'; check the spelling"
    assert error.problems == (Problem(message="no file 'a.png'", hint="check the spelling"),)
    assert str(GalleryError()) == "GalleryError"


def test_an_error_of_many_problems_says_each_on_a_line_of_its_own() -> None:
    assert str(ManifestError([ONE, TWO])) == "e.yaml:3:7: wrong; do so [x]\nsite/a: died"
    assert str(ThemeError(ONE)) == "e.yaml:3:7: wrong; do so [x]"


@pytest.mark.parametrize(
    "error",
    [
        GalleryError("no"),
        SourceError("no", "yes"),
        ManifestError([ONE]),
        LabelError([ONE, TWO]),
        BuildError([TWO, Problem(message="internal error", task="report", trace="Traceback …")]),
    ],
)
def test_an_error_survives_the_way_between_processes(error: GalleryError) -> None:
    there = pickle.loads(pickle.dumps(error))
    assert type(there) is type(error)
    assert (there.problems, str(there), there.exit_code) == (error.problems, str(error), error.exit_code)


def test_a_build_that_fails_by_a_bug_of_ours_says_so_by_its_exit_code() -> None:
    assert BuildError([TWO]).exit_code == 1
    assert BuildError([TWO, Problem(message="internal error", task="report", trace="Traceback …")]).exit_code == 3
    assert BuildError([TWO, ONE]).failures == {"site/a": "died", "": "wrong"}
