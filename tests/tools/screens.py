"""Take the README's picture of the walkable rooms again: run ``python tests/tools/screens.py`` in the checkout.

Builds the shipped exhibit, opens its rooms in Chromium, and saves what a visitor sees on coming in: originals only,
since those hang first.
"""

from __future__ import annotations

import io
import shutil
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

ARGUMENTS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out"
        command = [sys.executable, "-c", "from gallery.cli import main; main()", "build", "--offline", "--quiet"]
        subprocess.run([*command, "--output", str(out)], check=True, cwd=ROOT)
        screen = view(out / "site" / "walk" / "index.html")
    picture = Image.open(io.BytesIO(screen)).convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
    picture.save(WALK, quality=86, subsampling=0, optimize=True)
    sys.stdout.write(f"{WALK}: {WALK.stat().st_size:,} bytes\n")


def view(page: Path) -> bytes:
    """What the canvas of the rooms shows when it stands still, PNG."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        opened = chromium.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, reduced_motion="reduce")
        opened.goto(page.as_uri())
        opened.wait_for_selector("[data-state=still]", timeout=60_000)
        screen: bytes = opened.locator("canvas").first.screenshot()
        chromium.close()
    return screen


if __name__ == "__main__":
    main()
