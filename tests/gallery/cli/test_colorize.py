"""``gallery colorize``: files and folders in, pictures in colour that say so out, whatever a single file does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from skimage import data

from gallery.cli.colorize import command
from gallery.labels.label import DIGITAL_SOURCE_TYPE
from gallery.pictures.metadata import read_disclosure


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def photograph(path: str, shift: int = 0) -> Path:
    made = Path(path)
    made.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.roll(data.camera()[::8, ::8], shift)).save(made)
    return made


def files(folder: str = "colorized") -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())


def test_a_photograph_becomes_a_picture_in_colour_that_says_so() -> None:
    result = run(photograph("pier.png"))
    assert result.exit_code == 0, result.output
    assert result.stdout == "colorized/pier-colour.jpg\n"
    said = read_disclosure(Path("colorized/pier-colour.jpg"))
    assert said["digital_source_type"] == f"{DIGITAL_SOURCE_TYPE}compositeWithTrainedAlgorithmicMedia"
    assert "Colours inferred by a neural network (weights default" in said["description"]
    assert said["title"] == "pier"
    with Image.open("colorized/pier-colour.jpg") as image:
        assert (image.size, image.mode) == ((64, 64), "RGB")


def test_a_small_mark_stands_in_the_corner_unless_told_otherwise_and_metadata_always() -> None:
    Image.fromarray(np.tile(data.camera(), (3, 1))[:, :400]).save("pier.png")  # tall enough for several strips
    for option in ("--mark", "--no-mark"):
        assert run("pier.png", "--out", option.strip("-"), option).exit_code == 0
    run("pier.png", "--out", "usual")
    marked, plain = (Path(f"{name}/pier-colour.jpg") for name in ("mark", "no-mark"))
    assert Path("usual/pier-colour.jpg").read_bytes() == marked.read_bytes()
    assert read_disclosure(marked) == read_disclosure(plain)
    with Image.open(marked) as one, Image.open(plain) as other:
        differs = np.argwhere(np.abs(np.asarray(one).astype(int) - np.asarray(other)).max(axis=-1) > 24)
        height, width = one.height, one.width
    assert differs[:, 0].min() > height * 0.95
    assert differs[:, 1].max() < width / 6
    assert len(differs) > 200


def test_the_same_photograph_gives_the_same_file() -> None:
    photograph("pier.png")
    for out in ("a", "b"):
        run("pier.png", "--out", out)
    assert Path("a/pier-colour.jpg").read_bytes() == Path("b/pier-colour.jpg").read_bytes()


def test_a_folder_keeps_its_folders_and_equal_names_do_not_collide() -> None:
    for name in ("in/a.png", "in/a.tif", "in/A.JPG", "in/deep/er/a.png", "in/a-2.png"):
        photograph(name)
    result = run("in", "--out", "out")
    assert result.exit_code == 0, result.output
    found = files("out")
    assert len(found) == len({name.casefold() for name in found}) == 5
    assert "deep/er/a-colour.jpg" in found


def test_files_of_one_name_from_several_folders_do_not_collide() -> None:
    photograph("x/a.png")
    photograph("y/a.png", shift=9)
    assert run("x/a.png", "y/a.png").exit_code == 0
    assert files() == ["a-2-colour.jpg", "a-colour.jpg"]


def test_a_bad_file_does_not_stop_the_others_and_is_listed_at_the_end() -> None:
    photograph("in/a.png")
    Path("in/b.jpg").write_text("<!doctype html><title>404</title>")
    Path("in/c.png").touch()
    Image.new("L", (8, 8)).save("in/d.png")
    photograph("in/e.png")
    result = run("in", "missing.jpg")
    assert result.exit_code == 1
    assert files() == ["a-colour.jpg", "e-colour.jpg"]
    lines = result.stderr.splitlines()
    assert lines[-5:] == [
        "2 of 6 colorized; not colorized:",
        "  in/b.jpg: a web page, not a picture; find the address of the picture itself",
        "  in/c.png: empty, it has 0 bytes; get the file again",
        "  in/d.png: the picture is 8 × 8 pixels; the shorter side must have 16",
        "  missing.jpg: no such file",
    ]
    assert "Traceback" not in result.output


def test_a_link_in_a_circle_is_refused_and_stops_nothing() -> None:
    photograph("in/a.png")
    Path("in/b.png").symlink_to("b.png")
    Path("c.png").symlink_to("c.png")
    result = run("in", "c.png")
    assert result.exit_code == 1
    assert files() == ["a-colour.jpg"]
    assert result.stderr.splitlines()[-1] == "  c.png: cannot be read: Too many levels of symbolic links"


def test_what_is_left_out_of_a_folder_is_said() -> None:
    photograph("in/a.png")
    photograph("in/.hidden/b.png")
    Path("in/notes.txt").touch()
    result = run("in")
    assert result.exit_code == 0
    assert files() == ["a-colour.jpg"]
    assert "left out: in/notes.txt (in a folder, only .jpg .jpeg .png .tif .tiff .webp are taken)" in result.stderr


def test_a_second_run_does_not_colorize_the_results_of_the_first() -> None:
    photograph("a.png")
    for _ in range(2):
        assert run(".").exit_code == 0
        assert files() == ["a-colour.jpg"]


def test_a_photograph_is_never_overwritten_by_a_result() -> None:
    photograph("in/a.png")
    master = photograph("in/a-colour.jpg")
    before = master.read_bytes()
    assert run("in", "--out", "in").exit_code == 0
    assert master.read_bytes() == before
    assert files("in") == ["a-2-colour.jpg", "a-colour-colour.jpg", "a-colour.jpg", "a.png"]


def test_an_empty_folder_is_a_failure() -> None:
    Path("in").mkdir()
    result = run("in")
    assert result.exit_code == 1
    assert result.stderr == "no photographs found\n"


def test_unknown_weights_are_said_once() -> None:
    from gallery.errors import GalleryError

    photograph("a.png")
    result = run("a.png", "a.png", "--weights", "lost")
    assert isinstance(result.exception, GalleryError)
    assert "no weights are called 'lost'" in str(result.exception)
    assert not Path("colorized").exists()


def test_vividness_is_passed_on_and_out_of_range_is_wrong_usage() -> None:
    photograph("a.png")
    for value, out in ((0, "faithful"), (1, "vivid")):
        assert run("a.png", "--vividness", value, "--out", out).exit_code == 0
    pixels = [np.asarray(Image.open(f"{out}/a-colour.jpg")) for out in ("faithful", "vivid")]
    assert pixels[0].shape == pixels[1].shape
    assert run("a.png", "--vividness", 2).exit_code == 2


def test_a_photograph_in_colour_is_read_as_its_lightness() -> None:
    Image.fromarray(data.astronaut()[:64, 200:264]).save("colour.png")
    Image.open("colour.png").convert("CMYK").save("cmyk.tif")
    assert run("colour.png", "cmyk.tif").exit_code == 0
    assert len(files()) == 2
