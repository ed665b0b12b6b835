"""Panels: the right pictures in the right order, signed, in a sheet that looks the same every time.

``GALLERY_UPDATE_GOLDEN=1 pytest tests/gallery/publish/test_drawing.py`` draws the golden anew: look at it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import color, data

from gallery.derivatives import Derivatives, Facts, write_facts
from gallery.errors import LabelError
from gallery.labels.arrangement import CAPTION, UNITS, arrange
from gallery.labels.label import Label
from gallery.labels.tombstone import PAPER
from gallery.pictures.metadata import read_disclosure
from gallery.publish.panels.drawing import pictures_of, render_panel, save_panel
from gallery.typography.lines import default_fonts
from gallery.words.texts import texts_in

FONTS = default_fonts()
SMALL = {name: texts_in("en")(f"label.{name}") for name in ("confidence", "weights", "enlarged", "decimal_point")}
GOLDEN = Path(__file__).parent / "golden" / "panel.jpg"
PAPER_RGB = np.array([int(PAPER[at : at + 2], 16) for at in (1, 3, 5)])
LABEL = Label(
    number=4,
    id="astronaut",
    title="Astronaut Eileen M. Collins",
    creator="NASA",
    date="26 July 2005",
    medium="Digital photograph",
    credit="National Aeronautics and Space Administration",
    rights="http://creativecommons.org/publicdomain/mark/1.0/",
    rights_label="Public Domain Mark 1.0",
    rights_note=None,
    alt="A woman in an orange suit before a flag",
    description=None,
    notice="Colours inferred by a neural network from the greyscale photograph.",
    colorized=True,
    digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
    language="en",
    notices={
        "plain": "Colours inferred by a neural network; the original is black and white.",
        "toned": "Colours inferred by a neural network; the original is a toned black-and-white photograph.",
        "colour": "Colours inferred by a neural network; the original has colours of its own.",
    },
)
Make = Callable[..., Derivatives]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Derivatives of a real photograph: its chroma halved stands for inferred colour."""

    def derivatives(
        *, has_colour: bool = False, colorized: bool = True, size: tuple[int, int] = (256, 256)
    ) -> Derivatives:
        folder = tmp_path / "derivatives"
        folder.mkdir()
        lab = color.rgb2lab(np.asarray(Image.fromarray(data.astronaut()).resize(size, Image.Resampling.BOX)))
        chroma = {"original": float(has_colour), "grey": 0.0} | ({"colour": 0.5} if colorized else {})
        for name, factor in chroma.items():
            rgb = color.lab2rgb(lab * [1, factor, factor])
            Image.fromarray((rgb * 255).round().astype(np.uint8)).save(folder / f"{name}.jpg", quality=95)
        weights = ("default", "c0ffee" * 10 + "abcd", "2026-11-21", "unet", 0.6, 0.617) if colorized else ()
        facts = Facts(*size, "0" * 64, "JPEG", 1000, has_colour, False, colorized, *weights)
        write_facts(facts, folder)
        return Derivatives.read(folder)

    return derivatives


def is_neutral(pixels: np.ndarray) -> bool:
    return int(np.ptp(pixels.astype(int), axis=-1).max()) <= 3


def pixels_of(panel: Image.Image, size: tuple[int, int], count: int) -> list[np.ndarray]:
    unit = panel.width / UNITS
    boxes = arrange(size, count, panel.width).pictures
    edges = [[round(x * unit) for x in (b.left, b.top, b.left + b.width, b.bottom)] for b in boxes]
    return [np.asarray(panel.crop((x0 + 1, y0 + 1, x1 - 1, y1 - 1))) for x0, y0, x1, y1 in edges]


def test_a_monochrome_master_hangs_grey_then_colour(make: Make) -> None:
    derivatives = make()
    captions = [picture.caption for picture in pictures_of(derivatives)]
    assert captions == ["Original, in greyscale", "Colour, inferred"]
    grey, colour = pixels_of(render_panel(derivatives, LABEL, FONTS, 1200, SMALL), (256, 256), 2)
    assert is_neutral(grey)
    assert not is_neutral(colour)


def test_a_master_with_colours_hangs_original_grey_and_colour(make: Make) -> None:
    derivatives = make(has_colour=True)
    assert [picture.caption for picture in pictures_of(derivatives)] == [
        "Original",
        "Greyscale",
        "Colour, inferred",
    ]
    original, grey, colour = pixels_of(render_panel(derivatives, LABEL, FONTS, 1200, SMALL), (256, 256), 3)
    assert is_neutral(grey)
    top = slice(0, len(grey) // 2)
    assert np.ptp(original[top].astype(int), axis=-1).mean() > np.ptp(colour[top].astype(int), axis=-1).mean() > 3


def test_an_uncolorized_work_hangs_alone_and_unsigned(make: Make) -> None:
    label = replace(LABEL, colorized=False, digital_source_type=None, notice="Shown uncolorized: so it is.", notices={})
    panel = render_panel(make(colorized=False, has_colour=True), label, FONTS, 1200, SMALL)
    (original,) = pixels_of(panel, (256, 256), 1)
    assert not np.all(original[-4:, :40] == PAPER_RGB)


def test_the_colour_is_signed_on_the_picture_legibly_at_250_pixels(make: Make) -> None:
    panel = render_panel(make(), LABEL, FONTS, 3600, SMALL)
    small = panel.resize((250, round(panel.height * 250 / panel.width)), Image.Resampling.LANCZOS)
    box = arrange((256, 256), 2, 3600).pictures[1]
    scale = 250 / UNITS
    left, bottom = round(box.left * scale), round(box.bottom * scale)
    signed = np.asarray(small.convert("L").crop((left, bottom - 11, left + 40, bottom - 1)), dtype=int)
    inked = signed < 128
    assert np.median(signed) > 235  # paper
    assert 5 <= inked.any(axis=1).sum() <= 8  # height of the capitals, dark enough to be read
    assert inked.any(axis=0).sum() >= 18


def test_a_picture_too_flat_to_be_signed_is_signed_under_its_edge(make: Make) -> None:
    panel = render_panel(make(size=(600, 40)), LABEL, FONTS, 1200, SMALL)
    unit = 1200 / UNITS
    box = arrange((600, 40), 2, 1200).pictures[1]
    _, colour = pixels_of(panel, (600, 40), 2)
    assert not (colour == PAPER_RGB).all(axis=-1).any()
    under = np.asarray(panel.convert("L"))[round(box.bottom * unit) + 2 : round((box.bottom + CAPTION) * unit)]
    assert under.min() < 60


@pytest.mark.parametrize("size", [(64, 256), (256, 64), (300, 200), (200, 300), (20, 400)])
@pytest.mark.parametrize("has_colour", [False, True])
def test_nothing_touches_the_margins(make: Make, size: tuple[int, int], has_colour: bool) -> None:
    label = replace(LABEL, title="Съёмка с самолёта над городом, " * 8, notice=LABEL.notice * 3, notices={})
    panel = render_panel(make(size=size, has_colour=has_colour), label, FONTS, 1200, SMALL)
    sheet = np.asarray(panel)
    margin = 76  # 80 pixels, less what letters overhang
    for edge in (sheet[:margin], sheet[-margin:], sheet[:, :margin], sheet[:, -margin:]):
        assert (edge == PAPER_RGB).all()


def test_the_file_has_the_width_and_resolution_and_as_yet_no_label_inside(make: Make, tmp_path: Path) -> None:
    save_panel(make(has_colour=True), LABEL, FONTS, tmp_path / "p.jpg", width=1200, dpi=300, small=SMALL)
    assert read_disclosure(tmp_path / "p.jpg") == {}
    with Image.open(tmp_path / "p.jpg") as panel:
        assert panel.width == 1200
        assert panel.info["dpi"] == (300, 300)


def test_the_notice_that_is_drawn_is_exact(make: Make) -> None:
    derivatives = make(has_colour=True)
    said = replace(LABEL, notice=LABEL.notices["colour"], notices={})
    drawn, expected = (render_panel(derivatives, label, FONTS, 1200, SMALL) for label in (LABEL, said))
    assert drawn.tobytes() == expected.tobytes()
    plain = replace(LABEL, notice=LABEL.notices["plain"], notices={})
    assert drawn.tobytes() != render_panel(derivatives, plain, FONTS, 1200, SMALL).tobytes()


def test_the_same_work_gives_the_same_bytes(make: Make, tmp_path: Path) -> None:
    derivatives = make()
    for name in "ab":
        save_panel(derivatives, LABEL, FONTS, tmp_path / f"{name}.jpg", width=1200, dpi=300, small=SMALL)
    assert (tmp_path / "a.jpg").read_bytes() == (tmp_path / "b.jpg").read_bytes()


def test_a_label_that_cannot_be_set_leaves_no_file(make: Make, tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="work astronaut: title: the font has no '写'"):
        save_panel(make(), replace(LABEL, title="写真"), FONTS, tmp_path / "p.jpg", width=1200, dpi=300, small=SMALL)
    assert not (tmp_path / "p.jpg").exists()


def test_the_panel_looks_as_it_did_when_it_was_looked_at(make: Make) -> None:
    panel = render_panel(make(has_colour=True), LABEL, FONTS, 1200, SMALL).reduce(2)
    encoded = BytesIO()
    panel.save(encoded, "JPEG", quality=90, subsampling="4:4:4", optimize=True)
    if os.environ.get("GALLERY_UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_bytes(encoded.getvalue())
    with Image.open(GOLDEN) as golden, Image.open(encoded) as drawn:
        assert golden.size == drawn.size
        difference = np.abs(np.asarray(golden, dtype=int) - np.asarray(drawn, dtype=int))
    # Libraries may round differently; a letter that moved, or a picture, differs by far more.
    assert difference.mean() < 0.3
    assert np.quantile(difference, 0.999) < 16
