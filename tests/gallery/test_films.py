"""Films in an exhibition, built as a curator does: real films, the real colourist, nothing replaced."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

sys.path[:0] = [str(Path(__file__).parent / "publish")]

av = pytest.importorskip("av", reason="PyAV comes with the extra film")
pytest.importorskip("cv2", reason="OpenCV comes with the extra film")

import bars  # noqa: E402
import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402

from gallery.photograph.color import lightness_grey  # noqa: E402
from gallery.pipeline.disclosure import look  # noqa: E402

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
MANIFEST = """\
title: Films
curator: C
statement: S
base_url: https://example.org/films/
rooms:
  - title: R
    works:
      - {id: bars, source: {path: bars.mkv}, title: Bars, alt: Bars wander., poster: 1.0,
         rights: "http://creativecommons.org/publicdomain/mark/1.0/",
         captions: [{path: bars.vtt, language: en}]}
publications:
  site: {walk: false, colorizer: false, tiles: none}
  panels: {enabled: false}
  room: {enabled: false}
  artsteps: {enabled: false}
  iiif: {enabled: false}
"""


def start(folder: Path, manifest: Path, name: str = "", *more: str) -> subprocess.Popen[bytes]:
    """``gallery build`` in a process group of its own."""
    arguments = ["build", str(manifest), "--output", str(folder / f"out{name}"), "--jobs", "2", "--quiet", *more]
    program = [sys.executable, "-c", "from gallery.cli import main; main()", *arguments]
    environment = {**os.environ, "GALLERY_CACHE": str(folder / f"cache{name}")}
    return subprocess.Popen(program, env=environment, stderr=subprocess.PIPE, start_new_session=True)


def finish(process: subprocess.Popen[bytes]) -> None:
    _, said = process.communicate()
    assert process.returncode == 0, said.decode()


def done(folder: Path, name: str = "") -> set[str]:
    """Tasks whose results the store holds, each with its key."""
    records = (json.loads(path.read_bytes()) for path in (folder / f"cache{name}").glob("store/??/*/entry.json"))
    return {f"{record['about']} {record['key']}" for record in records}


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def frames(path: Path) -> list[tuple[float, Any]]:
    """Time and picture of every frame."""
    with av.open(str(path)) as container:
        return [(round(float(frame.time), 4), frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]


def lightness(picture: Any) -> Any:
    """CIE L* as greys: luma (``convert("L")``) is another thing where there are colours."""
    return lightness_grey(picture).astype(np.int16)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An exhibit with a film of two shots, in a container and a code that browsers do not play."""
    bars.two_shots(tmp_path / "bars.mkv")
    (tmp_path / "bars.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nA bar.\n", encoding="utf-8")
    (tmp_path / "exhibit.yaml").write_text(MANIFEST, encoding="utf-8")
    return tmp_path


def test_a_build_killed_between_two_shots_goes_on_where_it_was_and_equals_an_uninterrupted_one(house: Path) -> None:
    manifest = house / "exhibit.yaml"
    with start(house, manifest) as process:
        while process.poll() is None and not any("film/shot/" in task for task in done(house)):
            time.sleep(0.005)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    before = done(house)
    assert any("film/shot/" in task for task in before)
    with start(house, manifest) as process:
        finish(process)
    assert before <= done(house)
    with start(house, manifest, "-clean") as process:
        finish(process)
    assert tree(house / "out") == tree(house / "out-clean")

    films = house / "out" / "site" / "films" / "bars"
    assert sorted(path.name for path in films.iterdir()) == ["captions-en.vtt", "colour.mp4", "original.mp4"]
    source, original, colour = (
        frames(path) for path in (house / "bars.mkv", films / "original.mp4", films / "colour.mp4")
    )
    assert [time for time, _ in source] == [time for time, _ in original] == [time for time, _ in colour]
    # Beside the mark in the lower left, the lightness is the source's, but for what coding costs.
    for (_, was), (_, shown), (_, painted) in zip(source, original, colour, strict=True):
        assert np.abs(lightness(was) - lightness(shown))[:48].mean() < 1
        assert np.abs(lightness(was) - lightness(painted))[:48].mean() < 1.5
    (finding,) = look("colour.mp4", films / "colour.mp4")
    assert finding.says == COMPOSITE
    report = json.loads((house / "out" / "report.json").read_bytes())
    assert report["works"][0]["film"]["shots"] == len(report["works"][0]["film"]["shot_confidence"]) == 2


def test_the_shipped_film_is_built_offline_from_a_mirror(shared_data: Path, tmp_path: Path) -> None:
    mirror = shared_data / "film"
    with start(tmp_path, ROOT / "exhibits" / "films", "", "--offline", "--mirror", str(mirror)) as process:
        finish(process)
    out = tmp_path / "out"
    films = out / "site" / "films" / "roundhay-garden-scene"
    # The original is the archive's own file: only what it says of itself follows its last byte.
    master = (mirror / "roundhay_garden_scene_1888.mp4").read_bytes()
    assert (films / "original.mp4").read_bytes().startswith(master)
    original, colour = frames(films / "original.mp4"), frames(films / "colour.mp4")
    assert len(original) == 52
    assert [time for time, _ in original] == [time for time, _ in colour]
    # The panel, the package and the room hang the poster, whose colours are those of the film.
    pictures = (tmp_path / "cache" / "store").rglob("colour.jpg")
    poster = next(path for path in pictures if path.with_name("confidence.png").is_file())
    with Image.open(poster) as image:
        shown = np.asarray(image.convert("YCbCr"), np.int16)
    played = min(colour, key=lambda frame: abs(frame[0] - 0.6))[1]
    inside = np.s_[8:100, 8:184]
    apart = np.abs(shown - np.asarray(Image.fromarray(played).convert("YCbCr"), np.int16))[inside]
    assert apart[..., 1:].mean() < 3
    assert (out / "panels" / "01-roundhay-garden-scene.jpg").is_file()
    assert (out / "packages" / "artsteps" / "pictures" / "01-roundhay-garden-scene-colour.jpg").is_file()
    (work,) = json.loads((out / "report.json").read_bytes())["works"]
    assert (work["film"]["frames"], work["film"]["sound"]) == (52, False)
    assert 0 < work["film"]["confidence"] < 1
