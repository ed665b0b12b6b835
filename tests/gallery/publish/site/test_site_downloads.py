"""Pictures that visitors take away: with the mark, saying in the file what they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import hanging
import numpy as np
import publishing
from PIL import Image

from gallery.manifest.schema import Exhibit
from gallery.pictures.metadata import read_disclosure
from gallery.publish.site import downloads


def tasks_of(exhibit: Exhibit) -> list[Any]:
    return downloads.tasks(hanging.show_of(exhibit))


def an_exhibit(**more: Any) -> Exhibit:
    return hanging.an_exhibit(2, **more)


def taken(place: Path, exhibit: Exhibit, make: Callable[..., Path]) -> Path:
    show = hanging.show_of(exhibit)
    made = {f"colorize/{work.id}": make(place / work.id, size=(400, 300)) for work in exhibit.works}
    publishing.run(downloads.tasks(show), show, made, place / "scratch", place / "out")
    return place / "out" / "site" / "downloads" / "work-1-colour.jpg"


def test_a_colorized_picture_is_taken_away_with_its_mark_and_its_metadata(tmp_path: Path) -> None:
    exhibit = an_exhibit(mark={"corner": "upper-right"})
    path = taken(tmp_path, exhibit, hanging.derivatives)
    said = read_disclosure(path)
    assert said["title"] == "Title 1"
    assert said["digital_source_type"].endswith("compositeWithTrainedAlgorithmicMedia")
    with Image.open(path) as marked, Image.open(tmp_path / "work-1" / "colour.jpg") as plain:
        assert marked.size == plain.size == (400, 300)
        differs = np.argwhere(np.abs(np.asarray(marked).astype(int) - np.asarray(plain)).max(axis=-1) > 60)
    assert differs[:, 0].max() < 30
    assert differs[:, 1].min() > 400 * 5 / 6 - 2


def test_a_work_may_have_a_mark_of_its_own(tmp_path: Path) -> None:
    work = {"mark": {"corner": "lower-right", "form": "icon"}}
    (task, _) = tasks_of(an_exhibit(work=work))
    assert (task.parameters["mark"]["corner"], task.parameters["mark"]["form"]) == ("lower-right", "icon")
    (task, _) = tasks_of(an_exhibit(language="fr"))
    assert (task.parameters["mark"]["words"], task.parameters["mark"]["icon"]) == ("couleur IA", "IA")


def test_there_is_none_of_a_work_without_inferred_colours_or_where_no_mark_is_wanted() -> None:
    assert tasks_of(an_exhibit(work={"colorize": False, "reason": "So it is."})) == []
    given = an_exhibit().model_dump(mode="json", exclude_none=True)
    assert tasks_of(Exhibit.model_validate(given | {"publications": {"site": {"mark": False}}})) == []
