"""A film made long: what it holds of memory and of disk, and whether it comes out the same when it is killed midway.

Run: python tests/benchmarks/long_film.py FILM [--minutes 10] [--slower 1] [--size WxH]

The film's coded frames are repeated, without coding them anew, until it lasts so many minutes; with --slower 2 each is
shown for twice as long, so that fewer make up the time; with --size it is coded anew in that size first. It is
colorized by the program, killed (-9) when half of its shots are there, and colorized again; then once more from the
beginning, into another store, without an interruption. Printed are the seconds of each, the most memory that a process
held, the most that stood on the disk beside the films, and how many shots, and whether the films, are the same byte for
byte.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
from film import made

from gallery.film import head_of
from gallery.pipeline.films.looking import look_through

PROGRAM = str(Path(sys.executable).with_name("gallery"))


def repeated(film: Path, out: Path, seconds: float, slower: int) -> Path:
    """The coded frames of ``film``, again and again, so many times slower, until they last ``seconds``."""
    length = Fraction(head_of(film).duration) * slower
    with av.open(str(out), "w") as made:
        stream = None
        for turn in range(max(1, round(seconds / length))):
            with av.open(str(film)) as given:
                picture = given.streams.video[0]
                stream = stream or made.add_stream_from_template(picture)
                shift = round(turn * length / picture.time_base)
                for packet in given.demux(picture):
                    if packet.dts is None:
                        continue
                    packet.pts, packet.dts = packet.pts * slower + shift, packet.dts * slower + shift
                    packet.duration = (packet.duration or 0) * slower
                    packet.stream = stream
                    made.mux(packet)
    return out


class Run:
    """The program at work on a film, watched."""

    def __init__(self, film: Path, folder: Path) -> None:
        self.cache, self.out = folder / "cache", folder / "out"
        self.command = [PROGRAM, "colorize", str(film), "--out", str(self.out), "--cache", str(self.cache)]
        self.most = 0

    def go(self, enough: Callable[[], bool] = lambda: False) -> float:
        """Seconds until it has ended, or was killed because it was ``enough``."""
        began = time.perf_counter()
        process = subprocess.Popen(self.command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            self.most = max(self.most, self._on_disk())
            if enough():
                process.kill()
            time.sleep(0.2)
        return time.perf_counter() - began

    def shots(self) -> dict[str, str]:
        """The SHA-256 of each shot in the store, by its key."""
        found = self.cache.glob("store/??/*/files/shot.nut")
        return {path.parent.parent.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}

    def film(self) -> bytes:
        return next(self.out.iterdir()).read_bytes()

    def _on_disk(self) -> int:
        total = 0
        for path in [*self.cache.rglob("*"), *self.out.rglob("*")]:
            try:
                total += path.stat().st_size if path.is_file() else 0
            except FileNotFoundError:  # a draft that has its name now
                continue
        return total


def measure(film: Path, folder: Path) -> None:
    head, shots = head_of(film), len(look_through(film)["shots"])
    print(
        f"{film.stem}: {head.frames} frames of {head.width}×{head.height}, {float(head.duration) / 60:.1f} min,"
        f" {shots} shots, {film.stat().st_size / 1e6:.1f} MB",
        flush=True,
    )
    killed, whole = Run(film, folder / "killed"), Run(film, folder / "whole")
    first = killed.go(lambda: len(killed.shots()) >= max(1, shots // 2))
    kept = len(killed.shots())
    second = killed.go()
    print(f"  killed after {first:.0f} s with {kept} shots kept, done in another {second:.0f} s", flush=True)
    third = whole.go()
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    same = sum(killed.shots().get(key) == sha256 for key, sha256 in whole.shots().items())
    size = len(whole.film()) / 1e6
    print(f"  without interruption {third:.0f} s; {most:.0f} MB of memory at most")
    print(f"  {max(killed.most, whole.most) / 1e6:.1f} MB on disk at most, for a film of {size:.1f} MB")
    print(
        f"  {same} of {len(whole.shots())} shots are the same; the films are the same: {killed.film() == whole.film()}"
    )


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("film", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--slower", type=int, default=1)
    parser.add_argument("--size", metavar="WxH")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, film = Path(name), given.film
        if given.size:
            width, height = map(int, given.size.split("x"))
            film = made(film, folder / film.name, head_of(film).frames, (width, height), grey=False)
        long = repeated(film, folder / f"{film.stem}-long.mp4", given.minutes * 60, given.slower)
        for part in ("killed", "whole"):
            (folder / part / "out").mkdir(parents=True)
        measure(long, folder)


if __name__ == "__main__":
    main()
