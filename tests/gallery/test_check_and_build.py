"""What ``gallery check`` passes, ``gallery build`` builds: no step refuses anything of the manifest."""

from __future__ import annotations

import copy
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gallery.errors import GalleryError
from gallery.pipeline.inspect import inspect
from gallery.pipeline.plan import plan_build
from gallery.sources import FetchOptions

sys.path[:0] = [str(Path(__file__).parent / "publish"), str(Path(__file__).parent)]

import many_works  # noqa: E402
import publishing  # noqa: E402
import test_fuzz  # noqa: E402

PLAUSIBLE = st.one_of(
    st.sampled_from(
        [
            "A title",
            "Ein Titel, länger als nötig " * 5,
            "x" * 240,
            "Füße & <b>Hände</b>",
            "1 < 2 > 0",
            "W" * 500,
            "שלום",
            "写真",
            "ⴰ",
            "a\u00adb\u200bc",
            "line\nline",
            "**bold** [link](https://example.org/)",
            "=1+1",
            "%0A=2",
            "1900~",
            "193X",
            "1935/1940",
            "../1900",
            "2024-02-29",
            "-0099",
            "Y17000",
            "1914-07?",
            "21",
            "1936-24",
            "#35506b",
            "#FFFFFF",
            "http://rightsstatements.org/vocab/NKC/1.0/",
            "https://example.org/",
            "https://münchen.example/a/",
            "de",
            "pt-BR",
            "he",
            "artsteps",
            "spatial",
            "kunstmatrix",
            "default",
            "algorithmicallyEnhanced",
        ]
    ),
    st.sampled_from(
        [{"en": "English", "de": "Deutsch"}, {"fr": "Un titre"}, {"en": "x" * 1000}, True, False, 0, 1, 0.5]
    ),
    st.sampled_from([72, 1200, 3600, 12000, 3, {"width": 24, "height": 18}, {"width": 1999.9, "height": 0.1}]),
    st.sampled_from(
        [[0.5, 0.5], [[0.1, 0.1], [0.9, 0.9]], [{"at": [0, 1], "color": "#ff0000", "evidence": "seen"}] * 9]
    ),
    st.text(min_size=1, max_size=80),
)
"""What a curator may write: mostly right, sometimes odd, sometimes wrong."""

ENCODING = ("colorize/", "site/pictures/", "site/walk-pictures/", "site/assets", "site/colorizer")
"""Stages that know nothing of the manifest's texts; running them for each example would take minutes."""


@pytest.fixture(scope="module")
def photograph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("masters") / "photograph.png"
    Image.effect_noise((96, 72), 40).save(path)
    return path


def exhibit_of(draw: Any, photograph: Path, folder: Path) -> Path:
    made = copy.deepcopy(draw(st.sampled_from(test_fuzz.MANIFESTS)))
    for room in made["rooms"]:
        for work in room["works"]:
            work["source"] = {"path": "photograph.png"}
    shutil.copyfile(photograph, folder / "photograph.png")
    (folder / "exhibit.yaml").write_bytes(test_fuzz.written(test_fuzz.mutated(draw, made, PLAUSIBLE)))
    return folder / "exhibit.yaml"


@pytest.mark.parametrize(
    "sound", [4, pytest.param(50, marks=[pytest.mark.slow, pytest.mark.matrix])], ids=["some", "many"]
)
def test_what_the_check_passes_no_step_refuses(photograph: Path, tmp_path: Path, sound: int) -> None:
    built = 0

    def run(data: st.DataObject) -> None:
        nonlocal built
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        manifest = exhibit_of(data.draw, photograph, folder)
        if built == sound:  # how many of those that are drawn are sound is chance
            return
        found = inspect(manifest, FetchOptions(cache=tmp_path / "cache", offline=True))
        if found.show is None:
            assert found.problems
            return
        built += 1
        try:
            plan = plan_build(found.show, found.masters)
            made = dict(many_works.derivatives_of(found.show.exhibit, folder / "made"))
            _run(plan.tasks, found.show, made, folder)
        except GalleryError as error:
            raise AssertionError(f"{manifest.read_text(encoding='utf-8')}\npasses the check, and: {error}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    settings(max_examples=50 * sound, deadline=None, database=None, suppress_health_check=list(HealthCheck))(
        given(st.data())(run)
    )()
    assert built == sound


def _run(tasks: Any, show: Any, made: dict[str, Path], folder: Path) -> None:
    """Every step that sees a text of the manifest, in order; one that needs encoded pictures is left to other tests."""
    for task in tasks:
        if task.id.startswith(ENCODING) or any(need not in made for need in task.needs):
            continue
        out = folder / "out" / task.id
        out.mkdir(parents=True)
        parameters = publishing.plain(task.parameters)
        task.step(publishing.inputs_of(task, show, made), parameters, out)
        made[task.id] = out
