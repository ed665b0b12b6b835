"""Where pictures arrange_walls."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gallery.publication.profiles import read_profile
from gallery.publish.artsteps.wall import WallPicture, arrange_walls

WALL = read_profile("artsteps").wall


@given(st.lists(st.lists(st.tuples(st.integers(16, 9000), st.integers(16, 9000)), min_size=1, max_size=2), max_size=30))
def test_pictures_hang_in_order_inside_the_wall_and_never_touch(shapes: list[list[tuple[int, int]]]) -> None:
    works = [[WallPicture(n, "t", "original", "f", shape) for shape in pair] for n, pair in enumerate(shapes)]
    walls = arrange_walls(works, WALL)
    assert [hung.piece for wall in walls for hung in wall.pictures] == [piece for pair in works for piece in pair]
    for wall in walls:
        end = 50 - 15
        for hung in wall.pictures:
            assert hung.left >= end + 15
            assert max(hung.width, hung.height) == 100
            assert hung.bottom + hung.height / 2 == 155
            end = hung.left + hung.width
        assert end <= wall.length - 50


def test_a_works_pictures_share_a_wall() -> None:
    works = [[WallPicture(n, "t", kind, "f", (4, 3)) for kind in ("original", "colour")] for n in range(7)]
    for wall in arrange_walls(works, WALL):
        numbers = [hung.piece.number for hung in wall.pictures]
        assert all(numbers.count(number) == 2 for number in numbers)
