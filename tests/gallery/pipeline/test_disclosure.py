"""No picture of inferred colours is published that does not say so."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gallery.errors import DisclosureError
from gallery.labels.label import Label, label_of
from gallery.manifest.schema import Exhibit
from gallery.pictures.metadata import save_picture
from gallery.pipeline.build import Target, build
from gallery.pipeline.disclosure import verify_disclosure
from gallery.pipeline.means import Means
from gallery.pipeline.plan import Plan, checked_plan
from gallery.pipeline.published import Published
from gallery.pipeline.store import Entry
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
        picture = Image.new("RGB", (8, 8), "#884422" if name.startswith("colour") else "#888888")
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
        Task("colorize/moon", colour_step, infers=colorize),
        Task(
            "panels/moon",
            pictures_step,
            {"label": label, "pictures": pictures},
            needs=("colorize/moon",),
            publishes={name: f"panels/{name}" for name in pictures},
            **task,
        ),
    ]
    means = Means(tmp_path / "cache", unchanged=lambda: True)
    build(checked_plan(tasks), means, Target(tmp_path / "out", source_type))
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


def published(
    tmp_path: Path, files: Mapping[str, bytes], *, task: str = "film/moon", discloses: str = SOURCE_TYPE
) -> list[Published]:
    """``files`` as one task wrote them, ready to be published under ``out/``."""
    found = []
    for name, data in files.items():
        path = tmp_path / task / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        found.append(Published(f"out/{name}", tmp_path / task, digest, task, name, discloses=discloses))
    return found


def entry(task: str, files: Mapping[str, bytes], folder: Path) -> Entry:
    records = {name: [hashlib.sha256(data).hexdigest(), len(data), 0] for name, data in files.items()}
    return Entry(task, folder, records, "0" * 64)


def bare(colour: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "JPEG")
    return file.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


class Inferring(Plan):
    """A plan in which the named tasks infer colours, whatever they are called."""

    def reads_colours(self) -> frozenset[str]:
        return frozenset({"film/moon"})


def verify(tmp_path: Path, files: Mapping[str, bytes], others: Mapping[str, bytes] | None = None, **task: Any) -> int:
    """Verify ``files`` of a task that infers beside ``others`` of one that cannot."""
    plan = Inferring((Task("film/moon", pictures_step, **task), Task("frames/moon", pictures_step)))
    entries = {
        "film/moon": entry("film/moon", files, tmp_path),
        "frames/moon": entry("frames/moon", others or {}, tmp_path),
    }
    items = published(tmp_path, files) + published(tmp_path, others or {}, task="frames/moon", discloses="")
    return verify_disclosure(plan, entries, items)


def test_a_task_that_infers_under_another_name_is_looked_at_too(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError, match=r"out/a\.jpg \(made by film/moon\) says nothing$"):
        verify(tmp_path, {"a.jpg": bare("#884422")}, {"b.jpg": bare("#224488")})


def test_a_kind_of_file_that_nobody_knows_fails_the_build(tmp_path: Path) -> None:
    with pytest.raises(
        DisclosureError,
        match=r"out/a\.mxf \(made by film/moon\) cannot be looked into: nobody knows how \.mxf files carry pictures; "
        r"register a verifier for them in gallery/pipeline/disclosure/kinds\.py, or publish another kind",
    ):
        verify(tmp_path, {"a.mxf": b""})
    assert verify(tmp_path, {}, {"a.mxf": b""}) == 0  # nothing inferred is in it


def test_every_complaint_is_told_at_once(tmp_path: Path) -> None:
    inside = packed({"b.jpg": bare("#224488"), "c.bmp": b""})
    with pytest.raises(DisclosureError) as raised:
        verify(tmp_path, {"a.jpg": bare("#884422"), "b.zip": inside, "c.html": b"data:image/jpeg;base64,AAAA"})
    places = [line.split(" (made by film/moon) ")[0].strip() for line in str(raised.value).splitlines()[1:]]
    assert places == ["out/a.jpg", "out/b.zip!b.jpg", "out/b.zip!c.bmp", "out/c.html!1"]


def test_an_original_may_be_packed_by_another_task(tmp_path: Path) -> None:
    """It was listed by the task that made it, or made by one that reads no colours, and is there byte for byte."""
    listed, elsewhere = bare("#111111"), bare("#222222")
    archive = packed({"01.jpg": listed, "02.jpg": elsewhere})
    verify(tmp_path, {"original.jpg": listed, "all.zip": archive}, {"b.jpg": elsewhere})
    with pytest.raises(DisclosureError, match=r"all\.zip!02\.jpg \(made by film/moon\) says nothing$"):
        verify(tmp_path, {"original.jpg": listed, "all.zip": archive})


def test_a_task_may_name_authentic_pictures_inside_its_files(tmp_path: Path) -> None:
    archive = packed({"original.jpg": bare("#111111"), "colour.jpg": bare("#884422")})
    with pytest.raises(DisclosureError, match=r"all\.zip!colour\.jpg \(made by film/moon\) says nothing$") as raised:
        verify(tmp_path, {"all.zip": archive}, authentic=("all.zip!original*",))
    assert "original" not in str(raised.value)
