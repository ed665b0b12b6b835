"""The colourist on real photographs: any size, lightness kept, chroma ignored, repeatable, bounded memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from skimage import data
from skimage.color import rgb2lab

from model import Colorist, Hint, weights
from model.color.lab import Float, lightness
from model.errors import HintError, ModelError, PictureError
from model.inference import colours as module
from model.inference.network import Network, Predictor, Remembering

RED, BROWN = (255, 0, 0), (91, 58, 41)


@pytest.fixture(scope="module")
def colorist() -> Colorist:
    """The shipped weights, served at few and small scales: what is tested does not depend on them."""
    card = weights.load()
    photographs = replace(card.serving.photographs, faithful_gain=1, vivid_gain=2)
    return Colorist(
        replace(card, serving=replace(card.serving, scales=(32, 64), guide=128, vividness=0.5, photographs=photographs))
    )


PHOTOGRAPHS = {
    "astronaut": lambda: data.astronaut()[:300, 100:300],
    "coffee": lambda: data.coffee()[::2, ::2],
    "cat": lambda: data.chelsea()[:, 50:350],
    "camera": lambda: data.camera()[::2, ::2],
    "moon": lambda: data.moon()[100:300, 100:400],
    "noise": lambda: np.random.default_rng(0).integers(0, 256, (120, 90), np.uint8),
    "black to white": lambda: np.arange(256, dtype=np.uint8)[None].repeat(64, axis=0),
}


@pytest.mark.parametrize("name", PHOTOGRAPHS)
@pytest.mark.parametrize(
    ("vividness", "hints"),
    [(0, ()), (None, ()), (1, ()), (1, (Hint((0.4, 0.4), RED, 0.3), Hint((0.8, 0.2), (0, 0, 255), 0.1)))],
    ids=["faithful", "default", "vivid", "vivid with saturated hints"],
)
def test_the_lightness_of_the_photograph_is_kept(
    name: str, vividness: float | None, hints: tuple[Hint, ...], colorist: Colorist
) -> None:
    picture = PHOTOGRAPHS[name]()
    result = colorist.colorize(picture, hints, vividness)
    before = rgb2lab(picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2))[..., 0]
    off = np.abs(rgb2lab(result.rgb)[..., 0] - before)
    assert off.mean() < 0.3
    assert (off < 1).mean() >= 0.999


@pytest.mark.parametrize("size", [(16, 16), (17, 900), (900, 17), (16, 4000), (33, 31), (257, 129)])
@pytest.mark.parametrize("colour", [False, True])
def test_any_size_and_aspect_comes_back_at_full_resolution(
    size: tuple[int, int], colour: bool, colorist: Colorist
) -> None:
    picture = np.resize(data.astronaut(), (*size, 3)) if colour else np.resize(data.camera(), size)
    result = colorist.colorize(picture)
    assert (result.rgb.shape, result.rgb.dtype) == ((*size, 3), np.uint8)
    assert (result.grey.shape, result.grey.dtype) == (size, np.uint8)
    assert (result.confidence.shape, result.confidence.dtype) == (size, np.float32)
    assert 0 <= result.confidence.min() <= result.confidence.max() <= 1
    assert np.abs(lightness(result.grey) - lightness(picture)).max() < 0.6
    if not colour:
        assert (result.grey == picture).all()


def test_a_view_that_is_not_contiguous_is_read_as_it_looks(colorist: Colorist) -> None:
    picture = data.camera()[::-4, ::4]
    assert (colorist.colorize(picture).rgb == colorist.colorize(picture.copy()).rgb).all()


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (np.zeros((15, 100), np.uint8), "the picture is 100 × 15 pixels; the shorter side must have 16"),
        (np.zeros((100, 15, 3), np.uint8), "the picture is 15 × 100 pixels; the shorter side must have 16"),
        (np.zeros((32, 32), np.float32), "a picture is a uint8 array, not float32"),
        (np.zeros((32, 32), bool), "a picture is a uint8 array, not bool"),
        ([[0, 1]], "a picture is a uint8 array, not list"),
        (np.zeros((32, 32, 4), np.uint8), r"a picture is \(H, W\) or \(H, W, 3\), not \(32, 32, 4\)"),
        (np.zeros(32, np.uint8), r"a picture is \(H, W\) or \(H, W, 3\), not \(32,\)"),
        (np.zeros((2, 32, 32, 3), np.uint8), r"a picture is \(H, W\) or \(H, W, 3\), not \(2, 32, 32, 3\)"),
    ],
)
def test_what_is_no_picture_is_refused_with_what_is_expected(picture: Any, message: str, colorist: Colorist) -> None:
    with pytest.raises(PictureError, match=f"^{message}$"):
        colorist.colorize(picture)


@pytest.mark.parametrize("vividness", [-0.1, 1.01, float("nan")])
def test_a_vividness_out_of_range_is_refused(vividness: float, colorist: Colorist) -> None:
    with pytest.raises(ModelError, match=r"not a number in 0\.\.1"):
        colorist.colorize(data.camera()[:32, :32], vividness=vividness)


def test_the_result_is_inferred_from_lightness_alone(colorist: Colorist) -> None:
    picture = data.coffee()[::3, ::3]
    from_colour = colorist.colorize(picture)
    from_grey = colorist.colorize(from_colour.grey)
    off = np.abs(from_colour.rgb.astype(int) - from_grey.rgb)
    assert off.max() <= 4  # the grey is rounded to 8 bits
    assert off.mean() < 0.7


def test_vividness_multiplies_chroma_and_nothing_else(colorist: Colorist) -> None:
    picture = data.camera()[::3, ::3]
    chroma = [
        np.hypot(*np.moveaxis(rgb2lab(colorist.colorize(picture, vividness=v).rgb)[..., 1:], -1, 0)).mean()
        for v in (0, 0.5, 1)
    ]
    assert chroma[0] < chroma[1] < chroma[2]
    assert colorist.colorize(picture).vividness == 0.5
    assert (colorist.colorize(picture).rgb == colorist.colorize(picture, vividness=0.5).rgb).all()


def test_the_same_photograph_gives_the_same_pixels(colorist: Colorist) -> None:
    picture, hints = data.camera()[::2, ::2], [Hint((0.3, 0.7), BROWN)]
    one, other = (colorist.colorize(picture, hints) for _ in range(2))
    assert (one.rgb == other.rgb).all()
    assert (one.confidence == other.confidence).all()


def test_one_thread_or_two_give_the_same_pixels() -> None:
    script = (
        "import hashlib; from skimage import data; from model import Colorist;"
        "r = Colorist.load().colorize(data.camera()[:200, :300]);"
        "print(hashlib.sha256(r.rgb.tobytes() + r.confidence.tobytes()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "OMP_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(digests) == 1


@pytest.mark.parametrize("said", ["", "two", "4,2", " 2 ", "-1"])
def test_any_number_of_threads_that_is_said_is_understood_or_left(
    said: str, monkeypatch: pytest.MonkeyPatch, colorist: Colorist
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert colorist.colorize(data.camera()[:32, :32]).rgb.shape == (32, 32, 3)
    assert Colorist.load() is not None


def test_a_batch_is_colorized_as_its_pictures_one_by_one(colorist: Colorist) -> None:
    pictures = np.stack([data.astronaut()[y : y + 48, 200:264] for y in (0, 100, 200)])
    hints = [[], [Hint((0.5, 0.5), BROWN, 0.1)], []]
    rgb, confidence = colorist.colorize_batch(pictures, hints)
    for index, picture in enumerate(pictures):
        alone = colorist.colorize(picture, hints[index])
        off = np.abs(alone.rgb.astype(int) - rgb[index])
        assert off.max() <= 1
        assert (off == 0).mean() > 0.99
        assert np.abs(alone.confidence - confidence[index]).max() < 1e-3


def test_a_batch_of_greys_is_that_of_their_pictures(colorist: Colorist) -> None:
    greys = np.stack([data.camera()[y : y + 32, :32] for y in (0, 100)])
    colours = np.repeat(greys[..., None], 3, axis=-1)
    off = np.abs(colorist.colorize_batch(greys)[0].astype(int) - colorist.colorize_batch(colours)[0])
    assert off.max() <= 1


def test_a_batch_of_nothing_or_with_too_few_hints_is_refused(colorist: Colorist) -> None:
    with pytest.raises(PictureError, match="no pictures"):
        colorist.colorize_batch(np.zeros((0, 32, 32), np.uint8))
    with pytest.raises(PictureError, match="no pictures"):
        colorist.colorize_batch(np.array([], np.uint8))
    with pytest.raises(HintError, match="hints are for 1 of the pictures, which are 2; give each its own"):
        colorist.colorize_batch(np.zeros((2, 32, 32), np.uint8), [[]])
    with pytest.raises(PictureError, match="the shorter side must have 16"):
        colorist.colorize_batch(np.zeros((32, 32, 3), np.uint8))  # one picture is no batch


def test_hints_and_areas_may_come_one_after_another(colorist: Colorist) -> None:
    picture = data.coffee()[:120, :160]
    hints, areas = (
        [Hint((0.4, 0.4), RED), Hint((0.8, 0.2), BROWN)],
        [np.array([(0, 0), (0.2, 0), (0.2, 0.9), (0, 0.9)])],
    )
    plain = colorist.colorize(picture, hints, protect=[areas[0].tolist()])
    assert (colorist.colorize(picture, iter(hints), protect=iter(areas)).rgb == plain.rgb).all()
    assert np.ptp(plain.rgb[:60, :8], axis=-1).max() == 0  # the area is protected
    batch = np.stack([picture[:32, :32], picture[-32:, -32:]])
    rgb, _ = colorist.colorize_batch(batch, [hints, []])
    assert (colorist.colorize_batch(batch, (iter(its) for its in (hints, [])))[0] == rgb).all()


@pytest.mark.parametrize("hints", [5, None, Hint((0.4, 0.4), RED), [5], [None], ["x"], [(0.4, 0.4)]])
def test_what_is_no_list_of_hints_is_refused_as_such(hints: Any, colorist: Colorist) -> None:
    picture = np.full((32, 32), 99, np.uint8)
    with pytest.raises(HintError, match="hints are a list of Hint, "):
        colorist.colorize(picture, hints)
    with pytest.raises(HintError, match=r"hints (of a batch )?are a list "):
        colorist.colorize_batch(picture[None], hints or 0)
    with pytest.raises(HintError):
        colorist.colorize(picture, protect=hints)


@pytest.mark.parametrize("vividness", ["0.5", [0.5], 1j, -0.1, 1.1, float("nan"), np.array([0.1, 0.2])])
def test_a_vividness_that_is_no_number_in_range_is_refused_as_such(vividness: Any, colorist: Colorist) -> None:
    with pytest.raises(ModelError, match=r"vividness is .*, not a number in 0\.\.1"):
        colorist.colorize(np.full((32, 32), 99, np.uint8), vividness=vividness)


class Counting:
    """A network that says how often it was asked, and for how many pixels."""

    def __init__(self, network: Predictor) -> None:
        self.network, self.pixels, self.sides = network, list[int](), list[tuple[int, bool]]()

    def predict(self, lightness: Float, hints: Float, *, mirrored: Sequence[bool] | None = None) -> tuple[Float, Float]:
        self.pixels.append(lightness.size)
        self.sides += [(min(lightness.shape[-2:]), side) for side in mirrored or ()]
        return self.network.predict(lightness, hints, mirrored=mirrored)


def test_while_hints_are_tried_on_a_photograph_the_network_is_asked_nothing_more() -> None:
    card = weights.load("default")
    counting = Counting(Network(card.file("onnx")))
    colorist = Colorist(card, Remembering(counting, 24))
    picture = data.camera()[::2, ::2]
    seen = colorist.see(picture)
    assert len(counting.pixels) == len(card.serving.scales)
    for hints in (
        [Hint((0.3, 0.6), (120, 30, 30))],
        [Hint((0.3, 0.6), (120, 30, 30)), Hint((0.7, 0.2), (30, 60, 120))],
    ):
        tried = colorist.colours(seen, hints)
        assert (tried.paint(slice(None), picture) == colorist.infer(picture, hints).paint(slice(None), picture)).all()
    for vividness, protect in ((0.0, []), (1.0, []), (None, [[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]])):
        colorist.colours(seen, hints, vividness, protect)
    assert len(counting.pixels) == len(card.serving.scales)


def test_strips_of_any_size_give_the_same_pixels(colorist: Colorist, monkeypatch: pytest.MonkeyPatch) -> None:
    picture, hints = data.coffee()[::2, ::2], [Hint((0.5, 0.5), RED)]
    whole = colorist.colorize(picture, hints)
    for strip in (1, 301, 7000):
        monkeypatch.setattr(module, "_BLOCK", strip)
        parts = colorist.colorize(picture, hints)
        assert (parts.rgb == whole.rgb).all()
        assert (parts.grey == whole.grey).all()


MEMORY = """
import resource
import numpy as np
from model import Colorist

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

colorist = Colorist.load()
ramp = np.arange(4000 * 6000, dtype=np.uint32)
picture = (ramp * 2654435761 >> 24).astype(np.uint8).reshape(4000, 6000)
del ramp
colorist.colorize(picture[:400, :600])
before = peak()
result = colorist.colorize(picture)
print((peak() - before) / picture.size)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is counted in other units elsewhere")
def test_a_photograph_of_24_megapixels_takes_bounded_memory() -> None:
    done = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 8 + 100e6 / 24e6  # bytes a pixel: 4 are the result; and a constant


def ab_of(rgb: np.ndarray) -> np.ndarray:
    return rgb2lab(rgb)[..., 1:]


@pytest.mark.parametrize("vividness", [0, None, 1])
@pytest.mark.parametrize("radius", [0.02, 0.08])
def test_a_hints_colour_appears_at_its_place_however_vivid_the_rest(
    vividness: float | None, radius: float, colorist: Colorist
) -> None:
    picture = data.camera()
    at = (0.45, 0.12)  # sky: light, even
    hint = Hint(at, (150, 190, 215), radius)
    result = colorist.colorize(picture, [hint], vividness)
    row, column = int(at[1] * 512), int(at[0] * 512)
    assert ab_of(result.rgb)[row, column] == pytest.approx(hint.ab, abs=5 if radius < 0.05 else 2)
    assert result.confidence[row, column] == pytest.approx(1, abs=0.01)


def test_a_strokes_colour_appears_all_along_it(colorist: Colorist) -> None:
    picture = data.camera()
    hint = Hint(along=[(0.5, 0.1), (0.7, 0.12), (0.9, 0.08)], color=(150, 190, 215), radius=0.04)  # through the sky
    result = colorist.colorize(picture, [hint])
    for x, y in [(0.5, 0.1), (0.6, 0.11), (0.7, 0.12), (0.8, 0.1), (0.9, 0.08)]:
        row, column = int(y * 512), int(x * 512)
        assert ab_of(result.rgb)[row, column] == pytest.approx(hint.ab, abs=2)
        assert result.confidence[row, column] == pytest.approx(1, abs=0.01)


def test_what_a_hint_colours_is_not_made_as_vivid_as_a_guess(colorist: Colorist) -> None:
    picture, hint = data.astronaut()[..., 1], Hint(at=(0.30, 0.63), color=(95, 115, 150))
    faithful, vivid = (
        np.linalg.norm(ab_of(colorist.colorize(picture, [hint], vividness).rgb), axis=-1) for vividness in (0.0, 1.0)
    )
    beside = np.s_[300:340, 165:190]  # the suit, outside the hint's own circle
    guess = colorist.card.serving.photographs.vivid_gain
    assert vivid[beside].mean() < 0.8 * guess * faithful[beside].mean()


def test_a_hint_spreads_over_what_is_like_it_and_leaves_the_far_side(colorist: Colorist) -> None:
    picture = data.camera()
    plain = colorist.colorize(picture, vividness=0)
    hinted = colorist.colorize(picture, [Hint((0.2, 0.12), (230, 120, 90), 0.02)], vividness=0)
    change = np.linalg.norm(ab_of(hinted.rgb) - ab_of(plain.rgb), axis=-1)
    near, far = change[40:85, 80:125].mean(), change[300:, 400:].mean()
    assert near > 15
    assert far < near / 3


def test_the_more_true_hints_the_nearer_is_the_truth(colorist: Colorist) -> None:
    truth = data.coffee()[::2, ::2]
    height, width = truth.shape[:2]
    places = np.random.default_rng(1).random((30, 2))
    colors = [truth[int(y * height), int(x * width)].tolist() for x, y in places]
    hints = [Hint((x, y), tuple(color)) for (x, y), color in zip(places, colors, strict=True)]
    off = [
        np.linalg.norm(ab_of(colorist.colorize(truth, hints[:count]).rgb) - ab_of(truth), axis=-1).mean()
        for count in (0, 3, 30)
    ]
    assert off[0] > 1.05 * off[1]
    assert off[1] > 1.2 * off[2]


def test_hints_on_one_another_that_contradict_leave_a_picture_and_the_last_is_seen(colorist: Colorist) -> None:
    picture, at = data.camera()[::2, ::2], (0.45, 0.12)
    hints = [Hint(at, color, 0.05) for color in (RED, (0, 0, 255), RED, (150, 190, 215))]
    result = colorist.colorize(picture, hints)
    assert ab_of(result.rgb)[30, 115] == pytest.approx(hints[-1].ab, abs=8)  # red is 80 away
    assert np.isfinite(result.confidence).all()


def test_hints_make_the_confidence_rise_where_they_reach(colorist: Colorist) -> None:
    picture = data.camera()[::2, ::2]
    plain = colorist.colorize(picture).confidence
    hints = [Hint((x, 0.12), (150, 190, 215)) for x in (0.1, 0.2, 0.3)]
    rise = colorist.colorize(picture, hints).confidence - plain
    assert rise[20:40, 30:70].mean() > 0.1
    assert rise[20:40, 30:70].mean() > 3 * np.abs(rise[200:, 200:]).mean()


def test_confidence_is_full_at_a_hint_only(colorist: Colorist) -> None:
    picture = data.camera()[::2, ::2]
    plain = colorist.colorize(picture).confidence
    hinted = colorist.colorize(picture, [Hint((0.2, 0.12), BROWN, 0.03)]).confidence
    assert hinted.max() == pytest.approx(1, abs=0.01)
    assert plain.max() <= 1
    assert np.abs(hinted - plain)[200:, 200:].max() < 0.5


def test_a_hint_of_grey_takes_the_colour_away(colorist: Colorist) -> None:
    result = colorist.colorize(data.camera()[::2, ::2], [Hint((0.45, 0.12), (128, 128, 128), 0.05)], vividness=1)
    assert np.abs(ab_of(result.rgb)[31, 115]).max() < 3


def test_confidence_is_the_calibration_of_the_spread_for_thumbnails_photographs_and_between(colorist: Colorist) -> None:
    serving = colorist.card.serving
    kinds = {
        kind: replace(serving.photographs, calibration=((0, share), (1, share)))
        for kind, share in (("thumbnails", 0.25), ("photographs", 0.75))
    }
    sure = Colorist(replace(colorist.card, serving=replace(serving, **kinds)))
    for side, confidence in ((32, 0.25), (48, 0.5), (64, 0.75), (300, 0.75)):
        assert sure.colorize(data.camera()[:side, :side]).confidence == pytest.approx(confidence)


def test_thumbnails_and_photographs_have_gains_of_their_own(colorist: Colorist) -> None:
    serving = colorist.card.serving
    grey = replace(serving.photographs, faithful_gain=1e-6)
    for kind, side in (("thumbnails", 32), ("photographs", 64)):
        painted = Colorist(replace(colorist.card, serving=replace(serving, **{kind: grey})))
        picture = data.coffee()[100 : 100 + side, 100 : 100 + side]
        assert np.abs(ab_of(painted.colorize(picture, vividness=0).rgb)).max() < 1
        assert np.abs(ab_of(colorist.colorize(picture, vividness=0).rgb)).max() > 2


class Blocks:
    """Answers with the mean lightness of each block of 2 × 2 px, as a: the place of everything can be seen in it."""

    def predict(self, lightness: Float, hints: Float, *, mirrored: Sequence[bool] | None = None) -> tuple[Float, Float]:
        height, width = lightness.shape[-2:]
        even = np.pad(lightness, [(0, 0), (0, height % 2), (0, width % 2)], mode="edge")
        mean = even.reshape(len(even), even.shape[1] // 2, 2, even.shape[2] // 2, 2).mean(axis=(2, 4))
        return np.stack([mean, mean], axis=1), np.ones_like(mean)


@pytest.mark.parametrize("size", [(331, 427), (300, 401), (427, 331), (97, 50), (61, 61)])
def test_colours_stay_in_their_place_in_pictures_of_odd_sizes(size: tuple[int, int]) -> None:
    height, width = size
    down, across = np.abs(np.mgrid[:height, :width] - np.array([height - 1, width - 1])[:, None, None] / 2)
    symmetrical = np.asarray(np.exp(-(down**2 + across**2) / (min(size) / 6) ** 2) * 200, np.uint8)
    seen = Colorist(weights.load(), Blocks()).see(symmetrical)
    for turned in (seen.ab[0, 0, ::-1], seen.ab[0, 0, :, ::-1]):
        assert np.abs(turned - seen.ab[0, 0]).max() < 0.05 * seen.ab[0, 0].max()


def test_pictures_that_are_looked_at_by_turns_are_asked_a_quarter_and_four_of_them_everything() -> None:
    card = weights.load("default")
    counting = Counting(Network(card.file("onnx")))
    colorist = Colorist(card, counting)
    four = np.stack([data.camera()[shift : shift + 256, 100:400] for shift in range(4)])
    _, both_ways, _ = colorist.chroma(four)
    asked = 2 * sum(counting.pixels)  # in the mirror, too
    counting.pixels.clear()
    _, by_turns, confidence = colorist.chroma(four, by_turns=True)
    assert sum(counting.pixels) == pytest.approx(asked / 4, rel=0.01)
    assert sorted(counting.sides) == sorted((scale, side) for scale in card.serving.scales for side in (False, True))
    assert np.abs(by_turns.mean(axis=0) - both_ways.mean(axis=0)).mean() < 1.5
    assert 0 < confidence.min() <= confidence.max() <= 1
    _, small, _ = colorist.chroma(four[:, :32, :32], by_turns=True)  # of one scale, which nobody misses
    assert np.abs(small).mean(axis=(1, 2, 3)).min() > 0
