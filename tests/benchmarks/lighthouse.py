"""Lighthouse's scores for a page of each kind of the shipped exhibit, as a phone sees them.

    python tests/benchmarks/lighthouse.py [SITE] [--pages index.html works/chelsea/index.html …]

Lighthouse is not installed with the project: ``npm install lighthouse`` anywhere, and say where by LIGHTHOUSE (the
path of ``cli/index.js``) if ``lighthouse`` is not on the PATH. Needs Chromium and Node.js. SITE is a built ``site``
folder; without it the shipped exhibit is built first. Texts are sent compressed, as the manual asks of servers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
WANTED = 95
KINDS = (
    "index.html",
    "rooms/*",
    "works/*",
    "rooms",
    "walk",
    "people",
    "places",
    "dates",
    "search",
    "colorize",
    "method",
    "about",
)
"""Folders whose ``index.html`` is a page of a kind; of those with a star the first."""
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


COMPRESSED = (".css", ".html", ".js", ".json", ".svg", ".wasm", ".xml")


class Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path.partition("?")[0]))
        if path.suffix not in COMPRESSED or not path.is_file():
            super().do_GET()
            return
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        with suppress(ConnectionError):  # Chromium ends with requests on their way
            super().handle()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", nargs="?", type=Path)
    parser.add_argument("--pages", nargs="+")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        site = options.site or built(Path(scratch))
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            pages = options.pages or sorted(kinds(site))
            lows = [low for page in pages for low in measured(page, server.server_address[1], Path(scratch))]
        finally:
            server.shutdown()
    return 1 if min(lows) < WANTED else 0


def kinds(site: Path) -> Iterator[str]:
    """A page of each kind that there is."""
    for kind in KINDS:
        found = sorted(site.glob(kind if kind.endswith(".html") else f"{kind}/index.html"))
        yield from (path.relative_to(site).as_posix() for path in found[:1])


def built(folder: Path) -> Path:
    """The site of the shipped exhibit."""
    command = [sys.executable, "-m", "gallery.cli", "build", "--output", str(folder / "out"), "--offline", "--quiet"]
    subprocess.run(command, check=True)
    return folder / "out" / "site"


def measured(page: str, port: int, scratch: Path) -> list[int]:
    """Print the scores of one page and what kept them from 100; the scores."""
    report = scratch / "report.json"
    given = os.environ.get("LIGHTHOUSE")
    program = ["node", given] if given else [shutil.which("lighthouse") or "lighthouse"]
    subprocess.run(
        [*program, f"http://127.0.0.1:{port}/{page}", "--quiet", "--output=json", f"--output-path={report}",
         f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"],
        check=True, env={**os.environ, "CHROME_PATH": shutil.which("chromium") or "chromium"},
    )  # fmt: skip
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    scores = [round(100 * (found["categories"][name]["score"] or 0)) for name in CATEGORIES]
    print(page, *(f"{name} {score}" for name, score in zip(CATEGORIES, scores, strict=True)), sep="  ")
    for name in CATEGORIES:
        for reference in found["categories"][name]["auditRefs"]:
            audit = found["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"    {name}: {audit['title']} {audit.get('displayValue', '')}")
    return scores


if __name__ == "__main__":
    raise SystemExit(main())
