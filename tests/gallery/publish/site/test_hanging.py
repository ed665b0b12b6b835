"""How photographs hang in rows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.publish.site.steps.hanging import GAP, WINDOWS, hung, leads, rows, wall

RATIOS = st.lists(st.floats(0.5, 1.9), min_size=2, max_size=48)


def heights(ratios: list[float], starts: list[int]) -> list[float]:
    ends = [*starts[1:], len(ratios)]
    return [(1 - GAP * (end - start - 1)) / sum(ratios[start:end]) for start, end in zip(starts, ends, strict=True)]


@given(RATIOS, st.sampled_from([height for _, height in WINDOWS.values()]))
def test_rows_hold_every_photograph_in_its_order(ratios: list[float], height: float) -> None:
    starts = rows(ratios, height)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] < len(ratios)


@given(st.lists(st.floats(0.6, 1.6), min_size=4, max_size=48))
def test_none_hangs_alone_and_rows_are_of_like_height(ratios: list[float]) -> None:
    starts = rows(ratios, 0.3)
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(ratios)], strict=True)]
    assert min(lengths) >= 2
    found = heights(ratios, starts)
    assert 0.15 < min(found) <= max(found) < 0.85


def test_at_1440_pixels_rows_of_usual_photographs_are_as_high_as_meant() -> None:
    ratios = [1.33, 0.8, 1.25, 1.5, 0.75, 1.33, 1.33, 1.2, 0.8, 1.4]
    assert all(300 < 1296 * height < 560 for height in heights(ratios, rows(ratios, 0.3)))


def test_a_proportion_is_told_by_its_digits() -> None:
    assert [each.classes for each in hung([(1333, 1000), (800, 1000), (30, 1)])] == [
        "n1 t3 h3 m3",
        "n0 t8 h0 m0",
        "n9 t9 h9 m9",
    ]


def test_a_break_names_the_windows_in_which_a_row_begins() -> None:
    hanging = hung([(4000, 3000)] * 6)
    assert hanging[0].breaks == ""
    assert [each.breaks for each in hanging[1:]] == ["", "narrow middle", "wide", "narrow middle", ""]
    assert hanging[0].sizes == "(min-width: 125rem) 28vw, (min-width: 64rem) 43vw, (min-width: 36rem) 43vw, 92vw"


@pytest.mark.parametrize(
    ("sizes", "leading"),
    [
        ([(4, 3)], True),
        ([(4, 3), (4, 3)], False),  # the other would hang alone
        ([(4, 3), (4, 3), (4, 3)], True),
        ([(4, 3), (3, 4), (3, 4)], False),  # the others would not fill the width
    ],
)
def test_a_photograph_leads_where_the_others_still_fill_a_row(sizes: list[tuple[int, int]], leading: bool) -> None:
    assert leads(sizes) is leading
    works: list[dict[str, Any]] = [{"id": str(index)} for index in range(len(sizes))]
    pictures = {str(index): {"width": width, "height": height} for index, (width, height) in enumerate(sizes)}
    hanging = wall(works, pictures)
    assert (hanging["lead"] == works[0]) is leading
    assert [work for work, _ in hanging["hung"]] == works[leading:]
    assert wall(works, pictures, lead=False)["lead"] is None
