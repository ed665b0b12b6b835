"""``gallery colorize``: files and folders in, pictures in colour that say so out, whatever a single file does."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from skimage import data

sys.path.append(str(Path(__file__).parent))
from full_disk import run_where_files_end

from gallery.cli.colorize import command
from gallery.labels.label import DIGITAL_SOURCE_TYPE
from gallery.pictures.metadata import read_disclosure
from model.color.lab import rgb_to_lab


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
    assert result.stdout == "colorized/pier-png-colour.jpg\n"
    said = read_disclosure(Path("colorized/pier-png-colour.jpg"))
    assert said["digital_source_type"] == f"{DIGITAL_SOURCE_TYPE}compositeWithTrainedAlgorithmicMedia"
    assert "Colours inferred by a neural network (weights default" in said["description"]
    assert said["title"] == "pier"
    with Image.open("colorized/pier-png-colour.jpg") as image:
        assert (image.size, image.mode) == ((64, 64), "RGB")


def test_a_small_mark_stands_in_the_corner_unless_told_otherwise_and_metadata_always() -> None:
    Image.fromarray(np.tile(data.camera(), (3, 1))[:, :400]).save("pier.png")  # tall enough for several strips
    for option in ("--mark", "--no-mark"):
        assert run("pier.png", "--out", option.strip("-"), option).exit_code == 0
    run("pier.png", "--out", "usual")
    marked, plain = (Path(f"{name}/pier-png-colour.jpg") for name in ("mark", "no-mark"))
    assert Path("usual/pier-png-colour.jpg").read_bytes() == marked.read_bytes()
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
    assert Path("a/pier-png-colour.jpg").read_bytes() == Path("b/pier-png-colour.jpg").read_bytes()


def test_a_folder_keeps_its_folders_and_names_do_not_depend_on_what_else_lies_there() -> None:
    names = ["in/a.png", "in/a.tif", "in/A.JPG", "in/deep/er/a.png", "in/a-2.png"]
    for name in names:
        photograph(name)
    result = run("in", "--out", "out")
    assert result.exit_code == 0, result.output
    expected = ["A-JPG", "a-2-png", "a-png", "a-tif", "deep/er/a-png"]
    assert files("out") == [f"{name}-colour.jpg" for name in expected]
    for name in names[:2]:
        run(name, "--out", "alone")
    assert files("alone") == ["a-png-colour.jpg", "a-tif-colour.jpg"]


def test_files_of_one_name_from_several_folders_do_not_collide() -> None:
    photograph("x/a.png")
    photograph("y/a.png", shift=9)
    assert run("x/a.png", "y/a.png").exit_code == 0
    assert files() == ["a-png-2-colour.jpg", "a-png-colour.jpg"]


def test_a_bad_file_does_not_stop_the_others_and_is_listed_at_the_end() -> None:
    photograph("in/a.png")
    Path("in/b.jpg").write_text("<!doctype html><title>404</title>")
    Path("in/c.png").touch()
    Image.new("L", (8, 8)).save("in/d.png")
    photograph("in/e.png")
    result = run("in", "missing.jpg")
    assert result.exit_code == 1
    assert files() == ["a-png-colour.jpg", "e-png-colour.jpg"]
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
    assert files() == ["a-png-colour.jpg"]
    assert result.stderr.splitlines()[-1] == "  c.png: cannot be read: Too many levels of symbolic links"


def test_a_broken_link_is_named_with_what_it_names() -> None:
    photograph("in/a.png")
    Path("in/b.tif").symlink_to("../gone/b.tif")
    result = run("in")
    assert result.exit_code == 1
    assert files() == ["a-png-colour.jpg"]
    assert result.stderr.splitlines()[-1] == "  in/b.tif: a link to ../gone/b.tif, where there is no file"


def test_what_is_left_out_of_a_folder_is_said() -> None:
    photograph("in/a.png")
    photograph("in/.hidden/b.png")
    Path("in/notes.txt").touch()
    result = run("in")
    assert result.exit_code == 0
    assert files() == ["a-png-colour.jpg"]
    assert "left out: in/notes.txt (in a folder, only .jpg .jpeg .jpe .png .tif .tiff .webp .jp2 .jpx" in result.stderr


def test_a_second_run_does_not_colorize_the_results_of_the_first() -> None:
    photograph("a.png")
    for _ in range(2):
        assert run(".").exit_code == 0
        assert files() == ["a-png-colour.jpg"]


def test_a_photograph_is_never_overwritten_by_a_result() -> None:
    photograph("in/a.png")
    master = photograph("in/a-png-colour.jpg")
    before = master.read_bytes()
    assert run("in", "--out", "in").exit_code == 0
    assert master.read_bytes() == before
    assert files("in") == ["a-png-2-colour.jpg", "a-png-colour-jpg-colour.jpg", "a-png-colour.jpg", "a.png"]


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
    pixels = [np.asarray(Image.open(f"{out}/a-png-colour.jpg")) for out in ("faithful", "vivid")]
    assert pixels[0].shape == pixels[1].shape
    assert run("a.png", "--vividness", 2).exit_code == 2


def test_a_photograph_in_colour_is_read_as_its_lightness() -> None:
    Image.fromarray(data.astronaut()[:64, 200:264]).save("colour.png")
    Image.open("colour.png").convert("CMYK").save("cmyk.tif")
    assert run("colour.png", "cmyk.tif").exit_code == 0
    assert len(files()) == 2


def test_caption_creator_rights_and_resolution_are_carried_over_and_the_disclosure_stays() -> None:
    exif = Image.Exif()
    exif[270], exif[315], exif[33432] = "The pier at dawn", "Ada Smith", "© City Archive".encode()
    Image.fromarray(data.camera()[::8, ::8]).save("pier.jpg", exif=exif, dpi=(600, 300))
    result = run("pier.jpg")
    assert result.exit_code == 0, result.output
    said = read_disclosure(Path("colorized/pier-jpg-colour.jpg"))
    assert (said["creator"], said["rights"], said["alt"]) == ("Ada Smith", "© City Archive", "The pier at dawn")
    assert said["description"].startswith("The pier at dawn\nColours inferred by a neural network (weights default")
    assert said["digital_source_type"] == f"{DIGITAL_SOURCE_TYPE}compositeWithTrainedAlgorithmicMedia"
    with Image.open("colorized/pier-jpg-colour.jpg") as image:
        assert image.info["dpi"] == (600, 300)
    assert run("pier.jpg", "--rotate", 90, "--out", "turned").exit_code == 0
    with Image.open("turned/pier-jpg-colour.jpg") as image:
        assert image.info["dpi"] == (300, 600)


def test_a_colorized_picture_never_passes_its_own_disclosure_on_as_a_caption_alone() -> None:
    photograph("pier.png")
    run("pier.png")
    run("colorized/pier-png-colour.jpg", "--out", "again")
    said = read_disclosure(Path("again/pier-png-colour-jpg-colour.jpg"))
    assert said["description"].endswith("from the photograph's lightness.")
    assert said["digital_source_type"].endswith("compositeWithTrainedAlgorithmicMedia")


def test_a_photograph_is_turned_and_cropped() -> None:
    wide = np.zeros((100, 200), np.uint8)
    wide[10:90, 20:180] = 128
    Image.fromarray(wide).save("wide.png")
    assert run("wide.png", "--rotate", "90", "--crop", 0.1, 0.1, 0.9, 0.9, "--no-mark").exit_code == 0
    with Image.open("colorized/wide-png-colour.jpg") as image:
        assert image.size == (80, 160)
        assert abs(rgb_to_lab(np.asarray(image))[..., 0] - rgb_to_lab(np.full(3, 128, np.uint8))[0]).max() < 2
    result = run("wide.png", "--crop", 10, 10, 90, 90)
    assert result.exit_code == 2
    assert "write '--crop 0.1 0.1 0.9 0.9'" in result.stderr


def test_of_several_pages_the_first_is_taken_and_that_is_said() -> None:
    page = Image.fromarray(data.camera()[::8, ::8])
    page.save("letters.tif", save_all=True, append_images=[page.rotate(90), page])
    result = run("letters.tif")
    assert result.exit_code == 0
    assert "letters.tif: a TIFF of 3 pages; the first is shown" in result.stderr


def test_an_out_that_is_no_folder_is_blamed_and_not_the_photograph(tmp_path: Path) -> None:
    Image.new("L", (40, 30), 90).save(tmp_path / "a.png")
    (tmp_path / "file").touch()
    for out in ("/dev/null", str(tmp_path / "file")):
        result = CliRunner().invoke(command, [str(tmp_path / "a.png"), "--out", out])
        assert result.exit_code == 2
        assert "--out" in result.stderr
        assert "a.png" not in result.stderr


@pytest.mark.parametrize("out", ["pier.png/below", "/dev/null", "n" * 300, f"new/{'n' * 300}"])
def test_where_no_folder_can_be_out_is_blamed_and_no_photograph(out: str) -> None:
    result = run(photograph("pier.png"), "--out", out)
    assert result.exit_code == 2
    assert f"Invalid value for --out: {out} cannot be made a folder: " in result.stderr
    assert "; name another" in result.stderr
    assert "not colorized" not in result.stderr


def test_no_folder_is_made_for_results_of_nothing() -> None:
    Path("empty").mkdir()
    assert run("empty", "--out", "new").exit_code == 1
    assert not Path("new").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to files there")
def test_a_disk_that_is_full_is_told_of_the_result_with_the_remedy() -> None:
    given = photograph("pier.png")
    run(given, "--out", "whole")
    size = Path("whole/pier-png-colour.jpg").stat().st_size
    made = run_where_files_end(size - 20, "colorize", given, "--out", "new")
    assert made.returncode == 1
    assert "new/pier-png-colour.jpg: cannot be written: File too large; free some space there, or choose" in made.stderr
    assert not files("new")
