"""Panels as they are published: the right pictures in the right order, with the mark, on the sheet that was asked for.

``GALLERY_UPDATE_GOLDEN=1 pytest -n 0 tests/gallery/publish/panels`` draws the golden anew: look at it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hanging import an_exhibit
from PIL import Image, ImageCms

from gallery.errors import LabelError
from gallery.labels.arrangement import CAPTION, UNITS, Format, arrange
from gallery.pictures.metadata import read_disclosure
from gallery.typography.style import PAPER

Make = Hang = Callable[..., Path]

GOLDEN = Path(__file__).parent / "panel.jpg"
PAPER_RGB = np.array([int(PAPER[at : at + 2], 16) for at in (1, 3, 5)])
ASTRONAUT = {
    "title": "Astronaut Eileen M. Collins",
    "creator": "NASA",
    "date": "2005-07-26",
    "medium": "Digital photograph",
    "credit": "National Aeronautics and Space Administration",
}


def is_neutral(pixels: np.ndarray) -> bool:
    return int(np.ptp(pixels.astype(int), axis=-1).max()) <= 4


def is_paper(pixels: np.ndarray) -> bool:
    return bool((np.abs(pixels.astype(int) - PAPER_RGB) <= 2).all())


def pixels_of(panel: Image.Image, size: tuple[int, int], count: int) -> list[np.ndarray]:
    """The pictures on a panel as tall as it needs, without their edges."""
    unit = panel.width / UNITS
    boxes = arrange(size, count, Format(panel.width)).pictures
    edges = [[round(x * unit) for x in (b.left, b.top, b.left + b.width, b.bottom)] for b in boxes]
    return [np.asarray(panel.crop((x0 + 2, y0 + 2, x1 - 2, y1 - 2))) for x0, y0, x1, y1 in edges]


def opened(folder: Path) -> Image.Image:
    with Image.open(folder / "01-work-1.jpg") as panel:
        return panel.convert("RGB")


def test_a_monochrome_master_hangs_grey_then_colour(make: Make, hang: Hang) -> None:
    grey, colour = pixels_of(opened(hang(an_exhibit(), make())), (256, 256), 2)
    assert is_neutral(grey)
    assert not is_neutral(colour)


def test_a_master_with_colours_hangs_original_grey_and_colour(make: Make, hang: Hang) -> None:
    original, grey, colour = pixels_of(opened(hang(an_exhibit(), make(has_colour=True))), (256, 256), 3)
    assert is_neutral(grey)
    top = slice(0, len(grey) // 2)
    assert np.ptp(original[top].astype(int), axis=-1).mean() > np.ptp(colour[top].astype(int), axis=-1).mean() > 3


def test_an_uncolorized_work_hangs_alone_and_unmarked(make: Make, hang: Hang) -> None:
    grey = an_exhibit(work={"colorize": False, "reason": "So it is."})
    panel = opened(hang(grey, make(colorized=False, has_colour=True)))
    (original,) = pixels_of(panel, (256, 256), 1)
    assert not is_paper(original[-6:, :10])


def test_the_mark_is_small_and_in_the_corner_that_was_chosen(make: Make, hang: Hang) -> None:
    made = make()
    corners = ("lower-left", "upper-right")
    panels = [opened(hang(an_exhibit(mark={"corner": corner}), made)) for corner in corners]
    (grey, below), (other_grey, above) = (pixels_of(panel, (256, 256), 2) for panel in panels)
    assert (grey == other_grey).all()
    tall, wide = below.shape[:2]
    differs = np.argwhere(np.abs(below.astype(int) - above).max(axis=-1) > 60) / [tall, wide]
    lower = differs[:, 0] > 0.5
    assert lower.any()
    assert not lower.all()
    assert differs[lower, 0].min() > 0.9
    assert differs[lower, 1].max() < 1 / 6
    assert differs[~lower, 0].max() < 0.1
    assert differs[~lower, 1].min() > 5 / 6


@pytest.mark.parametrize("size", [(64, 256), (256, 64), (300, 200), (20, 400)])
@pytest.mark.parametrize("has_colour", [False, True])
def test_nothing_touches_the_margins(make: Make, hang: Hang, size: tuple[int, int], has_colour: bool) -> None:
    long = {"title": "Съёмка с самолёта над городом, " * 8}
    sheet = np.asarray(opened(hang(an_exhibit(work=long), make(size=size, has_colour=has_colour))))
    margin = 68  # ten pixels less, for what letters overhang and JPEG's blocks
    for edge in (sheet[:margin], sheet[-margin:], sheet[:, :margin], sheet[:, -margin:]):
        assert is_paper(edge)


@pytest.mark.parametrize(
    ("panels", "pixels"),
    [
        ({"size": "A4", "dpi": 100}, (1169, 827)),
        ({"size": "A4", "orientation": "portrait", "dpi": 100}, (827, 1169)),
        ({"size": "letter", "dpi": 100}, (1100, 850)),
        ({"size": {"width": 40, "height": 30}, "dpi": 72}, (1134, 850)),
    ],
)
@pytest.mark.parametrize("size", [(64, 256), (300, 200), (400, 80)])
def test_a_sheet_of_a_given_size_holds_everything_inside_its_margins(
    make: Make, hang: Hang, panels: dict[str, object], pixels: tuple[int, int], size: tuple[int, int]
) -> None:
    folder = hang(an_exhibit(work=ASTRONAUT, panels=panels), make(size=size))
    with Image.open(folder / "01-work-1.jpg") as panel:
        assert panel.size == pixels
        assert panel.info["dpi"] == (panels["dpi"], panels["dpi"])
        sheet = np.asarray(panel.convert("RGB"))
    margin = int(pixels[0] * 30 / UNITS) - 10
    for edge in (sheet[:margin], sheet[-margin:], sheet[:, :margin], sheet[:, -margin:]):
        assert is_paper(edge)


def test_a_long_label_is_set_smaller_to_fit_the_sheet_and_one_far_too_long_is_refused(make: Make, hang: Hang) -> None:
    panels = {"size": "A4", "dpi": 72}
    long = ASTRONAUT | {"title": "A title that goes on and on. " * 5, "credit": "A credit line. " * 12}
    sheet = np.asarray(opened(hang(an_exhibit(work=long, panels=panels), make())))
    assert is_paper(sheet[-40:])
    with pytest.raises(LabelError, match=r"medium: the label does not fit on a panel: it is \d+ lines too long"):
        hang(an_exhibit(work=long | {"medium": "A medium. " * 100}, panels=panels), make("again"))


def test_pictures_of_one_height_hang_level_all_but_panoramas(make: Make, hang: Hang) -> None:
    sizes = [(300, 200), (200, 300), (600, 150)]
    of = an_exhibit(3, panels={"same_height": True})
    made = [make(f"work-{number}", size=size) for number, size in enumerate(sizes, start=1)]
    panels = sorted(hang(of, *made).glob("*.jpg"))
    tops_and_bottoms = []
    for path in panels:
        with Image.open(path) as panel:
            column = np.asarray(panel.convert("L"), dtype=int)[:, round(35 * panel.width / UNITS)]
        pictured = np.flatnonzero(column < 225)
        # the first run of what is no paper is the picture
        end = np.flatnonzero(np.diff(pictured) > 6)
        tops_and_bottoms.append((pictured[0], pictured[end[0]] if len(end) else pictured[-1]))
    (top, bottom), (other_top, other_bottom), (_, panorama) = tops_and_bottoms
    assert abs(top - other_top) <= 3
    assert abs(bottom - other_bottom) <= 3
    assert panorama < bottom - 20


@pytest.mark.parametrize("colorized", [True, False])
def test_the_panel_is_published_with_its_disclosure(make: Make, hang: Hang, colorized: bool) -> None:
    grey = {} if colorized else {"colorize": False, "reason": "So it is."}
    folder = hang(an_exhibit(work=grey), make(colorized=colorized))
    panel, download = folder / "01-work-1.jpg", folder.parent / "site/panels/work-1.jpg"
    assert download.read_bytes() == panel.read_bytes()
    said = read_disclosure(panel)
    assert ("digital_source_type" in said) is colorized
    assert said["title"] == "Title 1"
    notice = "the original is black and white" if colorized else "Shown uncolorized: So it is."
    assert notice in said["description"]


def test_the_file_says_that_its_colours_are_srgb(make: Make, hang: Hang) -> None:
    with Image.open(hang(an_exhibit(), make()) / "01-work-1.jpg") as panel:
        profile = ImageCms.ImageCmsProfile(BytesIO(panel.info["icc_profile"]))
    assert ImageCms.getProfileDescription(profile).strip() == "sRGB"


def test_captions_speak_the_exhibits_language(make: Make, hang: Hang) -> None:
    made = make()
    english, german = (opened(hang(an_exhibit(language=language), made)) for language in ("en", "de"))
    unit = english.width / UNITS
    box = arrange((256, 256), 2, Format(english.width)).pictures[0]
    caption = tuple(round(at * unit) for at in (0, box.bottom + 2, UNITS, box.bottom + CAPTION))
    one, other = (np.asarray(panel.crop(caption)).astype(int) for panel in (english, german))
    assert np.abs(one - other).max() > 100


def test_the_same_work_gives_the_same_bytes(make: Make, hang: Hang) -> None:
    made, of = make(), an_exhibit(work=ASTRONAUT, panels={"formats": ["jpeg", "pdf"], "bleed": 3})
    one, other = hang(of, made), hang(of, made)
    for name in ("01-work-1.jpg", "01-work-1.pdf"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


def test_a_label_that_cannot_be_set_is_refused(make: Make, hang: Hang) -> None:
    with pytest.raises(LabelError, match="work work-1: title: the font has no '写'"):
        hang(an_exhibit(work={"title": "写真"}), make())


def test_the_panel_looks_as_it_did_when_it_was_looked_at(make: Make, hang: Hang) -> None:
    panel = opened(hang(an_exhibit(work=ASTRONAUT), make(has_colour=True))).reduce(2)
    encoded = BytesIO()
    panel.save(encoded, "JPEG", quality=90, subsampling="4:4:4", optimize=True)
    if os.environ.get("GALLERY_UPDATE_GOLDEN"):
        GOLDEN.write_bytes(encoded.getvalue())
    with Image.open(GOLDEN) as golden, Image.open(encoded) as drawn:
        assert golden.size == drawn.size
        difference = np.abs(np.asarray(golden, dtype=int) - np.asarray(drawn, dtype=int))
    # Libraries may round differently; a letter that moved, or a picture, differs by far more.
    assert difference.mean() < 0.3
    assert np.quantile(difference, 0.999) < 16
