"""No picture of inferred colours is published that does not say so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gallery.errors import DisclosureError
from gallery.manifest.schema import Exhibit
from gallery.pipeline.build import build
from gallery.pipeline.means import Means
from gallery.pipeline.plan import checked_plan
from gallery.render.label import Label, label_of
from gallery.render.metadata import save_picture
from gallery.tasks import Inputs, Task

SOURCE_TYPE = "compositeWithTrainedAlgorithmicMedia"

EXHIBIT = Exhibit.model_validate(
    {
        "title": "T",
        "curator": "C",
        "statement": "S",
        "rooms": [
            {
                "title": "R",
                "works": [
                    {
                        "id": "moon",
                        "source": {"path": "moon.jpg"},
                        "title": "Moon",
                        "credit": "An archive",
                        "rights": "http://rightsstatements.org/vocab/NoC-US/1.0/",
                        "alt": "The moon.",
                    }
                ],
            }
        ],
    }
)


def colour_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Stands for colorizing."""


def pictures_step(inputs: Inputs, parameters: Mapping[str, Any], out: Path) -> None:
    """Saves the named pictures: disclosing, or bare."""
    label = Label.from_json(parameters["label"])
    for name, discloses in parameters["pictures"].items():
        picture = Image.new("RGB", (8, 8), "#884422")
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        if discloses:
            save_picture(picture, out / name, label, inferred=True)
        else:
            picture.save(out / name)


def build_pictures(
    tmp_path: Path,
    pictures: dict[str, bool],
    *,
    colorize: bool = True,
    source_type: str = SOURCE_TYPE,
    **task: Any,
) -> Path:
    label = label_of(EXHIBIT.works[0], EXHIBIT, 1).to_json()
    tasks = [
        Task("colorize/moon", colour_step, {"colorize": colorize}),
        Task(
            "panels/moon",
            pictures_step,
            {"label": label, "pictures": pictures},
            needs=("colorize/moon",),
            publishes={name: f"panels/{name}" for name in pictures},
            **task,
        ),
    ]
    build(checked_plan(tasks), Means(tmp_path / "cache", unchanged=lambda: True), tmp_path / "out", source_type)
    return tmp_path / "out" / "panels"


@pytest.mark.parametrize("name", ["moon.jpg", "moon.webp", "moon.png"])
def test_a_disclosing_picture_is_published(tmp_path: Path, name: str) -> None:
    assert (build_pictures(tmp_path, {name: True}) / name).is_file()


@pytest.mark.parametrize("name", ["moon.jpg", "moon.webp", "moon.png", "colour.JPG"])
def test_a_silent_picture_is_named_and_nothing_is_published(tmp_path: Path, name: str) -> None:
    with pytest.raises(DisclosureError, match=rf"nothing is published: [\s\S]*panels/{name} \(made by panels/moon\)"):
        build_pictures(tmp_path, {"other.jpg": True, name: False})
    assert not (tmp_path / "out").exists()


def test_the_type_has_to_be_the_exhibit_s_own(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError, match=f"says http://.*/{SOURCE_TYPE}"):
        build_pictures(tmp_path, {"moon.jpg": True}, source_type="algorithmicallyEnhanced")


def test_pictures_without_inferred_colour_need_not_disclose(tmp_path: Path) -> None:
    folder = build_pictures(tmp_path, {"original-800.jpg": False, "grey.webp": False, "confidence.png": False})
    assert len(list(folder.iterdir())) == 3


def test_a_task_may_name_its_authentic_pictures(tmp_path: Path) -> None:
    assert build_pictures(tmp_path, {"01-a.jpg": False, "01-b.jpg": True}, authentic=("*-a.jpg",)).is_dir()


def test_pictures_of_an_uncolorized_work_need_not_disclose(tmp_path: Path) -> None:
    assert (build_pictures(tmp_path, {"moon.jpg": False}, colorize=False) / "moon.jpg").is_file()


def test_a_pattern_with_a_slash_is_about_the_folders_of_a_picture(tmp_path: Path) -> None:
    tiles = {"original/a/default.jpg": False, "colour/a/default.jpg": True}
    build_pictures(tmp_path / "told", tiles, authentic=("original/*",))
    with pytest.raises(DisclosureError, match=r"panels/colour/a/default\.jpg"):
        build_pictures(tmp_path / "silent", tiles | {"colour/a/default.jpg": False}, authentic=("original/*",))
