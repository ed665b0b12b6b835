"""``gallery colorize`` with films: the same film in colour that says so, whatever happens on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray
from PIL import Image
from skimage import data

pytest.importorskip("av")
pytest.importorskip("cv2")
sys.path.append(str(Path(__file__).parent.parent / "film"))
sys.path.append(str(Path(__file__).parent))
import av
from clips import make
from full_disk import run_where_files_end

from gallery.cli.colorize import command
from gallery.errors import FilmError
from gallery.labels.label import DIGITAL_SOURCE_TYPE
from gallery.pictures.containers.film import read_packet
from gallery.pictures.metadata import properties_of, read_disclosure
from gallery.pipeline import single_film
from gallery.pipeline.disclosure.kinds import look

COMPOSITE = f"{DIGITAL_SOURCE_TYPE}compositeWithTrainedAlgorithmicMedia"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


WIDTH, HEIGHT, EACH = 128, 96, 8


def shots() -> list[NDArray[np.uint8]]:
    """Frames (H, W, 3) of two shots, in each of which the camera turns."""
    found = []
    for picture in (data.camera(), data.coins()):
        for number in range(EACH):
            part = picture[20 : 20 + 2 * HEIGHT : 2, 4 * number : 4 * number + 2 * WIDTH : 2]
            found.append(np.repeat(part[..., None], 3, 2))
    return found


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "pier.mov"
    return make(path, pictures=shots(), sound="aac", subtitles="mov_text", options={"qp": "0"})


@pytest.fixture(scope="module")
def made(film: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """The film in colour, made without interruption."""
    folder = tmp_path_factory.mktemp("clean")
    result = run(film, "--out", folder / "out", "--cache", folder / "cache")
    return result, folder / "out" / "pier-mov-colour.mp4"


def said(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        packet = read_packet(file)
    assert packet is not None
    return properties_of(packet)


def pictures(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def sound(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


def test_a_preview_is_the_frame_that_stands_for_a_film_as_it_is_in_the_film(film: Path, tmp_path: Path) -> None:
    result = run(film, "--preview", "--cache", tmp_path / "cache")
    assert result.exit_code == 0, result.output
    preview = Path("colorized/pier-mov-colour.jpg")
    assert result.stdout == f"{preview}\n"
    assert [path.name for path in preview.parent.iterdir()] == [preview.name]
    assert read_disclosure(preview)["digital_source_type"] == COMPOSITE
    with Image.open(preview) as opened:
        shown = np.asarray(opened.convert("RGB"))
    assert shown.shape == (HEIGHT, WIDTH, 3)
    assert run(film, "--cache", tmp_path / "cache", "--no-caption").exit_code == 0
    differences = [np.abs(each.astype(int) - shown).mean() for each in pictures(Path("colorized/pier-mov-colour.mp4"))]
    assert min(differences) < 4
    assert sorted(differences)[1] > 2 * min(differences)


@pytest.mark.slow
def test_a_film_becomes_a_film_in_colour_that_says_so_in_its_file_and_in_its_picture(
    film: Path, made: tuple[Result, Path]
) -> None:
    result, out = made
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{out}\n"
    assert said(out)["digital_source_type"] == COMPOSITE
    assert "Colours inferred by a neural network (weights default" in said(out)["description"]
    assert [finding.says for finding in look(out.name, out)] == [COMPOSITE]
    assert sound(out) == sound(film)
    with av.open(str(out)) as container:
        frames = list(container.decode(video=0))
        assert [Fraction(frame.pts * frame.time_base) for frame in frames] == [Fraction(n, 25) for n in range(2 * EACH)]
        assert "Colours inferred" in container.metadata["comment"]
        assert len(container.streams.subtitles) == 1
    colours, greys = pictures(out), shots()
    assert np.mean([np.ptp(each.astype(int), axis=-1).mean() for each in colours]) > 1
    # First the caption along the lower edge, then the mark in the corner; the rest of the picture has neither.
    paper = [np.count_nonzero(each[-2].min(axis=-1) > 225) / WIDTH for each in (colours[0], colours[-1])]
    assert paper[0] > 0.6
    assert 0.02 < paper[1] < 1 / 6 + 0.02
    for picture, grey in zip(colours, greys, strict=True):
        luma = picture[:80] @ np.array([0.2126, 0.7152, 0.0722])
        assert np.abs(luma - grey[:80, :, 0]).mean() < 3


@pytest.mark.slow
@pytest.mark.parametrize(("form", "codec"), [("webm", "vp9"), ("av1", "av1")])
def test_options_choose_webm_and_leave_out_what_is_drawn_but_never_what_the_file_says(
    film: Path, form: str, codec: str
) -> None:
    result = run(film, "--format", form, "--no-mark", "--no-caption")
    assert result.exit_code == 0, result.output
    out = Path("colorized/pier-mov-colour.webm")
    assert said(out)["digital_source_type"] == COMPOSITE
    assert [finding.says for finding in look(out.name, out)] == [COMPOSITE]
    assert "sound: webm cannot hold aac, so it is coded anew as opus" in result.stderr
    with av.open(str(out)) as container:
        assert container.streams.video[0].codec.canonical_name == codec
        frames = list(container.decode(video=0))
        assert [round(frame.time * 25, 1) for frame in frames] == list(range(2 * EACH))
    colours = pictures(out)
    assert all(np.count_nonzero(each[-2].min(axis=-1) > 225) < 3 for each in colours)
    assert np.mean([np.ptp(each.astype(int), axis=-1).mean() for each in colours]) > 1
    for picture, grey in zip(colours, shots(), strict=True):
        assert np.abs(picture @ np.array([0.2126, 0.7152, 0.0722]) - grey[..., 0]).mean() < 3


def test_photographs_and_films_of_a_folder_are_told_apart_and_a_bad_film_stops_none(film: Path) -> None:
    folder = Path("in")
    folder.mkdir()
    Image.fromarray(data.camera()[::8, ::8]).save(folder / "pier.png")
    (folder / "lost.mp4").write_bytes(film.read_bytes()[:400])
    (folder / "notes.txt").write_text("no film")
    result = run(folder)
    assert result.exit_code == 1
    assert result.stdout == "colorized/pier-png-colour.jpg\n"
    assert "left out: in/notes.txt" in result.stderr
    assert "1 of 2 colorized; not colorized:\n  in/lost.mp4: it cannot be opened as a film" in result.stderr
    assert sorted(path.name for path in Path("colorized").iterdir()) == ["pier-png-colour.jpg"]


def test_turning_and_cutting_is_for_photographs(film: Path) -> None:
    result = run(film, "--rotate", "90")
    assert result.exit_code == 2
    assert "--rotate and --crop are for photographs" in result.stderr


@pytest.mark.parametrize("missing", ["av", "cv2"])
def test_without_the_extra_it_says_which_to_install(film: Path, missing: str) -> None:
    program = f"import sys; sys.modules[{missing!r}] = None; from gallery.cli import main; main()"
    made = subprocess.run(
        [sys.executable, "-c", program, "colorize", str(film)], capture_output=True, text=True, check=False
    )
    assert made.returncode == 1
    assert "films need the extra 'film': pip install 'nostalgia-gallery[film]'" in made.stderr
    assert "Traceback" not in made.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to files there")
@pytest.mark.parametrize("options", [[], ["--preview"], ["--format", "webm"]])
def test_a_disk_that_is_full_is_told_of_the_film_that_is_made_with_the_remedy(film: Path, options: list[str]) -> None:
    """Where the shots are kept there is room."""
    given = ("colorize", film, "--cache", "cache", *options, "--out")
    whole = run(*given[1:], "whole")
    assert whole.exit_code == 0, whole.output
    made = run_where_files_end(1500, *given, "new")
    assert made.returncode == 1
    (name,) = (path.name for path in Path("whole").iterdir())
    assert f"new/{name}: cannot be written: File too large; free some space there, or choose" in made.stderr
    assert "Traceback" not in made.stderr
    assert not list(Path("new").iterdir())


def start(film: Path, cache: str, out: str) -> subprocess.Popen[bytes]:
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job ignores it
    program = [
        sys.executable,
        "-c",
        f"{heeding}from gallery.cli import main; main()",
        "colorize",
        str(film),
        "--out",
        out,
    ]
    environment = {**os.environ, "GALLERY_CACHE": str(Path(cache).absolute())}
    return subprocess.Popen(program, env=environment, stderr=subprocess.PIPE, start_new_session=True)


def entries(cache: str) -> int:
    return sum(1 for _ in Path(cache).glob("store/??/*/entry.json"))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no process groups to kill here")
def test_killed_and_begun_again_gives_the_same_film_and_makes_no_shot_twice(tmp_path: Path) -> None:
    two = shots()
    six = [*two, *(each[::-1] for each in two), *two]  # more than are made at a time
    film = make(tmp_path / "pier.mov", pictures=six, options={"qp": "0"})
    whole = run(film, "--out", "whole", "--cache", "clean")
    assert whole.exit_code == 0, whole.output
    assert entries("clean") == 7
    with start(film, "killed", "out") as process:
        while process.poll() is None and entries("killed") < 2:  # what the film is, and its first shot
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    left = {path: path.stat().st_mtime_ns for path in Path("killed").glob("store/??/*/files/*")}
    assert left
    assert not Path("out/pier-mov-colour.mp4").exists()
    with start(film, "killed", "out") as process:
        _, errors = process.communicate()
    assert process.returncode == 0, errors.decode()
    assert {path: path.stat().st_mtime_ns for path in left} == left
    assert Path("out/pier-mov-colour.mp4").read_bytes() == Path("whole/pier-mov-colour.mp4").read_bytes()
    assert Path("killed/hashes/code.json").is_file()  # so that the program need not be read again for keys
    assert not list(Path("killed/store/unfinished").iterdir())
    assert [path.name for path in Path("out").iterdir()] == ["pier-mov-colour.mp4"]


def test_a_shot_that_fails_ends_the_one_that_is_made_beside_it(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, left = threading.Event(), []

    def colorize_shot(_path: Path, _head: Any, shot: Any, *_: Any, progress: Callable[[int], None], **__: Any) -> None:
        if shot.first > 0:
            assert begun.wait(20)
            raise FilmError("the second shot cannot be read")
        begun.set()
        try:
            for _frame in range(400):  # twenty seconds, unless it is told that nobody wants it
                time.sleep(0.05)
                progress(0)
            left.append("to its end")
        finally:
            left.append("ended")

    monkeypatch.setattr(single_film, "colorize_shot", colorize_shot)
    monkeypatch.setattr(single_film, "code_of", lambda _: {})
    monkeypatch.setattr(single_film, "threads", lambda: 2)
    result = run(film, "--out", "out", "--cache", "cache")
    assert (result.exit_code, left) == (1, ["ended"])
    assert "the second shot cannot be read" in result.stderr
    assert not list(Path("out").iterdir())
    assert not list(Path("cache/store/unfinished").iterdir())


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no process groups to interrupt here")
def test_interrupted_it_ends_in_order(film: Path) -> None:
    with start(film, "cache", "out") as process:
        while process.poll() is None and entries("cache") < 1:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 130, errors.decode()
    assert errors.decode().strip().endswith("interrupted")
    assert not list(Path("cache/store/unfinished").iterdir())
    assert not list(Path("out").iterdir())
