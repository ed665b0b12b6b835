"""Charts: what they say, and that they repeat."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

pytest.importorskip("matplotlib", reason="matplotlib is in the report extra")

from model.color.lab import rgb_to_lab
from model.comparison.charts import Chart, charts_of
from model.comparison.style import COLOURS, NIGHT, PAPER, look
from model.metrics.delta_e import delta_e00

NAMES = ("cnn", "unet", "resnet", "gan", "unet-gan", "inception-resnet-v2", "default", "a $1 & <b>")
SIGHT = {
    "all cones": np.eye(3),
    "no long": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no medium": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no short": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Linear sRGB as it is seen, after Machado et al. 2009, severity 1."""


def report(names: tuple[str, ...] = NAMES, sets: int = 3) -> dict[str, Any]:
    random = np.random.default_rng(5)

    def row(gain: float | None) -> dict[str, Any]:
        points = [{"confidence": x, "share": x * 0.9, "pixels": 100} for x in (0.1, 0.5, 0.9)]
        vivid = {} if gain is None else {"0": {"gain": gain}, "0.5": {"gain": gain - 0.2}, "1": {"gain": gain - 1}}
        return {"gain": gain, "ece": 0.05, "reliability": points, "at_vividness": vivid}

    measured = [
        {"name": name, "n": 40, "colourists": {label: row(float(random.normal(1, 0.3))) for label in names}}
        for name in ("cifar10-test", "modern", "true-colour", "own")[:sets]
    ]
    measured[0]["colourists"][names[0]]["gain"] = -0.5
    measured[0]["colourists"][names[0]]["at_vividness"] = {"0": {"gain": -0.5}, "1": {"gain": -1.5}}
    measured[-1]["colourists"][names[-1]] |= {"gain": None, "at_vividness": {}}
    people = [
        {"label": label, "speed": {"whole_ms": 90.0 + 9 * i}, "bytes": 9e6, "curve": []}
        for i, label in enumerate(names)
    ]
    for one in people[:-1]:
        one["curve"] = [(1000 * step, 0.1 * step) for step in range(1, 4)]
    return {"sets": measured, "colourists": people}


def drawn(names: tuple[str, ...] = NAMES, sets: int = 3) -> dict[str, Chart]:
    return {chart.name: chart for chart in charts_of(report(names, sets))}


@pytest.fixture(scope="module")
def charts() -> dict[str, Chart]:
    return drawn()


def test_there_is_a_chart_for_each_question_and_each_says_what_it_shows(charts: dict[str, Chart]) -> None:
    assert list(charts) == ["gain", "curves", "cost", "reliability", "vividness"]
    assert "cifar10-test: cnn −0.50" in charts["gain"].alt
    assert "unet +0.30" in charts["curves"].alt
    assert NAMES[-1] not in charts["curves"].alt  # has no log
    assert "99 ms, 9.0 MB" in charts["cost"].alt
    assert "cifar10-test: cnn −0.50 → −1.50," in charts["vividness"].alt


def test_lines_that_only_a_later_panel_has_are_named_too() -> None:
    measured = report(("first", "second"), 2)
    measured["sets"][0]["colourists"]["second"]["at_vividness"] = {}
    measured["sets"][1]["colourists"]["second"]["at_vividness"] = {"0": {"gain": 1.0}}
    chart = charts_of(measured)[-1]
    assert chart.name == "vividness"
    assert "<!-- second -->" in chart.svg  # its letters are drawn, and named beside


def test_a_chart_is_svg_with_a_night_and_asks_for_nothing(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        ElementTree.fromstring(chart.svg)
        assert "prefers-color-scheme: dark" in chart.svg
        assert f"fill: {PAPER}" in chart.svg
        outside = chart.svg.replace("http://www.w3.org/", "").replace("http://purl.org/", "")
        outside = outside.replace("http://creativecommons.org/", "")
        assert "://" not in outside.partition("</metadata>")[2]
        assert "<dc:date>" not in chart.svg


def test_the_same_report_gives_the_same_bytes(charts: dict[str, Chart]) -> None:
    assert drawn() == charts


def test_one_colourist_that_has_no_log_and_no_gain_is_drawn_as_far_as_may_be() -> None:
    assert list(drawn(("alone",), 1)) == ["gain", "reliability"]


def test_every_colour_of_a_chart_has_one_for_the_night(charts: dict[str, Chart]) -> None:
    for chart in charts.values():
        picture = chart.svg.partition("</style>")[2]
        used = set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", picture))
        assert used <= set(NIGHT), used - set(NIGHT)
        assert not re.search(r"<(?:text|g|path)[^>]*(?:fill|stroke)=", picture)


def linear(colour: str) -> np.ndarray:
    part = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("time", ["day", "night"])
def test_lines_differ_for_every_eye_and_stand_out_from_the_paper(sight: str, time: str) -> None:
    colours = list(COLOURS if time == "day" else COLOURS.values())
    paper = luminance(PAPER if time == "day" else NIGHT[PAPER])
    for colour in colours:
        light, dark = sorted((luminance(colour), paper), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3
    labs = []
    for colour in colours:
        seen = np.clip(np.array(SIGHT[sight]) @ linear(colour), 0, 1)
        srgb = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
        labs.append(rgb_to_lab(np.rint(srgb * 255).astype(np.uint8)[None, None]))
    for one, other in itertools.combinations(labs, 2):
        assert delta_e00(one, other)[0, 0] >= 17


def test_forty_colourists_look_different() -> None:
    assert len({json.dumps(look(i)) for i in range(40)}) == 40


def test_a_single_epoch_is_no_curve() -> None:
    measured = report(("unet", "cnn"))
    measured["colourists"][1]["curve"] = [(1000, 0.4)]
    (chart,) = (one for one in charts_of(measured) if one.name == "curves")
    assert chart.alt.endswith("At their ends: unet +0.30.")
    measured["colourists"][0]["curve"] = []
    assert "curves" not in {one.name for one in charts_of(measured)}
