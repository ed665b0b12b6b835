"""How long the service takes beside the library, and how many photographs it makes of several clients.

    python tests/benchmarks/service.py [--side 1000] [--number 20]

*Network* is the inference of the colours alone, in a process that is limited to one thread as workers are; *library* is
a whole colorization there: file opened, inferred, saved. *Service* is a request over the loopback, from the first byte
sent to the last one received, by one client with one worker for each CPU. They take turns, so that whatever else the
machine does delays all of them alike.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
import skimage.data
from PIL import Image

LIBRARY = """
import sys, time
from pathlib import Path
from gallery.pipeline.executors import limit_threads
limit_threads()
from gallery.colorize import QUALITY, infer, save_painted
from gallery.photograph import open_monochrome
source = Path(sys.argv[1])
for turn, _ in enumerate(sys.stdin):
    began = time.perf_counter()
    photograph = open_monochrome(source)
    opened = time.perf_counter()
    _, colours = infer(photograph, vividness=turn / 1000)
    inferred = time.perf_counter()
    save_painted(photograph, colours, source.with_name("out.jpg"), QUALITY)
    print(inferred - opened, time.perf_counter() - began, flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=1000, help="longer side of the photograph, in pixels")
    parser.add_argument("--number", type=int, default=20, help="photographs in each row")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "photograph.jpg"
        picture = Image.fromarray(skimage.data.astronaut()).convert("L")
        picture.resize((arguments.side, arguments.side)).save(source, quality=92)
        program = [sys.executable, "-c", LIBRARY, str(source)]
        pipe = subprocess.PIPE
        with subprocess.Popen(program, stdin=pipe, stdout=pipe, text=True, bufsize=1) as library:
            assert library.stdin is not None
            assert library.stdout is not None

            def by_library() -> list[float]:
                assert library.stdin is not None
                assert library.stdout is not None
                library.stdin.write("\n")
                return [float(seconds) for seconds in library.stdout.readline().split()]

            measure(source.read_bytes(), Path(folder) / "cache", arguments.number, by_library)
            library.stdin.close()


def tell(name: str, seconds: Sequence[float]) -> None:
    """A row: median and 95 %."""
    late = sorted(seconds)[min(len(seconds) - 1, round(0.95 * len(seconds)))]
    print(f"{name:24} median {statistics.median(seconds):6.3f} s   95 % {late:6.3f} s")


def measure(data: bytes, cache: Path, number: int, by_library: Callable[[], list[float]]) -> None:
    """Ask the library and a service of its own by turns, then the service by several clients."""
    program = [sys.executable, "-c", "from gallery.cli import main; main()", "serve", "--port", "0"]
    environment = {**os.environ, "GALLERY_CACHE": str(cache)}
    with subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            turn = iter(range(10**6))

            def ask(_: object = None) -> float:
                began = time.perf_counter()
                query = {"vividness": str(0.5 + next(turn) / 10**5)}  # another one each time, so that it is made
                headers = {"Content-Type": "image/jpeg", "Accept": "image/*", "Prefer": "wait=60"}
                answer = requests.post(
                    f"{url}v1/colorizations", io.BytesIO(data), params=query, headers=headers, timeout=90
                )
                assert answer.headers["Content-Type"] == "image/jpeg", answer.text
                return time.perf_counter() - began

            for _ in range(4):
                ask()
                by_library()
            turns = [(*by_library(), ask()) for _ in range(number)]
            for name, seconds in zip(
                ("network", "library", "service, one client"), zip(*turns, strict=True), strict=True
            ):
                tell(name, seconds)
            ratio = statistics.median(served / network for network, _, served in turns)
            print(f"{'':24} {ratio:.2f} × the network's own time, median of the turns")
            throughput(ask, number)
        finally:
            process.send_signal(signal.SIGINT)


def throughput(ask: Callable[..., float], number: int) -> None:
    """Rows for several clients at a time."""
    for clients in (1, 2, 8):
        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            seconds = list(pool.map(ask, range(number)))
        rate = number / (time.perf_counter() - began)
        tell(f"{clients} at a time: {rate:.2f} /s", seconds)


if __name__ == "__main__":
    main()
