"""Figures as text: columns that there is something to say in, dashes for what is undefined."""

from __future__ import annotations

from typing import Any

import pytest

from model.comparison.tables import films_in_text, gains_in_text, sets_in_text


def test_what_judges_say_has_columns_and_is_named_for_what_it_is() -> None:
    row = {"psnr": 1.0, "psnr_dropped": 0, "colourfulness_truth": 0.0, "lpips": 0.25}
    of = {"n": 1, "of": 1, "limit": None, "grey_truths": 0}
    assert sets_in_text({"modern": {**of, "grey": row}}).splitlines()[1].split()[-1] == "LPIPS"
    judged = {**row, "accuracy": 50.0, "accuracy_truth": 90.0, "recovered": 0.0}
    assert "gives no features to compare by" in sets_in_text({"cifar10-test": {**of, "grey": judged}})
    with_distance = sets_in_text({"cifar10-test": {**of, "grey": {**judged, "classifier_distance": 0.125}}})
    assert "0.125" in with_distance
    assert "feat. d: distance in our CIFAR-10 classifier’s features; no LPIPS" in with_distance


def test_what_headings_mean_is_said_once_below_all_sets() -> None:
    its = {"n": 1, "of": 1, "limit": None, "grey_truths": 0, "grey": {"psnr": 1.0, "colourfulness_truth": 0.0}}
    *tables, meanings = sets_in_text({"modern": its, "true-colour": its}).split("\n\n")
    assert [table.split(":")[0] for table in tables] == ["modern", "true-colour"]
    assert meanings.startswith("PSNR: mean PSNR in dB; gain: ")
    assert "LPIPS" not in meanings


def test_undefined_figures_are_dashes() -> None:
    row = {"psnr": None, "psnr_dropped": 1, "colourfulness_truth": 0.0}
    assert "–" in sets_in_text({"modern": {"n": 1, "of": 1, "limit": None, "grey_truths": 0, "grey": row}})


def test_a_gain_stands_with_what_chance_leaves_of_it_by_subject_and_vividness_too() -> None:
    grey = {"psnr": 20.0, "colourfulness_truth": 30.0, "tint": 0.0}
    gains = {"gain": 1.25, "gain_interval": [1.0, 1.5], "worse_than_grey": 0.2}
    own = {"psnr": 21.25, "tint": 3.21, **gains, "subjects": {"sea": {"n": 2, **gains}}, "at_vividness": {"1": gains}}
    of = {"n": 9, "of": 9, "limit": None, "grey_truths": 3}
    lines = sets_in_text({"modern": {**of, "grey": grey, "default": own}}).splitlines()
    assert "gain of default, dB: +1.25 [+1.00, +1.50], 20 % worse (95 % of bootstraps over the pictures)" in lines
    assert "default: sea +1.25 [+1.00, +1.50], 20 % worse" in lines
    assert "default: vividness 1 +1.25 [+1.00, +1.50], 20 % worse" in lines
    assert any("truth is grey, left out of every PSNR: 3." in line for line in lines)
    assert "They are coloured by a ΔE00 of: default 3.2." in lines


def row(gain: float | None) -> dict[str, Any]:
    return {"gain": gain}


def test_gains_stand_below_their_sets_with_a_sign_and_a_dash_where_there_is_none() -> None:
    report = {
        "colourists": [{"label": "unet"}, {"label": "cnn"}],
        "sets": [
            {"name": "modern", "colourists": {"unet": row(1.234), "cnn": row(-0.5)}},
            {"name": "true-colour", "colourists": {"unet": row(None), "cnn": row(0.0)}},
        ],
    }
    assert gains_in_text(report).splitlines() == [
        "Gain over grey in dB:",
        "            modern   true-colour",
        "unet         +1.23             –",
        "cnn          -0.50         +0.00",
    ]


@pytest.mark.parametrize(
    ("limit", "gains", "head", "foot"),
    [
        (
            1,
            (0.9, 1.0),
            ", the first 1 frame at most (--limit)",
            "By shots, of frame by frame: gain × 0.90, time × 0.50.",
        ),
        (9, (-0.2, -0.1), ", the first 9 frames at most", "frame by frame: gain -0.20 and -0.10 dB, time × 0.50."),
        (None, (0.2, -0.1), "f.mp4: 1 frame, 1 shot", "frame by frame: gain +0.20 and -0.10 dB, time × 0.50."),
    ],
)
def test_a_films_gains_are_put_in_a_ratio_only_where_there_is_one(
    limit: int | None, gains: tuple[float, float], head: str, foot: str
) -> None:
    rows: dict[str, dict[str, Any]] = {name: {} for name in ("grey", "frame_by_frame", "by_shots", "truth")}
    ratio = gains[0] / gains[1] if min(gains) > 0 else None
    rows["by_shots"] = {"gain": gains[0], "gain_ratio": ratio, "time_ratio": 0.5}
    rows["frame_by_frame"] = {"gain": gains[1]}
    lines = films_in_text({"f.mp4": {"frames": 1, "shots": [0], "limit": limit, **rows}}).splitlines()
    assert head in lines[0]
    assert lines[-1].endswith(foot)
