"""``gallery evaluate --film``: the table, the JSON, the figure, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import av
import pytest
from click.testing import CliRunner
from skimage import data

from gallery.cli.evaluate import command
from gallery.errors import GalleryError


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    picture = data.coffee()[::3, ::3]
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for left in range(6):
            frame = av.VideoFrame.from_ndarray(picture[40:104, left : left + 96].copy(), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_a_film_is_measured_told_of_written_and_drawn(film: Path, tmp_path: Path) -> None:
    figure, scores = tmp_path / "figure.svg", tmp_path / "scores.json"
    arguments = ["--film", film, "--limit", 5, "--figure", figure, "--json", scores]
    result = CliRunner().invoke(command, list(map(str, arguments)))
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "film.mp4: 5 frames, 1 shot, the first 5 frames at most (--limit)"
    assert [line[:16].strip() for line in lines[2:6]] == ["grey", "frame by frame", "by shots", "truth"]
    assert "5/5" in result.stderr
    report = json.loads(scores.read_text(encoding="utf-8"))["film.mp4"]
    assert report["by_shots"]["time_ratio"] > 0
    assert figure.read_text(encoding="utf-8").startswith("<?xml")


def test_what_is_no_film_is_refused(film: Path, tmp_path: Path) -> None:
    text = tmp_path / "film.txt"
    text.write_text("no film", encoding="utf-8")
    result = CliRunner().invoke(command, ["--film", str(text)])
    assert isinstance(result.exception, GalleryError)
    assert f"{text}: it cannot be opened as a film" in str(result.exception)
    result = CliRunner().invoke(command, ["--film", str(film), "--set", "modern"])
    assert (result.exit_code, "--film is measured by itself" in result.stderr) == (2, True)
    result = CliRunner().invoke(command, ["--figure", str(tmp_path / "figure.svg")])
    assert (result.exit_code, "name a film" in result.stderr) == (2, True)
