"""How long a curator waits in the studio for a hint to be shown: a 24-megapixel photograph at the size of a screen.

    python tests/benchmarks/studio.py [PHOTOGRAPH]

Starts a studio on a photograph (one of scikit-image's, enlarged, where none is named). Prints

- from opening the work in headless Chromium: until its published colours are seen;
- from clicking on the photograph: until its colours with this hint are seen, for 30 hints (target: 400 ms);
- the same asked for by HTTP, with what the server says of its parts.
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
from playwright.sync_api import sync_playwright
from skimage import data

from gallery.photograph import save_jpeg

SIZE = (6000, 4000)
SCREEN = 1600
TIMES = 30
ARGUMENTS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")

SEEN = """
const { prototype } = CanvasRenderingContext2D;
const { drawImage } = prototype;
window.seen = [];
prototype.drawImage = function (...values) {
  drawImage.apply(this, values);
  if (this.canvas.id === "colour") requestAnimationFrame(() => seen.push(performance.now()));
};
addEventListener("pointerup", () => { window.clicked = performance.now(); }, true);
"""
"""Notes when colours are put on the page, and when somebody has clicked."""

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
            url = server.stdout.readline().decode().strip()
            wait(url)
            look(url)
            measure(url)
        finally:
            server.terminate()
            server.wait()


def wait(url: str) -> None:
    """What is made beside would be measured too."""
    while json.load(urllib.request.urlopen(f"{url}api/exhibit"))["works"][0]["state"] == "waiting":
        time.sleep(1)


def look(url: str) -> None:
    """What a curator sees, in a browser."""
    chance = random.Random(1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1600, "height": 1000}, bypass_csp=True)
        page.add_init_script(SEEN)
        page.goto(url)
        page.wait_for_selector("html[data-studio=ready]")
        began = page.evaluate("() => { location.hash = '#/works/large'; return performance.now(); }")
        page.wait_for_function("() => seen.length")
        print(f"opened: its colours are seen after {page.evaluate('seen[0]') - began:.0f} ms")
        page.wait_for_selector("#stage[data-state=done]")
        page.click("[data-tool=point]")
        taken = []
        for _ in range(TIMES):
            page.evaluate("seen.length = 0")
            box = page.locator("#aim").bounding_box()
            page.mouse.click(box["x"] + chance.random() * box["width"], box["y"] + chance.random() * box["height"])
            page.wait_for_selector("#stage[data-state=done]")
            page.wait_for_function("() => seen.length")
            taken.append(page.evaluate("seen[0] - clicked"))
            page.keyboard.press("Control+z")
            page.wait_for_selector("#stage[data-state=done]")
        browser.close()
    print(f"clicked: {spread(taken)}")


def measure(url: str) -> None:
    """What the server takes."""
    chance = random.Random(1)
    taken, parts = [], []
    for number in range(TIMES):
        seconds, timing = ask(url, [hint(chance) for _ in range(number % 3 + 1)])
        taken.append(seconds * 1000)
        parts.append(dict(part.split(";dur=") for part in timing.split(", ")))
    print(f"asked by HTTP: {spread(taken)}")
    for name in parts[0]:
        print(f"  {name}: median {statistics.median(float(part[name]) for part in parts):.0f} ms")


def spread(taken: list[float]) -> str:
    taken = sorted(taken)
    return f"median {statistics.median(taken):.0f} ms, 95 % {taken[int(0.95 * TIMES)]:.0f} ms, most {taken[-1]:.0f} ms"


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
