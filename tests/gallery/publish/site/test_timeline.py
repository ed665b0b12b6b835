"""The line of time."""

from __future__ import annotations

from gallery.publish.site.timeline import HEIGHT, timeline

JUMPS = [{"anchor": "at-191x", "name": "1910s"}, {"anchor": "at-193x", "name": "1930s"}]


def test_decades_stand_beside_one_another_with_the_empty_ones_between() -> None:
    line = timeline(["1911", "1936", "1936-02", "1935/1940", "1936~"], JUMPS)
    assert [ten["jump"] for ten in line] == [JUMPS[0], None, JUMPS[1]]
    assert line[0]["bars"] == [0, HEIGHT // 3, *[0] * 8]
    assert line[2]["bars"] == [0, 0, 0, 0, 0, HEIGHT // 3, HEIGHT, 0, 0, 0]


def test_one_decade_or_too_many_make_no_line() -> None:
    assert timeline(["1936", "1931"], JUMPS) == []
    assert timeline(["1036", "1931"], JUMPS) == []
    assert timeline(["19XX", "-0040"], JUMPS) == []
    assert timeline([], []) == []
