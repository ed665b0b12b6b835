"""What a comparison's document says of the training behind a row."""

from __future__ import annotations

from typing import Any

from model.comparison.document import uncounted


def colourist(label: str, **budget: Any) -> dict[str, Any]:
    return {"label": label, "budget": {"logged": True, "start": None, "encoder": None, "teachers": []} | budget}


def test_training_that_is_not_counted_is_said() -> None:
    people = [
        colourist("unet"),
        colourist("resnet", encoder="runs/classifier/classifier.json"),
        colourist("taught", teachers=["default", "runs/unet-4/weights.json"]),
        colourist("tuned", start="default", logged=False),
    ]
    assert list(uncounted({"colourists": people})) == [
        "Without a log, and so without a curve, a time and the number of images: tuned.",
        "tuned goes on from default, whose own training is not counted.",
        "The encoder of resnet started from runs/classifier/classifier.json, whose own training is not counted.",
        "taught learned from default, runs/unet-4/weights.json too, whose own training is not counted.",
    ]


def test_of_a_run_from_the_beginning_there_is_nothing_to_remark() -> None:
    assert list(uncounted({"colourists": [colourist("unet")]})) == []
