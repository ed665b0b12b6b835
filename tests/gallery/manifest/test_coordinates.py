"""Coordinates of a work: in which forms they may be written, and what is said of others."""

from __future__ import annotations

import pytest

from gallery.manifest.coordinates import FORM, as_coordinates


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([51.18, -1.83], (51.18, -1.83)),
        ((-90, 180), (-90.0, 180.0)),
        ("51.18, -1.83", (51.18, -1.83)),
        ("51.18; −1.83", (51.18, -1.83)),
        ("(-33.86 151.21)", (-33.86, 151.21)),
        ("51°10′48″N 1°49′48″W", (51.18, -1.83)),
        ("N 51° 10.8' / W 1° 49.8'", (51.18, -1.83)),
        ("1.83 W, 51.18 N", (51.18, -1.83)),
        ("33.86 S, 151.21 E", (-33.86, 151.21)),
        ("-0°30'00\", 10", (-0.5, 10.0)),
    ],
)
def test_coordinates_are_read_as_people_write_them(written: object, read: tuple[float, float]) -> None:
    assert as_coordinates(written) == pytest.approx(read)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([151.2, -33.9], "the latitude comes first, and is at most 90; write 'coordinates: [-33.9, 151.2]'"),
        ([100, 200], f"'coordinates' lies beyond the globe; {FORM}"),
        ([float("nan"), 0.0], f"'coordinates' lies beyond the globe; {FORM}"),
        ([51.18], f"'coordinates' is not two numbers; {FORM}"),
        ([True, "x"], f"'coordinates' is not two numbers; {FORM}"),
        ("51°70′44″N 1°49′34″W", f"'51°70′44″N 1°49′34″W' has 60 minutes or seconds, or more; {FORM}"),
        ("51°10′60″N 1°49′34″W", f"'51°10′60″N 1°49′34″W' has 60 minutes or seconds, or more; {FORM}"),
        ("near the mill", f"'near the mill' gives no latitude and longitude; {FORM}"),
        ("51.18 N, 1.83 N", f"'51.18 N, 1.83 N' gives no latitude and longitude; {FORM}"),
        (
            "51.2 O, 13.4 N",
            f"'51.2 O, 13.4 N' gives no latitude and longitude; {FORM}",
        ),  # east in German, west in French
    ],
)
def test_what_are_no_coordinates_is_explained(written: object, said: str) -> None:
    with pytest.raises(ValueError) as found:
        as_coordinates(written)
    assert str(found.value) == said


@pytest.mark.parametrize("value", [None, 5, {"lat": 1}])
def test_other_kinds_are_left_to_the_schema(value: object) -> None:
    assert as_coordinates(value) is value
