"""How long a curator waits in the studio for a hint to be shown: a 24-megapixel photograph at the size of a screen.

    python tests/benchmarks/studio.py [PHOTOGRAPH]

Starts a studio on a photograph (one of scikit-image's, enlarged, where none is named), opens the work, and then asks
for 30 pictures with other hints, one after the other. Prints the time of the first, and median and 95 % of the others,
with what the server says of their parts.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from skimage import data

from gallery.photograph import save_jpeg

SIZE = (6000, 4000)
SCREEN = 1600
TIMES = 30

MANIFEST = """\
title: T
curator: C
statement: S
rooms:
  - title: R
    works:
      - {id: large, source: {path: large.jpg}, title: L, rights: TODO, alt: TODO}
"""


def main(photograph: Path | None) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "exhibit.yaml").write_text(MANIFEST, encoding="utf-8")
        if photograph is not None:
            shutil.copyfile(photograph, folder / "large.jpg")
        else:
            grey = np.asarray(Image.fromarray(data.camera()).resize(SIZE, Image.Resampling.LANCZOS))
            noise = np.random.default_rng(0).integers(-6, 7, grey.shape)
            printed = (grey.astype(np.int16) + noise).clip(0, 255).astype(np.uint8)
            save_jpeg(np.repeat(printed[..., None], 3, axis=2), folder / "large.jpg")
        program = [sys.executable, "-c", "from gallery.cli import main; main()", "studio", place, "--port", "0"]
        environment = {**os.environ, "GALLERY_CACHE": str(folder / "cache")}
        server = subprocess.Popen([*program, "--no-open"], env=environment, stdout=subprocess.PIPE)
        assert server.stdout is not None
        try:
            measure(server.stdout.readline().decode().strip())
        finally:
            server.terminate()
            server.wait()


def measure(url: str) -> None:
    while True:
        work = json.load(urllib.request.urlopen(f"{url}api/exhibit"))["works"][0]
        if work["state"] != "waiting":  # what is made beside would be measured too
            break
        time.sleep(1)
    chance = random.Random(1)
    first, _ = ask(url, [])
    taken, parts = [], []
    for number in range(TIMES):
        seconds, timing = ask(url, [hint(chance) for _ in range(number % 3 + 1)])
        taken.append(seconds)
        parts.append(dict(part.split(";dur=") for part in timing.split(", ")))
    taken.sort()
    print(f"opened in {first * 1000:.0f} ms; then median {statistics.median(taken) * 1000:.0f} ms, ", end="")
    print(f"95 % {taken[int(0.95 * TIMES)] * 1000:.0f} ms, most {taken[-1] * 1000:.0f} ms")
    for name in parts[0]:
        print(f"  {name}: median {statistics.median(float(part[name]) for part in parts):.0f} ms")


def hint(chance: random.Random) -> dict[str, Any]:
    color = "#" + "".join(f"{chance.randrange(256):02x}" for _ in range(3))
    return {"at": [round(chance.random(), 3), round(chance.random(), 3)], "color": color, "radius": 0.02}


def ask(url: str, hints: list[dict[str, Any]]) -> tuple[float, str]:
    body = json.dumps({"hints": hints, "width": SCREEN}).encode()
    request = urllib.request.Request(f"{url}api/works/large/render", body, {"Content-Type": "application/json"})
    began = time.perf_counter()
    with urllib.request.urlopen(request) as answer:
        answer.read()
        return time.perf_counter() - began, answer.headers["Server-Timing"]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
