"""Take the documents' pictures of rooms and studio again: run ``python tests/tools/screens.py`` in the checkout.

Builds the shipped exhibit, opens its rooms in Chromium, and saves what a visitor sees on coming in: originals only,
since those hang first. Then what a curator sees of a work in the studio.
"""

from __future__ import annotations

import io
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
WALK = ROOT / "exhibits" / "nostalgia-and-memory" / "walk.jpg"
SIZE = (1440, 860)
SHOWN = (1000, 600)
"""Pixels of the saved picture."""
STUDIO = ROOT / "exhibits" / "nostalgia-and-memory" / "studio.jpg"
WORK = "eileen-collins"
WINDOW = (1360, 860)

ARGUMENTS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


PROGRAM = (sys.executable, "-c", "from gallery.cli import main; main()")


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        subprocess.run([*PROGRAM, "build", "--offline", "--quiet", "--output", str(out)], check=True, cwd=ROOT)
        screen = view(out / "site" / "walk" / "index.html")
    save(screen, SHOWN, WALK)
    save(bench(), WINDOW, STUDIO)


def save(screen: bytes, size: tuple[int, int], path: Path) -> None:
    """Write a picture of the screen as a JPEG of that size."""
    picture = Image.open(io.BytesIO(screen)).convert("RGB").resize(size, Image.Resampling.LANCZOS)
    picture.save(path, quality=86, subsampling=0, optimize=True)
    sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")


def bench() -> bytes:
    """A work in the studio once its colours are there, PNG."""
    studio = subprocess.Popen(
        [*PROGRAM, "studio", "--offline", "--no-open"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert studio.stdout is not None
        address = studio.stdout.readline().strip()
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
            opened = chromium.new_page(viewport={"width": WINDOW[0], "height": WINDOW[1]}, reduced_motion="reduce")
            opened.goto(f"{address}#/works/{WORK}")
            opened.wait_for_selector("#stage[data-coloured]", timeout=180_000)
            opened.get_by_text("Coloured. ").wait_for()  # until then colours of the last build are shown
            screen: bytes = opened.screenshot()
            chromium.close()
    finally:
        studio.send_signal(signal.SIGINT)
        studio.wait()
    return screen


def view(page: Path) -> bytes:
    """What the canvas of the rooms shows when it stands still, PNG."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        opened = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, reduced_motion="reduce")
        opened.goto(page.as_uri())
        opened.locator("[data-enter]").click()
        opened.wait_for_selector("[data-state=still]", timeout=60_000)
        screen: bytes = opened.locator("canvas").first.screenshot()
        chromium.close()
    return screen


if __name__ == "__main__":
    main()
