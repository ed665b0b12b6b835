"""How fast a visitor's browser colorizes. Run: python tests/benchmarks/browser.py [SITE] [--repeats N]

SITE is the folder of a built site (default build/nostalgia-and-memory/site). It is served without any special
header, and opened in headless Chromium; the network runs in WebAssembly on one thread. Printed are, for a real
photograph of 1000 pixels, the median and the slowest of several runs:

- from choosing it to the first result, and to the exact one (target for the first: 1.5 s);
- from giving a colour to the first result, and to the exact one (target for the first: 0.4 s);
- from moving the vividness to its result;
- from the tenth stroke beside nine others, of 16 places each, to its result (target: 250 ms), and of the hundredth
  point;
- the longest time for which the page answered nobody (target: 50 ms);
- how long the network took at each scale, picture and mirror image together.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import skimage
from PIL import Image
from playwright.sync_api import sync_playwright

ARGUMENTS = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")

WATCH = """
const states = [];
new MutationObserver(() => states.push([performance.now(), bench.dataset.state]))
  .observe(bench, {attributeFilter: ["data-state"]});
let last = performance.now();
const gaps = [];
setInterval(() => { const now = performance.now(); gaps.push(now - last); last = now; }, 4);
Object.assign(window, {states, gaps});
"""
"""Notes when the page changes its state, and how long its timers had to wait."""


KNOWN = """
const Plain = Worker;
window.Worker = class extends Plain {
  constructor(...named) { super(...named); window.worker = this; }
  postMessage(message, ...rest) {
    if (message.kind === "open") window.opened = message.id;
    super.postMessage(message, ...rest);
  }
};
"""
"""Lets the page's worker be asked for colours directly."""

ASK = """async (hints) => {
  const number = window.asked = (window.asked ?? 1000) + 1;
  const start = performance.now();
  return new Promise((resolve) => {
    const hear = ({ data }) => {
      if (data.kind !== "result" || data.number !== number) return;
      worker.removeEventListener("message", hear);
      resolve(performance.now() - start);
    };
    worker.addEventListener("message", hear);
    worker.postMessage({ kind: "wish", id: opened, hints, vividness: 0.5, number });
  });
}"""
"""Milliseconds until the worker has answered."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def photograph(folder: Path) -> Path:
    """A real photograph of 1000 × 667 pixels."""
    with Image.open(Path(skimage.__file__).parent / "data" / "rocket.jpg") as opened:
        path = folder / "rocket.jpg"
        opened.convert("RGB").resize((1000, 667), Image.Resampling.LANCZOS).save(path, quality=90)
    return path


def timed(page: Any, act: str) -> tuple[float, float]:
    """Milliseconds from doing ``act`` (JavaScript) to the first result and to the exact one."""
    page.evaluate(f"states.length = 0; window.began = performance.now(); {act}")
    page.wait_for_selector("#bench[data-state=done]")
    states = page.evaluate("states.map(([time, name]) => [time - began, name])")
    shown = [time for time, name in states if name in ("refining", "done")]
    return shown[0], shown[-1]


def measure(page: Any, picture: Path, repeats: int) -> dict[str, list[float]]:
    """Every duration in ms, by what it is."""
    page.evaluate(WATCH)
    found: dict[str, list[float]] = {}

    def note(name: str, times: tuple[float, float]) -> None:
        found.setdefault(f"{name}, first result", []).append(times[0])
        found.setdefault(f"{name}, exact", []).append(times[1])

    for turn in range(repeats):
        # The picker is filled beforehand, so that handing over the file is not part of the time.
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('input'), {type: 'file', id: 'held'}))"
        )
        page.set_input_files("#held", str(picture))
        choose = "const all = new DataTransfer(); all.items.add(held.files[0]); held.remove();"
        note("choose", timed(page, choose + "document.dispatchEvent(new DragEvent('drop', {dataTransfer: all}));"))
        page.click("#place")
        box = page.locator("#aim").bounding_box()
        at = {"clientX": box["x"] + box["width"] * (0.3 + 0.1 * turn), "clientY": box["y"] + box["height"] * 0.6}
        note("give a colour", timed(page, f"aim.dispatchEvent(new MouseEvent('click', {at}));"))
        for value in (20, 80):
            act = f"vividness.value = {value}; vividness.dispatchEvent(new Event('input'));"
            found.setdefault("vividness", []).append(timed(page, act)[1])
    found["the page's longest silence"] = [max(page.evaluate("gaps"))]
    return found


def strokes(count: int, turn: int) -> list[dict[str, Any]]:
    """Lines from top to bottom beside one another, the last of them elsewhere each ``turn``."""
    starts = [(0.05 + 0.08 * number, 0.02 * turn if number == count - 1 else 0.0) for number in range(count)]
    lines = [[[x, 0.1 + y], [x + 0.05, 0.5], [x, 0.7 + y]] for x, y in starts]
    return [{"along": line, "color": [20 * n, 120, 200 - 20 * n], "radius": 0.01} for n, line in enumerate(lines)]


def points(count: int, turn: int) -> list[dict[str, Any]]:
    """Spread over the picture, the last of them elsewhere each ``turn``."""
    places = [[(n * 0.618) % 1, ((n + (turn if n == count - 1 else 0)) * 0.377) % 1] for n in range(count)]
    return [{"at": at, "color": [2 * n, 120, 200 - 2 * n], "radius": 0.01} for n, at in enumerate(places)]


def with_many_hints(page: Any, repeats: int) -> dict[str, list[float]]:
    """Milliseconds until a hint beside many others is answered."""
    found = {}
    for name, hints in {
        "the tenth stroke": lambda turn: strokes(10, turn),
        "the hundredth point": lambda turn: points(100, turn),
    }.items():
        page.evaluate(ASK, hints(0)[:-1])
        found[name] = [page.evaluate(ASK, hints(turn)) for turn in range(repeats)]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the page that colorizes in the browser.")
    parser.add_argument("site", nargs="?", type=Path, default=Path("build/nostalgia-and-memory/site"))
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    if not (options.site / "colorizer").is_dir():
        raise SystemExit(f"{options.site} is not a built site with a colorizer: run gallery build first")
    with tempfile.TemporaryDirectory() as scratch, served(options.site) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(KNOWN)
        page.goto(address + "colorize/index.html")
        page.set_input_files("#file", str(photograph(Path(scratch))))  # brings the network
        page.wait_for_selector("#bench[data-network=loaded][data-state=done]")
        found = measure(page, photograph(Path(scratch)), options.repeats)
        found |= with_many_hints(page, options.repeats)
        scales = page.workers[0].evaluate(
            "performance.getEntriesByType('measure').map(({name, duration}) => [name, duration])"
        )
        for name, duration in scales[1:]:
            found.setdefault(name, []).append(duration)
        chromium.close()
    for name, times in found.items():
        print(f"{name:32}{statistics.median(times):8.0f} ms   slowest {max(times):6.0f} ms   of {len(times)}")


if __name__ == "__main__":
    main()
