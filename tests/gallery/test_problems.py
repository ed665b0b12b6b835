"""One form for everything that is wrong."""

from __future__ import annotations

import pytest

from gallery.problems import Problem


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (Problem("exhibit.yaml", 7, 5), "exhibit.yaml:7:5"),
        (Problem("theme/work.html", 3), "theme/work.html:3"),
        (Problem("weights.json"), "weights.json"),
        (Problem("theme/work.html", 3, task="site/moon"), "theme/work.html:3"),
        (Problem(task="colorize/moon"), "colorize/moon"),
        (Problem(message="no"), ""),
    ],
)
def test_a_place_is_as_exact_as_is_known(problem: Problem, place: str) -> None:
    assert problem.place == place


def test_it_reads_as_one_line_with_as_much_as_is_given() -> None:
    full = Problem("e.yaml", 3, 7, "wrong-date", "'1' is no date", "write '0001'")
    assert str(full) == "e.yaml:3:7: '1' is no date; write '0001' [wrong-date]"
    assert str(Problem(message="no room", hint="delete something")) == "no room; delete something"
    assert str(Problem(message="no", task="report")) == "report: no"


def test_they_sort_in_reading_order() -> None:
    told = [Problem("e.yaml", 10, 1), Problem("e.yaml", 9, 2), Problem(message="no"), Problem("e.yaml", 9, 1)]
    assert [problem.place for problem in sorted(told)] == ["", "e.yaml:9:1", "e.yaml:9:2", "e.yaml:10:1"]
